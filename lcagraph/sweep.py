"""Lists of parameter values → variants, and their footprints beside the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lcagraph.arrays import Evaluation, Floats, Prepared
from lcagraph.calculate import evaluate
from lcagraph.errors import Finding, UsageError
from lcagraph.executor import Workplace
from lcagraph.nearest import nearest
from lcagraph.result import Table
from lcagraph.units import DIMENSIONLESS, conversion
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, significant, span_of, table_html

SHOWN = 20
"""Variants on a page; `to_frame` has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sweep(Evaluation):
    """Footprints along lists of parameter values."""

    parameters: Mapping[str, Floats]
    """Values of each parameter, shape (k,). [its own unit; a share is a pure number]"""
    units: Mapping[str, str]
    """Unit of each parameter; `1` for pure numbers."""

    def to_table(self) -> Table:
        """A row per variant: the values, and both totals."""
        columns = [*self.parameters.values(), self.including, self.excluding]
        return Table(
            title="sweep",
            columns=(*self.parameters, "including", "excluding"),
            units=(*self.units.values(), "kgCO2e", "kgCO2e"),
            rows=tuple(tuple(map(float, row)) for row in zip(*columns, strict=True)),
        )

    def to_frame(self) -> Any:
        """`to_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.to_table().to_frame()

    def _facts(self, lang: Language) -> list[Fact]:
        swept = [
            (name, f"{span_of(values)} {self.units[name].removeprefix('1')}".rstrip())
            for name, values in self.parameters.items()
        ]
        return [*swept, *Evaluation._facts(self, lang)]

    def to_html(self, lang: Language = "en") -> str:
        """The first variants as a table."""
        heads = [f"{name} [{self.units[name]}]" for name in self.parameters]
        for view in ("including", "excluding"):
            heads.append(f"{label(f'result.{view}', lang)} [kgCO2e]")
        rows = [
            [significant(cell) for cell in row if isinstance(cell, float)]
            for row in self.to_table().rows[:SHOWN]
        ]
        hidden = len(self.including) - len(rows)
        foot = label("result.others", lang).format(count=hidden) if hidden else ""
        return table_html(self._title(lang), heads, rows, foot)


def sweep(
    prepared: Prepared,
    parameters: Mapping[str, Sequence[float] | Floats],
    *,
    executor: Workplace = None,
) -> Sweep:
    """Footprints along lists of parameter values: see `sweep_values`, `evaluate`."""
    values = sweep_values(prepared, parameters)
    found = evaluate(prepared, values, executor=executor)
    own = {name: _unit(prepared, name) for name in parameters}
    return Sweep(
        **{field.name: getattr(found, field.name) for field in fields(found)},
        parameters={n: np.asarray(p, dtype=float) for n, p in parameters.items()},
        units=own,
    )


def _unit(prepared: Prepared, name: str) -> str:
    unit = prepared.compiled.table.independent[_column(prepared, name)].unit
    return "1" if unit.dimension == DIMENSIONLESS.dimension else unit.symbol


def sweep_values(
    prepared: Prepared, parameters: Mapping[str, Sequence[float] | Floats]
) -> Floats:
    """Independent values of the variants of a sweep, shape (k, n).

    Lists of one sweep have one length and move together: the i-th variant takes the
    i-th value of each. Values are in the parameter's own unit; shares are pure
    numbers, 0.6 and not 60.

    Raises
    ------
    UsageError
        A name that is no independent number of the model (E720), or lists of different
        length (E721).
    """
    columns = {name: _column(prepared, name) for name in parameters}
    arrays = {name: np.asarray(p, dtype=float) for name, p in parameters.items()}
    lengths = {array.shape for array in arrays.values()}
    if len(lengths) != 1 or len(next(iter(lengths))) != 1 or (0,) in lengths:
        shapes = [f"{name}: {array.shape}" for name, array in arrays.items()]
        raise UsageError(Finding(code="E721", values={"lengths": shapes}))
    values = np.repeat(prepared.base[None, :], next(iter(lengths))[0], axis=0)
    for name, array in arrays.items():
        unit = prepared.compiled.table.independent[columns[name]].unit
        is_share = unit.dimension == DIMENSIONLESS.dimension
        scale = conversion(DIMENSIONLESS, unit) if is_share else 1.0
        values[:, columns[name]] = array * scale
    return values


def _column(prepared: Prepared, name: str) -> int:
    """Position of an independent number, by its name or model path."""
    table, system = prepared.compiled.table, prepared.compiled.system
    position = table.index.get(name)
    if position is None or position >= len(table.independent):
        known = [*system.parameters, *(term.path for term in table.independent)]
        values = {"name": name, "nearest": nearest(name, known)}
        raise UsageError(Finding(code="E720", values=values))
    return position
