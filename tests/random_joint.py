"""Random processes with several products, and what each product answers for, exactly.

One process `plant` draws on factors only, so what it causes is a sum of amounts × CO2e.
Every number of the text is a fraction here; nothing of lcagraph is used.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Plain = Any
Weights = Mapping[str, Mapping[str, Fraction]]
"""Basis → row → weight."""

CO2E = {
    "fuel": Fraction(23, 100),
    "steel": Fraction(21, 10),
    "lorry": Fraction(1, 10),
    "landfill": Fraction(1, 2),
    "rival": Fraction(7, 4),
    "virgin": Fraction(3),
    "recycled": Fraction(1),
    "incinerator": Fraction(9, 10),
}
"""kgCO2e per unit of each factor."""

PER = {"fuel": "1 MJ", "lorry": "1 t*km"}
UNITS = ("kg", "MJ", "m3", "piece")
MEASURES = {"mass": "kg", "energy": "MJ", "volume": "m3", "count": "piece"}
"""Bases for which an amount in this unit is a weight itself."""
PROPERTY = {"mass": "mass", "energy": "lhv", "volume": "volume", "count": "count"}
A_OF = {"cut_off": 1, "fifty_fifty": Fraction(1, 2), "end_of_life": 0}

BASES = (
    *MEASURES,
    *("exergy", "moles", "economic", "time_space"),
    *("efficiency", "alternative_production", "benefit_distribution"),
)
"""Bases that every product of a random process has data for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One process with several products, in words and in fractions."""

    model: dict[str, Plain]
    rows: tuple[str, ...]
    made: Mapping[str, Fraction]
    """Amount of each product. [its unit]"""
    weights: Weights
    shares: Mapping[str, Fraction]
    """Explicit shares, for the basis `shares`."""
    causal: Mapping[str, Fraction]
    """Shares of the steel, its freight and what is emitted from it."""
    drawn: Mapping[str, tuple[Fraction, Fraction]]
    """Factor → amount that follows the allocation, amount that follows `causal`."""
    emitted: Mapping[str, tuple[Fraction, Fraction]]
    """Elementary flow → kgCO2e that follow the allocation, that follow `causal`."""

    def factors(self, basis: str) -> Mapping[str, Fraction]:
        """Allocation factor of each product."""
        if basis == "shares":
            return self.shares
        total = sum(self.weights[basis].values())
        return {row: weight / total for row, weight in self.weights[basis].items()}

    def allocation(self, basis: str) -> Plain:
        """The same in the words of the format."""
        if basis == "shares":
            return {"shares": in_text(self.shares), "why": "test"}
        return {"by": basis, "why": "test"}

    @property
    def whole(self) -> Fraction:
        """What one run of the process causes. [kgCO2e]"""
        own = sum(sum(both) for both in self.emitted.values())
        return own + sum(CO2E[id_] * sum(both) for id_, both in self.drawn.items())


def in_text(shares: Mapping[str, Fraction]) -> dict[str, str]:
    return {row: f"= {s.numerator} / {s.denominator}" for row, s in shares.items()}


def random_joint(seed: int) -> Joint:
    """A process with two to four products and data for every basis."""
    rng = random.Random(seed)
    rows = tuple(f"product_{letter}" for letter in "abcd"[: rng.randint(2, 4)])
    units = {row: rng.choice(UNITS) for row in rows}
    made = {row: tenths(rng) for row in rows}
    values = {row: {key: tenths(rng) for key in KEYS} for row in rows}
    outputs = {row: _output(units[row], made[row], values[row]) for row in rows}
    shares, causal = parts(rng, rows), parts(rng, rows)
    amounts = {key: tenths(rng) for key in AMOUNTS}
    # what a recycling formula gives back must not be credited a second time (E356)
    method = rng.choice([None, *A_OF])
    amounts["recycled" if method is None else "credit"] = Fraction(0)
    plant = _plant(outputs, amounts, causal, method)
    return Joint(
        model={
            "reference": {
                "product": rows[0],
                "amount": f"{float(made[rows[0]])} {units[rows[0]]}",
            },
            "products": {"steel": {"mass": "1 kg/kg"}},
            "processes": {"plant": plant},
            "factors": {id_: _factor(id_, co2e) for id_, co2e in CO2E.items()},
        },
        rows=rows,
        made=made,
        weights={
            basis: {
                row: _weight(basis, units[row], made[row], values[row]) for row in rows
            }
            for basis in BASES
        },
        shares=shares,
        causal=causal,
        drawn=_drawn(amounts, Fraction(A_OF[method]) if method else Fraction(1)),
        emitted=_emitted(amounts),
    )


KEYS = (
    *("mass", "lhv", "volume", "count", "exergy", "moles", "price", "space"),
    *("residence_time", "efficiency", "reference_efficiency"),
)
UNIT_OF = {
    **{"mass": "kg", "lhv": "MJ", "volume": "m3", "count": "piece", "exergy": "MJ"},
    **{"moles": "kmol", "price": "CNY", "space": "m3"},
}
"""Unit of a property, per unit of the product; the others stand alone."""
ALONE = {"residence_time": " d", "efficiency": "", "reference_efficiency": ""}
AMOUNTS = (
    *("fuel", "steel", "haul", "waste", "waste_haul", "credit", "spared", "smoke"),
    *("slip", "uptake", "recycled", "content", "returned"),
)


def tenths(rng: random.Random) -> Fraction:
    """0.1 … 30, exact in decimals."""
    return Fraction(rng.randint(1, 300), 10)


def parts(rng: random.Random, rows: tuple[str, ...]) -> dict[str, Fraction]:
    """Shares that add to one, one of them zero now and then."""
    sizes = [rng.randint(0 if i else 1, 9) for i in range(len(rows))]
    return {
        row: Fraction(size, sum(sizes)) for row, size in zip(rows, sizes, strict=True)
    }


def _output(unit: str, made: Fraction, values: Mapping[str, Fraction]) -> Plain:
    own = {PROPERTY[basis] for basis, known in MEASURES.items() if known == unit}
    properties = {
        key: f"{float(values[key])} {UNIT_OF[key]}/{unit}"
        for key in UNIT_OF
        if key not in own and key != "price"
    }
    properties |= {key: f"{float(values[key])}{word}" for key, word in ALONE.items()}
    return {
        "amount": f"{float(made)} {unit}",
        "price": f"{float(values['price'])} CNY/{unit}",
        "properties": properties,
    }


def _weight(
    basis: str, unit: str, made: Fraction, values: Mapping[str, Fraction]
) -> Fraction:
    energy = made if unit == "MJ" else made * values["lhv"]
    special: dict[str, Callable[[], Fraction]] = {
        "economic": lambda: made * values["price"],
        "time_space": lambda: made * values["space"] * values["residence_time"],
        "efficiency": lambda: 1 / values["efficiency"],
        "alternative_production": lambda: energy / values["reference_efficiency"],
        "benefit_distribution": lambda: energy / values["reference_efficiency"],
    }
    if basis in special:
        return special[basis]()
    if MEASURES.get(basis) == unit:
        return made
    return made * values[PROPERTY.get(basis, basis)]


def _factor(id_: str, co2e: Fraction) -> Plain:
    kinds = {"fuel": "fuel", "lorry": "transport", "landfill": "treatment"}
    return {
        **{"per": PER.get(id_, "1 kg"), "co2e": f"{float(co2e)} kg"},
        **{"kind": kinds.get(id_, "service"), "boundary": "cradle_to_gate"},
        "gwp": "ipcc-ar6-gwp100",
    }


def _plant(
    outputs: Plain,
    amounts: Mapping[str, Fraction],
    causal: Mapping[str, Fraction],
    method: str | None,
) -> Plain:
    a = {key: float(amount) for key, amount in amounts.items()}
    credit = {"amount": f"{a['credit']} kg", "substitutes": "rival"}
    recycling = {
        "method": method,
        "parameters": {
            "mass": f"{a['recycled']} kg",
            "R1": f"{a['content'] / 100}",
            "R2": f"{a['returned'] / 100}",
        },
        "suppliers": {
            **{"Ev": "virgin", "Ev_star": "virgin", "Ed": "incinerator"},
            **{"Erec": "recycled", "ErecEoL": "recycled"},
        },
    }
    return {
        "stage": "production",
        "outputs": {
            **outputs,
            **({"credit": credit} if method is None else {}),
            "regrind": {"amount": "3 kg", "role": "burden_free"},
        },
        "inputs": {
            "fuel": f"{a['fuel']} MJ",
            "steel": {
                "amount": f"{a['steel']} kg",
                "shares": in_text(causal),
                "transport": {"lorry": f"{a['haul']} km"},
            },
        },
        "waste": {
            "dross": {
                **{"amount": f"{a['waste']} kg", "to": "landfill", "mass": "1 kg/kg"},
                "transport": {"lorry": f"{a['waste_haul']} km"},
            }
        },
        "avoids_waste": {"ash": {"amount": f"{a['spared']} kg", "to": "landfill"}},
        "emissions": {
            "co2_fossil": f"{a['smoke']} kg",
            "slip": {
                **{"flow": "ch4_fossil", "activity": "steel"},
                "factor": f"{a['slip']} g/kg",
            },
        },
        "removals": {"co2_biogenic": f"{a['uptake']} kg"},
        **({} if method is None else {"recycling": recycling}),
    }


def _drawn(
    a: Mapping[str, Fraction], split: Fraction
) -> dict[str, tuple[Fraction, Fraction]]:
    none = Fraction(0)
    r1, r2, mass = a["content"] / 100, a["returned"] / 100, a["recycled"]
    virgin = (1 - r1) + r1 * (1 - split) - (1 - split) * r2
    return {
        "fuel": (a["fuel"], none),
        "steel": (none, a["steel"]),
        "lorry": (a["waste"] * a["waste_haul"] / 1000, a["steel"] * a["haul"] / 1000),
        "landfill": (a["waste"] - a["spared"], none),
        "rival": (-a["credit"], none),
        "virgin": (mass * virgin, none),
        "recycled": (mass * (r1 * split + (1 - split) * r2), none),
        "incinerator": (mass * (1 - r2), none),
    }


def _emitted(a: Mapping[str, Fraction]) -> dict[str, tuple[Fraction, Fraction]]:
    """kgCO2e of what the plant emits itself: methane 29.8 (IPCC AR6 WG1 table 7.15)."""
    none = Fraction(0)
    methane = a["steel"] * a["slip"] / 1000 * Fraction("29.8")
    return {
        "co2_fossil": (a["smoke"], none),
        "ch4_fossil": (none, methane),
        "co2_biogenic_removed": (-a["uptake"], none),
    }
