"""Figures of a table that corrections take a part of, moved as one datum each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from spending_tables import PROFILES, bought, emitted, multipliers, store_table, window

import lcagraph as lg
from lcagraph.sensitivity.gradient import Slope, gradient
from lcagraph.sensitivity.one_at_a_time import one_at_a_time
from lcagraph.sensitivity.tornado import tornado

N = multipliers()
SPENT = 160
"""On two windows. [USD_2012]"""

WINDOW, METAL, POWER, DIRECT = (
    f"factors.mini/{name}.co2e.unspecified"
    for name in ("Windows_US", "Metals_US", "Electricity_US", "Windows_US_direct")
)
HYBRID = window("{profile: metal, own: direct}")
LEFT = N["window"] - bought("window", "metal") * N["metal"] - emitted("window")
"""Of a dollar spent on windows. [kgCO2e/USD_2012]"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))


def with_rows(*rows: str) -> lg.Model:
    """The hybrid model with further inputs."""
    found = "\n".join(f"      {row}" for row in rows)
    mark = "      profile: 12 kg\n"
    return lg.read_string(HYBRID.replace(mark, f"{mark}{found}\n"))


def by_path(model: lg.Model) -> Mapping[str, Slope]:
    return {slope.number.path: slope for slope in gradient(model.prepared).slopes()}


def test_a_spending_has_one_elasticity_that_of_what_is_left_of_it() -> None:
    model = lg.read_string(HYBRID)
    slopes = by_path(model)
    total = PROFILES + SPENT * LEFT
    expected = float(SPENT * LEFT / total)
    assert slopes[WINDOW].elasticity == pytest.approx(expected, rel=1e-12)
    assert slopes[WINDOW].derivative == pytest.approx(SPENT, rel=1e-12)
    assert slopes["parameters.price.value"].elasticity == pytest.approx(expected)
    assert abs(slopes[METAL].elasticity) < 1e-12  # covered: the profile tells it
    assert abs(slopes[DIRECT].elasticity) < 1e-12


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("metal: {amount: 5 USD_2012, from: mini/metal, covered: {}}",),
        ("metal: {amount: 5 USD_2012, from: mini/metal, covered: {el: power}}",),
        (
            "metal: {amount: 5 USD_2012, from: mini/metal, covered: {el: power}}",
            "el: {amount: 3 USD_2012, from: mini/power, covered: {me: metal}}",
        ),
    ],
)
def test_elasticities_of_all_figures_add_up_to_one(rows: tuple[str, ...]) -> None:
    """Twice as dirty in every respect is twice the footprint (Euler)."""
    slopes = by_path(with_rows(*rows))
    figures = [s.elasticity for path, s in slopes.items() if ".co2e." in path]
    assert sum(figures) == pytest.approx(1.0, rel=1e-12)


def test_what_is_covered_moves_what_is_bought_of_it_elsewhere() -> None:
    slopes = by_path(
        with_rows("metal: {amount: 5 USD_2012, from: mini/metal, covered: {}}")
    )
    assert slopes[METAL].derivative == pytest.approx(10.0, rel=1e-12)  # 2 × 5 USD
    assert slopes[METAL].others == (WINDOW,)


def test_ties_go_on_through_corrections_of_what_is_covered() -> None:
    """Electricity is told for the metal bought, and metal for the window."""
    row = "metal: {amount: 5 USD_2012, from: mini/metal, covered: {el: power}}"
    slopes = by_path(with_rows(row))
    assert abs(slopes[POWER].elasticity) < 1e-12
    assert set(slopes[POWER].others) == {METAL, WINDOW}
    # 5 USD for each of two windows; what the windows' own metal is, is covered
    assert slopes[METAL].derivative == pytest.approx(10.0, rel=1e-12)


def test_a_tornado_moves_what_is_left_of_a_spending_and_says_so() -> None:
    found = tornado(lg.read_string(HYBRID).prepared)
    bars = {bar.range.number.path: bar for bar in found.bars}
    assert METAL not in bars
    # ± 10 % of what is left of 160 dollars
    assert bars[WINDOW].swing == pytest.approx(float(SPENT * LEFT) * 0.2, rel=1e-9)
    for page in (found, gradient(lg.read_string(HYBRID).prepared)):
        assert "what corrections leave" in page.to_text("en")
    plain = tornado(lg.read_string(window("{}")).prepared)
    assert "what corrections leave" not in plain.to_text("en")


def test_a_stated_value_of_what_is_covered_moves_what_it_is_a_part_of() -> None:
    prepared = lg.read_string(HYBRID).prepared
    doubled = float(2 * N["metal"])
    (curve,) = one_at_a_time(prepared, {METAL: [doubled]}).curves
    total = float(PROFILES + SPENT * LEFT)
    assert curve.outcomes[0] == pytest.approx(total, rel=1e-12)
    assert curve.others == (WINDOW,)
