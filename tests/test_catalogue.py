"""Bills of materials: what each line draws on, in which unit, in which scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from catalogues import (
    ALUMINIUM,
    POWER,
    TOTAL,
    WITHOUT,
    database,
    farm,
    footprints,
    line,
    reasons,
)
from small_databases import smelter as a_smelter

from lcagraph.background.linked import NO_ALLOCATION
from lcagraph.catalogue import Options, Rules, catalogue_of
from lcagraph.errors import UsageError
from lcagraph.impact import ROWS


@pytest.fixture(scope="module")
def smelter(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return database(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def wood(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return database(tmp_path_factory.mktemp("two"), farm(), "farm")


def test_a_bill_adds_up_its_lines(smelter: Any) -> None:
    """2 kg × 8.6 + 3 kWh × 0.5 = 18.7."""
    found, _ = footprints(
        [
            line("pot", "Aluminium production, liquid", 2, "kg"),
            line("pot", "Electricity", 3, "kWh"),
        ],
        smelter,
    )
    assert found["pot"][TOTAL] == pytest.approx(2 * ALUMINIUM + 3 * POWER, rel=1e-14)
    assert found["pot"]["fossil_kgCO2e"] == found["pot"][TOTAL]
    assert (found["pot"]["lines"], found["pot"]["status"]) == (2, "complete")


@pytest.mark.parametrize(
    "name",
    [
        "a-1",  # id
        "Aluminium production, liquid",
        "电解铝液生产",
        "Aluminium, liquid",  # its product
        "smelter/a-1",
        "smelter/a-1?location=CN",
        " Aluminium, liquid\u3000",
    ],
)
def test_a_component_may_be_named_in_every_way_that_a_model_may(
    smelter: Any, name: str
) -> None:
    found, _ = footprints([line("pot", name, 1, "kg")], smelter)
    assert found["pot"][TOTAL] == pytest.approx(ALUMINIUM, rel=1e-14)


@pytest.mark.parametrize(
    ("amount", "unit", "kilograms"),
    [(500, "g", 0.5), (1, "t", 1000), ("2", "千克", 2), ("1.5e-3", "吨", 1.5)],
)
def test_amounts_are_converted_to_the_unit_of_the_dataset(
    smelter: Any, amount: object, unit: str, kilograms: float
) -> None:
    found, _ = footprints([line("pot", "a-1", amount, unit)], smelter)
    assert found["pot"][TOTAL] == pytest.approx(kilograms * ALUMINIUM, rel=1e-14)


def test_energy_is_converted_too(smelter: Any) -> None:
    """7.2 MJ are 2 kWh."""
    found, _ = footprints([line("heater", "p-1", 7.2, "MJ")], smelter)
    assert found["heater"][TOTAL] == pytest.approx(2 * POWER, rel=1e-14)


@pytest.mark.parametrize(
    "output",
    [
        {"per": "1000 kg"},
        {"per": 1000, "per_unit": "kg"},
        {"per": "1e3", "per_unit": "千克"},
    ],
)
def test_a_bill_may_be_for_another_amount_than_one_piece(
    smelter: Any, output: dict[str, Any]
) -> None:
    """1020 kg of metal per 1000 kg of sheet: 1.02 × 8.6 per kg."""
    rows = [line("sheet", "a-1", 1020, "kg", **output)]
    found, _ = footprints(rows, smelter)
    assert found["sheet"]["per"] == "kg"
    assert found["sheet"][TOTAL] == pytest.approx(1.02 * ALUMINIUM, rel=1e-14)


def test_both_totals_and_all_items_are_given(wood: Any) -> None:
    """2 kg CO2 taken up; 0.1 kg CH4 × 27.0, whose carbon gives back 0.1 × 44/16."""
    found, _ = footprints(
        [line("shelf", "a-1", 1, "kg")], wood, waive_open_links="a trial"
    )
    row = found["shelf"]
    assert row["biogenic_co2_removed_kgCO2e"] == pytest.approx(-2.0)
    assert row["biogenic_other_kgCO2e"] == pytest.approx(2.7)
    assert row["biogenic_methane_carbon_kgCO2e"] == pytest.approx(0.275)
    assert row[TOTAL] == pytest.approx(-2.0 + 2.7 + 0.275)
    assert row[WITHOUT] == pytest.approx(2.7)
    items = sum(row[f"{name}_kgCO2e"] for name in ROWS)
    assert row[TOTAL] == pytest.approx(items, rel=1e-14)
    assert row["open_chain"] == "open_link"


def test_an_open_supply_chain_is_refused_unless_waived(wood: Any) -> None:
    found, catalogue = footprints([line("shelf", "a-1", 1, "kg")], wood)
    assert reasons(catalogue) == [(2, "E797")]
    assert found["shelf"]["status"] == "incomplete"


def test_a_name_of_several_datasets_is_refused_until_a_place_is_named(
    wood: Any,
) -> None:
    found, catalogue = footprints(
        [
            line("shelf", "Wood", 1, "kg"),
            line("chair", "Wood", 1, "kg", location="SE"),
            line("table", "leg no. 7", 2, "kg", dataset="farm/Wood?location=SE"),
        ],
        wood,
    )
    assert reasons(catalogue) == [(2, "E086")]
    assert found["chair"][TOTAL] == 3.0
    assert found["table"][TOTAL] == 6.0


def test_components_are_looked_up_in_all_databases(smelter: Any, wood: Any) -> None:
    """An id that both have is ambiguous, unless its database is named."""
    rows = [
        line("pot", "smelter/a-1", 1, "kg"),
        line("pot", "Wood", 1, "kg", location="SE"),
        line("lid", "a-1", 1, "kg"),
    ]
    found, catalogue = footprints(rows, smelter, wood)
    assert found["pot"][TOTAL] == pytest.approx(ALUMINIUM + 3.0, rel=1e-14)
    assert reasons(catalogue) == [(4, "E086")]


# ------------------------------------------------------------------------- scenarios


def test_a_line_of_a_scenario_takes_the_place_of_the_general_one(
    smelter: Any,
) -> None:
    """Table: 2 × 8.6 + 3 × 0.5; light: 1 × 8.6 + 3 × 0.5, and 4 kWh more beside."""
    rows = [
        line("pot", "Aluminium, liquid", 2, "kg"),
        line("pot", "p-1", 3, "kWh"),
        line("lid", "p-1", 1, "kWh"),
        line("pot", "a-1", 1000, "g", scenario="light"),  # the same by its id
        line("new", "p-1", 4, "kWh", scenario="light"),
    ]
    found, catalogue = footprints(rows, smelter)
    assert not catalogue.rejected
    assert found["", "pot"][TOTAL] == pytest.approx(18.7, rel=1e-14)
    assert found["light", "pot"][TOTAL] == pytest.approx(10.1, rel=1e-14)
    assert found["light", "lid"][TOTAL] == found["", "lid"][TOTAL] == 0.5
    assert found["light", "new"][TOTAL] == 2.0
    assert ("", "new") not in found


def test_a_scenario_may_put_another_dataset_behind_a_component(smelter: Any) -> None:
    """The housing is of aluminium, and a heater's 4 kWh stand for it elsewhere."""
    rows = [
        line("pot", "housing", 2, "kg", dataset="a-1"),
        line("pot", "housing", 4, "kWh", dataset="p-1", scenario="other"),
    ]
    found, _ = footprints(rows, smelter)
    assert found["", "pot"][TOTAL] == pytest.approx(17.2, rel=1e-14)
    assert found["other", "pot"][TOTAL] == 2.0


