"""The difference of two results that share their draws, and how often which is less."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lcagraph.charts.bins import Bins
from lcagraph.charts.caption import Caption
from lcagraph.charts.columns import Columns, column_rows
from lcagraph.charts.estimate import Estimate
from lcagraph.charts.figures import share_text
from lcagraph.charts.flags import Flag
from lcagraph.charts.histogram import (
    USUAL,
    described,
    outside,
    percent_name,
    prepared,
)
from lcagraph.charts.page import ACCENT, DARK, LIGHT, PALE, Key, Page
from lcagraph.charts.refusal import Floats, checked, refused
from lcagraph.charts.tracks import lines_of


def paired_difference(
    values: Floats | Bins,
    caption: Caption,
    *,
    names: tuple[str, str],
    lower: Estimate,
    equal: float = 0.0,
    percentiles: Sequence[float] = USUAL,
) -> str:
    """SVG of the differences A − B, told apart at zero, with P(A < B).

    Parameters
    ----------
    values : ndarray, shape (k,), or Bins
        A − B of each draw. [unit of the caption]
    caption : Caption
        Title, unit, language, note.
    names : pair of str
        What A and B are.
    lower : Estimate
        Share of the draws in which A is less than B, with its interval. [1]
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
    _check(lower, equal)
    bins, figures = prepared(values, percentiles, {"": 0.0})
    page = Page(caption=caption)
    top = page.heading(probability(caption, names, lower))
    top = page.legend(_keys(caption, names, equal), top)
    flags = [
        Flag(x=value, name=percent_name(caption, percent), number=figures.text(value))
        for percent, value in bins.quantiles
    ]
    flags.append(
        Flag(x=0.0, name=caption.word("difference.none"), number="0", colour=ACCENT)
    )
    columns = Columns(bins=bins, figures=figures, caption=caption)
    cuts, fills = _parts(bins, equal)
    shapes, bottom = columns.drawn(top, flags, cuts, fills)
    page.shapes.extend(shapes)
    end = "。" if caption.lang == "zh" else ". "
    said = probability(caption, names, lower) + end
    description = said + described(bins, figures, caption, {})
    same = equality(caption, names, equal)
    return page.svg(bottom, description + same, same, outside(bins, caption))


def _keys(caption: Caption, names: tuple[str, str], equal: float) -> list[Key]:
    """What the fills are: two sides, and what is neither's."""
    if equal == 1:
        return [Key(text=caption.word("difference.none"), fill=PALE)]
    first, second = names
    keys = [
        Key(text=caption.word("difference.lower", name=first), fill=LIGHT),
        Key(text=caption.word("difference.lower", name=second), fill=DARK),
    ]
    if equal:
        keys.append(Key(text=caption.word("difference.near"), fill=PALE))
    return keys


def _parts(bins: Bins, equal: float) -> tuple[list[float], list[str]]:
    """Where the fill changes, and to what: at zero, or around the bar that holds it."""
    edges = bins.merged().edges
    place = int(np.searchsorted(edges, 0.0, side="right")) - 1
    if not equal or not 0 <= place < len(edges) - 1:
        return [0.0], [LIGHT, DARK]
    around = [float(edges[place]), float(edges[place + 1])]
    return around, [LIGHT, PALE, DARK]


def paired_difference_text(
    values: Floats | Bins,
    caption: Caption,
    *,
    names: tuple[str, str],
    lower: Estimate,
    equal: float = 0.0,
    percentiles: Sequence[float] = USUAL,
    width: int = 80,
) -> str:
    """Lines for a terminal: P(A < B), then a bar per bin of A − B.

    The arguments are those of `paired_difference`; `width` is the room. [columns]
    """
    _check(lower, equal)
    bins, figures = prepared(values, percentiles, {"": 0.0})
    named = [(percent_name(caption, p), value) for p, value in bins.quantiles]
    named.append((caption.word("difference.none"), 0.0))
    rows = column_rows(bins, figures, named, width)
    chances = (probability(caption, names, lower), equality(caption, names, equal))
    notes = [note for note in (*chances, outside(bins, caption)) if note]
    return lines_of(caption, figures, rows, *notes, width=width)


def equality(caption: Caption, names: tuple[str, str], equal: float) -> str:
    """`P(A = B) = 12.0 %`; empty if they never are the same."""
    if not equal:
        return ""
    share = share_text(equal)
    return caption.word("difference.equal", a=names[0], b=names[1], share=share)


def probability(caption: Caption, names: tuple[str, str], lower: Estimate) -> str:
    """`P(A < B) = 97.3 % (96.9 … 97.6 %)`, with the names of A and B."""
    told = {"a": names[0], "b": names[1], "share": share_text(lower.value)}
    if lower.low is None or lower.high is None:
        return caption.word("difference.probability", **told)
    return caption.word(
        "difference.probability_within",
        low=share_text(lower.low),
        high=share_text(lower.high),
        **told,
    )


def _check(lower: Estimate, equal: float) -> None:
    value, *ends = checked(lower.ends)
    if not all(0 <= share <= 1 for share in (value, *ends, *checked([equal]))):
        raise refused("share")
    if len(ends) == 2 and not ends[0] <= value <= ends[1]:
        raise refused("interval")
