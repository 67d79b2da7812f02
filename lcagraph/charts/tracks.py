"""Bars, whiskers and tables of block characters for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures
from lcagraph.wording.screen import columns, visible

EIGHTHS = " ▏▎▍▌▋▊▉"
FULL, SHADED = "█", "▒"
LEAST_WIDTH = 40
"""A narrower terminal gets lines of this width. [columns]"""


def bar_text(share: float, length: int) -> str:
    """A bar of a share of a length, in eighths of a column; never quite empty."""
    eighths = max(round(share * length * 8), 1)
    whole, rest = divmod(eighths, 8)
    return FULL * whole + (EIGHTHS[rest] if rest else "")


def cut(text: str, width: int) -> str:
    """A text of at most so many columns; “…” stands for what is left out."""
    shown = visible(text)
    if columns(shown) <= width:
        return shown
    while shown and columns(shown) > width - 1:
        shown = shown[:-1]
    return f"{shown}…"


def padded(text: str, width: int, *, is_number: bool = False) -> str:
    """A text filled up to so many columns; numbers stand at the right."""
    blanks = " " * max(width - columns(text), 0)
    return blanks + text if is_number else text + blanks


def aligned(names: Sequence[str], most: int) -> list[str]:
    """Names cut and filled up to one width."""
    short = [cut(name, most) for name in names]
    width = max(map(columns, short), default=0)
    return [padded(name, width) for name in short]


def wrapped_text(text: str, width: int) -> list[str]:
    """A sentence in lines of a width; Chinese may break anywhere."""
    lines, line = [], ""
    for word in _words(visible(text)):
        if line and columns(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    """Pieces between which a line may break."""
    pieces: list[str] = []
    for character in text:
        is_wide = columns(character) == 2
        if pieces and not is_wide and columns(pieces[-1][-1]) == 1:
            if pieces[-1][-1] != " " or character == " ":
                pieces[-1] += character
                continue
        elif pieces and character in "，。、；：？！）》” ":
            pieces[-1] += character
            continue
        pieces.append(character)
    return pieces


def lines_of(
    caption: Caption, figures: Figures, rows: Sequence[str], *notes: str, width: int
) -> str:
    """Title and unit, the rows of a chart, notes: what a terminal shows."""
    unit = figures.unit(caption.unit)
    title = f"{caption.title} [{unit}]" if unit else caption.title
    room = max(width, LEAST_WIDTH)
    lines = [*wrapped_text(title, room), *rows]
    for note in (*notes, caption.note):
        lines += wrapped_text(note, room)
    return "".join(f"{line}\n" for line in lines)
