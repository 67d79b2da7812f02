"""A large system, made ready once, that answers both ways and proves what it says.

    A s = f     runs that meet a demand              `forward`
    y A = c     amounts per unit of every product    `adjoint`

Answers come from refinement with factors that need not be exact, so that the same
factors serve for any number of questions; see `chain` for what happens if they don't
fit. What a question does not reach is exactly 0.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lcagraph.engine.answers import NEGLIGIBLE, Account, Flags, Path, Question
from lcagraph.engine.arrangement import Arrangement
from lcagraph.engine.conditioning import loop_bound
from lcagraph.engine.fast import has_numba
from lcagraph.engine.normal import NormalForm, normal_form
from lcagraph.engine.paths import Task, ways
from lcagraph.solve import error_bound
from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.problems import EntryError, LoopError, ProofError
from lcagraph.solve.system import CONDITION_LIMIT

LANES = 10
"""Right sides that are answered together, at most: an entry that is read serves all of
them, and the twenty gases of a database are two equal shares for two cores."""
TAKEN = 1e-13
LIMIT = 1e-12
"""Largest componentwise backward error of an answer. [1]"""
CLOSED = 1e12
"""Condition beyond which an error of `TAKEN` can't be told from no net output. [1]"""
CONDITION_STEPS = 3
MORE = 1.1
ENOUGH, ROUGH = 1e-14, 1e-3
"""Error at which a step can gain nothing, and that of a rough answer. [1]"""

Short = NDArray[np.int32]
Answered = tuple[Path, int, float, Reals]


