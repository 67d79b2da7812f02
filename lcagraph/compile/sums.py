"""Sums that every variant of a model has to keep: mixes, shares of recycling."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile.plan import CompiledModel, Function
from lcagraph.errors import Finding
from lcagraph.units import DIMENSIONLESS, conversion

Floats = NDArray[np.float64]

MIX_TOLERANCE = 1e-6
"""Shares of a mix are typed or computed: 33.3 + 66.7 % adds up, 33 + 66 % doesn't."""

WHOLE_TOLERANCE = 1e-9
"""R2 + R3 may be one but for rounding."""


def sum_findings(compiled: CompiledModel, filled: Floats) -> list[Finding]:
    """Mixes that don't add up, and recycling shares above one, in any variant.

    Parameters
    ----------
    compiled : CompiledModel
        The model.
    filled : ndarray, shape (k, terms)
        Every term of each variant. [each in its own unit]
    """
    found: list[Finding] = []
    for id_, process in compiled.system.processes.items():
        if process.kind == "mix":
            own = [f for f in compiled.functions if f.process == id_]
            found += _mix(compiled, filled, own[0]) if len(own) == 1 else []
        if process.recycling is not None:
            found += _after_use(compiled, filled, id_)
    return found


def _mix(
    compiled: CompiledModel, filled: Floats, function: Function
) -> Iterable[Finding]:
    """The inputs of a mix add up to its output."""
    id_ = function.process
    links = [e for e in compiled.edges if e.process == id_ and e.kind == "input"]
    inputs = {link.term: link.path for link in links}
    inputs |= {b.term: b.path for b in compiled.burden_free if b.process == id_}
    units, index = compiled.table.units, compiled.table.index
    dimension = function.unit.dimension
    strange = [term for term in inputs if units[term].dimension != dimension]
    for term in strange:
        values = {"unit": units[term].symbol, "target": function.unit.symbol}
        yield Finding(code="E804", at=inputs[term], values=values)
    if strange:
        return
    output = filled[:, index[function.term]]
    total = np.zeros(len(filled))
    for term in inputs:
        total += filled[:, index[term]] * conversion(units[term], function.unit)
    off = np.abs(total - output) > MIX_TOLERANCE * np.abs(output)
    if off.any():
        worst = int(np.abs(total - output).argmax())
        yield Finding(
            code="E801",
            at=f"processes.{id_}.inputs",
            part="key",
            values={
                "process": id_,
                "total": f"{total[worst]:.6g}",
                "output": f"{output[worst]:.6g}",
                "unit": function.unit.symbol,
            },
        )


def _after_use(
    compiled: CompiledModel, filled: Floats, process_id: str
) -> Iterable[Finding]:
    """What is recycled and what is burnt are parts of one whole: R2 + R3 ≤ 1."""
    path = f"processes.{process_id}.recycling.parameters"
    table = compiled.table
    total = np.zeros(len(filled))
    for key in ("R2", "R3"):
        at = f"{path}.{key}"
        if at in table.index:
            factor = conversion(table.units[at], DIMENSIONLESS)
            total += filled[:, table.index[at]] * factor
    if (total > 1 + WHOLE_TOLERANCE).any():
        values = {"parameter": "R2 + R3", "value": f"{total.max():.6g}"}
        yield Finding(code="E357", at=path, part="key", values=values)
