"""What keeps the masses of a process balanced in draws: what `balance` names."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.compile.draft import Draft
from lcagraph.graph.process import Exchange, UnitProcess
from lcagraph.nearest import nearest

OUTPUTS, INPUTS = "outputs", "inputs"

SIDES: Mapping[str, tuple[str, ...]] = {
    INPUTS: ("inputs", "treats"),
    OUTPUTS: ("outputs", "waste"),
}
"""Sections of a process that enter, and that leave."""


def check_balances(draft: Draft) -> None:
    """Report a `balance` that names neither a side nor a row of its process (E531)."""
    for id_, process in draft.system.processes.items():
        stated = process.balance
        known = [*SIDES, *rows_of(process)]
        if stated is not None and stated not in known:
            values = {"row": stated, "nearest": nearest(stated, known), "known": known}
            draft.report("E531", f"processes.{id_}.balance", **values)


def rows_of(process: UnitProcess) -> Mapping[str, str]:
    """Path below the process of each row that a balance may name, by the row's id."""
    found: dict[str, str] = {}
    for section in (name for names in SIDES.values() for name in names):
        rows: Mapping[str, Exchange] = getattr(process, section)
        found |= {row: f"{section}.{row}" for row in rows if row not in found}
    return found
