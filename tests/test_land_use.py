"""Direct land-use change over 20 years, and carbon stored in products."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lcagraph.errors import CalculationError
from lcagraph.land_use import (
    AMORTISATION_YEARS,
    CO2_PER_CARBON,
    land_use_change,
    stored_carbon,
)

ROUNDING = 1e-14  # four operations on doubles


def test_carbon_becomes_carbon_dioxide_by_the_molar_masses():
    assert CO2_PER_CARBON * 12 == 44  # C 12, O 16: 12 + 2 · 16


def test_a_forest_turned_into_cropland_over_20_years():
    # (180 − 60) t C/ha · 44/12 = 440 t CO2/ha; / 20 a = 22; / 5.5 t/(ha·a) = 4.
    assert_allclose(land_use_change(180, 60, 5.5), 4.0, rtol=ROUNDING)


def test_land_that_gains_carbon_gives_a_removal():
    # (60 − 66) · 44/12 = −22; / 20 = −1.1; / 2.2 = −0.5
    assert_allclose(land_use_change(60, 66, 2.2), -0.5, rtol=ROUNDING)


def test_the_period_may_be_another():
    # 120 · 44/12 / 10 a / 5.5 = 8: half the years, twice the burden.
    assert_allclose(land_use_change(180, 60, 5.5, years=10), 8.0, rtol=ROUNDING)


def test_the_period_is_20_years_by_default():
    # IPCC 2006 Guidelines, vol. 4, ch. 2, 2.3.3.1
    assert AMORTISATION_YEARS == 20


def test_arrays_broadcast():
    before = np.array([[180.0], [60.0]])
    found = land_use_change(before, 60, np.array([5.5, 11.0]))
    assert_allclose(found, [[4.0, 2.0], [0.0, 0.0]], rtol=ROUNDING)


def test_stored_carbon_of_wood():
    # 30 kg dry wood, half of it carbon: 15 · 44/12 = 55 kg CO2
    assert_allclose(stored_carbon(30, 0.5), 55.0, rtol=ROUNDING)


@pytest.mark.parametrize(
    ("arguments", "quantity"),
    [
        ((-1, 60, 5), "carbon_before"),
        ((60, float("nan"), 5), "carbon_after"),
        ((60, 50, 0), "crop_yield"),
        ((60, 50, -2), "crop_yield"),
        ((60, 50, [1, float("inf")]), "crop_yield"),
    ],
)
def test_land_use_out_of_range_is_refused(arguments, quantity):
    with pytest.raises(CalculationError) as caught:
        land_use_change(*arguments)
    (finding,) = caught.value.findings
    assert (finding.code, finding.values["quantity"]) == ("E613", quantity)


def test_a_period_of_zero_years_is_refused():
    with pytest.raises(CalculationError, match="years"):
        land_use_change(60, 50, 5, years=0)


@pytest.mark.parametrize(("mass", "fraction"), [(-1, 0.5), (1, 1.2), (1, -0.1)])
def test_stored_carbon_out_of_range_is_refused(mass, fraction):
    with pytest.raises(CalculationError):
        stored_carbon(mass, fraction)
