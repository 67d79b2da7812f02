"""The shipped tables of identifiers and further names of greenhouse gases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from lcagraph.background.identifiers import uuid_of
from lcagraph.csv_table import read_table, refuse_row
from lcagraph.impact import elementary_flows
from lcagraph.locate import folder

_IDENTIFIERS = ("identifier", "gas", "name", "compartment", "source")
_NAMES = ("gas", "kind", "text", "lang", "source")
_STRESSORS = ("name", "unit", "gas", "source")


@cache
def identified() -> Mapping[str, str]:
    """Identifier of an elementary flow → id of the gas that it is.

    Raises
    ------
    ModelError
        A row names no gas of the GWP sets, or an identifier twice (E612).
    """
    path = folder("databases") / "elementary_flows" / "identifiers.csv"
    found: dict[str, str] = {}
    for line, row in enumerate(read_table(path, _IDENTIFIERS), start=2):
        if row["gas"] not in elementary_flows() or row["identifier"] in found:
            refuse_row(path, line, f"{row['identifier']}: {row['gas']}")
        found[row["identifier"]] = row["gas"]
    return MappingProxyType(found)


@cache
def own_identifiers() -> Mapping[str, str]:
    """UUID of each gas in exports to formats that know nothing but UUIDs → its id."""
    return MappingProxyType({uuid_of(gas, "flow"): gas for gas in elementary_flows()})


@cache
def further_names(kind: str) -> tuple[tuple[str, str], ...]:
    """Pairs of gas and name that the table of gases itself does not list.

    Parameters
    ----------
    kind : str
        ``name``, or ``cas`` for further CAS numbers of the same substance.

    Raises
    ------
    ModelError
        A row names no gas of the GWP sets, or has another kind (E612).
    """
    path = folder("databases") / "elementary_flows" / "names.csv"
    found = []
    for line, row in enumerate(read_table(path, _NAMES), start=2):
        is_known = row["gas"] in elementary_flows() and row["kind"] in ("name", "cas")
        if not (is_known and row["text"]):
            refuse_row(path, line, f"{row['gas']}: {row['text']}")
        if row["kind"] == kind:
            found.append((row["gas"], row["text"]))
    return tuple(found)


@cache
def stressors() -> Mapping[tuple[str, str], str]:
    """Name and unit of a row of an input–output table's extensions → id of its gas.

    Raises
    ------
    ModelError
        A row names no gas of the GWP sets, or a stressor twice (E612).
    """
    path = folder("databases") / "elementary_flows" / "stressors.csv"
    found: dict[tuple[str, str], str] = {}
    for line, row in enumerate(read_table(path, _STRESSORS), start=2):
        key = (row["name"], row["unit"])
        if row["gas"] not in elementary_flows() or key in found:
            refuse_row(path, line, f"{row['name']}: {row['gas']}")
        found[key] = row["gas"]
    return MappingProxyType(found)
