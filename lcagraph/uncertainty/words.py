"""Numbers of a Monte Carlo as people read them."""

from __future__ import annotations

from lcagraph.uncertainty.statistics import Interval
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, significant


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
