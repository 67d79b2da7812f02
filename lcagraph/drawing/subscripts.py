"""Formulas of gases in a text, with their digits below the line."""

from __future__ import annotations

import re
from dataclasses import replace

from lcagraph.drawing.measure import Span

_GAS = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=\bkg)|(?<=\b[gt]))(CO2|CH4|N2O|SF6|NF3)(?![0-9])"
)
"""By itself, or behind a unit of mass: CO2e, kgCO2e, tCO2e."""
_DIGITS = re.compile(r"([0-9]+)")


def with_subscripts(text: str, style: Span, formula: bool = False) -> list[Span]:
    """Text as spans, with the digits of CO2, CH4, … (or of a formula) as subscripts."""
    found: list[Span] = []
    for number, part in enumerate([text] if formula else _GAS.split(text)):
        is_formula = formula or number % 2 == 1
        for place, piece in enumerate(_DIGITS.split(part) if is_formula else [part]):
            is_lowered = place % 2 == 1
            if found and found[-1].subscript == is_lowered:
                found[-1] = replace(found[-1], text=found[-1].text + piece)
            elif piece:
                found.append(replace(style, text=piece, subscript=is_lowered))
    return found
