"""Which figures of a row count, where a table has several columns of ready CO2e.

Figures of one row are one factor only if they are gases, or one CO2e, or the parts of
one: fossil, biogenic, land use. A total beside its parts must be their sum. Two years,
two boundaries or two names of one thing are never added up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lcagraph.background.unit_names import named_unit
from lcagraph.formats.factor_table.columns import Figure

_MOST_ROUNDED = 0.01
"""By how much of a total, or of its largest part, its parts may miss it."""

_INDICATORS = {
    "fossil": "GWP-fossil",
    "biogenic": "GWP-biogenic",
    "luluc": "GWP-luluc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A figure of one row."""

    figure: Figure
    amount: float
    """[unit/per]"""
    unit: str
    """Mass that it counts."""
    per: str
    """What it is per, as far as head or cell say it."""
    text: str
    """As written, with a decimal point: its digits tell how far it is rounded."""


def one_meaning(figures: Sequence[Given]) -> Sequence[Given] | None:
    """Figures that together are one factor; None if nobody can tell which count.

    Parameters
    ----------
    figures : sequence of Given
        All of one row.

    Returns
    -------
    sequence of Given or None
        Parts without their total, since they add up to it within the digits written.
    """
    ready = [given for given in figures if given.figure.is_ready]
    parts = [given for given in ready if given.figure.is_part]
    totals = [given for given in ready if not given.figure.is_part]
    heads = {(given.figure.flow, given.figure.head) for given in parts}
    flows = {given.figure.flow for given in parts}
    if len(totals) > 1 or len(flows) < len(parts) or len(heads) < len(parts):
        return None
    if len({given.per for given in ready}) > 1:
        return None
    if not (totals and parts):
        return figures
    (total,) = totals
    sums = [kilograms(part) for part in parts]
    if any(each is None for each in (*sums, kilograms(total))):
        return None
    told = kilograms(total) or 0.0
    allowed = math.fsum(half_digit(each) for each in (total, *parts))
    # parts may cancel: carbon that wood took up against what made it
    largest = max(abs(told), *(abs(each or 0.0) for each in sums))
    allowed = min(allowed, _MOST_ROUNDED * largest)
    is_sum = abs(told - math.fsum(each or 0.0 for each in sums)) <= allowed
    return [each for each in figures if each is not total] if is_sum else None


def missing_parts(figures: Sequence[Given]) -> tuple[str, ...]:
    """Indicators without which parts, such as GWP-fossil, are no whole factor."""
    stated = {given.figure.indicator for given in figures}
    if not stated & set(_INDICATORS):
        return ()
    return tuple(name for part, name in _INDICATORS.items() if part not in stated)


def kilograms(given: Given) -> float | None:
    """A figure in kilograms; None if its unit is not known. [kg]"""
    known = named_unit(given.unit)
    return given.amount * known.factor if known is not None else None


def half_digit(given: Given) -> float:
    """Half of the last digit that is written. [kg]"""
    exponent = Decimal(given.text.strip()).as_tuple().exponent
    known = named_unit(given.unit)
    size = known.factor if known is not None else 0.0
    slack = 1 + 1e-9  # of the sum in floating point
    return 0.5 * 10.0 ** int(exponent) * size * slack
