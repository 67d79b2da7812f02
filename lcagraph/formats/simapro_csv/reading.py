"""What the blocks of an export are read with: numbers, formulas, distributions, flows.

Flows have names only. Products, wastes and substances are kept apart, because SimaPro
lets a product, a waste treatment and an assembly bear the same name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.background.records import (
    Exchange,
    Flow,
    FlowKind,
    FlowProperty,
    Parameter,
    Uncertainty,
    UnitGroup,
)
from lcagraph.errors import Finding
from lcagraph.formats.simapro_csv.blocks import Section
from lcagraph.formats.simapro_csv.text import Header, Row
from lcagraph.formats.stated import stated_number

_CAS = re.compile(r"0*(\d{2,7}-\d{2}-\d)")
_FORMULA = re.compile(r"Formula:\s*([A-Za-z0-9()\[\].+-]+)")
_PEDIGREE = re.compile(r"\s*\(([^()]{5,40})\)")
_UNSPECIFIED = "(unspecified)"


@dataclass(slots=True, kw_only=True)
class _Seen:
    name: str
    kind: FlowKind
    unit: str = ""
    compartment: tuple[str, ...] = ()
    classification: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    cas: str = ""
    formula: str = ""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Flows, units and substances of all files of a package."""

    seen: dict[str, _Seen] = field(default_factory=dict)
    units: dict[str, tuple[str, float, str]] = field(default_factory=dict)
    """Unit → quantity, size in the reference unit, reference unit."""
    substances: dict[tuple[str, str], tuple[str, str, str]] = field(
        default_factory=dict
    )
    """Compartment and name → unit, CAS number, chemical formula."""

    def product(self, name: str, unit: str) -> str:
        """Id of what a process makes."""
        return self._add(f"product/{name}", name, "product", unit)

    def waste(self, name: str, unit: str) -> str:
        """Id of what a waste treatment or waste scenario takes in."""
        return self._add(f"waste/{name}", name, "waste", unit)

    def elementary(self, name: str, compartment: str, sub: str, unit: str) -> str:
        """Id of a substance in a compartment and subcompartment.

        `background.methods` finds the substance of the whole compartment by it.
        """
        sub = "" if sub.casefold() == _UNSPECIFIED else sub
        place = (compartment, sub) if sub else (compartment,)
        identifier = "/".join((*place, name))
        if identifier not in self.seen:
            self._add(identifier, name, "elementary", unit)
            self.seen[identifier].compartment = place
        return identifier

    def classify(self, flow: str, category: str) -> None:
        """Take down the folder of a product, parted by slashes or backslashes."""
        words = tuple(word for word in re.split(r"[\\/]", category) if word)
        self.seen[flow].classification = self.seen[flow].classification or words

    def _add(self, identifier: str, name: str, kind: FlowKind, unit: str) -> str:
        seen = self.seen.setdefault(identifier, _Seen(name=name, kind=kind))
        seen.unit = seen.unit or unit
        return identifier

    def settle_unit(self, flow: str, unit: str) -> None:
        """The unit in which a product is made is its reference unit."""
        self.seen[flow].unit = unit or self.seen[flow].unit

    def flows(self) -> Mapping[str, Flow]:
        """All flows, with what the lists of substances add to them."""
        return {identifier: self._flow(identifier) for identifier in self.seen}

    def unit_groups(self) -> Mapping[str, UnitGroup]:
        """One group per quantity."""
        sizes: dict[str, dict[str, float]] = {}
        references: dict[str, str] = {}
        for unit, (quantity, size, reference) in self.units.items():
            sizes.setdefault(quantity, {})[unit] = size
            references.setdefault(quantity, reference)
        return {
            quantity: UnitGroup(
                id=quantity,
                name=quantity,
                reference=references[quantity],
                factors=factors,
            )
            for quantity, factors in sizes.items()
        }

    def properties(self) -> Mapping[str, FlowProperty]:
        """Each quantity as a flow property."""
        return {
            quantity: FlowProperty(id=quantity, name=quantity, unit_group=quantity)
            for quantity in dict.fromkeys(q for q, _, _ in self.units.values())
        }

    def _flow(self, identifier: str) -> Flow:
        seen = self.seen[identifier]
        unit, cas, formula = seen.unit, "", ""
        if seen.kind == "elementary":
            known = self.substances.get((seen.compartment[0], seen.name))
            if known is not None:
                unit, cas, formula = known[0] or unit, known[1], known[2]
        quantity = self.units[unit][0] if unit in self.units else ""
        return Flow(
            id=identifier,
            name=seen.name,
            kind=seen.kind,
            compartment=seen.compartment,
            classification=seen.classification,
            cas=cas or seen.cas,
            formula=formula,
            unit=unit,
            property=quantity,
            properties={quantity: 1.0} if quantity else {},
        )

    def note_cas(self, flow: str, cas: str) -> None:
        """The CAS number that a method gives for a flow."""
        self.seen[flow].cas = self.seen[flow].cas or tidy_cas(cas)


