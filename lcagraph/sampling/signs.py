"""Amounts that draws take below zero, though the model as written doesn't.

An input of a mix below zero makes it no mix, be it a number or a formula such as
`= 1 kWh * (1 - green_share)`: such a draw is impossible. Any other input, waste or
emission may be meant so, by a parameter of either sign: it is drawn, counted and told.

Most amounts can't be negative whatever is drawn, such as `= 2 kg * yield_` of a
lognormal. Their signs prove it, once; only the others are looked at draw by draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Prepared
from lcagraph.compile import CompiledModel
from lcagraph.compile.plan import Edge
from lcagraph.compile.terms import TermTable
from lcagraph.compile.values import READY, is_credit
from lcagraph.errors import CalculationError, Finding
from lcagraph.formulas.expression import Binary, Call, Expression, Name, Number
from lcagraph.impact import LAND_USE
from lcagraph.sampling.dependence import (
    Columns,
    ancestors_among,
    uncertain_columns,
)
from lcagraph.sampling.numbers import UncertainNumber
from lcagraph.sampling.streams import STEP
from lcagraph.units import conversion

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = np.array([STEP / 2, 1 - STEP / 2])
"""The first and the last of all uniforms that can be drawn. [1]"""

ROUNDING = 1e-9
"""Below zero by a smaller share of the amount as written, or of the mix, is rounding:
1 − 0.9 − 0.1 is −2.8e-17."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that is not negative as written, but may be in a draw."""

    path: str
    """Of the exchange."""
    flow: str
    """What flows: a product or an elementary flow."""
    position: int
    """Of its amount among the terms."""
    mix: str = ""
    """The mix that it is an input of; empty: of none."""
    written: float
    """Its amount in the model as written. [unit]"""
    unit: str
    slack: float
    """How far below zero it is zero but for rounding. [unit]"""
    numbers: Columns = frozenset()
    """Columns of the uncertain numbers that it varies with, or any input of its mix."""

    def is_negative(self, terms: Floats) -> Flags:
        """Draws in which it is below zero: terms of shape (terms, k)."""
        return np.asarray(terms[self.position] < -self.slack)

    def finding(self, amount: float) -> Finding:
        """What solving the draw says of it (W362)."""
        values = {"flow": self.flow, "amount": f"{amount:.6g} {self.unit}"}
        return Finding(code="W362", at=self.path, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Rows of a model that draws may take below zero."""

    mixes: tuple[Row, ...] = ()
    """Inputs of mixes, where no footprint is told of such a draw."""
    others: tuple[Row, ...] = ()
    """Inputs, wastes and emissions of other processes."""

    def refuse_mixes(self, terms: Floats) -> None:
        """Refuse draws in which an input of a mix is negative.

        Parameters
        ----------
        terms : ndarray, shape (terms, k)

        Raises
        ------
        CalculationError
            With the first such draw of each row (W362).
        """
        found = [
            row.finding(float(terms[row.position, int(wrong.argmax())]))
            for row in self.mixes
            if (wrong := row.is_negative(terms)).any()
        ]
        if found:
            raise CalculationError(found)

    def negative(self, table: TermTable, values: Floats) -> Counter[str]:
        """Draws in which each of the other rows is negative, by path.

        Parameters
        ----------
        table : TermTable
        values : ndarray, shape (k, n)
            Of draws that have a footprint.
        """
        found: Counter[str] = Counter()
        if not (self.others and len(values)):
            return found
        terms = terms_for(self.others, table, values.T)
        for row in self.others:
            if count := int(np.count_nonzero(row.is_negative(terms))):
                found[row.path] = count
        return found

    def impossible(
        self, terms: Floats, numbers: Sequence[UncertainNumber], most: float
    ) -> Iterator[Finding]:
        """Mixes that are none in more than a share of the draws (E475).

        Parameters
        ----------
        terms : ndarray, shape (terms, k)
            Of a first sample.
        numbers : sequence of UncertainNumber
        most : float
            Share of draws that may be impossible. [1]
        """
        for mix in dict.fromkeys(row.mix for row in self.mixes):
            rows = [row for row in self.mixes if row.mix == mix]
            wrong = {row.path: row.is_negative(terms) for row in rows}
            share = float(np.any([*wrong.values()], axis=0).mean())
            if share <= most:
                continue
            guilty = [row for row in rows if wrong[row.path].any()]
            columns = rows[0].numbers
            values = {
                "rows": [row.path.rpartition(".")[2] for row in guilty],
                "share": f"{share:.2%}",
                "numbers": [n.place for n in numbers if n.column in columns],
            }
            at = f"processes.{mix}.inputs"
            yield Finding(code="E475", at=at, part="key", values=values)


def terms_for(rows: Iterable[Row], table: TermTable, values: Floats) -> Floats:
    """Terms that hold the amounts of some rows, shape (terms, k).

    Parameters
    ----------
    rows : iterable of Row
    table : TermTable
    values : ndarray, shape (n, k)
        These alone will do, if no row is a formula.
    """
    is_by_formula = any(row.position >= len(values) for row in rows)
    return table.fill(values.T).T if is_by_formula else values


def signs_of(
    prepared: Prepared,
    numbers: Sequence[UncertainNumber],
    adjusted: Columns = frozenset(),
) -> Signs:
    """Rows of a model that may be negative in a draw, though they aren't as written.

    Parameters
    ----------
    prepared : Prepared
    numbers : sequence of UncertainNumber
    adjusted : frozenset of int
        Columns that shares or a mass balance make to fit, whatever that takes.
    """
    table = prepared.compiled.table
    varying = ancestors_among(table, uncertain_columns(table) | adjusted)
    never = _never_negative(table, numbers, adjusted)
    columns = _columns_of_mixes(prepared, varying)
    mixes: list[Row] = []
    others: list[Row] = []
    for path, flow, term, mix in _rows(prepared):
        position = table.index[term]
        written = float(prepared.written[position])
        if written < 0 or never[position] or not varying[position]:
            continue
        row = Row(
            path=path,
            flow=flow,
            position=position,
            mix=mix,
            written=written,
            unit=table.units[term].symbol,
            slack=ROUNDING * (_whole(prepared, mix, term) if mix else written),
            numbers=columns[mix] if mix else varying[position],
        )
        (mixes if mix else others).append(row)
    return Signs(mixes=tuple(mixes), others=tuple(others))


def _rows(prepared: Prepared) -> Iterator[tuple[str, str, str, str]]:
    """Path, flow, term and mix of each row whose sign W345 and W362 look at."""
    compiled = prepared.compiled
    turned = _turned(prepared)
    for edge in compiled.edges:
        if edge.process not in turned and _is_taken(edge):
            mix = _mix(compiled, edge.process) if edge.kind == "input" else ""
            yield edge.path, edge.product, edge.term, mix
    for link in compiled.burden_free:
        if link.process not in turned:
            mix = _mix(compiled, link.process)
            yield link.path, link.product, link.term, mix
    for direct in compiled.direct:
        is_removal = direct.path.split(".")[2] == "removals"  # refused below zero
        is_ready = direct.flow.startswith(READY) or direct.flow == LAND_USE
        if direct.process not in turned and not (is_removal or is_ready):
            yield direct.path, direct.flow, direct.term, ""


def _columns_of_mixes(
    prepared: Prepared, varying: tuple[Columns, ...]
) -> dict[str, Columns]:
    """Columns that any input of each mix varies with."""
    index = prepared.compiled.table.index
    found: dict[str, Columns] = {}
    for _, _, term, mix in _rows(prepared):
        if mix:
            found[mix] = found.get(mix, frozenset()) | varying[index[term]]
    return found


def _turned(prepared: Prepared) -> set[str]:
    """Processes that are written the other way round."""
    index = prepared.compiled.table.index
    functions = prepared.compiled.functions
    return {f.process for f in functions if prepared.written[index[f.term]] < 0}


def _is_taken(edge: Edge) -> bool:
    """Whether an exchange is an input or a waste of its own."""
    return edge.kind in ("input", "waste", "avoided_waste") and not is_credit(edge)


def _mix(compiled: CompiledModel, process: str) -> str:
    return process if compiled.system.processes[process].kind == "mix" else ""


def _whole(prepared: Prepared, mix: str, term: str) -> float:
    """Output of a mix as written, in the unit of one of its inputs."""
    table = prepared.compiled.table
    (own, *_) = (f for f in prepared.compiled.functions if f.process == mix)
    output = abs(float(prepared.written[table.index[own.term]]))
    if own.unit.dimension != table.units[term].dimension:
        return 0.0
    return output * conversion(own.unit, table.units[term])


# ---------------------------------------------------------------- what signs alone tell


def _never_negative(
    table: TermTable, numbers: Sequence[UncertainNumber], adjusted: Columns
) -> Flags:
    """Terms that no draw can take below zero, shape (terms,)."""
    never = np.zeros(len(table.independent) + len(table.derived), dtype=np.bool_)
    never[: len(table.independent)] = table.base >= 0
    for number in numbers:
        never[number.column] = bool((number.spread.quantile(LEAST) >= 0).all())
    never[[*adjusted]] = False
    for position, term in enumerate(table.derived, start=len(table.independent)):
        never[position] = _is_sure(term.expression, table, never)
    return never


def _is_sure(expression: Expression, table: TermTable, never: Flags) -> bool:
    """Whether a formula of such terms can't be negative; False: nothing proves it."""

    def sure(*parts: Expression) -> list[bool]:
        return [_is_sure(part, table, never) for part in parts]

    match expression:
        case Number(value=value):
            return value >= 0
        case Name(id=name):
            return bool(never[table.index[name]])
        case Binary(operator="+" | "*" | "/", left=left, right=right):
            return all(sure(left, right))
        case Binary(operator="^", left=left):
            return all(sure(left))
        case Call(function="abs" | "sqrt" | "exp"):
            return True
        case Call(function="max", arguments=arguments):
            return any(sure(*arguments))
        case Call(function="min" | "round", arguments=arguments):
            return all(sure(*arguments))
        case Call(function="if", arguments=(_, yes, no)):
            return all(sure(yes, no))
        case _:
            return False
