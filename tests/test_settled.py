"""A stored database becomes a package that has the same matrices, in any format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from round_trips import (
    Trip,
    Way,
    by_ilcd,
    by_jsonld,
    by_settling,
    put,
    round_trip,
)
from small_databases import smelter
from small_packages import (
    codes,
    elementary,
    made,
    package,
    process,
    product,
    reference,
    used,
    waste,
)

from lcagraph.background.build import link_package
from lcagraph.background.records import (
    AllocationFactor,
    Exchange,
    Flow,
    Package,
    Uncertainty,
)
from lcagraph.background.settled import settled, without_column
from lcagraph.formats.ecospold1 import read_ecospold1
from lcagraph.formats.ecospold2 import read_ecospold2
from lcagraph.formats.ilcd import read_ilcd
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld
from lcagraph.formats.simapro_csv import read_simapro_csv

DATA = Path(__file__).parent / "data"
WAYS = [by_settling, by_jsonld, by_ilcd]

STEEL, POWER, SLAG = product("steel"), product("power", "energy"), waste("slag")
HEAT, ORE = product("heat", "energy"), elementary("ore", "resource")
CO2 = elementary("co2")


def works(*more: Exchange) -> Package:
    """A steel works beside a grid and a landfill."""
    landfill = process(
        "landfill", used("slag", 2.0, is_reference=True), made("co2", 0.1)
    )
    grid = process("grid", reference("power"), made("co2", 0.5))
    steel = process("works", reference("steel", 3.0), made("co2", 6.0), *more)
    flows = (STEEL, POWER, SLAG, HEAT, ORE, CO2)
    return package(flows, steel, grid, landfill)


def lognormal(median: float) -> Uncertainty:
    return Uncertainty(spread="lognormal", location=median, scale=1.2)


CASES = {
    "input": works(used("power", 4.0, unit="kWh")),
    "resource": works(used("ore", 1.5), made("ore", 0.2, id="back")),
    "only given back": works(made("ore", 0.2)),
    "waste": works(made("slag", 0.7)),
    "credit": works(used("power", 4.0, is_avoided=True)),
    "negative input": works(used("power", -4.0)),
    "waste spared": works(made("slag", 0.7, is_avoided=True)),
    "own use": works(used("steel", 0.1)),
    "own use that rounds": works(used("steel", 3.0 - 1e-13)),
    "two rows of one input": works(used("power", 4.0), used("power", 1.0, id="again")),
    "nobody supplies": works(used("heat", 1.0, comment="from the neighbour")),
    "provider missing": works(used("power", 4.0, provider="another grid")),
    "named provider missing": works(used("power", 4.0, provider_name="Far grid")),
    "dangling": works(used("gone", 4.0, unit="kg")),
    "no amount": works(used("power", None, formula="nonsense(")),
    "spreads": works(
        used("power", 4.0, uncertainty=lognormal(4.1)),
        made("slag", 0.7, uncertainty=Uncertainty(spread="normal", scale=0.1)),
        used(
            "ore",
            1.5,
            uncertainty=Uncertainty(
                spread="triangular", location=1.4, minimum=1.0, maximum=2.0
            ),
        ),
        made(
            "co2",
            1e-3,
            id="leak",
            uncertainty=Uncertainty(spread="uniform", minimum=0.0, maximum=2e-3),
        ),
    ),
}


def is_same(trip: Trip) -> None:
    """Every entry of A and B to the last digit, and what is open or unknown."""
    assert trip.a(trip.after) == pytest.approx(trip.a(trip.before), rel=1e-15, abs=0)
    assert trip.b(trip.after) == pytest.approx(trip.b(trip.before), rel=1e-15, abs=0)
    assert trip.flags(trip.after) == trip.flags(trip.before)
    assert trip.units(trip.after) == trip.units(trip.before)
    opened = (trip.before.open_inputs, trip.after.open_inputs)
    assert sum(opened[0].values()) == sum(opened[1].values())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_kind_of_exchange_comes_back(
    way: Way, case: Package, tmp_path: Path
) -> None:
    is_same(round_trip(case, way, tmp_path))


@pytest.mark.parametrize("way", [by_settling, by_jsonld])
def test_spreads_come_back(way: Way, tmp_path: Path) -> None:
    trip = round_trip(CASES["spreads"], way, tmp_path)
    before, after = trip.spreads(trip.before), trip.spreads(trip.after)
    assert before.keys() == after.keys()
    # power, slag, ore; the leak of CO2 is part of a sum, which has none
    assert len(before) == 3
    for place, numbers in before.items():
        assert after[place] == pytest.approx(numbers, rel=1e-14, nan_ok=True)


def test_a_median_has_no_place_in_ilcd(tmp_path: Path) -> None:
    trip = round_trip(CASES["spreads"], by_ilcd, tmp_path)
    kinds = sorted(int(spread[0]) for spread in trip.spreads(trip.after).values())
    assert kinds == [2, 3, 5]


# ----------------------------------------------------------------- several products


def refinery(*allocation: AllocationFactor) -> Package:
    """Two products from one dataset, which takes some of its own steel."""
    both = process(
        "refinery",
        reference("steel", 148.0),
        made("heat", 30.0),
        used("steel", 7.4),
        used("power", 2.0),
        made("co2", 10.0),
        allocation=allocation,
    )
    grid = process("grid", reference("power"), used("heat", 0.1))
    return package((STEEL, HEAT, POWER, CO2), both, grid)


@pytest.mark.parametrize("way", WAYS)
def test_an_undivided_dataset_stays_whole_and_flagged(way: Way, tmp_path: Path) -> None:
    trip = round_trip(refinery(), way, tmp_path)
    is_same(trip)
    assert len(trip.package.processes) == 2
    assert "E051" in codes(trip.after)


@pytest.mark.parametrize("way", WAYS)
def test_a_divided_dataset_becomes_a_process_per_product(
    way: Way, tmp_path: Path
) -> None:
    shares = [
        AllocationFactor(product="steel", factor=0.75, method="physical"),
        AllocationFactor(product="heat", factor=0.25, method="physical"),
    ]
    trip = round_trip(refinery(*shares), way, tmp_path)
    is_same(trip)
    names = sorted(each.name for each in trip.package.processes)
    assert names == ["grid", "refinery | heat", "refinery | steel"]


@pytest.mark.parametrize("way", WAYS)
def test_the_users_own_allocation_is_in_the_export(way: Way, tmp_path: Path) -> None:
    is_same(round_trip(refinery(), way, tmp_path, allocation="reference"))


# ----------------------------------------------------------- what must not be linked


def rivals(**more: object) -> Package:
    """Two markets and a producer at the consumer's place, and nothing that decides."""
    places = [("m-1", "DE", True), ("m-2", "FR", True), ("p-1", "CN", False)]
    grids = [
        process(id, reference("power"), location=place, is_market=is_market)
        for id, place, is_market in places
    ]
    works = process("works", reference("steel"), used("power", 1.0), location="CN")
    return package((STEEL, POWER), works, *grids, **more)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_ambiguous_stays_so(way: Way, tmp_path: Path) -> None:
    """Without its markets, the only producer in CN would have been taken."""
    trip = round_trip(rivals(), way, tmp_path)
    is_same(trip)
    assert codes(trip.after).count("E057") == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_preference_of_the_import_is_in_the_export(way: Way, tmp_path: Path) -> None:
    trip = round_trip(rivals(), way, tmp_path, prefer="FR")
    is_same(trip)
    assert "E057" not in codes(trip.after)


