"""One example of each chart, in both languages: what the golden pictures show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lcagraph.charts import (
    Caption,
    Estimate,
    Index,
    Interval,
    Swing,
    Trace,
    convergence,
    convergence_text,
    histogram,
    histogram_text,
    index_bars,
    index_bars_text,
    intervals,
    intervals_text,
    paired_difference,
    paired_difference_text,
    tornado,
    tornado_text,
)

Floats = NDArray[np.float64]
Drawn = Callable[..., str]

ZH = Caption(title="碳足迹的不确定性", unit="kgCO2e", lang="zh", note="抽样 2,000 次")
EN = Caption(title="Uncertainty", unit="kgCO2e", lang="en", note="2,000 draws")


def bell(size: int = 2000) -> Floats:
    """Values shaped like a bell around 10, without a random number.

    The i-th is 10 + ln(u/(1 − u)) with u = (i + ½)/n: quantiles of the logistic
    distribution, symmetric around 10.
    """
    u = (np.arange(size) + 0.5) / size
    found: Floats = 10 + np.log(u / (1 - u))
    return found


SWINGS = (
    Swing(name="电网因子", at_low=9.0, at_high=11.5, low="0.35", high="0.78 kgCO2e"),
    Swing(name="回收率", at_low=10.6, at_high=9.3, low="0 %", high="60 %"),
    Swing(name="成品率", at_low=10.2, at_high=10.5),
)
INDICES = (
    Index(
        name="X1",
        first=Estimate(value=0.31, low=0.28, high=0.34),
        total=Estimate(value=0.56, low=0.51, high=0.61),
    ),
    Index(name="X2", first=Estimate(value=0.44), total=Estimate(value=0.44)),
    Index(name="X3", first=Estimate(value=-0.01, low=-0.04, high=0.02)),
)
INTERVALS = (
    Interval(name="现状", low=8, median=10, high=13, quartiles=(9.5, 11), mark=10),
    Interval(name="绿电", low=6, median=7, high=9),
)
_COUNTS = np.array([100.0, 1000.0, 10000.0])
TRACES = (
    Trace(
        name="均值",
        counts=_COUNTS,
        values=np.array([10.2, 10.05, 10.01]),
        low=np.array([9.6, 9.9, 9.95]),
        high=np.array([10.8, 10.2, 10.07]),
    ),
    Trace(name="97.5 %", counts=_COUNTS, values=np.array([13.1, 13.8, 13.66])),
)
NAMES, CHANCE = ("再生铝", "原生铝"), "97.3% [96.90%, 97.60%]"
MARKS = {"按模型原值": 10.1, "均值": 10.0}

EXAMPLES: Mapping[str, tuple[Drawn, Drawn]] = {
    "histogram": (
        lambda c: histogram(bell(), c, marks=MARKS),
        lambda c, w: histogram_text(bell(), c, marks=MARKS, width=w),
    ),
    "paired_difference": (
        lambda c: paired_difference(bell() - 13, c, names=NAMES, chance=CHANCE),
        lambda c, w: paired_difference_text(
            bell() - 13, c, names=NAMES, chance=CHANCE, width=w
        ),
    ),
    "tornado": (
        partial(tornado, SWINGS, base=10.0),
        lambda c, w: tornado_text(SWINGS, c, base=10.0, width=w),
    ),
    "convergence": (
        partial(convergence, TRACES),
        lambda c, w: convergence_text(TRACES, c, width=w),
    ),
    "index_bars": (
        partial(index_bars, INDICES),
        lambda c, w: index_bars_text(INDICES, c, width=w),
    ),
    "intervals": (
        partial(intervals, INTERVALS),
        lambda c, w: intervals_text(INTERVALS, c, width=w),
    ),
}
"""Name → the SVG and the lines of one chart, for a caption (and a width)."""
