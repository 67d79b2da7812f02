"""Amounts as a reader of a figure wants them: few digits, a unit of readable size."""

from __future__ import annotations

import re

from lcagraph.drawing.numbers import NO_BREAK, RAISED, number_text
from lcagraph.graph.words import Text
from lcagraph.units import UNITS, Unit, conversion
from lcagraph.wording import label

_LADDERS: tuple[tuple[tuple[str, ...], str, float], ...] = (
    (("mg", "g", "kg", "t", "kt", "Mt"), "kg", 1e3),
    (("Wh", "kWh", "MWh", "GWh", "TWh"), "kWh", 1e4),
    (("J", "kJ", "MJ", "GJ", "TJ", "PJ"), "MJ", 1e3),
    (("mL", "L", "m3"), "m3", 1e6),
)
"""Units that stand in for each other; the one tried first, so that a figure does not
mix kWh and MWh without need; and the value from which the next larger one is taken."""
_SMALLEST = 0.1
"""Below it the next smaller unit is taken."""

_EXPONENT = re.compile(r"(?<=[A-Za-z])([23])(?![0-9A-Za-z])")
_WORDS = ("piece",)


def amount_text(value: float, unit: Unit) -> Text:
    """`1.21 t`, `2,034 kWh`, `50 件`: an amount in a unit of readable size."""
    value, unit = _readable(value, unit)
    digits = number_text(value)
    return Text(
        f"{digits}{NO_BREAK}{_unit_text(unit, 'zh')}".rstrip(),
        f"{digits}{NO_BREAK}{_unit_text(unit, 'en')}".rstrip(),
    )


def _readable(value: float, unit: Unit) -> tuple[float, Unit]:
    """The same amount in a unit that keeps its number short."""
    for ladder, first, limit in _LADDERS:
        if unit.symbol not in ladder or value == 0:
            continue
        step = ladder.index(first)
        value *= conversion(unit, UNITS[first])
        while abs(value) >= limit and step + 1 < len(ladder):
            value *= conversion(UNITS[ladder[step]], UNITS[ladder[step + 1]])
            step += 1
        while abs(value) < _SMALLEST and step > 0:
            value *= conversion(UNITS[ladder[step]], UNITS[ladder[step - 1]])
            step -= 1
        return value, UNITS[ladder[step]]
    return value, unit


def _unit_text(unit: Unit, lang: str) -> str:
    if unit.symbol == "1":
        return ""
    if unit.symbol in _WORDS:
        return label(f"diagram.unit.{unit.symbol}", "zh" if lang == "zh" else "en")
    raised = _EXPONENT.sub(lambda match: match[1].translate(RAISED), unit.symbol)
    return raised.replace("*", "·")
