"""Allocation alternatives on a terminal: the range, and who drives it."""

from __future__ import annotations

from typing import Any

from lcagraph.alternatives import (
    AllocationAlternatives,
    Combination,
    ProcessAlternatives,
)
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.result import significant

SCHEMA = "lcagraph-allocation-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


def allocation_text(found: AllocationAlternatives, screen: Screen) -> str:
    """A table for each process with several products, widest range first."""
    if not found.processes:
        return screen.word("cli.allocation.none")
    span = screen.word(
        "cli.allocation.range",
        low=significant(found.lowest.footprint),
        high=significant(found.highest.footprint),
        written=significant(found.as_written),
        count=found.combinations,
        driver=found.driver,
    )
    blocks = [_table(process, found.as_written, screen) for process in found.processes]
    if not found.is_complete:
        blocks.append(screen.word("cli.allocation.incomplete"))
    return "\n\n".join([span, *blocks])


def _table(process: ProcessAlternatives, written: float, screen: Screen) -> str:
    heads = [
        Column(head=process.process),
        Column(head="kgCO2e", is_number=True),
        Column(head="±", is_number=True),
        Column(head=screen.word("cli.allocation.factors")),
    ]
    rows = [
        (
            f"{'→ ' if one.is_chosen else '  '}{one.basis}",
            significant(one.footprint),
            f"{(one.footprint - written) / written:+.1%}" if written else "—",
            "  ".join(f"{row} {share:.1%}" for row, share in one.factors.items()),
        )
        for one in process.outcomes
    ]
    lines = [text_table(heads, rows)]
    for basis, code in process.impossible.items():
        text = screen.word("cli.allocation.impossible", basis=basis, code=code)
        lines.append(screen.faint(f"  {text}"))
    return "\n".join(lines)


def allocation_json(found: AllocationAlternatives, screen: Screen) -> str:
    """The same as plain data."""
    del screen  # words are for people
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "unit": "kgCO2e",
        "as_written": found.as_written,
        "lowest": _combination(found.lowest),
        "highest": _combination(found.highest),
        "driver": found.driver,
        "combinations": found.combinations,
        "is_complete": found.is_complete,
        "processes": [
            {
                "process": process.process,
                "spread": process.spread,
                "impossible": dict(process.impossible),
                "outcomes": [
                    {
                        "basis": one.basis,
                        "is_chosen": one.is_chosen,
                        "factors": dict(one.factors),
                        "footprint": one.footprint,
                    }
                    for one in process.outcomes
                ],
            }
            for process in found.processes
        ],
    }
    return as_json_text(content)


def _combination(one: Combination) -> dict[str, Any]:
    return {"bases": dict(one.bases), "footprint": one.footprint}
