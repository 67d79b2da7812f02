"""Which terms of a model vary with which of its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.compile.terms import TermTable
from lcagraph.formulas import names_in
from lcagraph.sampling.numbers import is_uncertain

Columns = frozenset[int]


def uncertain_ancestors(table: TermTable) -> tuple[Columns, ...]:
    """Columns of the uncertain numbers that each term is, or is computed from."""
    return ancestors_among(table, uncertain_columns(table))


def uncertain_columns(table: TermTable) -> Columns:
    """Columns of the numbers that have a distribution, stated or by their pedigree."""
    terms = enumerate(table.independent)
    return frozenset(column for column, term in terms if is_uncertain(term))


def ancestors_among(table: TermTable, columns: Columns) -> tuple[Columns, ...]:
    """Those of some columns that each term is, or is computed from."""
    found = [
        frozenset((column,)) if column in columns else frozenset()
        for column in range(len(table.independent))
    ]
    for term in table.derived:
        used = (found[table.index[name]] for name in names_in(term.expression))
        found.append(frozenset().union(*used))
    return tuple(found)


def together(ancestors: tuple[Columns, ...], positions: Iterable[int]) -> Columns:
    """Columns of the uncertain numbers that any of some terms varies with."""
    return frozenset().union(*(ancestors[position] for position in positions))
