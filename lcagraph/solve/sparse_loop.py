"""Loops of many processes: SuperLU of the transposed block, and refinement.

The transpose, because the hubs of a database (electricity, transport) are long rows
of A: factorising A itself fills in and takes tens of times as long.

References
----------
Higham & Tisseur (2000), A block algorithm for matrix 1-norm estimation, SIAM J. Matrix
Anal. Appl. 21, doi:10.1137/S0895479899356080: the estimate behind the condition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import LinearOperator, SuperLU, cg, onenormest, splu

from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.loops import (
    REFINED,
    REFINEMENTS,
    column_signs,
    floored,
    participants,
    supply_walk,
)
from lcagraph.solve.structure import Loop

BALANCE_STEPS = 50
"""Steps of both parts of the balance, which only has to be roughly right."""

CULPRIT_SHIFT = 1e-10
"""Makes an exactly singular block invertible, so that its null vectors can be found."""

SOLVED_AT_ONCE = 64
"""Unit vectors for the diagonal of the inverse, to bound memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SparseLoop:
    """A loop of one variant (k = 1) with its factors."""

    block: csr_array
    """Unscaled block of A, shape (m, m)."""
    scaled: csr_array
    """Balanced block R A X, shape (m, m)."""
    factors: SuperLU
    """LU of the transpose of the balanced block."""
    row_scale: Reals
    """R, shape (m,)."""
    column_scale: Reals
    """X, shape (m,)."""
    condition: Reals
    """Bauer's condition number, estimated, shape (1,); infinite if closed. [1]"""
    overdrawn: NDArray[np.bool_]
    """Whether the loop consumes more of a product than it makes, shape (1,)."""

    def solve(self, demand: Reals) -> Reals:
        """Runs of each member that meet a demand, both of shape (m, 1)."""
        return _refined(demand, self.block, self.row_scale, self._apply)

    def solve_adjoint(self, direct: Reals) -> Reals:
        """Intensities λ with λ A = direct, both of shape (m, 1, r)."""
        turned = csr_array(self.block.T)
        wanted = direct[:, 0, :]
        found = _refined(wanted, turned, self.column_scale, self._apply_adjoint)
        return found[:, None, :]

    def floored(self, terms: Reals, *, adjoint: bool) -> Reals:
        """Terms of each equation, shape (m, 1), as in `loops.floored`."""
        scale = self.column_scale if adjoint else self.row_scale
        return floored(terms, scale[:, None], axis=0)

    def inverse_diagonal(self) -> Reals:
        """Diagonal of A⁻¹, one solve for each member."""
        size = self.block.shape[0]
        diagonal = np.empty(size)
        for begin in range(0, size, SOLVED_AT_ONCE):
            members = np.arange(begin, min(begin + SOLVED_AT_ONCE, size))
            unit = np.zeros((size, len(members)))
            unit[members, members - begin] = 1.0
            diagonal[members] = self._apply(unit)[members, members - begin]
        return diagonal[:, None]

    def culprits(self, variant: int) -> Indices:
        """Members with a part in the null vectors, by inverse iteration."""
        size = self.block.shape[0]
        shift = CULPRIT_SHIFT * eye_array(size, format="csr")
        factors = splu(csc_array((self.scaled + shift).T))
        left = right = np.ones(size)
        for _ in range(3):
            right = _solve_transposed(factors, right)
            left = factors.solve(left)
            right, left = right / np.abs(right).max(), left / np.abs(left).max()
        links = abs(self.scaled)
        members = participants(np.abs(right) * (links.T @ np.abs(left)))
        return members[supply_walk(links[members][:, members].toarray())]

    def _apply(self, demand: Reals) -> Reals:
        scaled = _solve_transposed(self.factors, self.row_scale[:, None] * demand)
        return np.asarray(self.column_scale[:, None] * scaled)

    def _apply_adjoint(self, direct: Reals) -> Reals:
        scaled = self.factors.solve(self.column_scale[:, None] * direct)
        return np.asarray(self.row_scale[:, None] * scaled)


def factorise_sparse(loop: Loop, values: Reals, gross: Reals) -> SparseLoop:
    """A large loop made ready to be solved, for one variant.

    Parameters
    ----------
    loop : Loop
    values, gross : ndarray, shape (e, 1)
        As in `loops.factorise`.
    """
    block = _sparse(loop, values)
    rows, columns = balance_sparse(block, loop)
    scaled = csr_array(diags_array(rows) @ block @ diags_array(columns))
    try:
        factors, is_singular = splu(csc_array(scaled.T)), False
    except RuntimeError:  # SuperLU: "Factor is exactly singular"
        factors, is_singular = splu(eye_array(loop.size, format="csc")), True
    magnitudes = abs(diags_array(rows) @ _sparse(loop, gross) @ diags_array(columns))
    condition = np.inf if is_singular else _condition(factors, csr_array(magnitudes))
    return SparseLoop(
        block=block,
        scaled=scaled,
        factors=factors,
        row_scale=rows,
        column_scale=columns,
        condition=np.array([condition if np.isfinite(condition) else np.inf]),
        overdrawn=np.array([not is_singular and _is_overdrawn(scaled, factors)]),
    )


