"""Sixteen samples drawn and solved together, compiled or with scipy: one contract."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo import gaussian
from lcagraph.engine.montecarlo.distributions import Spreads, read_quantiles
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.scoring import Scoring
from lcagraph.engine.montecarlo.splitting import Splitting
from lcagraph.engine.montecarlo.streams import BLOCK, Key, uniforms, words
from lcagraph.solve.arrays import Indices, Reals

Flags = NDArray[np.bool_]
MOST_CYCLES = 8
FEWEST_SWEEPS, MOST_SWEEPS = 5, 24
CYCLE_GAIN = 1e-6
"""What a cycle of sweeps should leave of the error: single precision holds no more."""
MARGIN = 1
"""Samples converge a little slower than the static system. [sweeps]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Right sides of sixteen samples, and how exactly they must be met."""

    wanted: Reals
    """Shape (n, 16)."""
    value: Reals
    """What a unit that is missing at each place is worth, shape (n,)."""
    limit: Reals
    """Worth of all that may be missing, shape (16,)."""


class Lanes(Protocol):
    """Solves the samples of one splitting, sixteen at a time; not for two threads."""

    def solve(self, m: Singles, question: Question, x: Reals) -> Flags:
        """Replace the guess x, shape (n, 16), by the answer; which lanes are proven."""
        ...


def draw(
    key: Key,
    matrix: int,
    block: int,
    slots: Indices,
    spreads: Spreads,
    out: Singles | None = None,
) -> Singles:
    """Multipliers of some entries in one block, shape (slots, 16).

    Parameters
    ----------
    key : tuple of int
    matrix : int
        `streams.TECHNOSPHERE` or `streams.INTERVENTIONS`.
    block : int
    slots : ndarray of int
        Numbers of the entries in the database.
    spreads : Spreads
        Of these entries.
    out : ndarray of float32, shape (slots, 16), optional
        Where to put them: fresh memory costs as much as the draws.
    """
    parameters = spreads.mean, spreads.sigma, spreads.is_log
    if out is None:
        out = np.empty((len(slots), BLOCK), np.float32)
    entry = slots.astype(np.int64)
    if numba_or_none() is not None:
        from lcagraph.engine.montecarlo.draw_kernels import draw_multipliers, round_keys

        draw_multipliers(round_keys(*key), matrix, block, entry, parameters, out)
    else:
        out[:] = gaussian.multipliers(words(key, entry, matrix, block), *parameters)
    for kind, chosen, table in spreads.read:
        u = uniforms(words(key, entry[chosen], matrix, block))
        out[chosen] = read_quantiles(kind, table, spreads.base[chosen], u)
    return out


def kernel_arrays(splitting: Splitting) -> tuple[Any, ...]:
    """A splitting as the kernels take it."""
    return (
        splitting.first,
        splitting.middle,
        splitting.place,
        splitting.slot,
        splitting.coefficient,
        splitting.diagonal_slot,
        splitting.diagonal,
        splitting.schedule,
    )


def scoring_arrays(scoring: Scoring) -> tuple[Any, ...]:
    """A scoring as the kernels take it."""
    return scoring.place, scoring.first, scoring.category, scoring.weight


class CompiledLanes:
    """Sweeps in single precision, what is missing in double: `lanes_kernels`."""

    def __init__(self, splitting: Splitting, sweeps: int) -> None:
        n = splitting.n
        self._system = kernel_arrays(splitting)
        self._sweeps = sweeps
        single = (
            splitting.coefficient.astype(np.float32),
            splitting.diagonal.astype(np.float32),
        )
        self._scratch = (
            single,
            np.empty((n, BLOCK)),
            np.empty((n, BLOCK), np.float32),
            np.empty((n, BLOCK), np.float32),
        )

    def solve(self, m: Singles, question: Question, x: Reals) -> Flags:
        from lcagraph.engine.montecarlo.lanes_kernels import refine

        limits = (question.limit, self._sweeps, MOST_CYCLES)
        asked = (question.wanted, question.value)
        done: Flags = refine(self._system, m, asked, x, limits, self._scratch)
        return done


def sweeps_per_cycle(splitting: Splitting, m: Singles, question: Question) -> int:
    """Sweeps after which single precision is used up, on the static system.

    Parameters
    ----------
    splitting : Splitting
    m : ndarray of float32, shape (s, 16)
        Multipliers of the static values.
    question : Question
    """
    from lcagraph.engine.montecarlo.lanes_kernels import contraction

    lanes = CompiledLanes(splitting, 0)
    single = lanes._scratch[0]
    wanted = question.wanted.astype(np.float32)
    changes = contraction(
        lanes._system, single, m, wanted, question.value, MOST_SWEEPS
    ).max(axis=1)
    small = np.flatnonzero(changes <= CYCLE_GAIN * changes.max(initial=0.0))
    needed = int(small[0]) + MARGIN if len(small) else MOST_SWEEPS
    return max(FEWEST_SWEEPS, needed)


class ScipyLanes:
    """One sample after the other: refinement with factors of the static system."""

    DROP, FILL = 1e-2, 10.0
    MOST_STEPS = 60

    def __init__(self, splitting: Splitting, static: Reals) -> None:
        """Keep the pattern; `static` are the multipliers of the static values."""
        self._splitting = splitting
        self._static = static

    @cached_property
    def _row(self) -> Indices:
        return np.repeat(np.arange(self._splitting.n), np.diff(self._splitting.first))

    def _values(self, m: Reals) -> tuple[Reals, Reals]:
        """Off-diagonal values of W, and its diagonal, for multipliers (s,)."""
        split = self._splitting
        off, own = split.slot >= 0, split.diagonal_slot >= 0
        values, diagonal = -split.coefficient, split.diagonal.copy()
        values[off] *= m[split.slot[off]]
        diagonal[own] *= m[split.diagonal_slot[own]]
        return values, diagonal

    @cached_property
    def _factors(self) -> Any:
        from scipy.sparse import csc_array, diags_array
        from scipy.sparse.linalg import spilu, splu

        split = self._splitting
        values, diagonal = self._values(self._static)
        # the rows of W are the columns of its transpose: no conversion, less fill
        shape = (split.n, split.n)
        off = csc_array((values, split.place, split.first), shape=shape)
        whole = (off + diags_array(diagonal)).tocsc()
        natural: Literal["NATURAL"] = "NATURAL"
        try:
            return spilu(
                whole,
                drop_tol=self.DROP,
                fill_factor=self.FILL,
                diag_pivot_thresh=0.0,
                permc_spec=natural,
            )
        except RuntimeError:
            return splu(whole)

    def solve(self, m: Singles, question: Question, x: Reals) -> Flags:
        from scipy.sparse import csr_array

        split = self._splitting
        done = np.zeros(BLOCK, np.bool_)
        shape = (split.n, split.n)
        for lane in range(BLOCK):
            values, diagonal = self._values(m[:, lane].astype(np.float64))
            off = csr_array((values, split.place, split.first), shape=shape)
            with np.errstate(over="ignore", invalid="ignore"):  # such a lane isn't done
                done[lane] = self._refined(off, diagonal, question, x, lane)
        return done

    def _refined(
        self, off: Any, diagonal: Reals, question: Question, x: Reals, lane: int
    ) -> bool:
        """Improve one lane until it is proven or stalls."""
        found, change, before = x[:, lane].copy(), np.inf, 0.0
        limit = question.limit[lane]
        wanted = question.wanted[:, lane].copy()  # one after the other in memory
        for _ in range(self.MOST_STEPS):
            left = wanted - diagonal * found - off @ found
            worth = total_worth(question.value, left)
            if not np.isfinite(worth):
                return False
            told = change * (worth / before if before > 0 else 1.0)
            if worth <= limit and (worth == 0.0 or told <= limit):
                x[:, lane] = found
                return True
            step = self._factors.solve(left, trans="T")
            found += step
            change, before = total_worth(question.value, step), worth
        return False


def total_worth(value: Reals, left: Reals) -> float:
    """Σ value · |left|; not by BLAS, whose threads would wait for each other."""
    return float((value * np.abs(left)).sum())


def make_lanes(splitting: Splitting, static: Reals, sweeps: int) -> Lanes:
    """Whichever of the two can run here."""
    if numba_or_none() is None:
        return ScipyLanes(splitting, static)
    return CompiledLanes(splitting, sweeps)
