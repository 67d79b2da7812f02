"""Products made of products: chains, loops, and loops without net output."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from catalogues import ALUMINIUM, POWER, TOTAL, database, footprints, line, reasons
from exact import solve as exact_solve


@pytest.fixture(scope="module")
def smelter(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return database(tmp_path_factory.mktemp("one"))


def test_a_product_may_be_a_component_in_its_own_unit(smelter: Any) -> None:
    """Sheet: 1.02 × 8.6 per kg; a pot takes 500 g of it and a lid of 0.2 kWh."""
    rows = [
        line("pot", "sheet", 500, "g"),
        line("pot", "lid", 1, "件"),
        line("lid", "p-1", 0.2, "kWh"),
        line("sheet", "a-1", 1020, "kg", per="1 t"),
    ]
    found, _ = footprints(rows, smelter)
    assert found["sheet"]["per"] == "t"
    assert found["sheet"][TOTAL] == pytest.approx(1020 * ALUMINIUM, rel=1e-14)
    wanted = 0.5 * 1.02 * ALUMINIUM + 0.2 * POWER
    assert found["pot"][TOTAL] == pytest.approx(wanted, rel=1e-14)


def test_a_unit_that_does_not_fit_the_product_is_refused(smelter: Any) -> None:
    rows = [line("pot", "lid", 1, "kg"), line("lid", "p-1", 1, "kWh")]
    found, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == [(2, "E433")]
    assert found["lid"]["status"] == "complete"


def test_a_loop_is_solved_exactly(smelter: Any) -> None:
    """x = ½ y and y = ½ x + 1 kWh: y = ½ / (1 − ¼) = 2/3, x = 1/3."""
    rows = [
        line("x", "y", 0.5, "piece"),
        line("y", "x", 0.5, "piece"),
        line("y", "p-1", 1, "kWh"),
    ]
    found, _ = footprints(rows, smelter)
    assert found["y"][TOTAL] == pytest.approx(2 / 3, rel=1e-15)
    assert found["x"][TOTAL] == pytest.approx(1 / 3, rel=1e-15)


def test_a_product_may_take_part_of_itself(smelter: Any) -> None:
    """A tenth of the power made runs the plant: 0.5 / 0.9."""
    rows = [line("x", "./x", 0.1, "piece"), line("x", "p-1", 1, "kWh")]
    found, _ = footprints(rows, smelter)
    assert found["x"][TOTAL] == pytest.approx(0.5 / 0.9, rel=1e-15)


@pytest.mark.parametrize("share", [1, 1.25])
def test_a_loop_without_net_output_is_refused_for_its_products_only(
    smelter: Any, share: float
) -> None:
    """x takes one y (or more), y takes one x: nothing is left to pass on."""
    rows = [
        line("x", "y", share, "piece"),
        line("y", "x", 1, "piece"),
        line("y", "p-1", 1, "kWh"),
        line("box", "x", 1, "piece"),
        line("crate", "box", 1, "piece"),
        line("bag", "p-1", 1, "kWh"),
    ]
    found, catalogue = footprints(rows, smelter)
    status = {name: row["status"] for name, row in found.items()}
    assert status == {
        "x": "loop_without_net_output",
        "y": "loop_without_net_output",
        "box": "component_incomplete",
        "crate": "component_incomplete",
        "bag": "complete",
    }
    assert np.isnan(found["crate"][TOTAL])
    assert found["bag"][TOTAL] == 0.5
    (loop,) = catalogue.prepared.loops
    assert set(loop) == {"x", "y"}


def test_what_draws_on_an_incomplete_product_has_no_total(smelter: Any) -> None:
    rows = [
        line("box", "lid", 1, "piece"),
        line("lid", "Steel", 1, "kg"),
        line("crate", "box", 2, "piece"),
    ]
    found, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == [(3, "E786")]
    assert found["lid"]["status"] == "incomplete"
    assert found["box"]["status"] == found["crate"]["status"] == "component_incomplete"


def test_a_component_without_lines_in_a_scenario_is_said_to_have_none(
    smelter: Any,
) -> None:
    rows = [
        line("box", "lid", 1, "piece"),
        line("lid", "p-1", 2, "kWh", scenario="now"),
        line("box", "p-1", 2, "kWh", scenario="later"),
    ]
    found, _ = footprints(rows, smelter)
    assert found["now", "box"][TOTAL] == 1.0
    assert found["later", "lid"]["status"] == "no_lines"
    assert found["later", "box"]["status"] == "component_incomplete"


def test_a_scenario_of_a_component_reaches_what_it_is_part_of(smelter: Any) -> None:
    rows = [
        line("box", "lid", 3, "piece"),
        line("lid", "p-1", 2, "kWh"),
        line("lid", "p-1", 1, "kWh", scenario="thrifty"),
    ]
    found, _ = footprints(rows, smelter)
    assert found["", "box"][TOTAL] == 3.0
    assert found["thrifty", "box"][TOTAL] == 1.5


def test_a_deep_chain_is_no_matter(smelter: Any) -> None:
    """Each product is the one before and nothing else: 300 times 0.5."""
    rows = [line("p0", "p-1", 1, "kWh")]
    rows += [line(f"p{n}", f"p{n - 1}", 1, "piece") for n in range(1, 300)]
    found, _ = footprints(rows, smelter)
    assert {row[TOTAL] for row in found.values()} == {0.5}


@pytest.mark.parametrize("seed", range(5))
def test_random_nets_equal_exact_fractions(smelter: Any, seed: int) -> None:
    """y = D + N y with N in 32nds and rows of N below 1, solved in fractions."""
    random = np.random.default_rng(seed)
    n = 12
    links = np.where(random.random((n, n)) < 0.3, random.integers(1, 3, (n, n)), 0)
    direct = random.integers(1, 9, n)
    rows = [line(f"p{i}", "p-1", int(direct[i]), "kWh") for i in range(n)]
    rows += [
        line(f"p{i}", f"p{j}", int(links[i, j]) / 32, "piece")
        for i in range(n)
        for j in range(n)
        if links[i, j]
    ]
    matrix = [
        [Fraction(int(i == j)) - Fraction(int(links[i, j]), 32) for j in range(n)]
        for i in range(n)
    ]
    wanted = exact_solve(matrix, [[Fraction(int(d), 2)] for d in direct])
    found, _ = footprints(rows, smelter)
    got = [found[f"p{i}"][TOTAL] for i in range(n)]
    assert got == pytest.approx([float(one) for (one,) in wanted], rel=1e-13)
