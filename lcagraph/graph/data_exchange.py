"""What is told to other companies with a footprint: PACT and Catena-X."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.formulas import Amount
from lcagraph.graph.words import (
    IncinerationRule,
    ProspectiveKind,
    RecycledCarbonRule,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MassBalancing:
    """Chain of custody by mass balance (Catena-X PCF 9)."""

    scheme: str
    """Name of the certificate scheme."""
    free_attribution: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataExchange:
    """Ids and statements of a footprint that is given to other companies.

    What the model says elsewhere (names, period, place, standards, exclusions) is taken
    from there.
    """

    company: Text | None = None
    """Who gives the footprint, if that isn't the producer (`organisation.name`)."""
    company_ids: tuple[str, ...] = ()
    """URNs of the company that gives the footprint."""
    product_ids: tuple[str, ...] = ()
    """URNs of the product."""
    classifications: tuple[str, ...] = ()
    """URNs besides those of `products.*.codes`."""
    region: str | None = None
    """UN region, if the footprint is of one; else `scope.geography` is told."""
    packaging_included: bool | None = None
    packaging: tuple[str, ...] = ()
    """Model paths whose emissions, with all below them, are those of the packaging."""
    packaging_biogenic_carbon: Amount | None = None
    """Biogenic carbon in the packaging. [kg per reference flow]"""
    outbound_responsible: bool | None = None
    """Whether the company answers for freight beyond its gate, which is then told."""
    recycled_carbon: Amount | None = None
    """Carbon from recycled material in the product. [kg per reference flow]"""
    preceding: tuple[str, ...] = ()
    """Ids of earlier versions of this footprint."""
    rule_operator: str | None = None
    """Who has published the product category rule that was followed."""
    created: str | None = None
    """When the footprint was made; else `assessment.date`."""
    valid_from: str | None = None
    valid_until: str | None = None
    comment: Text | None = None
    version: int | None = None
    prospective: ProspectiveKind | None = None
    waste_incineration: IncinerationRule | None = None
    recycled_carbon_rule: RecycledCarbonRule | None = None
    mass_balancing: MassBalancing | None = None
    legal_statement: Text | None = None
