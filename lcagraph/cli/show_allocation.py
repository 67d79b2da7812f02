"""Allocation alternatives on a terminal: the range, the ranking, and who drives it."""

from __future__ import annotations

from typing import Any

from lcagraph.alternatives import (
    AllocationAlternatives,
    Combination,
    ProcessAlternatives,
)
from lcagraph.alternatives.found import change_text, shown_ranks
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.result import significant

SCHEMA = "lcagraph-allocation-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


def allocation_text(found: AllocationAlternatives, screen: Screen) -> str:
    """Range and driver, the ranking, and a table for each process."""
    if not found.processes:
        return screen.word("allocation.none")
    facts = found.facts(screen.lang)
    head = screen.word("allocation.title", per=found.per)
    summary = text_table([Column(), Column()], facts, indent="  ")
    blocks = [f"{screen.bold(head)}\n{summary}"]
    if found.coverage == "single" and len(found.processes) > 1:
        blocks[0] += f"\n  {screen.faint(screen.word('allocation.all_hint'))}"
    if found.coverage != "single":
        blocks.append(_ranking(found, screen))
    blocks += [_table(process, found.as_written, screen) for process in found.processes]
    return "\n\n".join(blocks)


def _ranking(found: AllocationAlternatives, screen: Screen) -> str:
    """Combinations from the lowest footprint to the highest."""
    names = [process.process for process in found.processes]
    heads = [
        Column(head=screen.word("allocation.rank"), is_number=True),
        Column(head="kgCO2e", is_number=True),
        Column(head="±", is_number=True),
        *(Column(head=name, is_cut=True) for name in names),
    ]
    shown = shown_ranks(found)
    rows = [
        (
            f"→ {rank}" if one.is_written else str(rank),
            significant(one.footprint),
            change_text(one.footprint, found.as_written),
            *(one.bases[name] for name in names),
        )
        for rank, one in shown
    ]
    lines = [screen.word("allocation.ranking"), text_table(heads, rows)]
    hidden = len(found.ranking) - len(shown)
    if hidden:
        lines.append(screen.faint(screen.word("allocation.hidden", count=hidden)))
    return "\n".join(lines)


def _table(process: ProcessAlternatives, written: float, screen: Screen) -> str:
    heads = [
        Column(head=process.process),
        Column(head="kgCO2e", is_number=True),
        Column(head="±", is_number=True),
        Column(head=screen.word("allocation.factors")),
    ]
    rows = [
        (
            f"{'→ ' if one.is_chosen else '  '}{one.basis}",
            significant(one.footprint),
            change_text(one.footprint, written),
            "  ".join(f"{row} {share:.1%}" for row, share in one.factors.items()),
        )
        for one in process.outcomes
    ]
    lines = [text_table(heads, rows)]
    if process.share is not None:
        word = screen.word("allocation.share")
        lines.append(f"  {word}: {100 * process.share:.1f} %")
    for basis, code in process.impossible.items():
        text = screen.word("allocation.impossible", basis=basis, code=code)
        lines.append(screen.faint(f"  {text}"))
    return "\n".join(lines)


def allocation_json(found: AllocationAlternatives, screen: Screen) -> str:
    """The same as plain data."""
    del screen  # words are for people
    span = found.range
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "unit": "kgCO2e",
        "per": found.per,
        "as_written": found.as_written,
        "range": {
            "low": span.low,
            "high": span.high,
            "spread": span.spread,
            "percent": span.percent,
        },
        "lowest": _combination(found.lowest),
        "highest": _combination(found.highest),
        "driver": found.driver,
        "share_by": "shapley" if found.is_exact else "spread",
        "combinations": found.combinations,
        "coverage": found.coverage,
        "is_complete": found.is_complete,
        "without_footprint": dict(found.without),
        "ranking": [_combination(one) for one in found.ranking],
        "processes": [_process(process) for process in found.processes],
    }
    return as_json_text(content)


def _process(process: ProcessAlternatives) -> dict[str, Any]:
    return {
        "process": process.process,
        "spread": process.spread,
        "share": process.share,
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


def _combination(one: Combination) -> dict[str, Any]:
    return {
        "bases": dict(one.bases),
        "footprint": one.footprint,
        "is_written": one.is_written,
    }
