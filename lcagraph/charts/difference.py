"""The difference of two results that share their draws, and how often which is less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from lcagraph.charts.bins import Bins
from lcagraph.charts.caption import Caption
from lcagraph.charts.chart import Chart
from lcagraph.charts.columns import Columns, column_rows
from lcagraph.charts.figures import Figures, share_text
from lcagraph.charts.flags import Flag
from lcagraph.charts.histogram import (
    NO_MARKS,
    USUAL,
    described,
    outside,
    percent_name,
    prepared,
)
from lcagraph.charts.page import ACCENT, DARK, LIGHT, PALE, Key, Page
from lcagraph.charts.refusal import Floats, checked, refused
from lcagraph.charts.tracks import lines_of
from lcagraph.drawing.shapes import Drawing

SIDES = (LIGHT, DARK)
"""Fills where A is lower, and where B is."""

Beyond = Literal["left", "right"] | None
"""On which side zero lies beyond the figure; None: it is in it."""

FAR = 2.0
"""Zero farther from the draws than so many times their range is not drawn: the draws
would take less than a third of the axis."""


@Chart
def paired_difference(
    values: Floats | Bins,
    caption: Caption,
    *,
    names: tuple[str, str],
    chance: str,
    equal: float = 0.0,
    percentiles: Sequence[float] = USUAL,
) -> Drawing:
    """SVG of the differences A − B, told apart at zero, with P(A < B).

    Parameters
    ----------
    values : ndarray, shape (k,), or Bins
        A − B of each draw. [unit of the caption]
    caption : Caption
        Title, unit, language, note.
    names : pair of str
        What A and B are.
    chance : str
        How likely A is less than B, with its interval, as it is to be read.
    equal : float
        Share in which they are the same, A − B = 0. The bar that holds these is
        neither side's. [1]
    percentiles : sequence of float
        Which ones of the difference are drawn. [%]

    Raises
    ------
    UsageError
        E779: no values, infinite ones, a share outside of 0 … 1.
    """
    _check(equal)
    bins, figures, beyond = _prepared(values, percentiles)
    said = probability(caption, names, chance)
    page = Page(caption=caption)
    top = page.legend(_keys(caption, names, equal, beyond), page.heading(said))
    flags = [
        Flag(x=value, name=percent_name(caption, percent), number=figures.text(value))
        for percent, value in bins.quantiles
    ]
    if not beyond:
        none = caption.word("difference.none")
        flags.append(Flag(x=0.0, name=none, number="0", colour=ACCENT))
    columns = Columns(bins=bins, figures=figures, caption=caption)
    cuts, fills = _parts(bins, equal, beyond)
    shapes, bottom = columns.drawn(top, flags, cuts, fills)
    page.shapes.extend(shapes)
    end = "。" if caption.lang == "zh" else ". "
    description = said + end + described(bins, figures, caption, NO_MARKS)
    same = equality(caption, names, equal)
    notes = (same, _told(caption, beyond), outside(bins, caption))
    return page.drawing(bottom, description + same, *notes)


def _prepared(
    values: Floats | Bins, percentiles: Sequence[float]
) -> tuple[Bins, Figures, Beyond]:
    """What is drawn, how its numbers are written, and where zero is if not drawn."""
    bins, figures = prepared(values, percentiles, NO_MARKS)
    low, high = float(bins.edges[0]), float(bins.edges[-1])
    # halves, because the difference of two large numbers may have no float
    far = FAR * (high / 2 - low / 2)
    if low / 2 > far:
        return bins, figures, "left"
    if high / 2 < -far:
        return bins, figures, "right"
    return *prepared(bins, percentiles, {"": 0.0}), None


def _told(caption: Caption, beyond: Beyond) -> str:
    """What is said of a zero that is not drawn."""
    return caption.word(f"difference.zero_{beyond}") if beyond else ""


def _keys(
    caption: Caption, names: tuple[str, str], equal: float, beyond: Beyond
) -> list[Key]:
    """What the fills are: two sides, and what is neither's."""
    if equal == 1:
        return [Key(text=caption.word("difference.none"), fill=PALE)]
    keys = [
        Key(text=caption.word("difference.lower", name=name), fill=fill)
        for name, fill in zip(names, SIDES, strict=True)
        if not beyond or fill == _side(beyond)
    ]
    if equal and not beyond:
        keys.append(Key(text=caption.word("difference.near"), fill=PALE))
    return keys


def _side(beyond: Beyond) -> str:
    """Fill of draws that are all on one side of zero."""
    return SIDES[0 if beyond == "right" else 1]


def _parts(bins: Bins, equal: float, beyond: Beyond) -> tuple[list[float], list[str]]:
    """Where the fill changes, and to what: at zero, or around the bar that holds it."""
    if beyond:
        return [], [_side(beyond)]
    edges = bins.merged().edges
    place = int(np.searchsorted(edges, 0.0, side="right")) - 1
    if not equal or not 0 <= place < len(edges) - 1:
        return [0.0], [*SIDES]
    around = [float(edges[place]), float(edges[place + 1])]
    return around, [SIDES[0], PALE, SIDES[1]]


def paired_difference_text(
    values: Floats | Bins,
    caption: Caption,
    *,
    names: tuple[str, str],
    chance: str,
    equal: float = 0.0,
    percentiles: Sequence[float] = USUAL,
    width: int = 80,
) -> str:
    """Lines for a terminal: P(A < B), then a bar per bin of A − B.

    The arguments are those of `paired_difference`; `width` is the room. [columns]
    """
    _check(equal)
    bins, figures, beyond = _prepared(values, percentiles)
    named = [(percent_name(caption, p), value) for p, value in bins.quantiles]
    if not beyond:
        named.append((caption.word("difference.none"), 0.0))
    rows = column_rows(bins, figures, named, width)
    chances = (probability(caption, names, chance), equality(caption, names, equal))
    notes = (*chances, _told(caption, beyond), outside(bins, caption))
    return lines_of(caption, figures, rows, *notes, width=width)


def equality(caption: Caption, names: tuple[str, str], equal: float) -> str:
    """`P(A = B): 12.0 %`; empty if they never are the same."""
    if not equal:
        return ""
    share = share_text(equal)
    return caption.word("difference.equal", a=names[0], b=names[1], share=share)


def probability(caption: Caption, names: tuple[str, str], chance: str) -> str:
    """`P(A < B): 97.3% [96.9%, 97.6%]`, with the names of A and B."""
    first, second = names
    return caption.word("difference.probability", a=first, b=second, chance=chance)


def _check(equal: float) -> None:
    (share,) = checked([equal])
    if not 0 <= share <= 1:
        raise refused("share")
