"""Product stages: assemblies, life cycles, disposal scenarios, disassemblies, reuses.

An assembly is a process that makes one product of materials, other assemblies and
processes, and is read as one. So are the assembly and the processes of a life cycle.
What happens at the end of life is stated as shares of an assembly, and depends on what
the assembly consists of: those amounts are unknown here (W034).
"""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.background.records import Exchange, Process
from lcagraph.formats.simapro_csv.blocks import (
    METADATA,
    TABLES,
    Block,
    Section,
    read_sections,
)
from lcagraph.formats.simapro_csv.processes import read_parameters
from lcagraph.formats.simapro_csv.reading import Reading, read_supplies

_INPUTS = ("Materials/assemblies", "Processes", "Assembly", "Additional life cycles")
_END_OF_LIFE = (
    "Waste/Disposal scenario",
    "Waste scenarios",
    "Disposal scenarios",
    "Disassemblies",
    "Reuses",
)


def read_stage(block: Block, reading: Reading) -> Process:
    """A product stage as a process. Its id is its name: it has no identifier."""
    sections = list(read_sections(block))
    tables = [s for s in sections if s.name in TABLES]
    values = {s.name: s.text for s in sections if s.name in METADATA}
    made = [row for s in tables if s.name == "Products" for row in s.rows if row.cells]
    name = made[0].cells[0] if made else f"{reading.file}:{block.line}"
    kind = values.get("Category type", "")
    reading.place = f"{kind}/{name}" if kind else name
    exchanges: list[Exchange] = []
    for section in tables:
        if section.name == "Products":
            exchanges += _made(section, reading)
        elif section.name in _INPUTS:
            exchanges += read_supplies(section, reading)
        elif section.name in _END_OF_LIFE:
            exchanges += _left_open(section, reading)
    process = Process(
        id=reading.place,
        name=name,
        classification=(kind,) if kind else (),
        exchanges=tuple(exchanges),
        parameters=tuple(read_parameters(tables, reading)),
        file=f"{reading.file}:{block.line}",
    )
    reading.place = ""
    return process


def _made(section: Section, reading: Reading) -> Iterator[Exchange]:
    """Cells: name, unit, amount, folder, comment."""
    for row in section.rows:
        if reading.is_short(row, section.name, 3):
            continue
        unit = row.cells[1]
        amount, formula = reading.amount(row.cells[2], row.cells[0], row.line)
        flow = reading.ledger.product(row.cells[0], unit)
        reading.ledger.settle_unit(flow, unit)
        reading.ledger.classify(flow, row.cell(3))
        yield Exchange(
            id=f"{section.name}:{row.line}",
            flow=flow,
            direction="output",
            amount=amount,
            formula=formula,
            unit=unit,
            is_reference=True,
            comment=row.cell(4),
        )


def _left_open(section: Section, reading: Reading) -> Iterator[Exchange]:
    """Rows of the end of life: what goes where, without an amount."""
    names = [row.cells[0] for row in section.rows if row.cells]
    if names:
        reading.tell("W034", name=section.name, types=names)
    for row in section.rows:
        if row.cells:
            yield Exchange(
                id=f"{section.name}:{row.line}",
                flow=reading.ledger.waste(row.cells[0], ""),
                direction="output",
                amount=None,
            )
