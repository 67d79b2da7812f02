"""Checks of the numbers of one variant: mixes, burden-free uses, captures, bounds."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.arrays import Numbers, Prepared, runs_of_processes
from lcagraph.checks.captures import check_captures
from lcagraph.compile import check_values
from lcagraph.errors import Finding
from lcagraph.refusals import overdrawn_findings
from lcagraph.units import conversion

BURDEN_FREE_TOLERANCE = 0.01
"""Scrap out = scrap in is metered at two places: 1 % apart is taken as equal."""


def check_numbers(prepared: Prepared, numbers: Numbers) -> list[Finding]:
    """Everything that can only be seen in the numbers of the first variant."""
    return [
        *check_values(prepared.compiled, numbers.filled[:1]),
        *overdrawn_findings(prepared, numbers),
        *_burden_free(prepared, numbers),
        *check_captures(prepared, numbers),
    ]


def _value(prepared: Prepared, numbers: Numbers, term: str) -> float:
    return float(numbers.filled[0, prepared.compiled.table.index[term]])


def _in_unit_of(prepared: Prepared, numbers: Numbers, term: str, other: str) -> float:
    """Value of a term in the unit of another."""
    units = prepared.compiled.table.units
    factor = conversion(units[term], units[other])
    return _value(prepared, numbers, term) * factor


def _burden_free(prepared: Prepared, numbers: Numbers) -> Iterable[Finding]:
    """No more of a burden-free output is used than is made, per reference flow."""
    runs = runs_of_processes(prepared, numbers)
    used: dict[tuple[str, str], float] = {}
    for link in prepared.compiled.burden_free:
        amount = _in_unit_of(prepared, numbers, link.term, link.supplier_term)
        key = (link.supplier, link.supplier_term)
        used[key] = used.get(key, 0.0) + amount * runs.get(link.process, 0.0)
    for (supplier, term), taken in used.items():
        own_runs = runs.get(supplier, 0.0)
        made = _value(prepared, numbers, term) if own_runs else 0.0
        # told per run of the maker, which makes the amount that its author wrote
        amount = taken / own_runs if own_runs else taken
        if amount > made * (1 + BURDEN_FREE_TOLERANCE):
            unit = prepared.compiled.table.units[term].symbol
            yield Finding(
                code="W802",
                at=term.removesuffix(".amount"),
                part="key",
                values={
                    "made": f"{made:.4g} {unit}",
                    "used": f"{amount:.4g} {unit}",
                    "tolerance": f"{BURDEN_FREE_TOLERANCE:.0%}",
                },
            )
