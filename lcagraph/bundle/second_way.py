"""The footprint computed a second time, by another way, from A, B and f alone.

Up to 40 products in exact fractions: every number of the matrices is a binary fraction,
so elimination has no rounding at all, and what differs is the rounding of the first
way. Beyond that by LU factors of the whole dense matrix (LAPACK). Neither knows of the
order of processes, of loops or of anything else that the first way uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lcagraph.impact import characterisation, including_and_excluding

Method = Literal["fractions", "dense_lu", "none"]
Triplets = Sequence[Sequence[float]]

MOST_EXACT = 40
"""Products up to which fractions are used: about 40³/3 operations."""

MOST_DENSE = 3000
"""Products up to which a dense matrix is used. [72 MB at that size]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondWay:
    """What the second way found."""

    method: Method
    """`none`: too large for both."""
    total: float | None
    """Footprint by the view of the inventory. [kgCO2e]"""
    difference: float | None
    """Of the total, relative to the first way; absolute where that is 0. [1]"""
    scaling: float | None
    """Largest difference of a scaling, relative to the largest of them. [1]"""


def second_way(record: Mapping[str, Any]) -> SecondWay:
    """Solve an inventory again: A s = f, g = B s, h = C g.

    Parameters
    ----------
    record : mapping
        Of `lcagraph.inventory_record`: its matrices, its GWP set and its result.

    Returns
    -------
    SecondWay
        The total, and by how much it and the scaling differ from what is recorded.
    """
    matrices, n = record["matrices"], len(record["products"])
    weights = _weights(record)
    if n <= MOST_EXACT:
        method: Method = "fractions"
        runs, total = _exact(matrices, n, weights)
    elif n <= MOST_DENSE:
        method = "dense_lu"
        runs, total = _dense(matrices, n, weights)
    else:
        return SecondWay(method="none", total=None, difference=None, scaling=None)
    first, stated = record["result"]["total"], record["products"]
    off = max(abs(s - one["scaling"]) for s, one in zip(runs, stated, strict=True))
    return SecondWay(
        method=method,
        total=total,
        difference=abs(total - first) / (abs(first) or 1.0),
        scaling=off / (max(map(abs, runs)) or 1.0),
    )


def _weights(record: Mapping[str, Any]) -> NDArray[np.float64]:
    """Footprint of each elementary flow. [kgCO2e/kg]"""
    including, excluding = including_and_excluding()
    view = including if record["result"]["view"] == "including" else excluding
    flows = tuple(record["matrices"]["flows"])
    found: NDArray[np.float64] = view @ characterisation(
        record["reference"]["gwp"], flows
    )
    return found


# ----------------------------------------------------------------- without rounding


def _exact(
    matrices: Mapping[str, Any], n: int, weights: NDArray[np.float64]
) -> tuple[list[float], float]:
    """Scaling and total, rounded once, at the very end."""
    rows: list[dict[int, Fraction]] = [{} for _ in range(n)]
    for i, j, value in matrices["A"]:
        rows[i][j] = rows[i].get(j, Fraction(0)) + Fraction(value)
    for entry in matrices["f"]:
        rows[entry["row"]][n] = Fraction(entry["value"])
    runs = _eliminated(rows, n)
    exact = [Fraction(float(weight)) for weight in weights]
    total = sum(
        (exact[i] * Fraction(value) * runs[j] for i, j, value in matrices["B"]),
        Fraction(0),
    )
    return [float(run) for run in runs], float(total)


def _eliminated(rows: list[dict[int, Fraction]], n: int) -> list[Fraction]:
    """Gauss–Jordan elimination with sparse rows; column n is the right side.

    The caller has a solution already, so a pivot is always found.
    """
    open_ = set(range(n))
    pivot_of: dict[int, int] = {}
    for column in range(n):
        candidates = [i for i in open_ if rows[i].get(column)]
        pivot = min(candidates, key=lambda i: (len(rows[i]), i))
        open_.remove(pivot)
        pivot_of[column] = pivot
        lead = rows[pivot][column]
        rows[pivot] = {j: value / lead for j, value in rows[pivot].items()}
        for i in range(n):
            times = rows[i].get(column) if i != pivot else None
            if times:
                _subtract(rows[i], rows[pivot], times)
    return [rows[pivot_of[j]].get(n, Fraction(0)) for j in range(n)]


def _subtract(
    row: dict[int, Fraction], other: Mapping[int, Fraction], times: Fraction
) -> None:
    for j, value in other.items():
        left = row.get(j, Fraction(0)) - times * value
        if left:
            row[j] = left
        else:
            row.pop(j, None)


# -------------------------------------------------------------------------- in floats


def _dense(
    matrices: Mapping[str, Any], n: int, weights: NDArray[np.float64]
) -> tuple[list[float], float]:
    A, f = np.zeros((n, n)), np.zeros(n)
    _fill(A, matrices["A"])
    for entry in matrices["f"]:
        f[entry["row"]] = entry["value"]
    B = np.zeros((len(weights), n))
    _fill(B, matrices["B"])
    s = np.linalg.solve(A, f)
    return s.tolist(), float(weights @ (B @ s))


def _fill(matrix: NDArray[np.float64], entries: Triplets) -> None:
    for i, j, value in entries:
        matrix[int(i), int(j)] += value
