"""Draws as pictures: histogram and convergence, as drawings or as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from lcagraph.charts import (
    Caption,
    Interval,
    Trace,
    convergence,
    convergence_text,
    histogram,
    histogram_text,
    intervals,
    intervals_text,
)
from lcagraph.drawing.shapes import Drawing
from lcagraph.uncertainty.draws import Draws, View, finite
from lcagraph.uncertainty.tables import convergence_table
from lcagraph.uncertainty.words import percentile_label
from lcagraph.wording import Language, label

VIEWS: tuple[View, View] = ("including", "excluding")


def histogram_drawing(draws: Draws, name: str, lang: Language) -> Drawing:
    """How often footprints occur, with percentiles and both totals as written."""
    return histogram.drawing(
        finite(draws.totals(name)),
        _caption(draws, name, lang),
        marks=_marks(draws, name, lang),
    )


def histogram_chart(draws: Draws, name: str, lang: Language, width: int) -> str:
    """The same as lines of text."""
    return histogram_text(
        finite(draws.totals(name)),
        _caption(draws, name, lang),
        marks=_marks(draws, name, lang),
        width=width,
    )


def convergence_drawing(draws: Draws, name: str, lang: Language) -> Drawing:
    """Mean and tails after ever more draws, each with its interval."""
    return convergence.drawing(
        [*_traces(draws, name, lang)], _of_convergence(draws, name, lang)
    )


def convergence_chart(draws: Draws, name: str, lang: Language, width: int) -> str:
    """The same as lines of text."""
    traces = [*_traces(draws, name, lang)]
    caption = _of_convergence(draws, name, lang)
    return convergence_text(traces, caption, width=width)


def _of_convergence(draws: Draws, name: str, lang: Language) -> Caption:
    title = label("mc.convergence", lang).format(name=name, per=draws.per)
    return replace(_caption(draws, name, lang), title=title)


def intervals_drawing(draws: Draws, lang: Language) -> Drawing:
    """All names side by side: middle half, 95 % of the draws, and as written."""
    return intervals.drawing(_intervals(draws), _caption_of_all(draws, lang))


def intervals_chart(draws: Draws, lang: Language, width: int) -> str:
    """The same as lines of text."""
    caption = _caption_of_all(draws, lang)
    return intervals_text(_intervals(draws), caption, width=width)


def _caption_of_all(draws: Draws, lang: Language) -> Caption:
    listed = ("、" if lang == "zh" else ", ").join(draws.names)
    caption = _caption(draws, listed, lang)
    whiskers = label("mc.whiskers", lang)
    return replace(caption, note=f"{caption.note}{whiskers}")


def _intervals(draws: Draws) -> list[Interval]:
    found = []
    for name in draws.names:
        at = {p: one.value for p, one in draws.of(name).percentiles.items()}
        found.append(
            Interval(
                name=name,
                low=at[2.5],
                median=at[50.0],
                high=at[97.5],
                quartiles=(at[25.0], at[75.0]),
                mark=draws.as_written(name),
            )
        )
    return found


def _caption(draws: Draws, name: str, lang: Language) -> Caption:
    title = label("mc.chart", lang).format(name=name, per=draws.per)
    note = label("mc.chart_note", lang).format(
        n=f"{draws.n:,}", seed=draws.seed, view=label(f"result.{draws.view}", lang)
    )
    return Caption(title=title, unit="kgCO2e", lang=lang, note=note)


def _marks(draws: Draws, name: str, lang: Language) -> Mapping[str, float]:
    """Both totals as written, the headline first; one if they are the same."""
    others = [view for view in VIEWS if view != draws.view]
    marks: dict[str, float] = {}
    for view in (draws.view, *others):
        value = draws.as_written(name, view=view)
        if value not in marks.values():
            marks[label(f"mc.mark_{view}", lang)] = value
    return marks


def _traces(draws: Draws, name: str, lang: Language) -> Iterator[Trace]:
    """Mean and tails, from where the draws are enough for an interval."""
    table = convergence_table(draws, name)
    counts = np.array(table.column("draws"), dtype=np.float64)
    words = {
        "p97.5": percentile_label(97.5, lang),
        "mean": label("mc.mean", lang),
        "p2.5": percentile_label(2.5, lang),
    }
    for column, word in words.items():
        values, low, high = (
            np.array(table.column(f"{column}{end}"), dtype=np.float64)
            for end in ("", "_low", "_high")
        )
        known = np.isfinite(low) & np.isfinite(high)
        if known.any():
            yield Trace(
                name=word,
                counts=counts[known],
                values=values[known],
                low=low[known],
                high=high[known],
            )
