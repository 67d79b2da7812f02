"""Lines of the calculation: activity × factor = emission, over a year.

One line per draw on a factor and life cycle stage, and per emission of a process; the
gases of one emission are added up, and what follows a fuel is told per unit of the
fuel. A line's removals stand apart from its emissions, each as a magnitude:

    net = A − B,  A: emissions,  B: removals  [kgCO2e]

A spending from which a hybrid model takes what process data cover is one line: its
emission is what is left, and what is taken off hangs on it as lines below zero.

Emissions are stated per period where the model tells its output, else per reference
flow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from lcagraph.checks.data_cards import Datum
from lcagraph.contribution import LedgerRow
from lcagraph.data_quality.behind_mixes import ActivityData
from lcagraph.data_quality.sources import EmissionSource, emission_sources
from lcagraph.impact import ROWS
from lcagraph.result import Footprint

REMOVED = ("biogenic_co2_removed", "technological_removal")
"""Items of the footprint that are removals."""

SHARED = ("raw_materials", "inbound_transport", "production")
"""Stages that every report of the guide has a row for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the calculation tables."""

    stage: str
    process: str
    path: str
    """Model path of the exchange."""
    activity: str
    """Model path of the activity datum: of the fuel, for its combustion."""
    name: str
    """Product, freight or gas id."""
    supplier: str | None
    amount: float
    """[unit]"""
    unit: str
    emitted: float
    """A. [kgCO2e]"""
    removed: float
    """B, a magnitude. [kgCO2e]"""
    source: EmissionSource
    """Its factor, and the data that it follows."""
    corrections: tuple[Line, ...] = ()
    """What is taken off a spending as covered; `emitted` and `removed` are what is
    left."""

    @property
    def net(self) -> float:
        """A − B. [kgCO2e]"""
        return self.emitted - self.removed

    @property
    def factor(self) -> float:
        """Emission per unit of activity. [kgCO2e/unit]"""
        return self.emitted / self.amount if self.amount else 0.0

    @property
    def gross(self) -> float:
        """Net emission before anything is taken off. [kgCO2e]"""
        return self.net - sum(one.net for one in self.corrections)

    @property
    def gross_factor(self) -> float:
        """Its supplier's own figure: `gross` per unit of activity. [kgCO2e/unit]"""
        return self.gross / self.amount if self.amount else 0.0

    @property
    def removal_factor(self) -> float:
        """Removal per unit of activity. [kgCO2e/unit]"""
        return self.removed / self.amount if self.amount else 0.0

    @property
    def data(self) -> tuple[Datum, ...]:
        """Activity data behind it."""
        return self.source.data

    @property
    def factor_id(self) -> str:
        """What its factor is known by: its own id, or the emission's path."""
        return self.supplier if self.supplier is not None else self.path

    @property
    def key(self) -> str:
        """Name of its numbers: `<key>/amount`, `<key>/factor`, `<key>/emission`."""
        return f"line/{self.stage}/{self.path}/{self.supplier or self.name}"

    @property
    def removal_key(self) -> str:
        """Name of what it removes."""
        return f"removed/{self.stage}/{self.path}/{self.supplier or self.name}"

    @property
    def is_freight(self) -> bool:
        """Whether goods are carried: its factor is one of transport."""
        column = self.source.column
        return column is not None and column.factor.kind == "transport"

    @property
    def is_electricity(self) -> bool:
        """Whether it is electricity that is bought."""
        column = self.source.column
        return column is not None and column.factor.kind == "electricity"

    @property
    def is_fuel(self) -> bool:
        """Whether it is a fuel that is bought."""
        column = self.source.column
        return column is not None and column.factor.kind == "fuel"

    @property
    def is_waste(self) -> bool:
        """Whether it goes out: waste, or its haul."""
        return ".waste." in self.path

    @property
    def is_energy(self) -> bool:
        """Whether it is electricity or heat that is bought."""
        column = self.source.column
        return column is not None and column.factor.kind in ("electricity", "heat")


