"""What a footprint says that may mislead who uses it, though it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lcagraph.errors import Finding
from lcagraph.exchange.decimals import decimal_text, rounded, total
from lcagraph.exchange.stated import (
    EXCLUDING,
    INCLUDING,
    UPTAKE,
    StatedFootprint,
)

CO2_OF_CARBON = Fraction(44, 12)
"""Mass of carbon dioxide that holds a mass of carbon. [kg/kg]"""

MOST_EXEMPTED = Decimal(5)
"""Share that may be left out (PACT methodology 3, 3.3.1.2). [%]"""

_TOLERATED = Fraction(5, 100)
"""Part by which uptake and carbon may differ: methane, rounding. [1]"""
_MASS_TOLERATED = Fraction(1, 1000)


def doubts_about(
    stated: StatedFootprint, place: Callable[[str], str]
) -> Iterator[Finding]:
    """Warnings about a supplier's footprint.

    Parameters
    ----------
    stated : StatedFootprint
    place : callable
        Field → where it stands in the file.

    Yields
    ------
    Finding
        W061 a total is no sum, W064 its kilograms weigh otherwise, W065 it is
        deprecated, W066 much is left out, W067 uptake and carbon differ, W068 it was
        made before its period had ended.
    """
    yield from _sums(stated, place)
    if stated.unit == "kilogram" and weighs_otherwise(stated.amount, stated.mass):
        values = {
            "amount": decimal_text(stated.amount),
            "unit": "kg",
            "mass": decimal_text(stated.mass),
        }
        at = place("pcf.productMassPerDeclaredUnit")
        yield Finding(code="W064", at=at, values=values)
    if stated.status == "Deprecated":
        yield Finding(code="W065", at=place("status"))
    besides = stated.besides
    if besides.exempted is not None and besides.exempted > MOST_EXEMPTED:
        at = place("pcf.exemptedEmissionsPercent")
        values = {"share": decimal_text(besides.exempted)}
        yield Finding(code="W066", at=at, values=values)
    if besides.biogenic_carbon is not None:
        carbon = total(
            [besides.biogenic_carbon, besides.packaging_carbon or Decimal(0)]
        )
        at = place(f"pcf.{UPTAKE}")
        yield from unlike_uptake(stated.parts[UPTAKE], carbon, at)
    if stated.created:
        made = date.fromisoformat(stated.created)
        yield from made_too_early(made, stated.end, place("created"))


def weighs_otherwise(amount: Decimal, mass: Decimal) -> bool:
    """Whether an amount in kilograms is not the mass that is told beside it. [kg]"""
    return abs(Fraction(mass) - Fraction(amount)) > _MASS_TOLERATED * Fraction(amount)


def unlike_uptake(uptake: Decimal, carbon: Decimal, at: str) -> Iterator[Finding]:
    """W067 if what biomass took up is not the carbon that leaves the gate.

        −uptake = 44/12 · carbon

    Parameters
    ----------
    uptake : Decimal
        Zero or negative. [kgCO2e per declared unit]
    carbon : Decimal
        Biogenic carbon of product and packaging. [kg per declared unit]
    at : str
        Where the uptake stands.
    """
    taken, held = -Fraction(uptake), Fraction(carbon) * CO2_OF_CARBON
    if abs(taken - held) > _TOLERATED * max(taken, held):
        values = {
            "uptake": decimal_text(rounded(taken)),
            "expected": f"{float(held):.4g}",
        }
        yield Finding(code="W067", at=at, values=values)


def made_too_early(made: date, end: date, at: str) -> Iterator[Finding]:
    """W068 if a footprint is older than the end of its period, the day after it."""
    if made < end:
        values = {"created": made.isoformat(), "end": end.isoformat()}
        yield Finding(code="W068", at=at, values=values)


def _sums(stated: StatedFootprint, place: Callable[[str], str]) -> Iterator[Finding]:
    """Totals that are no sums, beyond the rounding of the total itself."""
    with_uptake = total([stated.excluding, stated.parts[UPTAKE]])
    for name, given, should in (
        (EXCLUDING, stated.excluding, stated.sum_of_parts),
        (INCLUDING, stated.including, with_uptake),
    ):
        if abs(given - should) > _half_a_place(given):
            values = {
                "field": name,
                "stated": decimal_text(given),
                "sum": decimal_text(should),
            }
            yield Finding(code="W061", at=place(f"pcf.{name}"), values=values)


def _half_a_place(value: Decimal) -> Decimal:
    """Half a unit in the last place that is written."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent - 1)
