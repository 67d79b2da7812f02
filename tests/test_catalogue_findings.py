"""What a catalogue says of rows and runs, and where it says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from catalogues import HEAD, TOTAL, database, footprints, line, reasons
from small_databases import smelter as a_smelter
from small_databases import triplets

from lcagraph.background.linked import LinkedDatabase, Mapped
from lcagraph.background.store import Database
from lcagraph.catalogue import Options, Rules, calculate_catalogue, catalogue_of
from lcagraph.errors import Finding
from lcagraph.impact import gwp_set
from lcagraph.importing import add_database
from lcagraph.wording import help_lines


@pytest.fixture
def smelter(tmp_path: Path) -> Database:
    return database(tmp_path / "databases")


def told(opened: Sequence[Database], place: Path, **more: Any) -> dict[str, Finding]:
    """Findings on a whole run that draws 1 kg of each database's aluminium or steel."""
    source = place / "bom.csv"
    firsts = [next(one.activities()).process for one in opened]
    rows = [
        f'pot,"{one.name}/{first}",1,kg\n'
        for one, first in zip(opened, firsts, strict=True)
    ]
    source.write_text(HEAD + "".join(rows), encoding="utf-8")
    output = place / "out.csv"
    options = Options(is_replacing=True, **more)
    outcome = calculate_catalogue(source, output, opened, options)
    assert outcome.is_complete
    return {finding.code: finding for finding in outcome.findings}


# ------------------------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("component", "dataset", "expected"),
    [
        ("a-1", "", [(3, "E787")]),  # an id of the database, too
        ("./a-1", "", []),
        ("smelter/a-1", "", []),
        ("a-1", "smelter/a-1", []),
    ],
)
def test_a_name_of_a_product_and_a_dataset_must_say_which(
    smelter: Database, component: str, dataset: str, expected: list[tuple[int, str]]
) -> None:
    rows = [
        line("a-1", "p-1", 1, "kWh"),
        line("pot", component, 1, "piece" if component[0] == "." else "kg",
             dataset=dataset),
    ]  # fmt: skip
    _, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == expected


@pytest.mark.parametrize(
    ("per", "per_unit", "expected"),
    [
        ("0", "kg", ["E789"]),
        ("-5 kg", "", ["E789"]),
        ("many", "kg", ["E789"]),
        ("5 kg", "t", ["E789"]),  # two units
        ("5 kg", "kg", []),
        ("5", "kg", []),
    ],
)
def test_an_output_is_a_positive_amount_with_one_unit(
    smelter: Database, per: str, per_unit: str, expected: list[str]
) -> None:
    rows = [line("sheet", "a-1", 1, "kg", per=per, per_unit=per_unit)]
    _, catalogue = footprints(rows, smelter)
    assert [code for _, code in reasons(catalogue)] == expected


@pytest.mark.parametrize(
    ("second", "expected"), [("2 kg", [(3, "E793")]), ("1 kg", []), ("", [])]
)
def test_lines_of_a_product_must_agree_on_its_output(
    smelter: Database, second: str, expected: list[tuple[int, str]]
) -> None:
    rows = [
        line("sheet", "a-1", 1, "kg", per="1 kg"),
        line("sheet", "p-1", 1, "kWh", per=second),
    ]
    found, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == expected
    assert (found["sheet"]["status"] == "complete") is not bool(expected)


# ------------------------------------------------------------------------------- runs

READY = "name,per,co2e (kg),gwp\nsteel,kg,2,{gwp}\n"


@pytest.mark.parametrize(
    ("gwp", "expected"),
    [
        ("ipcc-ar5-gwp100", ("ipcc-ar5-gwp100",)),
        ("", ("unknown",)),
        ("ipcc-ar6-gwp100", None),
    ],
)
def test_ready_figures_of_another_gwp_set_are_told(
    tmp_path: Path, gwp: str, expected: tuple[str, ...] | None
) -> None:
    path = tmp_path / "ready.csv"
    path.write_text(READY.format(gwp=gwp), encoding="utf-8")
    opened = add_database(path, name="ready", place=tmp_path / "databases").database
    found = told([opened], tmp_path, gwp="ipcc-ar6-gwp100")
    assert ("W797" in found) is (expected is not None)
    if expected is not None:
        values = found["W797"].values
        assert (values["sets"], values["count"]) == (expected, 1)


