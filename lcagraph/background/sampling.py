"""Monte Carlo over a stored database: what products buy of it, sample by sample.

    A s = f,   h = C B s      with every entry of A and B that states a distribution

What is uncertain is what the database says, B of ready CO2e included; an entry without
a distribution is certain. A sample's draws depend on the seed, the database's content
hash, the entry and the sample's index, and on nothing else: all that is asked in one
run is paired, and parts of a run need nothing of each other.

A database whose inputs come from another one has these inputs open, as any other link
that the import found no supplier for: it is refused like those (E090), or their
suppliers count nothing if that was waived.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lcagraph.background.contributions import open_words, refuse_singular
from lcagraph.background.handles import (
    DatabaseCopy,
    DatabaseHandle,
    copy_of,
    handle_of,
)
from lcagraph.background.linked import FLAGS, NO_ALLOCATION, Floats, Indices, Triplets
from lcagraph.background.reach import reached
from lcagraph.background.store import Database
from lcagraph.background.triplets import ExactTriplets
from lcagraph.engine.montecarlo import (
    Background,
    Demand,
    Entries,
    Plan,
    SpreadError,
    prepare,
    simulate,
)
from lcagraph.engine.montecarlo.distributions import NAMES
from lcagraph.engine.normal import normal_form
from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.executor import Recipe
from lcagraph.solve import Labels, SolveError, calculation_error

OPEN = sum(
    FLAGS[word] for word in ("open_link", "dangling", "bad_number", "unmapped_gas")
)
"""Flags of a supply chain from which something is missing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Purchases:
    """What p products buy of one database, and what counts of it."""

    columns: Indices
    """Columns of A that any of them buys, each once, shape (q,)."""
    amounts: Floats
    """Static amounts, shape (p, q): of the product, or of the waste that the dataset
    treats, positive for both. [unit of the product]"""
    weights: Floats
    """What a kilogram of each gas of the manifest counts, shape (m, gases): items of a
    GWP set, or the unit matrix for the gases themselves. [category unit/kg]"""


def plan_of(database: Database, bought: Purchases, *, is_waived: bool = False) -> Plan:
    """Everything that samples of purchases need, ready to be simulated.

    Parameters
    ----------
    database : Database
    bought : Purchases
    is_waived : bool
        Whether an open supply chain has been waived, and what is missing counts
        nothing.

    Returns
    -------
    Plan
        For `lcagraph.engine.montecarlo.simulate` and its kin in `ranges`, whose scores
        are (samples, products, m) in category units. Amounts that vary with the sample
        (`sampled`) have units and signs of `Purchases.amounts`.

    Raises
    ------
    UsageError
        A dataset has no result (E088), or its supply chain is open (E090, E096).
    CalculationError
        A distribution cannot be (E524), or the static system has no answer that can be
        trusted.

    References
    ----------
    Heijungs & Suh (2002), The Computational Structure of LCA, ch. 2 and 6.
    """
    for column in bought.columns.tolist():
        refuse_singular(database, column)
        _refuse_open(database, column, is_waived=is_waived)
    columns = reached(database.technosphere, len(database), bought.columns.tolist())
    demand = Demand(
        rows=np.searchsorted(columns, bought.columns),
        amounts=np.asarray(bought.amounts, dtype=np.float64),
        sign=database.signs[bought.columns],
    )
    try:
        made = sampled_background(database, columns)
        return prepare(made, demand, flow_weights(database, bought.weights))
    except SolveError as problem:
        raise sampling_error(database, problem) from None


def recipe_of(
    database: Database,
    bought: Purchases,
    *,
    is_sent: bool = False,
    is_waived: bool = False,
) -> Recipe[Plan]:
    """`plan_of` for workers: each opens the database and prepares the plan itself.

    Parameters
    ----------
    database : Database
    bought : Purchases
    is_sent : bool
        Whether the arrays of the database travel, once to each worker; else workers
        open it from the disk, by its hash.
    is_waived : bool
        As of `plan_of`.
    """
    source = copy_of(database) if is_sent else handle_of(database)
    return Recipe(_planned, (source, bought, is_waived))


