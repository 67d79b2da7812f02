"""A dataset with its whole supply chain under an impact method of a package.

    A s = f,   g = B s,   h = Σ_e c_e g_e

Intensities are kept for greenhouse gases alone; any other method needs the inventory g,
which is solved forward for the one dataset. Elementary flows that the method has no
factor for count nothing and are counted; a factor that can't be used (it is no number,
its unit is unknown, or it holds for certain places only) makes the score unknown, and
is named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from lcagraph.background.contributions import contributions, open_words
from lcagraph.background.conversion import Conversion
from lcagraph.background.linked import Floats
from lcagraph.background.methods import characterise_flows, compartment_factors
from lcagraph.background.records import Method, Package
from lcagraph.background.store import Database
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest

MOST_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowScore:
    """What one elementary flow counts."""

    flow: str
    name: str
    compartment: tuple[str, ...]
    amount: float
    """In the inventory. [unit of the flow]"""
    unit: str
    score: float
    """NaN: its factor can't be used. [unit of the method]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One dataset under one impact category."""

    method: Method
    value: float
    """NaN if a factor that it needs can't be used. [unit of the method/unit]"""
    partial: float
    """Sum over the flows whose factors can be used."""
    flows: tuple[FlowScore, ...]
    """Flows that count, unknown ones first, then the largest |score|."""
    uncharacterised: int
    """Flows of the inventory that the method has no factor for."""
    inventory: int
    """Flows of the inventory."""
    open: tuple[str, ...]
    """What is open in the supply chain: words of `FLAGS`."""
    findings: tuple[Finding, ...]


def title(method: Method) -> str:
    """Name of a method with its impact category."""
    return " / ".join(part for part in (method.name, method.category) if part)


def find_methods(database: Database, wanted: str) -> tuple[Method, ...]:
    """Impact categories of a database: all of them, or the one that a text names.

    Parameters
    ----------
    database : Database
    wanted : str
        Id, `title`, name of the method (then all its categories) or of one category;
        upper and lower case are the same. Empty: all.

    Raises
    ------
    UsageError
        The database has no methods (E073), or none of this name (E076).
    """
    known = database.methods()
    if not known:
        raise UsageError(Finding(code="E073", values={"name": database.name}))
    key = wanted.strip().casefold()
    category = attrgetter("category")
    for names in (attrgetter("id"), title, attrgetter("name"), category):
        found = tuple(one for one in known if key in ("", names(one).casefold()))
        if found:
            return found
    titles = tuple(dict.fromkeys(map(title, known)))
    values = {
        "name": database.name,
        "method": wanted,
        "nearest": nearest(wanted, (*titles, *map(category, known))),
        "methods": titles[:MOST_NAMED],
    }
    raise UsageError(Finding(code="E076", values=values))


def score(
    database: Database, column: int, methods: Sequence[Method], amount: float = 1.0
) -> tuple[Score, ...]:
    """A product with its supply chain under impact categories.

    Parameters
    ----------
    database : Database
    column : int
        Column of A.
    methods : sequence of Method
        Of this database or of another one with the same elementary flows.
    amount : float
        Of the product. [its unit]

    Raises
    ------
    UsageError
        The dataset has no result (E088).
    CalculationError
        A loop has no answer that can be trusted.
    """
    inventory = inventory_of(database, column, amount)
    package = database.flows_package(database.elementary)
    words = open_words(int(database.chain[column]))
    elementary = database.elementary
    occurring = np.flatnonzero(inventory)
    found = []
    for method in methods:
        row = characterise_flows(package, elementary, method)
        parts = row.row * inventory
        counted = [int(e) for e in occurring if row.row[e] != 0]
        unknown = [e for e in counted if math.isnan(row.row[e])]
        partial = math.fsum(parts[e] for e in counted if not math.isnan(row.row[e]))
        ids = {elementary[e] for e in occurring}
        has_factor = {factor.flow for factor in method.factors}
        has_factor |= compartment_factors(package, elementary, method).keys()
        found.append(
            Score(
                method=method,
                value=math.nan if unknown else partial,
                partial=partial,
                flows=_flows(package, elementary, counted, inventory, parts),
                uncharacterised=len(ids - has_factor),
                inventory=len(ids),
                open=words,
                findings=tuple(f for f in row.findings if f.at in {*ids, method.id}),
            )
        )
    return tuple(found)


def inventory_of(database: Database, column: int, amount: float = 1.0) -> Floats:
    """Elementary flows that a product causes, shape (elementary flows,).

    Returns
    -------
    ndarray
        g = B s, in the order of `Database.elementary`. [unit of the flow]
    """
    nothing = np.zeros(len(database.manifest.gases))
    found = contributions(database, {column: amount}, nothing)
    scaling = np.zeros(len(database))
    scaling[found.columns] = found.runs
    b = database.interventions
    amounts = b.value * scaling[b.column]
    summed = np.bincount(b.row, amounts, minlength=len(database.elementary))
    return np.asarray(summed, dtype=np.float64)  # of no entries: whole numbers


def _flows(
    package: Package,
    elementary: Sequence[str],
    rows: Iterable[int],
    inventory: Floats,
    parts: Floats,
) -> tuple[FlowScore, ...]:
    unit_of = Conversion(package).unit_of
    found = []
    for row in rows:
        id_ = elementary[row]
        flow = package.flows[id_]  # B has no rows for flows that the package lacks
        found.append(
            FlowScore(
                flow=id_,
                name=flow.name,
                compartment=flow.compartment,
                amount=float(inventory[row]),
                unit=unit_of(flow),
                score=float(parts[row]),
            )
        )
    return tuple(sorted(found, key=_by_size))


def _by_size(one: FlowScore) -> tuple[float, str]:
    return (-math.inf if math.isnan(one.score) else -abs(one.score), one.flow)