def overdrawn() -> LinkedDatabase:
    """1 kg of aluminium takes 14 kWh, each of which takes 0.1 kg: 1.4 kg for 1 kg."""
    entries = {(0, 0): 1.0, (1, 0): -14.0, (0, 1): -0.1, (1, 1): 1.0}
    return replace(a_smelter(), technosphere=triplets(entries))


def test_a_loop_that_uses_more_than_it_makes_is_told(tmp_path: Path) -> None:
    opened = database(tmp_path / "databases", overdrawn(), "greedy")
    found = told([opened], tmp_path)
    assert found["W798"].values["names"] == ("Aluminium production, liquid",)


def test_a_sound_supply_chain_is_not_told(smelter: Database, tmp_path: Path) -> None:
    assert told([smelter], tmp_path) == {}


# -------------------------------------------------------- gases that the GWP set lacks


def with_traces() -> LinkedDatabase:
    """1 kg of aluminium: 1.6 kg of CO2, 14 kWh of 0.5 kg, and 14 g of ethane."""
    base = a_smelter()
    ethane = Mapped(gas="ethane", factor=1.0, strategy="cas")
    return replace(
        base,
        interventions=triplets({(0, 0): 1.6, (1, 0): 0.014, (0, 1): 0.5}),
        elementary=("co2", "c2h6"),
        gases={**base.gases, "c2h6": ethane},
        flags=np.zeros(2, dtype=np.uint16),
    )


AR5, AR6 = "ipcc-ar5-gwp100", "ipcc-ar6-gwp100"


@pytest.fixture
def traces(tmp_path: Path) -> Database:
    return database(tmp_path / "databases", with_traces(), "traces")


def test_a_gas_without_value_is_told_with_its_dataset_and_its_weight(
    traces: Database, tmp_path: Path
) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(f"{HEAD}pot,a-1,1,kg\nlamp,p-1,2,kWh\n", encoding="utf-8")
    outcome = calculate_catalogue(
        source, tmp_path / "out.csv", [traces], Options(gwp=AR5)
    )
    # the power station has none of it
    assert outcome.report["rejected"] == {"E799": 1}
    assert outcome.report["counts"]["complete"] == 1
    told = outcome.places.rejected.read_text(encoding="utf-8-sig")
    assert "ethane" in told
    assert "0.014 kg/kg" in told
    # 14 g of 1.6 + 14 × 0.5 + 0.014 kg
    assert f"{0.014 / 8.614 * 100:.2g} %" in told
    other = gwp_set(AR6).factors["ethane"]
    weight = 0.014 * other / (8.6 + 0.014 * other)
    assert f"{weight * 100:.2g} %" in told


def test_a_waived_trace_counts_nothing_and_is_named(
    traces: Database, tmp_path: Path
) -> None:
    rules = Rules(waive_lacking_gases="a trace")
    found = told([traces], tmp_path, gwp=AR5, rules=rules)
    assert found["W799"].values == {
        "gases": ["ethane"],
        "gwp": AR5,
        "count": 1,
        "share": f"{0.014 / 8.614 * 100:.2g} %",
    }
    rows = [line("pot", "a-1", 1, "kg")]
    bills, _ = footprints_with(rows, traces, Options(gwp=AR5, rules=rules))
    assert bills["pot"][TOTAL] == pytest.approx(8.6, rel=1e-14)


def test_a_set_that_has_the_gas_counts_it(traces: Database, tmp_path: Path) -> None:
    assert told([traces], tmp_path, gwp=AR6) == {}
    rules = Rules(waive_lacking_gases="a trace")  # it covers nothing here
    assert told([traces], tmp_path, gwp=AR6, rules=rules) == {}
    rows = [line("pot", "a-1", 1, "kg")]
    bills, _ = footprints_with(rows, traces, Options(gwp=AR6))
    expected = 8.6 + 0.014 * gwp_set(AR6).factors["ethane"]
    assert bills["pot"][TOTAL] == pytest.approx(expected, rel=1e-14)


def footprints_with(rows: Any, opened: Database, options: Options) -> Any:
    found = catalogue_of(rows, [opened], options)
    return {row["product"]: row for row in found.rows()}, found


def test_the_cure_of_a_missing_value_is_a_call_and_not_a_model(
    traces: Database,
) -> None:
    _, catalogue = footprints_with(
        [line("pot", "a-1", 1, "kg")], traces, Options(gwp=AR5)
    )
    ((_, finding),) = catalogue.rejected
    lines = help_lines(finding, "en")
    assert any("--waive-lacking-gases" in each for each in lines)
    assert any(f"--gwp {AR6}" in each for each in lines)
