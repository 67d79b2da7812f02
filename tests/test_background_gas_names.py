"""Names, numbers, formulas, compartments and identifiers of gases, one by one."""

from __future__ import annotations

import csv
import uuid

import pytest
from elementary_flows import flow, gas_of

from lcagraph.background.gases.halocarbons import read_halocarbon
from lcagraph.background.gases.media import medium_of, proven_compartment
from lcagraph.background.gases.origins import read_origin
from lcagraph.background.gases.substances import identify, read_name, tidy_cas
from lcagraph.background.gases.tables import further_names, identified
from lcagraph.locate import folder

# ------------------------------------------------------------- CAS numbers, formulas


@pytest.mark.parametrize(
    ("text", "cas"),
    [
        ("124-38-9", "124-38-9"),
        ("000124-38-9", "124-38-9"),
        (" 10024-97-2 ", "10024-97-2"),
        ("124-38-8", ""),  # 1·8+2·3+3·4+4·2+5·1 = 39, so the check digit is 9
        ("124-38", ""),
        ("", ""),
    ],
)
def test_a_cas_number_counts_if_its_check_digit_holds(text: str, cas: str) -> None:
    assert tidy_cas(text) == cas


@pytest.mark.parametrize(
    ("formula", "gas"),
    [
        ("CO2", "co2"),
        ("CHF2CF3", "hfc_125"),  # C2HF5 has one isomer
        ("C2HF5", "hfc_125"),
        ("CH2FCF3", ""),  # C2H2F4 is HFC-134 or HFC-134a
        ("C2H6O", ""),  # ethanol, or an ether
        ("C2H5OH)", ""),
        ("N2O", "n2o"),
        ("H2O", ""),
    ],
)
def test_a_formula_counts_if_it_has_no_isomers(formula: str, gas: str) -> None:
    found = identify(flow("x", formula=formula))
    assert found.gases == (frozenset({gas}) if gas else frozenset())


# --------------------------------------------------------------------------- origins


@pytest.mark.parametrize(
    ("name", "origin", "strange"),
    [
        ("fossil CO2", "fossil", ""),
        ("Carbon dioxide, non-fossil", "biogenic", ""),
        ("Carbon dioxide, fossil and biogenic", "", "and"),
        ("carbon dioxide (biogenic-100yr)", "biogenic", "100yr"),
        ("Nitrous oxide (laughing gas) [Inorganic emissions to air]", "", ""),
        ("非化石二氧化碳", "biogenic", ""),
    ],
)
def test_the_words_of_a_name_tell_its_origin(
    name: str, origin: str, strange: str
) -> None:
    spoken = read_origin(name)
    assert spoken is not None
    assert (spoken.origin, spoken.strange) == (origin, strange)


# ---------------------------------------------------------------------- compartments


@pytest.mark.parametrize(
    ("id_", "name", "compartment"),
    [
        # identifiers of USLCI FY18 Q1 and of the FLCAC rail data, as published
        (
            "63af114b-afcb-3a82-801a-9c66208a673a",
            "Carbon dioxide, fossil",
            ("air", "unspecified"),
        ),
        (
            "b6f010fb-a764-3063-af2d-bcb8309a97b7",
            "Carbon dioxide",
            ("emission", "air"),
        ),
        ("63af114b-afcb-3a82-801a-9c66208a673a", "Carbon dioxide", ()),
    ],
)
def test_an_identifier_that_is_a_hash_proves_its_compartment(
    id_: str, name: str, compartment: tuple[str, ...]
) -> None:
    lost = flow(name, (), id=id_)
    assert proven_compartment(lost, "kg") == compartment


@pytest.mark.parametrize(
    ("compartment", "medium"),
    [
        (("Emissions to air", "indoor"), "air"),
        (("air", "low population density, long-term"), "air"),
        (("Elementary Flows", "NETL Elementary Flows", "Emission to air"), "air"),
        (("emission", "air", "stratosphere"), "air"),
        (("Emissions", "Emissions to urban air close to ground"), "air"),
        (("resource", "air"), "from_air"),
        (("resource", "unspecified"), "resource"),
        (("emission", "ground"), "soil"),
        (("Air Transportation", "Freight"), "unknown"),
        ((), "unknown"),
    ],
)
def test_a_compartment_says_where_a_flow_goes(
    compartment: tuple[str, ...], medium: str
) -> None:
    assert medium_of(flow("x", compartment), compartment) == medium


# ------------------------------------------------------------------------ halocarbons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ethane, 1,1,1-trifluoro-2,2-dichloro-", "2,2-dichloro-1,1,1-trifluoroethane"),
        ("1,1,2,2-tetrafluoroethane", "ethane, 1,1,2,2-tetrafluoro-, hfc-134"),
        ("1,1,1,2-tetrafluoroethane", "1,2,2,2-tetrafluoroethane"),
        ("perfluoropropane", "octafluoropropane"),
        ("methane, chlorodifluoro-", "difluoromonochloromethane"),
        ("tetrachloroethylene", "ethene, tetrachloro-"),
    ],
)
def test_names_of_one_molecule_have_one_structure(one: str, other: str) -> None:
    assert read_halocarbon(one) == read_halocarbon(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,1-difluoroethane", "1,2-difluoroethane"),
        ("1,1,1-trifluoroethane", "1,1,2-trifluoroethane"),
        ("2,3,3,3-tetrafluoroprop-1-ene", "1,3,3,3-tetrafluoroprop-1-ene"),
    ],
)
def test_isomers_have_different_structures(one: str, other: str) -> None:
    assert read_halocarbon(one) != read_halocarbon(other)


@pytest.mark.parametrize(
    "name",
    ["ethane", "1,1,1,1-tetrafluoroethane", "3-fluoroethane", "1-difluoroethane", "-"],
)
def test_what_is_no_halocarbon_has_no_structure(name: str) -> None:
    assert read_halocarbon(name) is None


def test_stereoisomers_stay_apart() -> None:
    trans = "1-Propene, 1,3,3,3-tetrafluoro-, (1E)-"
    assert read_name(trans).gases == {"hfo_1234ze_e"}
    assert len(read_name("1-Propene, 1,3,3,3-tetrafluoro-").gases) == 2


def test_a_prime_is_part_of_a_name() -> None:
    assert read_name("HG-02").gases == {"hg_02"}
    assert read_name("HG'-02").gases == {"hg_prime_02"}


# ---------------------------------------------------------------------------- tables


def test_every_identifier_of_the_federal_list_is_the_hash_that_it_should_be() -> None:
    path = folder("databases") / "elementary_flows" / "identifiers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "Federal" in row["source"]]
    wrong = [
        row["identifier"]
        for row in rows
        if row["identifier"]
        != str(
            uuid.uuid3(
                uuid.NAMESPACE_OID,
                f"{row['name']}/{row['compartment']}/kg".casefold(),
            )
        )
    ]
    assert len(rows) > 50
    assert wrong == []


def test_every_identifier_agrees_with_its_name_and_compartment() -> None:
    path = folder("databases") / "elementary_flows" / "identifiers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(identified())
    wrong = [
        row["identifier"]
        for row in rows
        if gas_of(flow(row["name"], (row["compartment"].split(" / ")[0],)))
        != row["gas"]
    ]
    assert wrong == []


@pytest.mark.parametrize(("gas", "name"), further_names("name"))
def test_a_further_name_finds_its_gas(gas: str, name: str) -> None:
    assert gas_of(flow(name)) == gas
