"""Entries of A and B before they are summed: coefficient × amount × share, live."""

from __future__ import annotations

from dataclasses import dataclass, field

from lcagraph.arrays import Numbers, Prepared
from lcagraph.compile.allocations import SHARES
from lcagraph.compile.plan import AllocationPlan
from lcagraph.matrices import WHOLE, Entries
from lcagraph.report.workbook.cells import (
    LiveCell,
    LiveNumber,
    SheetDraft,
    computed,
    constant,
    words,
)
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.naming import Names
from lcagraph.report.workbook.structure import Arrangement
from lcagraph.report.workbook.terms import TermCells
from lcagraph.units import DIMENSIONLESS, conversion
from lcagraph.wording import sentence

VALUE, RUNS, FLOWING, STAGE = 7, 8, 9, 10
"""Columns of an entry's value, the runs of its column, their product, its stage."""
EMITTED = FLOWING
"""Column of what an entry of B emits. [kg]"""


@dataclass(slots=True)
class EntryCells:
    """Where the entries of a matrix stand."""

    draft: SheetDraft
    value: dict[int, str] = field(default_factory=dict)
    """Cell of each entry, by its position in the layout."""
    flowing: dict[int, str] = field(default_factory=dict)
    """Cell of each entry times the runs of its column."""
    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    """First and last line of the sheet for each row of the matrix."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What the sheets of the matrices are made from."""

    prepared: Prepared
    numbers: Numbers
    terms: TermCells
    names: Names

    def say(self, key: str, **values: object) -> str:
        """Words of the workbook."""
        return sentence(f"workbook.{key}", self.names.lang, **values)

    def draft(
        self, kind: str, head: tuple[str, ...], widths: tuple[float, ...]
    ) -> SheetDraft:
        """A sheet with its heads."""
        draft = SheetDraft(name=self.say(f"sheet.{kind}"), widths=widths)
        heads = [self.say(f"head.{key}") for key in head]
        draft.add_head(draft.name, self.say(f"about.{kind}"), heads)
        return draft


def share_cells(
    inputs: Inputs, keys: dict[str, LiveNumber]
) -> tuple[SheetDraft | None, dict[int, str]]:
    """The sheet of allocation factors, and the cell of each by its position.

    Fills `keys` with `allocation/<process>/<row>`.
    """
    plans = inputs.prepared.compiled.allocations
    if not plans:
        return None, {}
    widths = (6.0, 24.0, 34.0, 16.0, 58.0)
    draft = inputs.draft(
        "shares", ("number", "process", "name", "share", "path"), widths
    )
    places: dict[int, str] = {}
    position = WHOLE + 1
    for plan in plans:
        owners = {f"processes.{plan.process}.allocation": _factors(inputs, plan)}
        for path, terms in plan.causal.items():
            owners[f"{path}.shares"] = [_fraction(inputs, term) for term in terms]
        for path, formulas in owners.items():
            for row, formula in zip(plan.functions, formulas, strict=True):
                value = float(inputs.numbers.shares[0, position])
                line = draft.add(
                    [
                        LiveCell(value=position),
                        words(inputs.names.process(plan.process)),
                        words(inputs.names.product(row)),
                        computed(formula, value),
                        words(path),
                    ]
                )
                places[position] = draft.cell(line, 3)
                keys.setdefault(
                    f"allocation/{plan.process}/{row}",
                    LiveNumber(reference=places[position], value=value),
                )
                position += 1
    return draft, places


def _fraction(inputs: Inputs, term: str) -> str:
    """A term as a plain number."""
    table = inputs.prepared.compiled.table
    return _times(
        inputs.terms.references[table.index[term]],
        conversion(table.units[term], DIMENSIONLESS),
    )


def _factors(inputs: Inputs, plan: AllocationPlan) -> list[str]:
    """Per product: the sum over bases of switch × weight ÷ sum of weights."""
    table = inputs.prepared.compiled.table
    parts: list[list[str]] = [[] for _ in plan.functions]
    for basis, terms in plan.weights.items():
        switch = inputs.terms.references[table.index[plan.switches[basis]]]
        if basis.partition(":")[0] == SHARES:
            weights, total = [_fraction(inputs, term) for term in terms], "1"
        else:
            first = table.units[terms[0]]
            weights = [
                _times(
                    inputs.terms.references[table.index[term]],
                    conversion(table.units[term], first),
                )
                for term in terms
            ]
            total = f"({'+'.join(weights)})"
        for part, weight in zip(parts, weights, strict=True):
            part.append(f"IF({switch}=0,0,{switch}*{weight}/{total})")
    return ["+".join(part) for part in parts]


