"""A synthetic background that is built the way a large LCI database is.

    product ─ several ─▶ producers ─ 1…4 ─▶ regional markets that mix them, with freight
    electricity   region × {high, medium, low voltage}, generators, imports
    shared hubs   freight, heat, water, chemicals, waste treatment, infrastructure
    sectors       a product buys mostly inside a few related sectors
    leaves        some products are bought by nobody
    units         rows and columns are scaled by wild units: kg, MJ, a whole plant
    signs         the reference of a waste treatment is −1

Coefficients are invented: no licensed data are inside. Everything is made in shares of
value first, whose column sums are below 1, and put into units afterwards; a seed gives
one matrix. The settings were tuned to published times of solvers on ecoinvent: that is
calibration, not validation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from economy import KINDS, Economy, Ints, Reals, zipf_weights
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, diags_array

SEED = 20240229
CREDIT_SHARE = 0.003


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Background:
    """Matrices of a database, and the spread of their entries."""

    A: csc_array[Any]
    """Technosphere, shape (n, n); references on the diagonal."""
    B: csc_array[Any]
    """Interventions, shape (flows, n)."""
    C: Reals
    """Characterisation, shape (categories, flows)."""
    sigma_A: Reals  # noqa: N815
    """Standard deviation of ln|a|, per entry of `A.data`; 0: certain. [1]"""
    sigma_B: Reals  # noqa: N815


def synthetic_background(
    n: int, *, flows: int, categories: int = 20, seed: int = SEED
) -> Background:
    """A background of about n processes.

    Parameters
    ----------
    n : int
        Processes, about.
    flows : int
        Elementary flows.
    categories : int
        Rows of C.
    seed : int
    """
    economy = Economy(n, seed)
    rng = economy.rng
    n = len(economy.kinds)
    rows, columns, shares = zip(*economy.entries, strict=True)
    drawn = coo_array((shares, (rows, columns)), shape=(n, n)).tocsc()
    drawn.sort_indices()
    credit = rng.random(drawn.nnz) < CREDIT_SHARE
    drawn.data[credit] *= -0.5
    order = rng.permutation(n)  # a database has no order that helps
    drawn = csc_array(drawn[order][:, order])
    drawn.sort_indices()
    kinds = np.array(economy.kinds)[order]
    A, unit, reference = _in_units(drawn, kinds, rng)
    sigma_A = _spread_of(A, kinds, unit, reference, rng)
    B = _interventions(kinds, unit, flows, rng)
    drawn_sigma = rng.random(B.nnz) < 0.9
    spread = np.clip(rng.lognormal(np.log(0.25), 0.7, B.nnz), 0.05, 1.2)
    sigma_B = np.where(drawn_sigma, spread, 0.0)
    C = _characterisation(categories, flows, rng)
    return Background(A=A, B=B, C=C, sigma_A=sigma_A, sigma_B=sigma_B)


def _is(kinds: Ints, *names: str) -> NDArray[np.bool_]:
    return np.isin(kinds, [KINDS.index(name) for name in names])


def _in_units(
    drawn: csc_array[Any], kinds: Ints, rng: np.random.Generator
) -> tuple[csc_array[Any], Reals, Reals]:
    """A from shares of value; the unit and the reference of each process."""
    n = len(kinds)
    unit = np.exp(rng.normal(0, 2.0, n))
    unit[_is(kinds, "infra")] *= 1e-7
    unit[_is(kinds, "hv", "mv", "lv", "gen")] = 1.0
    is_one = rng.random(n) < 0.93
    reference = np.where(is_one, 1.0, np.exp(rng.normal(0, 0.7, n)))
    sign = np.where(_is(kinds, "waste"), -1.0, 1.0)
    scaled = diags_array(unit * sign) @ drawn @ diags_array(reference / unit)
    A = csc_array(diags_array(reference * sign) - scaled)
    A.sort_indices()
    return A, unit, reference


def _spread_of(
    A: csc_array[Any],
    kinds: Ints,
    unit: Reals,
    reference: Reals,
    rng: np.random.Generator,
) -> Reals:
    """Standard deviations of the logarithms of the entries of A. [1]"""
    column = np.repeat(np.arange(A.shape[1]), np.diff(A.indptr))
    is_uncertain = rng.random(A.nnz) < 0.72
    spread = np.clip(rng.lognormal(np.log(0.16), 0.6, A.nnz), 0.03, 0.9)
    sigma = np.where(is_uncertain, spread, 0.0)
    inputs = A.indices != column
    sigma[~inputs] = 0.0
    share = np.abs(A.data) * unit[column] / unit[A.indices] / reference[column]
    large = inputs & (share > 0.1)
    sigma[large] = np.minimum(sigma[large], 0.12)
    sigma[_is(kinds, "market")[column] & (share > 0.02)] = 0.0
    return sigma


def _interventions(
    kinds: Ints, unit: Reals, flows: int, rng: np.random.Generator
) -> csc_array[Any]:
    popular = np.cumsum(zipf_weights(flows, 0.95, rng))
    mean = np.where(_is(kinds, "market"), 1.2, 50.0)
    mean[_is(kinds, "hv", "mv", "lv")] = 2.0
    drawn = rng.lognormal(np.log(mean) - 0.6, 1.1)
    count = np.clip(drawn, 0, flows // 3).astype(int)
    column = np.repeat(np.arange(len(kinds)), count)
    found = np.searchsorted(popular, rng.random(len(column)))
    row = np.minimum(found, flows - 1)
    size = rng.normal(-7, 3.0, len(column)) - 0.3 * np.log1p(row)
    value = np.exp(size) / unit[column]
    B = coo_array((value, (row, column)), shape=(flows, len(kinds))).tocsc()
    B.sort_indices()
    return csc_array(B)


def _characterisation(categories: int, flows: int, rng: np.random.Generator) -> Reals:
    C = np.zeros((categories, flows))
    for category in range(categories):
        draw = rng.lognormal(np.log(120), 1.3)
        count = int(np.clip(draw, 3, flows * 0.7))
        known = rng.choice(flows, count, replace=False)
        C[category, known] = np.exp(rng.normal(0, 2.5, count))
    return C
