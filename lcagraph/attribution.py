"""Shares of a difference that don't depend on the order in which edits are made."""

from __future__ import annotations

from math import comb, fsum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shapley(values: Floats) -> Floats:
    """Effect of each edit: the mean over all orders of making the edits.

        φ_i = Σ_{S ∌ i} |S|! (m − |S| − 1)! / m! · (v(S ∪ {i}) − v(S))

    Edits that act on their own keep their whole effect; what two do together is
    halved between them, what three do is split in three, and so on.

    Parameters
    ----------
    values : ndarray, shape (2^m, q)
        q figures of every subset S; edit i is in the subset of index k if k has bit i.

    Returns
    -------
    ndarray, shape (m, q)
        The effects; each column adds to v(all) − v(none).

    References
    ----------
    Shapley (1953), A value for n-person games, eq. 11–12; for decompositions of
    differences Sun (1998), Energy Economics 20, 85–100.
    """
    m = int(values.shape[0]).bit_length() - 1
    masks = np.arange(values.shape[0])
    sizes = np.array([int(mask).bit_count() for mask in masks])
    effects = np.zeros((m, values.shape[1]))
    for i in range(m):
        without = masks[(masks >> i) & 1 == 0]
        # |S|! (m − |S| − 1)! / m! = 1 / (m · C(m − 1, |S|))
        weights = np.array([1 / (m * comb(m - 1, int(s))) for s in sizes[without]])
        effects[i] = weights @ (values[without | (1 << i)] - values[without])
    return effects


def exact(effects: list[float], start: float, end: float) -> list[float]:
    """The effects, with the rounding of their sum taken up by the largest of them.

    Adding 2^m differences leaves some 10^-16 of the footprint; a reader who adds the
    bars to the start (`math.fsum`) is to find the end itself, or, where no bar has the
    digit for it, what is next to it.
    """
    found = list(effects)
    for i in sorted(range(len(found)), key=lambda i: -abs(found[i])):
        missing = fsum([end, -start, *(-effect for effect in found)])
        if fsum([start, *found]) == end:
            break
        found[i] += missing  # what its last digit can't hold goes to the next
    return found


def blocks_of(is_valid: NDArray[np.bool_]) -> list[int]:
    """The finest grouping of edits in which every subset of groups has a footprint.

    Edits that only work together (a factor removed, the input on it removed too) are
    merged: each smallest subset without a footprint is joined with all that the
    smallest larger ones with a footprint add to it, and so on until none is left.

    Parameters
    ----------
    is_valid : ndarray, shape (2^m,)
        Whether each subset has a footprint; none and all of the edits have.

    Returns
    -------
    list of int
        Masks of the groups, by their first edit. They depend on the edits only, not
        on their order.
    """
    m = int(is_valid.shape[0]).bit_length() - 1
    groups = [1 << i for i in range(m)]
    while True:
        unions = unions_of(groups)
        wrong = [union for union in unions if not is_valid[union]]
        if not wrong:
            return sorted(groups, key=lambda group: group & -group)
        # All of the smallest ones at once: which is looked at first must not matter.
        for mask in _smallest(wrong):
            cures = [union for union in unions if union & mask == mask]
            together = _all_of(_smallest([c for c in cures if is_valid[c]]))
            groups = _joined(groups, together)


def unions_of(groups: list[int]) -> list[int]:
    """Masks of all subsets of some groups; the k-th takes the groups of k's bits."""
    unions = [0]
    for group in groups:
        unions += [union | group for union in unions]
    return unions


def _smallest(masks: list[int]) -> list[int]:
    least = min(mask.bit_count() for mask in masks)
    return [mask for mask in masks if mask.bit_count() == least]


def _all_of(masks: list[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _joined(groups: list[int], together: int) -> list[int]:
    """The groups, those that share an edit with `together` made one."""
    touched = [group for group in groups if group & together]
    return [*(g for g in groups if not g & together), _all_of(touched)]
