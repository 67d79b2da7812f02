"""A histogram with its percentiles and labelled values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lcagraph.charts.bins import EVEN, Bins, binned
from lcagraph.charts.caption import Caption
from lcagraph.charts.chart import Chart
from lcagraph.charts.columns import Columns, column_rows
from lcagraph.charts.figures import Figures, figures_of, finer, grouped
from lcagraph.charts.flags import Flag
from lcagraph.charts.page import ACCENT, AXIS, LIGHT, PALE, Page
from lcagraph.charts.refusal import Floats, checked, refused
from lcagraph.charts.tracks import lines_of
from lcagraph.drawing.shapes import Drawing

NO_MARKS: Mapping[str, float] = MappingProxyType({})
MOST_MARKS = 4
USUAL = (2.5, 50.0, 97.5)
"""Percentiles told unless others are asked for. [%]"""


@Chart
def histogram(
    values: Floats | Bins,
    caption: Caption,
    *,
    percentiles: Sequence[float] = USUAL,
    marks: Mapping[str, float] = NO_MARKS,
) -> Drawing:
    """SVG of how often values occur, with percentiles and labelled values.

    Parameters
    ----------
    values : ndarray, shape (k,), or Bins
        The values, or what was counted of them. [unit of the caption]
    caption : Caption
        Title, unit, language, note.
    percentiles : sequence of float
        Which ones are drawn; the outermost two bound the darker part. Bins bring
        their own. [%]
    marks : mapping of str to float
        Values drawn as lines of their own, by name; at most four.

    Raises
    ------
    UsageError
        E779: no values, infinite ones, more than four marks.
    """
    bins, figures = prepared(values, percentiles, marks)
    page = Page(caption=caption)
    top = page.heading()
    columns = Columns(bins=bins, figures=figures, caption=caption)
    flags = [
        Flag(x=value, name=percent_name(caption, percent), number=figures.text(value))
        for percent, value in bins.quantiles
    ]
    flags += [
        Flag(
            x=value,
            name=name,
            number=figures.text(value),
            colour=ACCENT if number == 0 else AXIS,
            dashes="" if number == 0 else "5 3",
        )
        for number, (name, value) in enumerate(marks.items())
    ]
    cuts = inner_part(bins)
    fills = [PALE, LIGHT, PALE] if cuts else [LIGHT]
    shapes, bottom = columns.drawn(top, flags, cuts, fills)
    page.shapes.extend(shapes)
    return page.drawing(
        bottom, described(bins, figures, caption, marks), outside(bins, caption)
    )


def histogram_text(
    values: Floats | Bins,
    caption: Caption,
    *,
    percentiles: Sequence[float] = USUAL,
    marks: Mapping[str, float] = NO_MARKS,
    width: int = 80,
) -> str:
    """Lines for a terminal: a bar per bin, percentiles and marks beside their bins.

    The arguments are those of `histogram`; `width` is the room there is. [columns]
    """
    bins, figures = prepared(values, percentiles, marks)
    named = [(percent_name(caption, p), value) for p, value in bins.quantiles]
    named += list(marks.items())
    rows = column_rows(bins, figures, named, width)
    return lines_of(caption, figures, rows, outside(bins, caption), width=width)


def prepared(
    values: Floats | Bins, percentiles: Sequence[float], marks: Mapping[str, float]
) -> tuple[Bins, Figures]:
    """What is drawn, and how its numbers are written."""
    if not all(0 <= percent <= 100 for percent in checked(percentiles)):
        raise refused("percent")
    if len(marks) > MOST_MARKS:
        raise refused("marks")
    checked(marks.values())
    bins = (
        values if isinstance(values, Bins) else binned(values, percentiles=percentiles)
    )
    told = [value for _, value in bins.quantiles] + list(marks.values())
    ends = [float(bins.edges[0]), float(bins.edges[-1])]
    spread = max(told) - min(told) if len(told) > 1 else ends[1] - ends[0]
    return bins, finer(figures_of([*told, *ends], spread or None), told)


def inner_part(bins: Bins) -> list[float]:
    """The outermost percentiles; nothing unless they lie apart.

    One that is an edge (values that come in steps) takes its bin in.
    """
    values = [value for _, value in bins.quantiles]
    if len(values) < 2 or len(bins.counts) == 1 or min(values) == max(values):
        return []
    low, high = min(values), max(values)
    width = float(bins.edges[1]) - float(bins.edges[0])
    is_edge = any(abs(float(edge) - high) < EVEN * width for edge in bins.edges)
    return [low, high + width if is_edge else high]


def percent_name(caption: Caption, percent: float) -> str:
    """What a percentile is called: the one of 50 is the median."""
    if percent == 50:
        return caption.word("median")
    return caption.word("percentile", percent=f"{percent:g}")


def outside(bins: Bins, caption: Caption) -> str:
    """What is said about values beyond the ends of the axis."""
    beyond = bins.below + bins.above
    if not beyond:
        return ""
    return caption.word(
        "outside", below=grouped(bins.below, 0), above=grouped(bins.above, 0)
    )


def described(
    bins: Bins, figures: Figures, caption: Caption, marks: Mapping[str, float]
) -> str:
    """The chart in a sentence, for readers that can't see it."""
    told = [(percent_name(caption, p), value) for p, value in bins.quantiles]
    told += list(marks.items())
    return caption.word(
        "histogram.description",
        count=grouped(bins.total, 0),
        unit=figures.unit(caption.unit),
        told=caption.word("comma").join(f"{k} {figures.text(v)}" for k, v in told),
    )
