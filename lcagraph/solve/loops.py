"""Loops: small dense blocks, solved for all variants at once, and their condition.

A block is balanced first, so that units do not matter: rows are divided by the
reference amounts, then products are rescaled so that the logarithms of the remaining
entries are as near to 0 as they can be (least squares on the graph of the loop). The
inverse of the balanced block gives the answer, the condition and the loop factors;
refinement with the unscaled block gives the answer full precision.

References
----------
Bauer (1963), Optimally scaled matrices, Numer. Math. 5, doi:10.1007/BF01385880: over
all units of rows and columns the least condition number is the spectral radius of
|A⁻¹||A|. Skeel (1980), Iterative refinement implies numerical stability for Gaussian
elimination, Math. Comp. 35, doi:10.1090/S0025-5718-1980-0572859-4.
Hawkins & Simon (1949), Note: some conditions of macroeconomic stability, Econometrica
17, doi:10.2307/1905526.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.structure import Loop


class Links(Protocol):
    """A square array, dense or sparse, that multiplies a vector."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __matmul__(self, vector: Reals, /) -> Reals: ...


PERRON_STEPS = 6
"""Power steps for the spectral radius of |A⁻¹||A|; each one only tightens the bound."""

BALANCE_PASSES = 4
BALANCED = 100.0
"""The balance is good if the condition at its scales is the best one but for this
factor. Links of very different weight need further passes, at Bauer's scales. [1]"""

REFINEMENTS = 5
"""Each step gains the digits that the condition leaves; one is the rule."""

REFINED = 1e-14
"""Backward error at which refinement stops. [1]"""

NEGLIGIBLE = 1e-9
"""Flows below this part of the largest flow of their loop, in balanced units, are
measured against that part: their own digits drown in the rounding of the others."""

PARTICIPATION = 1e-3
"""Members that take a smaller part than this in a closed loop are not named."""

MOST_PARTICIPANTS = 1000
"""A closed loop of a database can be as large as the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLoop:
    """A loop of at most a few hundred processes, with its inverse."""

    block: Reals
    """Unscaled block of A, shape (k, m, m)."""
    scaled: Reals
    """Balanced block R A X, shape (k, m, m)."""
    inverse: Reals
    """Its inverse, shape (k, m, m)."""
    row_scale: Reals
    """R, shape (k, m)."""
    column_scale: Reals
    """X, shape (k, m)."""
    partial: NDArray[np.bool_]
    """Variants in which some link of the loop is 0, shape (k,)."""
    condition: Reals
    """Bauer's condition number, shape (k,); infinite for a closed loop. [1]"""
    overdrawn: NDArray[np.bool_]
    """Whether the loop consumes more of a product than it makes, shape (k,)."""

    def solve(self, demand: Reals) -> Reals:
        """Runs of each member that meet a demand, both of shape (m, k)."""
        wanted = demand.T[:, :, None]
        runs = refined(wanted, self.block, self.row_scale, self._apply)
        runs *= reached_members(wanted, self.block, self.partial)
        return np.ascontiguousarray(runs[:, :, 0].T)

    def solve_adjoint(self, direct: Reals) -> Reals:
        """Intensities λ with λ A = direct, both of shape (m, k, r)."""
        wanted = np.moveaxis(direct, 0, 1)
        turned = self.block.swapaxes(1, 2)
        intensity = refined(wanted, turned, self.column_scale, self._apply_adjoint)
        intensity *= reached_members(wanted, turned, self.partial)
        return np.moveaxis(intensity, 1, 0)

    def inverse_diagonal(self) -> Reals:
        """Diagonal of A⁻¹, shape (m, k)."""
        diagonal = np.diagonal(self.inverse, axis1=1, axis2=2)
        return np.asarray((self.column_scale * diagonal * self.row_scale).T)

    def floored(self, terms: Reals, *, adjoint: bool) -> Reals:
        """Terms of each equation, shape (m, k), as in the function of that name."""
        scale = self.column_scale if adjoint else self.row_scale
        return floored(terms, scale.T, axis=0)

    def culprits(self, variant: int) -> Indices:
        """Members of a closed loop, each followed by one of its suppliers."""
        size = np.abs(self.scaled[variant])
        left, _, right = np.linalg.svd(self.scaled[variant])
        members = participants(np.abs(right[-1]) * (np.abs(left[:, -1]) @ size))
        return members[supply_walk(size[np.ix_(members, members)])]

    def _apply(self, demand: Reals) -> Reals:
        scaled = self.inverse @ (self.row_scale[:, :, None] * demand)
        return np.asarray(self.column_scale[:, :, None] * scaled)

    def _apply_adjoint(self, direct: Reals) -> Reals:
        scaled = self.inverse.swapaxes(1, 2) @ (self.column_scale[:, :, None] * direct)
        return np.asarray(self.row_scale[:, :, None] * scaled)


