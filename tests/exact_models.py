"""The footprint of a model in fractions: the witness for whole models.

Reads the plain words of the format (quantities ``12.5 kg`` and formulas
``= share * 2 kg`` only) and builds A and B from them on a road of its own: nothing of
lcagraph is used. Intensities Λ = C B A⁻¹ are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import exact

Plain = Any
Key = tuple[str, str]
"""Process (or factor) and row: one column of A, and the row that it delivers."""

UNITS: Mapping[str, tuple[str, Fraction]] = {
    "": ("1", Fraction(1)),
    "%": ("1", Fraction(1, 100)),
    "g": ("mass", Fraction(1, 1000)),
    "kg": ("mass", Fraction(1)),
    "t": ("mass", Fraction(1000)),
    "MJ": ("energy", Fraction(1)),
    "kWh": ("energy", Fraction(36, 10)),
    "MWh": ("energy", Fraction(3600)),
    "km": ("length", Fraction(1)),
    "t*km": ("freight", Fraction(1)),
    "CNY": ("money", Fraction(1)),
}
"""Unit → (kind, size): kg, MJ, km and t*km are one."""

GWP = {
    "co2_fossil": ("fossil", Fraction(1)),
    "co2_biogenic": ("biogenic_co2_emitted", Fraction(1)),
    "ch4_fossil": ("fossil", Fraction("29.8")),
    "ch4_biogenic": ("biogenic_other", Fraction(27)),
    "n2o_fossil": ("fossil", Fraction(273)),
}
"""IPCC AR6 WG1 table 7.15 (100 years), by item of the footprint."""

METHANE_CARBON = Fraction(44, 16)
"""kg CO2 that the carbon of 1 kg CH4 becomes."""


def quantity(text: str, parameters: Mapping[str, str] | None = None) -> Fraction:
    """Value of `12.5 kg`, `3 CNY/t` or `= share * 2 kg` in the units that are one."""
    formula = re.fullmatch(r"= (\w+) \* (.+)", text)
    if formula:
        assert parameters is not None
        return quantity(parameters[formula[1]]) * quantity(formula[2])
    number, _, unit = text.partition(" ")
    above, _, below = unit.partition("/")
    return Fraction(number) * UNITS[above][1] / UNITS[below][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactModel:
    """A and B of a plain model, and what its products cost."""

    keys: tuple[Key, ...]
    intensity: Mapping[Key, Mapping[str, Fraction]]
    """Footprint per kg, MJ or t*km of each product, by item. [kgCO2e]"""
    items: Mapping[str, Fraction]
    """Footprint of the reference flow, by item. [kgCO2e]"""


def long(row: Plain) -> dict[str, Any]:
    """A row in its long form."""
    return row if isinstance(row, dict) else {"amount": row}


def functions(process: Plain) -> Iterator[tuple[str, str, int]]:
    """Row, amount and sign of what a process delivers (+) or treats (−)."""
    for row, output in process.get("outputs", {}).items():
        words = long(output)
        if words.get("role") != "burden_free" and "substitutes" not in words:
            yield row, words["amount"], 1
    for row, treated in process.get("treats", {}).items():
        yield row, long(treated)["amount"], -1


def shares(process: Plain) -> dict[str, Fraction]:
    """Allocation factor per function."""
    rows = {row: amount for row, amount, _ in functions(process)}
    allocation = process.get("allocation")
    if allocation is None:
        return dict.fromkeys(rows, Fraction(1))
    if isinstance(allocation, dict) and "shares" in allocation:
        return {row: quantity(allocation["shares"][row]) for row in rows}
    by = allocation["by"] if isinstance(allocation, dict) else allocation
    weights = {row: quantity(amount) for row, amount in rows.items()}
    if by == "economic":
        outputs = process["outputs"]
        weights = {r: w * quantity(outputs[r]["price"]) for r, w in weights.items()}
    total = sum(weights.values())
    return {row: weight / total for row, weight in weights.items()}


class _Reader:
    """Collects A and B by column."""

    def __init__(self, model: Plain) -> None:
        self.model = model
        self.parameters = model.get("parameters", {})
        self.supplier: dict[str, Key] = {}
        self.free: set[str] = set()
        self.keys: list[Key] = []
        for id_, process in model["processes"].items():
            for row, _, _ in functions(process):
                self.keys.append((id_, row))
                self.supplier[row] = (id_, row)
            for row, output in process.get("outputs", {}).items():
                if long(output).get("role") == "burden_free":
                    self.free.add(row)
        for id_ in model.get("factors", {}):
            self.keys.append((id_, id_))
            self.supplier[id_] = (id_, id_)
        self.a: dict[tuple[Key, Key], Fraction] = {}
        self.b: dict[Key, dict[str, Fraction]] = {key: {} for key in self.keys}

    def read(self) -> None:
        for id_, process in self.model["processes"].items():
            of = shares(process)
            for row, amount, sign in functions(process):
                column = (id_, row)
                self._put(column, column, sign * self._value(amount))
                self._draws(process, column, of[row])
                self._flows(process, column, of[row])
        for id_, factor in self.model.get("factors", {}).items():
            self._put((id_, id_), (id_, id_), self._value(factor["per"]))
            for item, amount in self._gases(factor):
                self._emit((id_, id_), item, amount)

    def _value(self, text: str) -> Fraction:
        return quantity(text, self.parameters)

    def _put(self, row: Key, column: Key, value: Fraction) -> None:
        self.a[row, column] = self.a.get((row, column), Fraction(0)) + value

    def _emit(self, column: Key, item: str, amount: Fraction) -> None:
        self.b[column][item] = self.b[column].get(item, Fraction(0)) + amount

    def _draws(self, process: Plain, column: Key, share: Fraction) -> None:
        for supplier, amount in self.drawn(process):
            # what a treatment takes in is an output of the process, hence positive
            sign = 1 if self.is_treatment(supplier) else -1
            self._put(supplier, column, sign * share * amount)

    def is_treatment(self, key: Key) -> bool:
        return key[1] in self.model["processes"].get(key[0], {}).get("treats", {})

    def drawn(self, process: Plain) -> Iterator[tuple[Key, Fraction]]:
        """Supplier and amount of all that one run of a process demands."""
        for row, text in process.get("inputs", {}).items():
            words = long(text)
            amount = self._value(words["amount"])
            if row not in self.free:
                yield self.supplier[row], amount
            for mode, leg in words.get("transport", {}).items():
                yield self.supplier[mode], amount / 1000 * self._leg(leg)  # kg → t
        for row, text in process.get("waste", {}).items():
            words = long(text)
            yield self.supplier[words.get("to", row)], self._value(words["amount"])
        for output in process.get("outputs", {}).values():
            words = long(output)
            if "substitutes" in words:
                replaced = words["substitutes"]
                amount = self._value(words["amount"]) * self._value(replaced["ratio"])
                yield self.supplier[replaced["product"]], -amount

    def _leg(self, leg: Plain) -> Fraction:
        if isinstance(leg, str):
            return self._value(leg)
        extra = 1 + self._value(leg["empty_return"])
        return self._value(leg["distance"]) * extra / self._value(leg["load_factor"])

    def _flows(self, process: Plain, column: Key, share: Fraction) -> None:
        for item, amount in self.emitted(process):
            self._emit(column, item, share * amount)

    def emitted(self, process: Plain) -> Iterator[tuple[str, Fraction]]:
        """Item and kgCO2e of all that one run of a process emits or removes."""
        for row, text in process.get("emissions", {}).items():
            words = long(text)
            if "activity" in words:
                followed = long(process["inputs"][words["activity"]])
                amount = self._value(followed["amount"]) * quantity(words["factor"])
            else:
                amount = self._value(words["amount"])
            yield from self._characterised(words.get("flow", row), amount)
        for text in process.get("removals", {}).values():
            yield "biogenic_co2_removed", -self._value(long(text)["amount"])

    def _gases(self, factor: Plain) -> Iterator[tuple[str, Fraction]]:
        if "co2e" in factor:
            yield "unspecified", self._value(factor["co2e"])
        for gas, amount in factor.get("emissions", {}).items():
            yield from self._characterised(gas, self._value(amount))

    def _characterised(
        self, gas: str, amount: Fraction
    ) -> Iterator[tuple[str, Fraction]]:
        item, potential = GWP[gas]
        yield item, amount * potential
        if gas == "ch4_biogenic":
            yield "biogenic_methane_carbon", amount * METHANE_CARBON


def solve(model: Plain) -> ExactModel:
    """Intensities of every product and the footprint of the reference flow."""
    reader = _Reader(model)
    reader.read()
    keys = reader.keys
    items = sorted({item for flows in reader.b.values() for item in flows})
    zero = Fraction(0)
    # Λ A = C B, column by column: Aᵀ Λᵀ = (C B)ᵀ
    A = [[reader.a.get((row, column), zero) for row in keys] for column in keys]
    B = [[reader.b[column].get(item, zero) for item in items] for column in keys]
    solved = exact.solve(A, B)
    intensity = {
        key: dict(zip(items, row, strict=True))
        for key, row in zip(keys, solved, strict=True)
    }
    reference = model["reference"]
    wanted = reader.supplier[reference["product"]]
    process = model["processes"].get(wanted[0], {})
    sign = -1 if wanted[1] in process.get("treats", {}) else 1
    demand = sign * quantity(reference["amount"], reader.parameters)
    return ExactModel(
        keys=tuple(keys),
        intensity=intensity,
        items={item: demand * value for item, value in intensity[wanted].items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a process, before anything is allocated."""

    delivered: tuple[tuple[str, Fraction], ...]
    drawn: tuple[tuple[str, Fraction], ...]
    emitted: Mapping[str, Fraction]


def one_run(model: Plain, id_: str) -> Run:
    """What one run of a process delivers, demands and emits. [kg, MJ, kgCO2e]"""
    reader, process = _Reader(model), model["processes"][id_]
    emitted: dict[str, Fraction] = {}
    for item, amount in reader.emitted(process):
        emitted[item] = emitted.get(item, Fraction(0)) + amount
    return Run(
        delivered=tuple((row, quantity(text)) for row, text, _ in functions(process)),
        drawn=tuple((key[1], amount) for key, amount in reader.drawn(process)),
        emitted=emitted,
    )


def kind_of(model: Plain, product: str) -> str:
    """mass, energy or freight: what a product is measured in."""
    if product in model["factors"]:
        amount = model["factors"][product]["per"]
    else:
        process = model["processes"][_Reader(model).supplier[product][0]]
        found = {row: text for row, text, _ in functions(process)}
        amount = found[product]
    return UNITS[amount.partition(" ")[2]][0]
