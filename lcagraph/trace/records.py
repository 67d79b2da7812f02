"""What a trace consists of: ids, numbers and the model's own objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lcagraph.displayed import Displayed
from lcagraph.graph.evidence import DataCard, Evidence, Meter
from lcagraph.graph.words import CaptureFate, CaptureOrigin, Text
from lcagraph.sampling.described import DrawnNumber
from lcagraph.solve import Solution
from lcagraph.wording import Language, label
from lcagraph.wording.page import (
    UNDEFINED,
    Fact,
    facts_html,
    facts_text,
    significant,
)
from lcagraph.wording.screen import Place

NO_SPREADS: Mapping[str, DrawnNumber] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One value that a scenario or the call has set in place of the model's own."""

    path: str
    """Model path of what is set, in the long form."""
    written: str
    """The path as the scenario or the call names it."""
    value: str
    was: str | None
    """What it replaces; None: nothing was stated."""
    scenario: str | None
    """Scenario that states it, itself or extended by another; None: the call."""
    place: Place | None
    """Where the scenario states it; None: it is not in the file."""
    was_place: Place | None
    """Where the replaced value stands."""


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
    """Where the value in force stands; None: given in the call, or computed."""
    override: Override | None = None
    """What set the value, if it isn't the model's own."""
    spread: DrawnNumber | None = None
    """How it is drawn, if it is uncertain by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Netting:
    """A meter reading and what its card takes off: net = gross − Σ minus (SD-23)."""

    gross: Term
    minus: tuple[Term, ...]
    """In the order of the card."""
    net: Term
    """What the exchange counts with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """The activity datum as the model states it, with its card and its documents."""

    written: str
    """Quantity or formula, in the canonical form."""
    value: float
    """Per run of the process as written, less what is taken off. [unit]"""
    unit: str
    terms: tuple[Term, ...]
    """What the formula names, and what that names in turn."""
    netting: Netting | None
    """The reading with its deductions, if the card has any."""
    card: DataCard | None
    is_default_card: bool
    """True if the card is that of the whole process."""
    period: str | None
    """Of the card, else of the scope."""
    meter: tuple[str, Meter | None] | None
    evidence: tuple[tuple[str, Evidence | None], ...]
    spread: DrawnNumber | None
    """How the amount is drawn, if it is uncertain by itself."""
    deviation: float | None
    """Datum as read ÷ second source − 1, if the card has a cross-check. [1]"""


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
    overrides: tuple[Override, ...] = ()
    """What is set inside the factor."""
    spreads: Mapping[str, DrawnNumber] = field(default_factory=lambda: NO_SPREADS)
    """How the figures are drawn that are uncertain, by flow or ready item."""


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
class Capture:
    """What captured CO2 is taken from, and what becomes of it."""

    of: str | None
    """Row id of the gross emission, of the same process; None: CO2 of the air."""
    gross: Term | None
    """The gross emission, per run of the process as written."""
    origin: CaptureOrigin
    fate: CaptureFate


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Trace(Displayed):
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
    overrides: tuple[Override, ...]
    """What is set at this row, at the allocation of its process or at the reference."""
    activity: Activity
    draws: tuple[Draw, ...]
    source: FactorSource | ProcessSource | None
    """None: the flow was measured, or its factor stands in the model's own formula."""
    gases: tuple[GasPart, ...]
    gwp_set: str
    place: Place | None
    """Where the amount in force stands: in the row, or in the scenario that sets it."""
    solution: Solution
    """Of the equations that the runs come from."""
    capture: Capture | None = None
    """Of captured CO2."""

    @property
    def setting(self) -> str | None:
        """What the call sets at this row: `path = value`."""
        return next(
            (
                f"{each.written} = {each.value}"
                for each in reversed(self.overrides)
                if each.scenario is None and each.path.startswith(self.path)
            ),
            None,
        )

    @property
    def intensity(self) -> float:
        """Contribution ÷ amount. [kgCO2e per unit]"""
        return self.contribution / self.amount if self.amount else 0.0

    def __repr__(self) -> str:
        return facts_text(self.path, self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Result ← amount × intensity ← datum ← factor, as a table."""
        return facts_html(self.path, self._facts(lang))

    def _facts(self, lang: Language) -> list[Fact]:
        """Result ← amount × intensity ← datum ← factor, a line each."""
        share = UNDEFINED if self.share is None else f"{100 * self.share:.2f} %"
        intensity = f"{significant(self.intensity)} kgCO2e/{self.unit}"
        facts = [
            (
                label("trace.result", lang),
                f"{significant(self.contribution)} kgCO2e / {self.reference} ({share})",
            ),
            (
                label("trace.scaling", lang),
                f"{significant(self.amount)} {self.unit} × {intensity}",
            ),
            (label("trace.activity", lang), self.activity.written),
        ]
        if self.capture is not None:
            words = (self.capture.of, self.capture.origin, self.capture.fate)
            facts.append(
                (label("trace.capture", lang), " · ".join(filter(None, words)))
            )
        if isinstance(self.source, FactorSource):
            origin = self.source.source.get(lang) if self.source.source else None
            text = " · ".join(filter(None, [self.source.id, origin]))
            facts.append((label("trace.factor", lang), text))
        elif self.source is not None:
            facts.append((label("trace.supplier", lang), self.source.id))
        return facts
