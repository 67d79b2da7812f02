"""Unit processes and their exchanges, as written: symbolic amounts, ids, no numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.formulas import Amount
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import (
    CaptureFate,
    CaptureOrigin,
    OutputRole,
    ProcessKind,
    RecyclingMethod,
    Stage,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportLeg:
    """One leg of freight; its work is mass × distance × corrections [t*km] (SD-21)."""

    mode: str
    """Id of a freight factor (or of a process) that supplies t*km."""
    distance: Amount
    load_factor: Amount | None = None
    """Used share of the capacity; the work is divided by it."""
    empty_return: Amount | None = None
    """Extra empty distance as a share of the way out; the work is × (1 + it)."""
    refrigerated: Amount | None = None
    """Extra energy of cooling as a share; the work is × (1 + it)."""
    stage: Stage | None = None
    data: DataCard | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """The product that a co-product replaces elsewhere, and how much of it per unit."""

    product: str
    ratio: Amount | None = None
    """Amount replaced per amount of the co-product; none: one to one."""
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One row of a unit process. The sign rule lives in `matrices`, not here."""

    amount: Amount
    product: str | None = None
    """What it is; none: the row's own id."""
    name: Text | None = None
    pedigree: tuple[int, ...] = ()
    data: DataCard | None = None
    stage: Stage | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Exchange):
    """A product that the process takes in."""

    from_: str | None = None
    """Id of the supplying process or factor, where several supply the product."""
    location: str | None = None
    transport: tuple[TransportLeg, ...] = ()
    properties: Mapping[str, Amount] = field(default_factory=dict)
    shares: Mapping[str, Amount] | None = None
    """Causal allocation: the share of this input that each product answers for."""
    price: Amount | None = None
    """Per unit of the amount: what an input costs that nothing supplies."""
    sector: str | None = None
    """Sector of an input–output table that it is bought of: what prices it."""
    covered: Mapping[str, tuple[str, ...]] | None = None
    """Spending: by what covers it, the purchases of its sector that the model itself
    tells, taken off so that they count once; `{}` says that there are none."""
    corrects: str | None = None
    """Row that this one takes something off: made by compiling, never written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Exchange):
    """A product that the process delivers."""

    role: OutputRole = "product"
    substitutes: Substitution | None = None
    price: Amount | None = None
    properties: Mapping[str, Amount] = field(default_factory=dict)
    transport: tuple[TransportLeg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waste(Exchange):
    """A waste that leaves for treatment, or (in `avoids_waste`) is spared one."""

    to: str | None = None
    """Id of the treating process or factor; none: the process that treats it."""
    untreated: Text | None = None
    """Why this waste has no treatment in the model (then none may be given)."""
    price: Amount | None = None
    """Per unit of the amount: what its treatment costs, where nothing treats it."""
    sector: str | None = None
    """Sector of an input–output table that treats it: what prices it."""
    transport: tuple[TransportLeg, ...] = ()
    properties: Mapping[str, Amount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LandUseChange:
    """Carbon lost by direct land-use change, spread over 20 years (ISO 14067)."""

    carbon_loss: Amount
    """Carbon stock before minus after. [kg C per area]"""
    area: Amount
    years: Amount | None = None
    """Amortisation period; none: 20 a."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """An elementary flow to the environment: measured, or activity × factor."""

    flow: str | None = None
    """Gas of the GWP tables; none: the row's own id."""
    amount: Amount | None = None
    activity: str | None = None
    """Id of an input of the same process whose amount it follows, or a quantity."""
    factor: Amount | None = None
    """Emission per unit of the activity, such as `2.16 kg/m3`."""
    from_: str | None = None
    """Emission by a cited factor set, such as `cn-fuels/natural-gas-combustion`."""
    land_use_change: LandUseChange | None = None
    class_: str | None = None
    """Class of the emission factor (Shandong guide 3.4 2)."""
    name: Text | None = None
    source: Text | None = None
    pedigree: tuple[int, ...] = ()
    data: DataCard | None = None
    stage: Stage | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Greenhouse gas taken out of the air or captured; the amount is a magnitude."""

    amount: Amount
    flow: str | None = None
    of: str | None = None
    """Capture: id of the gross emission of the same process."""
    origin: CaptureOrigin | None = None
    fate: CaptureFate | None = None
    name: Text | None = None
    pedigree: tuple[int, ...] = ()
    data: DataCard | None = None
    stage: Stage | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How a process with several products is shared among them.

    Either `by` (mass, energy, volume, count, economic, exergy, time_space, efficiency,
    alternative_production, benefit_distribution, or any property that all products
    have; see `compile.bases`) or explicit `shares`; economic allocation and shares need
    their `why` (SD-30).
    """

    by: str | None = None
    shares: Mapping[str, Amount] | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recycling:
    """Recycling formula; `parameters` bind its terms to supplier ids and stages."""

    method: RecyclingMethod
    parameters: Mapping[str, Amount] = field(default_factory=dict)
    suppliers: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProcess:
    """Smallest element considered in the inventory (ISO 14040 3.34): one node."""

    name: Text | None = None
    stage: Stage | None = None
    location: str | None = None
    kind: ProcessKind = "process"
    outputs: Mapping[str, Output] = field(default_factory=dict)
    treats: Mapping[str, Exchange] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    emissions: Mapping[str, Emission] = field(default_factory=dict)
    removals: Mapping[str, Removal] = field(default_factory=dict)
    waste: Mapping[str, Waste] = field(default_factory=dict)
    avoids_waste: Mapping[str, Waste] = field(default_factory=dict)
    allocation: Allocation | None = None
    recycling: Recycling | None = None
    balance: str | None = None
    """What draws scale so that masses stay balanced: `outputs`, `inputs`, or the id of
    the row that takes up the difference."""
    data: DataCard | None = None
    """Default card of the inputs and outputs (not of emissions and transport)."""
    technology: Text | None = None
    note: Text | None = None

    @property
    def own_stage(self) -> Stage | None:
        """Stage that it books to; None for a mix or utility: its consumers' stages."""
        return self.stage if self.kind == "process" else None
