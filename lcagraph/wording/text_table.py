"""Plain text tables whose columns hold under Chinese characters too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lcagraph.wording.screen import columns, visible

GAP = "  "
WIDEST = 56
"""A longer text would push the numbers off the screen; its end is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Head of a column and where its cells stand."""

    head: str = ""
    is_number: bool = False
    """Numbers stand at the right, texts at the left."""
    is_cut: bool = False
    """Whether long texts may be cut, marked by “…”."""


def text_table(
    heads: Sequence[Column], rows: Iterable[Sequence[str]], *, indent: str = ""
) -> str:
    """Rows under their heads, if there are any heads, padded to the widest cell."""
    body = [
        tuple(
            shortened(visible(cell)) if head.is_cut else visible(cell)
            for head, cell in zip(heads, row, strict=True)
        )
        for row in rows
    ]
    if any(head.head for head in heads):
        body.insert(0, tuple(head.head for head in heads))
    widths = [
        max((columns(row[i]) for row in body), default=0) for i in range(len(heads))
    ]
    return "\n".join(indent + _line(row, heads, widths) for row in body)


def _line(row: Sequence[str], heads: Sequence[Column], widths: Sequence[int]) -> str:
    cells = []
    for cell, head, width in zip(row, heads, widths, strict=True):
        blanks = " " * (width - columns(cell))
        cells.append(blanks + cell if head.is_number else cell + blanks)
    return GAP.join(cells).rstrip()


def shortened(text: str) -> str:
    """A text of at most `WIDEST` columns; “…” stands for what is left out."""
    if columns(text) <= WIDEST:
        return text
    while columns(text) > WIDEST - 1:
        text = text[:-1]
    return f"{text}…"