def factorise(loop: Loop, values: Reals, gross: Reals) -> DenseLoop:
    """A loop made ready to be solved for each variant.

    Parameters
    ----------
    loop : Loop
    values : ndarray, shape (e, k)
        Value of each slot of the loop. [unit of the row's flow]
    gross : ndarray, shape (e, k)
        Sum of the |entries| of each slot: larger than |value| where entries cancel.
    """
    block, sizes = _dense(loop, values), _dense(loop, gross)
    rows, columns = balance(block, _links(loop))
    for _ in range(BALANCE_PASSES):
        scaled = rows[:, :, None] * block * columns[:, None, :]
        inverse, is_singular = _inverse(scaled)
        magnitudes = np.abs(rows[:, :, None] * sizes * columns[:, None, :])
        first, condition, vector = _condition(inverse, magnitudes)
        if (first <= BALANCED * condition).all():
            break
        # At Bauer's scales the bound is the condition in the maximum norm.
        columns = columns * vector
        rows = rows / (magnitudes @ vector[:, :, None])[:, :, 0]
    condition[is_singular | ~np.isfinite(condition)] = np.inf
    return DenseLoop(
        block=block,
        scaled=scaled,
        inverse=inverse,
        row_scale=rows,
        column_scale=columns,
        partial=_partial(loop, values),
        condition=condition,
        overdrawn=_overdrawn(scaled, inverse) & np.isfinite(condition),
    )


def _partial(loop: Loop, values: Reals) -> NDArray[np.bool_]:
    """Variants with a zero among the links, in which each member makes its product.

    Without its own entry a member's product comes from another one: not followed.
    """
    is_own = loop.suppliers == loop.consumers
    zero = values == 0
    return np.asarray(zero[~is_own].any(axis=0) & ~zero[is_own].any(axis=0))


def _dense(loop: Loop, values: Reals) -> Reals:
    block = np.zeros((values.shape[1], loop.size, loop.size))
    block[:, loop.suppliers, loop.consumers] = values.T
    return block


def _links(loop: Loop) -> NDArray[np.bool_]:
    """Who consumes whose product, by pattern: one piece in every variant; (m, m)."""
    links = np.zeros((loop.size, loop.size), dtype=bool)
    links[loop.suppliers, loop.consumers] = True
    np.fill_diagonal(links, False)
    return links


def balance(block: Reals, links: NDArray[np.bool_]) -> tuple[Reals, Reals]:
    """Scales of rows and columns that make a block independent of its units.

    With t_ij = a_ij / a_ii the products get scales x so that Σ (log |t_ij| + log x_j −
    log x_i)² over the entries is least: the Laplacian of the loop's graph, solved once
    for each pattern. Entries that are 0 in a variant count as 1 there.

    Parameters
    ----------
    block : ndarray, shape (k, m, m)
    links : ndarray of bool, shape (m, m)
        Strongly connected pattern of the block, without its diagonal.

    Returns
    -------
    rows, columns : ndarray, shape (k, m)
        The scaled block is rows · block · columns; its diagonal is 1 where it can be.
    """
    size = block.shape[-1]
    reference = np.diagonal(block, axis1=1, axis2=2).copy()
    # A reference amount can be 0 in one variant: the row's largest entry stands in.
    largest = np.abs(block).max(axis=2)
    reference = np.where(reference == 0, largest, reference)
    reference = np.where(reference == 0, 1.0, reference)
    shares = np.abs(block / reference[:, :, None])
    logs = np.log2(np.where((shares > 0) & links, shares, 1.0))
    both = links.astype(float) + links.T
    laplacian = np.diag(both.sum(axis=0)) - both
    # The constant vector is free; adding 1/m to each entry fixes it.
    exponents = np.linalg.solve(
        laplacian + 1.0 / size, (logs.sum(axis=2) - logs.sum(axis=1)).T
    ).T
    scales = np.exp2(exponents)
    return 1.0 / (reference * scales), scales


def _inverse(scaled: Reals) -> tuple[Reals, NDArray[np.bool_]]:
    """Inverse of each block, and which of them have none (theirs is the identity)."""
    broken: NDArray[np.bool_] = np.logical_not(np.isfinite(scaled).all(axis=(1, 2)))
    try:
        if not broken.any():
            return _inv(scaled), broken
    except np.linalg.LinAlgError:
        pass
    identity = np.eye(scaled.shape[-1])
    sign, _ = np.linalg.slogdet(np.where(broken[:, None, None], identity, scaled))
    broken |= sign == 0
    return _inv(np.where(broken[:, None, None], identity, scaled)), broken


def _inv(blocks: Reals) -> Reals:
    return np.asarray(np.linalg.inv(blocks), dtype=np.float64)


