"""Matrix entries of a model that are one drawn number times constants, and the rest.

Other programs draw every entry of A and B by itself. So an entry can say its
distribution if it is c · x, of one uncertain number x: an amount, an emission factor, a
figure of a factor, a distance, or a formula with `±`. Nothing else can:

    formulas of several uncertain numbers, and those that are no multiple of one
    shares that add up, and rows that keep a mass balance: they move together
    what is allocated by uncertain prices, masses or heating values
    GWP values, which are no entry, and kinds of distribution without an id

These stay what they are as written, and are told (N085). A number in several entries is
drawn apart in each of them there, which is told too (N086).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lcagraph.arrays import Floats, Numbers, Prepared
from lcagraph.background.records import Uncertainty
from lcagraph.background.spreads import KINDS, mirrored, stated_spread, times
from lcagraph.compile import CompiledModel
from lcagraph.compile.terms import TermTable
from lcagraph.errors import Finding
from lcagraph.formulas import Binary, Expression, Name, Unary, names_in
from lcagraph.matrices import Entries
from lcagraph.sampling.balances import balances
from lcagraph.sampling.dependence import (
    Columns,
    ancestors_among,
    together,
    uncertain_ancestors,
    uncertain_columns,
)
from lcagraph.sampling.numbers import UncertainNumber, uncertain_numbers
from lcagraph.sampling.shares import stated_shares
from lcagraph.sampling.stats_arrays_ids import stats_arrays_parameters
from lcagraph.sensitivity.numbers import short_name

Cell = tuple[int, int]
"""Row and column."""
Shape = Literal["constant", "multiple", "other"]

MOST_NAMES = 8
"""Numbers that a finding names."""

NEAR = 1e-12
"""Relative difference that rounding leaves between an entry and its number."""

_STEPPED = (KINDS["bernoulli"], KINDS["discrete"])
_NOTHING: Columns = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnEntries:
    """What can be said of the draws of a model, entry by entry."""

    a: Mapping[Cell, UncertainNumber]
    """Entries of A that are a multiple of a number."""
    b: Mapping[Cell, UncertainNumber]
    findings: tuple[Finding, ...]
    """N085, N086: what is lost."""


def drawn_entries(prepared: Prepared, numbers: Numbers) -> DrawnEntries:
    """Entries that are a multiple of one drawn number, and notes about the others.

    Parameters
    ----------
    prepared : Prepared
    numbers : Numbers
        Of the model as written, k = 1.
    """
    return _Finder(prepared, numbers).found()


def entry_uncertainty(number: UncertainNumber, amount: float) -> Uncertainty | None:
    """The distribution of an amount that is a multiple of a number.

    Returns
    -------
    Uncertainty or None
        None: a kind that stats_arrays has no id for, or steps of another size than 1.
    """
    found = stats_arrays_parameters(number.distribution, number.base)
    if found is None or not (amount and number.base):
        return None
    factor = amount / number.base
    size = abs(factor)
    if found[0] in _STEPPED:
        if abs(size - 1.0) > NEAR:
            return None
        size = 1.0
    return stated_spread(times(found if factor > 0 else mirrored(found), size), amount)


class _Finder:
    """Tells what each entry varies with."""

    def __init__(self, prepared: Prepared, numbers: Numbers) -> None:
        self.prepared, self.numbers = prepared, numbers
        self.compiled = compiled = prepared.compiled
        self.table = table = compiled.table
        self.tied = tied_columns(compiled, prepared.written[:, None])
        self.reach = ancestors_among(table, uncertain_columns(table) | self.tied)
        self.shapes = _shapes(table, self.reach)
        self.of_shares = list(_reach_of_shares(compiled, self.reach, numbers.filled[0]))
        found, _ = uncertain_numbers(compiled, {}, str)
        self.by_column = {number.column: number for number in found}
        self.lost: list[Columns] = []

    def found(self) -> DrawnEntries:
        layout = self.prepared.layout
        a = dict(self._drawn(layout.a, self.numbers.A[0]))
        b = dict(self._drawn(layout.b, self.numbers.B[0]))
        drawn = Counter(number.path for number in (*a.values(), *b.values()))
        terms = (term for term, _ in self.prepared.factor_spreads)
        self.lost += [self.reach[term] for term in terms if self.reach[term]]
        findings = []
        if self.lost:
            columns = frozenset().union(*self.lost)
            paths = [self.table.independent[column].path for column in sorted(columns)]
            count, of = len(self.lost), len(self.lost) + drawn.total()
            values = {"count": count, "of": of, "numbers": _names(paths)}
            findings.append(Finding(code="N085", values=values))
        several = [path for path, entries in drawn.items() if entries > 1]
        if several:
            values = {"count": len(several), "numbers": _names(several)}
            findings.append(Finding(code="N086", values=values))
        return DrawnEntries(a=a, b=b, findings=tuple(findings))

    def _drawn(
        self, entries: Entries, values: Floats
    ) -> Iterator[tuple[Cell, UncertainNumber]]:
        """Cells with the one number that they are a multiple of; notes the others."""
        cells: dict[Cell, list[int]] = {}
        places = zip(entries.row.tolist(), entries.column.tolist(), strict=True)
        for entry, cell in enumerate(places):
            cells.setdefault(cell, []).append(entry)
        for cell, parts in cells.items():
            reached = [self._reached(entries, part) for part in parts]
            columns = frozenset().union(*reached)
            if not columns:
                continue
            number = self._only(entries, parts, columns)
            amount = float(sum(values[part] for part in parts))
            if number is not None and entry_uncertainty(number, amount) is not None:
                yield cell, number
            else:
                self.lost.append(columns)

    def _reached(self, entries: Entries, entry: int) -> Columns:
        """Columns that an entry varies with."""
        term, share = int(entries.term[entry]), int(entries.share[entry])
        return self.reach[term] | self.of_shares[share]

    def _only(
        self, entries: Entries, parts: Sequence[int], columns: Columns
    ) -> UncertainNumber | None:
        """The number that a sum of entries is a multiple of."""
        if len(columns) > 1 or columns & self.tied:
            return None
        is_multiple = all(
            self.shapes[entries.term[part]] == "multiple"
            and not self.of_shares[entries.share[part]]
            for part in parts
        )
        (column,) = columns
        return self.by_column.get(column) if is_multiple else None


def tied_columns(compiled: CompiledModel, base: Floats) -> Columns:
    """Columns of the numbers that are made to fit others in draws.

    Parameters
    ----------
    compiled : CompiledModel
    base : ndarray, shape (terms, 1)
        Terms of the model as written.
    """
    table = compiled.table
    ancestors = uncertain_ancestors(table)
    found: set[int] = set()
    for _, terms, whole in stated_shares(compiled):
        positions = [table.index[term] for term in terms]
        summed = positions if whole is None else [*positions, table.index[whole]]
        if columns := together(ancestors, summed):
            literals = (p for p in positions if p < len(table.independent))
            found |= {*columns, *literals}
    for balance in balances(compiled, base)[0]:
        if columns := together(ancestors, balance.positions()):
            found |= {*columns, *balance.columns}
    return frozenset(found)


def _reach_of_shares(
    compiled: CompiledModel, reach: tuple[Columns, ...], filled: Floats
) -> Iterator[Columns]:
    """What each allocation factor varies with, in the order of `allocation_shares`."""
    index = compiled.table.index
    yield _NOTHING
    for plan in compiled.allocations:
        used = [
            index[term]
            for basis, terms in plan.weights.items()
            if filled[index[plan.switches[basis]]]
            for term in terms
        ]
        for _ in plan.functions:
            yield together(reach, used)
        for causal in plan.causal.values():
            for _ in causal:
                yield together(reach, (index[term] for term in causal))


# ------------------------------------------------------------------ multiples of one


def _shapes(table: TermTable, reach: tuple[Columns, ...]) -> tuple[Shape, ...]:
    """Whether each term is a constant, or a sum of multiples of single numbers.

    Of one number, if `reach` says that the term varies with no other.
    """
    found: list[Shape] = [
        "multiple" if reach[column] else "constant"
        for column in range(len(table.independent))
    ]
    for term in table.derived:
        names = names_in(term.expression)
        known = {each: found[table.index[each]] for each in names}
        found.append(_shape(term.expression, known))
    return tuple(found)


def _shape(expression: Expression, known: Mapping[str, Shape]) -> Shape:
    match expression:
        case Name(id=name):
            return known[name]
        case Unary(operator="-", operand=operand):
            return _shape(operand, known)
        case Binary(operator="*", left=left, right=right):
            parts = {_shape(left, known), _shape(right, known)}
            if parts == {"constant", "multiple"}:
                return "multiple"
            return "constant" if parts == {"constant"} else "other"
        case Binary(operator="/", left=left, right=right):
            divisor = _shape(right, known)
            return _shape(left, known) if divisor == "constant" else "other"
        case Binary(operator="+" | "-", left=left, right=right):
            parts = {_shape(left, known), _shape(right, known)}
            return parts.pop() if len(parts) == 1 else "other"
        case _:
            inner = (known[name] for name in names_in(expression))
            return "constant" if set(inner) <= {"constant"} else "other"


def _names(paths: Iterable[str]) -> list[str]:
    """Short names of numbers, at most so many."""
    names = [short_name(path) for path in dict.fromkeys(paths)]
    more = ["…"] if len(names) > MOST_NAMES else []
    return names[:MOST_NAMES] + more
