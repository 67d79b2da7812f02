"""EcoSpold 2 as openLCA writes it: files of USLCI FY2018, which have no links."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcagraph.background.records import Package, Process
from lcagraph.formats.container import peek
from lcagraph.formats.ecospold1 import is_ecospold1
from lcagraph.formats.ecospold2 import is_ecospold2, read_ecospold2

DATA = Path(__file__).parent / "data" / "ecospold2" / "uslci"

METHANE = "77c9afda-47ba-4e8b-8035-1d627ea8cdcd"
RESIN = "cf1241fd-8c01-3412-9030-8650b8e75669"
RESIDUE = "2753c5de-221b-369a-84de-689d354b8b2d"
DEBARKING = "3433e67e-014b-3b45-b2c9-5e91c2a1cc51"


@pytest.fixture(scope="module")
def uslci() -> Package:
    return read_ecospold2(DATA)


def process(package: Package, identifier: str) -> Process:
    (found,) = [each for each in package.processes if each.id == identifier]
    return found


def test_every_dataset_and_exchange_of_the_excerpt_is_read(uslci: Package) -> None:
    # `grep -o "<intermediateExchange intermediateExchangeId" FILE | wc -l`
    counted = [
        sum(uslci.flows[e.flow].kind != "elementary" for e in p.exchanges)
        for p in uslci.processes
    ]
    assert counted == [1, 5, 7, 1, 5, 1, 17]  # files by name
    assert uslci.format == "EcoSpold 2"
    assert uslci.problems == ()


def test_formulas_and_their_parameters_come_along(uslci: Package) -> None:
    methane = process(uslci, METHANE)
    formulas = {uslci.flows[e.flow].name: e.formula for e in methane.exchanges}
    assert formulas["Methane, fossil"] == "1.0 * (cmm_vent+flare_CH4)"
    parameters = {p.name: (p.value, p.formula) for p in methane.parameters}
    assert parameters["capture"] == (1.0, "")
    assert parameters["cmm_capture"] == (0.0, "cmm*capture_frac*capture")


def test_compartments_are_those_of_the_source(uslci: Package) -> None:
    methane = process(uslci, METHANE)
    compartments = {uslci.flows[e.flow].compartment for e in methane.exchanges}
    assert compartments == {(), ("air", "unspecified")}


def test_material_for_treatment_is_waste_given_away(uslci: Package) -> None:
    given = [
        e
        for e in process(uslci, RESIN).exchanges
        if uslci.flows[e.flow].kind == "waste"
    ]
    assert len(given) == 6  # `grep -o "<outputGroup>3<" | wc -l`
    assert {e.direction for e in given} == {"output"}


def test_a_by_product_is_an_output_beside_the_reference(uslci: Package) -> None:
    made = {
        uslci.flows[e.flow].name: (e.amount, e.is_reference)
        for e in process(uslci, DEBARKING).exchanges
        if e.direction == "output" and uslci.flows[e.flow].kind == "product"
    }
    assert made == {
        "Bark, at plywood plant, US PNW": (0.0598, True),
        "Debarked wood, at plywood plant, US PNW": (1.0, False),
    }


def test_a_dataset_whose_reference_the_export_lost_has_none(uslci: Package) -> None:
    lost = process(uslci, RESIDUE)
    assert [e.is_reference for e in lost.exchanges] == [False]


def test_a_format_is_recognised_by_its_content() -> None:
    assert is_ecospold2(peek(DATA))
    assert not is_ecospold1(peek(DATA))
