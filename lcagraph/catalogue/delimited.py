"""How a CSV file is written, and what is said of rows and files that can't be read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lcagraph.catalogue.columns import Role
from lcagraph.catalogue.lines import Broken
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.tabular import unescaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a CSV file is written."""

    encoding: str
    separator: str
    heads: tuple[str, ...]
    columns: Mapping[Role, int]


def cells_of(text: str, separator: str) -> list[str] | None:
    """Cells of one row; None if a quote was not closed, or closed rows further down."""
    try:
        cells = next(
            csv.reader(text.splitlines(True), delimiter=separator, strict=True)
        )
    except StopIteration:
        return []
    except csv.Error:
        return None
    return None if has_line_break(cells) else cells


def has_line_break(cells: Iterable[str]) -> bool:
    """Whether a text goes over rows: a quote that was opened by mistake takes them in.

    Rows would be lost in it, so such a file is refused. A remark may have line breaks.
    """
    return any("\n" in cell or "\r" in cell for cell in cells)


def unreadable(path: Path, reason: object) -> UsageError:
    """E783 about a file."""
    values = {"file": path.name, "reason": str(reason)}
    return UsageError(Finding(code="E783", values=values))


def broken_row(
    row: int, cells: Sequence[str], columns: Mapping[Role, int], width: int
) -> Broken:
    """A row with too many or too few cells, and whose line it seems to be."""
    place = columns["product"]
    product = cells[place] if place < len(cells) else ""
    return Broken(row=row, cells=len(cells), columns=width, product=unescaped(product))
