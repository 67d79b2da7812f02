"""What only the reports print: organisation, equipment, suppliers, assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.formulas import Amount
from lcagraph.graph.evidence import Sampling
from lcagraph.graph.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One box of the organisation chart (图3-1)."""

    name: Text
    under: str | None = None
    """Id of the department above."""
    responsible_for_footprint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The producer (CQ-33, SD-49)."""

    name: Text | None = None
    address: Text | None = None
    legal_representative: Text | None = None
    contact: Text | None = None
    phone: str | None = None
    profile: Text | None = None
    business_scope: Text | None = None
    credit_code: str | None = None
    location: Text | None = None
    founded: str | None = None
    ownership: Text | None = None
    energy_management: Text | None = None
    departments: Mapping[str, Department] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Energy-using equipment (表3-1, 表3-2)."""

    name: Text
    model: str | None = None
    quantity: str | None = None
    energy: Text | None = None
    process: str | None = None
    """Id of the unit process it serves; none: the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Supplier of a component (表3-6)."""

    name: Text
    tier: int | None = None
    products: tuple[str, ...] = ()
    address: Text | None = None
    transport: Text | None = None
    under: str | None = None
    """Id of the supplier that it supplies (tier 2 and beyond)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Member of the assessment or review team (表2-1)."""

    name: Text
    role: Text | None = None
    field_of_expertise: Text | None = None
    on_site: bool | None = None
    conflict_of_interest: bool | None = None
    contact: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Client or assessing body (SD-41)."""

    name: Text
    address: Text | None = None
    contact: Text | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedFinding:
    """One row of the findings log (SD-11)."""

    problem: Text
    reply: Text | None = None
    method: Text | None = None
    basis: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """Label certificate and its dossier (CQ-02, CQ-49)."""

    number: str | None = None
    body: Text | None = None
    standard: str | None = None
    issued: str | None = None
    valid_until: str | None = None
    plan: Text | None = None
    link: str | None = None
    """Web address behind the QR code of the label (CQ-03)."""
    label_width: Amount | None = None
    """Width at which the label is printed; its height follows. [length]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFootprint:
    """Footprint of the same product over an earlier period (ISO 14067 7.3)."""

    period: str
    """ISO interval, as that of the scope."""
    footprint: Amount
    """Per reference flow of this model. [kgCO2e]"""
    report: str | None = None
    """Number of its report."""
    differences: Text | None = None
    """What differs from this study in unit, boundary, data or method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything about the assessment itself that a report prints (SD-40…49, 69)."""

    report_number: str | None = None
    version: str | None = None
    date: str | None = None
    client: Body | None = None
    assessed: Body | None = None
    body: Body | None = None
    basis: tuple[str, ...] = ()
    team: Mapping[str, Person] = field(default_factory=dict)
    reviewers: Mapping[str, Person] = field(default_factory=dict)
    approver: Text | None = None
    distribution: Text | None = None
    risks: Mapping[str, Text] = field(default_factory=dict)
    site_visit: Mapping[str, Text] = field(default_factory=dict)
    findings: tuple[LoggedFinding, ...] = ()
    conclusion: Text | None = None
    limitations: Text | None = None
    recommendations: Text | None = None
    certification: Certification | None = None
    sample: Sampling | None = None
    """Random sample of products and records for verification (CQ-48)."""
    steps: Mapping[str, str] = field(default_factory=dict)
    """Date per step of the workflow that is done (`WorkflowStep`)."""
    changes: tuple[Text, ...] = ()
    tracking: tuple[EarlierFootprint, ...] = ()
