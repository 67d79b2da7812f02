"""Tables of a result: plain labelled rows, which pages, frames and reports show."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lcagraph.contribution import percentages

Cell = str | float | int | Decimal | None
UNDEFINED = "—"
"""What is printed where a share is undefined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under named columns; numbers keep their full precision."""

    title: str
    columns: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> list[Cell]:
        """The cells of one column."""
        position = self.columns.index(name)
        return [row[position] for row in self.rows]

    def to_frame(self) -> Any:
        """The table as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        import pandas  # slow to import, and only notebooks have it

        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def to_records(self) -> list[dict[str, Any]]:
        """One mapping per row, for JSON."""
        return [
            {
                key: float(cell) if isinstance(cell, Decimal) else cell
                for key, cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]

    def _repr_html_(self) -> str:
        heads = "".join(
            f"<th>{html.escape(name)}{f' [{html.escape(unit)}]' if unit else ''}</th>"
            for name, unit in zip(self.columns, self.units, strict=True)
        )
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(shown(c))}</td>' for c in row)}</tr>"
            for row in self.rows
        )
        caption = f"<caption>{html.escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{heads}</tr></thead>{body}</table>"


def shown(cell: Cell) -> str:
    """A cell as people read it: four significant digits, thousands apart."""
    if cell is None:
        return UNDEFINED
    if isinstance(cell, Decimal):
        return f"{cell}"
    if isinstance(cell, float):
        return significant(cell)
    return str(cell)


def significant(value: float, digits: int = 4) -> str:
    """A number with a stated number of significant digits and no exponent games.

    Whole numbers above the digits keep all their integer places: 12 345, not 12 340.
    """
    if value == 0:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    if abs(value) < 1e-4:
        return f"{value:.{digits - 1}e}"
    text = f"{value:.{digits}g}"
    return text


def shares_table(
    title: str, label: str, parts: Iterable[tuple[str, float]], unit: str
) -> Table:
    """Parts of a total with their shares, which add to 100.00."""
    found = list(parts)
    shares: Sequence[Decimal | None] = percentages([amount for _, amount in found])
    return Table(
        title=title,
        columns=(label, "kgCO2e", "percent"),
        units=("", unit, "%"),
        rows=tuple(
            (name, amount, share)
            for (name, amount), share in zip(found, shares, strict=True)
        ),
    )
