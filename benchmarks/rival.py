"""bw2calc 3.1, the way a careful user of it would run each case.

Its best class is taken beside its default one. MKL's place is told to pypardiso, since
each new LCA would search the disk for it otherwise. Every function takes the folder of
a saved background and returns the time it took [s] and the scores.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from background import (
    PRODUCTS,
    characterisation_package,
    datapackage,
    use_mkl_of_this_environment,
)
from numpy.typing import NDArray
from synthetic import Background

Reals = NDArray[np.float64]
Timed = tuple[float, Reals]

TIGHT = 1e-10
"""Relative residual that the iterative classes are asked for, as ours is. [1]"""


def bw2calc() -> Any:
    """The rival, with its solver found and its advertisements silenced."""
    use_mkl_of_this_environment()
    warnings.simplefilter("ignore")
    import bw2calc as rival  # takes seconds

    return rival


def lca(
    one: Background, demand: Mapping[int, float], kind: str = "LCA", **options: Any
) -> Any:
    """An LCA object of one of the rival's classes; `demand` is by row."""
    made = getattr(bw2calc(), kind)
    wanted = {row + PRODUCTS: amount for row, amount in demand.items()}
    return made(wanted, data_objs=[datapackage(one)], **options)


def samples(
    one: Background,
    demand: Mapping[int, float],
    count: int,
    kind: str = "LCA",
    **options: Any,
) -> Timed:
    """Monte Carlo: seconds per sample, without the set-up, and the scores."""
    found = lca(one, demand, kind, use_distributions=True, seed_override=7, **options)
    found.lci()
    found.lcia()
    scores = []
    begin = perf_counter()
    for _ in range(count):
        next(found)
        scores.append(found.score)
    return (perf_counter() - begin) / count, np.array(scores)


def paired_samples(
    one: Background, rows: Sequence[int], count: int, kind: str = "MultiLCA"
) -> Timed:
    """Monte Carlo of several products at once: seconds per sample, (count, p)."""
    found = multi(one, {str(row): {row: 1.0} for row in rows}, 1, kind, sampled=True)
    found.lci()
    found.lcia()
    scores = []
    begin = perf_counter()
    for _ in range(count):
        next(found)
        scores.append([_score(found.scores, str(row)) for row in rows])
    return (perf_counter() - begin) / count, np.array(scores)


def _score(scores: Mapping[Any, float], name: str) -> float:
    return next(value for key, value in scores.items() if name in key)


def multi(
    one: Background,
    demands: Mapping[str, Mapping[int, float]],
    categories: int,
    kind: str = "MultiLCA",
    *,
    sampled: bool = False,
    **options: Any,
) -> Any:
    """An object of MultiLCA, or of its quicker sister, over several categories."""
    rival = bw2calc()
    wanted = {
        name: {row + PRODUCTS: amount for row, amount in demand.items()}
        for name, demand in demands.items()
    }
    methods = [("category", str(category)) for category in range(categories)]
    packages = [characterisation_package(one, number) for number in range(categories)]
    return getattr(rival, kind)(
        demands=wanted,
        method_config={"impact_categories": methods},
        data_objs=[datapackage(one), *packages],
        use_distributions=sampled,
        **({"seed_override": 7} if sampled else {}),
        **options,
    )


def adjoint_scores(
    one: Background, demands: Mapping[str, Mapping[int, float]], categories: int
) -> Timed:
    """`FastScoresOnlyMultiLCA` in its adjoint direction: set-up left out, (p, m)."""
    found = multi(
        one, demands, categories, "FastScoresOnlyMultiLCA", direction="adjoint"
    )
    begin = perf_counter()
    next(found)
    elapsed = perf_counter() - begin
    scores = np.asarray(found.scores)
    return elapsed, scores.T if scores.shape[0] == categories else scores
