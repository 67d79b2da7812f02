"""Datasets of background databases, as factors of the model that names them.

A factor ``from: uslci/Steel, liquid`` takes the gases of the dataset's whole supply
chain; an input that names a dataset itself gets such a factor of its own. From here on
they are factors like any other: every variant, trace and table treats them the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lcagraph.background.dataset_reference import is_background
from lcagraph.errors import Finding
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.system import ProductSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSource:
    """The dataset behind a factor."""

    reference: str
    """`<database>/<process>?product=<flow>`."""
    database: str
    hash: str
    """Of what a result takes from the database."""


@dataclass(slots=True)
class Background:
    """The system with its datasets as factors, and what was found on the way."""

    system: ProductSystem
    sources: dict[str, DatasetSource] = field(default_factory=dict)
    """Factor id → the dataset behind it."""
    findings: list[Finding] = field(default_factory=list)
    named_at: dict[str, str] = field(default_factory=dict)
    """Factor that no one wrote → the `from` or `to` that names its dataset."""
    dataset_names: dict[str, str] = field(default_factory=dict)
    """What the model writes → the one text of the dataset that this names."""
    refused: set[str] = field(default_factory=set)
    """Factors whose dataset was not found; that has been told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """An exchange that names a dataset instead of a process or factor."""

    section: str
    process: str
    row: str
    key: str
    """`from` of an input, `to` of a waste."""
    reference: str
    stated_at: str = ""
    """Where the text asks for it, if the row itself stands in no file."""

    @property
    def at(self) -> str:
        if self.stated_at:
            return self.stated_at
        return f"processes.{self.process}.{self.section}.{self.row}.{self.key}"


def placed(
    findings: Iterable[Finding], named_at: Mapping[str, str]
) -> Iterator[Finding]:
    """Findings about a factor that no one wrote, moved to the line that names it."""
    for finding in findings:
        section, _, rest = finding.at.partition(".")
        at = named_at.get(rest.partition(".")[0]) if section == "factors" else None
        yield finding if at is None else replace(finding, at=at, part="value")


def named_factors(system: ProductSystem) -> list[str]:
    """Factors that are taken from a database."""
    return [id_ for id_, f in system.factors.items() if is_background(f.from_)]


def named_rows(system: ProductSystem) -> Iterator[NamedRow]:
    """Inputs and wastes that name a dataset themselves."""
    for process, unit_process in system.processes.items():
        names = [("inputs", "from", r, x.from_) for r, x in unit_process.inputs.items()]
        names += [("waste", "to", row, x.to) for row, x in unit_process.waste.items()]
        for section, key, row, reference in names:
            if reference is not None and is_background(reference):
                yield NamedRow(
                    section=section,
                    process=process,
                    row=row,
                    key=key,
                    reference=reference,
                )


def drawing_on(process: UnitProcess, row: NamedRow, factor_id: str) -> UnitProcess:
    """The process with one of its rows supplied, or treated, by a factor."""
    if row.section == "inputs":
        input_ = replace(process.inputs[row.row], from_=factor_id)
        return replace(process, inputs={**process.inputs, row.row: input_})
    waste = replace(process.waste[row.row], to=factor_id)
    return replace(process, waste={**process.waste, row.row: waste})
