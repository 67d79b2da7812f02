"""Numbers of a Monte Carlo as people read them."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from lcagraph.uncertainty.statistics import Interval
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, significant

NEARLY = 0.001
"""Shares closer to 0 or 1 than this are said to be so. [1]"""


def bounds(interval: Interval) -> str:
    """An interval as ``[low, high]``; a dash for a bound that the draws don't give."""
    low, high = (
        UNDEFINED if bound is None else significant(bound)
        for bound in (interval.low, interval.high)
    )
    return f"[{low}, {high}]"


def percentile_label(percent: float, lang: Language) -> str:
    """What a percentile is called."""
    if percent == 50:
        return label("mc.median", lang)
    return label("mc.percentile", lang).format(percent=f"{percent:g}")


def chance(share: float, interval: Interval) -> str:
    """A probability with its bounds; one that all draws agree on is its bound alone.

    No number of draws tells 0 or 100 % for sure: `< 0.037%` is the upper bound of what
    happened in none of 10,000, `> 99.963%` the lower one of what happened in all.
    """
    low = _outwards(0.0 if interval.low is None else interval.low, ROUND_FLOOR)
    high = _outwards(1.0 if interval.high is None else interval.high, ROUND_CEILING)
    if share == 0:
        return f"< {high} [{low}, {high}]"
    if share == 1:
        return f"> {low} [{low}, {high}]"
    return f"{share_text(share)} [{low}, {high}]"


def share_text(share: float) -> str:
    """A share of draws; only none reads 0 and only all reads 100 %."""
    if share in (0, 1):
        return f"{share:.0%}"
    if share < NEARLY:
        return f"< {NEARLY:.1%}"
    return f"> {1 - NEARLY:.1%}" if share > 1 - NEARLY else f"{share:.1%}"


def _outwards(share: float, rounding: str) -> str:
    """A bound in percent, two digits of its distance to 0 or 100 % at the least."""
    if share in (0, 1):
        return f"{share:.0%}"
    distance = 100 * min(share, 1 - share)
    decimals = max(2, 1 - math.floor(math.log10(distance)))
    step = Decimal(1).scaleb(-decimals)
    return f"{Decimal(100 * share).quantize(step, rounding=rounding)}%"
