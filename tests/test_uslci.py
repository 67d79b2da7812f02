"""USLCI FY2018 Q1: one system from two formats, and three figures that are published.

The figures (AR6, 100 years), found when the two releases were compared: coal
electricity 1.10803 kgCO2e/kWh, primary aluminium 8.29769 kg/kg, liquid steel 1.96398
kg/kg. They rest on three choices, which `naive_scores` makes and lcagraph does not:

1. only CO2, CH4 and N2O count, and methane of unknown origin counts as fossil;
2. what two refineries make comes from the one called “Crude oil, in refinery”;
3. a litre of its gasoline is drawn as if it were a litre of its diesel.

The tests undo one after the other, until what remains is lcagraph's own result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from uslci_releases import (
    ECOSPOLD2,
    JSONLD,
    Key,
    Release,
    lossy,
    naive_scores,
    read_release,
)

from lcagraph.background.build import link_package
from lcagraph.background.diagnosis import diagnose
from lcagraph.background.gases import map_gases
from lcagraph.background.intensities import direct_gases, intensities
from lcagraph.background.linked import FLAGS
from lcagraph.background.records import Exchange, Flow, Package, Process
from lcagraph.background.store import Database
from lcagraph.background.unit_names import named_unit
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld
from lcagraph.impact import characterisation, gwp_set, including_and_excluding
from lcagraph.importing import Choices, add_database

COAL = "66280f03-b26f-35c4-bda2-3d4a8652943a"
ALUMINIUM = "99963138-ddf9-3b32-9e93-69593d76cb08"
STEEL = "5f23939e-be70-364e-95c2-baef329a95fe"
REFINERY = "dc72e285-719b-318b-9c9c-c838846a9cf4"
REFINERY_NAME = "Crude oil, in refinery"
PUBLISHED = {COAL: 1.10803, ALUMINIUM: 8.29769, STEEL: 1.96398}
HALF_A_DIGIT = 0.5e-5
MJ_PER_KWH = 3.6  # the unit group of the JSON-LD release counts electricity in MJ

THREE_GASES = {
    "co2_fossil": 1.0, "co2_land_use": 1.0, "co2e_unspecified": 1.0,
    "ch4_fossil": 29.8, "ch4": 29.8, "ch4_biogenic": 27.0, "n2o": 273.0,
}  # fmt: skip
"""The first choice, on lcagraph's gases. [kgCO2e/kg]"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="module")
def jsonld(place: Path) -> Database:
    return add_database(JSONLD, name="jsonld", place=place).database


@pytest.fixture(scope="module")
def ecospold2(place: Path) -> Database:
    return add_database(ECOSPOLD2, name="ecospold2", place=place).database


@pytest.fixture(scope="module")
def release() -> Release:
    return read_release()


def scores(
    database: Database, gwp: Mapping[str, float] | None = None
) -> dict[Key, float]:
    """Footprints by column. [kgCO2e/unit of the product]

    Parameters
    ----------
    gwp : mapping, optional
        Factors by gas; None: all of AR6, excluding biogenic CO2.
    """
    totals = np.asarray(database.intensities) @ weights(database.manifest.gases, gwp)
    keys = [(one.process, one.product) for one in database.activities()]
    return dict(zip(keys, totals.tolist(), strict=True))


def weights(
    gases: tuple[str, ...], gwp: Mapping[str, float] | None
) -> np.typing.NDArray[np.float64]:
    if gwp is not None:
        return np.array([gwp.get(gas, 0.0) for gas in gases])
    _, excluding = including_and_excluding()
    return np.asarray(excluding @ characterisation("ipcc-ar6-gwp100", gases))


def of(found: Mapping[Key, float], process: str) -> float:
    """The one product of a dataset, electricity per kWh."""
    (score,) = [score for (id_, _), score in found.items() if id_ == process]
    return score * (MJ_PER_KWH if process == COAL else 1.0)


# --------------------------------------------------------- one system, two formats


def by_name(database: Database) -> dict[Key, tuple[int, float]]:
    """Column of each dataset and product (by name, for the export gave some products
    new ids), and the size of its unit, for the releases state some in other ones."""
    found = {}
    for column, one in enumerate(database.activities()):
        unit = named_unit(one.unit)
        assert unit is not None
        found[one.process, one.product_name] = (column, unit.factor)
    assert len(found) == len(database)
    return found


