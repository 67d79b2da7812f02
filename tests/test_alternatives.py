"""Every allocation that the data allow, in one call, each equal to the edited model."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg

RTOL = 1e-12  # the same numbers on two ways through the same solver

EDITS: dict[str, object] = {
    "mass": "mass",
    "moles": "moles",
    "economic": {"by": "economic", "why": "test"},
    "shares:all_to_caustic": {
        "shares": {"naoh_32": "100 %", "chlorine": "0 %", "hydrogen": "0 %"},
        "why": "test",
    },
}
"""The four bases of the caustic-soda model, as somebody would write them in it."""


WRITTEN = (
    "    allocation: {by: mass, why: 物理关系优先（折百） "
    "| physical relation first (100 % basis)}\n"
)
AS_TEXT = {
    "mass": WRITTEN,
    "moles": "    allocation: moles\n",
    "economic": "    allocation: {by: economic, why: test}\n",
    "shares:all_to_caustic": (
        "    allocation: {shares: {naoh_32: 100 %, chlorine: 0 %, hydrogen: 0 %}, "
        "why: test}\n"
    ),
}
"""The same as lines of the file."""


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    path = root / "models" / "caustic_soda" / "model.yaml"
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def caustic_soda(root: Path) -> lg.Model:
    return lg.read(root / "models" / "caustic_soda" / "model.yaml")


@pytest.mark.parametrize("every_combination", [True, False])
@pytest.mark.parametrize("basis", sorted(EDITS))
def test_each_alternative_is_the_footprint_of_the_edited_model(
    caustic_soda: lg.Model, basis: str, *, every_combination: bool
) -> None:
    found = caustic_soda.allocation_alternatives(every_combination=every_combination)
    (cell,) = [p for p in found.processes if p.process == "electrolysis"]
    assert {o.basis for o in cell.outcomes} == set(EDITS)
    (outcome,) = [o for o in cell.outcomes if o.basis == basis]
    edit = {"processes.electrolysis.allocation": EDITS[basis]}
    by_hand = caustic_soda.with_(edit).solve().total
    assert_allclose(outcome.footprint, by_hand, rtol=RTOL)


@pytest.mark.parametrize("basis", sorted(AS_TEXT))
def test_each_rank_is_the_footprint_of_the_edited_file(
    caustic_soda: lg.Model, text: str, basis: str
) -> None:
    assert text.count(WRITTEN) == 1
    edited = lg.read_string(text.replace(WRITTEN, AS_TEXT[basis]))
    ranking = caustic_soda.allocation_alternatives().ranking
    (one,) = [c for c in ranking if c.bases["electrolysis"] == basis]
    assert_allclose(one.footprint, edited.solve().total, rtol=RTOL)
    assert one.is_written == (basis == "mass")


def test_the_process_with_the_widest_range_is_named(caustic_soda: lg.Model) -> None:
    found = caustic_soda.allocation_alternatives()
    assert found.driver == "electrolysis"
    assert found.is_complete
    assert found.lowest.bases["electrolysis"] == "mass"
    assert found.highest.bases["electrolysis"] == "shares:all_to_caustic"
    assert [p.share for p in found.processes] == [pytest.approx(1), 0]
    footprints = [one.footprint for one in found.ranking]
    assert footprints == sorted(footprints)
    assert len(footprints) == found.combinations == 4


def joint(power: dict[str, object], heat: dict[str, object], by: str) -> lg.Model:
    """Combined heat and power that emits 200 kg CO2e (case 15)."""
    return model(
        {
            "plant": works(
                outputs={
                    "power": {"amount": "0.3 MWh", **power},
                    "heat": {"amount": "0.5 MWh", **heat},
                },
                inputs={"fuel": "1 MWh"},
                allocation=by,
            )
        },
        reference={"product": "power", "amount": "0.3 MWh"},
        factors={"fuel": factor(200, per="1 MWh", kind="fuel")},
    )


def properties(**values: str) -> dict[str, object]:
    return {"properties": values}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        # 0.3 / 0.8 × 200
        ("energy", 75.0),
        # (1 / 0.3) / (1 / 0.3 + 1 / 0.5) × 200 = 0.625 × 200
        ("efficiency", 125.0),
        # (0.3 / 0.525) / (0.3 / 0.525 + 0.5 / 0.82) × 200
        ("alternative_production", 96.7551622418879),
        ("benefit_distribution", 96.7551622418879),
        # 0.3 × 1.0 / (0.3 × 1.0 + 0.5 × 0.2) × 200 = 0.75 × 200
        ("exergy", 150.0),
    ],
)
def test_heat_and_power_are_shared_by_each_method(basis: str, expected: float) -> None:
    """Case 15: IEA, efficiency and Finnish method; the exergy row is own arithmetic."""
    plant = joint(
        {
            "exergy": "1 MWh/MWh",
            **properties(efficiency="0.3", reference_efficiency="0.525"),
        },
        {
            "exergy": "0.2 MWh/MWh",
            **properties(efficiency="0.5", reference_efficiency="0.82"),
        },
        basis,
    )
    assert_allclose(plant.solve().total, expected, rtol=1e-12)


def test_storage_is_shared_by_space_and_time() -> None:
    # SD-22: 10 × 2 m3 × 30 d = 600 against 5 × 4 m3 × 10 d = 200; 75 % of 80 kg
    storage = model(
        {
            "store": works(
                outputs={
                    "chairs": {
                        "amount": "10 piece",
                        **properties(space="2 m3/piece", residence_time="30 d"),
                    },
                    "tables": {
                        "amount": "5 piece",
                        **properties(space="4 m3/piece", residence_time="10 d"),
                    },
                },
                inputs={"fuel": "1 MWh"},
                allocation="time_space",
            )
        },
        reference={"product": "chairs", "amount": "10 piece"},
        factors={"fuel": factor(80, per="1 MWh", kind="fuel")},
    )
    assert_allclose(storage.solve().total, 60.0, rtol=1e-12)


def test_a_basis_whose_weights_are_all_zero_is_told_and_left_out() -> None:
    plant = joint(
        {"price": "0 CNY/MWh"}, {"price": "0 CNY/MWh"}, "energy"
    ).allocation_alternatives()
    assert plant.processes[0].impossible == {"economic": "E329"}
    assert [outcome.basis for outcome in plant.processes[0].outcomes] == ["energy"]
