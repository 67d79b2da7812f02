"""Models for pages in the browser: a small one, and one whose every text means harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lcagraph as lg

# 2 t of steel × 2100 + 500 kWh × 0.5 = 4450 kgCO2e per 1000 parts: 4.45 per part
SMALL = """\
lcagraph: 1
title: 零件碳足迹 | Footprint of a part
reference: {product: part, amount: 1 piece, name: 1 个零件 | 1 part}
scope: {rule_set: iso14067, boundary: cradle-to-gate}
parameters: {steel_use: 2}
processes:
  stamping:
    name: 冲压 | Stamping
    stage: production
    outputs: {part: 1000 piece}
    inputs:
      steel: = steel_use * 1 t
      power: 500 kWh
factors:
  steel: {name: 钢 | Steel, per: 1 t, kind: material, boundary: cradle_to_gate,
          co2e: 2100 kg, stage: raw_materials, class: national, region: CN, year: 2024,
          gwp: ipcc-ar6-gwp100, source: test}
  power: {name: 电力 | Power, per: 1 kWh, kind: electricity, boundary: cradle_to_gate,
          co2e: 0.5 kg, class: national, region: CN, year: 2024, gwp: ipcc-ar6-gwp100,
          source: test}
"""

HARMS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "\"' onmouseover=alert(3) x='",
    "</style></script></title><svg onload=alert(4)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(5)",
    "\u202eevil\u200b" + "long" * 75,
    "</details></section></dialog>🧪 العربية",
)
"""What a name may hold that wants to be more than a name."""


def harm(number: int) -> str:
    """One text in both languages, each another harm."""
    first, second = HARMS[number % len(HARMS)], HARMS[(number + 3) % len(HARMS)]
    return f"{first} | {second}"


def hostile_model() -> lg.Model:
    """A model that is right, with harm in every text that it may state."""
    texts = iter(range(100))

    def evil() -> str:
        return harm(next(texts))

    return lg.Model(
        title=evil(),
        reference={"product": "part", "amount": "1 piece", "name": evil()},
        scope={
            "rule_set": "iso14067",
            "goal": evil(),
            "geography": HARMS[0],
            "standards": list(HARMS),
            "excluded": {
                "die": {"name": evil(), "basis": "boundary", "reason": evil()},
            },
        },
        evidence={"paper": {"title": evil(), "file": HARMS[5], "page": HARMS[1]}},
        products={"part": {"name": evil()}},
        processes={"stamping": _process(evil)},
        factors=_factors(evil),
    )


def _process(evil: Callable[[], str]) -> dict[str, Any]:
    card = {"class": "periodic", "source": evil(), "method": evil(), "gaps": evil()}
    return {
        "name": evil(),
        "stage": "production",
        "outputs": {"part": "1000 piece"},
        "inputs": {
            "steel": {
                "amount": "2 t",
                "name": evil(),
                "note": evil(),
                "data": {**card, "evidence": ["paper"]},
            },
            "power": "500 kWh",
        },
    }


def _factors(evil: Callable[[], str]) -> dict[str, Any]:
    common = {"boundary": "cradle_to_gate", "gwp": "ipcc-ar6-gwp100", "year": 2024}
    steel = {
        "name": evil(),
        "per": "1 t",
        "kind": "material",
        "co2e": "2100 kg",
        "stage": "raw_materials",
        "source": evil(),
        "page": HARMS[2],
        "licence": HARMS[3],
        "region": HARMS[0],
    }
    power = {
        "name": evil(),
        "per": "1 kWh",
        "kind": "electricity",
        "co2e": "0.5 kg",
        "source": evil(),
    }
    return {"steel": {**common, **steel}, "power": {**common, **power}}