def lines_of(result: Footprint, scale: float) -> tuple[Line, ...]:
    """The footprint as lines, `scale` times: runs of the reference flow in a period.

    Parameters
    ----------
    result : Footprint
    scale : float
        [1]
    """
    sources = {
        (one.path, one.stage, one.column.id if one.column else None): one
        for one in emission_sources(
            result.prepared, result.rows, is_by_stage=True, is_net=False
        )
    }
    weights = result.weights
    fuels = _amounts(result.rows)
    behind = ActivityData(result.prepared)
    made = [
        _line(rows, sources, weights, fuels, behind, scale)
        for rows in _grouped(result.rows, fuels, behind)
    ]
    return tuple(_net_of_corrections(made, result.prepared.compiled.corrects))


def _net_of_corrections(
    lines: list[Line], corrects: Callable[[str], str | None]
) -> Iterator[Line]:
    """Lines without corrections; these go to the spending that they take off from."""
    taken: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if (owner := corrects(line.path)) is not None:
            taken.setdefault((owner, line.stage), []).append(line)
    for line in lines:
        if corrects(line.path) is None:
            off = taken.pop((line.path, line.stage), [])
            yield replace(
                line,
                emitted=line.emitted + sum(one.emitted for one in off),
                removed=line.removed + sum(one.removed for one in off),
                corrections=tuple(off),
            )
    for rest in taken.values():  # of a spending that counts in no such stage
        yield from rest


def _amounts(rows: Iterable[LedgerRow]) -> dict[tuple[str, str], tuple[float, str]]:
    """What is drawn at a path in a stage, where one factor supplies it."""
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for row in rows:
        if row.supplier is not None:
            found[row.path, row.stage] = row.amount, row.unit
    return found


def _grouped(
    rows: Iterable[LedgerRow],
    fuels: dict[tuple[str, str], tuple[float, str]],
    behind: ActivityData,
) -> Iterator[list[LedgerRow]]:
    """Rows of one line; gases that follow no fuel are lines of their own."""
    groups: dict[tuple[str, ...], list[LedgerRow]] = {}
    for row in rows:
        own = () if row.supplier is not None else (row.name,)
        if row.supplier is None and (_followed(behind, row), row.stage) in fuels:
            own = ()
        key = (row.path, row.stage, row.supplier or "", *own)
        groups.setdefault(key, []).append(row)
    yield from groups.values()


def _followed(behind: ActivityData, row: LedgerRow) -> str:
    """Path of the input whose amount an emission follows; else its own path."""
    parts = row.path.split(".")
    if row.supplier is not None or len(parts) != 4 or parts[2] != "emissions":
        return row.path
    process = behind.system.processes[parts[1]]
    followed = process.emissions[parts[3]].activity
    if followed is None or followed not in process.inputs:
        return row.path
    return f"processes.{parts[1]}.inputs.{followed}"


def _line(
    rows: list[LedgerRow],
    sources: dict[tuple[str, str, str | None], EmissionSource],
    weights: np.ndarray,
    fuels: dict[tuple[str, str], tuple[float, str]],
    behind: ActivityData,
    scale: float,
) -> Line:
    first = rows[0]
    emitted, removed = _parts(rows, weights)
    activity = _followed(behind, first)
    amount, unit = first.amount, first.unit
    if first.supplier is None:
        amount, unit = fuels.get((activity, first.stage), (amount, unit))
    return Line(
        stage=first.stage,
        process=first.process,
        path=first.path,
        activity=activity,
        name=first.name,
        supplier=first.supplier,
        amount=amount * scale,
        unit=unit,
        emitted=emitted * scale,
        removed=removed * scale,
        source=sources[first.path, first.stage, first.supplier],
    )


def _parts(rows: Iterable[LedgerRow], weights: np.ndarray) -> tuple[float, float]:
    """Emissions and removals of some rows; a factor below zero is a removal too."""
    emitted = removed = 0.0
    for row in rows:
        for item, value in zip(ROWS, row.items * weights, strict=True):
            is_credit = value < 0 < row.amount and item == "unspecified"
            if item in REMOVED or is_credit:
                removed -= float(value)
            else:
                emitted += float(value)
    return emitted, removed
