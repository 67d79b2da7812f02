"""Draws as tables: plain labelled rows, which pages, frames and reports show."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lcagraph.result.tables import Cell, Table
from lcagraph.uncertainty.draws import Draws, finite
from lcagraph.uncertainty.statistics import PERCENTILES, Summary, summarise

FIRST_LOOK = 100
"""Draws of the first row of the convergence."""

LOOKS_PER_DECADE = 6

TAILS = (2.5, 50.0, 97.5)
"""Percentiles of short tables. [%]"""


def summary_table(draws: Draws) -> Table:
    """A row per name and item, the headline total of each name first."""
    rows: list[tuple[Cell, ...]] = []
    for i, name in enumerate(draws.names):
        rows.append((name, "total", draws.as_written(name), *_cells(draws.of(name))))
        for column, found in draws.item_summaries(name).items():
            written = float(draws.study.written[i, draws.columns.index(column)])
            rows.append((name, column, written, *_cells(found)))
    percents = [f"p{percent:g}" for percent in PERCENTILES]
    columns = ("name", "item", "as_written", "mean", "se", "sd", "cv", "gsd")
    return Table(
        title="uncertainty",
        columns=(*columns, *percents),
        units=("", "", *["kgCO2e"] * 4, "", "", *["kgCO2e"] * len(percents)),
        rows=tuple(rows),
    )


def _cells(found: Summary) -> Iterator[Cell]:
    yield from (found.mean, found.se, found.sd, found.cv, found.gsd)
    for percent in PERCENTILES:
        yield found.percentiles[percent].value


def differences_table(draws: Draws) -> Table:
    """A row per name beside the base: the chance to be lower, the difference."""
    rows: list[tuple[Cell, ...]] = []
    for one in draws.pairs:
        interval, found = one.probability_interval, one.difference
        tails = [found.percentiles[percent].value for percent in TAILS]
        chance = (one.probability_lower, interval.low, interval.high)
        moments = (one.as_written, found.mean, found.sd)
        rows.append((one.name, *chance, one.probability_equal, *moments, *tails))
    chances = ("p_lower", "p_lower_low", "p_lower_high", "p_equal")
    numbers = ("as_written", "mean", "sd", *(f"p{percent:g}" for percent in TAILS))
    return Table(
        title="paired differences",
        columns=("name", *chances, *numbers),
        units=("", *[""] * len(chances), *["kgCO2e"] * len(numbers)),
        rows=tuple(rows),
    )


def convergence_table(draws: Draws, name: str | None = None) -> Table:
    """Mean and tails after ever more draws, each with its interval."""
    totals = draws.totals(name)
    rows: list[tuple[Cell, ...]] = []
    for count in _looks(draws.n):
        found = summarise(finite(totals[:count]), draws.settings.confidence)
        row: list[Cell] = [count, found.mean]
        row += [found.mean_interval.low, found.mean_interval.high]
        for percent in (2.5, 97.5):
            one = found.percentiles[percent]
            row += [one.value, one.interval.low, one.interval.high]
        rows.append(tuple(row))
    columns = ["draws"]
    for what in ("mean", "p2.5", "p97.5"):
        columns += [what, f"{what}_low", f"{what}_high"]
    return Table(
        title="convergence",
        columns=tuple(columns),
        units=("", *["kgCO2e"] * (len(columns) - 1)),
        rows=tuple(rows),
    )


def _looks(n: int) -> list[int]:
    """Numbers of draws, evenly on a logarithmic scale, the last of them n."""
    if n <= FIRST_LOOK:
        return [n]
    steps = int(np.ceil(LOOKS_PER_DECADE * np.log10(n / FIRST_LOOK)))
    found = np.geomspace(FIRST_LOOK, n, steps + 1).round().astype(int)
    return [int(count) for count in dict.fromkeys(found.tolist())]
