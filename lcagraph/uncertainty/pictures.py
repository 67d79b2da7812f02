"""Draws as pictures: histogram and convergence, as SVG or as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lcagraph.charts import (
    Caption,
    Trace,
    convergence,
    convergence_text,
    histogram,
    histogram_text,
)
from lcagraph.uncertainty.draws import Draws, View, finite
from lcagraph.uncertainty.tables import convergence_table
from lcagraph.uncertainty.words import percentile_label
from lcagraph.wording import Language, label

VIEWS: tuple[View, View] = ("including", "excluding")


def histogram_svg(draws: Draws, name: str, lang: Language) -> str:
    """How often footprints occur, with percentiles and both totals as written."""
    return histogram(
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


def convergence_svg(draws: Draws, name: str, lang: Language) -> str:
    """Mean and tails after ever more draws, each with its interval."""
    return convergence([*_traces(draws, name, lang)], _caption(draws, name, lang))


def convergence_chart(draws: Draws, name: str, lang: Language, width: int) -> str:
    """The same as lines of text."""
    traces = [*_traces(draws, name, lang)]
    return convergence_text(traces, _caption(draws, name, lang), width=width)


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