def test_a_scenario_can_mend_a_general_line_that_was_set_aside(smelter: Any) -> None:
    rows = [
        line("pot", "a-1", "two", "kg"),
        line("pot", "a-1", 2, "kg", scenario="known"),
    ]
    found, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == [(2, "E794")]
    assert found["", "pot"]["status"] == "incomplete"
    assert found["known", "pot"][TOTAL] == pytest.approx(17.2, rel=1e-14)


def test_a_table_whose_lines_all_name_a_scenario_has_no_other_result(
    smelter: Any,
) -> None:
    rows = [line("pot", "a-1", n, "kg", scenario=f"s{n}") for n in (1, 2)]
    found, _ = footprints(rows, smelter)
    assert set(found) == {("s1", "pot"), ("s2", "pot")}


# ------------------------------------------------------------------ choices of a run


def test_equal_components_add_up_only_if_somebody_says_so(smelter: Any) -> None:
    rows = [line("pot", "a-1", 1, "kg"), line("pot", "Aluminium, liquid", 2, "kg")]
    found, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == [(3, "E788")]
    assert found["pot"]["status"] == "incomplete"
    found, _ = footprints(rows, smelter, is_adding_duplicates=True)
    assert found["pot"][TOTAL] == pytest.approx(3 * ALUMINIUM, rel=1e-14)