@dataclass(slots=True, kw_only=True)
class Reading:
    """One file while it is read."""

    header: Header
    ledger: Ledger
    file: str
    problems: list[Finding]
    place: str = ""
    """Id of the process at hand; empty: the file."""

    def tell(self, code: str, line: int = 0, **values: object) -> None:
        """Take down a problem, at the process or at a line of the file."""
        at = self.place or (f"{self.file}:{line}" if line else self.file)
        self.problems.append(Finding(code=code, at=at, values=values))

    def is_short(self, row: Row, section: str, least: int) -> bool:
        """True (and E033) for a row with fewer cells than its section needs."""
        if len(row.cells) >= least and row.cells[0]:
            return False
        what = f"{section}, {self.file}:{row.line}"
        missing = "name" if row.cells and not row.cells[0] else f"≥ {least} cells"
        self.tell("E033", row.line, what=what, missing=missing)
        return True

    def quantity(self, text: str) -> tuple[float | None, str]:
        """A number, or a formula with points as decimal signs."""
        plain = text.strip()
        if self.header.decimal == ",":
            plain = plain.replace(",", ".")  # arguments of functions are parted by “;”
        number = stated_number(plain)
        return (number, "") if number is not None else (None, plain)

    def amount(self, text: str, what: str, line: int) -> tuple[float | None, str]:
        """As `quantity`; E027 where there is nothing at all."""
        number, formula = self.quantity(text)
        if number is None and not formula:
            self.tell("E027", line, what=what, text=text)
        return number, formula

    def number(self, text: str, what: str, line: int) -> float | None:
        """A plain number; None and E027 for anything else."""
        number, _ = self.quantity(text)
        if number is None:
            self.tell("E027", line, what=what, text=text)
        return number

    def unit_and_amount(self, row: Row, position: int) -> tuple[str, str]:
        """Unit and amount; the oldest exports write them the other way round."""
        first, second = row.cell(position), row.cell(position + 1)
        return (second, first) if self.header.is_old else (first, second)


# ------------------------------------------------------------------------------- rows


def read_supplies(section: Section, reading: Reading) -> Iterator[Exchange]:
    """Inputs of products, credits, and wastes given away.

    Cells: name, unit, amount, four of uncertainty, comment.
    """
    for row in section.rows:
        if reading.is_short(row, section.name, 3):
            continue
        name = row.cells[0]
        unit, text = reading.unit_and_amount(row, 1)
        amount, formula = reading.amount(text, name, row.line)
        is_waste = section.name == "Waste to treatment"
        is_avoided = section.name == "Avoided products"
        flow = (reading.ledger.waste if is_waste else reading.ledger.product)(
            name, unit
        )
        comment = row.cell(7)
        yield Exchange(
            id=f"{section.name}:{row.line}",
            flow=flow,
            direction="output" if is_waste or is_avoided else "input",
            amount=amount,
            formula=formula,
            unit=unit,
            is_avoided=is_avoided,
            uncertainty=read_uncertainty(row, 3, amount, comment, reading),
            comment=comment,
        )


