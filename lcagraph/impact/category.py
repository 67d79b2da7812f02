"""Other impact categories are data, not code: a CSV in `databases/methods` adds one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lcagraph.csv_table import parse_number, read_table, refuse_row
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import Text
from lcagraph.locate import folder
from lcagraph.nearest import nearest

_COLUMNS = ("category", "name_zh", "name_en", "unit", "flow", "factor", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactCategory:
    """One impact category with its characterisation factors (ISO 14044 4.4.2.2)."""

    id: str
    name: Text
    unit: str
    """Unit of the category indicator, such as ``kg CFC-11e``; a label, not parsed."""
    factors: Mapping[str, float]
    """Characterisation factor per elementary flow id. [unit / kg]"""
    sources: Mapping[str, str]


@cache
def impact_categories(methods: Path | None = None) -> Mapping[str, ImpactCategory]:
    """Every impact category of a folder of CSV files, by id (default: the shipped one).

    Raises
    ------
    ModelError
        A file is broken, a flow is listed twice, or the rows of one category differ
        in name or unit (E612).
    """
    found: dict[str, ImpactCategory] = {}
    for path in sorted((methods or folder("databases") / "methods").glob("*.csv")):
        for category in _read(path):
            if category.id in found:
                refuse_row(path, 1, f"category: {category.id}")
            found[category.id] = category
    return MappingProxyType(found)


def impact_category(name: str, methods: Path | None = None) -> ImpactCategory:
    """One impact category.

    Raises
    ------
    UsageError
        No such category (E615).
    """
    known = impact_categories(methods)
    if name not in known:
        values = {"category": name, "nearest": nearest(name, known)}
        raise UsageError(
            Finding(code="E615", values={**values, "categories": tuple(known)})
        )
    return known[name]


def _read(path: Path) -> list[ImpactCategory]:
    heads: dict[str, tuple[str, str, str]] = {}
    factors: dict[str, dict[str, float]] = {}
    sources: dict[str, dict[str, str]] = {}
    for line, row in enumerate(read_table(path, _COLUMNS), start=2):
        id_, flow = row["category"], row["flow"]
        head = (row["name_zh"], row["name_en"], row["unit"])
        if not (id_ and flow and row["unit"] and row["source"]):
            refuse_row(path, line, "category, flow, unit, source")
        if heads.setdefault(id_, head) != head:
            refuse_row(path, line, f"{id_}: {', '.join(head)}")
        if flow in factors.setdefault(id_, {}):
            refuse_row(path, line, f"flow: {flow}")
        factors[id_][flow] = parse_number(path, row, "factor", line)
        sources.setdefault(id_, {})[flow] = row["source"]
    return [
        ImpactCategory(
            id=id_,
            name=Text(zh, en),
            unit=unit,
            factors=MappingProxyType(factors[id_]),
            sources=MappingProxyType(sources[id_]),
        )
        for id_, (zh, en, unit) in heads.items()
    ]
