"""Tables of a result: plain labelled rows, which pages, frames and reports show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lcagraph.contribution import percentages
from lcagraph.displayed import Displayed, frame_of
from lcagraph.wording import Language, word
from lcagraph.wording.page import UNDEFINED, significant, table_html

Cell = str | float | int | Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Displayed):
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
        """The table as a `pandas.DataFrame` (needs the extra `jupyter`).

        Raises
        ------
        UsageError
            pandas is not installed (E764).
        """
        return frame_of(self.columns, self.rows)

    def to_records(self) -> list[dict[str, Any]]:
        """One mapping per row, for JSON."""
        return [
            {
                key: float(cell) if isinstance(cell, Decimal) else cell
                for key, cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]

    def to_html(self, lang: Language = "en") -> str:
        """The table with its title, units and names."""
        title = word("title", self.title, lang)
        # of a table that the words don't know, a column may be the reader's own name
        kind = "column" if title != self.title else ""
        names = [word(kind, name, lang) for name in self.columns]
        heads = [
            f"{name} [{unit}]" if unit else name
            for name, unit in zip(names, self.units, strict=True)
        ]
        rows = [
            [
                word(column, shown(cell), lang)
                if isinstance(cell, str)
                else shown(cell)
                for column, cell in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]
        return table_html(title, heads, rows)


def shown(cell: Cell) -> str:
    """A cell as people read it: four significant digits, thousands apart."""
    if cell is None:
        return UNDEFINED
    if isinstance(cell, Decimal):
        return f"{cell}"
    if isinstance(cell, float):
        return significant(cell)
    return str(cell)


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


__all__ = ["UNDEFINED", "Cell", "Table", "shares_table", "shown", "significant"]
