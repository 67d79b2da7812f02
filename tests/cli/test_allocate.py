"""`allocate`: the range, the ranking, and who drives it, as text and as data."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str], Path]

# mine: 8 kg for 1 kg ore and 1 kg gravel (3 : 1 by price); works: 2 kg ore and 4 kg for
# 1 kg metal and 3 kg slag (9 : 3 by price). 3, 4, 9 and 12 kg per kg of metal.
CHAIN = """\
lcagraph: 1
reference: {product: metal, amount: 1 kg}
processes:
  mine:
    stage: raw_materials
    allocation: mass
    outputs:
      ore: {amount: 1 kg, price: 3 CNY/kg}
      gravel: {amount: 1 kg, price: 1 CNY/kg}
    emissions: {co2_fossil: 8 kg}
  works:
    stage: production
    allocation: mass
    outputs:
      metal: {amount: 1 kg, price: 9 CNY/kg}
      slag: {amount: 3 kg, price: 1 CNY/kg}
    inputs: {ore: 2 kg}
    emissions: {co2_fossil: 4 kg}
"""


@pytest.fixture
def chain(write: Write) -> Path:
    return write(CHAIN)


def test_all_prints_range_spread_ranking_and_driver(run: Any, chain: Path) -> None:
    code, out, _ = run("allocate", chain, "--all")
    assert code == 0
    assert "per 1 kg metal" in out
    assert "3 … 12 kgCO2e; spread 9 kgCO2e = 300.0 %" in out
    assert "every combination: 4" in out
    assert "works: 77.8 % of the spread (Shapley value" in out
    assert re.search(r"\n +→ 1 +3 +\+0\.0% +mass +mass\n", out)
    assert re.search(r"\n +4 +12 +\+300\.0% +economic +economic\n", out)


def test_without_all_one_process_at_a_time_is_changed(run: Any, chain: Path) -> None:
    code, out, _ = run("allocate", chain)
    assert code == 0
    assert "3 … 9 kgCO2e" in out
    assert "one process at a time: 3 of 4" in out
    assert "works: 85.7 % of the spread (its own spread" in out
    assert "--all combines" in out


def test_all_as_data_has_every_combination(run: Any, chain: Path) -> None:
    data = run.data("allocate", chain, "--all", "--json")
    assert data["range"] == pytest.approx(
        {"low": 3, "high": 12, "spread": 9, "percent": 300}
    )
    assert [one["footprint"] for one in data["ranking"]] == pytest.approx([3, 4, 9, 12])
    assert data["lowest"]["bases"] == {"mine": "mass", "works": "mass"}
    assert data["highest"]["bases"] == {"mine": "economic", "works": "economic"}
    assert (data["driver"], data["share_by"], data["coverage"]) == (
        "works",
        "shapley",
        "every",
    )
    assert [p["share"] for p in data["processes"]] == pytest.approx([7 / 9, 2 / 9])


def test_allocation_is_told_in_chinese_too(run: Any, chain: Path) -> None:
    _, out, _ = run("allocate", chain, "--all", "--lang", "zh")
    assert "主要取决于" in out
    assert "各组合排序" in out


def test_a_long_ranking_shows_its_ends(run: Any, write: Write) -> None:
    # three more bases at each process: 5 × 5 combinations, of which 20 are shown
    extra = "properties: {one: 1 kg/kg, two: 2 kg/kg, three: 3 kg/kg}}"
    text = CHAIN.replace("/kg}", f"/kg, {extra}")
    code, out, _ = run("allocate", write(text), "--all")
    assert code == 0
    assert "every combination: 25" in out
    assert "… and 5 more between" in out


def test_nothing_to_allocate_is_said(run: Any, model: Path) -> None:
    assert run("allocate", model, "--all")[1] == (
        "no process has several products: nothing is allocated\n"
    )