def _times(reference: str, factor: float) -> str:
    return reference if factor == 1.0 else f"{reference}*{number_text(factor)}"


@dataclass(frozen=True, kw_only=True)
class EntrySheet:
    """Writes the entries of one matrix."""

    inputs: Inputs
    shares: dict[int, str]
    runs: dict[int, str]
    """Cell of s, per column."""

    def technosphere(self, arranged: Arrangement) -> EntryCells:
        """Entries of A: what each column draws on and delivers."""
        layout, edges = self.inputs.prepared.layout, self.inputs.prepared.compiled.edges
        head = ("number", "row_a", "column", "exchange", "coefficient", "term", "share")
        tail = ("entry", "runs", "flowing", "stage_number")
        widths = (6.0, 30.0, 30.0, 56.0, 14.0, 19.0, 19.0, 19.0, 19.0, 19.0, 8.0)
        cells = EntryCells(draft=self.inputs.draft("technosphere", head + tail, widths))
        for k in arranged.order:
            source = int(layout.a.source[k])
            label = layout.columns[int(layout.a.row[k])]
            named = self.inputs.names.product(label.product)
            path = edges[source].path if source >= 0 else self.inputs.say("reference")
            stage = float(arranged.stage[k])
            self._add(cells, layout.a, k, (f"{named} [{label.unit}]", path), stage)
        return cells

    def interventions(self) -> EntryCells:
        """Entries of B: what each column emits and takes up, gas by gas."""
        layout, compiled = self.inputs.prepared.layout, self.inputs.prepared.compiled
        head = ("number", "row_b", "column", "exchange", "coefficient", "term", "share")
        tail = ("entry", "runs", "emitted")
        widths = (6.0, 30.0, 30.0, 56.0, 14.0, 19.0, 19.0, 19.0, 19.0, 19.0)
        cells = EntryCells(
            draft=self.inputs.draft("interventions", head + tail, widths)
        )
        entries = layout.b
        order = sorted(
            range(len(entries.row)),
            key=lambda k: (entries.row[k], entries.column[k], k),
        )
        for k in order:
            source = int(entries.source[k])
            column = layout.columns[int(entries.column[k])]
            flow = self.inputs.names.flow(layout.flows[int(entries.row[k])])
            path = (
                compiled.direct[source].path if source >= 0 else f"factors.{column.id}"
            )
            self._add(cells, entries, k, (flow, path), None)
        return cells

    def _add(
        self,
        cells: EntryCells,
        entries: Entries,
        k: int,
        named: tuple[str, str],
        stage: float | None,
    ) -> None:
        layout, numbers = self.inputs.prepared.layout, self.inputs.numbers
        column, draft, row = int(entries.column[k]), cells.draft, int(entries.row[k])
        label, names = layout.columns[column], self.inputs.names
        at = draft.next_row
        term, share = int(entries.term[k]), int(entries.share[k])
        data = numbers.B if entries is layout.b else numbers.A
        value, runs = float(data[0, k]), float(numbers.s[0, column])
        filled, shared = numbers.filled[0, term], numbers.shares[0, share]
        cells.value[k] = draft.cell(at, VALUE)
        cells.flowing[k] = draft.cell(at, FLOWING)
        first, _ = cells.rows.get(row, (at, at))
        cells.rows[row] = (first, at)
        line = at + 1
        draft.add(
            [
                LiveCell(value=len(cells.value)),
                words(named[0]),
                words(names.column(label.id, is_factor=label.is_factor)),
                words(named[1]),
                constant(float(entries.coefficient[k])),
                computed(self.inputs.terms.references[term], float(filled)),
                constant(1.0)
                if share == WHOLE
                else computed(self.shares[share], float(shared)),
                computed(f"E{line}*F{line}*G{line}", value),
                computed(self.runs[column], runs),
                computed(f"H{line}*I{line}", value * runs),
                *([LiveCell(value=stage)] if stage is not None else []),
            ]
        )
