"""Lists of parameter values → the variants that `evaluate` takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Prepared
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.units import DIMENSIONLESS, conversion

Floats = NDArray[np.float64]


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
