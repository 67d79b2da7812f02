"""Which ways to an answer are tried, in which order: decided by size and question.

    sparse, one question     steps without factors, then as below
    sparse                   ilu → ilut → gmres → factors → pivoted factors
    sparse, many questions   factors first, where numba is missing
    dense, as input-output   steps without factors → gmres → LAPACK
    dense, many questions    LAPACK first

Incomplete factors cost a tenth of a second to make where a factorisation takes
seconds, and 8 right sides at a time are answered by numba about as quickly as by whole
factors. In a dense table incomplete factors would not be incomplete.
"""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.engine.answers import Path

DENSE = 0.02
"""Part of all places that hold an entry, from which a system counts as dense. [1]"""
SMALLEST_DENSE, LARGEST_DENSE = 1_000, 20_000
"""Equations from which density matters, and up to which a table fits into memory
(3.2 GB)."""
SMALLEST_SINGLE, LARGEST_SINGLE = 3_000, 50_000
"""Equations from which, and up to which, one question is first tried without factors:
it is answered (0.05 s for 23,000) while numba would still be loading (0.4 s)."""
MANY_SPARSE = 200
"""Right sides for which it pays to factorise a sparse system, without numba."""
MANY_DENSE = 50
"""Right sides for which it pays to factorise a dense one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the choice depends on."""

    n: int
    """Equations."""
    entries: int
    """Of W, without its diagonal."""
    right_sides: int = 1
    has_numba: bool = False
    has_pardiso: bool = False

    @property
    def is_single(self) -> bool:
        is_middling = SMALLEST_SINGLE <= self.n <= LARGEST_SINGLE
        return self.right_sides == 1 and is_middling and not self.is_dense

    @property
    def is_dense(self) -> bool:
        is_full = self.entries > DENSE * self.n**2
        return is_full and SMALLEST_DENSE <= self.n <= LARGEST_DENSE


def ways(task: Task) -> tuple[Path, ...]:
    """The ways to an answer, the first one first; each is proven before it is taken."""
    if task.is_dense:
        steps: tuple[Path, ...] = ("steps", "gmres")
        if task.right_sides >= MANY_DENSE:
            return ("dense", *steps, "pivoted_lu")
        return (*steps, "dense", "pivoted_lu")
    factors: tuple[Path, ...] = ("pardiso", "lu") if task.has_pardiso else ("lu",)
    first: tuple[Path, ...] = ("steps",) if task.is_single else ()
    if task.has_numba:
        return (*first, "ilu", "ilut", "gmres", *factors, "pivoted_lu")
    if task.right_sides >= MANY_SPARSE:
        return (*factors, "ilut", "gmres", "pivoted_lu")
    return (*first, "ilut", "gmres", *factors, "pivoted_lu")
