"""Random product systems that have an answer by construction.

Drawn first in shares of value: process j spends the share T_ij of its product's value
on product i. Each column of |T| adds up to 0.9 at most, so the spectral radius of |T|
is at most 0.9 (it never exceeds a norm, here the 1-norm), and I − T is invertible with
whatever signs and loops. Then the matrix is written the way people write it: products
in units of their own, reference amounts other than 1, waste rows whose treatment has
−1, columns with a negative reference amount, rows in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

MOST_SPENT = 0.9
"""Bound of the spectral radius: a loop gives back at most 0.9 of what it makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomSystem:
    """A s = f, g = B s, h = C g, and what the numbers are small or large against."""

    A: Reals
    f: Reals
    B: Reals
    C: Reals
    run: Reals
    """Value of one run of each process: s · run is free of units, shape (n,)."""
    matching: NDArray[np.intp]
    """Row that each column supplies, shape (n,)."""

    @property
    def entries(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Reals]:
        rows, columns = np.nonzero(self.A)
        return rows, columns, self.A[rows, columns]


def random_system(rng: np.random.Generator, n: int) -> RandomSystem:
    """One system of n processes with loops, co-products, waste and odd units."""
    shares = _shares(rng, n)
    unit = 10.0 ** rng.uniform(-3, 3, n)  # g to t, J to GJ
    amount = rng.choice([1.0, 1000.0, 0.5], n) * rng.uniform(1, 10, n)
    turned = np.where(rng.random(n) < 0.1, -1.0, 1.0)  # negative reference amounts
    waste = np.where(rng.random(n) < 0.2, -1.0, 1.0)  # rows of wastes
    A = (waste * unit)[:, None] * (np.eye(n) - shares) * (turned * amount)
    order = rng.permutation(n)
    f = np.zeros(n)
    wanted = rng.choice(n, size=int(rng.integers(1, 3)), replace=False)
    f[wanted] = waste[wanted] * unit[wanted] * rng.uniform(1, 100, len(wanted))
    flows = rng.normal(size=(5, n)) * (rng.random((5, n)) < 0.5)
    matching = np.empty(n, dtype=np.intp)
    matching[order] = np.arange(n)
    return RandomSystem(
        A=A[order],
        f=f[order],
        B=flows * (turned * amount),
        C=rng.uniform(0.1, 100, (3, 5)),
        run=turned * amount,
        matching=matching,
    )


def _shares(rng: np.random.Generator, n: int) -> Reals:
    """T: some columns spend nothing, some products are substituted (negative)."""
    links = rng.random((n, n)) < rng.uniform(0.05, min(1.0, 4.0 / n))
    shares = rng.random((n, n)) * links
    shares *= np.where(rng.random((n, n)) < 0.1, -1.0, 1.0)  # credits
    for _ in range(n // 6):  # co-products: two columns with one recipe, allocated
        one, other = rng.choice(n, size=2, replace=False)
        shares[:, other] = shares[:, one]
    np.fill_diagonal(shares, np.diagonal(shares) * (rng.random(n) < 0.5))
    spent = np.abs(shares).sum(axis=0)
    most = rng.uniform(0.1, MOST_SPENT, n)
    return shares * np.where(spent > 0, most / np.where(spent > 0, spent, 1.0), 0.0)