def _planned(
    source: DatabaseHandle | DatabaseCopy, bought: Purchases, is_waived: bool
) -> Plan:
    return plan_of(source.open(), bought, is_waived=is_waived)


def sampled_background(database: Database, columns: Indices) -> Background:
    """A part of a database as the engine sees it.

    Parameters
    ----------
    database : Database
    columns : ndarray of int, shape (n,)
        Columns of A that buy of each other alone, ascending: see `reach.reached`.

    Raises
    ------
    EntryError, LoopError
        An entry is not finite, or a process makes nothing of its own product.
    """
    n = len(columns)
    number = np.full(len(database), -1, dtype=np.int32)
    number[columns] = np.arange(n, dtype=np.int32)
    A, B = database.technosphere, database.interventions
    technosphere = _part(A, number[A.row], number[A.column])
    interventions = _part(B, np.asarray(B.row), number[B.column])
    form = normal_form(
        n,
        technosphere.row,
        technosphere.column,
        technosphere.value,
        np.arange(n),
        database.arrangement.of_part(columns),
    )
    return Background(
        technosphere=technosphere,
        interventions=interventions,
        form=form,
        name=database.manifest.hash,
        columns=columns,
    )


def _part(matrix: Triplets, row: Indices, column: Indices) -> Entries:
    """Entries within the part; each keeps its number in the database."""
    inside = np.flatnonzero((row >= 0) & (column >= 0))
    return Entries(
        row=row[inside],
        column=column[inside],
        value=np.asarray(matrix.value)[inside],
        spread=np.asarray(matrix.spread)[inside],
        number=inside,
    )


def flow_weights(database: Database, weights: Floats) -> Floats:
    """What a unit of each elementary flow counts, shape (m, flows).

    Parameters
    ----------
    database : Database
    weights : ndarray, shape (m, gases)
        [category unit/kg]
    """
    place = {gas: i for i, gas in enumerate(database.manifest.gases)}
    found = np.zeros((len(weights), len(database.elementary)))
    for row, flow in enumerate(database.elementary):
        if (mapped := database.gases.get(flow)) is not None:
            found[:, row] = mapped.factor * weights[:, place[mapped.gas]]
    return found


def _refuse_open(database: Database, column: int, *, is_waived: bool) -> None:
    """Refuse a dataset from whose supply chain something is missing."""
    flags = int(database.chain[column])
    for code, told in (("E090", flags & OPEN), ("E096", flags & NO_ALLOCATION)):
        if told and not is_waived:
            values = {
                "database": database.name,
                "name": database.activity(column).name,
                "open": open_words(told),
                "methods": "mass|energy|volume|economic|reference",
                "path": database.name,
            }
            raise UsageError(Finding(code=code, values=values))


def sampling_error(database: Database, problem: SolveError) -> CalculationError:
    """What the engine says of rows and columns, in the names of the database.

    Parameters
    ----------
    database : Database
    problem : SolveError
        From `plan_of`, `simulate` or its kin.
    """
    if isinstance(problem, SpreadError):
        return CalculationError([_impossible(database, problem)])
    activities = [*database.activities()]
    labels = Labels(
        products=[one.product_name for one in activities],
        processes=[one.name for one in activities],
        places=[f"{database.name}/{one.process}" for one in activities],
    )
    return calculation_error(problem, labels)


def _impossible(database: Database, problem: SpreadError) -> Finding:
    """E524: an entry with a distribution that cannot be drawn from."""
    if problem.is_intervention:
        id_ = database.elementary[problem.row]
        flow = database.flow(id_)
        name = flow.name if flow is not None else id_
    else:
        name = database.activity(problem.row).product_name
    values = {
        "database": database.name,
        "process": database.activity(problem.column).name,
        "flow": name,
        "problem": f"{NAMES.get(problem.kind, problem.kind)}, {problem.problem}",
    }
    return Finding(code="E524", values=values)


