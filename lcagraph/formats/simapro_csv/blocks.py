"""Blocks of an export, and the sections within a block.

A block begins with its name and ends with `End`; very old exports have no `End`, and
blocks of methods follow each other without one. Sections begin with their name on a row
of its own and end at an empty row. Some names are both, such as `Emissions to soil`: a
section inside a process, a block of substances outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.formats.simapro_csv.text import Row

SUBSTANCES: Mapping[str, str] = {
    "Raw materials": "Raw",
    "Airborne emissions": "Air",
    "Waterborne emissions": "Water",
    "Emissions to soil": "Soil",
    "Final waste flows": "Waste",
    "Non material emissions": "Non mat.",
    "Social issues": "Social",
    "Economic issues": "Economic",
}
"""Lists of substances, and how methods call their compartment."""

ELEMENTARY: Mapping[str, str] = {
    "Resources": "Raw",
    "Emissions to air": "Air",
    "Emissions to water": "Water",
    "Emissions to soil": "Soil",
    "Final waste flows": "Waste",
    "Non material emissions": "Non mat.",
    "Non material emission": "Non mat.",
    "Social issues": "Social",
    "Economic issues": "Economic",
}
"""Sections of elementary flows in a process, by the same compartments."""

PARAMETERS = (
    "Database Input parameters",
    "Database Calculated parameters",
    "Project Input parameters",
    "Project Calculated parameters",
)
_ALONE = {
    *("Process", "Product stage", "Method", "Impact category", "Damage category"),
    *("Normalization-Weighting set", "Quantities", "Units", "Literature reference"),
    *("Raw materials", "Airborne emissions", "Waterborne emissions", *PARAMETERS),
}
"""Blocks whose name means nothing else, so that they also end the block before them."""
BLOCKS = frozenset({*_ALONE, *SUBSTANCES, "System description"})

METADATA = frozenset(
    """PlatformId;Category type;Process identifier;Type;Process name;Status;Time period;
Geography;Technology;Representativeness;Multiple output allocation;
Substitution allocation;Waste treatment allocation;Cut off rules;Capital goods;
Boundary with nature;Infrastructure;Date;Record;Generator;External documents;
Literature references;Collection method;Data treatment;Verification;Comment;
Allocation rules;System description;Name;Version;Category;Description;Weighting unit;
Use Damage Assessment;Use Normalization;Use Weighting;Use Addition;
Documentation link""".replace("\n", "").split(";")
)
"""Keys with one value, not with a table."""
TABLES = frozenset(
    {
        *("Products", "Avoided products", "Materials/fuels", "Electricity/heat"),
        *("Waste to treatment", "Waste treatment", "Waste scenario"),
        *("Separated waste", "Remaining waste", *ELEMENTARY),
        *("Input parameters", "Calculated parameters"),
        *("Materials/assemblies", "Processes", "Assembly", "Reference assembly"),
        *("Waste/Disposal scenario", "Waste scenarios", "Disposal scenarios"),
        *("Disassemblies", "Reuses", "Additional life cycles"),
        *("Substances", "Impact categories", "Normalization", "Weighting"),
    }
)


@dataclass(slots=True, kw_only=True)
class Block:
    """Rows between the name of a block and its end."""

    name: str
    line: int
    rows: list[Row] = field(default_factory=list)
    is_closed: bool = True
    """False if the file ends within it, though its other blocks have an end."""


@dataclass(slots=True, kw_only=True)
class Section:
    """Rows of one section of a block."""

    name: str
    line: int
    rows: list[Row] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The rows as one text: the value of a key."""
        lines = ("; ".join(cell for cell in row.cells if cell) for row in self.rows)
        return "\n".join(lines)


def read_blocks(rows: Iterable[Row]) -> Iterator[Block]:
    """Blocks in their order, those of unknown name too."""
    current: Block | None = None
    after_blank, has_ends = True, False
    for row in rows:
        if not row.cells:
            after_blank = True
            if current is not None:
                current.rows.append(row)
            continue
        is_end = row.only == "End"
        begins = current is None or (after_blank and row.only in _ALONE)
        after_blank = False
        if is_end:
            has_ends = True
            if current is not None:
                yield current
            current = None
        elif begins:
            if current is not None:
                yield current
            current = Block(name=row.cells[0], line=row.line)
        elif current is not None:
            current.rows.append(row)
    if current is not None:
        current.is_closed = not has_ends
        yield current


def read_sections(block: Block, *, is_old: bool = False) -> Iterator[Section]:
    """Sections of a block. Rows before the first form one without a name."""
    current = Section(name="", line=block.line)
    after_blank = True
    for row in block.rows:
        if not row.cells:
            after_blank = True
            continue
        key = row.cells[0]
        if is_old and key in METADATA and not _is_table(current):
            yield current
            values = [Row(line=row.line, cells=row.cells[1:])] if row.cells[1:] else []
            current = Section(name=key, line=row.line, rows=values)
        elif _begins(row, current, after_blank=after_blank):
            yield current
            current = Section(name=key, line=row.line)
        else:
            current.rows.append(row)
        after_blank = False
    yield current


def _begins(row: Row, current: Section, *, after_blank: bool) -> bool:
    """True for the name of a section, False for one of its rows."""
    if not row.only:
        return False
    if row.only in TABLES or row.only in METADATA:
        return after_blank or _is_table(current)
    # an unknown name: only after a section that is complete
    return after_blank and bool(current.rows or current.name)


def _is_table(section: Section) -> bool:
    return section.name in TABLES
