"""Scenarios in a bundle: the inventory of each, and all of them in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lcagraph.bundle.tables import json_bytes, records_csv
from lcagraph.errors import FindingsError
from lcagraph.graph.system import ProductSystem
from lcagraph.inventory_record import canonical_json

SCENARIOS = "scenarios"
TABLES = (f"{SCENARIOS}.csv", f"{SCENARIOS}.json")
_HEAD = ("id", "name_zh", "name_en", "kgCO2e", "difference", "errors")

Solved = Callable[[str], Mapping[str, Any]]
"""Inventory record of a scenario."""


def scenario_member(id_: str) -> str:
    """Name of a scenario's inventory in the bundle."""
    return f"{SCENARIOS}/{id_}.json"


def scenario_members(
    system: ProductSystem, total: float, solved: Solved
) -> dict[str, bytes]:
    """Documents of a model's scenarios; none for a model without any.

    Parameters
    ----------
    system : ProductSystem
    total : float
        Footprint of the model itself. [kgCO2e]
    solved : callable
        Gives the inventory of a scenario, or raises what keeps it from having one:
        such a scenario stands in the table with its errors.
    """
    members: dict[str, bytes] = {}
    rows = []
    for id_, scenario in system.scenarios.items():
        name = scenario.name
        row: dict[str, object] = {
            "id": id_,
            "name_zh": name.zh if name is not None else None,
            "name_en": name.en if name is not None else None,
            "kgCO2e": None,
            "difference": None,
            "errors": "",
        }
        try:
            record = solved(id_)
        except FindingsError as error:
            row["errors"] = _codes(f.code for f in error.findings if f.is_fatal)
        else:
            own = record["result"]["total"]
            row |= {"kgCO2e": own, "difference": own - total}
            members[scenario_member(id_)] = canonical_json(record)
        rows.append(row)
    if rows:
        tables = records_csv(rows, _HEAD), json_bytes(rows)
        members |= zip(TABLES, tables, strict=True)
    return members


def _codes(codes: Iterable[str]) -> str:
    return "; ".join(sorted(set(codes)))
