"""A user's own table: which elementary flow of a package is which greenhouse gas.

    flow,name,compartment,unit,gas,factor
    6f1c…,"HFCs, unspecified",air / unspecified,kg,hfc_134a,1

A flow is named by its id, or by its name, alone or with its compartment. Rows without
a gas leave their flow as it is, so that the list of an import's unmapped flows can be
filled in as far as one knows; ``none`` says that a flow is not to be counted, such as a
total beside its parts.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Never

from lcagraph.background.linked import Mapped
from lcagraph.background.records import Flow
from lcagraph.csv_table import ENCODING
from lcagraph.errors import Finding, UsageError
from lcagraph.impact import elementary_flows
from lcagraph.nearest import nearest

COLUMNS = ("flow", "name", "compartment", "unit", "gas", "factor")
"""Of the list that `lcagraph db check --unmapped` prints; unit is for the reader."""

STRATEGY = "user"
NO_GAS = "none"
"""Of a flow that counts elsewhere already, or warms nothing: it is told, not used."""

MOST_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One flow with its gas."""

    flow: str
    """Id; empty: found by name."""
    name: str
    compartment: str
    """As `compartment_text` writes it; empty: any."""
    gas: str
    """Empty: none, as the user says."""
    factor: float
    """Kilograms of the gas per reference unit of the flow. [kg/unit]"""
    line: int

    def fits(self, flow: Flow) -> bool:
        """Whether the row is about a flow."""
        if self.flow:
            return self.flow == flow.id
        if self.name not in (flow.name, *flow.names.values()):
            return False
        return self.compartment in ("", compartment_text(flow))


@dataclass(frozen=True, slots=True, kw_only=True)
class GasMap:
    """What a user says of elementary flows."""

    file: str = ""
    """Name of the table, for findings."""
    rows: tuple[MapRow, ...] = ()
    _by_key: Mapping[str, tuple[MapRow, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def row_of(self, flow: Flow) -> MapRow | None:
        """The row about a flow: by id, else by name and compartment, else by name."""
        keys = (flow.id, flow.name, *flow.names.values())
        found = [r for key in keys for r in self._by_key.get(key, ()) if r.fits(flow)]
        return min(found, key=_exactness, default=None)

    def text(self) -> str:
        """All rows as one text, by which the manifest remembers them."""
        rows = sorted(self.rows, key=lambda row: (row.flow, row.name, row.line))
        return "\n".join(
            f"{row.flow or row.name}|{row.compartment}|{row.gas or NO_GAS}"
            f"|{row.factor!r}"
            for row in rows
        )


def _exactness(row: MapRow) -> tuple[bool, bool]:
    return (not row.flow, not row.compartment)


def compartment_text(flow: Flow) -> str:
    """A compartment in one cell: ``air / urban``."""
    return " / ".join(flow.compartment)


def mapped_by(row: MapRow) -> Mapped:
    """What a row makes of its flow."""
    return Mapped(gas=row.gas, factor=row.factor, strategy=STRATEGY)


def read_gas_map(path: Path) -> GasMap:
    """The table of a user.

    Parameters
    ----------
    path : Path
        CSV in UTF-8 with the columns flow or name, gas, and any others of `COLUMNS`.

    Raises
    ------
    UsageError
        It can't be read, a row is wrong, or two rows say different things of one flow
        (E082); there is no such gas (E081, with the nearest one).
    """
    try:
        content = path.read_bytes()[: MOST_BYTES + 1]
        text = content.decode(ENCODING)
    except OSError as error:
        _refuse(path, 0, error.strerror or str(error))
    except UnicodeDecodeError:
        _refuse(path, 0, "UTF-8 –")
    if len(content) > MOST_BYTES:
        _refuse(path, 0, f"> {MOST_BYTES // 2**20} MiB")
    rows = tuple(_rows(path, text))
    _refuse_twice(path, rows)
    by_key: dict[str, tuple[MapRow, ...]] = {}
    for row in rows:
        key = row.flow or row.name
        by_key[key] = (*by_key.get(key, ()), row)
    return GasMap(file=path.name, rows=rows, _by_key=by_key)


def _rows(path: Path, text: str) -> Iterator[MapRow]:
    reader = csv.reader(text.splitlines(keepends=True))
    header = [cell.strip().casefold() for cell in next(reader, [])]
    odd = [cell or "–" for cell in header if cell not in COLUMNS]
    if odd or "gas" not in header or not {"flow", "name"} & set(header):
        _refuse(path, 1, ", ".join(odd) or "flow, name, gas ?", COLUMNS)
    try:
        for cells in reader:
            row = dict(zip(header, map(str.strip, cells), strict=False))
            if len(cells) > len(header):
                _refuse(path, reader.line_num, f"{len(cells)} > {len(header)}")
            if row.get("gas"):
                yield _row(path, row, reader.line_num)
    except csv.Error as error:
        _refuse(path, reader.line_num, str(error))


def _row(path: Path, row: Mapping[str, str], line: int) -> MapRow:
    known = (*elementary_flows(), NO_GAS)
    gas, factor = row["gas"], row.get("factor") or "1"
    if gas not in known:
        values = {"file": path.name, "line": line, "gas": gas}
        near = nearest(gas, known)
        raise UsageError(Finding(code="E081", values={**values, "nearest": near}))
    try:
        number = float(factor)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in factor or not number:
        _refuse(path, line, f"factor {factor}")
    if not (row.get("flow") or row.get("name")):
        _refuse(path, line, "flow, name ?")
    return MapRow(
        flow=row.get("flow", ""),
        name=row.get("name", ""),
        compartment=row.get("compartment", ""),
        gas="" if gas == NO_GAS else gas,
        factor=number,
        line=line,
    )


def _refuse_twice(path: Path, rows: tuple[MapRow, ...]) -> None:
    """Two rows of one flow that differ: nobody can tell which is meant."""
    said: dict[tuple[str, ...], tuple[str, float]] = {}
    for row in rows:
        key = (row.flow,) if row.flow else (row.name, row.compartment)
        what = (row.gas, row.factor)
        if said.setdefault(key, what) != what:
            _refuse(path, row.line, f"{' / '.join(key)}: {said[key]} ≠ {what}")


def _refuse(
    path: Path, line: int, problem: str, columns: tuple[str, ...] = ()
) -> Never:
    values = {"file": path.name, "line": line or None, "problem": problem}
    raise UsageError(Finding(code="E082", values={**values, "columns": columns}))
