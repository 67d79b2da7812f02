"""SimaPro CSV beyond unit processes: scenarios, stages, methods, refusals."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from lcagraph.background.records import Package, Process
from lcagraph.formats.simapro_csv import read_simapro_csv

HEAD = "{SimaPro 9.1}\n{CSV separator: Semicolon}\n{Decimal separator: .}\n\n"
PRODUCT = "Products\nsteel;kg;1;100;not defined;Metals;"

Write = Callable[..., Package]


@pytest.fixture
def export(tmp_path: Path) -> Write:
    """Reads a text as an export."""

    def read_text(text: str) -> Package:
        path = tmp_path / "export.csv"
        path.write_text(HEAD + text, "utf-8")
        return read_simapro_csv(path)

    return read_text


def block(*sections: str, name: str = "Process", kind: str = "material") -> str:
    described = (name, f"Category type\n{kind}", "Process identifier\nP1")
    return "\n\n".join((*described, *sections, "End", ""))


def one(package: Package) -> Process:
    (found,) = package.processes
    return found


def codes(package: Package) -> list[str]:
    return [problem.code for problem in package.problems]


def given(process: Process) -> dict[str, float | None]:
    """Wastes that a process hands on, with their amounts."""
    return {
        e.flow.removeprefix("waste/"): e.amount
        for e in process.exchanges
        if e.flow.startswith("waste/") and e.direction == "output"
    }


# --------------------------------------------------------------------- waste scenarios


def test_a_scenario_shares_its_waste_among_treatments(export: Write) -> None:
    # of 2 kg: 30 % burned; of the other 70 % half is landfilled, half composted
    text = block(
        "Waste scenario\nscenario;kg;2;All waste types;Others",
        "Separated waste\nburning;All waste types;30",
        "Remaining waste\nlandfill;;50;\ncompost;All waste types;50;",
        kind="waste scenario",
    )
    package = export(text)
    assert given(one(package)) == pytest.approx(
        {"burning": 0.6, "landfill": 0.7, "compost": 0.7}
    )
    reference = one(package).exchanges[0]
    assert (reference.flow, reference.direction) == ("waste/scenario", "input")
    assert reference.is_reference
    assert codes(package) == []


def test_a_scenario_for_one_waste_separates_that_waste(export: Write) -> None:
    text = block(
        "Waste scenario\nscenario;kg;1;Plastics;Others",
        "Separated waste\nrecycling;Plastics;40",
        "Remaining waste\nlandfill;;100",
    )
    assert given(one(export(text))) == pytest.approx(
        {"recycling": 0.4, "landfill": 0.6}
    )


def test_shares_of_one_waste_in_all_waste_stay_open(export: Write) -> None:
    text = block(
        "Waste scenario\nscenario;kg;1;All waste types;Others",
        "Separated waste\nrecycling;Plastics;40\nburning;All waste types;10",
        "Remaining waste\nlandfill;;100",
    )
    package = export(text)
    # 40 % of plastics nobody knows the amount of; so the rest isn't known either
    assert given(one(package)) == {"recycling": None, "burning": 0.1, "landfill": None}
    assert codes(package) == ["W034"]
    assert package.problems[0].at == "P1"


def test_a_formula_for_the_waste_is_shared_too(export: Write) -> None:
    text = block(
        "Waste scenario\nscenario;kg;2*x;All waste types;Others",
        "Remaining waste\nlandfill;;25",
    )
    handed = one(export(text)).exchanges[1]
    assert (handed.amount, handed.formula) == (None, "(2*x) * 0.25")


# ---------------------------------------------------------------------- product stages


def test_an_assembly_is_a_process_of_its_materials(export: Write) -> None:
    text = block(
        "Products\nchair;p;1;Others;;",
        "Materials/assemblies\nsteel;kg;3;Undefined;0;0;0;;",
        "Processes\nbending;kg;n;Undefined;0;0;0;;",
        "Input parameters\nn;2;Undefined;1;0;0;No;;",
        name="Product stage",
        kind="assembly",
    )
    chair = one(export(text))
    assert (chair.id, chair.name) == ("assembly/chair", "chair")
    assert [(e.flow, e.direction, e.amount) for e in chair.exchanges] == [
        ("product/chair", "output", 1),
        ("product/steel", "input", 3),
        ("product/bending", "input", None),
    ]
    assert [p.name for p in chair.parameters] == ["n"]


def test_the_end_of_life_of_an_assembly_stays_open(export: Write) -> None:
    text = block(
        "Products\nlife;p;1;Others;;",
        "Assembly\nchair;p;1;Undefined;0;0;0;;",
        "Waste/Disposal scenario\nscenario;;;Undefined;0;0;0;;",
        name="Product stage",
        kind="life cycle",
    )
    package = export(text)
    assert given(one(package)) == {"scenario": None}
    assert codes(package) == ["W034"]


# ----------------------------------------------------------------------------- methods


def test_impact_categories_become_methods(export: Write) -> None:
    text = """Method

