"""Small models whose data are rated, and what is said about their quality."""

from __future__ import annotations

from typing import Any

from small_models import factor, model, works

import lcagraph as lg
from lcagraph.data_quality import Quality, assess_quality

Plain = Any
STEEL, POWER = "processes.works.inputs.steel", "processes.works.inputs.power"


def dqr(technological: float, temporal: float, geographical: float) -> Plain:
    keys = ("technological", "temporal", "geographical")
    return {
        "dqr": dict(zip(keys, (technological, temporal, geographical), strict=True))
    }


def two(
    steel: Plain = None, power: Plain = None, cards: Plain = None, **scope: Plain
) -> lg.Model:
    """1 kg of steel at 3 kg and 1 kWh at 1 kg: shares 3/4 and 1/4."""
    cards = cards or {}
    inputs = {
        "steel": {"amount": "1 kg", "data": cards.get("steel", {})},
        "power": {"amount": "1 kWh", "data": cards.get("power", {})},
    }
    factors = {
        "steel": factor(3, **(steel or {})),
        "power": factor(1, "1 kWh", **(power or {})),
    }
    return model({"works": works(inputs=inputs)}, factors, scope=scope)


def assessed(of: lg.Model) -> Quality:
    result = of.solve()
    return assess_quality(result.prepared, result.rows)


def told(found: Quality, code: str) -> list[str]:
    return [finding.at for finding in found.findings if finding.code == code]


SITE, SECONDARY = {"origin": "site"}, {"origin": "secondary"}
METERED = {"class": "continuous", "calibration": "conforming", **SITE}
BILLED = {"class": "periodic", "calibration": "none", **SITE}
