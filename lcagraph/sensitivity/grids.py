"""Grids: every combination of the values of several numbers, in one evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.calculate import evaluate
from lcagraph.errors import Finding, UsageError
from lcagraph.executor import Workplace
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.result import Table
from lcagraph.sensitivity.numbers import Number
from lcagraph.sensitivity.outputs import MOST_CELLS, headline_view
from lcagraph.sensitivity.pages import Page
from lcagraph.sensitivity.ranges import own_scale, stated_values
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, span_of

MOST_POINTS = 10_000_000
"""Points of one grid; their footprints take 9 numbers each."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Grid(Page):
    """Footprints at every combination of values."""

    per: str
    view: str
    """`including` or `excluding`: the headline."""
    numbers: tuple[Number, ...]
    names: tuple[str, ...]
    """What the call names them."""
    axes: tuple[Floats, ...]
    """Values along each axis, as the call states them. [own unit; shares are pure]"""
    items: Floats
    """Shape (*axes, items): what each footprint consists of. [kgCO2e]"""

    @property
    def including(self) -> Floats:
        """Total including biogenic CO2 uptake, of the shape of the grid. [kgCO2e]"""
        return self._total(including_and_excluding()[0])

    @property
    def excluding(self) -> Floats:
        """Total excluding biogenic CO2, of the shape of the grid. [kgCO2e]"""
        return self._total(including_and_excluding()[1])

    @property
    def headline(self) -> Floats:
        """The total that the rule set puts first, of the shape of the grid. [kgCO2e]"""
        return self.including if self.view == "including" else self.excluding

    def to_table(self) -> Table:
        """A row per point; the last axis moves first."""
        points = np.meshgrid(*self.axes, indexing="ij")
        columns = [*points, self.including, self.excluding]
        return Table(
            title="grid",
            columns=(*self.names, "including", "excluding"),
            units=(*(number.symbol for number in self.numbers), "kgCO2e", "kgCO2e"),
            rows=tuple(
                tuple(map(float, row))
                for row in zip(*(column.ravel() for column in columns), strict=True)
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": "lcagraph-grid-1",
            "per": self.per,
            "view": self.view,
            "unit": "kgCO2e",
            "axes": [
                {"path": number.path, "name": name, "values": axis.tolist()}
                for number, name, axis in zip(
                    self.numbers, self.names, self.axes, strict=True
                )
            ],
            "item_names": list(ROWS),
            "items": self.items.tolist(),
            "including": self.including.tolist(),
            "excluding": self.excluding.tolist(),
        }

    def _total(self, weights: Floats) -> Floats:
        total: Floats = self.items @ weights
        return total

    def _title(self, lang: Language) -> str:
        shape = " × ".join(str(len(axis)) for axis in self.axes)
        return label("grid.title", lang).format(shape=shape, per=self.per)

    def _facts(self, lang: Language) -> list[Fact]:
        found = {"including": self.including, "excluding": self.excluding}
        return [
            (label(f"result.{view}", lang), f"{span_of(total.ravel())} kgCO2e")
            for view, total in found.items()
        ]


def grid(
    prepared: Prepared,
    axes: Mapping[str, Sequence[float] | Floats],
    *,
    executor: Workplace = None,
) -> Grid:
    """Footprints at every combination of the values of several numbers.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    axes : mapping of str to sequence of float
        Values of each number; the first is the first axis of the results. [its own
        unit; shares are pure numbers]
    executor : Workplace
        Where variants are computed: see `lcagraph.executor`.

    Raises
    ------
    UsageError
        No such number (E720, E723), no list of numbers (E725), a number that is named
        twice or more than `MOST_POINTS` points (E729).
    ModelError, CalculationError
        As `calculate.evaluate`: a point has no footprint.
    """
    stated = stated_values(prepared, axes)
    columns = [number.column for number, _ in stated]
    shape = tuple(len(values) for _, values in stated)
    count = int(np.prod([float(length) for length in shape]))
    if len(set(columns)) < len(columns) or count > MOST_POINTS:
        values = {"axes": list(axes), "count": f"{count:,}", "most": f"{MOST_POINTS:,}"}
        raise UsageError(Finding(code="E729", values=values))
    step = max(1, MOST_CELLS // len(prepared.base))
    found = []
    for first in range(0, count, step):
        place = np.unravel_index(np.arange(first, min(first + step, count)), shape)
        table = np.repeat(prepared.base[None, :], len(place[0]), axis=0)
        for column, (_, along), at in zip(columns, stated, place, strict=True):
            table[:, column] = along[at]
        found.append(evaluate(prepared, table, executor=executor).items)
    return Grid(
        per=prepared.per,
        view=headline_view(prepared),
        numbers=tuple(number for number, _ in stated),
        names=tuple(axes),
        axes=tuple(values / own_scale(number) for number, values in stated),
        items=np.vstack(found).reshape(*shape, -1),
    )
