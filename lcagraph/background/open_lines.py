"""Exchanges of a stored database that stand in no matrix: what its datasets lack.

The matrices hold what was linked. An input without a supplier, an exchange whose flow
is missing and one without a readable amount are only flags there; an export that left
them out would make an open dataset look whole. They are found again by the same steps
as at the import, with the choices that were made then.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from lcagraph.background.amounts import Line, Sheet, place_of, read_sheets
from lcagraph.background.conversion import Conversion
from lcagraph.background.division import (
    Column,
    Division,
    divide,
)
from lcagraph.background.linked import BAD_NUMBER, DANGLING, OPEN_LINK
from lcagraph.background.linking import Suppliers, drawn
from lcagraph.background.records import (
    ALLOCATIONS,
    Allocation,
    Exchange,
    Package,
    Process,
    Uncertainty,
)
from lcagraph.background.store.database import Database

Key = tuple[str, str]
"""Process and product of an activity."""

SEPARATOR = "\n"
"""Between preferences in the manifest: no name has a line break."""


def open_lines(
    database: Database, package: Package, conversion: Conversion
) -> Mapping[Key, tuple[Exchange, ...]]:
    """What each activity draws, gives away or names without its being in A or B.

    Parameters
    ----------
    database : Database
    package : Package
        Of the database, as read.
    conversion : Conversion
        Of that package.

    Returns
    -------
    mapping
        Process and product → exchanges, times the activity's share. Open inputs are in
        the reference unit of their flow; dangling ones in the unit they were stated in;
        amounts that can't be read are None, and the comment quotes what is stated.
        Activities without any are absent.
    """
    flags = database.flags
    wanted = {
        (activity.process, activity.product)
        for activity, flag in zip(database.activities(), flags, strict=True)
        if flag & (OPEN_LINK | DANGLING | BAD_NUMBER)
    }
    if not wanted:
        return {}
    allocation = _allocation(database)
    divided = [
        (sheet, divide(sheet, conversion, allocation))
        for sheet in read_sheets(package, conversion)
    ]
    columns = _columns(divided)
    suppliers = Suppliers([column for column, _ in columns.values()], _prefer(database))
    return {
        key: found
        for key, (column, division) in columns.items()
        if key in wanted and (found := tuple(_open(column, division, suppliers)))
    }


def first_record(processes: Iterable[Process]) -> Process:
    """The dataset that stands for several of one id, as at the import."""
    found = list(processes)
    if len(found) == 1:
        return found[0]
    return min(found, key=lambda each: (each.file, repr(each)))


def _allocation(database: Database) -> Allocation | None:
    stated = database.manifest.options.get("allocation", "")
    return next((known for known in ALLOCATIONS if known == stated), None)


def _prefer(database: Database) -> tuple[str, ...]:
    stated = database.manifest.options.get("prefer", "")
    return tuple(stated.split(SEPARATOR)) if stated else ()


def _columns(
    divided: Iterable[tuple[Sheet, Division]],
) -> Mapping[Key, tuple[Column, Division]]:
    """One column per key, in the order of the matrices."""
    found: dict[Key, list[tuple[Column, Division]]] = {}
    for sheet, division in divided:
        for column in division.columns:
            key = (sheet.process.id, column.product.id)
            found.setdefault(key, []).append((column, division))
    chosen = {}
    for key in sorted(found):
        several = found[key]
        kept = first_record(column.sheet.process for column, _ in several)
        chosen[key] = next(each for each in several if each[0].sheet.process is kept)
    return chosen


def _open(
    column: Column, division: Division, suppliers: Suppliers
) -> Iterable[Exchange]:
    """Exchanges of one column that are in neither matrix."""
    sheet = column.sheet
    known = {line.exchange.id for line in sheet.lines}
    for i, line in enumerate(sheet.lines):
        share = column.causal.get(i, column.share)
        if i in division.functional or not share:
            continue
        if math.isnan(line.amount):
            yield _unreadable(sheet.process, line)
        elif line.counts and line.flow.kind != "elementary":
            link = suppliers.link(sheet.process, line)
            if link.finding is not None:
                yield _unlinked(line, share, link.finding.code)
    for exchange in sheet.process.exchanges:
        if exchange.id not in known and column.share:
            yield _dangling(exchange, column.share)


def _unlinked(line: Line, share: float, code: str) -> Exchange:
    """An input, waste or credit without a supplier, in the reference unit.

    A credit stays one: as an input below zero it would be a product given away, which
    treatments take.
    """
    exchange = line.exchange
    amount = drawn(line) * share
    is_input = line.flow.kind == "product"
    is_credit = is_input and exchange.is_avoided
    value = -amount if is_input and not is_credit else amount
    m = value / line.amount * line.factor
    named = exchange.provider_name if exchange.provider_name != line.flow.name else ""
    return replace(
        exchange,
        direction="input" if is_input else "output",
        amount=value,
        formula="",
        unit="",
        property="",
        is_reference=False,
        is_avoided=is_credit,
        # a supplier that is named and isn't there stays named: nobody else steps in
        provider=exchange.provider or (named if code in ("E057", "E058") else ""),
        uncertainty=_times(line.uncertainty, m, value),
    )


def _unreadable(process: Process, line: Line) -> Exchange:
    exchange = line.exchange
    number = "" if exchange.amount is None else repr(exchange.amount)
    stated = " ".join(filter(None, (exchange.formula or number, exchange.unit)))
    place = place_of(process, exchange)
    words = (exchange.comment, f"[{place}: amount not readable: {stated or '–'}]")
    return replace(
        exchange,
        amount=None,
        formula="",
        unit="",
        property="",
        is_reference=False,
        uncertainty=None,
        comment=" ".join(filter(None, words)),
    )


def _dangling(exchange: Exchange, share: float) -> Exchange:
    """An exchange of a flow that the package lacks, as stated, times the share."""
    amount = None if exchange.amount is None else exchange.amount * share
    return replace(
        exchange,
        amount=amount,
        formula="",
        is_reference=False,
        uncertainty=_times(exchange.uncertainty, share, amount),
    )


def _times(
    stated: Uncertainty | None, m: float, amount: float | None
) -> Uncertainty | None:
    """Distribution of m times a number, which makes `amount`; m is not zero."""
    if stated is None or amount is None:
        return None
    low, high = _scaled(stated.minimum, m), _scaled(stated.maximum, m)
    location, scale = _scaled(stated.location, m), _scaled(stated.scale, abs(m))
    if m < 0:
        low, high = high, low
    if stated.spread == "lognormal":  # of the magnitude
        location = abs(amount if location is None else location)
        scale = stated.scale
    return replace(stated, location=location, scale=scale, minimum=low, maximum=high)


def _scaled(number: float | None, m: float) -> float | None:
    return None if number is None else number * m
