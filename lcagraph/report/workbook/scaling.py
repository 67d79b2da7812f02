"""How often each column runs: s = MMULT(MINVERSE(A), f), and the runs per stage.

    n ≤ 60   A as a dense matrix of formulas, s as one array formula
    n > 60   column by column, s_j = (f_j − Σ_k≠j A_jk s_k) / A_jj; columns that feed
             each other are solved together, MMULT(MINVERSE(block), rest)

Loops of more than 200 columns are stored as values, and the file says so: a spreadsheet
would take minutes, or refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lcagraph.contribution import stage_scaling
from lcagraph.report.workbook.cells import (
    ArrayFormula,
    LiveCell,
    SheetDraft,
    computed,
    words,
)
from lcagraph.report.workbook.entries import FLOWING, STAGE, EntryCells, Inputs
from lcagraph.report.workbook.excel import MAX_LENGTH, number_text
from lcagraph.report.workbook.structure import (
    STAGES,
    Arrangement,
    loops_of,
    reached,
)
from lcagraph.wording import label

MAX_DENSE = 60
"""Columns of a model whose whole A is shown and inverted."""

MAX_LOOP = 200
"""Columns of one loop that a spreadsheet inverts in well under a second."""

HEAD = 3
"""Rows above the first column of A on the sheet of runs."""
DEMAND, RUNS, FIRST_STAGE = 5, 6, 7
"""Columns of f, of s, and of the runs of the first stage."""

Links = dict[int, dict[int, list[int]]]
"""Row → column → entries."""


@dataclass(slots=True)
class ScalingCells:
    """The sheets of A, of loops and of the runs."""

    sheets: list[SheetDraft] = field(default_factory=list)
    stages: dict[tuple[int, int], tuple[str, float]] = field(default_factory=dict)
    """Cell and value of the runs of a column in a stage, by stage number and column."""
    runs: dict[int, str] = field(default_factory=dict)
    """Cell of the runs of each column."""
    stored: list[str] = field(default_factory=list)
    """Columns whose runs are values, not formulas."""


def runs_cells(inputs: Inputs) -> dict[int, str]:
    """The cell of each column's runs, known before the sheet is written."""
    draft = SheetDraft(name=inputs.say("sheet.scaling"))
    return {j: draft.cell(HEAD + j, RUNS) for j in range(inputs.prepared.layout.n)}


def scaling_cells(
    inputs: Inputs, arranged: Arrangement, entries: EntryCells
) -> ScalingCells:
    """The sheets that solve A s = f, and hand the runs of mixes to the stages."""
    return _Solver(inputs, arranged, entries).solved()


@dataclass(frozen=True, kw_only=True)
class _Loop:
    """One system of columns that feed each other."""

    members: Sequence[int]
    links: Links
    right: Callable[[int], tuple[str, float]]
    """Formula and value of the right side of a row."""
    values: Sequence[float]
    title: str


