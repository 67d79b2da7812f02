"""Every number that a footprint rests on, as cells; formulas of the model as formulas.

Only what the matrices rest on is written: limits of parameters, cross-checks of data
and estimates of what is left out change no footprint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lcagraph.arrays import Numbers, Prepared
from lcagraph.compile.terms import Derived, Independent
from lcagraph.formulas import names_in, to_source
from lcagraph.report.workbook.cells import LiveCell, SheetDraft, computed, words
from lcagraph.report.workbook.excel import TooLongError, excel_formula
from lcagraph.report.workbook.naming import Names
from lcagraph.wording import Language, sentence

ANNUAL_OUTPUT = "reference.annual_output.amount"
"""What annual tables are scaled by."""

SPREAD = ".spread"
"""Ending of the factor around one of an uncertain formula; it is one here."""

_QUANTITIES = frozenset({"amount", "activity", "carbon_loss", "area", "years", "minus"})
_VALUE, _UNIT = 3, 4
"""Columns of a datum and of its unit."""


@dataclass(slots=True)
class TermCells:
    """Where each term of the model stands, and the sheets that hold them."""

    references: dict[int, str] = field(default_factory=dict)
    """Cell of each term that has one, by its position."""
    stored: list[str] = field(default_factory=list)
    """Paths of formulas that are stored as values."""
    sheets: list[SheetDraft] = field(default_factory=list)
    paths: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Cell and value of each term by its model path."""


def needed_terms(prepared: Prepared) -> frozenset[int]:
    """Positions of the terms that A, B, f, the allocation, annual sums rest on."""
    layout, compiled = prepared.layout, prepared.compiled
    index = compiled.table.index
    start = {layout.demand_term, *layout.a.term.tolist(), *layout.b.term.tolist()}
    if ANNUAL_OUTPUT in index:
        start.add(index[ANNUAL_OUTPUT])
    for plan in compiled.allocations:
        named = (
            *plan.switches.values(),
            *_weights(plan.weights),
            *_weights(plan.causal),
        )
        start |= {index[path] for path in named}
    first = len(compiled.table.independent)
    found, open_ = set(start), list(start)
    while open_:
        position = open_.pop()
        if position < first:
            continue
        expression = compiled.table.derived[position - first].expression
        further = {index[used] for used in names_in(expression)} - found
        found |= further
        open_ += further
    return frozenset(found)


def _weights(of: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    return (term for terms in of.values() for term in terms)


def term_cells(prepared: Prepared, numbers: Numbers, lang: Language) -> TermCells:
    """The sheets of data, parameters, factors and formulas of a model."""
    return _Writer(prepared, numbers, lang).written()


class _Writer:
    """Sorts the terms to sheets and writes them."""

    def __init__(self, prepared: Prepared, numbers: Numbers, lang: Language) -> None:
        self.table = prepared.compiled.table
        self.filled = numbers.filled[0]
        self.lang = lang
        self.names = Names(prepared=prepared, lang=lang)
        self.needed = needed_terms(prepared)
        self.cells = TermCells()

    def written(self) -> TermCells:
        kinds: dict[str, list[tuple[int, Independent]]] = {}
        for position, term in enumerate(self.table.independent):
            if position in self.needed and not term.path.endswith(SPREAD):
                kinds.setdefault(_kind(term), []).append((position, term))
        for kind in ("data", "parameters", "factors", "choices"):
            if kind in kinds:
                self._add_sheet(kind, kinds[kind])
        self._add_formulas()
        return self.cells

    def _say(self, key: str) -> str:
        return sentence(f"workbook.{key}", self.lang)

    def _draft(
        self, kind: str, head: tuple[str, ...], widths: tuple[float, ...]
    ) -> SheetDraft:
        draft = SheetDraft(name=self._say(f"sheet.{kind}"), widths=widths)
        heads = [self._say(f"head.{key}") for key in head]
        draft.add_head(draft.name, self._say(f"about.{kind}"), heads)
        self.cells.sheets.append(draft)
        return draft

    def _add_sheet(self, kind: str, terms: list[tuple[int, Independent]]) -> None:
        head = ("number", "process", "name", "value", "unit", "class", "source", "path")
        widths = (6.0, 22.0, 34.0, 16.0, 12.0, 20.0, 48.0, 58.0)
        draft = self._draft(kind, head, widths)
        for number, (position, term) in enumerate(terms, start=1):
            value = float(self.filled[position])
            class_, source = self.names.source(term.path)
            row = draft.add(
                [
                    LiveCell(value=number, look="text"),
                    words(self.names.section(term.path)),
                    words(self.names.term(term.path)),
                    LiveCell(value=value, look="input"),
                    words(_unit(term.unit.symbol)),
                    words(class_),
                    words(source),
                    words(term.path),
                ]
            )
            self._place(position, term.path, draft.cell(row, _VALUE))

    def _place(self, position: int, path: str, reference: str) -> None:
        self.cells.references[position] = reference
        self.cells.paths[path] = (reference, float(self.filled[position]))

    def _add_formulas(self) -> None:
        first = len(self.table.independent)
        terms = [
            (position, term)
            for position, term in enumerate(self.table.derived, start=first)
            if position in self.needed
        ]
        if not terms:
            return
        head = ("number", "process", "name", "value", "unit", "formula", "note", "path")
        widths = (6.0, 22.0, 34.0, 16.0, 12.0, 58.0, 24.0, 58.0)
        draft = self._draft("formulas", head, widths)
        for number, (position, term) in enumerate(terms, start=1):
            cell, note = self._formula(term, float(self.filled[position]))
            row = draft.add(
                [
                    LiveCell(value=number, look="text"),
                    words(self.names.section(term.path)),
                    words(self.names.term(term.path)),
                    cell,
                    words(_unit(term.unit.symbol)),
                    words(to_source(term.expression)),
                    LiveCell(text=note, look="warning") if note else None,
                    words(term.path),
                ]
            )
            self._place(position, term.path, draft.cell(row, _VALUE))

    def _formula(self, term: Derived, value: float) -> tuple[LiveCell, str]:
        """The live cell of a formula, or its value with the reason."""
        try:
            text = excel_formula(term.expression, self.table.units, self._reference)
        except TooLongError:
            self.cells.stored.append(term.path)
            return LiveCell(value=value, look="constant"), self._say("note.stored")
        return computed(text, value), ""

    def _reference(self, used: str) -> str:
        if used.endswith(SPREAD):
            return "1"
        return self.cells.references[self.table.index[used]]


def _kind(term: Independent) -> str:
    """The sheet of an independent number."""
    if term.kind == "choice" or term.path.endswith(".market_based"):
        return "choices"
    keys = term.path.split(".")
    if keys[0] == "factors":
        return "factors"
    if keys[0] != "processes":
        return "parameters"
    is_of_factor = keys[2] == "emissions" and len(keys) == 5
    return "factors" if is_of_factor and keys[4] not in _QUANTITIES else "data"


def _unit(symbol: str) -> str:
    return "" if symbol == "1" else symbol
