"""What all samples of a run share: the part, both systems, static answers, sweeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.arrangement import Arrangement
from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.engine.montecarlo.chosen import Chosen, Short, choose
from lcagraph.engine.montecarlo.distributions import Entries, SpreadError
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.lanes import (
    Question,
    make_lanes,
    sweeps_per_cycle,
)
from lcagraph.engine.montecarlo.scoring import Scoring, score_parts
from lcagraph.engine.montecarlo.splitting import Part, Splitting, lay_out
from lcagraph.engine.montecarlo.streams import BLOCK
from lcagraph.engine.normal import NormalForm, normal_form
from lcagraph.solve import EntryError, LoopError, ProofError, SolveError
from lcagraph.solve.arrays import Indices, Reals

TOLERANCE = 1e-11
"""Worth of all that is missing, over the gross score Σ |g_j s_j|. [1]"""
ROUGH = 1e-9
"""The same of static answers, which are first guesses and weights. [1]"""
STATIC_SWEEPS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Background:
    """A database whose entries may be uncertain, as the engine sees it."""

    technosphere: Entries
    """A, shape (n, n). [unit of the row's product]"""
    interventions: Entries
    """B, shape (flows, n). [unit of the flow]"""
    form: NormalForm
    """Of the static values of A."""
    name: str
    """Content hash, or any stable name: draws depend on it and on the seed."""
    columns: NDArray[np.integer] | None = None
    """Column, and row, of the database of each one here; None: this is all of it."""

    def of_database(self, part: Indices) -> Indices:
        """Columns, or rows, of the database of some of those here."""
        return part if self.columns is None else np.asarray(self.columns[part])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """What p products ask of a database."""

    rows: NDArray[np.integer]
    """Rows of A that any of them asks for, no row twice, shape (q,)."""
    amounts: Reals
    """Static amounts, shape (p, q). [unit of the row]"""
    sign: Reals | None = None
    """What an amount of 1 is on the right side of A s = f, shape (q,): −1 where a
    waste is counted that its row takes in; None: 1. [1]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Everything that a block of samples needs and nothing else; made by `prepare`.

    Places are those of the part that the demand reaches, in supply order.
    """

    name: str
    """Of the database, as its draws know it."""
    demand: Demand
    demand_places: Indices
    """Place of each row of the demand, shape (q,)."""
    weights: Reals
    """C of the flows that count, shape (m, f)."""
    is_adjoint: bool
    """Intensities per sample rather than runs: fewer categories than products."""
    technosphere: Chosen
    """A of the part."""
    interventions: Chosen
    """B of the part and of the flows that count."""
    rows: Short
    """Row of A of each place, shape (n,)."""
    columns: Short
    """Column of A of each place, shape (n,)."""
    row_scale: Reals
    column_scale: Reals
    """R and X of the normal form at each place, shape (n,)."""
    splitting: Splitting
    """The system that samples are solved with, or its transpose."""
    scoring: Scoring
    runs: Reals
    """Static u, shape (p, n)."""
    intensities: Reals
    """Static v, shape (m, n)."""
    sweeps: int
    """Sweeps per cycle; 0 without numba."""

    @property
    def n(self) -> int:
        """Places."""
        return len(self.rows)

    def asked(self, amounts: Reals) -> Reals:
        """Amounts (…, q) with the sign of the right side. [unit of the row]"""
        sign = self.demand.sign
        return amounts if sign is None else np.asarray(amounts * sign)

    def scaled(self, amounts: Reals) -> Reals:
        """Amounts (…, q) in the units of the places."""
        return np.asarray(self.asked(amounts) * self.row_scale[self.demand_places])

    @cached_property
    def at_rest(self) -> Reals:
        """Demand of the static answers in the units of the places, shape (p, q).

        A product that buys nothing at rest may buy in a sample: it counts as one that
        buys 1 of all, for it needs weights, too.
        """
        amounts = self.demand.amounts
        buys = amounts.any(axis=1, keepdims=True)
        return self.scaled(np.where(buys, amounts, 1.0))

    @cached_property
    def gross(self) -> Reals:
        """Σ |g_j u_j| of the static answer, shape (p, m). [category unit]"""
        sizes = np.abs(self.runs), np.abs(self.scoring.static)
        # not by BLAS: the limits of the samples must not depend on its threads
        return np.array([[(u * g).sum() for g in sizes[1]] for u in sizes[0]])

    @cached_property
    def row_value(self) -> Reals:
        """Worth of a unit of each place's product, over the gross score, (p, n)."""
        return _worth(np.abs(self.intensities), self.gross)

    @cached_property
    def column_value(self) -> Reals:
        """Worth of a unit emitted at each place, over the gross score, (m, n)."""
        return _worth(np.abs(self.runs), self.gross.T)

    @cached_property
    def static_multipliers(self) -> Singles:
        """Multipliers that give the static values of A back, shape (slots,)."""
        entries = self.technosphere
        value = entries.value[entries.slots]
        return np.asarray(value / entries.spreads.base, dtype=np.float32)

    def system(self, values: Reals) -> LargeSystem:
        """The part with some values of A, for an answer by the chain.

        Parameters
        ----------
        values : ndarray
            Of the entries of `technosphere`.
        """
        entries, n = self.technosphere, self.n
        exponent = np.rint(np.log2(self.column_scale))
        arrangement = Arrangement(
            order=np.arange(n, dtype=np.intp), exponent=exponent.astype(np.int16)
        )
        own = np.arange(n)
        return large_system(n, entries.row, entries.column, values, own, arrangement)

    @property
    def demand_rows(self) -> Indices:
        """Row of A, in the whole database, of each row of the demand, shape (q,)."""
        return np.asarray(self.rows[self.demand_places])

    def of_database(self, error: SolveError, sample: int = 0) -> SolveError:
        """An error of the part, with the rows and columns of the database."""
        rows, columns = self.rows, self.columns
        if isinstance(error, LoopError):
            at = list(error.columns)
            places = tuple(columns[at].tolist()), tuple(rows[at].tolist())
            condition = error.condition
            return LoopError(error.kind, *places, condition=condition, variant=sample)
        if isinstance(error, EntryError):
            column = error.column
            named = None if column is None else int(columns[column])
            return EntryError(int(rows[error.row or 0]), named, sample)
        if isinstance(error, ProofError):
            return ProofError(int(rows[error.row]), error.residual, sample)
        return error


def _worth(size: Reals, gross: Reals) -> Reals:
    """Largest size (r, n) over gross (q, r), of each q: shape (q, n)."""
    counted = gross > 0
    part = np.where(counted, 1.0 / np.where(counted, gross, 1.0), 0.0)
    worth = np.zeros((len(gross), size.shape[1]))
    for r in range(gross.shape[1]):
        np.maximum(worth, part[:, r, None] * size[r], out=worth)
    return worth


def prepare(background: Background, demand: Demand, weights: Reals) -> Plan:
    """Make everything ready that does not depend on the sample.

    Parameters
    ----------
    background : Background
    demand : Demand
    weights : ndarray, shape (m, flows)
        C. [category unit/unit of the flow]

    Returns
    -------
    Plan
        It keeps nothing of the background that the demand does not reach or that no
        category counts.

    Raises
    ------
    SpreadError
        A distribution that cannot be.
    EntryError
        A demand or a weight that is not finite.
    LoopError, ProofError
        The static system has no answer that can be trusted.
    """
    _check(background, demand, weights)
    form = background.form
    is_adjoint = len(weights) < len(demand.amounts)
    start = np.unique(form.place_of_row[demand.rows])
    try:
        part, forward, adjoint = lay_out(
            form, background.technosphere, start, is_adjoint=is_adjoint
        )
    except SpreadError as error:
        raise _named(background, error, is_intervention=False) from None
    counting = (weights != 0).any(axis=0)
    technosphere, interventions, scoring = _chosen(background, part, weights, counting)
    rows = background.of_database(form.rows[part.places])
    columns = background.of_database(form.columns[part.places])
    n = len(part.places)
    plan = Plan(
        name=background.name, demand=demand,
        demand_places=part.number[form.place_of_row[demand.rows]],
        weights=np.ascontiguousarray(weights[:, counting]), is_adjoint=is_adjoint,
        technosphere=technosphere, interventions=interventions,
        rows=rows.astype(np.int32), columns=columns.astype(np.int32),
        row_scale=form.row_scale[part.places],
        column_scale=form.column_scale[part.places],
        splitting=adjoint if is_adjoint else forward, scoring=scoring,
        runs=np.zeros((len(demand.amounts), n)),
        intensities=np.zeros((len(weights), n)), sweeps=0,
    )  # fmt: skip
    asked = np.zeros_like(plan.runs)
    asked[:, plan.demand_places] = plan.at_rest
    try:
        plan.runs[:] = _at_rest(plan, forward, asked, is_adjoint=False)
        plan.intensities[:] = _at_rest(plan, adjoint, scoring.static, is_adjoint=True)
    except SolveError as error:
        raise plan.of_database(error) from None
    if numba_or_none() is None:
        return plan
    return _with_sweeps(plan, asked)


def _chosen(
    background: Background, part: Part, weights: Reals, counting: NDArray[np.bool_]
) -> tuple[Chosen, Chosen, Scoring]:
    """What the part has of A and of B, and how that counts."""
    form, A, B = background.form, background.technosphere, background.interventions
    i = part.number[form.place_of_row[A.row]]
    j = part.number[form.place_of_column[A.column]]
    technosphere = choose(A, (i, j), part.slots, part.spreads)
    try:
        scoring = score_parts(form, part, B, weights)
    except SpreadError as error:
        raise _named(background, error, is_intervention=True) from None
    flow = np.where(counting, np.cumsum(counting) - 1, -1)[B.row]
    place = part.number[form.place_of_column[B.column]]
    interventions = choose(B, (flow, place), scoring.slots, scoring.spreads)
    return technosphere, interventions, scoring


def _named(
    background: Background, error: SpreadError, *, is_intervention: bool
) -> SpreadError:
    """The error with the row and the column of the database."""
    row, column = error.row, error.column
    if background.columns is not None:
        column = int(background.columns[column])
        if not is_intervention:  # a flow has the same row everywhere
            row = int(background.columns[row])
    return SpreadError(
        row, column, error.kind, error.problem, is_intervention=is_intervention
    )


def _check(background: Background, demand: Demand, weights: Reals) -> None:
    rows = np.asarray(demand.rows)
    if len(np.unique(rows)) != len(rows) or demand.amounts.shape[1:] != rows.shape:
        raise ValueError("rows of a demand: each once, one column of amounts for each")
    if not np.isfinite(demand.amounts).all():
        product, at = np.argwhere(~np.isfinite(demand.amounts))[0]
        row = background.of_database(rows)[at]
        raise EntryError(int(row), None, int(product))
    if not np.isfinite(weights).all():
        category, flow = np.argwhere(~np.isfinite(weights))[0]
        raise EntryError(int(category), int(flow), 0)
    if background.form.n != len(background.form.columns):
        raise ValueError("not the normal form of this database")


def _at_rest(
    plan: Plan, splitting: Splitting, wanted: Reals, *, is_adjoint: bool
) -> Reals:
    """Static answers to all right sides (r, n), to the digits of a first guess."""
    at_rest = plan.static_multipliers
    m = np.repeat(at_rest[:, None], BLOCK, axis=1)
    lanes = make_lanes(splitting, at_rest.astype(np.float64), STATIC_SWEEPS)
    found, proven = np.zeros_like(wanted), np.ones(len(wanted), np.bool_)
    size = np.abs(wanted).sum(axis=1)
    for begin in range(0, len(wanted), BLOCK):
        some = slice(begin, begin + BLOCK)
        sides = np.zeros((splitting.n, BLOCK))
        count = len(wanted[some])
        sides[:, :count] = wanted[some].T
        limit = np.full(BLOCK, ROUGH * size.max(initial=0.0))
        limit[:count] = ROUGH * size[some]
        question = Question(wanted=sides, value=np.ones(splitting.n), limit=limit)
        x = np.zeros_like(sides)
        done = lanes.solve(m, question, x)
        found[some], proven[some] = x[:, :count].T, done[:count]
    if not proven.all():
        found[~proven] = _by_chain(plan, wanted[~proven], is_adjoint=is_adjoint)
    return found


def _by_chain(plan: Plan, wanted: Reals, *, is_adjoint: bool) -> Reals:
    """Static answers of the chain in place units, to right sides in place units."""
    system = plan.system(plan.technosphere.value)
    row, column = plan.row_scale, plan.column_scale
    if is_adjoint:
        return np.asarray(system.adjoint(wanted / column)[0] / row)
    return np.asarray((system.forward((wanted / row).T)[0] / column[:, None]).T)


def _with_sweeps(plan: Plan, asked: Reals) -> Plan:
    """The plan with the number of sweeps that a cycle takes."""
    splitting = plan.splitting
    sides = plan.scoring.static if plan.is_adjoint else asked
    value = plan.column_value[0] if plan.is_adjoint else plan.row_value[0]
    wanted = np.zeros((splitting.n, BLOCK))
    wanted[:, 0] = sides[0]
    question = Question(wanted=wanted, value=value, limit=np.zeros(BLOCK))
    m = np.repeat(plan.static_multipliers[:, None], BLOCK, axis=1)
    return replace(plan, sweeps=sweeps_per_cycle(splitting, m, question))


def normal_background(
    n: int, technosphere: Entries, interventions: Entries, name: str
) -> Background:
    """A background whose normal form is not stored yet; errors as of `normal_form`."""
    form = normal_form(n, technosphere.row, technosphere.column, technosphere.value)
    return Background(
        technosphere=technosphere, interventions=interventions, form=form, name=name
    )