def _sparse(loop: Loop, values: Reals) -> csr_array:
    shape = (loop.size, loop.size)
    block = csr_array((values[:, 0], (loop.suppliers, loop.consumers)), shape=shape)
    block.eliminate_zeros()
    return block


def balance_sparse(block: csr_array, loop: Loop) -> tuple[Reals, Reals]:
    """The scales of `loops.balance`, by conjugate gradients, and then better ones.

    The scales v of columns approach the Perron vector of |T|, T = I − D⁻¹ A, at which
    every row of |T| adds up to its spectral radius ρ: below 1 the condition in the
    maximum norm is then (1 + ρ) / (1 − ρ) at most, however unequal the links.
    """
    reference = block.diagonal()
    largest = abs(block).max(axis=1).toarray().ravel()
    reference = np.where(reference == 0, largest, reference)
    reference = np.where(reference == 0, 1.0, reference)
    outside = loop.suppliers != loop.consumers
    rows, columns = loop.suppliers[outside], loop.consumers[outside]
    shares = np.abs(np.asarray(block[rows, columns]) / reference[rows])
    logs = np.log2(np.where(shares > 0, shares, 1.0))
    size = block.shape[0]
    wanted = np.bincount(rows, logs, minlength=size)
    wanted -= np.bincount(columns, logs, minlength=size)
    both = csr_array((np.ones(len(rows)), (rows, columns)), shape=block.shape)
    both = csr_array(both + both.T)
    degree = both.sum(axis=0)
    exponents, _ = cg(
        diags_array(degree) - both,
        wanted,
        maxiter=BALANCE_STEPS,
        M=diags_array(1.0 / degree),
    )
    scales = np.exp2(exponents)
    shares *= scales[columns] / scales[rows]
    links = csr_array((shares, (rows, columns)), shape=block.shape)
    vector = np.ones(size)
    for _ in range(BALANCE_STEPS):
        vector += links @ vector
        vector /= vector.max()
    scales *= vector
    return 1.0 / (reference * scales), scales


def _refined(
    wanted: Reals, block: csr_array, scale: Reals, apply: Callable[[Reals], Reals]
) -> Reals:
    """The answer of `loops.refined` for one sparse block; shapes (m, r)."""
    answer = apply(wanted)
    size = abs(block)
    for step in range(REFINEMENTS):
        missing = wanted - block @ answer
        terms = size @ np.abs(answer) + np.abs(wanted)
        enough = REFINED * floored(terms, scale[:, None], axis=0)
        if step and (np.abs(missing) <= enough).all():
            break
        answer += apply(missing)
    return np.where(_reached(wanted, block), answer, 0.0)


def _reached(wanted: Reals, block: csr_array) -> NDArray[np.bool_]:
    """Members that a demand reaches, which differs if a variant has zeros."""
    reached = wanted != 0
    if not block.diagonal().all():
        return np.ones_like(reached)
    links = block.astype(bool).astype(np.float64)
    count = -1
    while count != (count := int(np.count_nonzero(reached))):
        reached = links @ reached.astype(np.float64) > 0
    return np.asarray(reached)


def _condition(factors: SuperLU, magnitudes: csr_array) -> float:
    """Estimate of ‖|A⁻¹||A|‖∞ of the balanced block, as the 1-norm of W A⁻ᵀ.

    W is the diagonal of |A| 1. One start vector (t = 1), so that it never varies.
    """
    weights = magnitudes @ np.ones(magnitudes.shape[1])
    operator = LinearOperator(
        magnitudes.shape,
        matvec=lambda v: weights * factors.solve(np.ravel(v)),
        rmatvec=lambda v: _solve_transposed(factors, weights * np.ravel(v)),
        dtype=np.dtype(np.float64),
    )
    return float(onenormest(operator, t=1))


def _solve_transposed(factors: SuperLU, demand: Reals) -> Reals:
    """Answer of the block itself: its transpose is what was factorised."""
    # The type stubs of scipy lack the argument `trans`.
    return np.asarray(factors.solve(demand, trans="T"))  # type: ignore[call-overload]


def _is_overdrawn(scaled: csr_array, factors: SuperLU) -> bool:
    """Whether the block breaks the Hawkins-Simon condition; see `loops`."""
    links = scaled.tocoo()
    outside = links.row != links.col
    pairs = (links.row[outside], links.col[outside])
    needed = csr_array((-np.sign(links.data[outside]), pairs), shape=scaled.shape)
    signs = column_signs(csr_array(needed + needed.T).sign())
    turned = signs[links.row] * links.data * signs[links.col]
    if (turned[outside] > 0).any() or (turned[~outside] <= 0).any():
        return False
    return not bool((signs * _solve_transposed(factors, signs) > 0).all())