def downstream(database: Database, datasets: Mapping[str, str]) -> set[Key]:
    """Columns of these datasets, and all whose supply chain comes upon one."""
    keys = list(by_name(database))
    met = np.array([process in datasets for process, _ in keys])
    entries = database.technosphere
    for _ in keys:  # a path has at most as many steps as there are columns
        met[entries.column[met[entries.row]]] = True
    return {key for key, is_met in zip(keys, met, strict=True) if is_met}


def whole(jsonld: Database, ecospold2: Database) -> set[Key]:
    """Products of both whose supply chains both releases hold whole."""
    both = by_name(jsonld).keys() & by_name(ecospold2).keys()
    return both - downstream(jsonld, lossy()) - downstream(ecospold2, lossy())


def test_the_export_to_ecospold2_left_exchanges_out_of_three_datasets() -> None:
    """Those in t and USD. Every other exchange stands in both releases."""
    assert sorted(lossy().values()) == [
        "Corn stover, at conversion plant, 2022",
        "Ethanol, 85%, blended, at service station, 2022",
        "Ethanol, denatured, corn stover, biochemical",
    ]


def test_what_both_releases_hold_whole_is_all_but_those_three(
    jsonld: Database, ecospold2: Database
) -> None:
    # 36 of the 38 other datasets have one product, the refineries 9 and 10
    assert len(whole(jsonld, ecospold2)) == 36 + 9 + 10
    assert len(by_name(jsonld)) == 36 + 9 + 10 + 3
    # “Corn stover, at conversion plant” lost its own reference, which was in t
    assert len(by_name(ecospold2)) == 36 + 9 + 10 + 2


def test_they_score_the_same_to_1e_9_gas_by_gas_and_in_all(
    jsonld: Database, ecospold2: Database
) -> None:
    assert jsonld.manifest.gases == ecospold2.manifest.gases
    factors = weights(jsonld.manifest.gases, None)
    places = by_name(jsonld), by_name(ecospold2)
    for key in whole(jsonld, ecospold2):
        (one, size), (other, size_there) = places[0][key], places[1][key]
        found = jsonld.intensities[one] / size
        there = ecospold2.intensities[other] / size_there
        np.testing.assert_allclose(found, there, rtol=1e-9)
        np.testing.assert_allclose(found @ factors, there @ factors, rtol=1e-9)
        assert jsonld.chain[one] == ecospold2.chain[other]


# ---------------------------------------------------------- the published figures


@pytest.mark.parametrize("process", PUBLISHED)
def test_a_naive_assembly_of_the_raw_file_gives_the_published_figures(
    release: Release, process: str
) -> None:
    naive = naive_scores(release, refinery=REFINERY, is_unit_for_unit=True)
    assert of(naive, process) == pytest.approx(PUBLISHED[process], abs=HALF_A_DIGIT)


@pytest.mark.parametrize("process", PUBLISHED)
def test_told_the_same_choices_lcagraph_gives_the_published_figures(
    process: str,
) -> None:
    found = scored(unit_for_unit(read_openlca_jsonld(JSONLD)), THREE_GASES)
    assert of(found, process) == pytest.approx(PUBLISHED[process], abs=HALF_A_DIGIT)


@pytest.mark.parametrize("process", [ALUMINIUM, STEEL])
@pytest.mark.parametrize("format_", ["jsonld", "ecospold2"])
def test_metals_need_no_choice_but_that_of_the_gases(
    format_: str, process: str, request: pytest.FixtureRequest
) -> None:
    found = scores(request.getfixturevalue(format_), THREE_GASES)
    assert of(found, process) == pytest.approx(PUBLISHED[process], abs=HALF_A_DIGIT)


def test_without_the_third_choice_both_agree_on_every_product(
    release: Release, place: Path
) -> None:
    """Each product carries its whole dataset; the user prefers one refinery."""
    naive = naive_scores(release, refinery=REFINERY, is_unit_for_unit=False)
    preferred = add_database(
        JSONLD,
        name="preferred",
        place=place,
        choices=Choices(prefer=(REFINERY_NAME,)),
    )
    found = scores(preferred.database, THREE_GASES)
    assert found == pytest.approx(naive, rel=1e-9)
    assert of(found, COAL) != pytest.approx(PUBLISHED[COAL], abs=HALF_A_DIGIT)


