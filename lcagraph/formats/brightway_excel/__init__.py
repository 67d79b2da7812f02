"""Brightway's workbook layout, as .xlsx and as CSV: activities with their exchanges.

layout      rows → blocks: database, parameters, activities
nodes       what an exchange means by name, product, location and unit
reading     activities → processes, flows, parameters
writing     a stored database → workbook

Read by our own code. bw2io (0.9.17) needs a Brightway project to read into, which it
changes; it links while it reads and stops at what it can't link, where the import
reports it. Formulas count before the numbers beside them, as in bw2io, which evaluates
them when it writes the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lcagraph.background.records import Package, Parameter, Process
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.brightway_excel.layout import (
    ACTIVITY,
    DATABASE,
    DATABASE_PARAMETERS,
    EXCHANGES,
    PROJECT_PARAMETERS,
    Block,
    is_read,
    read_blocks,
    word,
)
from lcagraph.formats.brightway_excel.nodes import Node, Nodes, node_of
from lcagraph.formats.brightway_excel.reading import (
    Reading,
    elementary_flow,
    read_parameters,
    read_process,
)
from lcagraph.formats.brightway_excel.writing import (
    write_brightway_csv,
    write_brightway_excel,
)
from lcagraph.formats.container import Peek, Tick, ignore
from lcagraph.formats.tabular import Sheet, is_text, is_workbook, read_sheets

__all__ = [
    "is_brightway_excel",
    "read_brightway_excel",
    "write_brightway_csv",
    "write_brightway_excel",
]


_SEPARATOR = re.compile("[,;\t]")
_BEGINNINGS = (DATABASE, PROJECT_PARAMETERS)
"""First cells of a CSV file that lists a database from its beginning."""


def is_brightway_excel(seen: Peek) -> bool:
    """True for sheets with a ``Database`` or an ``Activity`` with ``Exchanges``."""
    if is_text(seen):
        (head,) = seen.heads.values()
        lines = head.decode("latin-1").removeprefix("ï»¿").casefold().splitlines()
        words = [_SEPARATOR.split(line, 1)[0].strip('" ') for line in lines]
        first = next(filter(None, words), "")
        return first in _BEGINNINGS or {ACTIVITY, EXCHANGES} <= set(words)
    if not is_workbook(seen):
        return False
    try:
        sheets = read_sheets(seen.path)
    except UsageError:
        return False
    found = {word(row) for sheet in sheets for row in sheet.rows}
    return DATABASE in found or {ACTIVITY, EXCHANGES} <= found


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the sheets hold."""

    databases: list[Block] = field(default_factory=list)
    activities: list[Block] = field(default_factory=list)
    of_database: list[Block] = field(default_factory=list)
    """Blocks of database parameters."""
    of_project: list[Block] = field(default_factory=list)


def read_brightway_excel(path: Path, *, tick: Tick = ignore) -> Package:
    """Every activity of a workbook or CSV file in Brightway's layout, as stated.

    Parameters
    ----------
    path : Path
        ``.xlsx``, or CSV with the same rows.
    tick : callable
        Gets the bytes that were used up since its last call.

    Returns
    -------
    Package
        Inputs of another database keep their name, product, location and unit, and
        have no supplier here. Problems: E027 no number, N031 distributions that are
        not read, E033 a row without name or type, W036 a sheet that is not read, N037
        a CSV file in a Chinese code page.

    Raises
    ------
    UsageError
        No activity (E026), no workbook (E036), or the container is refused.

    References
    ----------
    Documentation of bw2io, `ExcelImporter`.
    """
    sheets = read_sheets(path, tick=tick)
    problems = list(_unread(sheets))
    found = _found([sheet for sheet in sheets if is_read(sheet)])
    if not found.activities:
        values = {"file": path.name, "format": "Brightway Excel"}
        raise UsageError(Finding(code="E026", values=values))
    database = found.databases[0] if found.databases else None
    name = database.name if database is not None else path.stem
    reading = Reading(nodes=Nodes(name), problems=problems)
    processes = _processes(found, reading)
    parameters = _parameters(found, reading)
    if reading.rare:
        what = {"en": "distributions of rare kinds", "zh": "少见类型的概率分布"}
        reading.tell("N031", "", what=what, count=reading.rare)
    return Package(
        format="Brightway Excel",
        name=name,
        version=database.text("version") if database is not None else "",
        licence=database.text("licence", "license") if database is not None else "",
        source=database.text("source", "extracted from") if database else "",
        dialect="brightway",
        flows=reading.settled_flows(),
        processes=processes,
        parameters=parameters,
        problems=tuple(reading.problems),
    )


def _unread(sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    for sheet in sheets:
        if sheet.encoding not in ("utf-8", "windows-1252"):
            values = {"file": sheet.name, "encoding": sheet.encoding}
            yield Finding(code="N037", at=sheet.name, values=values)
        count = sum(word(row) == ACTIVITY for row in sheet.rows)
        if count and not is_read(sheet) and word(sheet.rows[0]) == "":
            unread = {"sheet": sheet.name, "count": count}
            yield Finding(code="W036", at=sheet.name, values=unread)


def _found(sheets: list[Sheet]) -> _Found:
    found = _Found()
    places = {
        DATABASE: found.databases,
        ACTIVITY: found.activities,
        DATABASE_PARAMETERS: found.of_database,
        PROJECT_PARAMETERS: found.of_project,
    }
    for sheet in sheets:
        for block in read_blocks(sheet):
            places[block.kind].append(block)
    return found


def _processes(found: _Found, reading: Reading) -> tuple[Process, ...]:
    nodes: list[Node] = [node_of(block) for block in found.activities]
    for node in nodes:
        reading.nodes.add(node)
    for node in nodes:
        if node.is_elementary:
            reading.add(elementary_flow(node), is_made=True)
    return tuple(read_process(node, reading) for node in nodes if node.is_process)


def _parameters(found: _Found, reading: Reading) -> tuple[Parameter, ...]:
    """Parameters of both levels; those of the database hide their namesakes."""
    levels = []
    for blocks in (found.of_database, found.of_project):
        level = [
            parameter
            for block in blocks
            for parameter in read_parameters(block.parameters, block.sheet, reading)
        ]
        levels.append(level)
    hidden = {parameter.name for parameter in levels[0]}
    return (*levels[0], *(each for each in levels[1] if each.name not in hidden))