Name
My method

Version
1;2

Impact category
Climate change;kg CO2 eq

Substances
Air;(unspecified);Methane, fossil;000074-82-8;29.8;kg
Air;low. pop.;Methane, fossil;000074-82-8;29.8;kg
Raw;in air;Carbon dioxide, in air;000124-38-9;-1;kg

Impact category
Land use;m2a

Substances
Raw;land;Occupation, annual crop;;1;m2a

Damage category
Ecosystems;PDF.m2.yr

Impact categories
Land use;0.5

End
"""
    package = export(text)
    climate, land = package.methods
    assert (climate.name, climate.category, climate.unit) == (
        "My method",
        "Climate change",
        "kg CO2 eq",
    )
    assert {f.flow: f.amount for f in climate.factors} == {
        "Air/Methane, fossil": 29.8,
        "Air/low. pop./Methane, fossil": 29.8,
        "Raw/in air/Carbon dioxide, in air": -1,
    }
    assert package.flows["Air/Methane, fossil"].cas == "74-82-8"
    assert len(land.factors) == 1
    assert [(p.code, p.values["count"]) for p in package.problems] == [("N031", 1)]


@pytest.mark.parametrize("cells", ["124-38-9;29,8;kg", "124-38-9;;kg", "124-38-9"])
def test_a_factor_that_cannot_be_read_is_there_and_no_number(
    export: Write, cells: str
) -> None:
    """`29,8` where points are decimal signs; an empty cell; a row that breaks off."""
    text = block(PRODUCT)
    text += f"Impact category\nClimate;kg\n\nSubstances\nAir;;Methane;{cells}\n\nEnd\n"
    package = export(text)
    ((factor,),) = (method.factors for method in package.methods)
    assert math.isnan(factor.amount)
    assert {problem.code for problem in package.problems} <= {"E027", "E033"}
    assert package.problems


def test_an_emission_and_a_factor_of_one_substance_share_their_flow(
    export: Write,
) -> None:
    text = block(PRODUCT, "Emissions to air\nMethane;;kg;2;Undefined;0;0;0;")
    text += "Impact category\nClimate;kg\n\nSubstances\nAir;;Methane;;29.8;kg\n\nEnd\n"
    package = export(text)
    assert one(package).exchanges[1].flow == package.methods[0].factors[0].flow


def test_substances_of_the_lists_describe_the_flows(export: Write) -> None:
    text = block(PRODUCT, "Emissions to air\nCO2;high. pop.;g;2;Undefined;0;0;0;")
    text += "Airborne emissions\nCO2;kg;000124-38-9;Formula: CO2;\n\nEnd\n"
    flow = export(text).flows["Air/high. pop./CO2"]
    assert (flow.unit, flow.cas, flow.formula) == ("kg", "124-38-9", "CO2")


# ------------------------------------------------------------------------- parameters


def test_project_parameters_hide_those_of_the_database(export: Write) -> None:
    text = block(PRODUCT)
    for level, value in (("Database", 1), ("Project", 2)):
        text += (
            f"{level} Input parameters\nYield;{value};Undefined;0;0;0;No;\n\nEnd\n\n"
        )
    package = export(text)
    assert [(p.name, p.value) for p in package.parameters] == [("Yield", 2)]


# --------------------------------------------------------------------- what is refused


def test_an_empty_amount_is_told(export: Write) -> None:
    package = export(block(PRODUCT, "Materials/fuels\ncoal;kg;;Undefined;0;0;0;"))
    assert [(p.code, p.at) for p in package.problems] == [("E027", "P1")]
    assert one(package).exchanges[1].amount is None


@pytest.mark.parametrize("row", ["coal;kg", ";kg;1;Undefined;0;0;0;"])
def test_a_row_without_what_it_needs_is_left_out(export: Write, row: str) -> None:
    package = export(block(PRODUCT, f"Materials/fuels\n{row}"))
    assert codes(package) == ["E033"]
    assert len(one(package).exchanges) == 1


def test_an_unknown_section_with_rows_is_told(export: Write) -> None:
    package = export(block(PRODUCT, "Émissions dans l'air\nCO2;;kg;1;Undefined;0;0;0;"))
    assert [(p.code, p.values["count"]) for p in package.problems] == [("W032", 1)]


def test_an_unknown_key_with_a_text_is_not(export: Write) -> None:
    assert codes(export(block("Reviewer\nsomebody", PRODUCT))) == []


def test_an_unknown_block_with_rows_is_told(export: Write) -> None:
    package = export(block(PRODUCT) + "Wishes\nmore;2\nless;1\n\nEnd\n")
    assert [(p.code, p.values["name"]) for p in package.problems] == [
        ("W032", "Wishes")
    ]


def test_a_file_that_ends_within_a_block_is_told(export: Write) -> None:
    whole = block(PRODUCT) + block(PRODUCT).replace("P1", "P2")
    package = export(whole[: whole.rindex("End")])
    assert codes(package) == ["E033"]
    assert len(package.processes) == 2


def test_a_unit_of_two_sizes_is_told(export: Write) -> None:
    text = (
        block(PRODUCT) + "Units\nkg;Mass;1;kg\nt;Mass;1000;kg\nt;Mass;907;kg\n\nEnd\n"
    )
    package = export(text)
    assert codes(package) == ["W035"]
    assert package.unit_groups["Mass"].factors["t"] == 1000


def test_a_single_product_with_a_share_is_told(export: Write) -> None:
    package = export(block("Products\nsteel;kg;1;40;not defined;Metals;"))
    assert codes(package) == ["W035"]


@pytest.mark.parametrize("share", ["100", "100%", ""])
def test_a_single_product_with_all_of_it_is_not(export: Write, share: str) -> None:
    package = export(block(f"Products\nsteel;kg;1;{share};not defined;Metals;"))
    assert codes(package) == []


def test_shares_may_be_formulas(export: Write) -> None:
    rows = "Products\nsteel;kg;1;p*2;x;Metals;\nslag;kg;1;100-p*2;x;Metals;"
    text = block("Multiple output allocation\nPhysical causality", rows)
    factors = one(export(text)).allocation
    assert [(f.factor, f.formula, f.method) for f in factors] == [
        (None, "(p*2) / 100", "physical"),
        (None, "(100-p*2) / 100", "physical"),
    ]


def test_rows_filled_up_with_separators_are_the_same_rows(export: Write) -> None:
    # as a spreadsheet program saves it: every row as wide as the widest
    text = block(PRODUCT, "Resources\nOre;;kg;2;Undefined;0;0;0;")
    wide = "\n".join(f"{line};;;;" for line in text.splitlines())
    assert one(export(wide)).exchanges == one(export(text)).exchanges