def _condition(inverse: Reals, magnitudes: Reals) -> tuple[Reals, Reals, Reals]:
    """Upper bounds of ρ(|A⁻¹||A|) by Collatz and Wielandt: max (P v)_i / v_i for v > 0.

    P = |A⁻¹||A| has a diagonal of at least 1, so v stays positive and each step of the
    power method can only lower the bound.

    Returns
    -------
    first, last : ndarray, shape (k,)
        The bound for v = 1, which is the condition in the maximum norm at these
        scales, and the one after the last step.
    vector : ndarray, shape (k, m)
        v of the last bound: scales of columns at which the first bound is the last.
    """
    size = np.abs(inverse)
    vectors = [np.ones((*inverse.shape[:2], 1))]
    bounds = []
    for _ in range(PERRON_STEPS):
        image = size @ (magnitudes @ vectors[-1])
        bounds.append((image / vectors[-1]).max(axis=(1, 2)))
        vectors.append(image / image.max(axis=1, keepdims=True))
    return bounds[0], bounds[-1], vectors[-2][:, :, 0]


def refined(
    wanted: Reals, block: Reals, scale: Reals, apply: Callable[[Reals], Reals]
) -> Reals:
    """Answer x of block · x = wanted, exact to rounding.

    Parameters
    ----------
    wanted : ndarray, shape (k, m, r)
    block : ndarray, shape (k, m, m)
    scale : ndarray, shape (k, m)
        Of the rows of the block, from `balance`.
    apply : callable
        Multiplication by the approximate inverse.
    """
    answer = apply(wanted)
    size = np.abs(block)
    for step in range(REFINEMENTS):
        missing = wanted - block @ answer
        terms = size @ np.abs(answer) + np.abs(wanted)
        enough = REFINED * floored(terms, scale[:, :, None])
        if step and (np.abs(missing) <= enough).all():
            break
        answer += apply(missing)
    return answer


def floored(terms: Reals, scale: Reals, axis: int = 1) -> Reals:
    """Terms of each equation of a loop, none counted as less than `NEGLIGIBLE`.

    Members lie along `axis`; the largest term is found in balanced units.
    """
    size = np.abs(scale)
    largest = (terms * size).max(axis=axis, keepdims=True)
    return np.asarray(np.maximum(terms, NEGLIGIBLE * largest / size))


def reached_members(
    wanted: Reals, block: Reals, partial: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Members that a demand reaches, shape (k, m, r); all of them if not `partial`.

    Where a variant has a zero for a link of the loop, a demand may not reach them all,
    and rounding must not make a member run that nobody asks.
    """
    reached = np.ones(wanted.shape, dtype=bool)
    if partial.any():
        flow = (block[partial] != 0).astype(np.float64)
        now = (wanted[partial] != 0).astype(np.float64)
        for _ in range(block.shape[-1]):
            now = np.minimum(flow @ now, 1.0)
        reached[partial] = now > 0
    return reached


# -------------------------------------------------------------- loops that run dry


def _overdrawn(scaled: Reals, inverse: Reals) -> NDArray[np.bool_]:
    """Whether each block breaks the Hawkins-Simon condition.

    Where every process only consumes what the others make, up to the signs of whole
    rows and columns, a loop with a net output has A⁻¹ ≥ 0, which holds if and only if
    A x = 1 has a positive solution. Loops with credits have no such sign pattern and
    are never called overdrawn.
    """
    links = -np.sign(scaled[0])
    np.fill_diagonal(links, 0.0)
    signs = column_signs(np.sign(links + links.T))
    turned = signs[:, None] * scaled * signs
    size = scaled.shape[-1]
    outside = ~np.eye(size, dtype=bool)
    consumes = (turned[:, outside] <= 0).all(axis=1)
    consumes &= (np.diagonal(turned, axis1=1, axis2=2) > 0).all(axis=1)
    runs = signs * (inverse @ signs)
    return np.asarray(consumes & ~(runs > 0).all(axis=1))


def column_signs(links: Links) -> Reals:
    """Signs of columns that turn links into consumption, exact wherever such exist.

    Parameters
    ----------
    links : array or sparse array, shape (m, m)
        Symmetric: 1 where two members need equal signs, −1 where they need opposite
        ones, 0 without a link.
    """
    signs = np.zeros(links.shape[0])
    while (signs == 0).any():
        signs[np.flatnonzero(signs == 0)[0]] = 1.0
        changed = True
        while changed:
            reached = np.sign(links @ signs)
            new = (signs == 0) & (reached != 0)
            signs[new] = reached[new]
            changed = bool(new.any())
    return signs


def participants(part: Reals) -> Indices:
    """Members with a share in a closed loop, the largest `MOST_PARTICIPANTS` of them.

    `part` of member j is |v_j| (|u| |A|)_j with u A ≈ 0 and A v ≈ 0, the runs and
    prices at which everything cancels; units drop out of it.
    """
    strongest = np.argsort(-part, kind="stable")[:MOST_PARTICIPANTS]
    return np.sort(strongest[part[strongest] >= PARTICIPATION * part.max()])


def supply_walk(links: Reals) -> Indices:
    """Members from consumer to supplier, always along the strongest link left."""
    left = list(range(len(links)))
    walk = [left.pop(0)]
    while left:
        strongest = max(left, key=lambda supplier: links[supplier, walk[-1]])
        left.remove(strongest)
        walk.append(strongest)
    return np.array(walk, dtype=np.intp)
