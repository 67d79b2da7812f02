"""EcoSpold 2: datasets with and without links, treatments, formulas, distributions."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from lcagraph.background.build import link_package
from lcagraph.background.records import Exchange, Package, Process
from lcagraph.errors import UsageError
from lcagraph.formats.ecospold2 import read_ecospold2

SPREAD = "<uncertainty>{}</uncertainty>"

Read = Callable[..., Package]

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><{kind}>
<activityDescription><activity id="{activity}" type="{type}"
 specialActivityType="{special}"><activityName xml:lang="de">Stahlwerk</activityName>
<activityName xml:lang="en">steel production</activityName>
<generalComment><text xml:lang="en" index="2">two</text><text index="1">one</text>
</generalComment><includedActivitiesEnd>at the gate</includedActivitiesEnd></activity>
<classification><classificationValue>2410: basic iron</classificationValue>
</classification><geography><shortname>CN-SD</shortname></geography>
<technology><comment><text index="1">blast furnace</text></comment></technology>
<timePeriod startDate="2010-01-01" endDate="2019-12-31"/></activityDescription>
<flowData>{flows}</flowData><modellingAndValidation><representativeness>
<systemModelName>{model}</systemModelName></representativeness></modellingAndValidation>
</{kind}></ecoSpold>"""


