"""openLCA packages of both schemas become the same records, with nothing left out."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from lcagraph.background.records import (
    Exchange,
    Package,
    Process,
    Uncertainty,
)
from lcagraph.formats.container import peek
from lcagraph.formats.openlca_jsonld import is_openlca_jsonld, read_openlca_jsonld

DATA = Path(__file__).parent / "data" / "openlca_jsonld"
USLCI = DATA / "uslci_fy18"
RAIL = DATA / "uslci_rail"

METHANE = "f123ab4d-58d5-4f26-a534-ba028c557810"
REFORESTING = "95a7bf8a-eab0-3bc6-9145-61eb5dda4c3c"
SCANNER = "726dea3f-ddee-3b80-89d9-a86dc464308d"
STUDS = "2250f2f2-7faa-3307-9534-ca78b371b4dd"


def process_of(package: Package, id: str = "p") -> Process:
    (found,) = [process for process in package.processes if process.id == id]
    return found


def exchange_of(package: Package, process: str, flow: str) -> Exchange:
    """The exchange of a process with a flow of this name."""
    (found,) = [
        exchange
        for exchange in process_of(package, process).exchanges
        if package.flows[exchange.flow].name == flow
    ]
    return found


@pytest.fixture(scope="module")
def uslci() -> Package:
    return read_openlca_jsonld(USLCI)


@pytest.fixture(scope="module")
def rail() -> Package:
    return read_openlca_jsonld(RAIL)


# ------------------------------------------------------------------- the first schema


def test_a_package_of_the_first_schema_is_read_whole(uslci: Package) -> None:
    # counted in the files: 3 + 4 + 7 + 12 exchanges; 1 + 3 + 6 + 8 of them inputs
    exchanges = [e for process in uslci.processes for e in process.exchanges]
    assert uslci.format == "openLCA JSON-LD 1"
    assert uslci.dialect == "openlca"
    assert len(uslci.processes) == 4
    assert len(exchanges) == 26
    assert len(uslci.flows) == len(list(USLCI.glob("flows/*.json")))
    assert {e.flow for e in exchanges} <= set(uslci.flows)


def test_the_reference_of_the_first_schema_is_the_flagged_output(
    uslci: Package,
) -> None:
    for each in uslci.processes:
        (reference,) = [e for e in each.exchanges if e.is_reference]
        assert reference.direction == "output"
        assert uslci.flows[reference.flow].kind == "product"


def test_inputs_of_the_first_schema_are_inputs(uslci: Package) -> None:
    gasoline = [
        e
        for e in process_of(uslci, REFORESTING).exchanges
        if uslci.flows[e.flow].name == "Gasoline, combusted in equipment"
    ]
    assert [(e.direction, e.amount, e.unit) for e in gasoline] == [
        ("input", 6.07, "l"),
        ("input", 6.07, "l"),
    ]


def test_an_exchange_that_stands_there_twice_counts_twice_and_is_told(
    uslci: Package,
) -> None:
    ids = [e.id for e in process_of(uslci, REFORESTING).exchanges]
    assert len(set(ids)) == 4
    (finding,) = uslci.problems
    assert (finding.code, finding.at) == ("W019", f"{REFORESTING}#{ids[3]}")
    assert ids[3] == f"{ids[1]}~4"


def test_formulas_and_parameters_are_kept_as_they_are_written(uslci: Package) -> None:
    carbon_dioxide = exchange_of(uslci, METHANE, "Carbon dioxide")
    assert carbon_dioxide.formula == "flare_CO2"
    assert carbon_dioxide.amount == 0.0018295200000000003
    parameters = {p.name: p for p in process_of(uslci, METHANE).parameters}
    assert parameters["flare_CO2"].formula == "cmm_capture*oxidation_frac*44/16"
    assert (parameters["cmm"].value, parameters["cmm"].formula) == (0.00084, "")


def test_distributions_are_kept_even_if_they_are_impossible(uslci: Package) -> None:
    packaging = "CUTOFF Paper, woodcontaining, LWC, at plant"
    assert exchange_of(uslci, SCANNER, packaging).uncertainty == Uncertainty(
        spread="triangular", location=0.27, minimum=0.265, maximum=0.275
    )
    # a geometric standard deviation of 0, as the source has it
    assert exchange_of(uslci, STUDS, "CUTOFF Lubricating oil").uncertainty == (
        Uncertainty(spread="lognormal", location=9.22e-05, scale=0.0)
    )


def test_categories_of_the_first_schema_are_followed_to_the_outermost(
    uslci: Package,
) -> None:
    fossil = exchange_of(uslci, STUDS, "Carbon dioxide, fossil")
    assert uslci.flows[fossil.flow].compartment == ("air", "unspecified")
    carbon_dioxide = exchange_of(uslci, METHANE, "Carbon dioxide")
    assert uslci.flows[carbon_dioxide.flow].compartment == (
        "Elementary Flows",
        "NETL Coal Elementary Flows",
        "air",
        "unspecified",
    )


def test_units_have_sizes_by_name_and_id(uslci: Package) -> None:
    power = exchange_of(uslci, SCANNER, "Electricity, at grid, US, 2008")
    flow = uslci.flows[power.flow]
    group = uslci.unit_groups[uslci.flow_properties[flow.property].unit_group]
    assert (group.reference, group.factors["MJ"]) == ("MJ", 1.0)
    assert group.factors["kWh"] == 3.6  # [MJ], by definition
    assert group.factors["86ad2244-1f0e-4912-af53-7865283103e4"] == 3.6  # its id


def test_documentation_becomes_years_places_and_texts(uslci: Package) -> None:
    methane = process_of(uslci, METHANE)
    assert methane.location == "US"
    assert (methane.year_from, methane.is_system) == (2009, False)
    assert methane.licence != ""
    assert methane.file == f"processes/{METHANE}.json"


# ------------------------------------------------------------------ the second schema


def test_a_package_of_the_second_schema_is_read_whole(rail: Package) -> None:
    (train,) = rail.processes
    assert rail.format == "openLCA JSON-LD 2"
    assert rail.problems == ()
    assert len(train.exchanges) == 12
    (diesel,) = [e for e in train.exchanges if e.direction == "input"]
    assert (diesel.amount, diesel.unit) == (0.001170413, "gal (US fl)")
    assert diesel.provider == "0aaf1e13-5d80-37f9-b7bb-81a6b8965c71"
    (service,) = [e for e in train.exchanges if e.is_reference]
    assert (service.direction, service.amount, service.unit) == ("output", 1.0, "t*km")
    assert train.default_method == "physical"
    assert (train.year_from, train.year_until) == (2020, 2024)


def test_a_location_whose_description_is_nan_still_has_its_code(rail: Package) -> None:
    assert rail.processes[0].location == "US"


def test_paths_of_the_second_schema_are_divided(rail: Package) -> None:
    flows = {flow.name: flow for flow in rail.flows.values()}
    assert flows["Methane"].compartment == ("Elementary flows", "emission", "air")
    assert flows["Methane"].cas == "74-82-8"
    assert flows["Nitrous oxide"].synonyms == ("Nitrogen oxide (N2O)",)
    service = flows["Transport, rail, freight; diesel powered"]
    assert service.classification[-1] == "4821: Rail Transportation"


def test_a_package_without_properties_keeps_their_names_and_units(
    rail: Package,
) -> None:
    flows = {flow.name: flow for flow in rail.flows.values()}
    diesel = flows["Diesel, at refinery"]
    assert (diesel.unit, rail.flow_properties[diesel.property].name) == ("m3", "Volume")
    # 849 kg and 38,462.85 MJ in one m3, as the document states
    assert sorted(diesel.properties.values()) == [1.0, 849.0, 38462.85]
    assert flows["Methane"].unit == ""
    assert rail.flow_properties[flows["Methane"].property].name == "Mass"
    # units that some flow states as `refUnit`; goods transport has none
    groups = {group.reference for group in rail.unit_groups.values()}
    assert groups == {"kg", "MJ", "m3"}


def test_scores_of_data_quality_are_read(rail: Package) -> None:
    methane = next(
        e for e in rail.processes[0].exchanges if rail.flows[e.flow].name == "Methane"
    )
    assert methane.uncertainty == Uncertainty(
        spread="undefined", pedigree=(2, 2, 1, 1, 1)
    )


# ---------------------------------------------------------- recognising, containers


@pytest.mark.parametrize("folder", [USLCI, RAIL])
def test_a_package_is_recognised_by_what_it_holds(folder: Path) -> None:
    assert is_openlca_jsonld(peek(folder))


def test_other_json_is_not_taken_for_a_package(tmp_path: Path) -> None:
    path = tmp_path / "processes" / "x.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"processDataSet": {}}), encoding="utf-8")
    assert not is_openlca_jsonld(peek(tmp_path))


@pytest.mark.parametrize("top", ["", "USLCI FY18/"])
def test_a_zip_is_read_like_its_folder(tmp_path: Path, top: str) -> None:
    path = tmp_path / "uslci_fy18.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(USLCI.rglob("*.json"), reverse=True):
            archive.write(file, top + file.relative_to(USLCI).as_posix())
    assert is_openlca_jsonld(peek(path))
    package = read_openlca_jsonld(path)
    assert package.flows == read_openlca_jsonld(USLCI).flows
    assert len(package.processes) == 4


def test_progress_adds_up_to_the_size_of_the_files() -> None:
    ticks: list[int] = []
    read_openlca_jsonld(RAIL, tick=ticks.append)
    assert sum(ticks) == sum(f.stat().st_size for f in RAIL.rglob("*") if f.is_file())
