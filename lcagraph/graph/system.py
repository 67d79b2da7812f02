"""The product system: everything a model says, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lcagraph.displayed import Displayed
from lcagraph.graph.data_exchange import DataExchange
from lcagraph.graph.evidence import Evidence, Meter
from lcagraph.graph.factor import Factor, Supply
from lcagraph.graph.flow import Parameter, Product
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.report_fields import (
    Assessment,
    Equipment,
    Organisation,
    Supplier,
)
from lcagraph.graph.scope import (
    DatabaseRequirement,
    Reference,
    Scenario,
    Scope,
    Waiver,
)
from lcagraph.graph.system_page import system_html
from lcagraph.graph.words import Text
from lcagraph.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file of a model: databases beside it come first, its lock pins them."""

    file: Path
    is_locked: bool = True
    """False: databases are taken as they are, whatever the lock says."""
    includes: tuple[Path, ...] = ()
    """Files that it includes, directly or not."""

    @property
    def folder(self) -> Path:
        return self.file.parent

    @property
    def lock(self) -> Path:
        """`model.lock` beside `model.yaml`."""
        return self.file.with_suffix(".lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSystem(Displayed):
    """Unit processes with elementary and product flows (ISO 14040 3.28), as written.

    Amounts are symbolic; `compile_system` gives them numbers. The order of the
    mappings is the order of the file, and no result depends on it.
    """

    lcagraph: int = 1
    languages: tuple[str, ...] = ("zh", "en")
    title: Text | None = None
    reference: Reference
    scope: Scope = field(default_factory=Scope)
    include: tuple[str, ...] = ()
    databases: Mapping[str, DatabaseRequirement] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    processes: Mapping[str, UnitProcess] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    factors: Mapping[str, Factor] = field(default_factory=dict)
    supply: Mapping[str, Supply] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    meters: Mapping[str, Meter] = field(default_factory=dict)
    equipment: Mapping[str, Equipment] = field(default_factory=dict)
    suppliers: Mapping[str, Supplier] = field(default_factory=dict)
    organisation: Organisation | None = None
    assessment: Assessment | None = None
    data_exchange: DataExchange | None = None
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    waive: tuple[Waiver, ...] = ()
    origin: Origin | None = field(default=None, compare=False)
    """Its file; not part of what the model says."""

    def to_html(self, lang: Language = "en") -> str:
        """What it is per, what it consists of, and its processes, as tables."""
        counts = {
            "processes": len(self.processes),
            "factors": len(self.factors),
            "parameters": len(self.parameters),
        }
        goal = (self.reference, self.scope)
        return system_html(self.title, goal, self.processes, counts, lang)
