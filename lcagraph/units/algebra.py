"""Units as factor and dimension: composing, converting, and why two don't convert."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from lcagraph.errors import QuantityError
from lcagraph.nearest import nearest
from lcagraph.units.table import ALIASES, CURRENCIES, ROWS, UNCLEAR, Row

Dimension = tuple[tuple[str, int], ...]
"""Sorted (base, exponent) pairs, such as ``(("length", 1), ("mass", 1))``."""

Parts = tuple[tuple[str, int], ...]
"""(id, exponent) pairs in the order of writing: what a symbol says."""

_CACHE = 4096


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement: 1 `symbol` = `factor` coherent units of `dimension`."""

    symbol: str
    factor: float
    dimension: Dimension


DIMENSIONLESS = Unit("1", 1.0, ())

# Spelled out, so that tkm cancels against kg/(t*km).
_SPELLED = {"tkm": "t*km", "pkm": "p*km"}


def _unit(row: Row) -> Unit:
    symbol = _SPELLED.get(row.symbol, row.symbol)
    return Unit(symbol, row.factor, tuple(sorted(row.dimension.items())))


UNITS: Mapping[str, Unit] = MappingProxyType({row.symbol: _unit(row) for row in ROWS})
"""Every unit of the table by its id; composed units such as kWh/t are not listed."""

_TIDY = {("m", 2): "m2", ("m", 3): "m3", ("km", 2): "km2"}
_YEARED_CURRENCY = re.compile(r"([A-Z]{3})_((?:19|20)[0-9]{2})", re.ASCII)

# --- looking up ----------------------------------------------------------------------


def atom(name: str) -> Unit | None:
    """One unit of the table by symbol, alias or year-tagged currency, or None."""
    found = UNITS.get(name) or UNITS.get(ALIASES.get(name, ""))
    if found is not None:
        return found
    tagged = _YEARED_CURRENCY.fullmatch(name)
    is_money = tagged is not None and tagged.group(1) in CURRENCIES
    return Unit(name, 1.0, ((name, 1),)) if is_money else None


def is_unit_name(text: str) -> bool:
    """True if no id may be called so: a unit, an alias, or a refused word (``ton``)."""
    return atom(text) is not None or text in UNCLEAR


def unknown_unit(name: str, span: tuple[int, int]) -> QuantityError:
    """Why a word is no unit: E430 ``ton``, E431 unclear, E432 unknown."""
    if choices := UNCLEAR.get(name):
        code = "E430" if name.casefold() in ("ton", "tons") else "E431"
        return QuantityError(code, span, {"unit": name, "choices": choices})
    values = {"unit": name[:40], "nearest": _nearest_unit(name[:40])}
    return QuantityError("E432", span, values)


@lru_cache(maxsize=_CACHE)
def _nearest_unit(name: str) -> str | None:
    """The closest unit; kept, because a slip in a copied row comes many times."""
    return nearest(name, (*UNITS, *ALIASES))


# --- algebra -------------------------------------------------------------------------


@lru_cache(maxsize=_CACHE)
def compose(parts: Parts) -> Unit:
    """The product of powers of table units, with a symbol that reads back to itself.

    Only equal symbols cancel: kg/t stays kg/t, with the factor 0.001.
    """
    powers: dict[str, int] = {}
    for name, power in parts:
        powers[name] = powers.get(name, 0) + power
    for (name, power), tidy in _TIDY.items():
        if powers.get(name) == power and tidy not in powers:
            powers = {(tidy if k == name else k): v for k, v in powers.items()}
            powers[tidy] = 1
    above = [(name, power) for name, power in powers.items() if power > 0]
    below = [(name, -power) for name, power in powers.items() if power < 0]
    factor = _factor_of(above) / _factor_of(below)
    return Unit(_symbol(above, below), factor, _dimension(powers))


def _factor_of(parts: list[tuple[str, int]]) -> float:
    factor = 1.0
    for name, power in parts:
        factor *= _known(name).factor ** power
    return factor


def _dimension(powers: Mapping[str, int]) -> Dimension:
    bases: dict[str, int] = {}
    for name, power in powers.items():
        for base, exponent in _known(name).dimension:
            bases[base] = bases.get(base, 0) + exponent * power
    return tuple(sorted((base, e) for base, e in bases.items() if e))


def _symbol(above: list[tuple[str, int]], below: list[tuple[str, int]]) -> str:
    def written(parts: list[tuple[str, int]]) -> str:
        return "*".join(n if power == 1 else f"{n}^{power}" for n, power in parts)

    top = written(above) or "1"
    if not below:
        return top
    return f"{top}/({written(below)})" if len(below) > 1 else f"{top}/{written(below)}"


