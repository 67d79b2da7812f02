"""Direct land-use change and carbon stored in products: pure arithmetic on arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lcagraph.errors import CalculationError, Finding

Floats = NDArray[np.float64]

CO2_PER_CARBON = 44 / 12
"""Mass of CO2 per mass of carbon. [kg CO2 / kg C]"""

AMORTISATION_YEARS = 20.0
"""Years over which a change of carbon stock is spread. [a]

IPCC (2006) Guidelines for National Greenhouse Gas Inventories, vol. 4, ch. 2,
2.3.3.1: the default time for carbon stocks to come to a new balance.
"""


def land_use_change(
    carbon_before: ArrayLike,
    carbon_after: ArrayLike,
    crop_yield: ArrayLike,
    *,
    years: ArrayLike = AMORTISATION_YEARS,
) -> Floats:
    """CO2 of direct land-use change per unit of the crop: ΔC · 44/12 / years / yield.

    Parameters
    ----------
    carbon_before, carbon_after : array_like
        Carbon stock of the land (biomass, dead matter, soil) in the former and in the
        present use. [t C / ha]
    crop_yield : array_like
        Yearly harvest. [t / (ha · a)]
    years : array_like
        Amortisation period. [a]

    Returns
    -------
    ndarray, broadcast shape of the inputs
        Positive when carbon is lost (an emission of `co2_land_use`), negative when
        the land gains carbon (a removal). [t CO2 / t = kg CO2 / kg]

    Raises
    ------
    CalculationError
        A carbon stock is negative or no number, or the yield or the period is not
        positive (E613).

    References
    ----------
    IPCC (2006) Guidelines, vol. 4, ch. 2, equation 2.25.
    """
    before = _checked("carbon_before", carbon_before, lowest=0.0)
    after = _checked("carbon_after", carbon_after, lowest=0.0)
    harvest = _positive("crop_yield", crop_yield)
    period = _positive("years", years)
    return (before - after) * CO2_PER_CARBON / period / harvest


def stored_carbon(mass: ArrayLike, carbon_fraction: ArrayLike) -> Floats:
    """CO2 equivalent of the carbon that a product holds: a memo, outside the footprint.

    Parameters
    ----------
    mass : array_like
        Mass of the product. [kg]
    carbon_fraction : array_like
        Carbon per mass of product, between 0 and 1. [kg C / kg]

    Returns
    -------
    ndarray, broadcast shape of the inputs
        Mass · fraction · 44/12. [kg CO2]

    Raises
    ------
    CalculationError
        A mass is negative, or a fraction is outside 0 to 1 (E613).
    """
    kilograms = _checked("mass", mass, lowest=0.0)
    fraction = _checked("carbon_fraction", carbon_fraction, lowest=0.0)
    if (fraction > 1).any():
        raise _out_of_range("carbon_fraction", fraction[fraction > 1])
    return kilograms * fraction * CO2_PER_CARBON


def _checked(name: str, value: ArrayLike, *, lowest: float) -> Floats:
    array = np.asarray(value, dtype=np.float64)
    wrong = ~np.isfinite(array) | (array < lowest)
    if wrong.any():
        raise _out_of_range(name, array[wrong])
    return array


def _positive(name: str, value: ArrayLike) -> Floats:
    array = _checked(name, value, lowest=0.0)
    if (array == 0).any():
        raise _out_of_range(name, array[array == 0])
    return array


def _out_of_range(name: str, wrong: Floats) -> CalculationError:
    values = {"quantity": name, "value": f"{wrong.flat[0]:g}"}
    return CalculationError([Finding(code="E613", values=values)])
