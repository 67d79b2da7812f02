"""Sobol and Morris indices of any function of independent uniforms, through SALib.

A model is such a function: quantiles of its numbers in, a footprint out. So an analytic
test function takes the same way as a model. SALib (Herman & Usher 2017,
doi:10.21105/joss.00097; Iwanaga, Usher & Herman 2022, doi:10.18174/sesmo.18155) is the
extra `sensitivity`; it loads pandas and a part of scipy, so it is imported here, late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from lcagraph.arrays import Floats
from lcagraph.errors import Finding, UsageError

Function = Callable[[Floats], Floats]
"""Quantiles, shape (k, m), in (0, 1) → outputs, shape (k,); NaN: none."""

HALF_STEP = 2.0**-31
"""Points of a Sobol sequence are multiples of 2^-30: moved by half a step, none is 0,
where a lognormal has no value."""

RESAMPLES = 200
"""Bootstrap samples behind each interval."""

CONFIDENCE = 0.95
"""Of the intervals. [1]"""

PROBABILITY = 0.95
"""The grid of Morris runs over this middle part of each distribution. [1]"""

LEVELS = 4
"""Levels of the grid of Morris, as he and most users since have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Part of the variance of an output that one number, or one group, answers for."""

    name: str
    first: float
    """By itself. [1]"""
    first_margin: float
    """Half-width of its confidence interval. [1]"""
    total: float
    """With all its interactions. [1]"""
    total_margin: float
    """[1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one number, or one group, does over its range, from many places (Morris)."""

    name: str
    mean: float
    """Mean effect; of a group, NaN. [unit of the output per whole range]"""
    absolute: float
    """Mean of |effect|, the measure of importance (μ*). [unit of the output]"""
    absolute_margin: float
    """Half-width of its confidence interval. [unit of the output]"""
    sd: float
    """Standard deviation of the effects: 0 for a number that acts alike everywhere;
    else interactions or curvature. Of a group, NaN. [unit of the output]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Estimates of a design, with the outputs that they rest on."""

    outputs: Floats
    """Of the points that had one, shape (k,)."""
    lost: int
    """Points of the design that went lost because one of their block had no output."""
    found: tuple[Any, ...]


def sobol_indices(
    function: Function,
    groups: Sequence[str],
    *,
    n: int,
    seed: int,
) -> Estimates:
    """First-order and total Sobol indices (estimators of Saltelli et al. 2010).

    Parameters
    ----------
    function : callable
    groups : sequence of str
        Name of the group of each argument; a number by itself is a group of one.
    n : int
        Points of the base sequence, a power of two; the function is asked at
        n (groups + 2) points.
    seed : int
        Of the scrambled sequence and of the bootstrap.

    Returns
    -------
    Estimates
        With an `Index` per group.

    Raises
    ------
    UsageError
        SALib is not installed (E744), `n` is no power of two (E745), or the output
        does not vary (E746).
    """
    if n < 2 or n & (n - 1):
        near = 2 ** max(1, round(np.log2(max(n, 2))))
        raise UsageError(Finding(code="E745", values={"n": n, "near": near}))
    sample, analyze = _modules("sobol")
    problem = _problem(groups, (0.0, 1.0))
    names = list(dict.fromkeys(groups))
    u = sample.sample(problem, n, calc_second_order=False, seed=seed) + HALF_STEP
    is_whole = len(names) == 1  # SALib takes one group for none; it is all there is
    every = function(u)
    outputs = every[_kept(every, 1 if is_whole else len(names) + 2)]
    lost = len(every) - len(outputs)
    _refuse_constant(outputs)
    if is_whole:
        only = Index(
            name=names[0], first=1.0, first_margin=0.0, total=1.0, total_margin=0.0
        )
        return Estimates(outputs=outputs, lost=lost, found=(only,))
    found = analyze.analyze(
        problem,
        outputs,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=seed + 1,  # SALib takes 0 for no seed
    )
    keys = ("S1", "S1_conf", "ST", "ST_conf")
    return Estimates(
        outputs=outputs,
        lost=lost,
        found=tuple(
            Index(name=name, first=s1, first_margin=s1c, total=st, total_margin=stc)
            for name, s1, s1c, st, stc in zip(
                names, *(map(float, found[key]) for key in keys), strict=True
            )
        ),
    )


def morris_effects(
    function: Function,
    groups: Sequence[str],
    *,
    trajectories: int,
    seed: int,
) -> Estimates:
    """Elementary effects (Morris 1991; groups: Campolongo et al. 2007).

    Parameters
    ----------
    function : callable
    groups : sequence of str
        Name of the group of each argument.
    trajectories : int
        Ways through the grid; the function is asked at trajectories (groups + 1)
        points.

    Returns
    -------
    Estimates
        With an `Effect` per group.

    Raises
    ------
    UsageError
        SALib is not installed (E744), fewer than two trajectories (E745), or the
        output does not vary (E746).
    """
    if trajectories < 2:
        raise UsageError(Finding(code="E745", values={"n": trajectories, "near": 2}))
    sample, analyze = _modules("morris")
    tail = (1 - PROBABILITY) / 2
    problem = _problem(groups, (tail, 1 - tail))
    names = list(dict.fromkeys(groups))
    u = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    every = function(u)
    kept = _kept(every, len(names) + 1)
    outputs = every[kept]
    _refuse_constant(outputs)
    found = analyze.analyze(
        problem,
        u[kept],
        outputs,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=LEVELS,
        seed=seed + 1,
    )
    keys = ("mu", "mu_star", "mu_star_conf", "sigma")
    by_name = dict(
        zip(
            map(str, found["names"]),
            zip(*(np.asarray(found[key], float) for key in keys), strict=True),
            strict=True,
        )
    )
    is_alone = {name: list(groups).count(name) == 1 for name in names}
    return Estimates(
        outputs=outputs,
        lost=len(every) - len(outputs),
        found=tuple(
            Effect(
                name=name,
                mean=float(mean) if is_alone[name] else float("nan"),
                absolute=float(absolute),
                absolute_margin=float(margin),
                sd=float(sd) if is_alone[name] else float("nan"),
            )
            for name, (mean, absolute, margin, sd) in (
                (name, by_name[name]) for name in names
            )
        ),
    )


def _problem(groups: Sequence[str], bounds: tuple[float, float]) -> dict[str, Any]:
    """What SALib wants to know of the arguments."""
    return {
        "num_vars": len(groups),
        "names": [f"x{i}" for i in range(len(groups))],
        "bounds": [list(bounds)] * len(groups),
        "groups": list(groups),
    }


def _modules(method: str) -> tuple[ModuleType, ModuleType]:
    """SALib's sampling and analysis of one method."""
    try:
        # SALib loads pandas: a second that only these two analyses cost
        from SALib.analyze import morris as morris_analysis
        from SALib.analyze import sobol as sobol_analysis
        from SALib.sample import morris, sobol
    except ImportError:
        raise UsageError(Finding(code="E744", values={})) from None
    if method == "sobol":
        return sobol, sobol_analysis
    return morris, morris_analysis


def _kept(outputs: Floats, width: int) -> Any:
    """Points whose whole block has outputs: estimators compare within a block."""
    whole = np.isfinite(outputs.reshape(-1, width)).all(axis=1)
    return np.repeat(whole, width)


def _refuse_constant(outputs: Floats) -> None:
    spread = np.ptp(outputs) if outputs.size else 0.0
    if spread <= 1e-12 * np.abs(outputs).max(initial=0.0):
        raise UsageError(Finding(code="E746", values={}))