def _known(name: str) -> Unit:
    unit = atom(name)
    if unit is None:
        raise unknown_unit(name, (0, len(name)))
    return unit


@lru_cache(maxsize=_CACHE)
def parts_of(unit: Unit) -> Parts:
    """The (id, exponent) pairs that the symbol of a unit says."""
    top, _, bottom = unit.symbol.partition("/")
    parts: list[tuple[str, int]] = []
    for side, sign in ((top, 1), (bottom.strip("()"), -1)):
        for item in filter(None, side.split("*")):
            name, _, power = item.partition("^")
            if name != "1":
                parts.append((name, sign * int(power or 1)))
    return tuple(parts)


def multiply(a: Unit, b: Unit) -> Unit:
    """The product unit; equal symbols cancel: t*km times kg/(t*km) is kg."""
    return compose(parts_of(a) + parts_of(b))


def divide(a: Unit, b: Unit) -> Unit:
    """The quotient unit: kWh per t is kWh/t."""
    return compose(parts_of(a) + tuple((name, -e) for name, e in parts_of(b)))


def power(unit: Unit, exponent: int) -> Unit:
    """The unit to a whole power: m squared is m2."""
    return compose(tuple((name, e * exponent) for name, e in parts_of(unit)))


def coherent(dimension: Dimension) -> Unit:
    """The coherent unit of a dimension: ``(("energy", 1),)`` gives MJ."""
    return compose(tuple((_BASES.get(base, base), e) for base, e in dimension))


_BASES = {
    "mass": "kg",
    "length": "m",
    "time": "h",
    "energy": "MJ",
    "amount": "mol",
    "piece": "piece",
    "normal_volume": "Nm3",
    "person": "p",
    "information": "Mbit",
}
"""Coherent unit of each base; a currency is its own."""


def is_co2e(unit: Unit) -> bool:
    """True if the symbol says CO2e: a mass that is already an impact."""
    return any(name.endswith("CO2e") for name, _ in parts_of(unit))


def is_money(unit: Unit) -> bool:
    """True if money is part of the unit: CNY, CNY/kg, CNY_2018."""
    return bool(_moneys(unit))


# --- conversion ----------------------------------------------------------------------


def conversion(source: Unit, target: Unit) -> float:
    """How many `target` are one `source`: kWh to MJ is 3.6.

    Raises
    ------
    QuantityError
        E433 other dimensions, E435 m3 against Nm3, E436 two currencies.
    """
    if source.dimension == target.dimension:
        return 1.0 if source == target else source.factor / target.factor
    values = {"source": source.symbol, "target": target.symbol}
    values |= needed_rate(source, target)
    raise QuantityError(mismatch_code(source, target, "E433"), (0, 0), values)


def mismatch_code(a: Unit, b: Unit, otherwise: str) -> str:
    """Why two units differ: E435 m3 and Nm3, E436 currencies, else `otherwise`."""
    if _recast(a, _GAS) == _recast(b, _GAS):
        return "E435"
    money = dict.fromkeys(_moneys(a) | _moneys(b), (("money", 1),))
    return "E436" if money and _recast(a, money) == _recast(b, money) else otherwise


def needed_rate(source: Unit, target: Unit) -> Mapping[str, str]:
    """What one money is multiplied by to become another, for the cure of E436.

    ``{"deflator": "USD_2012/USD_2013"}`` between years of one currency,
    ``{"rate": "USD_2012/CNY"}`` between currencies; empty where there is no such pair.
    """
    a, b = _moneys(source), _moneys(target)
    if len(a) != 1 or len(b) != 1 or a == b:
        return {}
    [old], [new] = a, b
    key = "deflator" if old[:3] == new[:3] else "rate"
    is_above = dict(source.dimension)[old] > 0  # kg/CNY: the other way round
    return {key: f"{new}/{old}" if is_above else f"{old}/{new}"}


_GAS: Mapping[str, Dimension] = {"normal_volume": (("length", 3),)}


def _moneys(unit: Unit) -> set[str]:
    return {base for base, _ in unit.dimension if base[:3] in CURRENCIES}


def _recast(unit: Unit, rewritten: Mapping[str, Dimension]) -> Dimension:
    """The dimension with some bases read as others."""
    bases: dict[str, int] = {}
    for base, exponent in unit.dimension:
        for other, power in rewritten.get(base, ((base, 1),)):
            bases[other] = bases.get(other, 0) + power * exponent
    return tuple(sorted((base, e) for base, e in bases.items() if e))