@dataclass(frozen=True, kw_only=True, eq=False)
class DatabaseDraws:
    """One database, sampled by the number of the sample; it travels, and opens itself.

    What is drawn are kilograms of gases: characterisation comes afterwards, so that it
    may be uncertain, too.
    """

    source: DatabaseHandle | DatabaseCopy
    columns: Indices
    """Datasets that any side buys, shape (q,)."""
    amounts: Floats
    """Static amounts, shape (sides, q): where each sample's answer starts from.
    [unit of the product]"""
    gases: tuple[str, ...]
    """Gases of the manifest, in the order of `kilograms`."""
    is_waived: bool = False

    @property
    def name(self) -> str:
        """Of the database."""
        return self._handle.name

    @property
    def hash(self) -> str:
        """Of everything that its draws depend on besides seed and sample."""
        chosen = np.asarray(self.columns, dtype=np.int64).tobytes()
        return hashlib.sha256(self._handle.hash.encode() + chosen).hexdigest()

    @property
    def datasets(self) -> int:
        """Datasets that any side buys: q."""
        return len(self.columns)

    @property
    def _handle(self) -> DatabaseHandle:
        source = self.source
        return source.handle if isinstance(source, DatabaseCopy) else source

    @cached_property
    def plan(self) -> Plan:
        """Made once where it is used; errors as of `plan_of`."""
        unit = np.eye(len(self.gases))
        bought = Purchases(columns=self.columns, amounts=self.amounts, weights=unit)
        return plan_of(self.source.open(), bought, is_waived=self.is_waived)

    def opened(self) -> DatabaseDraws:
        """The same, ready to be drawn; errors as of `plan_of`."""
        _ = self.plan
        return self

    def __getstate__(self) -> dict[str, object]:
        """What travels: not the plan, which is made again from the database."""
        kept = dict(self.__dict__)
        kept.pop("plan", None)
        return kept

    def kilograms(self, seed: int, first: int, amounts: Floats) -> Floats:
        """Emissions of samples first … first + k − 1, shape (k, sides, gases). [kg]

        Blocks of 16 are computed whole: ranges that begin and end at multiples of 16
        waste nothing.

        Parameters
        ----------
        seed, first : int
        amounts : ndarray, shape (k, sides, q)
            What each side buys of each dataset. [unit of the dataset]

        Raises
        ------
        CalculationError
            A sample has no answer that can be trusted.
        """
        samples = range(first, first + len(amounts))
        try:
            return simulate(self.plan, samples, seed=seed, sampled=amounts).scores
        except SolveError as problem:
            raise sampling_error(self.source.open(), problem) from None


def draws_of(
    database: Database,
    columns: Indices,
    amounts: Floats,
    *,
    is_sent: bool = False,
    is_waived: bool = False,
) -> DatabaseDraws:
    """The draws of a database for sides that buy of it.

    Parameters
    ----------
    database : Database
    columns : ndarray of int, shape (q,)
        Datasets that any side buys, each once.
    amounts : ndarray, shape (sides, q)
        Static amounts. [unit of the product]
    is_sent : bool
        Whether the arrays of the database travel to workers that see no disk with it.
    is_waived : bool
        As of `plan_of`.
    """
    return DatabaseDraws(
        source=copy_of(database) if is_sent else handle_of(database),
        columns=columns,
        amounts=amounts,
        gases=tuple(database.manifest.gases),
        is_waived=is_waived,
    )


def uncertain_entries(database: Database) -> int:
    """Entries of A and of the gases in B that state a distribution."""
    gases = [flow in database.gases for flow in database.elementary]
    is_gas = np.array(gases, dtype=np.bool_)[database.interventions.row]
    varies = [
        np.zeros(len(matrix.value), dtype=np.bool_)
        if isinstance(matrix, ExactTriplets)
        else np.asarray(matrix.spread["kind"] > 1)
        for matrix in (database.technosphere, database.interventions)
    ]
    return int(varies[0].sum() + (varies[1] & is_gas).sum())
