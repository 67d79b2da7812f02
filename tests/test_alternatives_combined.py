"""Alternatives of several processes together, and with substitution among them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.alternatives import AllocationAlternatives, footprints

Plain = Any

RTOL = 1e-12  # two or three processes

# The mine makes 1 kg ore and 1 kg gravel, worth 3 and 1 CNY, with 8 kg CO2. The works
# take 2 kg ore for 1 kg metal and 3 kg slag, worth 9 and 1 CNY/kg, with 4 kg CO2.
#   ore     mass 1/2 → 4 kg/kg       economic 3/4 → 6 kg/kg
#   metal   mass 1/4                 economic 9/(9 + 3) = 3/4
MINE = {
    **{"stage": "raw_materials", "emissions": {"co2_fossil": "8 kg"}},
    "outputs": {
        "ore": {"amount": "1 kg", "price": "3 CNY/kg"},
        "gravel": {"amount": "1 kg", "price": "1 CNY/kg"},
    },
}
SMELTER = works(
    outputs={
        "goods": {"amount": "1 kg", "price": "9 CNY/kg"},
        "slag": {"amount": "3 kg", "price": "1 CNY/kg"},
    },
    inputs={"ore": "2 kg"},
    emissions={"co2_fossil": "4 kg"},
)
EXPECTED = {
    ("mass", "mass"): 3.0,  # (2 × 4 + 4) / 4
    ("economic", "mass"): 4.0,  # (2 × 6 + 4) / 4
    ("mass", "economic"): 9.0,  # (2 × 4 + 4) × 3/4
    ("economic", "economic"): 12.0,  # (2 × 6 + 4) × 3/4
}
WHY = {"mass": "mass", "economic": {"by": "economic", "why": "test"}}


def chain(mine: str = "mass", smelter: str = "mass", **keys: Plain) -> lg.Model:
    processes = {
        "mine": {**MINE, "allocation": WHY[mine]},
        "smelter": {**SMELTER, "allocation": WHY[smelter]},
    }
    return model(processes, **keys)


def by_bases(found: AllocationAlternatives) -> dict[tuple[str, str], float]:
    return {
        (one.bases["mine"], one.bases["smelter"]): one.footprint
        for one in found.ranking
    }


def test_all_combinations_are_each_that_of_the_edited_model() -> None:
    found = by_bases(chain().allocation_alternatives())
    assert found == pytest.approx(EXPECTED, rel=RTOL)
    for mine, smelter in product(WHY, WHY):
        by_hand = chain(mine, smelter).solve().total
        assert_allclose(found[mine, smelter], by_hand, rtol=RTOL)


def test_range_and_spread_are_those_of_all_combinations() -> None:
    found = chain("economic").allocation_alternatives()
    assert (found.coverage, found.combinations) == ("every", 4)
    assert found.range.low == pytest.approx(3)
    assert found.range.high == pytest.approx(12)
    assert found.range.spread == pytest.approx(9)
    assert found.range.percent == pytest.approx(225)  # 9 / 4 as written
    assert [c.is_written for c in found.ranking] == [False, True, False, False]


def test_who_drives_the_range_is_told_by_shapley_values() -> None:
    found = chain().allocation_alternatives()
    # from 3 to 12: the mine first +1, then the smelter +8; the other way +6, then +3
    # mine (1 + 3)/2 = 2, smelter (8 + 6)/2 = 7, of 9
    shares = {p.process: p.share for p in found.processes}
    assert shares == pytest.approx({"smelter": 7 / 9, "mine": 2 / 9})
    assert (found.driver, found.is_exact) == ("smelter", True)


def test_one_process_at_a_time_leaves_the_rest_as_written() -> None:
    found = chain().allocation_alternatives(every_combination=False)
    assert (found.coverage, found.is_complete, found.combinations) == ("single", 0, 4)
    singles = {key: EXPECTED[key] for key in list(EXPECTED)[:3]}
    assert by_bases(found) == pytest.approx(singles)
    # spreads 1 and 6, of 7
    shares = {p.process: p.share for p in found.processes}
    assert shares == pytest.approx({"smelter": 6 / 7, "mine": 1 / 7})
    assert not found.is_exact


def test_too_many_combinations_leave_single_changes_and_extremes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(footprints, "MOST_COMBINATIONS", 3)
    found = chain().allocation_alternatives()
    assert (found.coverage, found.is_complete, found.combinations) == ("extremes", 0, 4)
    # alone each process is highest by price; both together are the highest of all
    assert by_bases(found) == pytest.approx(EXPECTED)
    assert "too many" in repr(found)
    assert "the full range may be wider" in repr(found)


def test_a_pass_over_few_combinations_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(footprints, "AT_ONCE", 1)
    assert by_bases(chain().allocation_alternatives()) == pytest.approx(EXPECTED)


def test_an_allocation_that_changes_nothing_has_no_driver() -> None:
    same = works(
        outputs={
            "goods": {"amount": "1 kg", "price": "2 CNY/kg"},
            "other": {"amount": "1 kg", "price": "2 CNY/kg"},
        },
        emissions={"co2_fossil": "8 kg"},
        allocation="mass",
    )
    found = model({"works": same}).allocation_alternatives()
    assert [o.footprint for o in found.processes[0].outcomes] == [4, 4]
    assert (found.driver, found.processes[0].share) == (None, None)
    assert found.lowest.is_written
    assert found.highest.is_written


def test_a_model_without_co_products_has_nothing_to_compare() -> None:
    single = model({"works": works(emissions={"co2_fossil": "1 kg"})})
    found = single.allocation_alternatives()
    assert (found.processes, found.driver) == ((), None)
    assert [one.footprint for one in found.ranking] == [1]
    assert "no process has several products" in repr(found)


def test_the_ranking_is_a_frame_with_a_column_per_process() -> None:
    pandas = pytest.importorskip("pandas")
    frame = chain().allocation_alternatives().to_frame()
    assert isinstance(frame, pandas.DataFrame)
    names = ["rank", "kgCO2e", "change", "as_written", "mine", "smelter"]
    assert list(frame.columns) == names
    assert list(frame["kgCO2e"]) == pytest.approx([3, 4, 9, 12])
    assert list(frame["change"]) == pytest.approx([0, 100 / 3, 200, 300])
    assert list(frame["as_written"]) == ["→", "", "", ""]


# --------------------------------------------------------------------- substitution


def plant(**keys: Plain) -> dict[str, Plain]:
    """0.3 MWh power and 0.5 MWh heat from 1 MWh of fuel with 200 kg (case 15)."""
    outputs = {"power": "0.3 MWh", "heat": keys.pop("heat", "0.5 MWh")}
    return works(outputs=outputs, inputs={"fuel": "1 MWh"}, **keys)


def cogeneration(process: Plain, **processes: Plain) -> lg.Model:
    return model(
        {"plant": process, **processes},
        {
            "fuel": factor(200, per="1 MWh", kind="fuel"),
            "boiler": factor(250, per="1 MWh", kind="heat", product="heat"),
        },
        reference={"product": "power", "amount": "0.3 MWh"},
    )


def outcomes(of: lg.Model) -> dict[str, float]:
    (process,) = of.allocation_alternatives().processes
    return {one.basis: one.footprint for one in process.outcomes}


def test_a_co_product_that_another_supplies_too_may_be_substituted() -> None:
    of = cogeneration(plant(allocation="energy"))
    # 200 − 0.5 × 250; what the heat replaces and what the power carries make 200
    assert outcomes(of) == pytest.approx({"substitution": 75, "energy": 75})
    found = of.allocation_alternatives()
    written = {o.basis: o.is_chosen for o in found.processes[0].outcomes}
    assert written == {"energy": True, "substitution": False}


def test_substitution_is_the_footprint_of_the_edited_model() -> None:
    heat = {"amount": "0.5 MWh", "substitutes": "heat"}
    edited = cogeneration(plant(heat=heat)).solve().total
    found = outcomes(cogeneration(plant(allocation="energy")))
    assert_allclose(found["substitution"], edited, rtol=RTOL)


def test_a_substituted_output_may_be_allocated_instead() -> None:
    heat = {"amount": "0.5 MWh", "substitutes": {"product": "heat", "ratio": "80 %"}}
    of = cogeneration(plant(heat=heat))
    # 200 − 0.8 × 0.5 × 250; by energy 0.3/0.8 × 200
    assert outcomes(of) == pytest.approx({"substitution": 100, "energy": 75})
    found = of.allocation_alternatives()
    assert found.as_written == pytest.approx(100)
    assert found.processes[0].outcomes[1].is_chosen


def test_a_co_product_that_the_model_takes_is_not_substituted() -> None:
    user = works(
        outputs={"power_and_heat": "1 piece"},
        inputs={"power": "0.3 MWh", "heat": {"amount": "0.5 MWh", "from": "plant"}},
    )
    of = cogeneration(plant(allocation="energy"), user=user)
    assert outcomes(of) == pytest.approx({"energy": 75})


def test_a_co_product_with_two_rivals_is_told_to_have_no_substitution() -> None:
    rival = works(outputs={"heat": "1 MWh"}, emissions={"co2_fossil": "1 kg"})
    of = cogeneration(plant(allocation="energy"), rival=rival)
    (process,) = of.allocation_alternatives().processes
    assert process.impossible == {"substitution": "E302"}
    assert [one.basis for one in process.outcomes] == ["energy"]


# Case 06 f: 2 kg CO2, shared 0.75 : 0.25, and 0.5 kg that replaces a rival of 1.5 kg/kg
def substituting(shares: Plain) -> lg.Model:
    return model(
        {
            "works": works(
                outputs={
                    "goods": "1 kg",
                    "other": "1 kg",
                    "extra": {"amount": "0.5 kg", "substitutes": "avoided"},
                },
                emissions={"co2_fossil": "2 kg"},
                allocation={"shares": shares, "why": "as in the source"},
            ),
            "rival": works(
                outputs={"avoided": "1 kg"}, emissions={"co2_fossil": "1.5 kg"}
            ),
        }
    )


def test_substitution_goes_together_with_allocation() -> None:
    found = outcomes(substituting({"goods": "0.75", "other": "0.25"}))
    expected = {
        "substitution + shares": 0.9375,  # 0.75 × (2 − 0.5 × 1.5)
        "substitution + mass": 0.625,  # 1/2 × (2 − 0.75)
        "mass": 0.8,  # 1 / 2.5 × 2
    }
    assert found == pytest.approx(expected, rel=RTOL)


def test_structures_are_combined_with_the_bases_of_other_processes() -> None:
    mill = works(
        outputs={"fuel": "1 MWh", "bark": "1 MWh"},
        emissions={"co2_fossil": "200 kg"},
        allocation={"shares": {"fuel": "1", "bark": "0"}, "why": "test"},
    )
    of = model(
        {"plant": plant(allocation="energy"), "mill": mill},
        {"boiler": factor(250, per="1 MWh", kind="heat", product="heat")},
        reference={"product": "power", "amount": "0.3 MWh"},
    )
    found = {
        (one.bases["plant"], one.bases["mill"]): one.footprint
        for one in of.allocation_alternatives().ranking
    }
    expected = {
        ("energy", "shares"): 75,  # 3/8 × 200
        ("energy", "energy"): 37.5,
        ("substitution", "shares"): 75,  # 200 − 125
        ("substitution", "energy"): -25,  # 100 − 125
    }
    assert found == pytest.approx(expected, rel=RTOL)