def flow(
    product: str,
    group: str = "i5",
    amount: str = "1",
    inside: str = "",
    **attributes: str,
) -> str:
    """An intermediate exchange, or an elementary one for group 4."""
    tag = "elementaryExchange" if group[1:] == "4" else "intermediateExchange"
    kind = "inputGroup" if group[0] == "i" else "outputGroup"
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<{tag} {tag}Id="{product}" amount="{amount}"{stated}><name>{product}</name>'
        f"<unitName>kg</unitName>{inside}<{kind}>{group[1:]}</{kind}></{tag}>"
    )


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads datasets, each a file of its own: the flows, or what else is stated."""

    def read_them(*datasets: str | dict[str, str]) -> Package:
        for number, given in enumerate(datasets):
            stated = {"flows": given} if isinstance(given, str) else given
            defaults = {
                "activity": "a",
                "type": "1",
                "special": "0",
                "model": "Undefined",
            }
            values = {"kind": "activityDataset", **defaults, **stated}
            path = tmp_path / values.pop("file", f"{number}.spold")
            path.write_text(FILE.format(**values), "utf-8")
        return read_ecospold2(tmp_path)

    return read_them


def process(package: Package, identifier: str) -> Process:
    (found,) = [each for each in package.processes if each.id == identifier]
    return found


def only(package: Package, product: str) -> Exchange:
    """The one exchange of a flow."""
    (found,) = [e for p in package.processes for e in p.exchanges if e.flow == product]
    return found


def only_input(package: Package) -> Exchange:
    exchanges = [e for p in package.processes for e in p.exchanges]
    (found,) = [e for e in exchanges if e.direction == "input"]
    return found


# ------------------------------------------------------------------------ description


def test_a_dataset_tells_what_it_is(read: Read) -> None:
    found = process(read(flow("steel", "o0", productionVolumeAmount="9")), "a")
    assert found.name == "steel production"
    assert found.names == {"de": "Stahlwerk", "en": "steel production"}
    assert (found.location, found.year_from, found.year_until) == ("CN-SD", 2010, 2019)
    assert found.description == "one\ntwo\nat the gate"
    assert found.technology == "blast furnace"
    assert found.classification == ("2410: basic iron",)
    assert found.production_volume == 9


@pytest.mark.parametrize(
    ("special", "is_market"), [("0", False), ("1", True), ("10", True)]
)
def test_markets_and_market_groups_are_markets(
    read: Read, special: str, is_market: bool
) -> None:
    package = read({"flows": flow("steel", "o0"), "special": special, "type": "2"})
    assert package.processes[0].is_market is is_market
    assert package.processes[0].is_system


# ------------------------------------------------------------------- links and wastes


def test_a_link_leads_to_the_dataset_that_makes_the_flow(read: Read) -> None:
    # one activity, divided between two products: two datasets of one activity id
    refinery = {"activity": "refinery", "kind": "childActivityDataset"}
    package = read(
        {**refinery, "flows": flow("oil", "o0") + flow("gas", "o0", "0")},
        {**refinery, "flows": flow("gas", "o0") + flow("oil", "o0", "0")},
        flow("heat", "o0") + flow("gas", activityLinkId="refinery"),
    )
    assert [p.id for p in package.processes] == ["refinery_oil", "refinery_gas", "a"]
    assert package.processes[2].exchanges[1].provider == "refinery_gas"


def test_a_dataset_is_called_as_its_file_if_that_names_activity_and_product(
    read: Read,
) -> None:
    package = read(
        {"activity": "mill", "flows": flow("flour", "o0"), "file": "mill_flour.spold"},
        flow("bread", "o0") + flow("flour", activityLinkId="mill"),
    )
    assert {p.id for p in package.processes} == {"mill_flour", "a"}
    assert only_input(package).provider == "mill_flour"


def test_a_link_out_of_the_package_is_kept_as_it_is(read: Read) -> None:
    package = read(flow("heat", "o0") + flow("gas", activityLinkId="elsewhere"))
    assert only_input(package).provider == "elsewhere"


def test_a_treatment_takes_its_waste_in_and_others_give_it_away(read: Read) -> None:
    # ecoinvent: reference −1 kg; the plant draws −3 kg. Entries of A: −1 and +3
    package = read(
        {"activity": "landfill", "flows": flow("ash", "o0", "-1")},
        flow("heat", "o0") + flow("ash", "i5", "-3", activityLinkId="landfill"),
    )
    treated = process(package, "landfill").exchanges[0]
    given = process(package, "a").exchanges[1]
    assert package.flows["ash"].kind == "waste"
    assert (treated.direction, treated.amount, treated.is_reference) == (
        "input",
        1,
        True,
    )
    assert (given.direction, given.amount, given.provider) == ("output", 3, "landfill")


def test_the_spread_of_a_waste_changes_sides_with_it(read: Read) -> None:
    wide = SPREAD.format(
        '<triangular minValue="-4" mostLikelyValue="-3" maxValue="-1"/>'
    )
    package = read(
        {"activity": "landfill", "flows": flow("ash", "o0", "-1")},
        flow("heat", "o0")
        + flow("ash", "i5", "-3", wide, mathematicalRelation="-2 * 1.5"),
    )
    given = process(package, "a").exchanges[1]
    assert given.formula == "-(-2 * 1.5)"
    assert given.uncertainty is not None
    assert (given.uncertainty.minimum, given.uncertainty.maximum) == (1, 4)
    assert given.uncertainty.location == 3


def test_a_negative_input_of_a_product_stays_an_input(read: Read) -> None:
    package = read(
        {"activity": "mine", "flows": flow("coal", "o0")},
        flow("heat", "o0") + flow("coal", "i5", "-3"),
    )
    drawn = process(package, "a").exchanges[1]
    assert (drawn.direction, drawn.amount) == ("input", -3)


def test_what_ecoinvent_classifies_as_waste_is_one(read: Read) -> None:
    waste = (
        "<classification><classificationSystem>By-product classification"
        "</classificationSystem><classificationValue>Waste</classificationValue>"
        "</classification>"
    )
    package = read(flow("heat", "o0") + flow("ash", "o2", "3", waste))
    assert package.flows["ash"].kind == "waste"


def test_formulas_of_allocated_datasets_do_not_count(read: Read) -> None:
    flows = flow("heat", "o0", mathematicalRelation="2 * 3")
    flows += flow("gas", activityLinkId="x")
    package = read({"flows": flows, "model": "Allocation, cut-off"})
    assert only(package, "heat").formula == ""
    assert [(p.code, p.values["count"]) for p in package.problems] == [("N030", 1)]


def test_formulas_of_undefined_datasets_count(read: Read) -> None:
    flows = flow("heat", "o0", mathematicalRelation="2 * 3")
    package = read(flows + flow("gas", activityLinkId="x"))
    assert only(package, "heat").formula == "2 * 3"
    assert package.problems == ()


# ---------------------------------------------------------- formulas and distributions


def test_every_amount_with_a_variable_name_is_a_parameter(read: Read) -> None:
    inside = (
        '<property propertyId="p" amount="0.8" variableName="dry"><name>dry mass</name>'
        "<unitName>kg</unitName></property>"
    )
    flows = flow("heat", "o0", mathematicalRelation="fuel * dry")
    flows += flow("gas", amount="4", inside=inside, variableName="fuel")
    (found,) = read(flows).processes
    assert {p.name: p.value for p in found.parameters} == {"fuel": 4, "dry": 0.8}


def test_a_relation_that_is_not_in_force_is_no_formula(read: Read) -> None:
    stated = flow("heat", "o0", mathematicalRelation="2", isCalculatedAmount="false")
    assert only(read(stated), "heat").formula == ""


def test_properties_of_products_are_told_per_unit_of_them(read: Read) -> None:
    inside = (
        '<property propertyId="p" amount="0.3"><name>price</name>'
        "<unitName>EUR2005</unitName></property>"
    )
    package = read(flow("steel", "o0", inside=inside))
    assert package.flows["steel"].properties == {"p": 0.3}
    assert package.flow_properties["p"].name == "price"
    assert package.unit_groups["p"].reference == "EUR2005"


PRICE = (
    '<property propertyId="p" amount="{}"><name>price</name>'
    "<unitName>{}</unitName></property>"
)


def test_a_property_is_per_unit_of_its_own_exchange(read: Read) -> None:
    """500 EUR/t of bran = 0.5 EUR/kg, whoever else states bran in kg.

    2000 kg · 0.5 EUR of flour and 2 t · 500 EUR of bran: half of 8 kg each.
    """
    bran = flow("bran", "o2", "2", PRICE.format(500, "EUR2005"))
    mill = flow("flour", "o0", "2000", PRICE.format(0.5, "EUR2005"))
    mill += bran.replace("<unitName>kg<", "<unitName>t<") + flow("CO2", "o4", "8")
    feed = flow("feed", "o0") + flow("bran", "i5", "3")
    package = read({"flows": mill}, {"flows": feed, "activity": "b"})
    known = package.flows["bran"]
    assert (known.unit, known.properties) == ("kg", {"p": 0.5})
    database = link_package(package, allocation="economic")
    co2 = {
        (database.activities[column].product): value
        for column, value in zip(
            database.interventions.column, database.interventions.value, strict=True
        )
    }
    assert co2 == {"flour": 4.0, "bran": 4.0}


@pytest.mark.parametrize(
    ("amount", "unit", "per", "properties"),
    [
        (0.3, "EUR2005", "kg", {"p": 0.3}),
        (300, "EUR2005", "t", {"p": 0.3}),  # 300 EUR/t = 0.3 EUR/kg
        (300, "EUR2005", "kg", {}),  # another price
        (0.3, "kg", "kg", {}),  # no price at all
        (0.3, "EUR2005", "m3", {}),  # no unit in common
    ],
)
def test_properties_of_one_flow_agree_or_are_left_out(
    read: Read, amount: float, unit: str, per: str, properties: dict[str, float]
) -> None:
    one = flow("steel", "o0", "1", PRICE.format(0.3, "EUR2005"))
    other = flow("steel", "o2", "1", PRICE.format(amount, unit))
    other = other.replace(
        "<unitName>kg</unitName><prop", f"<unitName>{per}</unitName><prop"
    )
    package = read({"flows": one}, {"flows": flow("x", "o0") + other, "activity": "b"})
    assert package.flows["steel"].properties == properties
    assert [p.code for p in package.problems] == ([] if properties else ["N031"])


def test_a_property_that_datasets_state_differently_is_told_and_left_out(
    read: Read,
) -> None:
    inside = '<property propertyId="p" amount="{}"><name>price</name></property>'
    package = read(
        flow("steel", "o0", inside=inside.format(1)),
        {"activity": "b", "flows": flow("steel", "o0", inside=inside.format(2))},
    )
    assert package.flows["steel"].properties == {}
    assert [p.code for p in package.problems] == ["N031"]


@pytest.mark.parametrize(
    ("special", "is_market", "is_group"),
    [("0", False, False), ("1", True, False), ("10", True, True)],
)
def test_markets_and_market_groups_are_told_apart(
    read: Read, special: str, is_market: bool, is_group: bool
) -> None:
    (found,) = read({"flows": flow("steel", "o0"), "special": special}).processes
    assert (found.is_market, found.is_market_group) == (is_market, is_group)


def test_master_data_describe_the_flows_that_are_used(
    read: Read, tmp_path: Path
) -> None:
    (tmp_path / "MasterData.xml").write_text(
        "<validElementaryExchanges><elementaryExchange id='CO2'><name>x</name>"
        "<unitName>kg</unitName><compartment><compartment>air</compartment>"
        "</compartment></elementaryExchange><elementaryExchange id='unused'/>"
        "</validElementaryExchanges>"
    )
    package = read(flow("steel", "o0") + flow("CO2", "o4"))
    assert package.flows["CO2"].compartment == ("air",)
    assert "unused" not in package.flows


def test_a_lognormal_has_its_geometric_standard_deviation(read: Read) -> None:
    # exp(sqrt(0.04)) = 1.2214; the pedigree counts, and so do its five scores
    text = '<lognormal meanValue="5" mu="0" variance="0.01"'
    text += ' varianceWithPedigreeUncertainty="0.04"/><pedigreeMatrix reliability="1"'
    text += ' completeness="2" temporalCorrelation="3" geographicalCorrelation="4"'
    text += ' furtherTechnologyCorrelation="5"/>'
    stated = only(
        read(flow("steel", "o0", "5", SPREAD.format(text))), "steel"
    ).uncertainty
    assert stated is not None
    assert (stated.location, stated.pedigree) == (5, (1, 2, 3, 4, 5))
    assert stated.scale == pytest.approx(math.exp(0.2), rel=1e-15)


def test_a_normal_has_its_standard_deviation(read: Read) -> None:
    text = '<normal meanValue="5" variance="0.09"/>'
    stated = only(
        read(flow("steel", "o0", "5", SPREAD.format(text))), "steel"
    ).uncertainty
    assert stated is not None
    assert (stated.location, stated.scale) == (5, 0.3)


def test_distributions_of_other_kinds_are_counted(read: Read) -> None:
    text = '<binomial n="5" p="0.2"/>'
    package = read(flow("steel", "o0", "2", SPREAD.format(text)))
    assert only(package, "steel").uncertainty is None
    assert [(p.code, p.values["count"]) for p in package.problems] == [("N031", 1)]


# --------------------------------------------------------------------- what is refused


def test_an_amount_that_is_no_number_stays_open(read: Read) -> None:
    package = read(flow("steel", "o0") + flow("coal", amount="NaN"))
    assert only(package, "coal").amount is None
    assert [(p.code, p.at) for p in package.problems] == [("E027", "a")]


@pytest.mark.parametrize("group", ["o1", "i0", "o9"])
def test_an_exchange_without_direction_is_left_out(read: Read, group: str) -> None:
    package = read(flow("steel", "o0") + flow("coal", group))
    assert [p.code for p in package.problems] == ["E028"]
    assert len(package.processes[0].exchanges) == 1


def test_a_dataset_without_an_id_is_told_and_the_others_are_read(read: Read) -> None:
    package = read({"activity": "", "flows": ""}, flow("steel", "o0"))
    assert [(p.code, p.at) for p in package.problems] == [("E033", "0.spold")]
    assert len(package.processes) == 1


def test_a_broken_file_is_told_and_others_are_read(read: Read, tmp_path: Path) -> None:
    (tmp_path / "x.spold").write_text("<ecoSpold><activityDataset>", "utf-8")
    package = read(flow("steel", "o0"))
    assert [(p.code, p.at) for p in package.problems] == [("E009", "x.spold")]
    assert len(package.processes) == 1


def test_a_package_without_datasets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.spold"
    path.write_text("<ecoSpold xmlns='http://www.EcoInvent.org/EcoSpold02'/>", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_ecospold2(path)
    assert caught.value.finding.code == "E026"
