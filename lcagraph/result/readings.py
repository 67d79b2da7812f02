"""Meter readings with what is taken off them, as cards, tables and pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lcagraph.arrays import Numbers, Prepared, runs_of_processes
from lcagraph.compile.plan import Deduction
from lcagraph.result.tables import Table, significant
from lcagraph.units import conversion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading and its deductions, per run as written: net = gross − Σ minus."""

    path: str
    """Model path of the row."""
    meter: str | None
    unit: str
    gross: float
    """[unit]"""
    minus: Mapping[str, float]
    """By its id under `minus`. [unit]"""
    net: float
    """What the exchange counts with. [unit]"""

    def __str__(self) -> str:
        taken = [f"{id_} {self._number(value)}" for id_, value in self.minus.items()]
        left = " − ".join([self._number(self.gross), *taken])
        return f"{left} = {self._number(self.net)}"

    def _number(self, value: float) -> str:
        return f"{significant(value, 6)} {self.unit}"


def readings_of(prepared: Prepared, numbers: Numbers) -> tuple[Reading, ...]:
    """Every reading of the processes in use that something is taken off."""
    runs = runs_of_processes(prepared, numbers)
    return tuple(
        _reading(prepared, numbers, deduction)
        for deduction in prepared.compiled.deductions.values()
        if runs.get(deduction.path.split(".")[1])
    )


def _reading(prepared: Prepared, numbers: Numbers, deduction: Deduction) -> Reading:
    table = prepared.compiled.table
    unit = table.units[deduction.gross]

    def value(term: str) -> float:
        factor = conversion(table.units[term], unit)
        return float(numbers.filled[0, table.index[term]] * factor)

    _, process, section, row = deduction.path.split(".")
    exchange = getattr(prepared.compiled.system.processes[process], section)[row]
    return Reading(
        path=deduction.path,
        meter=exchange.data.meter,
        unit=unit.symbol,
        gross=value(deduction.gross),
        minus={id_: value(term) for id_, term in deduction.minus.items()},
        net=value(deduction.net),
    )


def readings_table(readings: Iterable[Reading]) -> Table:
    """Lines that add up: each reading, less each deduction, and what is left."""
    rows = []
    for each in readings:
        taken = [(f"minus.{id_}", -value) for id_, value in each.minus.items()]
        lines = [("gross", each.gross), *taken, ("net", each.net)]
        rows += [(each.path, each.meter, *line, each.unit) for line in lines]
    return Table(
        title="meter readings, less what is taken off them",
        columns=("path", "meter", "what", "amount", "unit"),
        units=("", "", "", "", ""),
        rows=tuple(rows),
    )
