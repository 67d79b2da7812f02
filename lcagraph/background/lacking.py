"""Gases of a dataset for which a GWP set has no value, and how much they are.

A set that lacks a gas can't count it. How much that matters is told in two ways: by
its share of the mass of all gases, and, as far as another set has a value for it, by
its share of the dataset's footprint under that set.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.background.offers import Offer
from lcagraph.errors import Finding
from lcagraph.impact import gwp_set, gwp_sets, uncharacterised


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingGas:
    """One gas without a value."""

    id: str
    gwp: str
    """Set that lacks it."""
    mass: float
    """[kg/unit of the dataset]"""
    share: float
    """Of the mass of all gases of the dataset, magnitudes. [1]"""
    other: str
    """Set that has a value for it; empty: none."""
    weight: float
    """Share of the footprint under that set, magnitudes; NaN: none has it. [1]"""

    def finding(self, offer: Offer, at: str) -> Finding:
        """E091, about a dataset named at a model path."""
        values = {
            "gas": self.id,
            "gwp": self.gwp,
            "database": offer.database.name,
            "name": offer.activity.name,
            "mass": f"{self.mass:.3g} kg/{offer.activity.unit}",
            "share": percent(self.share),
            "other": self.other or None,
            "weight": percent(self.weight) if self.other else None,
            "path": at.removesuffix(".from").removesuffix(".to"),
        }
        return Finding(code="E091", at=at, values=values)


def lacking_gases(offer: Offer, gwp: str) -> tuple[LackingGas, ...]:
    """Gases of a dataset that a GWP set has no value for, in the order of their ids.

    An unknown set lacks nothing here: it is told by itself (E606).
    """
    return lacking_in(offer.gases, gwp)


def lacking_in(gases: Mapping[str, float], gwp: str) -> tuple[LackingGas, ...]:
    """The same of gases by id. [kg/unit of the dataset]"""
    if gwp not in gwp_sets():
        return ()
    lacking = sorted(uncharacterised(gwp_set(gwp), tuple(gases)))
    total = math.fsum(abs(kg) for kg in gases.values())
    return tuple(_lacking(gases, gwp, gas, total) for gas in lacking)


def percent(share: float) -> str:
    """A share in per cent with two digits: ``0.00012 %``."""
    return f"{share * 100:.2g} %"


def _lacking(
    gases: Mapping[str, float], gwp: str, gas: str, total: float
) -> LackingGas:
    mass = gases[gas]
    having = [one for one in gwp_sets() if gas in gwp_set(one).factors]
    other = having[0] if having else ""
    weight = math.nan
    if other:
        factors = gwp_set(other).factors
        parts = [abs(kg * factors.get(each, 0.0)) for each, kg in gases.items()]
        weight = abs(mass * factors[gas]) / math.fsum(parts)
    return LackingGas(
        id=gas,
        gwp=gwp,
        mass=mass,
        share=abs(mass) / total,
        other=other,
        weight=weight,
    )