def test_without_the_second_choice_both_agree_on_every_product(
    release: Release, jsonld: Database
) -> None:
    naive = naive_scores(release, refinery="", is_unit_for_unit=False)
    assert scores(jsonld, THREE_GASES) == pytest.approx(naive, rel=1e-9)


@pytest.mark.parametrize(
    ("process", "others"),
    [
        # kg of each gas in the dataset itself, with AR6's factors: the rest is < 1e-5
        (STEEL, 0.00078719 * (27.9 - 29.8) + 4.851e-9 * 2200),
        (ALUMINIUM, 7.7247e-5 * 7380 + 1.0648e-5 * 12400),
    ],
)
def test_without_the_first_choice_what_remains_is_the_other_gases(
    jsonld: Database, process: str, others: float
) -> None:
    """Unspecified CH4 at AR6's 27.9, CCl4, CF4 and C2F6, as the datasets state them."""
    added = of(scores(jsonld), process) - of(scores(jsonld, THREE_GASES), process)
    assert added == pytest.approx(others, rel=2e-4)


def test_every_other_gas_is_one_of_ar6(jsonld: Database) -> None:
    others = {gas: gwp_set("ipcc-ar6-gwp100").factors[gas] for gas in ("cf4", "c2f6")}
    assert others == {"cf4": 7380.0, "c2f6": 12400.0}


def test_the_strict_result_of_coal_says_what_is_open(
    jsonld: Database, place: Path
) -> None:
    (coal,) = jsonld.named(COAL)
    assert jsonld.chain[coal.column] & FLAGS["open_link"]
    report = (place / "jsonld" / "report.md").read_text(encoding="utf-8")
    assert "E057" in report
    assert REFINERY in report


# ---------------------------------------------------- the choices, told to lcagraph


def unit_for_unit(package: Package) -> Package:
    """Choices 2 and 3 as records: co-products are inputs of the reference product."""
    references = {p.id: reference_of(p).flow for p in package.processes}
    maker: dict[str, str] = {}
    for process in sorted(package.processes, key=lambda each: each.id == REFINERY):
        maker.update((e.flow, process.id) for e in made(process, package.flows))
    factors = {
        name: factor
        for group in package.unit_groups.values()
        for name, factor in group.factors.items()
    }

    def drawn(one: Exchange) -> Exchange:
        if one.direction == "output" or one.flow not in maker:
            return one
        assert one.amount is not None
        supplier = maker[one.flow]
        amount = one.amount * factors[one.unit]
        return replace(
            one, flow=references[supplier], provider=supplier, amount=amount,
            unit="", property="", uncertainty=None,
        )  # fmt: skip

    processes = []
    for process in package.processes:
        others = {e.id for e in made(process, package.flows) if not e.is_reference}
        kept = tuple(drawn(e) for e in process.exchanges if e.id not in others)
        processes.append(replace(process, exchanges=kept))
    return replace(package, processes=tuple(processes))


def reference_of(process: Process) -> Exchange:
    return next(each for each in process.exchanges if each.is_reference)


def made(process: Process, flows: Mapping[str, Flow]) -> list[Exchange]:
    outputs = [each for each in process.exchanges if each.direction == "output"]
    return [each for each in outputs if flows[each.flow].kind == "product"]


def scored(package: Package, gwp: Mapping[str, float]) -> dict[Key, float]:
    """Footprints of a package that no file holds."""
    linked = link_package(package)
    mapped = map_gases(package, set(linked.elementary)).mapped
    diagnosis = diagnose(linked.technosphere, linked.flags)
    n = len(linked.activities)
    gases, direct = direct_gases(linked.interventions, linked.elementary, mapped, n)
    known = intensities(linked.technosphere, direct, gases, diagnosis)
    totals = known.values @ weights(known.gases, gwp)
    keys = [(one.process, one.product) for one in linked.activities]
    return dict(zip(keys, totals.tolist(), strict=True))
