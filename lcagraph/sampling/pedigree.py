"""Pedigree scores → geometric standard deviation, as ecoinvent does it.

Scores say how far a number is from what it stands for; a basic uncertainty says how far
such numbers scatter anyway. Both are variances of the logarithm, and add up:

    σ² = σ²(basic) + Σ σ²(indicator i, its score),      gsd = e^σ

Five scores take the matrix of ecoinvent 3, which tabulates variances. Six scores, with
the sample size, take that of ecoinvent 2, which tabulates factors U = gsd²; a factor
counts σ² = (ln U / 2)². Version 2 leaves two cells empty (geographical 4, technological
2); there the factor 1.05 of version 3 is taken.

Basic uncertainty is by kind of flow. Where ecoinvent tells combustion, process and
agriculture apart, a model does not: the largest of them is taken. A ready CO2e figure
has no row in ecoinvent's table; it is mostly CO2, and takes its row.

References
----------
Weidema et al. (2013), Overview and methodology: data quality guideline for the
ecoinvent database version 3, ecoinvent report 1(v3), tables 10.3 to 10.5.
Frischknecht & Jungbluth (eds., 2007), Overview and methodology, ecoinvent report 1,
v2.0, section 7.3: the matrix, the uncertainty factors and the basic uncertainties.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from lcagraph.distributions import Distribution, Pedigree

BasicKind = Literal[
    "intermediate", "transport", "co2", "methane_or_n2o", "halocarbon", "other_gas"
]

VARIANCES_3: tuple[tuple[float, ...], ...] = (
    (0.0, 0.0006, 0.002, 0.008, 0.04),
    (0.0, 0.0001, 0.0006, 0.002, 0.008),
    (0.0, 0.0002, 0.002, 0.008, 0.04),
    (0.0, 0.000025, 0.0001, 0.0006, 0.002),
    (0.0, 0.0006, 0.008, 0.04, 0.12),
)
"""ecoinvent 3, table 10.5: variance of the logarithm for scores 1 to 5 of reliability,
completeness, temporal, geographical and further technological correlation. [1]"""

FACTORS_2: tuple[tuple[float, ...], ...] = (
    (1.00, 1.05, 1.10, 1.20, 1.50),
    (1.00, 1.02, 1.05, 1.10, 1.20),
    (1.00, 1.03, 1.10, 1.20, 1.50),
    (1.00, 1.01, 1.02, 1.05, 1.10),
    (1.00, 1.05, 1.20, 1.50, 2.00),
    (1.00, 1.02, 1.05, 1.10, 1.20),
)
"""ecoinvent 2: squared geometric standard deviation for scores 1 to 5 of the same five
and of the sample size. [1]"""

BASIC_3: Mapping[BasicKind, float] = MappingProxyType(
    {
        "intermediate": 0.0006,
        "transport": 0.12,
        "co2": 0.0006,
        "methane_or_n2o": 0.04,
        "halocarbon": 0.12,
        "other_gas": 0.04,
    }
)
"""ecoinvent 3, table 10.3: variance of the logarithm. Halocarbons are individual
hydrocarbons of a process, other gases inorganic emissions. [1]"""

BASIC_2: Mapping[BasicKind, float] = MappingProxyType(
    {
        "intermediate": 1.05,
        "transport": 2.00,
        "co2": 1.05,
        "methane_or_n2o": 1.50,
        "halocarbon": 2.00,
        "other_gas": 1.50,
    }
)
"""ecoinvent 2: squared geometric standard deviation of the same kinds. [1]"""

INORGANIC = ("sf6", "nf3", "so2f2")


def log_variance(scores: Pedigree, kind: BasicKind) -> float:
    """Variance of the logarithm of a number by its pedigree. [1]

    Parameters
    ----------
    scores : tuple of int
        Five (ecoinvent 3) or six (ecoinvent 2), from 1 (best) to 5.
    kind : str
        What flows, for the basic uncertainty.
    """
    if len(scores) == len(VARIANCES_3):
        added = [row[s - 1] for row, s in zip(VARIANCES_3, scores, strict=True)]
        return math.fsum([BASIC_3[kind], *added])
    factors = [row[s - 1] for row, s in zip(FACTORS_2, scores, strict=True)]
    return math.fsum((math.log(u) / 2.0) ** 2 for u in [BASIC_2[kind], *factors])


def geometric_sd(scores: Pedigree, kind: BasicKind) -> float:
    """Geometric standard deviation by pedigree: e^σ, not its square. [1]"""
    return math.exp(math.sqrt(log_variance(scores, kind)))


def with_pedigree(
    stated: Distribution | None, scores: Pedigree, kind: BasicKind
) -> Distribution | None:
    """The distribution that pedigree scores make, or add to a stated lognormal.

    Parameters
    ----------
    stated : Distribution or None
        What the model states for the number.
    scores, kind
        As in `log_variance`. A stated lognormal stands for the basic uncertainty: the
        variances of the scores alone are added to its own.

    Returns
    -------
    Distribution or None
        None: another kind of distribution is stated, to which nothing can be added.
    """
    if stated is None:
        return Distribution(kind="lognormal", gsd=geometric_sd(scores, kind))
    if stated.kind != "lognormal":
        return None
    own = math.log(stated.gsd or 1.0) ** 2
    basic = log_variance((1,) * len(scores), kind)
    added = log_variance(scores, kind) - basic
    return Distribution(
        kind="lognormal",
        gsd=math.exp(math.sqrt(own + added)),
        minimum=stated.minimum,
        maximum=stated.maximum,
    )


def gas_kind(flow: str) -> BasicKind:
    """Kind of an elementary flow, by its id; a ready CO2e figure counts as CO2."""
    if flow.startswith("co2"):
        return "co2"
    if flow.startswith(("ch4", "n2o")):
        return "methane_or_n2o"
    return "other_gas" if flow in INORGANIC else "halocarbon"