class _Solver:
    def __init__(
        self, inputs: Inputs, arranged: Arrangement, entries: EntryCells
    ) -> None:
        self.inputs, self.arranged, self.entries = inputs, arranged, entries
        self.layout = inputs.prepared.layout
        self.a = inputs.numbers.A[0]
        self.s = inputs.numbers.s[0]
        self.f = inputs.numbers.f[0]
        self.cells = ScalingCells(runs=runs_cells(inputs))
        self.place = {k: n for n, k in enumerate(arranged.order)}
        self.loops_sheet = SheetDraft(name=inputs.say("sheet.loops"))
        self.by_stage = {
            STAGES.index(stage) + 1: runs
            for stage, runs in stage_scaling(inputs.prepared, inputs.numbers).items()
        }
        self.reached = reached(inputs.prepared, arranged)
        self.all_links = self._links(range(len(arranged.order)))
        self.of_row: dict[int, list[int]] = {}
        for k in arranged.order:
            self.of_row.setdefault(int(self.layout.a.row[k]), []).append(k)

    def solved(self) -> ScalingCells:
        draft = self._runs_sheet()
        for number, columns in self.reached.items():
            at = FIRST_STAGE + [*self.reached].index(number)
            for j in columns:
                value = self._stage_value(number, j)
                self.cells.stages[number, j] = draft.cell(HEAD + j, at), value
        dense = self.layout.n <= MAX_DENSE
        s = {} if dense else self._one_by_one()
        stage_runs = {number: self._stage_runs(number) for number in self.reached}
        for j in range(self.layout.n):
            draft.add(self._row(j, s.get(j), stage_runs))
        if dense:
            self._add_dense(draft)
        self.cells.sheets.append(draft)
        if self.loops_sheet.rows:
            self.cells.sheets.append(self.loops_sheet)
        return self.cells

    # ---------------------------------------------------------------- sheet of the runs

    def _runs_sheet(self) -> SheetDraft:
        head = ("number", "column", "product", "unit", "diagonal", "demand", "runs")
        widths = (6.0, 30.0, 30.0, 10.0, 14.0, 14.0, 16.0, *[16.0] * len(self.reached))
        draft = self.inputs.draft("scaling", head, widths)
        lang = self.inputs.names.lang
        stages = [label(f"stage.{STAGES[n - 1]}", lang) for n in self.reached]
        draft.rows[-1] += tuple(LiveCell(text=word, look="head") for word in stages)
        return draft

    def _row(
        self,
        j: int,
        runs: LiveCell | None,
        stages: dict[int, dict[int, LiveCell]],
    ) -> list[LiveCell | None]:
        column = self.layout.columns[j]
        names = self.inputs.names
        diagonal = self.all_links[j][j]
        return [
            LiveCell(value=j + 1),
            words(names.column(column.id, is_factor=column.is_factor)),
            words(names.product(column.product)),
            words(column.unit),
            computed(self._sum(diagonal), self._total(diagonal)),
            self._demand(j),
            runs or LiveCell(value=float(self.s[j]), look="number"),
            *(found.get(j) for found in stages.values()),
        ]

    def _demand(self, j: int) -> LiveCell:
        if j != self.layout.demand_column:
            return LiveCell(value=0.0, look="number")
        term = self.inputs.terms.references[self.layout.demand_term]
        factor = number_text(self.layout.demand_coefficient)
        return computed(f"{term}*{factor}", float(self.f[j]))

    def _add_dense(self, draft: SheetDraft) -> None:
        """A, and s as one array formula."""
        n = self.layout.n
        matrix = SheetDraft(name=self.inputs.say("sheet.matrix"))
        matrix.widths = (6.0, 30.0, *[13.0] * n)
        matrix.add([LiveCell(text=matrix.name, look="title")])
        matrix.add([LiveCell(text=self.inputs.say("about.matrix"), look="note")])
        heads = [self._label(j) for j in range(n)]
        matrix.add(LiveCell(text=head, look="head") for head in ("", "", *heads))
        matrix.frozen = HEAD
        for j in range(n):
            cells = [self._entry(j, k, self.all_links) for k in range(n)]
            matrix.add([LiveCell(value=j + 1), words(heads[j]), *cells])
        block = matrix.range(HEAD, HEAD + n - 1, 2, until=n + 1)
        demand = draft.range(HEAD, HEAD + n - 1, DEMAND)
        solution = tuple(map(float, self.s))
        formula = f"MMULT(MINVERSE({block}),{demand})"
        draft.arrays.append(
            ArrayFormula(row=HEAD, column=RUNS, formula=formula, values=solution)
        )
        self.cells.sheets.append(matrix)

    def _label(self, j: int) -> str:
        column = self.layout.columns[j]
        return self.inputs.names.product(column.product)

    # ------------------------------------------------------------------ entries as sums

    def _links(self, entries: Sequence[int]) -> Links:
        found: Links = {}
        row, column = self.layout.a.row, self.layout.a.column
        for k in sorted(entries, key=self.place.__getitem__):
            found.setdefault(int(row[k]), {}).setdefault(int(column[k]), []).append(k)
        return found

    def _sum(self, entries: Sequence[int]) -> str:
        return "+".join(self.entries.value[k] for k in entries)

    def _total(self, entries: Sequence[int]) -> float:
        return float(sum(self.a[k] for k in entries))

    def _entry(self, row: int, column: int, links: Links) -> LiveCell:
        found = links.get(row, {}).get(column)
        if not found:
            return LiveCell(value=0.0, look="number")
        return computed(self._sum(found), self._total(found))

    # ---------------------------------------------------------------- column by column

    def _one_by_one(self) -> dict[int, LiveCell]:
        """s_j of more columns than a dense matrix should have."""
        loop_of = {j: loop for loop in self.arranged.loops for j in loop}
        found: dict[int, LiveCell] = {}
        for j in range(self.layout.n):
            if j not in loop_of:
                right, _ = self._rest(j, (j,))
                diagonal = f"E{HEAD + j + 1}"
                found[j] = computed(f"({right})/{diagonal}", float(self.s[j]))
        for number, loop in enumerate(self.arranged.loops, start=1):

            def rest(j: int, loop: tuple[int, ...] = loop) -> tuple[str, float]:
                return self._rest(j, loop)

            title = self.inputs.say("loop", number=number, count=len(loop))
            one = _Loop(
                members=loop,
                links=self.all_links,
                right=rest,
                values=[float(self.s[j]) for j in loop],
                title=title,
            )
            found |= self._solve_loop(one)
        return found

    def _rest(self, j: int, inside: Sequence[int]) -> tuple[str, float]:
        """Demand of a row that comes from outside a set of columns."""
        first, last = self.entries.rows[j]
        within = {k for c in inside for k in self.all_links[j].get(c, ())}
        draft = self.entries.draft
        # the entries within stand first in the row
        start = first + len(within)
        value = float(self.f[j])
        demand = self._demand_cell(j)
        if start > last:
            return demand, value
        outside = [k for c in self.all_links[j].values() for k in c if k not in within]
        column = self.layout.a.column
        value -= float(sum(self.a[k] * self.s[int(column[k])] for k in outside))
        return f"{demand}-SUM({draft.range(start, last, FLOWING)})", value

    def _demand_cell(self, j: int) -> str:
        runs = SheetDraft(name=self.inputs.say("sheet.scaling"))
        return runs.cell(HEAD + j, DEMAND)

    def _solve_loop(self, loop: _Loop) -> dict[int, LiveCell]:
        """A block on the sheet of loops; too large a one is stored as values."""
        if len(loop.members) > MAX_LOOP:
            self.cells.stored += [self._label(j) for j in loop.members]
            return {
                j: LiveCell(value=value, look="constant")
                for j, value in zip(loop.members, loop.values, strict=True)
            }
        sheet, size = self.loops_sheet, len(loop.members)
        if not sheet.rows:
            sheet.widths = (30.0, *[14.0] * 8)
            sheet.add([LiveCell(text=sheet.name, look="title")])
            sheet.add([LiveCell(text=self.inputs.say("about.loops"), look="note")])
        sheet.add()
        heads = [loop.title, *(self._label(j) for j in loop.members)]
        tail = (self.inputs.say("head.rest"), self.inputs.say("head.runs"))
        top = sheet.add(LiveCell(text=h, look="head") for h in (*heads, *tail)) + 1
        for j in loop.members:
            right, value = loop.right(j)
            cells = [self._entry(j, k, loop.links) for k in loop.members]
            sheet.add([words(self._label(j)), *cells, computed(right, value), None])
        block = sheet.range(top, top + size - 1, 1, until=size)
        rest = sheet.range(top, top + size - 1, size + 1)
        sheet.arrays.append(
            ArrayFormula(
                row=top,
                column=size + 2,
                formula=f"MMULT(MINVERSE({block}),{rest})",
                values=tuple(loop.values),
            )
        )
        return {
            j: computed(sheet.cell(top + i, size + 2), loop.values[i])
            for i, j in enumerate(loop.members)
        }

    # --------------------------------------------------------------------------- stages

    def _stage_value(self, number: int, j: int) -> float:
        runs = self.by_stage.get(number)
        return float(runs[j]) if runs is not None else 0.0

    def _stage_runs(self, number: int) -> dict[int, LiveCell]:
        """Runs of mixes and utilities that one stage answers for."""
        columns = self.reached[number]
        inside = set(columns)
        kept = [
            k
            for k in range(len(self.arranged.order))
            if self.arranged.is_inherited[k]
            and int(self.layout.a.row[k]) in inside
            and int(self.layout.a.column[k]) in inside
        ]
        links = self._links(kept)
        pairs = [(row, column) for row, found in links.items() for column in found]
        position = {j: i for i, j in enumerate(columns)}
        loops = [
            tuple(columns[i] for i in loop)
            for loop in loops_of(
                len(columns), [(position[r], position[c]) for r, c in pairs]
            )
        ]
        looping = {j: loop for loop in loops for j in loop}
        found: dict[int, LiveCell] = {}
        for j in columns:
            if j not in looping:
                right, _ = self._stage_right(number, j, links, (j,))
                formula = f"({right})/({self._sum(links[j][j])})"
                found[j] = self._fitting(formula, self._stage_value(number, j), j)
        stage = label(f"stage.{STAGES[number - 1]}", self.inputs.names.lang)
        for loop in loops:

            def right_of(j: int, loop: tuple[int, ...] = loop) -> tuple[str, float]:
                return self._stage_right(number, j, links, loop)

            one = _Loop(
                members=loop,
                links=links,
                right=right_of,
                values=[self._stage_value(number, j) for j in loop],
                title=self.inputs.say("loop_of_stage", stage=stage, count=len(loop)),
            )
            found |= self._solve_loop(one)
        return found

    def _fitting(self, formula: str, value: float, j: int) -> LiveCell:
        if len(formula) <= MAX_LENGTH:
            return computed(formula, value)
        self.cells.stored.append(self._label(j))
        return LiveCell(value=value, look="constant")

    def _stage_right(
        self, number: int, j: int, links: Links, inside: Sequence[int]
    ) -> tuple[str, float]:
        """What exchanges of a stage, and mixes above, demand of a column."""
        first, last = self.entries.rows[j]
        draft = self.entries.draft
        stages = draft.range(first, last, STAGE)
        flows = draft.range(first, last, FLOWING)
        text = f"-SUMIF({stages},{number},{flows})"
        column = self.layout.a.column
        value = -float(
            sum(
                self.a[k] * self.s[int(column[k])]
                for k in self.of_row[j]
                if self.arranged.stage[k] == number
            )
        )
        is_reference = STAGES[number - 1] == self.arranged.reference_stage
        if j == self.layout.demand_column and is_reference:
            value += float(self.f[j])
            text = f"{self._demand_cell(j)}{text}"
        for above, entries in links.get(j, {}).items():
            if above in inside:
                continue
            reference, runs = self.cells.stages[number, above]
            text += f"-({self._sum(entries)})*{reference}"
            value -= self._total(entries) * runs
        return text, value
