"""Process blocks: unit processes, waste treatments and waste scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lcagraph.background.records import (
    AllocationFactor,
    AllocationMethod,
    Exchange,
    Parameter,
    Process,
)
from lcagraph.formats.simapro_csv.blocks import (
    ELEMENTARY,
    METADATA,
    TABLES,
    Block,
    Section,
    read_sections,
)
from lcagraph.formats.simapro_csv.reading import (
    Reading,
    read_calculated,
    read_elementary,
    read_inputs,
    read_supplies,
)
from lcagraph.formats.simapro_csv.scenarios import read_scenario
from lcagraph.formats.simapro_csv.text import Row

_SUPPLIES = (
    "Avoided products",
    "Materials/fuels",
    "Electricity/heat",
    "Waste to treatment",
)
_METHODS: Mapping[str, AllocationMethod] = {
    "physical causality": "physical",
    "socio-economic causality": "economic",
}
_SILENT = {"", "unspecified", "unknown", "mixed data", "undefined"}
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_CODE = re.compile(r"\{([^{}]{2,30})\}")
_WHOLE = 1e-6
"""Up to which the only product of a process carries all of it. [1]"""


def read_process(block: Block, reading: Reading) -> Process:
    """A process as stated."""
    sections = list(read_sections(block, is_old=reading.header.is_old))
    values = {s.name: s.text for s in sections if s.name in METADATA}
    tables = [s for s in sections if s.name in TABLES]
    first = next((s.rows[0].cells[0] for s in tables if s.name in _MADE and s.rows), "")
    reading.place = (
        values.get("Process identifier", "") or first or f"{reading.file}:{block.line}"
    )
    _tell_unknown(sections, reading)
    functions = [row for s in tables if s.name == "Products" for row in s.rows]
    exchanges, allocation = _products(functions, values, reading)
    for section in tables:
        exchanges += _read_table(section, reading)
    exchanges += read_scenario(tables, reading)
    name = values.get("Process name", "") or first or reading.place
    years = _YEARS.match(values.get("Time period", ""))
    process = Process(
        id=reading.place,
        name=name,
        location=_location(first or name, values),
        classification=_classification(exchanges, values, reading),
        is_system=values.get("Type", "").casefold() == "system",
        exchanges=tuple(exchanges),
        parameters=tuple(read_parameters(tables, reading)),
        allocation=allocation,
        year_from=int(years.group(1)) if years else None,
        year_until=int(years.group(2)) if years and years.group(2) else None,
        description=values.get("Comment", ""),
        technology=_spoken(values.get("Technology", "")),
        source=values.get("Literature references", ""),
        file=f"{reading.file}:{block.line}",
    )
    reading.place = ""
    return process


_MADE = ("Products", "Waste treatment", "Waste scenario")


def read_parameters(tables: Sequence[Section], reading: Reading) -> Iterator[Parameter]:
    """Parameters of a process or product stage."""
    for section in tables:
        if section.name == "Input parameters":
            yield from read_inputs(section, reading)
        elif section.name == "Calculated parameters":
            yield from read_calculated(section, reading)


def _read_table(section: Section, reading: Reading) -> list[Exchange]:
    if section.name in _SUPPLIES:
        return list(read_supplies(section, reading))
    if section.name in ELEMENTARY:
        compartment = ELEMENTARY[section.name]
        return list(read_elementary(section, compartment, reading))
    if section.name in ("Waste treatment", "Waste scenario"):
        return list(_treated(section, reading))
    return []


# -------------------------------------------------------------------- what it is for


def _products(
    rows: Sequence[Row], values: Mapping[str, str], reading: Reading
) -> tuple[list[Exchange], tuple[AllocationFactor, ...]]:
    """Products with their shares.

    Cells: name, unit, amount, allocation in percent, waste type, folder, comment.
    """
    stated = values.get("Multiple output allocation", "").casefold()
    exchanges: list[Exchange] = []
    factors: list[AllocationFactor] = []
    for row in rows:
        if reading.is_short(row, "Products", 3):
            continue
        name = row.cells[0]
        unit, text = reading.unit_and_amount(row, 1)
        amount, formula = reading.amount(text, name, row.line)
        flow = reading.ledger.product(name, unit)
        reading.ledger.settle_unit(flow, unit)
        reading.ledger.classify(flow, row.cell(5))
        exchanges.append(
            Exchange(
                id=f"Products:{row.line}",
                flow=flow,
                direction="output",
                amount=amount,
                formula=formula,
                unit=unit,
                is_reference=True,
                comment=row.cell(6),
            )
        )
        share, share_formula = reading.quantity(row.cell(3).removesuffix("%"))
        factors.append(
            AllocationFactor(
                product=flow,
                factor=None if share is None else share / 100,
                formula=f"({share_formula}) / 100" if share_formula else "",
                method=_METHODS.get(stated, "unspecified"),
            )
        )
    return exchanges, _useful(factors, reading)


def _useful(
    factors: Sequence[AllocationFactor], reading: Reading
) -> tuple[AllocationFactor, ...]:
    """Shares where there are several products; W035 if one carries not all."""
    if len(factors) > 1:
        return tuple(f for f in factors if f.factor is not None or f.formula)
    for only in factors:
        share = only.factor
        if share is not None and abs(share - 1) > _WHOLE:
            percent = f"{100 * share:.6g}"
            reading.tell(
                "W035",
                what={
                    "en": f"its only product is said to carry {percent} % of it",
                    "zh": f"唯一的产品只分配到 {percent} %",
                },
            )
    return ()


def _treated(section: Section, reading: Reading) -> Iterator[Exchange]:
    """The waste that a treatment or scenario takes in.

    Cells: name, unit, amount, waste type, folder, comment.
    """
    for row in section.rows:
        if reading.is_short(row, section.name, 3):
            continue
        unit, text = reading.unit_and_amount(row, 1)
        amount, formula = reading.amount(text, row.cells[0], row.line)
        flow = reading.ledger.waste(row.cells[0], unit)
        reading.ledger.settle_unit(flow, unit)
        reading.ledger.classify(flow, row.cell(4))
        yield Exchange(
            id=f"{section.name}:{row.line}",
            flow=flow,
            direction="input",
            amount=amount,
            formula=formula,
            unit=unit,
            is_reference=True,
            comment=row.cell(5),
        )


# --------------------------------------------------------------------- its description


def _classification(
    exchanges: Sequence[Exchange], values: Mapping[str, str], reading: Reading
) -> tuple[str, ...]:
    kind = values.get("Category type", "")
    flow = next((e.flow for e in exchanges if e.is_reference), "")
    folder = reading.ledger.seen[flow].classification if flow else ()
    return tuple(word for word in (kind, *folder) if word)


def _location(name: str, values: Mapping[str, str]) -> str:
    """The code in braces of ecoinvent's names, else what the key `Geography` says."""
    code = _CODE.search(name)
    return code.group(1) if code else _spoken(values.get("Geography", ""))


def _spoken(text: str) -> str:
    return "" if text.casefold() in _SILENT else text


def _tell_unknown(sections: Sequence[Section], reading: Reading) -> None:
    """W032 for sections of unknown name that hold a table."""
    for section in sections:
        is_known = section.name in METADATA or section.name in TABLES
        wide = [row for row in section.rows if len(row.cells) > 2]
        if wide and not is_known:
            name = section.name or "–"
            reading.tell("W032", section.line, name=name, count=len(wide))
