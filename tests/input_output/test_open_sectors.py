"""Tables with negative flows, or sectors of which there is no recipe per unit."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from plain_io_tables import TABLE, N, Rows, added, codes, written

import lcagraph as lg
from lcagraph.background.linked import BAD_NUMBER
from lcagraph.background.offers import Offer, offer_in
from lcagraph.background.overlaps import overlaps
from lcagraph.catalogue.datasets import Datasets
from lcagraph.catalogue.lines import Component
from lcagraph.cli.screen import Screen
from lcagraph.cli.show_databases import added_text
from lcagraph.errors import Finding
from lcagraph.importing import Added
from lcagraph.wording import Language, message

HEAD: list[object] = ["sector", "农业", "工业"]
D: Rows = [["flow", "unit", "农业", "工业"], ["co2_fossil", "kg", 100, 50]]


def table(**parts: Rows | None) -> dict[str, Rows]:
    every: dict[str, Rows | None] = {**TABLE, **parts}
    return {part: rows for part, rows in every.items() if rows is not None}


def test_a_negative_flow_is_told_with_its_seller_and_buyer(tmp_path: Path) -> None:
    # 工业 of output 2000 buys −500 of 农业: a share of −0.25
    rows: Rows = [HEAD, ["农业", 150, -500], ["工业", 200, 100]]
    final: Rows = [["sector", "居民"], ["农业", 1350], ["工业", 1700]]
    one = added(written(tmp_path / "io", table(Z=rows, Y=final)), tmp_path / "db")
    (told,) = [f for f in one.linked.findings if f.code == "W536"]
    assert dict(told.values) == {
        "count": 1,
        "flows": ("农业 → 工业",),
        "worst": "-0.25",
    }
    # solved as it is: det (I − A) = 0.85 · 0.95 + 0.25 · 0.2 = 0.8575
    first = (100 * 0.95 + 50 * 0.2) / 0.8575
    assert_allclose(one.database.intensities[0, 0], first, rtol=1e-13)


def test_negative_coefficients_are_told_worst_first(tmp_path: Path) -> None:
    rows: Rows = [HEAD, ["农业", -0.1, 0.25], ["工业", 0.2, -0.3]]
    parts = table(A=rows, D=D, Z=None, F=None, x=None, Y=None)
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    (told,) = [f for f in one.linked.findings if f.code == "W536"]
    assert told.values["flows"] == ("工业 → 工业", "农业 → 农业")
    assert (told.values["count"], told.values["worst"]) == (2, "-0.3")


def test_what_a_construct_made_negative_is_told_once(tmp_path: Path) -> None:
    # b makes its 100 of 90 b and 10 a, but uses no a: commodity technology takes the
    # a that its product a would need off it, which leaves less than nothing
    parts: dict[str, Rows] = {
        "table": [["currency", "CNY_2018"], ["construct", "commodity_technology"]],
        "supply": [["industry", "a", "b"], ["a", 100, 0], ["b", 10, 90]],
        "use": [["product", "a", "b"], ["a", 12, 0], ["b", 10, 7]],
        "F": [["flow", "unit", "a", "b"], ["co2_fossil", "kg", 30, 50]],
    }
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    (told,) = [found for found in one.linked.findings if found.code == "W556"]
    assert (told.values["row"], told.values["column"]) == ("a", "b")
    assert "W536" not in codes(one)


def test_rounding_below_zero_is_no_negative_flow(tmp_path: Path) -> None:
    rows: Rows = [HEAD, ["农业", 150, -1e-10], ["工业", 200, 100]]
    one = added(written(tmp_path / "io", table(Z=rows)), tmp_path / "db")
    assert "W536" not in codes(one)


def without_answer(one: Added) -> int:
    return one.linked.counts["without_answer"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # 农业 takes 1.2 of itself to make 1, and 工业 buys from it; or nobody does
        ([1.2, 0.25], [0, 0.05], [True, True]),
        ([1.2, 0], [0, 0.05], [True, False]),
        # each alone makes more than it takes: (1 − 0.9)(1 − 0.3) − 0.9 · 0.5 < 0
        ([0.9, 0.9], [0.5, 0.3], [True, True]),
        ([0.15, 0.25], [0.2, 0.05], [False, False]),
    ],
)
def test_sectors_that_use_up_more_than_they_make_are_open(
    tmp_path: Path, first: list[float], second: list[float], expected: list[bool]
) -> None:
    rows: Rows = [HEAD, ["农业", *first], ["工业", *second]]
    parts = table(A=rows, D=D, Z=None, F=None, x=None, Y=None)
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    assert ("W097" in codes(one)) == any(expected)
    is_open = (one.database.chain & BAD_NUMBER) != 0
    assert is_open.tolist() == expected
    assert without_answer(one) == sum(expected)


@pytest.mark.parametrize(
    ("bought", "expected"),
    [(500, 2), (0, 1)],  # 农业 buys from 工业, which has no output; or does not
)
def test_whoever_buys_from_a_sector_without_output_has_no_result(
    tmp_path: Path, bought: float, expected: int
) -> None:
    parts = table(
        Z=[HEAD, ["农业", 150, 0], ["工业", bought, 0]],
        Y=[["sector", "居民"], ["农业", 850], ["工业", 0]],
        x=[["sector", "x"], ["农业", 1000], ["工业", 0]],
    )
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    assert without_answer(one) == expected
    last = added_text(one, Screen(lang="en")).splitlines()[-1]
    assert last.startswith(f"{2 - expected} of 2 activities")


@pytest.mark.parametrize(("lang", "words"), [("en", "no output"), ("zh", "无产出")])
def test_the_finding_of_a_purchase_says_no_output(lang: Language, words: str) -> None:
    values = {"database": "io", "name": "农业", "open": ["bad_number"]}
    assert words in message(Finding(code="E090", values=values), lang)


def test_a_process_of_prices_is_classed_by_its_sector(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("sector,currency,deflator\n农业,CNY_2024,1.25\n", encoding="utf-8")
    one = added(written(tmp_path / "io", TABLE), tmp_path / "db", prices=path)
    assert one.linked.activities[2].classification[1] == "农业"
    # so that a class covers what such spending buys there: 1 / 1.25 = 0.8 CNY_2018
    spent = offer_in(one.database, "农业 @ CNY_2024")
    assert isinstance(spent, Offer)
    (covered,), findings = overlaps(spent, {"农场": ("农*",)}, "x")
    assert_allclose(covered.per_unit, 0.8, rtol=1e-15)
    assert findings == ()
    _, findings = overlaps(spent, {"农场": ("purchasers*",)}, "x")
    assert [each.code for each in findings] == ["E581"]


NO_GAS = table(F=[["flow", "unit", "农业", "工业"], ["jobs", "p", 1, 1]])


@pytest.mark.parametrize(("parts", "count"), [(NO_GAS, 2), (table(), 0)])
def test_without_a_known_gas_no_sector_has_a_result(
    tmp_path: Path, parts: dict[str, Rows], count: int
) -> None:
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    assert without_answer(one) == count


SPENDING = """\
lcagraph: 1
title: 支出 | Spending
reference: {product: chair, amount: 1 piece, kind: declared_unit}
scope: {method: input_output}
databases: {io: {waive_open_links: sectors are coarse anyway}}
processes:
  assembly:
    stage: production
    outputs: {chair: 1 piece}
    inputs:
      parts: {amount: 40 CNY_2018, from: io/工业}
"""


def test_a_footprint_of_0_for_want_of_any_gas_cannot_be_waived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    added(written(tmp_path / "io", NO_GAS), tmp_path / "databases")
    with pytest.raises(lg.ModelError) as caught:
        lg.read_string(SPENDING).solve()
    assert [one.code for one in caught.value.findings if one.is_fatal] == ["E515"]


def test_nor_in_a_catalogue_of_bills_of_materials(tmp_path: Path) -> None:
    one = added(written(tmp_path / "io", NO_GAS), tmp_path / "databases")
    found = Datasets([one.database]).find(Component(text="io/工业"))
    assert isinstance(found, Finding)
    assert found.code == "E515"


def test_one_unknown_gas_of_several_can_be_waived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    rows: Rows = [*TABLE["F"], ["GHG total", "t CO2e", 100, 100]]
    added(written(tmp_path / "io", table(F=rows)), tmp_path / "databases")
    total = float(lg.read_string(SPENDING).solve().total)
    assert_allclose(total, 40 * N[1], rtol=1e-12)
