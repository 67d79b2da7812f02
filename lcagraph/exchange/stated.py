"""The PACT footprint of a supplier as it is stated, in numbers of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from lcagraph.errors import Finding
from lcagraph.exchange.decimals import total

PARTS: Mapping[str, int] = {
    "fossilGhgEmissions": 1,
    "landUseChangeGhgEmissions": 1,
    "landManagementBiogenicCO2Emissions": 1,
    "landManagementBiogenicCO2Removals": -1,
    "technologicalCO2Removals": -1,
    "ccsTechnologicalCO2Capture": -1,
    "biogenicNonCO2Emissions": 1,
}
"""Parts of the total without biogenic uptake, and the sign that each may have."""
UPTAKE = "biogenicCO2Uptake"
EXCLUDING, INCLUDING = "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake"
RATINGS = ("technologicalDQR", "temporalDQR", "geographicalDQR")

Status = Literal["Active", "Deprecated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What is told beside a footprint; None: it isn't told."""

    aircraft: Decimal | None = None
    """Held by the total. [kgCO2e per declared unit]"""
    packaging: Decimal | None = None
    """Held by the total. [kgCO2e per declared unit]"""
    packaging_included: bool | None = None
    outbound: Decimal | None = None
    """Freight beyond the gate, not in the total. [kgCO2e per declared unit]"""
    exempted: Decimal | None = None
    """Share of emissions that is left out. [%]"""
    biogenic_carbon: Decimal | None = None
    """Of the product. [kg per declared unit]"""
    packaging_carbon: Decimal | None = None
    """Biogenic carbon of the packaging. [kg per declared unit]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFootprint:
    """What a supplier says, checked; numbers as the file has them."""

    id: str
    company: str
    product: str
    created: str
    status: Status
    unit: str
    """PACT's word."""
    amount: Decimal
    mass: Decimal
    """[kg per declared unit]"""
    start: date
    end: date
    """The day after the last, by the schema."""
    place: str
    """Empty: the whole world, or not told."""
    parts: Mapping[str, Decimal]
    """By the names of `PARTS` and `UPTAKE`. [kgCO2e per declared unit]"""
    excluding: Decimal
    including: Decimal
    besides: Besides
    reports: tuple[str, ...]
    primary_share: Decimal | None
    """[%]"""
    ratings: Mapping[str, Decimal]
    is_verified: bool
    findings: tuple[Finding, ...] = ()
    """Warnings, see `doubts`."""

    @property
    def sum_of_parts(self) -> Decimal:
        """Sum of the parts without biogenic uptake, by the text of the schema."""
        return total([self.parts[name] for name in PARTS])
