"""Worked cases of allocation, recycling, scores and cut-off, each number of them.

Sources stand at each case; those of the Shandong guide are own examples of its rules,
computed in fractions.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.checks.cut_off import account, droppable
from lcagraph.data_quality import assess_data

Plain = Any

RTOL = 1e-12  # one or two processes

# ------------------------------------------------- a waste that is avoided (06 g)
# GreenDelta/olca-modules (MPL-2.0), commit a20094a, results/AvoidedWasteTest.java:
# resource r 1 in P and 0.5 in W, emission e 2 in W; 0.5 waste avoided. The resource is
# CO2 from the air here.


def test_avoided_waste_spares_emission_and_resource_of_its_treatment() -> None:
    of = model(
        {
            "works": works(
                avoids_waste={"sludge": "0.5 kg"}, removals={"co2_biogenic": "1 kg"}
            ),
            "plant": {
                **{"stage": "end_of_life", "treats": {"sludge": "1 kg"}},
                "emissions": {"co2_fossil": "2 kg"},
                "removals": {"co2_biogenic": "0.5 kg"},
            },
        }
    )
    columns = [column.id for column in of.matrices.columns]
    scaling = dict(zip(columns, of.matrices.s, strict=True))
    assert scaling == pytest.approx({"works": 1, "plant": -0.5})
    gases = of.solve().by_gas()
    found = dict(zip(gases.column("flow"), gases.column("kg"), strict=True))
    assert found == pytest.approx({"co2_fossil": -1, "co2_biogenic_removed": 0.75})


# ------------------------------------------- combined heat and power (15), one call
# oemof/oemof-thermal (MIT), commit e4cc426, tests/test_functions.py: 200 kg CO2e,
# efficiencies 0.3 and 0.5, of separate production 0.525 and 0.82; the method of Mauch
# et al. (2010), Energiewirtschaftliche Tagesfragen 55(9).

HEAT_AND_POWER = {
    "energy": {"power": 75.0, "heat": 125.0},
    "efficiency": {"power": 125.0, "heat": 75.0},
    "alternative_production": {"power": 96.7551622418879, "heat": 103.24483775811208},
}


def plant(reference: str) -> lg.Model:
    outputs = {
        "power": ("0.3 MWh", {"efficiency": "0.3", "reference_efficiency": "0.525"}),
        "heat": ("0.5 MWh", {"efficiency": "0.5", "reference_efficiency": "0.82"}),
    }
    plant = works(
        outputs={
            row: {"amount": amount, "properties": properties}
            for row, (amount, properties) in outputs.items()
        },
        inputs={"fuel": "1 MWh"},
        allocation="energy",
    )
    return model(
        {"plant": plant},
        {"fuel": factor(200, per="1 MWh", kind="fuel")},
        reference={"product": reference, "amount": outputs[reference][0]},
    )


@pytest.mark.parametrize("product", ["power", "heat"])
def test_one_call_gives_every_method_of_heat_and_power(product: str) -> None:
    (process,) = plant(product).allocation_alternatives().processes
    found = {one.basis: one.footprint for one in process.outcomes}
    expected = {basis: both[product] for basis, both in HEAT_AND_POWER.items()}
    assert found == pytest.approx(expected, rel=RTOL)


def test_the_finnish_method_is_that_of_saved_primary_energy() -> None:
    # PEE = 1 − 1/(0.5/0.82 + 0.3/0.525); power: 200 (1 − PEE) 0.3/0.525
    saved = 0.15339233038348077
    (process,) = plant("power").allocation_alternatives().processes
    (found,) = [o for o in process.outcomes if o.basis == "alternative_production"]
    assert_allclose(found.footprint, 200 * (1 - saved) * 0.3 / 0.525, rtol=RTOL)


# ----------------------------------------------- circular footprint formula (25)
# Inputs of the full vector are own ones; expanded by hand.


def test_each_part_of_the_circular_footprint_formula_has_its_number() -> None:
    supplies = {"Ev": 3.0, "Erec": 1.0, "ErecEoL": 1.0, "Ev_star": 3.0, "Eer": 2.5}
    supplies |= {"Eheat": 0.07, "Eelec": 0.15, "Ed": 0.1}
    parameters = {
        **{"mass": "1 kg", "A": "0.5", "B": "0", "R1": "0.3", "R2": "0.6"},
        **{"R3": "0.2", "Qsin_Qp": "0.9", "Qsout_Qp": "0.9", "LHV": "22 MJ/kg"},
        **{"Xheat": "0.3", "Xelec": "0.1"},
    }
    recycling = {
        "method": "cff",
        "parameters": parameters,
        "suppliers": {supply: f"f_{supply}" for supply in supplies},
    }
    energies = ("Eheat", "Eelec")
    factors = {
        f"f_{supply}": factor(co2e, per="1 MJ" if supply in energies else "1 kg")
        for supply, co2e in supplies.items()
    }
    result = model({"works": works(recycling=recycling)}, factors).solve()
    found = {row.supplier: row.including for row in result.rows}

    def part(*names: str) -> float:
        return sum(found[f"f_{name}"] for name in names)

    assert_allclose(part("Ev", "Erec", "ErecEoL", "Ev_star"), 2.145, rtol=RTOL)
    assert_allclose(part("Eer", *energies), 0.3416, rtol=RTOL)
    assert_allclose(part("Ed"), 0.02, rtol=RTOL)
    assert_allclose(result.total, 2.5066, rtol=RTOL)


# ---------------------------------------------- scores of the Shandong guide (29)


def card(class_: str, calibration: str) -> Plain:
    return {"class": class_, "calibration": calibration}


YEAR: dict[str, Plain] = {
    "reference": {"product": "goods", "amount": "1 piece"},
    "processes": {
        "works": works(
            outputs={"goods": "10000 piece"},
            inputs={
                "component": {
                    **{"amount": "50000 kg", "stage": "raw_materials"},
                    "data": card("continuous", "conforming"),
                },
                "road": {
                    **{"amount": "200000 t*km", "stage": "inbound_transport"},
                    "data": card("estimated", "none"),
                },
                "diesel": {"amount": "2500 L", "data": card("periodic", "accepted")},
                "power": {
                    **{"amount": "100000 kWh"},
                    "data": card("continuous", "conforming"),
                },
            },
        )
    },
    "factors": {
        "component": factor(2.0, **{"class": "supplier"}),
        "road": factor(0.05, per="1 t*km", **{"class": "national"}),
        "diesel": factor(3.2, per="1 L", **{"class": "national"}),
        "power": factor(0.82, per="1 kWh", **{"class": "regional"}),
    },
}


def test_a_year_per_piece_is_that_of_its_table() -> None:
    # 100,000 + 10,000 + 8,000 + 82,000 = 200,000 kg per 10,000 pieces
    table = lg.Model(**YEAR).solve().by_stage()
    found = dict(zip(table.column("stage"), table.column("kgCO2e"), strict=True))
    expected = {"raw_materials": 10.0, "inbound_transport": 1.0, "production": 9.0}
    assert found == pytest.approx(expected, rel=RTOL)
    shares = [Decimal("50.00"), Decimal("5.00"), Decimal("45.00")]
    assert table.column("percent") == shares
    assert_allclose(sum(found.values()), 20.0, rtol=RTOL)


def test_the_scores_of_a_model_make_its_level() -> None:
    result = lg.Model(**YEAR).solve()
    found = assess_data(result.prepared, result.rows)
    averages = {s.path.rpartition(".")[2]: s.average for s in found.sources}
    assert averages == {
        "component": Fraction(16, 3),
        "road": Fraction(4, 3),
        "diesel": Fraction(8, 3),
        "power": Fraction(5),
    }
    # 16/3 × 0.5 + 4/3 × 0.05 + 8/3 × 0.04 + 5 × 0.41 = 4.89
    assert float(found.score or 0) == pytest.approx(4.89, abs=1e-12)
    assert found.level == 2


# ------------------------------------------------------ 1 % / 5 % / 95 % (31)

BIG = {"p1": Fraction(60), "p2": Fraction(25), "p3": Fraction(93, 10)}
SMALL = {f"item_{i}": Fraction(95, 100) for i in range(1, 7)}


def test_each_of_the_six_is_below_one_percent_of_the_whole() -> None:
    shares = account(0, BIG | SMALL).shares
    assert {id_ for id_, share in shares.items() if share < Fraction(1, 100)} == set(
        SMALL
    )
    assert len(droppable(BIG | SMALL)) == 5


@pytest.mark.parametrize(
    ("dropped", "coverage", "codes"),
    [
        (5, Fraction(9525, 10000), set()),
        (6, Fraction(943, 1000), {"E861", "E862"}),  # 5.7 % > 5 %, 94.3 % < 95 %
    ],
)
def test_five_may_be_left_out_and_six_violate_both_limits(
    dropped: int, coverage: Fraction, codes: set[str]
) -> None:
    left_out = dict(list(SMALL.items())[:dropped])
    kept = {**BIG, **{id_: e for id_, e in SMALL.items() if id_ not in left_out}}
    assert account(sum(kept.values()), left_out).coverage == coverage
    excluded = {
        id_: {
            **{"name": id_, "basis": "cut_off", "reason": "test"},
            **{"stage": "production", "estimate": f"{float(estimate)} kgCO2e"},
        }
        for id_, estimate in left_out.items()
    }
    of = model(
        {
            "works": works(
                emissions={
                    id_: {"flow": "co2_fossil", "amount": f"{float(e)} kg"}
                    for id_, e in kept.items()
                }
            )
        },
        scope={
            **{"rule_set": "sd-2023", "standards": ["山东省指南"]},
            "excluded": excluded,
        },
    )
    found = {finding.code for finding in of.check()}
    assert found & {"E860", "E861", "E862"} == codes
