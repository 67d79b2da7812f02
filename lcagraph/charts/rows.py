"""Named rows below each other, with a common axis at the bottom."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from lcagraph.charts.axis import Scale, decimals_of
from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures, grouped
from lcagraph.charts.page import (
    MARGIN,
    SMALL,
    WIDTH,
    Page,
    axis_title,
    bottom_axis,
    framed,
    styled,
)
from lcagraph.drawing.measure import Line, Span, height_of, width_of, wrapped
from lcagraph.drawing.shapes import MUTED, Box, text_block
from lcagraph.drawing.subscripts import with_subscripts

NAME_WIDTH = 226.0
"""Width at which names are broken. [px]"""
ROW_GAP = 9.0
LEAST_ROW = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Names at the left, each with the middle of its row."""

    names: tuple[tuple[Line, ...], ...]
    heights: tuple[float, ...]

    @property
    def name_width(self) -> float:
        """Width of the widest name, in a Chinese font too. [px]"""
        return max((_widest(line) for name in self.names for line in name), default=0)

    @property
    def left(self) -> float:
        """Where the chart itself begins. [px]"""
        return MARGIN + self.name_width + 12

    @property
    def height(self) -> float:
        return sum(self.heights)

    def middles(self, top: float) -> tuple[float, ...]:
        """Middle of each row below `top`. [px]"""
        found, y = [], top
        for height in self.heights:
            found.append(y + height / 2)
            y += height
        return tuple(found)

    def draw_names(self, page: Page, top: float) -> None:
        """Puts the names down, each in the middle of its row."""
        right = self.left - 12
        for lines, middle in zip(self.names, self.middles(top), strict=True):
            y = middle - sum(map(height_of, lines)) / 2 + 1
            page.shapes.extend(text_block(lines, right, y, "end"))


def _widest(line: Line) -> float:
    """Width of a line if its marks are as wide as a Chinese font makes some. [px]

    A figure that is handed out as a text carries no font.
    """
    marks = [(span.size, mark) for span in line for mark in span.text if _is_mark(mark)]
    more = (max(size - Span(text=mark, size=size).width, 0.0) for size, mark in marks)
    return width_of(line) + sum(more)


def _is_mark(character: str) -> bool:
    """Whether it is no letter, and narrow or wide as the font likes: `·`, `×`, `“`."""
    is_either = unicodedata.east_asian_width(character) == "A"
    return is_either and unicodedata.category(character)[0] in "PS"


def measured_rows(names: Iterable[tuple[str, str]], least: float = LEAST_ROW) -> Rows:
    """Names, each with a small text below it, broken into lines."""
    blocks = [_block(name, below) for name, below in names]
    heights = [max(sum(map(height_of, block)), least) + ROW_GAP for block in blocks]
    return Rows(names=tuple(blocks), heights=tuple(heights))


def _block(name: str, below: str) -> tuple[Line, ...]:
    lines = wrapped(styled(name), NAME_WIDTH, 2)
    if below:
        small = Span(text="", size=SMALL - 0.5, colour=MUTED)
        lines += wrapped(with_subscripts(below, small), NAME_WIDTH, 3)
    return tuple(lines)


def axis_below(
    page: Page, scale: Scale, top: float, bottom: float, figures: Figures
) -> float:
    """Puts the axis and its unit down; gives where they end. [px]"""
    ticks = scale.ticks(6)
    decimals = decimals_of(ticks)
    labels = [(tick, grouped(tick, decimals)) for tick in ticks]
    page.shapes.extend(bottom_axis(scale, labels, top, bottom))
    unit = figures.unit(page.caption.unit)
    page.shapes.extend(axis_title(unit, scale, bottom + 32))
    return bottom + (37 if unit else 20)


def with_room(
    ends: tuple[float, float], pixels: tuple[float, float], sides: tuple[float, float]
) -> Scale:
    """A scale that keeps some pixels free at its sides, for labels beside bars."""
    (low, high), (start, end), (left, right) = ends, pixels, sides
    per_pixel = (high - low) / max(end - start - left - right, 40)
    return Scale(
        low=low - left * per_pixel, high=high + right * per_pixel, start=start, end=end
    )


def label_width(texts: Iterable[str]) -> float:
    """Width of the widest of some small labels. [px]"""
    lines = (tuple(styled(text, size=SMALL)) for text in texts)
    return max(map(width_of, lines), default=0.0)


def level_bar(
    page: Page, ends: tuple[float, float], y: float, height: float, fill: str
) -> None:
    """Puts a bar down between two places [px]; one too thin to be seen is left out."""
    left, right = sorted(ends)
    if right - left >= 0.1:
        box = Box(x=left, y=y, width=right - left, height=height, fill=fill)
        page.shapes.append(framed(box))


def right_edge() -> float:
    """Where the chart itself ends. [px]"""
    return WIDTH - MARGIN


def others(caption: Caption, count: int) -> str:
    """What is said about rows that are not shown."""
    return caption.word("others", count=str(count)) if count else ""


def rounding_note(values: Sequence[float], figures: Figures, caption: Caption) -> str:
    """What is said where printed numbers and their printed sum don't agree."""
    told = fsum(round(figures.scaled(value), figures.decimals) for value in values)
    total = round(figures.scaled(fsum(values)), figures.decimals)
    is_off = abs(told - total) > 0.5 * 10.0**-figures.decimals
    return caption.said("rounding") if is_off else ""


def joined(caption: Caption, told: Sequence[str]) -> str:
    """Parts of a description as a list."""
    return caption.word("comma").join(told)
