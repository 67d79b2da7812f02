"""The Circular Footprint Formula on published and limiting cases.

Glass and wool: numbers of two public implementations of the formula in Commission
Recommendation (EU) 2021/2279; the full vector has own inputs in which no term is zero,
expanded by hand in the comments.
"""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

import lcagraph as lg

RTOL = 1e-12  # sums of products of a few numbers

SUPPLIES = ("Ev", "Erec", "ErecEoL", "Ev_star", "Eer", "Eheat", "Eelec", "Ed")


def footprint(
    parameters: dict[str, object],
    supplies: dict[str, str],
    method: str = "cff",
) -> lg.Result:
    """A kilogram of a product whose material is all in the formula."""
    units = {"Eheat": "MJ", "Eelec": "MJ"}
    factors = {
        f"f_{supply}": {
            "per": f"1 {units.get(supply, 'kg')}",
            "kind": "service",
            "boundary": "cradle_to_gate",
            "co2e": co2e,
            "gwp": "ipcc-ar6-gwp100",
            "source": "case",
        }
        for supply, co2e in supplies.items()
    }
    model = lg.Model(
        reference={"product": "good", "amount": "1 kg"},
        processes={
            "life": {
                "stage": "production",
                "outputs": {"good": "1 kg"},
                "recycling": {
                    "method": method,
                    "parameters": {"mass": "1 kg", **parameters},
                    "suppliers": {supply: f"f_{supply}" for supply in supplies},
                },
            }
        },
        factors=factors,
    )
    return model.solve()


FULL_PARAMETERS: dict[str, object] = {
    "B": "0",
    "R1": "0.3",
    "R2": "0.6",
    "R3": "0.2",
    "Qsin_Qp": "0.9",
    "Qsout_Qp": "0.9",
    "LHV": "22 MJ/kg",
    "Xheat": "0.3",
    "Xelec": "0.1",
}
FULL_SUPPLIES = {
    "Ev": "3.0 kg",
    "Erec": "1.0 kg",
    "ErecEoL": "1.0 kg",
    "Ev_star": "3.0 kg",
    "Eer": "2.5 kg",
    "Eheat": "0.07 kg",
    "Eelec": "0.15 kg",
    "Ed": "0.1 kg",
}


def test_glass_without_recycling_is_virgin_material_and_disposal() -> None:
    # R1 = R2 = R3 = 0: 1 × 1.3 + 1 × 0.08 = 1.38
    result = footprint({"A": "0.2"}, {"Ev": "1.3 kg", "Ed": "0.08 kg"})
    assert_allclose(result.total, 1.38, rtol=RTOL)


def test_recycled_wool_takes_part_of_the_virgin_burden_along() -> None:
    # R1 = 1: A·Erec + (1 − A)·Q·Ev = 0.8 × 0.5 + 0.2 × 0.5 × 80.3 = 8.43; × 0.207
    result = footprint(
        {"mass": "0.207 kg", "A": "0.8", "R1": "1", "Qsin_Qp": "0.5"},
        {"Ev": "80.3 kg", "Erec": "0.5 kg", "Ed": "0 kg"},
    )
    assert_allclose(result.total, 1.74501, rtol=RTOL)


def test_every_term_counts_once() -> None:
    # material: 0.7×3 + 0.3×(0.5×1 + 0.5×3×0.9) + 0.5×0.6×(1 − 3×0.9)
    #         = 2.1 + 0.3×1.85 − 0.3×1.7 = 2.145
    # energy:   0.2×(2.5 − 22×0.3×0.07 − 22×0.1×0.15) = 0.2×1.708 = 0.3416
    # disposal: (1 − 0.6 − 0.2)×0.1 = 0.02
    result = footprint({"A": "0.5", **FULL_PARAMETERS}, FULL_SUPPLIES)
    assert_allclose(result.total, 2.145 + 0.3416 + 0.02, rtol=RTOL)


@pytest.mark.parametrize(
    ("method", "material"),
    [
        # A = 1: 0.7×3 + 0.3×1 = 2.4, and no credit
        ("cut_off", 2.4),
        # A = 0: 0.7×3 + 0.3×3×0.9 + 0.6×(1 − 2.7) = 2.91 − 1.02 = 1.89
        ("end_of_life", 1.89),
        ("fifty_fifty", 2.145),
    ],
)
def test_the_older_methods_are_limits_of_the_formula(
    method: str, material: float
) -> None:
    result = footprint(FULL_PARAMETERS, FULL_SUPPLIES, method)
    assert_allclose(result.total, material + 0.3416 + 0.02, rtol=RTOL)


def test_material_books_to_raw_materials_and_the_rest_to_the_end_of_life() -> None:
    result = footprint({"A": "0.5", **FULL_PARAMETERS}, FULL_SUPPLIES)
    stages = dict(zip(*map(result.by_stage().column, ("stage", "kgCO2e")), strict=True))
    # Ev 0.7×3 + 0.3×0.5×0.9×3 = 2.505 and Erec 0.3×0.5×1 = 0.15
    assert_allclose(stages["raw_materials"], 2.655, rtol=RTOL)
    assert_allclose(stages["end_of_life"], 2.5066 - 2.655, rtol=1e-9)


@pytest.mark.parametrize(
    ("parameters", "supplies", "method", "code"),
    [
        ({"A": "0.5", "R4": "0.1"}, {"Ev": "1 kg", "Ed": "1 kg"}, "cff", "E352"),
        ({"A": "0.5"}, {"Ev": "1 kg", "Ed": "1 kg"}, "cut_off", "E353"),
        ({}, {"Ev": "1 kg", "Ed": "1 kg"}, "cff", "E354"),
        ({"A": "0.5", "R1": "0.3"}, {"Ev": "1 kg", "Ed": "1 kg"}, "cff", "E355"),
        ({"A": "1.5"}, {"Ev": "1 kg", "Ed": "1 kg"}, "cff", "E357"),
    ],
)
def test_a_formula_that_lacks_something_is_refused(
    parameters: dict[str, object], supplies: dict[str, str], method: str, code: str
) -> None:
    with pytest.raises(lg.ModelError) as caught:
        footprint(parameters, supplies, method)
    assert code in {finding.code for finding in caught.value.findings}
