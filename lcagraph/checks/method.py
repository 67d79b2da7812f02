"""The method family that a model names, beside the one that its inputs show.

    process        everything from unit processes, in physical units
    input_output   everything from sectors, by spending
    hybrid         both; what both tell must be told to count once

(Chongqing guide, 表1; CQ-12.)
"""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.calculate import Prepared
from lcagraph.errors import Finding
from lcagraph.graph.words import MethodFamily
from lcagraph.units import is_money

MOST_NAMED = 6
"""Rows that a message names."""


def check_method(prepared: Prepared) -> list[Finding]:
    """Another family than the model shows (W586), and spending that may overlap."""
    spending, physical = bought_by_price(prepared), _told_by_processes(prepared)
    family = _family(bool(spending), bool(physical))
    stated = prepared.compiled.system.scope.method
    found = list(_overlapping(prepared, physical)) if family == "hybrid" else []
    if family is not None and family != stated:
        values = {
            "method": stated,
            "found": family,
            "spending": _shown(spending),
            "physical": _shown(physical),
        }
        found.append(Finding(code="W586", at="scope.method", values=values))
    return found


def bought_by_price(prepared: Prepared) -> tuple[str, ...]:
    """Model paths of the inputs that buy from a sector, corrections among them."""
    compiled = prepared.compiled
    sold = {column.id for column in compiled.factors if is_money(column.unit)}
    return tuple(edge.path for edge in compiled.edges if edge.supplier in sold)


def _told_by_processes(prepared: Prepared) -> tuple[str, ...]:
    """Model paths of what draws on a factor per kilogram or kWh, or is emitted."""
    compiled = prepared.compiled
    units = {column.id: column.unit for column in compiled.factors}
    drawn = [
        edge.path
        for edge in compiled.edges
        if edge.supplier in units and not is_money(units[edge.supplier])
    ]
    return (*drawn, *(flow.path for flow in compiled.direct))


def _family(has_spending: bool, has_processes: bool) -> MethodFamily | None:
    """None: the model draws on nothing, which is told elsewhere."""
    if has_spending:
        return "hybrid" if has_processes else "input_output"
    return "process" if has_processes else None


def _overlapping(prepared: Prepared, physical: Iterable[str]) -> Iterable[Finding]:
    """Spending of a hybrid model that does not say what it covers twice (W587)."""
    others = _shown(physical)
    for path in bought_by_price(prepared):
        _, id_, section, row = path.split(".")[:4]
        rows = prepared.compiled.system.processes[id_].inputs
        input_ = rows.get(row) if section == "inputs" else None
        if input_ is None or input_.corrects or input_.covered is not None:
            continue  # a correction, or told
        values = {"row": row, "others": others}
        yield Finding(code="W587", at=path, values=values, part="key")


def _shown(paths: Iterable[str]) -> list[str]:
    """Row ids, each once, the first of them."""
    rows = list(dict.fromkeys(path.split(".")[3] for path in paths))
    return rows[:MOST_NAMED] + ["…"] * (len(rows) > MOST_NAMED)