@pytest.mark.parametrize("way", WAYS)
def test_a_supplier_elsewhere_stays_refused(way: Way, tmp_path: Path) -> None:
    case = works(used("power", 1.0, location="CN"))
    grid = replace(case.processes[1], location="DE")
    case = replace(case, processes=(case.processes[0], grid, case.processes[2]))
    trip = round_trip(case, way, tmp_path)
    is_same(trip)
    assert "E064" in codes(trip.after)


@pytest.mark.parametrize("way", WAYS)
def test_one_of_two_unlike_datasets_stays_flagged(way: Way, tmp_path: Path) -> None:
    case = works()
    other = process("grid", reference("power"), made("co2", 0.9), file="z.json")
    trip = round_trip(replace(case, processes=(*case.processes, other)), way, tmp_path)
    is_same(trip)
    assert "E054" in codes(trip.before)


def test_a_dataset_without_a_column_is_told(tmp_path: Path) -> None:
    case = works()
    empty = process("empty", name="Nothing at all")
    case = replace(case, processes=(*case.processes, empty))
    database = put(link_package(case), tmp_path)
    (finding,) = without_column(database)
    assert finding.code == "N076"
    assert finding.values == {"count": 1, "processes": ["Nothing at all"]}
    assert len(settled(database).processes) == 3


