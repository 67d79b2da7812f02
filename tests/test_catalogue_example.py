"""The example of the documentation, on a real excerpt of USLCI."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from catalogues import TOTAL

from lcagraph.background.offers import Offer, offer_in
from lcagraph.catalogue import Options, Rules, calculate_catalogue
from lcagraph.impact import gwp_set
from lcagraph.importing import add_database

DATA = Path(__file__).parent / "data" / "uslci_chain" / "jsonld.tar.gz"


@pytest.fixture(scope="module")
def uslci(tmp_path_factory: pytest.TempPathFactory) -> Any:
    place = tmp_path_factory.mktemp("home")
    return add_database(DATA, name="uslci", place=place).database


def footprint(uslci: Any, name: str) -> float:
    """Gases of a dataset times GWP, one by one. [kgCO2e/unit]"""
    offer = offer_in(uslci, name)
    assert isinstance(offer, Offer)
    factors = gwp_set().factors
    return sum(kg * factors[gas] for gas, kg in offer.gases.items())


def test_the_example_gives_what_its_lines_add_up_to(
    uslci: Any, root: Path, tmp_path: Path
) -> None:
    """Power is per MJ: 2.5 kWh are 9 MJ; coating is per 100 kg."""
    options = Options(rules=Rules(waive_open_links="a trial"))
    source, output = root / "docs" / "catalogue_example.csv", tmp_path / "out.csv"
    outcome = calculate_catalogue(source, output, [uslci], options)
    assert outcome.is_complete
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["scenario"], row["product"]): float(row[TOTAL]) for row in rows}
    steel = footprint(uslci, "Steel, liquid, at plant")
    aluminium = footprint(uslci, "Aluminum, primary, ingot, at plant")
    power = 3.6 * footprint(uslci, "Electricity, at grid, US, 2000")
    gas = footprint(uslci, "Natural gas, processed, at plant")
    truck = footprint(uslci, "Transport, combination truck, diesel powered")
    train = footprint(uslci, "Transport, train, diesel powered")
    coating = 0.9 * power + 0.12 * gas
    frame = 1.06 * steel + 0.4 * aluminium + 2.5 * power + 0.08 * coating
    bicycle = frame + 3.2 * steel + 7.5 * truck
    assert found["", "coating"] == pytest.approx(coating, rel=1e-13)
    assert found["", "frame"] == pytest.approx(frame, rel=1e-13)
    assert found["", "bicycle"] == pytest.approx(bicycle, rel=1e-13)
    with_train = bicycle - 7.5 * truck + 7.5 * train
    assert found["rail", "bicycle"] == pytest.approx(with_train, rel=1e-13)
