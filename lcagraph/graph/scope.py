"""Goal and scope: what the result is per, by which rules, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.formulas import Amount
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import (
    CriticalReview,
    ExclusionBasis,
    LifeCycleBoundary,
    MethodFamily,
    RuleSet,
    Stage,
    Text,
    UnitKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualOutput:
    """Output of the reference product in the period; annual tables scale to it."""

    amount: Amount
    data: DataCard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Reference flow of the model: what every result is per."""

    product: str
    amount: Amount
    kind: UnitKind = "declared_unit"
    name: Text | None = None
    annual_output: AnnualOutput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A process left out of the system, with the reason and an estimate (SD-19)."""

    name: Text
    basis: ExclusionBasis
    reason: Text
    stage: Stage | None = None
    estimate: Amount | None = None
    """Share of the footprint (`0.4 %`) or kgCO2e per functional unit."""
    spend: Amount | None = None
    sector: str | None = None
    """Sector of an input–output table on which the spend goes: what prices it."""
    covered: Mapping[str, tuple[str, ...]] | None = None
    """As of an input: purchases of the sector that the model itself tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldAs:
    """What part of an input–output table the product is (integrated hybrid)."""

    sector: str
    """`table/sector` whose sales it is a part of."""
    price: Amount
    """Of the reference flow, in the currency and year of the table."""
    share: Amount
    """Part of the sector's sales that are this product, below 100 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """Cut-off criteria as shares of the footprint (SD-43)."""

    each: Amount | None = None
    total: Amount | None = None
    coverage: Amount | None = None
    basis: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRule:
    """Product category rule; a boundary that differs from it needs a reason (CQ-08)."""

    name: Text
    boundary: LifeCycleBoundary | None = None
    boundary_deviation_reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """The twelve declarations of the scope, Chongqing guide 二(一)1–12 (CQ-15…26)."""

    product_system: Text | None = None
    unit: Text | None = None
    boundary: Text | None = None
    data_quality: Text | None = None
    data_boundary: Text | None = None
    assumptions: Text | None = None
    allocation: Text | None = None
    specific_ghg: Text | None = None
    category_specific: Text | None = None
    report: Text | None = None
    critical_review: CriticalReview | None = None
    limitations: Text | None = None
    not_applicable: Mapping[str, Text] = field(default_factory=dict)
    """Reason per declaration that does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorSpread:
    """Uncertainty of a characterisation factor, as a distribution around one."""

    factor: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Goal and scope of the study (ISO 14044 4.2)."""

    goal: Text | None = None
    rule_set: RuleSet = "gbt24067-cq"
    method: MethodFamily = "process"
    standards: tuple[str, ...] = ()
    category_rule: CategoryRule | None = None
    boundary: LifeCycleBoundary | None = None
    period: str | None = None
    """ISO interval `2024-01-01/2024-12-31`, both ends inclusive."""
    period_reason: Text | None = None
    """Why the period is shorter than a year (SD-24)."""
    timing: Text | None = None
    """When emissions and removals of use and end of life occur (ISO 14067 7.3)."""
    geography: str | None = None
    gwp: str = "ipcc-ar6-gwp100"
    gwp_uncertainty: Mapping[str, FactorSpread] = field(default_factory=dict)
    """By elementary flow; drawn, never part of the footprint itself."""
    categories: tuple[str, ...] = ()
    """Further impact categories, by the names of `databases/methods/`."""
    cut_off: CutOff | None = None
    excluded: Mapping[str, Excluded] = field(default_factory=dict)
    sold_as: SoldAs | None = None
    """Changes no footprint but that of the integrated hybrid."""
    assurance: Text | None = None
    declarations: Declarations | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Values set on top of the model: `set: {green_share: 1}`; paths must exist."""

    set_: Mapping[str, object] = field(default_factory=dict)
    extends: tuple[str, ...] = ()
    name: Text | None = None
    why: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding accepted by code, place and reason; printed with every result."""

    code: str
    at: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRequirement:
    """A background database by name and version."""

    version: str | None = None
    waive_open_links: Text | None = None