def test_a_negative_amount_is_a_credit_only_if_somebody_says_so(smelter: Any) -> None:
    rows = [line("pot", "a-1", 2, "kg"), line("pot", "p-1", -4, "kWh")]
    _, catalogue = footprints(rows, smelter)
    assert reasons(catalogue) == [(3, "E785")]
    found, _ = footprints(rows, smelter, is_negative_allowed=True)
    assert found["pot"][TOTAL] == pytest.approx(15.2, rel=1e-14)


def test_the_gwp_set_is_chosen_by_the_call(wood: Any) -> None:
    """0.1 kg of biogenic methane: 27.0 in AR6, 28 in AR5 (table 8.A.1)."""
    rows = [line("shelf", "a-1", 1, "kg")]
    rules = Rules(waive_open_links="a trial")
    options = Options(gwp="ipcc-ar5-gwp100", rules=rules)
    (row,) = catalogue_of(rows, [wood], options).rows()
    assert row["biogenic_other_kgCO2e"] == pytest.approx(2.8)
    with pytest.raises(UsageError, match="E606"):
        catalogue_of(rows, [wood], Options(gwp="ar7"))


def test_a_table_without_rows_has_no_results(smelter: Any) -> None:
    found, catalogue = footprints([], smelter)
    assert not found
    assert not catalogue.rejected


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({}, ["E798"]),
        ({"waive_open_links": "a trial"}, ["E798"]),
        ({"waive_no_allocation": "a trial"}, []),
    ],
)
def test_undivided_products_have_a_waiver_of_their_own(
    tmp_path: Path, rules: dict[str, str], code: list[str]
) -> None:
    """The plant's flag reaches the aluminium that buys its power."""
    undivided = replace(
        a_smelter(), flags=np.array([0, NO_ALLOCATION], dtype=np.uint16)
    )
    opened = database(tmp_path, undivided, "smelter")
    _, catalogue = footprints([line("pot", "a-1", 2, "kg")], opened, **rules)
    assert [found for _, found in reasons(catalogue)] == code


def test_order_and_grouping_of_rows_make_no_difference(smelter: Any) -> None:
    rows = [
        line(product, component, n + 1, unit)
        for n, product in enumerate(("a", "b", "c"))
        for component, unit in (("a-1", "kg"), ("p-1", "kWh"))
    ]
    grouped, _ = footprints(rows, smelter)
    mixed, _ = footprints(rows[::2] + rows[1::2], smelter)
    assert mixed == grouped


def test_chunks_make_no_difference(smelter: Any, tmp_path: Path) -> None:
    rows = [line(f"p{n}", "a-1", n, "kg") for n in range(50)]
    whole = list(catalogue_of(rows, [smelter]).rows())
    parts = list(catalogue_of(rows, [smelter], Options(chunk_lines=7)).rows())
    assert parts == whole