@dataclass(frozen=True, kw_only=True, eq=False)
class LargeSystem:
    """A technosphere with its normal form."""

    form: NormalForm
    row: NDArray[np.integer]
    column: NDArray[np.integer]
    value: Reals
    """Entries of A as the caller has them. [unit of the row]"""

    @property
    def n(self) -> int:
        return self.form.n

    def forward(self, demand: Reals) -> tuple[Reals, Account]:
        """Runs that meet a demand: A s = f.

        Parameters
        ----------
        demand : ndarray, shape (n,) or (n, m)
            [unit of the row]

        Returns
        -------
        runs : ndarray, of the shape of `demand`
            [1]
        account : Account

        Raises
        ------
        EntryError, LoopError, ProofError
            No answer that can be trusted.
        """
        self._refuse_ill_conditioned()
        table = self._table(demand)
        found, path, steps = self._answered(
            self.form.to_places(table), is_adjoint=False
        )
        runs = self.form.to_runs(found) + 0.0
        account = self._proven(runs, table, (path, steps), is_adjoint=False)
        return runs.reshape(demand.shape), account

    def adjoint(self, direct: Reals) -> tuple[Reals, Account]:
        """Amounts per unit of every product, supply chain included: y A = c.

        Parameters
        ----------
        direct : ndarray, shape (m, n)
            Amounts per run of each column.

        Returns
        -------
        intensities : ndarray, shape (m, n)
            Per unit of each row.
        account : Account

        Raises
        ------
        EntryError, LoopError, ProofError
            No answer that can be trusted.
        """
        self._refuse_ill_conditioned()
        table = self._table(direct.T)
        places = self.form.to_adjoint_places(table)
        found, path, steps = self._answered(places, is_adjoint=True)
        intensity = self.form.to_intensities(found) + 0.0
        account = self._proven(intensity, table, (path, steps), is_adjoint=True)
        return intensity.T, account

    @cached_property
    def condition(self) -> float:
        """Condition of the loops, by a bound; else of the whole, estimated. [1]"""
        bound = loop_bound(self.form)
        return bound if bound <= CONDITION_LIMIT else self._hardest[0]

    @cached_property
    def _hardest(self) -> tuple[float, Reals]:
        """Bauer's condition number, estimated, and the answer that shows it.

        ‖ |W⁻¹| |W| ‖∞ in balanced units: the answer to all equations asked at once.

        Where outputs are positive and inputs negative the first answer is exact; where
        credits stand among them, Hager's steps look for the row in which signs hide
        most.

        References
        ----------
        Hager (1984), Condition estimates, SIAM J. Sci. Stat. Comput. 5,
        doi:10.1137/0905023.
        """
        gross = self._gross
        found = self._roughly(gross, is_adjoint=False)
        estimate = float(np.abs(found).max(initial=1.0))
        if (self.form.values <= 0).all() or not np.isfinite(estimate):
            return estimate, found
        for _ in range(CONDITION_STEPS):
            unit = np.zeros_like(found)
            unit[np.abs(found).argmax()] = 1.0
            weighed = gross * self._roughly(unit, is_adjoint=True)
            larger = float(np.abs(weighed).sum())
            if not larger > MORE * estimate:
                return max(estimate, larger), found
            estimate = larger
            found = self._roughly(gross * np.sign(weighed), is_adjoint=False)
        return estimate, found

    @property
    def _gross(self) -> Reals:
        """|W| 1: every equation asked for all that it holds, shape (n, 1)."""
        ones = np.ones((self.n, 1))
        sizes = abs(self._links(is_adjoint=False))
        return np.asarray(ones + sizes @ ones, dtype=np.float64)

    def _roughly(self, wanted: Reals, *, is_adjoint: bool) -> Reals:
        """An answer to some digits, which is enough for a condition number."""
        found, _, _ = self._answered(wanted, is_adjoint=is_adjoint, enough=ROUGH)
        return found

    def bound(self, intensity: Reals, runs: Reals, demand: Reals) -> Reals:
        """Goal-oriented bound of the error of scores: |y| |f − A s|, shape (m,).

        See `lcagraph.solve.error_bound`.

        Parameters
        ----------
        intensity : ndarray, shape (m, n)
        runs, demand : ndarray, shape (n,)
        """
        entries = (self.row, self.column, self.value)
        return error_bound(entries, runs, demand, intensity)

    # ------------------------------------------------------------------- answering

    def _table(self, vectors: Reals) -> Reals:
        table = np.ascontiguousarray(vectors, dtype=np.float64).reshape(self.n, -1)
        bad = np.argwhere(~np.isfinite(table))
        if len(bad):
            raise EntryError(int(bad[0][0]), None, int(bad[0][1]))
        return table

    def _answered(
        self, wanted: Reals, *, is_adjoint: bool, enough: float = ENOUGH
    ) -> tuple[Reals, Path, int]:
        """The first answer of the chain that is good enough."""
        best: Answered = ("ilu", 0, np.inf, wanted)
        for found in self._tries(wanted, is_adjoint=is_adjoint, enough=enough):
            if found[2] <= best[2]:
                best = found
            if best[2] <= max(TAKEN, enough):
                break
        if not best[2] <= max(LIMIT, enough):
            raise self._refusal(best[3])
        return best[3], best[0], best[1]

    def _tries(
        self, wanted: Reals, *, is_adjoint: bool, enough: float
    ) -> Iterator[Answered]:
        from lcagraph.engine import chain, incomplete  # scipy.sparse.linalg

        task = Task(
            n=self.n,
            entries=len(self.form.values),
            right_sides=wanted.shape[1],
            has_numba=has_numba(),
            has_pardiso=incomplete.has_pardiso(),
        )
        left = list(ways(task))
        if task.is_single and left[0] == "steps":
            question = self._question(wanted, is_adjoint=is_adjoint)
            yield left.pop(0), *chain.passed_on(question, enough)
        if task.has_numba and left[0] in ("ilu", "steps"):
            way = left.pop(0)
            yield self._swept(way, wanted, is_adjoint=is_adjoint, enough=enough)
        question = self._question(wanted, is_adjoint=is_adjoint)
        yield from chain.stages(self.form, question, left, is_adjoint=is_adjoint)

    def _swept(
        self, way: Path, wanted: Reals, *, is_adjoint: bool, enough: float
    ) -> Answered:
        """ILU(0) in supply order, or no factors, some right sides at a time."""
        from lcagraph.engine.sweep_kernels import refine  # numba

        first, place = self._pattern(is_adjoint=is_adjoint)
        values = self._values(is_adjoint=is_adjoint)
        matrix = ((first, place), values)
        pattern = (first, place) if way == "ilu" else (np.zeros_like(first), place[:0])
        factors = (pattern, *self._factors(way, is_adjoint=is_adjoint))
        found, count = np.zeros_like(wanted), wanted.shape[1]
        size = -(-count // max(1, -(-count // LANES)))  # shares of equal size

        def answer(begin: int) -> tuple[int, float]:
            lanes = slice(begin, begin + size)
            some = np.ascontiguousarray(wanted[:, lanes])
            x = np.zeros_like(some)
            made, error = refine(matrix, factors, some, x, is_adjoint, enough)
            found[:, lanes] = x
            return made, error

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            made = list(threads.map(answer, range(0, count, size)))
        steps, error = max(m for m, _ in made), max(e for _, e in made)
        return way, steps, error if np.isfinite(found).all() else np.inf, found

    def _factors(self, way: Path, *, is_adjoint: bool) -> tuple[Reals, Reals]:
        if way == "steps":
            return np.zeros(0), np.ones(self.n)
        factors, pivots = self._incomplete
        return (factors[self.form.transposed[2]] if is_adjoint else factors), pivots

    @cached_property
    def _incomplete(self) -> tuple[Reals, Reals]:
        from lcagraph.engine.sweep_kernels import incomplete_lu

        return incomplete_lu((self.form.indptr, self.form.indices), self.form.values)

    def _pattern(self, *, is_adjoint: bool) -> tuple[Short, Short]:
        first, place, _ = self.form.transposed
        own = (self.form.indptr, self.form.indices)
        return (first, place) if is_adjoint else own

    def _values(self, *, is_adjoint: bool) -> Reals:
        values = self.form.values
        return values[self.form.transposed[2]] if is_adjoint else values

    def _question(self, wanted: Reals, *, is_adjoint: bool) -> Question:
        links = self._links(is_adjoint=is_adjoint)
        sizes = abs(links)
        return Question(
            multiply=lambda x: np.asarray(x + links @ x),
            magnitudes=lambda x: np.asarray(x + sizes @ x),
            wanted=wanted,
            reached=self._reached(wanted != 0, is_adjoint=is_adjoint),
        )

    def _links(self, *, is_adjoint: bool) -> csr_array[np.float64]:
        """W − I, or its transpose."""
        first, place = self._pattern(is_adjoint=is_adjoint)
        values = self._values(is_adjoint=is_adjoint)
        return csr_array((values, place, first), shape=(self.n, self.n))

    def _reached(self, start: Flags, *, is_adjoint: bool) -> Flags:
        """Places that each right side reaches, by the pattern alone."""
        links = self._links(is_adjoint=is_adjoint).astype(np.bool_).astype(np.float64)
        reached = start.copy()
        news = reached.astype(np.float64)
        while news.any():
            news = np.where(reached, 0.0, np.asarray(links @ news))
            reached |= news > 0
            news = (news > 0).astype(np.float64)
        return reached

    # -------------------------------------------------------------------- proving

    def _proven(
        self, answer: Reals, wanted: Reals, way: tuple[Path, int], *, is_adjoint: bool
    ) -> Account:
        """The account of an answer on the unscaled system.

        Raises
        ------
        ProofError
            Its error exceeds the limit.
        """
        scale = np.empty(self.n)  # of the equations: they are compared in these units
        if is_adjoint:
            scale[self.form.columns] = self.form.column_scale
        else:
            scale[self.form.rows] = np.abs(self.form.row_scale)
        used, size = self._totals(answer, is_adjoint=is_adjoint)
        size += np.abs(wanted)
        floor = NEGLIGIBLE * (size * scale[:, None]).max(axis=0, initial=0.0)
        size = np.maximum(size, floor / scale[:, None])
        missing = np.abs(wanted - used)
        error = np.divide(missing, size, out=np.zeros_like(size), where=size > 0)
        if not (error <= LIMIT).all():
            row, k = np.argwhere(~(error <= LIMIT))[0].tolist()
            raise ProofError(row, float(error[row, k]), k)
        worst = float(error.max(initial=0.0))
        return Account(
            path=way[0],
            steps=way[1],
            residual=worst,
            condition=self.condition,
            n=self.n,
        )

    def _totals(self, answer: Reals, *, is_adjoint: bool) -> tuple[Reals, Reals]:
        """A x and |A| |x|, or those of Aᵀ, on the caller's own entries."""
        own, other = (self.row, self.column)
        if is_adjoint:
            own, other = other, own
        if answer.shape[1] == 1:
            terms = np.asarray(self.value * answer[other, 0], dtype=np.float64)
            total, size = np.zeros(self.n), np.zeros(self.n)
            total += np.bincount(own, terms, minlength=self.n)
            size += np.bincount(own, np.abs(terms), minlength=self.n)
            return total[:, None], size[:, None]
        A = csr_array((self.value, (own, other)), shape=(self.n, self.n))
        return np.asarray(A @ answer), np.asarray(abs(A) @ np.abs(answer))

    def _refuse_ill_conditioned(self) -> None:
        """Rounding must not decide an answer.

        Raises
        ------
        LoopError
            The condition exceeds `CONDITION_LIMIT`.
        """
        if not self.condition <= CONDITION_LIMIT:
            # a rough answer stops on its way up: only a full one tells how bad it is
            answer, _, _ = self._answered(self._gross, is_adjoint=False)
            raise self._refusal(answer, float(np.abs(answer).max()))

    def _refusal(self, answer: Reals, condition: float = np.inf) -> LoopError:
        """The strong cycle in which the answer got lost."""
        from lcagraph.engine.cycles import strong_cycle

        places = strong_cycle(self.form, answer)
        columns, rows = self.form.columns[places], self.form.rows[places]
        return LoopError(
            "closed" if condition >= CLOSED else "ill_conditioned",
            tuple(columns.tolist()),
            tuple(rows.tolist()),
            condition=condition,
            variant=0,
        )


def large_system(
    n: int,
    row: NDArray[np.integer],
    column: NDArray[np.integer],
    value: Reals,
    matching: Indices | None = None,
    arrangement: Arrangement | None = None,
) -> LargeSystem:
    """A large system from its entries; arguments and errors as of `normal_form`."""
    form = normal_form(n, row, column, value, matching, arrangement)
    return LargeSystem(form=form, row=row, column=column, value=value)


__all__ = ["CONDITION_LIMIT", "LargeSystem", "large_system"]
