"""Burden flows that go on into the databases of a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_packages as small
from burden_pictures import flows_of, imbalances, links, outside_the_page, said
from small_databases import imported, smelter, stored

import lcagraph as lg
from lcagraph.background.records import Flow, Process
from lcagraph.background.store import Database, write_database
from lcagraph.burden_flows import BurdenFlows
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.contribution_network import network_drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import CalculationError, UsageError
from lcagraph.sankey import sankey_drawing

MODEL = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, product: aluminium}
      power: {amount: 300 kWh, product: electricity}
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
  electricity: {from: smelter/Electricity, stage: production}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def smelting(home: Path) -> lg.Model:
    write_database(stored(smelter()), home / "databases")
    return lg.read_string(MODEL)


def followed(model: lg.Model, threshold: float = 0.0, most: int = 150) -> BurdenFlows:
    return flows_of(model, threshold=threshold, most=most, is_background=True)


# ------------------------------------------------------------------------- by hand


def test_factors_become_the_datasets_they_are_from(smelting: lg.Model) -> None:
    """1,200 kg × 14 kWh/kg × 0.5 kg/kWh = 8,400 kg; × 1.6 kg/kg = 1,920 kg."""
    assert links(followed(smelting)) == pytest.approx(
        {
            ("emission:aluminium", "aluminium", "emission"): 1_920,
            ("emission:electricity", "electricity", "emission"): 8_550,
            ("electricity", "aluminium", "input"): 8_400,
            ("electricity", "extrusion", "input"): 150,
            ("aluminium", "extrusion", "input"): 10_320,
            ("extrusion", REFERENCE, "reference"): 10_470,
        }
    )


def test_datasets_below_the_threshold_are_one_sum(smelting: lg.Model) -> None:
    # of 10,470 kg: 1,920 and 8,400 are below 90 %, and so are 150 of the factor
    assert links(followed(smelting, threshold=0.9)) == pytest.approx(
        {
            ("rest:aluminium", "aluminium", "folded"): 10_320,
            ("rest:extrusion", "extrusion", "folded"): 150,
            ("aluminium", "extrusion", "input"): 10_320,
            ("extrusion", REFERENCE, "reference"): 10_470,
        }
    )


PART = """
lcagraph: 1
reference: {product: part, amount: 1 kg}
processes:
  casting:
    stage: production
    outputs: {part: 1 kg}
    inputs: {steel: 8 kg}
factors:
  steel: {from: works/Steel, stage: raw_materials}