def test_a_database_that_is_whole_has_nothing_to_tell(tmp_path: Path) -> None:
    assert without_column(put(link_package(works()), tmp_path)) == ()


# ---------------------------------------------------------------------------- units


def test_a_flow_keeps_its_own_unit(tmp_path: Path) -> None:
    """1 kWh stays 1 kWh, though the property is measured in MJ: 3.6 MJ/kWh."""
    kilowatt_hours = Flow(
        id="power",
        name="power",
        kind="product",
        property="energy",
        unit="kWh",
        properties={"energy": 1.0},
    )
    grid = process("grid", reference("power"), made("co2", 0.5))
    case = package((kilowatt_hours, CO2), grid)
    trip = round_trip(case, by_settling, tmp_path)
    is_same(trip)
    flow = trip.package.flows["power"]
    known = trip.package.flow_properties[flow.property]
    assert trip.package.unit_groups[known.unit_group].reference == "kWh"
    assert flow.properties == pytest.approx({flow.property: 1.0, "energy": 3.6})


def test_a_kilogram_without_property_becomes_the_common_one(tmp_path: Path) -> None:
    found = settled(put(smelter(), tmp_path))
    flow = found.flows["co2"]
    known = found.flow_properties[flow.property]
    assert known.name == "Mass"
    assert flow.property == "93a60a56-a3c8-11da-a746-0800200b9a66"
    group = found.unit_groups[known.unit_group]
    assert group.ids == {"kg": "20aadc24-a391-41cf-b340-3e4529f44bde"}


@pytest.mark.parametrize("way", WAYS)
def test_flows_of_which_only_the_unit_is_known_come_back(
    way: Way, tmp_path: Path
) -> None:
    flows = (
        Flow(id="ride", name="ride", kind="product", unit="person*km"),
        Flow(id="odd", name="odd", kind="product", unit="quux"),
        Flow(id="co2", name="co2", kind="elementary", unit="kg"),
    )
    ride = process("bus", reference("ride"), used("odd", 2.0), made("co2", 0.1))
    case = package(flows, ride, process("odd", reference("odd")), flow_properties={})
    is_same(round_trip(case, way, tmp_path))


# ---------------------------------------------------------------------- real excerpts


def excerpts() -> dict[str, Package]:
    return {
        "uslci": read_openlca_jsonld(DATA / "openlca_jsonld" / "uslci_fy18"),
        "rail": read_openlca_jsonld(DATA / "openlca_jsonld" / "uslci_rail"),
        "tiangong": read_ilcd(DATA / "ilcd" / "tiangong"),
        "uslci_ecospold2": read_ecospold2(DATA / "ecospold2" / "uslci"),
        "uslci_ecospold1": read_ecospold1(DATA / "ecospold1" / "uslci_excerpt.xml"),
        "simapro": read_simapro_csv(DATA / "simapro_csv" / "allocation.csv"),
        "simapro_waste": read_simapro_csv(DATA / "simapro_csv" / "waste.csv"),
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", excerpts())
def test_a_real_database_comes_back_with_the_same_matrices(
    name: str, way: Way, tmp_path: Path
) -> None:
    is_same(round_trip(excerpts()[name], way, tmp_path))
