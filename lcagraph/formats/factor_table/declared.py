"""Figures by module of EN 15804: which datasets a row declares, and what contradicts.

Modules are never added up, but for A1, A2 and A3: EN 15804 lets a declaration state
them as one, which is the product from cradle to gate. What is stated twice, as A1-A3
and by its parts, must agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lcagraph.formats.factor_table.meaning import Given, half_digit, kilograms
from lcagraph.formats.factor_table.modules import modules_in

PRODUCTION = "A1-A3"
_STEPS = ("A1", "A2", "A3")

CLASHES: Mapping[str, Mapping[str, str]] = {
    "sum": {"en": "{text}", "zh": "{text}"},
    "beside": {
        "en": "a figure without a module stands beside those of modules ({text}), and "
        "may hold some",
        "zh": "未注明模块的数值与各模块（{text}）的数值并列，可能重复",
    },
    "incomplete": {
        "en": "of A1 to A3 it has only {text}, which is not cradle to gate",
        "zh": "A1 至 A3 中只有 {text}，不构成“摇篮到大门”",
    },
    "unlike": {
        "en": "{text} have different parts or units, so they can't be added up",
        "zh": "{text} 的分项或单位不同，无法相加",
    },
}
"""Why figures by module are no factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Why figures by module are no factor."""

    reason: str
    """Word of `CLASHES`."""
    text: str
    """Modules, with their figures where these contradict each other."""


def by_module(
    meant: Mapping[str, Sequence[Given]],
) -> tuple[Mapping[str, Sequence[Given]], Sequence[Clash]]:
    """Datasets of a row with figures by module, and what contradicts itself.

    Parameters
    ----------
    meant : mapping
        Module, or nothing, → figures that count (`meaning.one_meaning`).

    Returns
    -------
    mapping, sequence of Clash
        Module → figures: production as one, all others as they are declared.
    """
    if "" in meant:
        return {}, [Clash(reason="beside", text=", ".join(filter(None, meant)))]
    clashes = [
        Clash(reason="sum", text=text)
        for whole in meant
        if (text := _contradiction(whole, meant))
    ]
    if clashes:
        return {}, clashes
    kept = {name: given for name, given in meant.items() if name not in _STEPS}
    steps = [name for name in _STEPS if name in meant]
    if PRODUCTION in kept or not steps:
        return kept, []
    if len(steps) < len(_STEPS):
        return kept, [Clash(reason="incomplete", text=", ".join(steps))]
    made = _added([meant[name] for name in steps])
    if made is None:
        return kept, [Clash(reason="unlike", text=", ".join(steps))]
    return {PRODUCTION: made, **kept}, []


def _contradiction(whole: str, meant: Mapping[str, Sequence[Given]]) -> str:
    """How a module such as A1-A3 differs from the sum of its parts, or nothing."""
    atoms = modules_in(whole)
    parts = [name for name in atoms if name in meant]
    if len(atoms) < 2 or len(parts) < len(atoms):
        return ""
    told = _sum(meant[whole])
    sums = [_sum(meant[name]) for name in parts]
    if told is None or any(each is None for each in sums):
        return ""
    total = math.fsum(each or 0.0 for each in sums)
    slack = math.fsum(
        half_digit(given) for name in (whole, *parts) for given in meant[name]
    )
    if abs(told - total) <= slack:
        return ""
    return f"{whole} {told:g} ≠ {' + '.join(parts)} = {total:g} kgCO2e"


def _sum(figures: Sequence[Given]) -> float | None:
    sizes = [kilograms(given) for given in figures]
    return None if None in sizes else math.fsum(each or 0.0 for each in sizes)


def _added(steps: Sequence[Sequence[Given]]) -> Sequence[Given] | None:
    """A1, A2 and A3 as one, item by item; None if they are told in different ways."""
    items = [[(each.figure.flow, each.figure.is_part) for each in one] for one in steps]
    units = {(each.unit, each.per) for one in steps for each in one}
    if any(one != items[0] for one in items) or len(units) > 1:
        return None
    return [
        replace(same[0], amount=math.fsum(each.amount for each in same))
        for same in zip(*steps, strict=True)
    ]