"""


@pytest.fixture
def works(home: Path) -> Database:
    """Steel from power and power from steel, with a little lime and sand.

    Per kg: steel 0.9 kg of CO2, 2 power, 0.01 lime (4 kg/kg), 0.02 sand (3 kg/kg);
    power 0.5 kg of CO2, 0.1 steel. So λ = 0.9 + 0.04 + 0.06 + 2 (0.5 + 0.1 λ) = 2.5
    for steel, and 0.5 + 0.25 = 0.75 for power. 8 kg of steel take 8 / (1 − 2 × 0.1) =
    10 kg of steel in all, and 20 of power.
    """
    goods = ("Steel", "Power", "Lime", "Sand")
    used = small.used
    co2 = Flow(
        id="co2",
        name="Carbon dioxide, fossil",
        kind="elementary",
        property="mass",
        compartment=("air",),
    )

    def of(name: str, direct: float, *inputs: tuple[str, float]) -> Process:
        rows = [used(good, amount) for good, amount in inputs]
        emitted = small.made("co2", direct)
        return small.process(name.lower(), small.reference(name), emitted, *rows)

    package = small.package(
        [*map(small.product, goods), co2],
        of("Steel", 0.9, ("Power", 2.0), ("Lime", 0.01), ("Sand", 0.02)),
        of("Power", 0.5, ("Steel", 0.1)),
        of("Lime", 4.0),
        of("Sand", 3.0),
    )
    return imported(package, home / "databases", "works")


POWER = "dataset:works/power?product=Power"
LOOP = {
    ("emission:steel", "steel", "emission"): 9.0,
    (f"emission:{POWER}", POWER, "emission"): 10.0,
    (POWER, "steel", "input"): 15.0,
    ("steel", POWER, "input"): 5.0,
    ("steel", "casting", "input"): 20.0,
    ("casting", REFERENCE, "reference"): 20.0,
}


@pytest.mark.usefixtures("works")
def test_a_loop_in_a_database_is_a_circle_of_flows_that_add_up() -> None:
    """Into steel 9 + 15 + 0.4 + 0.6 = 25 = 20 + 5 out of it; into power 10 + 5 = 15."""
    found = followed(lg.read_string(PART), threshold=0.04)
    small_ones = {("upstream:steel", "steel", "folded"): 1.0}
    assert links(found) == pytest.approx(LOOP | small_ones)
    assert max(map(abs, imbalances(found).values())) < 1e-12
    # of the 25 kg that pass steel, 5 return to it once more: 20 without the loop
    assert found.node("steel").cumulative == pytest.approx(20.0)
    assert found.node("steel").direct == pytest.approx(9.0)


@pytest.mark.usefixtures("works")
def test_what_is_not_opened_is_told_with_its_number() -> None:
    found = followed(lg.read_string(PART), threshold=0.04)
    assert found.databases == ("works",)
    assert found.unopened == 2
    assert "(2)" in found.node("upstream:steel").name.get("en")


@pytest.mark.usefixtures("works")
def test_without_a_threshold_every_dataset_is_opened() -> None:
    """Lime 10 × 0.01 × 4 = 0.4 kg, sand 10 × 0.02 × 3 = 0.6 kg."""
    lime, sand = (f"dataset:works/{n.lower()}?product={n}" for n in ("Lime", "Sand"))
    parts = {
        (lime, "steel", "input"): 0.4,
        (f"emission:{lime}", lime, "emission"): 0.4,
        (sand, "steel", "input"): 0.6,
        (f"emission:{sand}", sand, "emission"): 0.6,
    }
    found = followed(lg.read_string(PART))
    assert links(found) == pytest.approx(LOOP | parts)
    assert found.unopened == 0


@pytest.mark.usefixtures("works")
def test_of_too_many_datasets_the_largest_are_opened() -> None:
    """Power is one; lime and sand stay closed though the threshold is zero."""
    found = followed(lg.read_string(PART), most=1)
    assert found.capped >= 2
    assert found.unopened == 2
    assert found.net == pytest.approx(20.0)
    assert max(map(abs, imbalances(found).values())) < 1e-12


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("threshold", [0.0, 0.001, 0.025, 0.3, 0.8, 2.0])
def test_whatever_the_threshold_every_node_passes_on_what_it_gets(
    threshold: float,
) -> None:
    found = followed(lg.read_string(PART), threshold=threshold)
    assert found.net == pytest.approx(20.0)
    assert sum(node.own for node in found.nodes) == pytest.approx(20.0)
    assert max(map(abs, imbalances(found).values()), default=0.0) < 1e-12


@pytest.mark.usefixtures("works")
def test_two_factors_from_one_dataset_are_one_node() -> None:
    """8 kg as 3 kg and 5 kg: the same dataset, hence the same flows."""
    text = PART.replace("steel: 8 kg", "steel: 3 kg, plate: 5 kg").replace(
        "factors:", "factors:\n  plate: {from: works/Steel, stage: raw_materials}"
    )
    steel = "dataset:works/steel?product=Steel"
    found = links(followed(lg.read_string(text), threshold=0.04))
    assert found[steel, "casting", "input"] == pytest.approx(20.0)
    assert found[POWER, steel, "input"] == pytest.approx(15.0)
    assert not {"steel", "plate"} & {end for ends in found for end in ends[:2]}


@pytest.mark.usefixtures("works")
def test_only_who_asks_goes_into_the_databases() -> None:
    found = flows_of(lg.read_string(PART), threshold=0.0)
    assert found.databases == ()
    assert found.node("steel").kind == "factor"
    stages = flows_of(lg.read_string(PART), "stage", is_background=True)
    assert stages.databases == ()


# ------------------------------------------------------------------ waste and credits


def test_treated_waste_flows_to_the_dataset_that_hands_it_over(home: Path) -> None:
    """0.3 kg of waste per kg, 2 kg of CO2 per kg of it: 1,200 × 0.3 × 2 = 720 kg."""
    made = smelter()
    made.technosphere.value[:] = [1.0, 0.3, -1.0]
    made.interventions.value[:] = [1.6, 2.0]
    first, second = made.activities
    activities = (first, replace(second, is_treatment=True))
    write_database(stored(replace(made, activities=activities)), home / "databases")
    text = MODEL.replace("      power: {amount: 300 kWh, product: electricity}\n", "")
    text = text.replace("  electricity: {from: smelter/Electricity, stage: pro", "  #")
    dump = "dataset:smelter/p-1?product=el"
    found = followed(lg.read_string(text))
    assert links(found)[dump, "aluminium", "waste"] == pytest.approx(720)
    assert links(found)[f"emission:{dump}", dump, "emission"] == pytest.approx(720)
    assert found.node(dump).group == "treatment"
    assert found.net == pytest.approx(1_920 + 720)
    assert max(map(abs, imbalances(found).values())) < 1e-12


def test_what_a_dataset_is_credited_runs_backwards(home: Path) -> None:
    """14 kWh come out with the metal: 1,200 × 14 × 0.5 = 8,400 kg are avoided; with
    150 kg of power that is bought, the power plant emits 8,250 kg less."""
    made = smelter()
    made.technosphere.value[:] = [1.0, 14.0, 1.0]
    write_database(stored(made), home / "databases")
    found = followed(lg.read_string(MODEL))
    assert links(found) == pytest.approx(
        {
            ("emission:aluminium", "aluminium", "emission"): 1_920,
            ("removal:electricity", "electricity", "removal"): -8_250,
            ("electricity", "aluminium", "substitution"): -8_400,
            ("electricity", "extrusion", "input"): 150,
            ("aluminium", "extrusion", "input"): 1_920 - 8_400,
            ("extrusion", REFERENCE, "reference"): 1_920 - 8_400 + 150,
        }
    )
    assert max(map(abs, imbalances(found).values())) < 1e-12


# ------------------------------------------------------------------- refusals, pictures


def test_intensities_of_other_matrices_are_refused(home: Path) -> None:
    whole = stored(smelter())
    values = whole.intensities.values * np.array([[1.01], [1.0]])
    other = replace(whole.intensities, values=values)
    write_database(replace(whole, intensities=other), home / "databases")
    model = lg.read_string(MODEL)
    with pytest.raises(CalculationError) as error:
        followed(model)
    assert [one.code for one in error.value.findings] == ["E079"]


@pytest.mark.parametrize("draw", [sankey_drawing, network_drawing])
@pytest.mark.usefixtures("works")
def test_pictures_name_the_database_and_keep_to_their_page(draw: Any) -> None:
    found = followed(lg.read_string(PART), threshold=0.04)
    figure = draw(found, "en")
    assert "works" in said(figure)
    assert "power" in said(figure)
    assert not outside_the_page(figure)
    again = followed(lg.read_string(PART), threshold=0.04)
    assert to_svg(draw(again, "en")) == to_svg(figure)


@pytest.mark.usefixtures("works")
def test_the_network_counts_what_has_no_box() -> None:
    """Lime and sand: 1 kg of 20 kg."""
    text = said(network_drawing(followed(lg.read_string(PART), threshold=0.04), "en"))
    assert "2 further" in text.replace("\u00a0", " ")
    assert "5.0\u00a0%" in text or "5\u00a0%" in text


@pytest.mark.usefixtures("works")
def test_a_model_draws_into_its_databases(tmp_path: Path) -> None:
    table = tmp_path / "flows.csv"
    lg.read_string(PART).draw(
        table, style="network", threshold=0.04, is_background=True
    )
    assert POWER in table.read_text(encoding="utf-8")


@pytest.mark.usefixtures("works")
def test_datasets_are_drawn_as_a_network_if_nothing_else_is_said() -> None:
    found = lg.read_string(PART).draw(is_background=True, fonts="system")
    assert found == lg.read_string(PART).draw(
        style="network", is_background=True, fonts="system"
    )


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("style", ["spine", "stages"])
def test_a_picture_without_datasets_is_refused(style: str) -> None:
    with pytest.raises(UsageError) as error:
        lg.read_string(PART).draw(is_background=True, style=style)
    assert error.value.finding.code == "E260"


@pytest.mark.usefixtures("works")
def test_stages_have_no_datasets_to_show() -> None:
    with pytest.raises(UsageError) as error:
        lg.read_string(PART).draw(style="sankey", level="stage", is_background=True)
    assert error.value.finding.code == "E759"
