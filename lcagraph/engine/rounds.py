"""Answers of an economy by rounds of purchases: y + A y + A² y + …

Where every sector adds value in some prices (what it buys is worth less than what it
makes), each round is smaller than the one before, so that nothing has to be factorised
or put in order, and the table is read once a round. Input–output tables are like that.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from lcagraph.engine.answers import Account, Question
from lcagraph.engine.chain import passed_on
from lcagraph.engine.large import TAKEN
from lcagraph.solve.arrays import Reals

LARGEST_SHARE = 0.95
"""Of its output that a sector may buy where rounds of purchases are added up. [1]"""
MOST_ROUNDS = 200
"""Of prices: 0.95²⁰⁰ = 4e-5, enough to see that they exist."""

Table = csr_array[np.float64] | csc_array[np.float64]


def largest_share(A: Table) -> float:
    """Largest part of the worth of its output that a sector buys; ∞ if there is none.

    At prices p = 1 + p |A|, where each sector adds 1 to what it buys, that part is
    p |A| / p. It is below 1 for each sector if and only if rounds of purchases die out.

    Parameters
    ----------
    A : sparse array, shape (n, n)
        Inputs per unit of output; row supplies column. [1]
    """
    if not np.isfinite(A.data).all():
        return np.inf
    sizes = abs(A).T if (A.data < 0).any() else A.T
    price = np.ones(A.shape[0])
    for _ in range(MOST_ROUNDS):
        bought = np.asarray(sizes @ price)
        share = float((bought / price).max(initial=0.0))
        if share < LARGEST_SHARE:
            return share  # these prices prove it already
        if price.max() > 1 / (1 - LARGEST_SHARE):
            break
        price = 1.0 + bought
    return share if share < 1 else np.inf


def by_rounds(
    A: Table, wanted: Reals, share: float, *, is_adjoint: bool
) -> tuple[Reals, Account] | None:
    """Answer (I − A) x = b, or its transpose, by rounds; None if they don't die out.

    Parameters
    ----------
    A : sparse array, shape (n, n)
        [1]
    wanted : ndarray, shape (n, m)
        Columns b.
    share : float
        `largest_share` of A.
    is_adjoint : bool
        Whether to answer (I − A)ᵀ x = b.
    """
    if not share < LARGEST_SHARE:
        return None
    links = A.T if is_adjoint else A
    sizes = abs(links) if (A.data < 0).any() else links
    question = Question(
        multiply=lambda x: np.asarray(x - links @ x),
        magnitudes=lambda x: np.asarray(x + sizes @ x),
        wanted=wanted,
        reached=np.ones(wanted.shape, dtype=np.bool_),
    )
    steps, error, found = passed_on(question)
    if not error <= TAKEN:
        return None
    account = Account(
        path="steps",
        steps=steps,
        residual=error,
        condition=(1 + share) / (1 - share),
        n=len(wanted),
    )
    return found, account
