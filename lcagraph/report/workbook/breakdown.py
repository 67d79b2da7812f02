"""The footprint taken apart, row by row: activity × factor = emission, all live.

Each draw of a process on a factor and each gas that a process emits has a row per life
cycle stage; the sums by stage, process and input are sums over these rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lcagraph.report.workbook.cells import (
    LiveCell,
    LiveNumber,
    SheetDraft,
    computed,
    words,
)
from lcagraph.report.workbook.entries import EntryCells, Inputs
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.inventory import FootprintCells
from lcagraph.report.workbook.scaling import ScalingCells
from lcagraph.report.workbook.structure import STAGES, Arrangement
from lcagraph.wording import label

AMOUNT, FACTOR, EMISSION = 5, 7, 8
STAGE_NUMBER, PROCESS_NUMBER, INPUT_NUMBER = 9, 10, 11

Number = tuple[str, float]
"""Formula or cell, and its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownRow:
    """One draw or one gas, in one stage."""

    stage: int
    """Number of the stage, from 1."""
    process: str
    path: str
    name: str
    source: str
    """What it is summed under by input: the factor, or the gas."""
    unit: str
    amount: Number
    factor: Number
    """kgCO2e per unit, in the headline total."""

    @property
    def emission(self) -> float:
        """kgCO2e."""
        return self.amount[1] * self.factor[1]


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """Makes the sheets of rows and of sums."""

    inputs: Inputs
    arranged: Arrangement
    technosphere: EntryCells
    interventions: EntryCells
    scaling: ScalingCells
    footprint: FootprintCells
    keys: dict[str, LiveNumber] = field(default_factory=dict)

    def sheets(self) -> tuple[SheetDraft, ...]:
        """Factors per unit, rows and sums; fills `keys`."""
        factors, per_unit = self._factor_sheet()
        found = [*self._draws(per_unit), *self._emitted()]
        rows = sorted(found, key=lambda row: row.stage)
        listed, spans = self._row_sheet(rows)
        sums = self._sum_sheet(rows, listed, spans)
        return tuple(sheet for sheet in (factors, listed, sums) if sheet)

    # -------------------------------------------------------------------------- factors

    def _factor_sheet(self) -> tuple[SheetDraft | None, dict[int, Number]]:
        """kgCO2e per unit of what each factor delivers, by its column."""
        layout = self.inputs.prepared.layout
        columns = [j for j, c in enumerate(layout.columns) if c.is_factor]
        if not columns:
            return None, {}
        head = ("number", "factor", "unit", "per_unit", "path")
        widths = (6.0, 40.0, 12.0, 20.0, 40.0)
        draft = self.inputs.draft("per_unit", head, widths)
        emitted: dict[int, list[int]] = {}
        for k, column in enumerate(layout.b.column.tolist()):
            emitted.setdefault(column, []).append(k)
        found: dict[int, Number] = {}
        for number, j in enumerate(columns, start=1):
            reference = self._reference_entry(j)
            column = layout.columns[j]
            formula, value = self._weighted(emitted.get(j, []))
            text = f"({formula})/{self.technosphere.value[reference]}"
            value /= float(self.inputs.numbers.A[0, reference])
            line = draft.add(
                [
                    LiveCell(value=number),
                    words(self.inputs.names.factor(column.id)),
                    words(column.unit),
                    computed(text, value),
                    words(f"factors.{column.id}"),
                ]
            )
            found[j] = draft.cell(line, 3), value
            self._key(f"factor/{column.id}", *found[j])
        return draft, found

    def _reference_entry(self, j: int) -> int:
        a = self.inputs.prepared.layout.a
        return next(
            k
            for k, (source, column) in enumerate(zip(a.source, a.column, strict=True))
            if source < 0 and column == j
        )

    def _weighted(self, entries: list[int]) -> Number:
        """Entries of B times kgCO2e per kg of their gas."""
        row, data = self.inputs.prepared.layout.b.row, self.inputs.numbers.B[0]
        parts, total = [], 0.0
        for k in entries:
            weight, value = self.footprint.weighted[int(row[k])]
            parts.append(f"{self.interventions.value[k]}*{weight}")
            total += float(data[k]) * value
        return "+".join(parts) or "0", total

    # ----------------------------------------------------------------------------- rows

    def _draws(self, per_unit: dict[int, Number]) -> Iterator[BreakdownRow]:
        layout, edges = self.inputs.prepared.layout, self.inputs.prepared.compiled.edges
        a, data = layout.a, self.inputs.numbers.A[0]
        drawn: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for k in self.arranged.order:
            source, row = int(a.source[k]), int(a.row[k])
            if source < 0 or not layout.columns[row].is_factor:
                continue
            for stage in self._stages(edges[source].stage, int(a.column[k])):
                drawn.setdefault((source, stage), []).append((k, row))
        for (source, stage), entries in drawn.items():
            edge, row = edges[source], entries[0][1]
            values = self.technosphere.value
            parts = [
                self._flowing(values[k], data[k], int(a.column[k]), edge.stage, stage)
                for k, _ in entries
            ]
            yield BreakdownRow(
                stage=stage,
                process=edge.process,
                path=edge.path,
                name=self.inputs.names.product(edge.product),
                source=edge.supplier,
                unit=layout.columns[row].unit,
                amount=_added(parts, sign=-1.0),
                factor=per_unit[row],
            )
        j = layout.demand_column
        if layout.columns[j].is_factor:
            yield self._whole(j, per_unit[j])

    def _whole(self, j: int, factor: Number) -> BreakdownRow:
        """The footprint, where the reference is a factor itself."""
        prepared = self.inputs.prepared
        column = prepared.layout.columns[j]
        term = self.inputs.terms.references[prepared.layout.demand_term]
        amount = f"{term}*{number_text(prepared.layout.demand_coefficient)}"
        stated = prepared.compiled.system.factors[column.id].stage
        return BreakdownRow(
            stage=STAGES.index(stated or STAGES[-1]) + 1,
            process=column.id,
            path="reference",
            name=self.inputs.names.product(column.product),
            source=column.id,
            unit=column.unit,
            amount=(amount, float(self.inputs.numbers.f[0, j])),
            factor=factor,
        )

    def _emitted(self) -> Iterator[BreakdownRow]:
        layout = self.inputs.prepared.layout
        direct, b = self.inputs.prepared.compiled.direct, layout.b
        data = self.inputs.numbers.B[0]
        found: dict[tuple[int, int], list[int]] = {}
        for k, source in enumerate(b.source.tolist()):
            if source >= 0:
                for stage in self._stages(direct[source].stage, int(b.column[k])):
                    found.setdefault((source, stage), []).append(k)
        for (source, stage), entries in found.items():
            flow = direct[source]
            values = self.interventions.value
            parts = [
                self._flowing(values[k], data[k], int(b.column[k]), flow.stage, stage)
                for k in entries
            ]
            yield BreakdownRow(
                stage=stage,
                process=flow.process,
                path=flow.path,
                name=self.inputs.names.flow(flow.flow),
                source=flow.flow,
                unit="kg",
                amount=_added(parts),
                factor=self.footprint.weighted[int(b.row[entries[0]])],
            )

    def _stages(self, stated: str | None, column: int) -> list[int]:
        """Numbers of the stages that an exchange of a column books to."""
        if stated is not None:
            return [STAGES.index(stated) + 1]
        return [stage for stage, j in self.scaling.stages if j == column]

    def _flowing(
        self, cell: str, value: float, column: int, stated: str | None, stage: int
    ) -> Number:
        """An entry times the runs of its column that a stage answers for."""
        runs = self.inputs.numbers.s[0]
        reference, count = self.scaling.runs[column], float(runs[column])
        if stated is None:
            reference, count = self.scaling.stages[stage, column]
        return f"{cell}*{reference}", float(value) * count

    def _row_sheet(
        self, rows: list[BreakdownRow]
    ) -> tuple[SheetDraft, dict[int, tuple[int, int]]]:
        head = ("number", "stage", "process", "input", "activity", "amount", "unit")
        tail = ("per_unit", "emission", "stage_number", "process_number")
        widths = (6.0, 18.0, 26.0, 26.0, 30.0, 18.0, 10.0, 18.0, 18.0, 8.0, 8.0, 8.0)
        names, lang = self.inputs.names, self.inputs.names.lang
        draft = self.inputs.draft(
            "rows", (*head, *tail, "input_number", "path"), (*widths, 52.0)
        )
        processes, sources = _numbered(rows, "process"), _numbered(rows, "source")
        spans: dict[int, tuple[int, int]] = {}
        exchanges: dict[str, list[Number]] = {}
        unique = _once([row.path for row in rows])
        for number, row in enumerate(rows, start=1):
            at = draft.next_row
            first, _ = spans.get(row.stage, (at, at))
            spans[row.stage] = (first, at)
            draft.add(
                [
                    LiveCell(value=number),
                    words(label(f"stage.{STAGES[row.stage - 1]}", lang)),
                    words(names.process(row.process)),
                    words(names.product(row.source)),
                    words(row.name),
                    computed(*row.amount),
                    words(row.unit),
                    computed(*row.factor),
                    computed(f"F{at + 1}*H{at + 1}", row.emission),
                    LiveCell(value=row.stage),
                    LiveCell(value=processes[row.process]),
                    LiveCell(value=sources[row.source]),
                    words(row.path),
                ]
            )
            stage = STAGES[row.stage - 1]
            where, kg = draft.cell(at, EMISSION), row.emission
            line = f"line/{stage}/{row.path}/{row.source}"
            self._key(line, where, kg)
            self._key(f"{line}/emission", where, kg)
            self._key(f"{line}/factor", draft.cell(at, FACTOR), row.factor[1])
            self._key(f"{line}/amount", draft.cell(at, AMOUNT), row.amount[1])
            exchanges.setdefault(f"line/{stage}/{row.path}", []).append((where, kg))
            activity = f"activity-{stage}-{row.path}"
            self._key(activity, draft.cell(at, AMOUNT), row.amount[1])
            if row.unit == "kWh":  # electricity is told in MWh as well
                self._key(f"{activity}/MWh", draft.cell(at, AMOUNT), row.amount[1])
            if row.path in unique:
                self._key(f"row/{row.path}", draft.cell(at, EMISSION), row.emission)
                self._key(f"amount/{row.path}", draft.cell(at, AMOUNT), row.amount[1])
        for key, parts in exchanges.items():
            text, value = _added(parts)
            self._key(key, f"({text})" if len(parts) > 1 else text, value)
        return draft, spans

    def _key(self, key: str, reference: str, value: float) -> None:
        self.keys[key] = LiveNumber(reference=reference, value=value)

    # ----------------------------------------------------------------------------- sums

    def _sum_sheet(
        self,
        rows: list[BreakdownRow],
        listed: SheetDraft,
        spans: dict[int, tuple[int, int]],
    ) -> SheetDraft:
        """By stage, process and input, with shares; and that they add up."""
        names, lang = self.inputs.names, self.inputs.names.lang
        draft = self.inputs.draft(
            "sums", ("sum", "emission", "of_total"), (46.0, 20.0, 14.0)
        )
        first, last = 3, 2 + len(rows)

        def by(column: int, number: int) -> str:
            numbers = listed.range(first, last, column)
            return f"SUMIF({numbers},{number},{listed.range(first, last, EMISSION)})"

        groups: tuple[tuple[str, str, int, Callable[[str], str]], ...] = (
            ("stage", "by_stage", STAGE_NUMBER, lambda id: label(f"stage.{id}", lang)),
            ("process", "by_process", PROCESS_NUMBER, names.process),
            ("input", "by_input", INPUT_NUMBER, names.product),
        )
        total = self.footprint.keys["footprint"]
        for kind, title, column, named in groups:
            draft.add([LiveCell(text=self.inputs.say(f"head.{title}"), look="head")])
            for id, number, value in _sums(rows, kind):
                self._add_sum(
                    draft, f"{kind}/{id}", named(id), (by(column, number), value)
                )
            draft.add()
        whole = float(sum(row.emission for row in rows))
        span = listed.range(first, last, EMISSION)
        formula = f"SUM({span})-{total.reference}" if rows else "0"
        draft.add(
            [
                LiveCell(text=self.inputs.say("check"), look="head"),
                computed(formula, whole - total.value),
            ]
        )
        return draft

    def _add_sum(self, draft: SheetDraft, key: str, name: str, number: Number) -> None:
        total = self.footprint.keys["footprint"]
        at = draft.next_row
        share = number[1] / total.value if total.value else 0.0
        formula = f"IF({total.reference}=0,0,B{at + 1}/{total.reference})"
        draft.add(
            [
                words(name),
                computed(*number),
                LiveCell(formula=formula, value=share, look="share"),
            ]
        )
        self._key(key, draft.cell(at, 1), number[1])
        self._key(f"{key}/share", draft.cell(at, 2), share)


def _added(parts: list[Number], sign: float = 1.0) -> Number:
    text = "+".join(part for part, _ in parts)
    value = sign * sum(value for _, value in parts)
    return (text if sign > 0 else f"-({text})"), float(value)


def _numbered(rows: list[BreakdownRow], key: str) -> dict[str, int]:
    ids = dict.fromkeys(str(getattr(row, key)) for row in rows)
    return {id: number for number, id in enumerate(ids, start=1)}


def _once(paths: list[str]) -> frozenset[str]:
    seen: dict[str, int] = {}
    for path in paths:
        seen[path] = seen.get(path, 0) + 1
    return frozenset(path for path, count in seen.items() if count == 1)


def _sums(rows: list[BreakdownRow], kind: str) -> Iterator[tuple[str, int, float]]:
    """Id, number in its column, and kgCO2e of each group."""
    if kind == "stage":
        for number in dict.fromkeys(row.stage for row in rows):
            value = sum(row.emission for row in rows if row.stage == number)
            yield STAGES[number - 1], number, float(value)
        return
    key = {"process": "process", "input": "source"}[kind]
    for id, number in _numbered(rows, key).items():
        value = sum(row.emission for row in rows if getattr(row, key) == id)
        yield id, number, float(value)
