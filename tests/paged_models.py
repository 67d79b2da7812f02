"""Models for pages in the browser: a small one, and one whose every text means harm."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
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


def grown_system(count: int, topology: str) -> lg.Model:
    """A system of many processes, each with power, a mineral and own emissions.

    Parameters
    ----------
    topology : {"chain", "tree", "wide", "loops"}
        What a process takes from others: the next one; two further ones; the first
        takes from all; the next one, and a little from two that may be behind it.
    """
    chance = Random(1)
    processes = {
        f"z{i}": {
            "name": f"工序{i}生产 | Process number {i}",
            "stage": chance.choice(["raw_materials", "production", "distribution"]),
            "outputs": {f"p{i}": "1 kg"},
            "inputs": {
                "power": f"{chance.randint(1, 9)} kWh",
                f"mineral{chance.randint(0, 9)}": "0.4 kg",
                **_taken(i, count, topology, chance),
            },
            "emissions": {"co2_fossil": f"{chance.randint(1, 5)} kg"},
        }
        for i in range(count)
    }
    common = {"boundary": "cradle_to_gate", "source": "test"}
    power = {"per": "1 kWh", "kind": "electricity", "co2e": "0.6 kg", **common}
    minerals = {
        f"mineral{i}": {
            "name": f"矿物{i} | Mineral number {i}",
            "per": "1 kg",
            "kind": "material",
            "co2e": f"{i + 1} kg",
            "stage": "raw_materials",
            **common,
        }
        for i in range(10)
    }
    return lg.Model(
        title=f"大系统 | System of {count} processes",
        reference={"product": "p0", "amount": "1 kg", "name": "1 kg 产品 | 1 kg"},
        scope={"rule_set": "iso14067", "boundary": "cradle-to-gate"},
        processes=processes,
        factors={"power": power, **minerals},
    )


def _taken(i: int, count: int, topology: str, chance: Random) -> dict[str, str]:
    if topology == "tree":
        wanted = {2 * i + 1: 0.6, 2 * i + 2: 0.6}
    elif topology == "wide":
        wanted = dict.fromkeys(range(1, count), 0.5) if i == 0 else {}
    else:
        wanted = {i + 1: 0.95 if topology == "chain" else 0.8}
    if topology == "loops":
        wanted |= {j: 0.02 for j in chance.sample(range(count), 2) if j not in wanted}
    return {f"p{j}": f"{kg} kg" for j, kg in wanted.items() if j < count and j != i}


# Per kg of gas 3 kg of vapour, 3 kgCO2e of their own; for each kg the boiler buys
# 0.5 kg of warmth, at 3 kgCO2e/kg, and gives 0.2 kg that replaces as much of it: from
# heater to boiler +4.5 and −1.8, two ribbons. Footprint 3 + 4.5 − 1.8 = 5.7 kgCO2e.
PAIRS = """\
lcagraph: 1
title: 双链 | Pairs of links
reference: {product: gas, amount: 1 kg, name: 1 kg 气 | 1 kg of gas}
scope: {rule_set: iso14067, boundary: cradle-to-gate}
processes:
  works:
    name: 制造 | Works
    stage: production
    outputs: {gas: 1 kg}
    inputs: {vapour: 3 kg}
  boiler:
    name: 锅炉 | Boiler
    stage: production
    outputs:
      vapour: 1 kg
      surplus: {amount: 0.2 kg, substitutes: {product: warmth, ratio: 1, why: a | b}}
    inputs: {warmth: 0.5 kg}
    emissions: {co2_fossil: 1 kg}
  heater:
    name: 加热 | Heater
    stage: production
    outputs: {warmth: 1 kg}
    emissions: {co2_fossil: 3 kg}
"""
