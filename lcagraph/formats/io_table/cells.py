"""Sheets of a table as blocks of numbers with their labels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Literal

import numpy as np

from lcagraph.errors import Finding, UsageError
from lcagraph.formats.tabular import Sheet
from lcagraph.input_output.table import Stressor
from lcagraph.solve.arrays import Reals

Part = Literal["table", "Z", "A", "Y", "x", "F", "D", "supply", "use"]
Label = tuple[str, ...]

_WORDS: Mapping[Part, tuple[str, ...]] = {
    "table": ("table", "说明"),
    "Z": ("z", "flows", "中间使用"),
    "A": ("a", "coefficients", "直接消耗系数"),
    "Y": ("y", "final demand", "final_demand", "最终使用"),
    "x": ("x", "output", "总产出"),
    "F": ("f", "extensions", "排放"),
    "D": ("d", "intensities", "排放强度"),
    "supply": ("supply", "make", "供给表"),
    "use": ("use", "使用表"),
}
_PARTS = {word: part for part, words in _WORDS.items() for word in words}
_REGION = frozenset({"region", "地区", "区域"})
INDUSTRY = frozenset({"industry", "行业", "产业部门"})
PRODUCT = frozenset({"product", "commodity", "产品", "产品部门"})
_SECTOR = frozenset({"sector", "部门"}) | INDUSTRY | PRODUCT
_FLOW = frozenset({"flow", "流"})
_COMPARTMENT = frozenset({"compartment", "排放去向"})
_UNIT = frozenset({"unit", "单位"})
_CORNER = _REGION | _SECTOR | _FLOW | _COMPARTMENT | _UNIT


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """Numbers with the labels of their rows and columns."""

    part: Part
    corner: Label
    """Words over the label columns."""
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    values: Reals
    """Shape (rows, columns)."""

    def refuse_unless_square(self) -> None:
        """Raise E557 unless rows and columns are the same sectors in one order."""
        _refuse_unlike((self.part, self.rows), (f"{self.part}ᵀ", self.columns))

    def refuse_other_rows(self, main: Block) -> None:
        """Raise E557 unless the rows are those of another block."""
        _refuse_unlike((main.part, main.rows), (self.part, self.rows))

    def refuse_other_columns(self, main: Block, *, by_rows: bool = False) -> None:
        """Raise E557 unless the columns are another block's columns, or its rows."""
        wanted = main.rows if by_rows else main.columns
        _refuse_unlike((main.part, wanted), (self.part, self.columns))

    def refuse_several_columns(self) -> None:
        """Raise E517 unless there is one column: of several, none is chosen."""
        if len(self.columns) != 1:
            names = tuple("/".join(label) for label in self.columns)
            values = {"part": self.part, "count": len(names), "columns": names}
            raise UsageError(Finding(code="E517", at=self.part, values=values))


def _refuse_unlike(
    one: tuple[str, tuple[Label, ...]], other: tuple[str, tuple[Label, ...]]
) -> None:
    """Raise E557 with the first label in which two lists differ."""
    for place in range(max(len(one[1]), len(other[1]))):
        first, second = (
            "/".join(labels[place]) if place < len(labels) else "–"
            for _, labels in (one, other)
        )
        if first != second:
            part, at = one[0], other[0]
            values = {"part": part, "other": at, "first": first, "second": second}
            raise UsageError(Finding(code="E557", at=at, values=values))


def part_of_name(name: str) -> Part | None:
    """Which part of a table a sheet or file holds, by its name."""
    return _PARTS.get(name.strip().casefold())


def blocks_of(sheets: Mapping[Part, Sheet]) -> dict[Part, Block]:
    """Every sheet as a block.

    Raises
    ------
    UsageError
        E512: labels don't stand where they belong. E558: a cell is no number.
    """
    return {part: _block(part, sheet) for part, sheet in sheets.items()}


def stressors_in(block: Block) -> tuple[Stressor, ...]:
    """Rows of the extensions, by the words over their label columns."""
    words = [word.casefold() for word in block.corner]

    def cell(row: Label, wanted: frozenset[str]) -> str:
        return next((row[k] for k, word in enumerate(words) if word in wanted), "")

    found = []
    for row in block.rows:
        name, compartment = cell(row, _FLOW), cell(row, _COMPARTMENT)
        if not name:
            said = " / ".join((*block.corner, *row))
            raise _no_label(block.part, block.part, said)
        found.append(
            Stressor(
                id=f"{name}/{compartment}" if compartment else name,
                name=name,
                compartment=compartment,
                unit=cell(row, _UNIT),
            )
        )
    return tuple(found)


