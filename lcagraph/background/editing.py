"""Edits of a database as a user states them, turned into entries of its matrices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lcagraph.background.linked import Mapped
from lcagraph.background.offers import Offer, offer_in
from lcagraph.background.store import Database
from lcagraph.errors import Finding, QuantityError, UsageError
from lcagraph.formulas import parse_amount
from lcagraph.formulas.amount import number_in
from lcagraph.units import Unit, conversion, parse_unit

MOST_KNOWN = 12
"""A message that lists more names than this is no longer read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One exchange of one dataset that becomes another.

    Names are those of `from:` without the database: an id or a name, with
    `?location=…` or `?product=…` where several bear it.
    """

    process: str
    """Dataset that changes."""
    input: str = ""
    """Dataset that it takes from; of a waste, the treatment."""
    emission: str = ""
    """Elementary flow that it emits, by id or name."""
    amount: str = ""
    """What it becomes, such as `0.3 kWh`, for the reference amount of the dataset; of
    an emission the mass of gas."""
    times: float | None = None
    """Or what it is multiplied by. [1]"""
    supplier: str = ""
    """Or the dataset from which the same amount is taken instead."""


@dataclass(slots=True)
class Places:
    """A scenario: entries of A that become others, and changes of G."""

    entries: dict[tuple[int, int], float] = field(default_factory=dict)
    """Row and column → new value. [unit of the row]"""
    emitted: dict[tuple[int, int], float] = field(default_factory=dict)
    """Gas and column → more of it per run. [kg]"""


def placed(database: Database, edits: Sequence[Edit]) -> Places:
    """A scenario as entries of A and changes of G.

    Raises
    ------
    UsageError
        See `whatif`.
    """
    places = Places()
    for edit in edits:
        _refuse_unclear(edit)
        column = _offer(database, edit.process).found.column
        if edit.emission:
            _emission(database, edit, column, places)
        else:
            _input(database, edit, column, places)
    return places


def _refuse_unclear(edit: Edit) -> None:
    """One exchange and one change, or it is no edit (E521)."""
    changes = [bool(edit.amount), edit.times is not None, bool(edit.supplier)]
    reason = ""
    if bool(edit.input) == bool(edit.emission):
        reason = "input / emission: 1"
    elif sum(changes) != 1 or (edit.emission and edit.supplier):
        reason = "amount / times / supplier: 1"
    elif edit.times is not None and not 0 <= edit.times < math.inf:
        reason = f"times: {edit.times:g}"
    if reason:
        values = {"process": edit.process, "reason": reason}
        raise UsageError(Finding(code="E521", values=values))


def _offer(database: Database, text: str) -> Offer:
    found = offer_in(database, text)
    if isinstance(found, Finding):
        raise UsageError(found)
    return found


# ----------------------------------------------------------------------------- inputs


def _input(database: Database, edit: Edit, column: int, places: Places) -> None:
    """A draw on another dataset: inputs are negative, wastes handed on positive."""
    supplier = _offer(database, edit.input)
    row = supplier.found.column
    sign = -float(database.signs[row])
    if edit.amount:
        amount = _amount_in(edit, supplier.unit)
        places.entries[row, column] = sign * amount
        return
    now = places.entries.get((row, column))
    if now is None:
        now = entry_of(database, row, column)
    if now == 0 or row == column:
        raise UsageError(_no_input(database, edit, column))
    if edit.times is not None:
        places.entries[row, column] = now * edit.times
        return
    other = _offer(database, edit.supplier)
    target = other.found.column
    moved = now * sign * _converted(edit, supplier.unit, other.unit)
    places.entries[row, column] = 0.0
    taken = places.entries.get((target, column))
    if taken is None:
        taken = entry_of(database, target, column)
    places.entries[target, column] = taken - float(database.signs[target]) * moved


def entry_of(database: Database, row: int, column: int) -> float:
    """An entry of A; 0 where there is none. [unit of the row]"""
    A = database.technosphere
    begin, end = np.searchsorted(A.column, [column, column + 1])
    at = begin + int(np.searchsorted(A.row[begin:end], row))
    return float(A.value[at]) if at < end and A.row[at] == row else 0.0


def _no_input(database: Database, edit: Edit, column: int) -> Finding:
    A = database.technosphere
    begin, end = np.searchsorted(A.column, [column, column + 1])
    rows = [row for row in A.row[begin:end].tolist() if row != column]
    known = database.activities_at(rows[:MOST_KNOWN])
    names = ", ".join(known[row].name for row in rows[:MOST_KNOWN])
    values = {"process": edit.process, "input": edit.input, "known": names or None}
    return Finding(code="E522", values=values)


# -------------------------------------------------------------------------- emissions


def _emission(database: Database, edit: Edit, column: int, places: Places) -> None:
    """A greenhouse gas that the dataset emits itself, as mass."""
    emitted = _emitted(database, column)
    flow, mapped = _flow(database, edit, emitted)
    now = emitted.get(flow, 0.0) * mapped.factor
    new = now * edit.times if edit.times is not None else 0.0
    if edit.amount:
        new = _amount_in(edit, parse_unit("kg"))
    gas = database.manifest.gases.index(mapped.gas)
    known = places.emitted.get((gas, column), 0.0)
    places.emitted[gas, column] = known + new - now


def _emitted(database: Database, column: int) -> dict[str, float]:
    """Elementary flows of a dataset. [unit of the flow]"""
    B = database.interventions
    begin, end = np.searchsorted(B.column, [column, column + 1])
    pairs = zip(B.row[begin:end].tolist(), B.value[begin:end].tolist(), strict=True)
    return {database.elementary[row]: value for row, value in pairs}


def _flow(
    database: Database, edit: Edit, emitted: Mapping[str, float]
) -> tuple[str, Mapped]:
    """The one flow that is meant: by id, else by name among those emitted (E523)."""
    gases = database.gases
    if edit.emission in gases:
        return edit.emission, gases[edit.emission]
    here = [flow for flow in emitted if flow in gases]
    names = {flow: _name(database, flow) for flow in here}
    meant = [flow for flow, name in names.items() if name == edit.emission]
    if len(meant) != 1:
        shown = meant or here
        known = ", ".join(f"{flow} ({names[flow]})" for flow in shown[:MOST_KNOWN])
        values = {"process": edit.process, "emission": edit.emission}
        values["known"] = known or "–"
        raise UsageError(Finding(code="E523", values=values))
    return meant[0], gases[meant[0]]


def _name(database: Database, id_: str) -> str:
    flow = database.flow(id_)
    return flow.name if flow is not None else id_


# ------------------------------------------------------------------------- quantities


def _amount_in(edit: Edit, unit: Unit) -> float:
    """A plain amount in the unit of what it is of.

    Raises
    ------
    UsageError
        It is no plain amount (family E4, E521), or of another dimension (E433).
    """
    try:
        known = number_in(parse_amount(edit.amount).expression)
        if known is not None:
            return known[0] * conversion(known[1], unit)
    except QuantityError as error:
        raise UsageError(error.at(edit.process)) from None
    values = {"process": edit.process, "reason": f"amount: {edit.amount}"}
    raise UsageError(Finding(code="E521", values=values))


def _converted(edit: Edit, source: Unit, target: Unit) -> float:
    try:
        return conversion(source, target)
    except QuantityError as error:
        raise UsageError(error.at(edit.process)) from None
