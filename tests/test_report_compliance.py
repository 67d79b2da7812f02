"""A requirement is answered by what stands in a report, not by a place for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import lcagraph as lg
from lcagraph.errors import FindingsError
from lcagraph.report.compliance import UNANSWERED, Answer, answers_of
from lcagraph.report.content import (
    Blank,
    Block,
    Cell,
    Choice,
    Choices,
    Cover,
    Listing,
    Paragraph,
    Reference,
    Report,
    Section,
    Table,
)
from lcagraph.report.dump import report_text
from lcagraph.report.iso14067 import REQUIREMENTS
from lcagraph.wording import LANGUAGES, Language, message

ROOT = Path(__file__).resolve().parents[1]
GAP = Blank(path="scope.goal", label="goal")

MODEL = """
lcagraph: 1
reference: {product: crate, amount: 1 piece, kind: declared_unit}
scope:
  boundary: cradle-to-gate
  period: 2024-01-01/2024-12-31
  cut_off: {each: 1 %%}
  declarations: {limitations: Illustrative, %s}
processes:
  moulding:
    stage: production
    data: {source: invoices, origin: site}
    outputs: {crate: 1 piece}
    inputs: {granulate: 2 kg, power: 3 kWh}
factors:
  granulate:
    {per: 1 kg, kind: material, co2e: 1.5 kg, stage: raw_materials,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  power:
    {per: 1 kWh, kind: electricity, co2e: 0.5 kg,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
"""
COMPLETE = MODEL % "allocation: One product"


def answer(*blocks: Block) -> Answer:
    section = Section(id="s", title="1 Scope", blocks=blocks)
    return answers_of(Cover(title=""), "Cover", (section,)).get("R", UNANSWERED)


def said(*words: Any, **keys: Any) -> Paragraph:
    return Paragraph(words=words, answers=("R",), **keys)


@pytest.mark.parametrize(
    ("blocks", "state"),
    [
        ((), "blank"),
        ((said("Goal: ", GAP),), "blank"),
        ((said("Goal: to know"),), "answered"),
        ((said("Goal: ", GAP), said("Cut-off: 1 %")), "partly"),
        ((said("No rule.", excuse="no rule"),), "not_applicable"),
        ((said("No rule.", excuse="no rule"), said(GAP)), "blank"),
        ((Listing(items=(), answers=("R",)),), "blank"),
        ((Listing(items=(("a",), (GAP,)), answers=("R",)),), "partly"),
        ((Table(id="t", number="", title="", answers=("R",)),), "blank"),
        (
            (Choices(choices=(Choice(label="a", is_ticked=False),), answers=("R",)),),
            "blank",
        ),
    ],
)
def test_a_label_before_a_blank_answers_nothing(
    blocks: tuple[Block, ...], state: str
) -> None:
    assert answer(*blocks).state == state


def test_a_row_of_a_table_answers_for_itself() -> None:
    own = Cell(words=("1 t",), answers=("R",))
    other = Cell(words=(GAP,))
    table = Table(id="t", number="", title="", body=((own,), (other,)))
    assert answer(table).state == "answered"
    excused = Cell(words=("Not applicable: one product",), answers=("R",), excuse="one")
    table = Table(id="t", number="", title="", body=((excused,), (other,)))
    assert answer(table).state == "not_applicable"
    assert answer(table).excuses == ("one",)


def test_a_cover_of_blanks_is_blank() -> None:
    cover = Cover(title="Report", lines=(("Goal", (GAP,)),), answers=("R",))
    assert answers_of(cover, "Cover", ())["R"].state == "blank"


def matrix(report: Report) -> list[list[str]]:
    made = next(one for one in report.tables() if one.id == "compliance")
    return [["".join(map(str, cell.words)) for cell in row] for row in made.body]


def states(text: str, lang: Language = "en") -> dict[str, str]:
    return {r[0]: r[-1] for r in matrix(lg.read_string(text).report("chongqing", lang))}


def test_each_of_the_twelve_declarations_is_judged_by_its_own_row() -> None:
    found = states(MODEL % "unit: One crate, specific_ghg: {not_applicable: no land}")
    assert found["CQ-15"] == "blank"
    assert found["CQ-16"] == "answered"
    assert found["CQ-17"] == "blank"
    assert found["CQ-22"] == "Not applicable: no land"
    assert found["CQ-26"] == "answered"


def test_site_data_are_named_among_the_primary_data() -> None:
    # CQ 一(四): all site data are primary, not all primary data are from the site
    mixed = COMPLETE.replace(
        "power: 3 kWh}",
        "power: {amount: 3 kWh, data: {source: a twin, origin: primary}}}",
    )
    text = report_text(lg.read_string(mixed).report("chongqing", "en"))
    assert "Primary data: granulate; power. Sources: invoices; a twin." in text
    assert "Site-specific data among these: granulate." in text


@pytest.mark.parametrize(
    ("lang", "state"),
    [("en", "answered in part; blanks: 1"), ("zh", "部分回应，1 处待填")],
)
def test_a_sentence_without_its_producer_is_answered_in_part(
    lang: Language, state: str
) -> None:
    assert states(COMPLETE, lang)["CQ-42"] == state


def missing(text: str) -> tuple[str, ...]:
    with pytest.raises(FindingsError) as refused:
        lg.read_string(text).report("iso14067", "en")
    (finding,) = refused.value.findings
    assert finding.code == "E050"
    names = message(finding, "en").partition(": ")[2]
    return tuple(names.split("; "))


def study(text: str) -> dict[str, str]:
    return {r[1]: r[3] for r in matrix(lg.read_string(text).report("iso14067", "en"))}


def test_the_study_report_names_all_empty_rows_at_once() -> None:
    bare = COMPLETE.replace("  period: 2024-01-01/2024-12-31\n", "")
    bare = bare.replace("limitations: Illustrative, allocation: One product", "")
    bare = bare.replace("  cut_off: {each: 1 %}\n", "")
    assert missing(bare) == (
        "Cut-off criteria and excluded processes",
        "Conclusions, limitations and recommendations",
        "Value choices",
        "Period",
    )


def test_value_choices_are_those_that_the_model_tells() -> None:
    assert missing(MODEL % "assumptions: Many") == ("Value choices",)
    assert study(COMPLETE)["Value choices"] == "answered"


def test_what_needs_no_answer_is_listed_and_refuses_nothing() -> None:
    rows = study(COMPLETE)
    assert rows["Product category rule"] == "blank"
    assert rows["Critical review"] == "blank"
    assert rows["Performance tracking"].startswith("Not applicable: not compared")
    assert rows["Verification"] == "Not applicable: no verification statement"
    text = COMPLETE.replace(
        "limitations: Illustrative",
        "limitations: Illustrative, critical_review: external, "
        "category_specific: {not_applicable: no rule for crates}",
    )
    text += "assessment: {body: {name: Verifiers}, conclusion: Fair}\n"
    told = study(text)
    assert told["Product category rule"] == "Not applicable: no rule for crates"
    assert told["Critical review"] == "answered"
    # the level of assurance is not stated
    assert told["Verification"] == "answered in part; blanks: 1"


def test_a_section_is_not_named_beside_its_own_table() -> None:
    own = Paragraph(words=("a",), answers=("R",))
    made = Table(id="t", number="1", title="", body=((Cell(words=("b",)),),))
    found = answer(own, replace(made, answers=("R",)))
    assert found.places == (("1 Scope ", Reference(to="t")),)


def test_scenarios_do_not_apply_where_the_boundary_ends_at_the_gate() -> None:
    key = "Scenarios of use and end of life"
    assert study(COMPLETE)[key].startswith("Not applicable: use and end of life")
    whole = COMPLETE.replace("cradle-to-gate\n  period", "cradle-to-grave\n  period")
    assert missing(whole) == (key,)
    told = whole.replace("One product", "One product, assumptions: Landfilled")
    assert study(told)[key] == "answered"


def test_electricity_is_told_by_factors_of_its_kind() -> None:
    key = "Treatment of electricity"
    assert study(COMPLETE)[key] == "answered"
    without = COMPLETE.replace(", power: 3 kWh", "")
    assert study(without)[key] == "Not applicable: no electricity is used"


def test_the_electricity_table_has_the_amount_per_unit() -> None:
    report = lg.read_string(COMPLETE).report("iso14067", "en")
    made = next(one for one in report.tables() if one.id == "electricity")
    assert [row[3].value for row in made.body] == [3.0]  # kWh per crate, as written


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["aluminium_profile", "caustic_soda", "lfp_cell"])
def test_the_showcase_models_leave_no_mandatory_row_empty(
    name: str, lang: Language
) -> None:
    model = lg.read(ROOT / "models" / name / "model.yaml")
    rows = matrix(model.report("iso14067", lang))
    assert len(rows) == len(REQUIREMENTS)
    assert not {"blank", "待填"} & {row[3] for row in rows}