def _block(part: Part, sheet: Sheet) -> Block:
    """Labels by the words in the corner; every other cell is a number."""
    places = [place for place, row in enumerate(sheet.rows) if any(row)]
    rows = [sheet.rows[place] for place in places]
    # several regions have a header row of their own above that of the sectors
    heads = sum(_is_head(row) for row in rows[:2]) if rows and _is_head(rows[0]) else 0
    if not heads:
        at, said = (sheet.at(places[0]), rows[0][0]) if rows else (sheet.name, "")
        raise _no_label(part, at, said)
    corner = _corner(rows[heads - 1])
    columns = _column_labels(rows[:heads], len(corner))
    body = rows[heads:]
    values = np.empty((len(body), len(columns)))
    for place, row in enumerate(body):
        at = sheet.at(places[place + heads])
        values[place] = _numbers(at, row[len(corner) :], columns)
    labels = _row_labels(corner, body)
    return Block(part=part, corner=corner, rows=labels, columns=columns, values=values)


def _is_head(row: Label) -> bool:
    """True if the first word of a row stands over label columns."""
    return next(filter(None, row), "").casefold() in _CORNER


def _corner(head: Label) -> Label:
    """Words over the label columns, up to the first label of a column."""
    return tuple(takewhile(lambda cell: cell.casefold() in _CORNER, head))


def _column_labels(heads: list[Label], count: int) -> tuple[Label, ...]:
    """Labels over the numbers; a merged cell of regions counts for all its columns."""
    width = max(map(len, heads))
    *regions, sectors = (_padded(row, width)[count:] for row in heads)
    above = (_repeated(row) for row in regions)
    return tuple(zip(*above, sectors, strict=True))


def _row_labels(corner: Label, body: list[Label]) -> tuple[Label, ...]:
    """Labels before the numbers; a merged cell of a region counts for all its rows."""
    count = len(corner)
    columns = zip(*(_padded(row, count)[:count] for row in body), strict=True)
    return tuple(
        zip(
            *(
                _repeated(cells) if word.casefold() in _REGION else cells
                for word, cells in zip(corner, columns, strict=False)
            ),
            strict=True,
        )
    )


def _repeated(cells: Label) -> Label:
    """Cells of which a merged one holds its text in the first place only."""
    return tuple(accumulate(cells, lambda above, cell: cell or above))


def _padded(row: Label, count: int) -> Label:
    return (*row, *[""] * (count - len(row)))


def _numbers(at: str, cells: Label, columns: tuple[Label, ...]) -> list[float]:
    if len(cells) > len(columns):
        raise _no_number(at, f"{len(cells)} > {len(columns)}")
    full = _padded(cells, len(columns))
    try:  # a row at once: tables have millions of cells
        found = list(map(float, full))
    except ValueError:
        found = [math.nan]
    if not all(map(math.isfinite, found)) or "_" in "".join(full):
        bad = next(k for k, cell in enumerate(full) if not _is_number(cell))
        raise _no_number(f"{at}, {'/'.join(columns[bad])}", full[bad] or "–")
    return found


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell)) and "_" not in cell  # Python reads 1_000
    except ValueError:
        return False


def missing(path: Path, parts: str) -> UsageError:
    """E570 about parts that a table lacks."""
    values = {"file": path.name, "missing": parts}
    return UsageError(Finding(code="E570", at=path.name, values=values))


def _no_label(part: Part, at: str, found: str) -> UsageError:
    """E512 about labels that don't stand where they belong."""
    wanted = "flow | 流" if part in ("F", "D") else "sector | 部门"
    values = {"part": part, "place": at, "found": found[:40] or "–", "wanted": wanted}
    return UsageError(Finding(code="E512", at=at, values=values))


def _no_number(place: str, found: str) -> UsageError:
    values = {"place": place, "found": found[:40]}
    return UsageError(Finding(code="E558", at=place, values=values))
