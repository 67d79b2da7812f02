"""EcoSpold 1: what a dataset says is in its record, and ambiguity stays seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from lcagraph.background.build import link_package
from lcagraph.background.records import Exchange, Package, Process
from lcagraph.errors import UsageError
from lcagraph.formats.container import peek
from lcagraph.formats.ecospold1 import is_ecospold1, read_ecospold1

EXCERPT = Path(__file__).parent / "data" / "ecospold1" / "uslci_excerpt.xml"

Read = Callable[..., Package]

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01{kind}">{datasets}</ecoSpold>"""
DATASET = """<dataset number="{number}"><metaInformation><processInformation>
<referenceFunction name="{name}" amount="2" unit="kg" localName="{local}"
 category="metals" subCategory="extraction" infrastructureProcess="{plant}"
 generalComment="made" includedProcesses="all"/>
<geography location="{location}"/><technology text="old"/>
<timePeriod><startYear>1999</startYear><endYearMonth>2003-06</endYearMonth></timePeriod>
<dataSetInformation type="{type}" languageCode="en" localLanguageCode="de"/>
</processInformation><modellingAndValidation>
<representativeness productionVolume="{volume}"/>
<source number="7" firstAuthor="Doe J." year="2001" title="Steel"/>
</modellingAndValidation><administrativeInformation>
<dataGeneratorAndPublication referenceToPublishedSource="7"/>
</administrativeInformation></metaInformation>
<flowData>{flows}</flowData></dataset>"""
PRODUCT = (
    '<exchange number="1" name="steel" location="CH" unit="kg" meanValue="2">'
    "<outputGroup>0</outputGroup></exchange>"
)


def dataset(flows: str = PRODUCT, **changed: str) -> str:
    stated = {"number": "11", "name": "steel", "location": "CH", "type": "1"}
    stated |= {"plant": "false", "volume": "", "local": "Stahl", **changed}
    return DATASET.format(flows=flows, **stated)


