"""A stored database as a package again: allocated, linked and in reference units.

Each activity becomes a process with one product. Its exchanges are the entries of its
columns of A and B, and each names its supplier, so that

    link_package(settled(database))

has the matrices of `database` once more. What is open is there as well: inputs without
a supplier, flows that the source lacks, amounts that nobody could read, and datasets
with several products that nothing divides.

    A[r, j] < 0  product drawn: an input       A[r, j] > 0  credit: an avoided product
    waste row    an output that r treats       B[e, j]      in the flow's own direction
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lcagraph.background.conversion import Conversion
from lcagraph.background.directions import own_directions, stated_direction
from lcagraph.background.linked import BAD_NUMBER, NO_ALLOCATION, Activity, Triplets
from lcagraph.background.open_lines import Key, first_record, open_lines
from lcagraph.background.records import (
    Direction,
    Exchange,
    Flow,
    Package,
    Process,
    Uncertainty,
)
from lcagraph.background.settled_units import SettledUnits
from lcagraph.background.spreads import mirrored, parameters_of, stated_spread
from lcagraph.background.store.database import Database
from lcagraph.errors import Finding

_NEAR = 1e-13
"""Relative difference that rounding explains: of a reference amount to its entry,
summed in another order."""

_NAMED = 5
"""Datasets that N076 names."""


def _ignore(done: int) -> None:
    """No progress is shown."""


def settled(database: Database, *, tick: Callable[[int], None] = _ignore) -> Package:
    """The package that has the matrices of a database, and nothing left to settle.

    Parameters
    ----------
    database : Database
    tick : callable
        Called with the number of activities done since the last call.

    Returns
    -------
    Package
        One process per activity: ids stay, but a dataset with several products becomes
        ``process:product`` for each. Datasets that nothing divides stay whole, with
        all their products. Formulas and parameters are evaluated. What has no column,
        `without_column` tells.
    """
    package = database.package()
    conversion = Conversion(package)
    units = SettledUnits(package, conversion)
    flows = {id: units.settle(flow) for id, flow in package.flows.items()}
    opened = open_lines(database, package, conversion)
    columns = _Columns(database, package, opened, conversion)
    processes = tuple(columns.processes(tick))
    return replace(
        package,
        unit_groups=units.unit_groups,
        flow_properties=units.flow_properties,
        flows=flows,
        processes=processes,
        parameters=(),
        problems=(),
    )


def without_column(database: Database) -> tuple[Finding, ...]:
    """N076 if a database has datasets that its matrices don't have."""
    query = "SELECT id FROM process WHERE id NOT IN (SELECT process FROM activity)"
    missing = [id for (id,) in database.rows.execute(f"{query} ORDER BY position")]
    if not missing:
        return ()
    named = [database.process(id).name or id for id in missing[:_NAMED]]
    values = {"count": len(missing), "processes": named}
    return (Finding(code="N076", values=values),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry of a column."""

    row: int
    value: float
    spread: np.void


class _Columns:
    """The columns of a database, as processes."""

    def __init__(
        self,
        database: Database,
        package: Package,
        opened: Mapping[Key, tuple[Exchange, ...]],
        conversion: Conversion,
    ) -> None:
        self._conversion = conversion
        self._package = package
        self._opened = opened
        self._activities = list(database.activities())
        self._flags = database.flags
        self._elementary = database.elementary
        self._a = _by_column(database.technosphere, len(self._activities))
        self._b = _by_column(database.interventions, len(self._activities))
        self._directions = own_directions(package)
        self._records: dict[str, list[Process]] = {}
        for process in package.processes:
            self._records.setdefault(process.id, []).append(process)
        self._of_process: dict[str, list[int]] = {}
        for j, activity in enumerate(self._activities):
            self._of_process.setdefault(activity.process, []).append(j)

    def processes(self, tick: Callable[[int], None]) -> Iterator[Process]:
        """Every activity in the order of the columns; what is undivided, as one."""
        for id, columns in self._of_process.items():
            tick(len(columns))
            record = first_record(self._records[id])
            if self._is_undivided(columns[0]):
                yield self._process(record, columns, id, "")
                continue
            for j in columns:
                added = self._activities[j].product if len(columns) > 1 else ""
                yield self._process(record, [j], self._id(j), added)

    def _is_undivided(self, column: int) -> bool:
        """True if an activity has a dataset whole that has other products, too."""
        several = self._of_process[self._activities[column].process]
        return len(several) > 1 and bool(self._flags[column] & NO_ALLOCATION)

    def _id(self, column: int) -> str:
        """Id of the process that an activity becomes."""
        activity = self._activities[column]
        several = self._of_process[activity.process]
        if len(several) == 1 or self._is_undivided(column):
            return activity.process
        return f"{activity.process}:{activity.product}"

    def _process(
        self, record: Process, columns: Sequence[int], id: str, added: str
    ) -> Process:
        names = record.names
        name = record.name
        if added:
            product = self._package.flows[added]
            name = f"{name} | {product.name}"
            names = {
                lang: f"{text} | {product.names.get(lang, product.name)}"
                for lang, text in names.items()
            }
        exchanges = [
            replace(each, id=str(number))
            for number, each in enumerate(self._exchanges(record, columns), start=1)
        ]
        return replace(
            record,
            id=id,
            name=name,
            names=names,
            open=self._open_words(record, columns[0], exchanges),
            exchanges=tuple(exchanges),
            parameters=(),
            allocation=(),
            default_method=None,
            production_volume=self._volume(record, columns[0]),
        )

    def _volume(self, record: Process, column: int) -> float | None:
        """Production per year in the reference unit, which the exchanges have now."""
        volume, flow = record.production_volume, self._activities[column].product
        for each in record.exchanges if volume else ():
            if each.is_reference and each.flow == flow:
                unit = each.unit, each.property
                size = self._conversion.factor(self._package.flows[flow], *unit)
                return volume * size if volume and isinstance(size, float) else None
        return volume

    def _open_words(
        self, record: Process, column: int, exchanges: Sequence[Exchange]
    ) -> tuple[str, ...]:
        """What is open, so far as no exchange shows it: one of unlike duplicates."""
        is_bad = bool(self._flags[column] & BAD_NUMBER)
        is_shown = any(each.amount is None for each in exchanges)
        added = ("bad_number",) if is_bad and not is_shown else ()
        return tuple(dict.fromkeys((*record.open, *added)))

    # ------------------------------------------------------------------- exchanges

    def _exchanges(self, record: Process, columns: Sequence[int]) -> Iterator[Exchange]:
        """Products first, then inputs, then emissions, then what is open."""
        stated = _Stated(record)
        for j in columns:
            yield self._reference(stated, j)
        j = columns[0]
        for entry in self._a[j]:
            is_own = entry.row == j
            used = self._own_use(columns, entry) if is_own else entry.value
            if used:
                drawn = replace(entry, value=used)
                yield self._drawn(stated, drawn, is_own=is_own)
        for entry in self._b[j]:
            if entry.value:
                yield self._elementary_exchange(stated, entry)
        activity = self._activities[j]
        yield from self._opened.get((activity.process, activity.product), ())

    def _own_use(self, columns: Sequence[int], entry: _Entry) -> float:
        """What an activity takes of its own product, with the sign of A.

        In an undivided dataset, the column of any other product has it by itself.
        """
        if len(columns) == 1:
            return entry.value - self._made(columns[0])
        others = (each.value for each in self._a[columns[1]] if each.row == entry.row)
        return next(others, 0.0)

    def _reference(self, stated: _Stated, j: int) -> Exchange:
        """The product of an activity, or the waste that it treats, as stated."""
        amount = self._made(j)
        flow = self._package.flows[self._activities[j].product]
        direction: Direction = "output"
        if flow.kind == "waste" and amount < 0:
            direction = "input"
        elif flow.kind == "elementary":
            direction = self._directions[flow.id]
        entry = next((each for each in self._a[j] if each.row == j), None)
        spread = entry.spread if entry and entry.value == amount else None
        return _exchange(
            flow,
            direction,
            amount if direction == "output" else -amount,
            _turned(spread, amount, 1.0 if direction == "output" else -1.0),
            stated,
            is_reference=not self._is_undivided(j) or flow.id in stated.references,
        )

    def _made(self, j: int) -> float:
        """Reference amount of an activity, with the sign of A.

        A has another number where the activity uses its own product. The difference
        becomes an input, unless rounding would keep the two from adding up again.
        """
        amount = _signed(self._activities[j])
        entry = next((each.value for each in self._a[j] if each.row == j), amount)
        if math.isclose(entry, amount, rel_tol=_NEAR):
            return entry
        is_sum = amount + (entry - amount) == entry
        is_kept = is_sum or entry * amount <= 0 or self._is_undivided(j)
        return amount if is_kept else entry

    def _drawn(self, stated: _Stated, entry: _Entry, *, is_own: bool) -> Exchange:
        """An input, a waste given away, or a credit."""
        supplier = self._activities[entry.row]
        flow = self._package.flows[supplier.product]
        is_credit = flow.kind == "product" and entry.value > 0 and _signed(supplier) > 0
        direction: Direction = "output" if flow.kind == "waste" else "input"
        sign = 1.0 if direction == "output" or is_credit else -1.0
        found = _exchange(
            flow,
            direction,
            entry.value * sign,
            None if is_own else _turned(entry.spread, entry.value, sign),
            stated,
        )
        return replace(found, provider=self._id(entry.row), is_avoided=is_credit)

    def _elementary_exchange(self, stated: _Stated, entry: _Entry) -> Exchange:
        flow = self._package.flows[self._elementary[entry.row]]
        spread = _turned(entry.spread, entry.value, 1.0)
        # a table of arrays has no exchanges that would tell it
        direction = self._directions.get(flow.id) or stated_direction(flow) or "output"
        return _exchange(flow, direction, entry.value, spread, stated)


class _Stated:
    """What a dataset says of its exchanges besides numbers, by flow."""

    def __init__(self, record: Process) -> None:
        self._lines: dict[str, list[Exchange]] = {}
        for exchange in record.exchanges:
            self._lines.setdefault(exchange.flow, []).append(exchange)
        self.references = frozenset(e.flow for e in record.exchanges if e.is_reference)

    def comment(self, flow: str) -> str:
        """All that is said of a flow, each once."""
        texts = (exchange.comment for exchange in self._lines.get(flow, ()))
        return "\n".join(dict.fromkeys(text for text in texts if text))

    def single(self, flow: str) -> Exchange | None:
        """The only exchange of a flow, or None."""
        lines = self._lines.get(flow, [])
        return lines[0] if len(lines) == 1 else None


def _exchange(
    flow: Flow,
    direction: Direction,
    amount: float,
    uncertainty: Uncertainty | None,
    stated: _Stated,
    *,
    is_reference: bool = False,
) -> Exchange:
    one = stated.single(flow.id)
    pedigree = one.uncertainty.pedigree if one and one.uncertainty else ()
    if any(pedigree):
        blank = Uncertainty(spread="undefined")
        uncertainty = replace(uncertainty or blank, pedigree=pedigree)
    return Exchange(
        id="",
        flow=flow.id,
        direction=direction,
        amount=amount,
        is_reference=is_reference,
        location=one.location if one else "",
        uncertainty=uncertainty,
        comment=stated.comment(flow.id),
    )


def _signed(activity: Activity) -> float:
    """Reference amount with the sign of A. [unit]"""
    return -activity.amount if activity.is_treatment else activity.amount


def _by_column(matrix: Triplets, count: int) -> list[list[_Entry]]:
    """Entries of each column, in the order of the rows."""
    found: list[list[_Entry]] = [[] for _ in range(count)]
    parts = (matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist())
    for row, column, value, spread in zip(*parts, matrix.spread, strict=True):
        found[column].append(_Entry(row=row, value=value, spread=spread))
    return found


# ------------------------------------------------------------------------- spreads


def _turned(spread: np.void | None, value: float, sign: float) -> Uncertainty | None:
    """Distribution of an exchange that is `sign` times an entry of a matrix."""
    if spread is None:
        return None
    found = parameters_of(spread)
    return stated_spread(found if sign > 0 else mirrored(found), value * sign)