def read_elementary(
    section: Section, compartment: str, reading: Reading
) -> Iterator[Exchange]:
    """Exchanges with nature.

    Cells: name, subcompartment, unit, amount, four of uncertainty, comment.
    """
    for row in section.rows:
        if reading.is_short(row, section.name, 4):
            continue
        name = row.cells[0]
        unit, text = reading.unit_and_amount(row, 2)
        amount, formula = reading.amount(text, name, row.line)
        comment = row.cell(8)
        yield Exchange(
            id=f"{section.name}:{row.line}",
            flow=reading.ledger.elementary(name, compartment, row.cell(1), unit),
            direction="input" if compartment == "Raw" else "output",
            amount=amount,
            formula=formula,
            unit=unit,
            uncertainty=read_uncertainty(row, 4, amount, comment, reading),
            comment=comment,
        )


def read_inputs(section: Section, reading: Reading) -> Iterator[Parameter]:
    """Input parameters: name, value, four of uncertainty, hidden, comment."""
    for row in section.rows:
        if reading.is_short(row, section.name, 2):
            continue
        value = reading.number(row.cell(1), row.cells[0], row.line)
        yield Parameter(
            name=row.cells[0],
            value=value,
            uncertainty=read_uncertainty(row, 2, value, "", reading),
            comment="\n".join(cell for cell in row.cells[7:] if cell),
        )


def read_calculated(section: Section, reading: Reading) -> Iterator[Parameter]:
    """Calculated parameters: name, formula, comment."""
    for row in section.rows:
        if not reading.is_short(row, section.name, 2):
            value, formula = reading.quantity(row.cell(1))
            yield Parameter(
                name=row.cells[0], value=value, formula=formula, comment=row.cell(2)
            )


def read_uncertainty(
    row: Row, position: int, amount: float | None, comment: str, reading: Reading
) -> Uncertainty | None:
    """A distribution of four cells: its name and up to three numbers.

    Lognormal: the squared geometric standard deviation; normal: twice the standard
    deviation; both are 95 % intervals around the amount. Triangle and uniform: minimum
    and maximum in the third and fourth cell.
    """
    kind = row.cell(position).casefold()
    first, low, high = (reading.quantity(row.cell(position + i))[0] for i in (1, 2, 3))
    pedigree = _pedigree(comment)
    if kind == "lognormal" and first is not None and first >= 0:
        gsd = math.sqrt(first)
        return Uncertainty(
            spread="lognormal", location=amount, scale=gsd, pedigree=pedigree
        )
    if kind == "normal" and first is not None:
        return Uncertainty(spread="normal", location=amount, scale=first / 2)
    if kind in {"triangle", "triangular"}:
        return Uncertainty(
            spread="triangular", location=amount, minimum=low, maximum=high
        )
    if kind == "uniform":
        return Uncertainty(spread="uniform", minimum=low, maximum=high)
    return None


def _pedigree(comment: str) -> tuple[int, ...]:
    """Scores at the head of a comment, ``(1,2,3,4,5)`` or with a sixth, ``na``."""
    found = _PEDIGREE.match(comment)
    scores = [part.strip() for part in found.group(1).split(",")] if found else []
    if len(scores) in (5, 6) and all(
        s in {"1", "2", "3", "4", "5"} for s in scores[:5]
    ):
        return tuple(int(score) for score in scores[:5])
    return ()


def tidy_cas(text: str) -> str:
    """A CAS number without the zeros that SimaPro fills up with; else as stated."""
    found = _CAS.fullmatch(text.strip())
    return found.group(1) if found else text.strip()


def chemical_formula(comment: str) -> str:
    """The formula that SimaPro keeps in the comment of a substance."""
    found = _FORMULA.search(comment)
    return found.group(1).rstrip(".") if found else ""