def item(attributes: str, *groups: str, name: str = "coal") -> str:
    """An exchange; a group is written as ``i5`` or ``o0``."""
    kinds = {"i": "inputGroup", "o": "outputGroup"}
    written = "".join(f"<{kinds[g[0]]}>{g[1:]}</{kinds[g[0]]}>" for g in groups)
    numbered = attributes if "number=" in attributes else f'number="9" {attributes}'
    return f'<exchange {numbered} name="{name}">{written}</exchange>'


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads datasets as one file."""

    def read_them(*datasets: str, kind: str = "") -> Package:
        path = tmp_path / "export.xml"
        path.write_text(HEAD.format(kind=kind, datasets="".join(datasets)), "utf-8")
        return read_ecospold1(path)

    return read_them


@pytest.fixture(scope="module")
def excerpt() -> Package:
    return read_ecospold1(EXCERPT)


def process(package: Package, identifier: str) -> Process:
    (found,) = [each for each in package.processes if each.id == identifier]
    return found


def only(package: Package, name: str) -> Exchange:
    """The one exchange with a flow of this name."""
    (found,) = [
        exchange
        for each in package.processes
        for exchange in each.exchanges
        if package.flows[exchange.flow].name == name
    ]
    return found


# ------------------------------------------------------------------------- real data


def test_every_dataset_and_exchange_of_the_excerpt_is_read(excerpt: Package) -> None:
    # counted in the file: `grep -c "<dataset "` 8, `grep -c "<exchange "` 58
    assert len(excerpt.processes) == 8
    assert sum(len(each.exchanges) for each in excerpt.processes) == 58
    assert excerpt.format == "EcoSpold 1"


def test_a_dataset_tells_where_when_and_by_whom(excerpt: Package) -> None:
    heat = process(excerpt, "61408")
    assert heat.name == "Heat; onsite boiler; softwood mill; average"
    assert (heat.location, heat.year_from, heat.year_until) == ("US", 2004, 2005)
    assert heat.source.startswith("Richard D. Bergman, 2008, Module C: Life-Cycle")
    assert heat.file == "uslci_excerpt.xml"
    assert not heat.is_system


def test_the_reference_and_the_co_product_are_told_apart(excerpt: Package) -> None:
    made = {
        excerpt.flows[e.flow].name: (e.amount, e.unit, e.is_reference)
        for e in process(excerpt, "61408").exchanges
        if e.direction == "output"
    }
    assert made == {
        "Heat; onsite boiler; softwood mill; average": (1.0, "MJ", True),
        "Electricity; onsite boiler; softwood mill; average": (0.00632, "kWh", False),
    }


def test_two_datasets_that_offer_one_name_offer_one_flow(excerpt: Package) -> None:
    # both make “Roundwood; hardwood; green; at mill”: the linking sees two suppliers
    references = [
        exchange.flow
        for identifier in ("55074", "97637")
        for exchange in process(excerpt, identifier).exchanges
        if exchange.is_reference
    ]
    assert references == ["Roundwood; hardwood; green; at mill [volume]"] * 2


def test_what_an_input_asks_of_its_supplier_is_kept(excerpt: Package) -> None:
    asked = {e.id: e.location for e in process(excerpt, "69021").exchanges}
    assert asked["10887"] == "RNA"
    assert asked["25744"] == ""


def test_an_exchange_number_that_comes_twice_gets_two_ids(excerpt: Package) -> None:
    ids = [e.id for e in process(excerpt, "55074").exchanges]
    assert {"33301", "33301~5"} < set(ids)
    assert len(ids) == len(set(ids))


def test_an_input_marked_as_the_reference_stays_an_input(excerpt: Package) -> None:
    # 0.346 kWh of coal power go into a mix whose own output the export has lost
    mix = process(excerpt, "69021")
    assert [e.is_reference for e in mix.exchanges] == [False] * 5
    assert {e.direction for e in mix.exchanges} == {"input"}
    assert [p.code for p in excerpt.problems] == ["W029"]
    assert excerpt.problems[0].at == "69021"


def test_elementary_flows_have_compartments_and_wastes_are_wastes(
    excerpt: Package,
) -> None:
    dust = excerpt.flows["Particulate matter | emission/air [mass]"]
    assert (dust.kind, dust.compartment) == ("elementary", ("emission", "air"))
    waste = excerpt.flows["Disposal, solid waste, unspecified [mass, waste]"]
    assert waste.kind == "waste"


def test_a_uniform_distribution_has_its_ends(excerpt: Package) -> None:
    stated = only(excerpt, "Particulate matter").uncertainty
    assert stated is not None
    assert (stated.spread, stated.minimum, stated.maximum) == (
        "uniform",
        0.072575,
        0.26762,
    )


def test_a_format_is_recognised_by_its_content(tmp_path: Path) -> None:
    other = tmp_path / "x.xml"
    other.write_text("<categories xmlns='http://www.EcoInvent.org/Categories'/>")
    assert is_ecospold1(peek(EXCERPT))
    assert not is_ecospold1(peek(other))


# ------------------------------------------------------------------ single statements


def test_a_name_in_two_languages_keeps_both(read: Read) -> None:
    flow = item('unit="kg" meanValue="1" localName="Kohle"', "i1")
    found = read(dataset(PRODUCT + flow)).flows["coal [mass]"]
    assert found.names == {"en": "coal", "de": "Kohle"}


def test_units_of_one_quantity_are_one_flow_without_a_unit(read: Read) -> None:
    flows = item('number="2" unit="kWh" meanValue="1"', "i2", name="power")
    flows += item('number="3" unit="MJ" meanValue="1"', "i2", name="power")
    package = read(dataset(PRODUCT + flows))
    assert package.flows["power [energy]"].unit == ""
    assert package.flows["steel [mass]"].unit == "kg"


def test_quantities_and_infrastructure_keep_flows_apart(read: Read) -> None:
    flows = item('number="2" unit="m3" meanValue="1"', "i1", name="wood")
    flows += item('number="3" unit="kg" meanValue="1"', "i1", name="wood")
    plant = 'number="4" unit="kg" meanValue="1" infrastructureProcess="true"'
    flows += item(plant, "i1", name="wood")
    package = read(dataset(PRODUCT + flows))
    assert {each for each in package.flows if each.startswith("wood")} == {
        "wood [volume]",
        "wood [mass]",
        "wood [mass, infrastructure]",
    }


def test_lognormal_and_normal_widths_become_standard_deviations(read: Read) -> None:
    # standardDeviation95: the squared geometric sd; twice the sd of a normal
    wide = 'number="2" unit="kg" meanValue="3" uncertaintyType="{}" '
    wide += 'standardDeviation95="1.44"'
    flows = item(wide.format(1), "i1", name="a") + item(wide.format(2), "i1", name="b")
    package = read(dataset(PRODUCT + flows))
    lognormal, normal = (only(package, name).uncertainty for name in "ab")
    assert (lognormal.location, lognormal.scale) == (3, pytest.approx(1.2))
    assert (normal.location, normal.scale) == (3, 0.72)


def test_a_triangle_takes_its_mode_from_the_mean_if_it_states_none(read: Read) -> None:
    text = 'unit="kg" meanValue="3" uncertaintyType="3" minValue="1" maxValue="4"'
    stated = only(read(dataset(PRODUCT + item(text, "i1"))), "coal").uncertainty
    assert (stated.location, stated.minimum, stated.maximum) == (3, 1, 4)


def test_an_avoided_product_is_a_credit(read: Read) -> None:
    flow = item('unit="kg" meanValue="1"', "o1", name="slag")
    assert only(read(dataset(PRODUCT + flow)), "slag").is_avoided


def test_allocation_fractions_hold_for_the_exchanges_they_name(read: Read) -> None:
    # 30 % of exchange 3 and 25 % of exchange 4 go to co-product 1, the rest to 2
    flows = item('number="1" unit="kg" meanValue="1"', "o2", name="oil")
    flows += item('number="2" unit="kg" meanValue="4"', "o2", name="cake")
    flows += item('number="3" unit="kg" meanValue="5"', "i1", name="beans")
    flows += item('number="4" unit="kg" meanValue="6"', "o4", name="CO2")
    shares = {("1", "3"): 30, ("2", "3"): 70, ("1", "4"): 25, ("2", "4"): 75}
    flows += "".join(
        f'<allocation referenceToCoProduct="{product}" fraction="{percent}">'
        f"<referenceToInputOutput>{number}</referenceToInputOutput></allocation>"
        for (product, number), percent in shares.items()
    )
    (found,) = read(dataset(flows, type="5")).processes
    assert {(f.product, f.exchange): f.factor for f in found.allocation} == {
        ("oil [mass]", "3"): 0.3,
        ("cake [mass]", "3"): 0.7,
        ("oil [mass]", "4"): 0.25,
        ("cake [mass]", "4"): 0.75,
    }
    assert found.default_method == "causal"
    assert [e.is_reference for e in found.exchanges] == [True, True, False, False]


def test_factors_of_all_exchanges_stand_beside_those_of_one(read: Read) -> None:
    """60/40 of everything, 25/75 of exchange 4: one method, the narrower counts."""
    flows = item('number="1" unit="kg" meanValue="1"', "o2", name="oil")
    flows += item('number="2" unit="kg" meanValue="4"', "o2", name="cake")
    flows += item('number="3" unit="kg" meanValue="5"', "i4", name="beans")
    flows += item('number="4" unit="kg" meanValue="8"', "o4", name="CO2")
    one = "<referenceToInputOutput>4</referenceToInputOutput>"
    for product, percent, inside in (
        *(("1", 60, ""), ("2", 40, "")),
        *(("1", 25, one), ("2", 75, one)),
    ):
        flows += (
            f'<allocation referenceToCoProduct="{product}" fraction="{percent}">'
            f"{inside}</allocation>"
        )
    linked = link_package(read(dataset(flows, type="5")))
    # beans: 5 · 0.6 and 5 · 0.4; CO2: 8 · 0.25 and 8 · 0.75
    assert sorted(linked.interventions.value) == [2.0, 2.0, 3.0, 6.0]


def test_an_allocation_of_what_is_not_there_is_told(read: Read) -> None:
    lost = '<allocation referenceToCoProduct="5" fraction="30"/>'
    package = read(dataset(PRODUCT + lost))
    assert [p.code for p in package.problems] == ["W035"]
    assert package.processes[0].allocation == ()


def test_a_dataset_without_its_product_gets_it_from_the_reference_function(
    read: Read,
) -> None:
    coal = item('unit="kg" meanValue="5"', "i1")
    package = read(dataset(coal, plant="true", volume="12.5"))
    made = only(package, "steel")
    assert (made.flow, made.amount, made.unit, made.is_reference) == (
        "steel [mass, infrastructure]",
        2.0,
        "kg",
        True,
    )
    assert package.processes[0].production_volume == 12.5


def test_a_waste_marked_as_the_reference_input_is_a_treatment(read: Read) -> None:
    treatment = dataset(item('unit="kg" meanValue="1"', "i5", "o0", name="ash"))
    plant = dataset(
        PRODUCT + item('unit="kg" meanValue="3"', "o3", name="ash"), number="12"
    )
    package = read(treatment, plant)
    treated, given = (p.exchanges[-1] for p in package.processes)
    assert treated.flow == given.flow == "ash [mass, waste]"
    assert (treated.direction, treated.is_reference) == ("input", True)
    assert (given.direction, given.is_reference) == ("output", False)


def test_numbers_that_several_files_count_from_one_are_told_apart(read: Read) -> None:
    package = read(
        dataset(number="1"), dataset(number="1", name="iron"), dataset(number="2")
    )
    assert [p.id for p in package.processes] == ["1 steel CH", "1 iron CH", "2"]


def test_a_dataset_that_comes_twice_keeps_its_id_twice(read: Read) -> None:
    assert [p.id for p in read(dataset(), dataset()).processes] == ["11", "11"]


def test_an_impact_category_is_a_method(read: Read) -> None:
    flow = item('unit="kg" meanValue="29.8" category="air"', name="Methane, fossil")
    package = read(dataset(flow, type="4", name="GWP 100a"), kind="Impact")
    (method,) = package.methods
    assert (method.name, method.category) == ("metals", "extraction / GWP 100a")
    (factor,) = method.factors
    assert (factor.amount, package.flows[factor.flow].compartment) == (29.8, ("air",))
    assert package.processes == ()


@pytest.mark.parametrize("text", ["NaN", "1,5", "1_000", "", "INF", "１２"])
def test_an_amount_that_is_no_number_stays_open(read: Read, text: str) -> None:
    package = read(dataset(PRODUCT + item(f'unit="kg" meanValue="{text}"', "i1")))
    assert only(package, "coal").amount is None
    assert [(p.code, p.at) for p in package.problems] == [("E027", "11")]


@pytest.mark.parametrize("groups", [(), ("i4", "i5"), ("o7",), ("i0",), ("i5", "o2")])
def test_an_exchange_without_one_direction_is_left_out(
    read: Read,
    groups: tuple[str, ...],
) -> None:
    package = read(dataset(PRODUCT + item('unit="kg" meanValue="1"', *groups)))
    assert [p.code for p in package.problems] == ["E028"]
    assert len(package.processes[0].exchanges) == 1


def test_a_dataset_without_a_name_is_told_and_the_others_are_read(read: Read) -> None:
    package = read(dataset(name=" "), dataset())
    assert [p.code for p in package.problems] == ["E033"]
    assert len(package.processes) == 1


def test_the_datasets_before_a_break_are_read(tmp_path: Path) -> None:
    whole = HEAD.format(kind="", datasets=dataset() + dataset(number="12"))
    path = tmp_path / "cut.xml"
    path.write_text(whole[: whole.rindex("<flowData>")], "utf-8")
    package = read_ecospold1(path)
    assert [p.id for p in package.processes] == ["11"]
    assert [p.code for p in package.problems] == ["E009"]


def test_a_file_without_datasets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.xml"
    path.write_text(HEAD.format(kind="", datasets=""), "utf-8")
    with pytest.raises(UsageError) as caught:
        read_ecospold1(path)
    assert caught.value.finding.code == "E026"


def test_a_cumulative_inventory_is_a_system(read: Read) -> None:
    (found,) = read(dataset(type="2")).processes
    assert found.is_system
    assert (found.year_from, found.year_until) == (1999, 2003)
    assert found.source == "Doe J., 2001, Steel"
    assert math.isclose(found.exchanges[0].amount or 0, 2)
