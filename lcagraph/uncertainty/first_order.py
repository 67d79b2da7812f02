"""The first-order (Taylor) estimate beside the draws, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from lcagraph.arrays import Prepared
from lcagraph.calculate import CHUNK_VARIANTS
from lcagraph.errors import Finding, FindingsError
from lcagraph.sensitivity.taylor import Taylor, linear_part, taylor
from lcagraph.uncertainty.draws import Draws, View, finite
from lcagraph.uncertainty.statistics import normal_quantile, sd_error
from lcagraph.uncertainty.study import Side, Study
from lcagraph.wording.page import UNDEFINED, significant

AGREED = 0.05
"""Standard deviations that differ by less, relative to that of the draws, agree."""

FEWEST = round(1 / (2 * AGREED**2))
"""Draws below which the standard deviation even of a normal is itself less certain:
its relative error is 1 / √(2 n)."""

ROUNDING = 1e-12
"""Standard deviations below this share of the |mean| are what rounding leaves. [1]"""


def first_order_of(study: Study, view: View) -> Mapping[str, Taylor]:
    """The estimate for each side of which it exists, by name.

    A footprint that the means of all numbers don't have (a loop that closes there) has
    none. What is drawn in databases has no part in it: pages say so.
    """
    found: dict[str, Taylor] = {}
    for side in study.sides:
        sampler = study.samplers[side.model]
        prepared = _with_fixed(sampler.prepared, side)
        try:
            found[side.name] = taylor(prepared, sampler, output=view)
        except FindingsError:
            continue
    return found


def _with_fixed(prepared: Prepared, side: Side) -> Prepared:
    """The model with the values that a side fixes as its own."""
    if not side.columns.size:
        return prepared
    table = prepared.compiled.table
    independent = list(table.independent)
    for column, value in zip(side.columns, side.values, strict=True):
        independent[column] = replace(independent[column], base=float(value))
    changed = replace(table, independent=tuple(independent))
    compiled = replace(prepared.compiled, table=changed)
    return replace(prepared, compiled=compiled)


def disagreements(draws: Draws) -> Iterator[Finding]:
    """Each side whose estimate is off by more than the draws can be, and why.

    W545: the model isn't linear. W546: it is on these draws, but they are too few to
    hold the tails of its numbers.
    """
    if draws.study.databases:
        return  # the estimate is about less than the draws are
    sure = normal_quantile((1 + draws.settings.confidence) / 2)
    for name, estimate in draws.first_order.items():
        found = draws.of(name)
        sd, off = found.sd, abs(estimate.sd - found.sd)
        if found.n < FEWEST or off <= ROUNDING * abs(found.mean):
            continue
        if off > AGREED * sd and off > sure * sd_error(finite(draws.totals(name))):
            linear = _linear_sd(draws, name)
            is_bent = abs(linear - sd) > AGREED * sd
            values = {
                "name": name,
                "n": f"{found.n:,}",
                "taylor": significant(estimate.sd),
                "linear": significant(linear),
                "sd": significant(sd),
                "share": f"{off / sd:.0%}" if sd else UNDEFINED,
            }
            yield Finding(code="W545" if is_bent else "W546", values=values)


def _linear_sd(draws: Draws, name: str) -> float:
    """Standard deviation of the linear part of a footprint on the same draws."""
    study, side = draws.study, draws.study.side(name)
    sampler = study.samplers[side.model]
    prepared = _with_fixed(sampler.prepared, side)
    part = linear_part(prepared, sampler, output=draws.view)
    found = [
        part(study.values(side, first, min(CHUNK_VARIANTS, draws.n - first)))
        for first in range(0, draws.n, CHUNK_VARIANTS)
    ]
    known = np.isfinite(draws.totals(name))
    return float(np.concatenate(found)[known].std(ddof=1))
