"""SimaPro CSV: processes, product stages and methods, of SimaPro 7 to 9.

Read by our own code, not with bw_simapro_csv (0.5). Of the 12 fixtures of that project
it refuses the two that have no separator in their header. It has no place for product
stages and for what a waste scenario hands on; it evaluates formulas and converts units
while it reads, where the import does that once for all formats; it writes log files;
and it needs the whole of Brightway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lcagraph.background.records import Method, Package, Parameter, Process
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import Document, Peek, Tick, ignore, walk
from lcagraph.formats.simapro_csv.blocks import (
    BLOCKS,
    PARAMETERS,
    SUBSTANCES,
    Block,
    read_blocks,
)
from lcagraph.formats.simapro_csv.processes import read_process
from lcagraph.formats.simapro_csv.reading import Ledger, Reading
from lcagraph.formats.simapro_csv.stages import read_stage
from lcagraph.formats.simapro_csv.tables import (
    joined,
    read_category,
    read_method_name,
    read_package_parameters,
    read_substances,
    read_units,
)
from lcagraph.formats.simapro_csv.text import Header, decode, read_header, read_rows

__all__ = ["is_simapro_csv", "read_simapro_csv"]

_HEAD = 4096
_MARKS = (
    "{SimaPro",
    "{CSV separator",
    "{CSV Format version",
    "{processes}",
    "{methods}",
)
_UNREAD = {
    "Damage category": ("damage categories", "损害类别"),
    "Normalization-Weighting set": (
        "normalisation and weighting sets",
        "归一化与加权集",
    ),
}


@dataclass(slots=True, kw_only=True)
class _Collected:
    """What all files of a package give together."""

    processes: list[Process] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    database: list[Parameter] = field(default_factory=list)
    project: list[Parameter] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    headers: list[Header] = field(default_factory=list)
    encodings: set[str] = field(default_factory=set)
    method: str = ""
    """Name of the method whose impact categories come next."""


def is_simapro_csv(peek: Peek) -> bool:
    """True if a file inside begins as a SimaPro export."""
    return any(_is_export(head) for head in peek.heads.values())


def _is_export(content: bytes) -> bool:
    head = decode(content[:_HEAD])[0] if content[:2] in _BOMS else ""
    head = head or content[:_HEAD].decode("latin-1").removeprefix("ï»¿")
    if any(mark in head[:200] for mark in _MARKS):
        return True
    return head.startswith("SimaPro") and "\nProcess" in head.replace("\r", "\n")


_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_simapro_csv(path: Path, *, tick: Tick = ignore) -> Package:
    """Everything in a SimaPro export, as stated; several files make one package.

    Parameters
    ----------
    path : Path
        CSV file, or a folder or archive of such files; others are skipped.
    tick : callable
        Gets the bytes that were used up since its last call.

    Returns
    -------
    Package
        Formulas have points as decimal signs. Problems: E027 no number, N031 what is
        not read, W032 unknown section or block, E033 a row without what it needs or a
        file that ends too early, W034 amounts that depend on what a waste consists of,
        W035 two sizes of a unit, or a single product with a share.

    Raises
    ------
    UsageError
        No export, or one without processes and methods (E026), or the container is
        refused (E001 to E008).

    References
    ----------
    The format has no specification. Blocks and cells: notes on the format by GreenDelta
    (olca-simapro-csv); distributions: SimaPro's manual on uncertainty.
    """
    ledger = Ledger()
    problems: list[Finding] = []
    collected = _Collected()
    for document in walk(path, tick=tick):
        if _is_export(document.content):
            _read_document(document, ledger, collected, problems)
    if not collected.processes and not collected.methods:
        values = {"file": path.name, "format": "SimaPro CSV"}
        nothing = Finding(code="E026", values=values)
        faults = (each for each in problems if each.is_fatal)
        raise UsageError(next(faults, nothing))
    problems += _notes(collected)
    header = collected.headers[0]
    odd = sorted(collected.encodings - {"utf-8", "windows-1252"})
    tail = f" ({', '.join(odd)})" if odd else ""
    return Package(
        format=f"SimaPro CSV {header.format_version}".rstrip() + tail,
        name=header.project or path.stem,
        source=f"SimaPro {header.version}".rstrip(),
        dialect="simapro",
        unit_groups=ledger.unit_groups(),
        flow_properties=ledger.properties(),
        flows=ledger.flows(),
        processes=tuple(collected.processes),
        parameters=joined(collected.database, collected.project),
        methods=tuple(collected.methods),
        problems=tuple(problems),
    )


def _read_document(
    document: Document, ledger: Ledger, collected: _Collected, problems: list[Finding]
) -> None:
    text, encoding = decode(document.content)
    header, skip = read_header(text)
    collected.headers.append(header)
    collected.encodings.add(encoding)
    reading = Reading(
        header=header, ledger=ledger, file=document.name, problems=problems
    )
    for block in read_blocks(read_rows(text, header, skip)):
        _read_block(block, reading, collected)


def _read_block(block: Block, reading: Reading, collected: _Collected) -> None:
    if not block.is_closed:
        what = f"{block.name}, {reading.file}:{block.line}"
        reading.tell("E033", block.line, what=what, missing="End")
    if block.name == "Process":
        collected.processes.append(read_process(block, reading))
    elif block.name == "Product stage":
        collected.processes.append(read_stage(block, reading))
    elif block.name == "Units":
        read_units(block, reading)
    elif block.name in SUBSTANCES:
        read_substances(block, reading)
    elif block.name in PARAMETERS:
        is_project = block.name.startswith("Project")
        target = collected.project if is_project else collected.database
        target += read_package_parameters(block, reading)
    elif block.name == "Method":
        collected.method = read_method_name(block)
    elif block.name == "Impact category":
        category = read_category(block, collected.method, reading)
        collected.methods += [category] if category is not None else []
    elif block.name in _UNREAD:
        collected.unread[block.name] = collected.unread.get(block.name, 0) + 1
    elif block.name not in BLOCKS and any(len(row.cells) > 1 for row in block.rows):
        count = sum(len(row.cells) > 1 for row in block.rows)
        reading.tell("W032", block.line, name=block.name, count=count)


def _notes(collected: _Collected) -> Iterator[Finding]:
    for name, count in collected.unread.items():
        en, zh = _UNREAD[name]
        yield Finding(
            code="N031", values={"what": {"en": en, "zh": zh}, "count": count}
        )
