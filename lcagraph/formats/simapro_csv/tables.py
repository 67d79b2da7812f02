"""Blocks beside the processes: units, substances, parameters, impact methods."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lcagraph.background.records import Method, MethodFactor, Parameter
from lcagraph.formats.simapro_csv.blocks import (
    SUBSTANCES,
    Block,
    Section,
    read_sections,
)
from lcagraph.formats.simapro_csv.reading import (
    Reading,
    chemical_formula,
    read_calculated,
    read_inputs,
    tidy_cas,
)
from lcagraph.formats.simapro_csv.text import Row


def read_units(block: Block, reading: Reading) -> None:
    """Units: name, quantity, size in the reference unit, reference unit.

    If a unit is given two sizes, the first counts (W035).
    """
    units = reading.ledger.units
    for row in _filled(block):
        if reading.is_short(row, block.name, 4):
            continue
        name, quantity, text, reference = row.cells[:4]
        size = reading.number(text, name, row.line)
        if size is None:
            continue
        known = units.get(name)
        if known is None or known == (quantity, size, reference):
            units[name] = (quantity, size, reference)
            continue
        reading.tell(
            "W035",
            row.line,
            what={
                "en": f"unit “{name}” is {known[1]:g} {known[2]} "
                f"and {size:g} {reference}",
                "zh": f"单位“{name}”既等于 {known[1]:g} {known[2]}，"
                f"又等于 {size:g} {reference}",
            },
        )


def read_substances(block: Block, reading: Reading) -> None:
    """Substances of a compartment: name, unit, CAS number, comment."""
    compartment = SUBSTANCES[block.name]
    for row in _filled(block):
        if row.cells[0]:
            facts = (row.cell(1), tidy_cas(row.cell(2)), chemical_formula(row.cell(3)))
            reading.ledger.substances.setdefault((compartment, row.cells[0]), facts)


def read_package_parameters(block: Block, reading: Reading) -> list[Parameter]:
    """Parameters of the database or the project."""
    section = Section(name=block.name, line=block.line, rows=list(_filled(block)))
    is_input = "Input" in block.name
    return list((read_inputs if is_input else read_calculated)(section, reading))


def joined(
    database: Sequence[Parameter], project: Sequence[Parameter]
) -> tuple[Parameter, ...]:
    """Parameters of both levels; those of the project hide their namesakes."""
    hidden = {parameter.name.casefold() for parameter in project}
    kept = (p for p in database if p.name.casefold() not in hidden)
    return (*kept, *project)


def read_method_name(block: Block) -> str:
    """Name of the method that the impact categories after it belong to."""
    return next((s.text for s in read_sections(block) if s.name == "Name"), "")


def read_category(block: Block, method: str, reading: Reading) -> Method | None:
    """An impact category with its factors, or None (with E033) without a name."""
    first, *others = list(read_sections(block))
    if not first.rows:
        what = f"{block.name}, {reading.file}:{block.line}"
        reading.tell("E033", block.line, what=what, missing="name; unit")
        return None
    name, unit = first.rows[0].cells[0], first.rows[0].cell(1)
    reading.place = f"{method}/{name}" if method else name
    factors = [
        factor
        for section in others
        if section.name == "Substances"
        for row in section.rows
        for factor in _factor(row, reading)
    ]
    found = Method(
        id=reading.place,
        name=method or name,
        category=name,
        unit=unit,
        factors=tuple(factors),
        source=f"{reading.file}:{block.line}",
    )
    reading.place = ""
    return found


def _factor(row: Row, reading: Reading) -> Iterator[MethodFactor]:
    """Cells: compartment, subcompartment, substance, CAS number, factor, unit."""
    is_short = reading.is_short(row, "Substances", 5)
    compartment, sub, name = row.cell(0), row.cell(1), row.cell(2)
    if is_short and not (compartment and name):
        return
    cas, unit = row.cell(3), row.cell(5)
    # a row that breaks off before its factor was told as short
    is_whole = len(row.cells) > 4
    amount = reading.number(row.cell(4), name, row.line) if is_whole else None
    flow = reading.ledger.elementary(name, compartment, sub, unit)
    reading.ledger.note_cas(flow, cas)
    value = math.nan if amount is None else amount
    yield MethodFactor(flow=flow, amount=value, unit=unit)


def _filled(block: Block) -> Iterator[Row]:
    return (row for row in block.rows if row.cells)
