"""Emission factors and supplies of energy, as a model states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lcagraph.formulas import Amount
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import (
    FactorBoundary,
    FactorClass,
    FactorKind,
    Stage,
    SupplyKind,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Footprint of one unit of a product or service: ready CO2e, gases, or a dataset.

    Exactly one of `co2e`, `emissions` and `from_` is given. `co2e` is one number
    (item `unspecified`) or a number per item; `emissions` is kilograms per gas.
    """

    per: Amount | None = None
    kind: FactorKind | None = None
    boundary: FactorBoundary | None = None
    co2e: Mapping[str, Amount] | None = None
    emissions: Mapping[str, Amount] | None = None
    from_: str | None = None
    """`<set or database>/<id>`; what is written beside it overrides the record."""
    product: str | None = None
    """Product that it supplies; none: the factor's own id."""
    name: Text | None = None
    class_: FactorClass | None = None
    region: str | None = None
    year: int | None = None
    source: Text | None = None
    page: str | None = None
    licence: str | None = None
    gwp: str | None = None
    """GWP set of a ready CO2e figure, or `unknown`."""
    stage: Stage | None = None
    aircraft: bool = False
    """Its emissions are aircraft emissions (memo of ISO 14067 7.2)."""
    includes: tuple[str, ...] = ()
    """Freight: what it already holds (empty_return, load_factor, refrigerated)."""
    properties: Mapping[str, Amount] = field(default_factory=dict)
    pedigree: tuple[int, ...] = ()
    primary_share: Decimal | None = None
    """Share of primary data in the figure, as its supplier states it (PACT). [1]"""
    data: DataCard | None = None
    evidence: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Contractual instrument of an energy supply."""

    id: str
    volume: Amount | None = None
    period: str | None = None
    registry: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Electricity or heat supply with its two results (ISO 14067 6.4.9.4)."""

    kind: SupplyKind
    product: str | None = None
    location_based: str
    """Id of the factor of the grid at the place of use."""
    market_based: str | None = None
    """Id of the contract's or residual mix's factor; none: as location-based."""
    losses: Amount | None = None
    certificate: Certificate | None = None
    volume: Amount | None = None
    period: str | None = None
    name: Text | None = None
    evidence: tuple[str, ...] = ()
    note: Text | None = None
