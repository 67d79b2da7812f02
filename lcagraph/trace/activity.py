"""The activity datum of a row: what the model states, and on which evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lcagraph.calculate import Numbers, Prepared
from lcagraph.compile.plan import Deduction
from lcagraph.formulas import Call, Expression, names_in, number_in, to_source
from lcagraph.formulas.expression import quantity_text
from lcagraph.graph.evidence import DataCard
from lcagraph.sampling.described import DrawnNumber
from lcagraph.trace.overrides import latest
from lcagraph.trace.records import NO_SPREADS, Activity, Netting, Override, Term
from lcagraph.units import conversion
from lcagraph.wording.screen import Locate, Place

ROW_DEPTH, LEG_DEPTH = 4, 6
"""Keys of the paths of a row and of a leg: processes.mill.inputs.ore.transport.0."""

NET = ".net"
"""How the term of what is left of a reading ends."""

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
    overrides: tuple[Override, ...] = ()
    spreads: Mapping[str, DrawnNumber] = field(default_factory=lambda: NO_SPREADS)
    """How the uncertain numbers are drawn, by path."""

    def place(self, path: str) -> Place | None:
        """Where the value in force at a model path stands in the model's text.

        A scenario states it at a place of its own; the call, at none.
        """
        override = latest(self.overrides, path)
        if override is not None:
            return override.place
        return self.locate(path, "value", None) if self.locate else None

    def value(self, term: str) -> float:
        """Value of a term. [its own unit]"""
        position = self.prepared.compiled.table.index[term]
        return float(self.numbers.filled[0, position])

    def text(self, term: str) -> str:
        """Quantity or formula of a term."""
        expression = self._expression(term)
        if self.deduction_of(term) is not None and isinstance(expression, Call):
            expression = expression.arguments[0]  # its floor of zero is for rounding
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
                yield self.term(name)

    def term(self, name: str) -> Term:
        """One number with its unit, its formula, and where it stands."""
        path = self._path(name)
        is_net = self.deduction_of(name) is not None  # computed, it stands nowhere
        return Term(
            name=name,
            value=self.value(name),
            unit=self.prepared.compiled.table.units[name].symbol,
            written=self.text(name),
            place=None if is_net else self.place(path),
            override=None if is_net else latest(self.overrides, path),
            spread=self.spreads.get(path),
        )

    def spread_of(self, term: str) -> DrawnNumber | None:
        """How a term is drawn, if it is uncertain by itself."""
        return self.spreads.get(self._path(term))

    def deduction_of(self, term: str) -> Deduction | None:
        """The deduction that a term is the net of."""
        known = self.prepared.compiled.deductions
        found = known.get(term.removesuffix(NET))
        return found if found is not None and found.net == term else None

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
    netting = _netting(terms, path)
    shown = netting_terms(netting)
    return Activity(
        written=_written(terms, path, term),
        value=terms.value(term),
        unit=terms.prepared.compiled.table.units[term].symbol,
        terms=tuple(t for t in terms.behind(term) if t.name not in shown),
        netting=netting,
        card=card,
        is_default_card=is_default,
        period=(card.period if card else None) or system.scope.period,
        meter=(meter, system.meters.get(meter)) if meter else None,
        evidence=tuple((id_, system.evidence.get(id_)) for id_ in evidence),
        spread=terms.spread_of(term),
        deviation=_deviation(terms, card, term),
    )


def _netting(terms: Terms, path: str) -> Netting | None:
    """The reading behind a row, if something is taken off it.

    What an emission follows is an input: that input's reading is the one.
    """
    compiled, keys = terms.prepared.compiled, path.split(".")
    if len(keys) == ROW_DEPTH and keys[2] == "emissions":
        activity = compiled.system.processes[keys[1]].emissions[keys[3]].activity
        if activity in compiled.system.processes[keys[1]].inputs:
            path = f"processes.{keys[1]}.inputs.{activity}"
    deduction = compiled.deduction_at(path)
    if deduction is None:
        return None
    return Netting(
        gross=terms.term(deduction.gross),
        minus=tuple(_deducted(terms, deduction)),
        net=terms.term(deduction.net),
    )


def _deducted(terms: Terms, deduction: Deduction) -> Iterator[Term]:
    """What is taken off, written as the card states it, with its ±."""
    _, process, section, row = deduction.path.split(".")
    exchange = getattr(terms.prepared.compiled.system.processes[process], section)[row]
    for id_, term in deduction.minus.items():
        yield replace(terms.term(term), written=exchange.data.minus[id_].text)


def netting_terms(netting: Netting | None) -> frozenset[str]:
    """Names of the terms that a netting shows."""
    if netting is None:
        return frozenset()
    return frozenset(t.name for t in (netting.gross, *netting.minus, netting.net))


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
    if is_row and term == terms.prepared.compiled.counted(f"{path}.amount"):
        process = terms.prepared.compiled.system.processes[keys[1]]
        amount = getattr(process, keys[2])[keys[3]].amount
        if amount is not None:
            return str(amount.text)
    return terms.text(term)


def _deviation(terms: Terms, card: DataCard | None, term: str) -> float | None:
    """Datum ÷ second source − 1; None if there is no plain number to compare.

    A bill tells what the meter read, before anything is taken off.
    """
    deduction = terms.deduction_of(term)
    if deduction is not None:
        term = deduction.gross
    check = card.cross_check.value if card and card.cross_check else None
    known = number_in(check.expression) if check else None
    unit = terms.prepared.compiled.table.units[term]
    if known is None or known[1].dimension != unit.dimension or not known[0]:
        return None
    return terms.value(term) / (known[0] * conversion(known[1], unit)) - 1
