"""Why a system of equations gives no answer, told in indices; names come last.

    SolveError
    ├── MatchingError   rows and columns cannot be paired: no values can help
    ├── LoopError       a strongly connected set of columns has no net output
    ├── EntryError      an entry is not finite, or the answer overflows
    └── ProofError      the answer does not satisfy the equations

`solve` knows arrays, so these errors carry rows, columns and variants.
`calculation_error` is the one place where they meet the names of products and
processes and become the findings that a user reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lcagraph.errors import (
    CalculationError,
    Finding,
    IllConditionedError,
    LcaGraphError,
    NonSquareError,
    SingularError,
)

LoopKind = Literal["closed", "ill_conditioned"]

MOST_NAMES = 12
"""A message that lists more names than this is no longer read."""


class SolveError(LcaGraphError):
    """No answer that can be trusted; all attributes are indices of rows and columns."""


class MatchingError(SolveError):
    """Rows (products) and columns (processes) cannot be paired one to one.

    Attributes
    ----------
    n_rows, n_columns : int
        Shape of the matrix.
    rows, row_suppliers : tuple of int
        Rows that together touch fewer columns than there are rows, and these columns
        (Hall's condition): products that nobody makes, or that share one process.
    columns, column_products : tuple of int
        Columns that together touch fewer rows than there are columns, and these rows.
    """

    def __init__(
        self,
        *,
        shape: tuple[int, int],
        rows: tuple[int, ...],
        row_suppliers: tuple[int, ...],
        columns: tuple[int, ...],
        column_products: tuple[int, ...],
    ) -> None:
        self.n_rows, self.n_columns = shape
        self.rows = rows
        self.row_suppliers = row_suppliers
        self.columns = columns
        self.column_products = column_products
        super().__init__(f"{shape[0]} rows, {shape[1]} columns; rows {rows}")


class LoopError(SolveError):
    """A loop of processes has no net output, or one that is lost in rounding.

    Attributes
    ----------
    kind : {"closed", "ill_conditioned"}
        No net output at all, or so little that rounding decides the answer.
    columns : tuple of int
        The processes of the loop, each followed by one of its suppliers.
    rows : tuple of int
        Their products, in the same order.
    condition : float
        Bauer's condition number of the loop; infinite if nothing is left of it. [1]
    variant : int
        The first variant in which it happens.
    """

    def __init__(
        self,
        kind: LoopKind,
        columns: tuple[int, ...],
        rows: tuple[int, ...],
        *,
        condition: float,
        variant: int,
    ) -> None:
        self.kind: LoopKind = kind
        self.columns = columns
        self.rows = rows
        self.condition = condition
        self.variant = variant
        super().__init__(f"{kind}: columns {columns}, condition {condition:.1e}")


class EntryError(SolveError):
    """A number is not finite: an entry of the matrix, the demand or the answer.

    Attributes
    ----------
    row, column : int or None
        Place of the number; a demand has no column, an answer has no row.
    variant : int
        The first variant in which it happens.
    """

    def __init__(self, row: int | None, column: int | None, variant: int) -> None:
        self.row = row
        self.column = column
        self.variant = variant
        super().__init__(f"not finite: row {row}, column {column}, variant {variant}")


class ProofError(SolveError):
    """The answer does not satisfy the equations, although no loop is to blame.

    Attributes
    ----------
    row : int
        The worst equation.
    residual : float
        Its componentwise backward error. [1]
    variant : int
        The first variant in which it happens.
    """

    def __init__(self, row: int, residual: float, variant: int) -> None:
        self.row = row
        self.residual = residual
        self.variant = variant
        super().__init__(f"row {row}: residual {residual:.1e} in variant {variant}")


# -------------------------------------------------------------------- with names


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the rows and columns of a matrix are called."""

    products: Sequence[str]
    """Name of each row."""
    processes: Sequence[str]
    """Name of each column."""
    places: Sequence[str] = ()
    """Model path of each column, such as ``processes.casting``; empty: no path."""

    def products_at(self, rows: Iterable[int]) -> tuple[str, ...]:
        return _shortened([self.products[row] for row in rows])

    def processes_at(self, columns: Iterable[int]) -> tuple[str, ...]:
        return _shortened([self.processes[column] for column in columns])

    def place(self, column: int | None) -> str:
        return self.places[column] if self.places and column is not None else ""


def calculation_error(problem: SolveError, labels: Labels) -> CalculationError:
    """The same problem as findings with the user's own names, ready to raise."""
    match problem:
        case MatchingError():
            return _matching_error(problem, labels)
        case LoopError():
            return _loop_error(problem, labels)
        case EntryError():
            return CalculationError([_entry_finding(problem, labels)])
        case ProofError():
            finding = Finding(
                code="E507",
                values={
                    "product": labels.products[problem.row],
                    "residual": f"{problem.residual:.1e}",
                    "variant": problem.variant or None,
                },
            )
            return CalculationError([finding])
        case _:
            raise TypeError(f"unknown kind of problem: {problem!r}") from problem


def overdrawn_finding(columns: tuple[int, ...], labels: Labels) -> Finding:
    """Finding E508 of one entry of `Proof.overdrawn`."""
    return Finding(
        code="E508",
        at=labels.place(columns[0]),
        values={"loop": _round(labels.processes_at(columns))},
    )


def _matching_error(problem: MatchingError, labels: Labels) -> CalculationError:
    values = {
        "n_products": problem.n_rows,
        "n_processes": problem.n_columns,
        "products": labels.products_at(problem.rows),
        "suppliers": labels.processes_at(problem.row_suppliers),
        "processes": labels.processes_at(problem.columns),
        "supplied": labels.products_at(problem.column_products),
    }
    involved = (*problem.columns, *problem.row_suppliers)
    place = labels.place(involved[0] if involved else None)
    if problem.n_rows != problem.n_columns:
        return NonSquareError([Finding(code="E501", at=place, values=values)])
    return SingularError([Finding(code="E502", at=place, values=values)])


def _loop_error(problem: LoopError, labels: Labels) -> CalculationError:
    at = labels.place(problem.columns[0])
    condition = f"{problem.condition:.1e}"
    names = labels.processes_at(problem.columns)
    values: dict[str, object] = {
        "loop": _round(names) if len(names) > 1 else names[0],
        "products": labels.products_at(problem.rows),
        "condition": condition,
        "variant": problem.variant or None,
    }
    if problem.kind == "ill_conditioned":
        return IllConditionedError([Finding(code="E505", at=at, values=values)])
    if len(problem.columns) == 1:
        return SingularError([Finding(code="E503", at=at, values=values)])
    return SingularError([Finding(code="E504", at=at, values=values)])


def _entry_finding(problem: EntryError, labels: Labels) -> Finding:
    row, column = problem.row, problem.column
    values = {
        "product": "" if row is None else labels.products[row],
        "process": "" if column is None else labels.processes[column],
        "variant": problem.variant or None,
    }
    names = [name for name in (values["process"], values["product"]) if name]
    return Finding(
        code="E506",
        at=labels.place(column),
        values=values | {"place": " · ".join(map(str, names))},
    )


def _round(names: tuple[str, ...]) -> str:
    """A loop as a reader walks it, back to where it began."""
    return " → ".join((*names, names[0]))


def _shortened(names: list[str]) -> tuple[str, ...]:
    if len(names) <= MOST_NAMES:
        return tuple(names)
    return (*names[:MOST_NAMES], f"… (+{len(names) - MOST_NAMES})")
