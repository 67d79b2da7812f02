"""GWP sets: one table of one IPCC report, one file under ``databases/gwp``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lcagraph.csv_table import parse_number, read_table
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import Text
from lcagraph.impact.flows import elementary_flows
from lcagraph.locate import folder
from lcagraph.nearest import nearest

DEFAULT_GWP = "ipcc-ar6-gwp100"


@dataclass(frozen=True, slots=True, kw_only=True)
class GwpSet:
    """Global warming potentials of one table of one IPCC report."""

    id: str
    edition: str
    """Assessment report, such as ``AR6``."""
    horizon: int
    """Time horizon. [a]"""
    factors: Mapping[str, float]
    """Characterisation factor per elementary flow id. [kg CO2e / kg]"""
    sources: Mapping[str, str]
    """Report and table per elementary flow id."""
    name: Text | None = None
    source: str = ""


def gwp_sets(tables: Path | None = None) -> tuple[str, ...]:
    """Ids of the GWP sets in a folder of tables (default: the shipped ones)."""
    return tuple(_set_rows(tables or _gwp_folder()))


def _gwp_folder() -> Path:
    return folder("databases") / "gwp"


@cache
def _set_rows(tables: Path) -> Mapping[str, Mapping[str, str]]:
    columns = ("id", "edition", "horizon", "name_zh", "name_en", "source")
    return {row["id"]: row for row in read_table(tables / "sets.csv", columns)}


@cache
def gwp_set(name: str = DEFAULT_GWP, tables: Path | None = None) -> GwpSet:
    """GWP set of a name, such as ``ipcc-ar6-gwp100``.

    Every flow of `elementary_flows` whose species is in the table gets its factor
    times its sign; ready CO2e gets 1. A species that the table lacks has no factor.

    Raises
    ------
    UsageError
        No such set (E606).
    """
    tables = tables or _gwp_folder()
    rows = _set_rows(tables)
    if name not in rows:
        values = {"gwp": name, "sets": tuple(rows), "nearest": nearest(name, rows)}
        raise UsageError(Finding(code="E606", values=values))
    row, path = rows[name], tables / f"{name}.csv"
    species, sources = {}, {}
    columns = ("species", "factor", "source", "published_name")
    for line, cells in enumerate(read_table(path, columns), start=2):
        species[cells["species"]] = parse_number(path, cells, "factor", line)
        sources[cells["species"]] = cells["source"]
    flows = elementary_flows().values()
    known = [flow for flow in flows if flow.species in species]
    ready = [flow.id for flow in flows if flow.is_ready]
    return GwpSet(
        id=name,
        edition=row["edition"],
        horizon=int(row["horizon"]),
        name=Text(row["name_zh"], row["name_en"]),
        source=row["source"],
        factors=MappingProxyType(
            {flow.id: flow.sign * species[flow.species] for flow in known}
            | dict.fromkeys(ready, 1.0)
        ),
        sources=MappingProxyType({flow.id: sources[flow.species] for flow in known}),
    )
