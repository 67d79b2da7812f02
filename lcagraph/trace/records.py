"""What a trace consists of: ids, numbers and the model's own objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.graph.evidence import DataCard, Evidence, Meter
from lcagraph.graph.words import Text
from lcagraph.wording.screen import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One number that an activity is computed from."""

    name: str
    """Name of the parameter, or model path."""
    value: float
    unit: str
    written: str
    """Quantity or formula."""
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """The activity datum as the model states it, with its card and its documents."""

    written: str
    """Quantity or formula, in the canonical form."""
    value: float
    """Per run of the process as written. [unit]"""
    unit: str
    terms: tuple[Term, ...]
    """What the formula names, and what that names in turn."""
    card: DataCard | None
    is_default_card: bool
    """True if the card is that of the whole process."""
    period: str | None
    """Of the card, else of the scope."""
    meter: tuple[str, Meter | None] | None
    evidence: tuple[tuple[str, Evidence | None], ...]
    deviation: float | None
    """Datum ÷ second source − 1, if the card has a cross-check. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How often one product of the process counts the exchange."""

    product: str
    allocation: float
    """Share of the exchange that this product answers for. [1]"""
    runs: float
    """Scaling: runs of the process for this product. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorSource:
    """The factor that an activity is multiplied by, and where it is from."""

    id: str
    per: str
    figures: Mapping[str, str]
    """Elementary flow or ready item → amount, as written."""
    name: Text | None = None
    kind: str | None = None
    boundary: str | None = None
    class_: str | None = None
    region: str | None = None
    year: int | None = None
    source: Text | None = None
    page: str | None = None
    licence: str | None = None
    gwp: str | None = None
    origin: str | None = None
    """`set/id` of the shipped record."""
    as_published: str | None = None
    """Number and unit as the source prints them."""
    set_hash: str | None = None
    """SHA-256 of the shipped set."""
    evidence: tuple[tuple[str, Evidence | None], ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One draw on a factor, or one elementary flow, upstream of a branch."""

    path: str
    amount: float
    unit: str
    emission: float
    """[kgCO2e]"""
    supplier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSource:
    """The process that supplies an exchange, and where its footprint is from."""

    id: str
    name: Text | None
    product: str
    leaves: tuple[Leaf, ...]
    """Largest first; they add up to the contribution."""
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GasPart:
    """Emission of one elementary flow and what characterises it."""

    flow: str
    amount: float
    """[kg]"""
    gwp: float
    """[kgCO2e/kg]"""

    @property
    def emission(self) -> float:
        """[kgCO2e]"""
        return self.amount * self.gwp


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One row of a result with everything that made its number."""

    path: str
    kind: str
    stage: str
    process: str
    process_name: Text | None
    name: str
    """Product, freight or gas id."""
    contribution: float
    """Amount × intensity, by the headline view. [kgCO2e per reference flow]"""
    share: float | None
    """Of the footprint; None where that isn't positive. [1]"""
    items: Mapping[str, float]
    """Items that are not zero. [kgCO2e]"""
    amount: float
    """Per reference flow. [unit]"""
    unit: str
    reference: str
    """What the result is per."""
    scenario: str | None
    setting: str | None
    """Value set on top of the model at this row."""
    activity: Activity
    draws: tuple[Draw, ...]
    source: FactorSource | ProcessSource | None
    """None: the flow was measured, or its factor stands in the model's own formula."""
    gases: tuple[GasPart, ...]
    gwp_set: str
    place: Place | None

    @property
    def intensity(self) -> float:
        """Contribution ÷ amount. [kgCO2e per unit]"""
        return self.contribution / self.amount if self.amount else 0.0
