"""The activity datum of a row: what the model states, and on which evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lcagraph.calculate import Numbers, Prepared
from lcagraph.formulas import Expression, names_in, number_in, to_source
from lcagraph.formulas.expression import quantity_text
from lcagraph.graph.evidence import DataCard
from lcagraph.trace.records import Activity, Term
from lcagraph.units import conversion
from lcagraph.wording.screen import Locate, Place

LEG_DEPTH = 6
"""Keys of the path of a leg: processes.mill.inputs.ore.transport.0."""


ROWS = frozenset(
    {"outputs", "inputs", "emissions", "removals", "waste", "avoids_waste"}
)
"""Keys of a process under which exchanges have ids of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The numbers of one result, by the names and paths of the model."""

    prepared: Prepared
    numbers: Numbers
    locate: Locate | None

    def place(self, path: str) -> Place | None:
        """Where a model path stands in the text that the model was read from."""
        return self.locate(path, "value", None) if self.locate else None

    def value(self, term: str) -> float:
        """Value of a term. [its own unit]"""
        position = self.prepared.compiled.table.index[term]
        return float(self.numbers.filled[0, position])

    def text(self, term: str) -> str:
        """Quantity or formula of a term."""
        expression = self._expression(term)
        if expression is not None:
            return f"= {to_source(expression)}"
        unit = self.prepared.compiled.table.units[term]
        return quantity_text(self.value(term), unit)

    def behind(self, term: str) -> Iterator[Term]:
        """What a term names, and what that names in turn; each once."""
        table = self.prepared.compiled.table
        waiting, seen = [term], {table.index[term]}
        while waiting:
            expression = self._expression(waiting.pop(0))
            for name in sorted(names_in(expression)) if expression else ():
                if table.index[name] in seen:
                    continue
                seen.add(table.index[name])
                waiting.append(name)
                yield Term(
                    name=name,
                    value=self.value(name),
                    unit=table.units[name].symbol,
                    written=self.text(name),
                    place=self.place(self._path(name)),
                )

    def _expression(self, term: str) -> Expression | None:
        """Formula of a term; None if it is a plain number."""
        table = self.prepared.compiled.table
        position = table.index[term] - len(table.independent)
        return table.derived[position].expression if position >= 0 else None

    def _path(self, name: str) -> str:
        """Model path of a term; a parameter goes by its short name too."""
        table = self.prepared.compiled.table
        position = table.index[name]
        first = len(table.independent)
        if position < first:
            return table.independent[position].path
        return table.derived[position - first].path


def activity(terms: Terms, path: str, term: str) -> Activity:
    """The datum of the row or leg at `path`, whose amount is `term`."""
    system = terms.prepared.compiled.system
    card, is_default = _card(terms.prepared, path)
    meter = card.meter if card else None
    evidence = card.evidence if card else ()
    return Activity(
        written=_written(terms, path, term),
        value=terms.value(term),
        unit=terms.prepared.compiled.table.units[term].symbol,
        terms=tuple(terms.behind(term)),
        card=card,
        is_default_card=is_default,
        period=(card.period if card else None) or system.scope.period,
        meter=(meter, system.meters.get(meter)) if meter else None,
        evidence=tuple((id_, system.evidence.get(id_)) for id_ in evidence),
        deviation=_deviation(terms, card, term),
    )


def _card(prepared: Prepared, path: str) -> tuple[DataCard | None, bool]:
    """Card of a row or leg; inputs and outputs inherit that of their process.

    What an emission follows is an input: that input's card is the card of its datum.
    """
    system, keys = prepared.compiled.system, path.split(".")
    if keys[0] != "processes":
        annual = system.reference.annual_output
        return (annual.data if annual else None), False
    process = system.processes[keys[1]]
    if keys[2] not in ROWS:  # what a recycling formula adds has no row of its own
        return process.data, process.data is not None
    row = getattr(process, keys[2])[keys[3]]
    if len(keys) == LEG_DEPTH:
        return row.transport[int(keys[5])].data, False
    if row.data is None and keys[2] == "emissions" and row.activity in process.inputs:
        return _card(prepared, f"processes.{keys[1]}.inputs.{row.activity}")
    if row.data is None and keys[2] not in ("emissions", "removals"):
        return process.data, process.data is not None
    return row.data, False


def _written(terms: Terms, path: str, term: str) -> str:
    """The amount with its ± where the row states it, else quantity or formula."""
    keys = path.split(".")
    is_row = keys[0] == "processes" and keys[2] in ROWS
    if is_row and term == f"{path}.amount":
        process = terms.prepared.compiled.system.processes[keys[1]]
        amount = getattr(process, keys[2])[keys[3]].amount
        if amount is not None:
            return str(amount.text)
    return terms.text(term)


def _deviation(terms: Terms, card: DataCard | None, term: str) -> float | None:
    """Datum ÷ second source − 1; None if there is no plain number to compare."""
    check = card.cross_check.value if card and card.cross_check else None
    known = number_in(check.expression) if check else None
    unit = terms.prepared.compiled.table.units[term]
    if known is None or known[1].dimension != unit.dimension or not known[0]:
        return None
    return terms.value(term) / (known[0] * conversion(known[1], unit)) - 1
