"""Finds the rows that a name stands for, and puts their traces together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Numbers, Prepared
from lcagraph.compile.plan import DirectFlow, Edge
from lcagraph.contribution import (
    LedgerRow,
    intensities,
    solution,
    stage_scaling,
)
from lcagraph.impact import ROWS
from lcagraph.matrices import Entries
from lcagraph.sampling.described import drawn_numbers
from lcagraph.solve import Solution
from lcagraph.trace.activity import Terms, activity
from lcagraph.trace.capture import capture
from lcagraph.trace.naming import SECTIONS, ends_in
from lcagraph.trace.overrides import main_override, overrides_of_row
from lcagraph.trace.records import (
    Draw,
    FactorSource,
    GasPart,
    Override,
    ProcessSource,
    Trace,
)
from lcagraph.trace.source import factor_source, process_source, record_source
from lcagraph.wording.screen import Locate, Place

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Tracer:
    """Makes the traces of one result."""

    prepared: Prepared
    numbers: Numbers
    rows: tuple[LedgerRow, ...]
    weights: Floats
    """What sums the items to the headline total, shape (items,)."""
    locate: Locate | None = None
    scenario: str | None = None
    overrides: tuple[Override, ...] = ()
    """What the scenario and the call have set, in that order."""

    def traces(self, wanted: str) -> tuple[Trace, ...]:
        """Traces of the rows that a name stands for.

        Parameters
        ----------
        wanted : str
            A model path or a tail of it, without section names if you like:
            `extrusion.power`, `power`; a process; else a factor, a supplying process
            or a parameter, for the rows that use it.

        Returns
        -------
        tuple of Trace
            Empty if no row has that name. The freight of a row follows it; a row that
            books to several stages has one trace in each.
        """
        steps = wanted.split(".")
        chosen = [*self._by_path.get(wanted, ())]
        if not chosen:
            chosen = [row for row in self._every if _ends(row.path.split("."), steps)]
        if not chosen:
            chosen = [row for row in self._every if wanted == row.supplier]
        if not chosen:
            name = wanted.removeprefix("parameters.")
            chosen = [row for row in self._every if self._uses(row, name)]
        if not chosen:
            paths = self._numbers_called(steps)
            chosen = [
                row for row in self._every if any(self._rests_on(row, p) for p in paths)
            ]
        chosen.sort(key=lambda row: row.path.count("."))  # a row before its freight
        return tuple(self._trace(row) for row in chosen)

    def names(self) -> list[str]:
        """Short names of all rows: `process.row`."""
        return list(dict.fromkeys(_short(row.path) for row in self._every))

    def _numbers_called(self, steps: list[str]) -> list[str]:
        """Paths of the numbers that tables of sensitivity call so."""
        paths = [term.path for term in self.prepared.compiled.table.independent]
        return [path for path in paths if ends_in(path, steps)]

    def _rests_on(self, row: LedgerRow, path: str) -> bool:
        """Whether a row is computed from a number, or allocated by it."""
        match path.split("."):
            case ["factors", id_, *_]:
                return row.supplier == id_
            case ["processes", id_, *_] if row.process == id_:
                return row.path.startswith(".".join(path.split(".")[:4])) or (
                    ".outputs." in path
                )
        return self._uses(row, path)

    # --- rows -----------------------------------------------------------------------

    @cached_property
    def _every(self) -> tuple[LedgerRow, ...]:
        """Rows of the ledger, then draws on processes with all upstream of them."""
        return (*self.rows, *self._branches())

    @cached_property
    def _by_path(self) -> dict[str, list[LedgerRow]]:
        """Rows by their whole path, which is the tail of no other."""
        found: dict[str, list[LedgerRow]] = {}
        for row in self._every:
            found.setdefault(row.path, []).append(row)
        return found

    def _branches(self) -> Iterator[LedgerRow]:
        layout = self.prepared.layout
        for number, edge in enumerate(self.prepared.compiled.edges):
            entries = np.flatnonzero(layout.a.source == number)
            row = int(layout.a.row[entries[0]])
            if layout.columns[row].is_factor:
                continue
            sign = self._sign_of_supply(row)
            term = self.numbers.filled[0, layout.a.term[entries[0]]]
            each = -sign * float(layout.a.coefficient[entries[0]] * term)
            for stage, draws in self._draws(layout.a, number, edge.stage).items():
                amount = each * sum(draw.allocation * draw.runs for draw in draws)
                if amount:
                    yield self._branch(edge, row, stage, amount)

    def _sign_of_supply(self, row: int) -> float:
        """+1 where a product is delivered, −1 where a waste is taken in."""
        return -1.0 if self.prepared.compiled.functions[row].is_treatment else 1.0

    def _branch(self, edge: Edge, row: int, stage: str, amount: float) -> LedgerRow:
        sign = self._sign_of_supply(row)
        return LedgerRow(
            stage=stage,
            process=edge.process,
            path=edge.path,
            kind=edge.kind,
            name=edge.product,
            supplier=edge.supplier,
            amount=amount,
            unit=self.prepared.layout.columns[row].unit,
            flows=np.zeros(len(self.prepared.layout.flows)),
            items=self._intensities[:, row] * amount * sign,
        )

    @cached_property
    def _intensities(self) -> Floats:
        return intensities(self.prepared, self.numbers)

    @cached_property
    def _terms(self) -> Terms:
        return Terms(
            prepared=self.prepared,
            numbers=self.numbers,
            locate=self.locate,
            overrides=self.overrides,
            spreads=drawn_numbers(self.prepared.compiled),
        )

    def _uses(self, row: LedgerRow, name: str) -> bool:
        """Whether a number of a row is computed from a parameter."""
        link = self._link(row)
        if link is None:
            return False
        return any(name == term.name for term in self._terms.behind(link.term))

    def _link(self, row: LedgerRow) -> Edge | DirectFlow | None:
        """The compiled exchange or flow of a row; None for the reference itself."""
        if row.kind:
            return self._edges.get((row.path, row.kind))
        return self._directs.get((row.path, row.name))

    @cached_property
    def _edges(self) -> dict[tuple[str, str], Edge]:
        found = reversed(self.prepared.compiled.edges)  # of equals, the first counts
        return {(edge.path, edge.kind): edge for edge in found}

    @cached_property
    def _directs(self) -> dict[tuple[str, str], DirectFlow]:
        found = reversed(self.prepared.compiled.direct)
        return {(direct.path, direct.flow): direct for direct in found}

    @cached_property
    def _positions(self) -> dict[int, int]:
        """Identity of an exchange or flow → its place among its kind."""
        compiled = self.prepared.compiled
        both = (enumerate(compiled.edges), enumerate(compiled.direct))
        return {id(link): place for each in both for place, link in each}

    # --- how often it counts --------------------------------------------------------

    def _draws(
        self, entries: Entries, number: int, stage: str | None
    ) -> dict[str, tuple[Draw, ...]]:
        """Products that count an exchange, per stage."""
        found: dict[str, list[Draw]] = {}
        for entry in np.flatnonzero(entries.source == number):
            column = int(entries.column[entry])
            share = float(self.numbers.shares[0, entries.share[entry]])
            for name, runs in self._runs(stage, column):
                product = self.prepared.layout.columns[column].product
                draw = Draw(product=product, allocation=share, runs=runs)
                found.setdefault(name, []).append(draw)
        return {name: tuple(draws) for name, draws in found.items()}

    def _runs(self, stage: str | None, column: int) -> Iterable[tuple[str, float]]:
        if stage is not None:
            runs = float(self.numbers.s[0, column])
            return [(stage, runs)] if runs else []
        return [
            (name, float(by_column[column]))
            for name, by_column in self._by_stage.items()
            if by_column[column]
        ]

    @cached_property
    def _by_stage(self) -> dict[str, Floats]:
        return stage_scaling(self.prepared, self.numbers)

    def _draws_of(self, row: LedgerRow) -> tuple[Draw, ...]:
        link = self._link(row)
        if link is None:
            return ()
        is_edge = isinstance(link, Edge)
        entries = self.prepared.layout.a if is_edge else self.prepared.layout.b
        found = self._draws(entries, self._positions[id(link)], link.stage)
        return found.get(row.stage, ())

    # --- one trace ------------------------------------------------------------------

    def _trace(self, row: LedgerRow) -> Trace:
        compiled, link = self.prepared.compiled, self._link(row)
        contribution = float(row.items @ self.weights)
        process = compiled.system.processes.get(row.process)
        is_removal = ".removals." in row.path
        term = link.term if link else compiled.demand_term
        return Trace(
            path=row.path,
            kind=row.kind or ("removal" if is_removal else "emission"),
            stage=row.stage,
            process=row.process,
            process_name=process.name if process else None,
            name=row.name,
            contribution=contribution,
            share=contribution / self._total if self._total > 0 else None,
            items={
                item: float(value)
                for item, value in zip(ROWS, row.items, strict=True)
                if value
            },
            amount=float(row.amount),
            unit=row.unit,
            reference=compiled.system.reference.amount.text,
            scenario=self.scenario,
            overrides=overrides_of_row(self.overrides, row.path),
            activity=activity(self._terms, row.path, term),
            draws=self._draws_of(row),
            source=self._source(row),
            gases=self._gases(row),
            gwp_set=compiled.system.scope.gwp,
            place=self._place(row.path),
            solution=self._solution,
            capture=capture(self._terms, row.path) if is_removal else None,
        )

    @cached_property
    def _solution(self) -> Solution:
        return solution(self.prepared, self.numbers, self.weights)

    @cached_property
    def _total(self) -> float:
        return sum(float(row.items @ self.weights) for row in self.rows)

    def _place(self, path: str) -> Place | None:
        """Where the amount of a row stands: in a scenario, if that sets it.

        What the call gives stands nowhere; then the row is told.
        """
        override = main_override(self.overrides, path)
        if override is not None and override.place is not None:
            return override.place
        return self.locate(path, "value", None) if self.locate else None

    def _source(self, row: LedgerRow) -> FactorSource | ProcessSource | None:
        if row.supplier is None:
            keys = row.path.split(".")
            process = self.prepared.compiled.system.processes[keys[1]]
            emission = (
                process.emissions.get(keys[3]) if keys[2] == "emissions" else None
            )
            return (
                record_source(emission.from_) if emission and emission.from_ else None
            )
        edge = self._link(row)
        if not isinstance(edge, Edge):
            return factor_source(self._terms, row.supplier, row.path)
        columns = self.prepared.layout.columns
        labels = [(column.id, column.row) for column in columns]
        position = labels.index((edge.supplier, edge.supplier_row))
        if columns[position].is_factor:
            return factor_source(self._terms, row.supplier, row.path)
        return process_source(self._terms, position, row.amount, self.weights)

    def _gases(self, row: LedgerRow) -> tuple[GasPart, ...]:
        weights = self.weights @ self.prepared.characterisation
        parts = [
            GasPart(flow=flow, amount=float(amount), gwp=float(gwp))
            for flow, amount, gwp in zip(
                self.prepared.layout.flows, row.flows, weights, strict=True
            )
            if amount
        ]
        return tuple(sorted(parts, key=lambda part: -abs(part.emission)))


def _ends(path: list[str], tail: list[str]) -> bool:
    """Whether a path ends in the given keys, leaving out section names."""
    if path[-len(tail) :] == tail:
        return True
    short = [key for key in path if key not in SECTIONS]
    return short[: len(tail)] == tail


def _short(path: str) -> str:
    return ".".join(key for key in path.split(".") if key not in SECTIONS)
