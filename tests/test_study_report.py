"""The ISO 14067 study report: its parts, timing, tracking, and what is partial."""

from __future__ import annotations

import pytest
from test_report_compliance import COMPLETE, study

import lcagraph as lg
from lcagraph.report.content import Report, Table
from lcagraph.report.dump import report_text

PARTIAL = "The partial carbon footprint of 1 piece crate is 4.500 kgCO2e"
"""2 kg × 1.5 + 3 kWh × 0.5 = 4.5 kgCO2e, to the gate."""
WHOLE = COMPLETE.replace(
    "declarations: {", "declarations: {assumptions: Landfilled, "
).replace("boundary: cradle-to-gate\n", "boundary: cradle-to-grave\n")


def report(text: str, template: str = "iso14067") -> Report:
    return lg.read_string(text).report(template, "en")


def table(made: Report, id_: str) -> Table:
    return next(one for one in made.tables() if one.id == id_)


def rows(made: Table) -> list[list[str]]:
    return [["".join(map(str, cell.words)) for cell in row] for row in made.body]


def test_sections_are_numbered_in_order_and_tables_as_they_stand() -> None:
    made = report(COMPLETE)
    titles = [one.title for part in made.sections[:4] for one in part.sections]
    numbers = [title.partition(" ")[0] for title in titles]
    counts = {1: 6, 2: 4, 4: 7}  # 3 Impact assessment has one table
    assert numbers == [f"{p}.{n}" for p in counts for n in range(1, counts[p] + 1)]
    counted = [one.number for one in made.tables()]
    assert counted == [f"Table {n}" for n in range(1, len(counted) + 1)]


def test_what_makes_the_same_result_again_is_an_annex() -> None:
    annex = next(one for one in report(COMPLETE).sections if one.id == "checks")
    assert any(getattr(one, "id", "") == "provenance" for one in annex.blocks)


def test_the_footprint_to_the_gate_is_called_partial() -> None:
    assert PARTIAL in report_text(report(COMPLETE))


@pytest.mark.parametrize("template", ["iso14067", "chongqing"])
def test_a_stage_that_is_accepted_as_empty_is_missing_all_the_same(
    template: str,
) -> None:
    waived = "waive: [{code: W841, at: scope, why: no data}]\n"
    text = report_text(report(WHOLE + waived, template))
    assert "the result is a partial carbon footprint" in text
    assert "Stages without data: " in text
    assert "the partial carbon footprint" in text.lower()


def test_a_whole_life_cycle_is_not_called_partial() -> None:
    """Every stage draws on power: 3 kWh in the works, 1 kWh in each of four others."""
    stages = ("inbound_transport", "distribution", "use", "end_of_life")
    draws = ", ".join(
        f"p_{s}: {{product: power, amount: 1 kWh, stage: {s}}}" for s in stages
    )
    text = WHOLE.replace("power: 3 kWh", f"power: 3 kWh, {draws}")
    said = report_text(report(text))
    assert "partial" not in said
    assert "The carbon footprint of 1 piece crate is 6.500 kgCO2e" in said  # 4.5 + 2


def test_ready_factors_answer_half_of_what_is_asked_by_origin() -> None:
    # both factors are published as CO2e alone: 4.5 of 4.5 kgCO2e are not split
    told = study(COMPLETE)
    part = "answered in part (4.500 kgCO2e not split)"
    assert told["Fossil emissions and removals"] == part
    assert told["Biogenic emissions and removals"] == part
    assert told["Direct land-use change"] == part
    assert told["Aircraft emissions"] == "answered"


def test_a_footprint_of_gases_is_split_whole() -> None:
    split = COMPLETE.replace("co2e: 1.5 kg", "emissions: {co2_fossil: 1.5 kg}")
    split = split.replace("co2e: 0.5 kg", "emissions: {co2_fossil: 0.5 kg}")
    split = split.replace(", gwp: ipcc-ar6-gwp100", "")
    assert study(split)["Fossil emissions and removals"] == "answered"


def test_timing_applies_where_the_boundary_reaches_the_grave() -> None:
    key = "Timing of emissions and removals"
    assert study(COMPLETE)[key].startswith("Not applicable: use and end of life")
    assert study(WHOLE)[key] == "blank"
    told = WHOLE.replace("  period:", "  timing: All within 5 years\n  period:")
    assert study(told)[key] == "answered"


TRACKED = (
    COMPLETE
    + """assessment:
  report_number: X-3
  conclusion: Fair
  tracking:
    - {period: 2022-01-01/2022-12-31, footprint: 6 kg, report: X-1, differences: none}
    - {period: 2023-01-01/2023-12-31, footprint: 4000 g}
"""
)


def test_earlier_footprints_stand_beside_this_one() -> None:
    # 4.5/6 − 1 = −25 %, 4.5/4 − 1 = 12.5 %
    found = rows(table(report(TRACKED), "tracking"))
    assert found[0] == ["As reported", "X-3", "4.500", "—", "—"]
    assert found[1] == ["calendar year 2022", "X-1", "6.000", "−25.00", "none"]
    assert found[2][:4] == ["calendar year 2023", "—", "4.000", "+12.50"]


def test_what_differs_from_an_earlier_study_has_to_be_told() -> None:
    assert study(TRACKED)["Performance tracking"] == "answered in part; blanks: 1"
    blanks = {one.path for one in report(TRACKED).blanks()}
    assert "assessment.tracking.1.differences" in blanks


def test_the_cover_names_the_product_and_then_what_the_footprint_is_per() -> None:
    named = COMPLETE + "products: {crate: {name: 周转箱 | Crate}}\n"
    lines = dict(report(named).cover.lines)
    assert lines["Product"] == ("Crate",)
    assert lines["Functional or declared unit"] == ("1 piece Crate",)
