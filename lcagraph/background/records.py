"""What every database format is read into, before anything is computed.

A reader of `formats` turns its files into one `Package`: words, numbers and links as
the source states them, nothing converted, linked or left out. Units, parameters,
allocation, links and gases are settled afterwards, in one place for all formats, so a
package that two formats hold comes out the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from lcagraph.errors import Finding

FlowKind = Literal["product", "waste", "elementary"]
Direction = Literal["input", "output"]
Dialect = Literal["openlca", "ilcd", "ecospold2", "simapro", "brightway"]
"""Whose syntax the formulas of a package are written in."""

Spread = Literal[
    "lognormal", "normal", "triangular", "uniform", "undefined", "bernoulli",
    "discrete", "weibull", "gamma", "beta", "extreme", "student", "pert",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGroup:
    """Units of one quantity, with their size in the reference unit."""

    id: str
    name: str
    reference: str
    """Name of the reference unit, such as ``kg``."""
    factors: Mapping[str, float]
    """Size of each unit by its name or id. [reference unit]"""
    ids: Mapping[str, str] = field(default_factory=dict)
    """UUID of a unit by its name, where the source gives units ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowProperty:
    """A quantity in which flows are measured, such as mass."""

    id: str
    name: str
    unit_group: str
    """Id of its unit group; it may be missing from the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A product, waste or elementary flow."""

    id: str
    name: str
    kind: FlowKind
    names: Mapping[str, str] = field(default_factory=dict)
    """Name per language (``zh``, ``en``), where the source has several."""
    synonyms: tuple[str, ...] = ()
    compartment: tuple[str, ...] = ()
    """Elementary flows: the source's own words, such as ``("air", "urban")``."""
    classification: tuple[str, ...] = ()
    cas: str = ""
    formula: str = ""
    location: str = ""
    property: str = ""
    """Id of its reference flow property, where the format has properties."""
    unit: str = ""
    """Name of its reference unit; empty: that of its reference property."""
    properties: Mapping[str, float] = field(default_factory=dict)
    """Amount of each flow property per reference unit, reference property = 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """A distribution as the source states it, in the unit of the exchange."""

    spread: Spread
    location: float | None = None
    """Median of a lognormal, mean of a normal, mode of a triangular; else the
    parameter ``loc`` of stats_arrays."""
    scale: float | None = None
    """Geometric sd (not its square) of a lognormal; sd of a normal. Of a Weibull, gamma
    or extreme value, negative: the distribution looks the other way. Of a Bernoulli or
    discrete uniform: size of a step, 1 if none."""
    minimum: float | None = None
    maximum: float | None = None
    """Bounds of the amount, with its sign; of a discrete uniform, whole numbers of
    which the maximum is never drawn."""
    pedigree: tuple[int, ...] = ()
    shape: float | None = None
    """Third parameter of a Weibull, gamma, beta, extreme value or Student's t."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One input or output of a process, as stated."""

    id: str
    """Unique within its process: allocation factors refer to it."""
    flow: str
    """Id of its flow; the flow may be missing from the package (dangling)."""
    direction: Direction
    amount: float | None
    """None: only the formula gives it."""
    formula: str = ""
    unit: str = ""
    """Name (or id) of its unit; empty: the flow's reference unit."""
    property: str = ""
    """Id of the flow property in which it is stated; empty: the reference property."""
    is_reference: bool = False
    is_avoided: bool = False
    """A product that this process spares elsewhere (a credit)."""
    provider: str = ""
    """Id of the supplying (or treating) process, where the source names one."""
    provider_name: str = ""
    """Its name, where the source links by name only."""
    location: str = ""
    """Location that the source asks of the supplier."""
    uncertainty: Uncertainty | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named number of a process or of the package."""

    name: str
    value: float | None
    formula: str = ""
    uncertainty: Uncertainty | None = None
    comment: str = ""


AllocationMethod = Literal["physical", "economic", "causal", "unspecified"]

Allocation = Literal["mass", "energy", "volume", "economic", "reference"]
"""How the user divides datasets that do not say it themselves.

`reference` gives everything to the dataset's own reference product and makes the others
free of burdens: an agreement like any other, and no allocation by their worth.
"""

ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationFactor:
    """Share of a product in its process, or in one exchange of it, as stated."""

    product: str
    """Flow id of the product."""
    factor: float | None
    """[1]; None: the formula gives it."""
    formula: str = ""
    method: AllocationMethod = "unspecified"
    exchange: str = ""
    """Exchange id for a causal factor; empty: all exchanges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One dataset: a unit process, or a system whose inventory is already summed.

    Databases are stored by the order of the fields: new ones come last.
    """

    id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    location: str = ""
    classification: tuple[str, ...] = ()
    is_system: bool = False
    """True: a cumulative inventory (LCI result), not a unit process."""
    exchanges: tuple[Exchange, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    allocation: tuple[AllocationFactor, ...] = ()
    default_method: AllocationMethod | Literal["none"] | None = None
    """The method by which the source itself would allocate; ``none``: it would not."""
    year_from: int | None = None
    year_until: int | None = None
    description: str = ""
    technology: str = ""
    source: str = ""
    licence: str = ""
    is_market: bool = False
    """True of market groups as well."""
    production_volume: float | None = None
    """Per year. [unit of the reference exchange]"""
    file: str = ""
    """Where in the package it was read."""
    open: tuple[str, ...] = ()
    """What its source says is open in it: words of `lcagraph.background.linked.FLAGS`,
    in packages that lcagraph exported."""
    factor: Mapping[str, str] = field(default_factory=dict)
    """Ready factors of a table: what it says of them in the words of a model's
    ``factors.<id>`` (kind, boundary, class, gwp, aircraft, includes)."""
    version: str = ""
    """Of the dataset, as stated."""
    is_market_group: bool = False
    """True if it joins markets, as ecoinvent's market groups do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodFactor:
    """Characterisation factor of one elementary flow."""

    flow: str
    amount: float
    """NaN: there is a factor, and it is no number that can be read."""
    unit: str = ""
    """Unit of the flow that the factor is for; empty: its reference unit."""
    property: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One impact category of an LCIA method that came in the package."""

    id: str
    name: str
    category: str
    unit: str
    factors: tuple[MethodFactor, ...]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Everything that one import has read."""

    format: str
    """Format and its version, such as ``openLCA JSON-LD 2``."""
    name: str = ""
    version: str = ""
    licence: str = ""
    source: str = ""
    dialect: Dialect = "openlca"
    unit_groups: Mapping[str, UnitGroup] = field(default_factory=dict)
    flow_properties: Mapping[str, FlowProperty] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    processes: tuple[Process, ...] = ()
    """Duplicates included: the import reports them."""
    parameters: tuple[Parameter, ...] = ()
    """Of the whole package (project, database)."""
    methods: tuple[Method, ...] = ()
    problems: tuple[Finding, ...] = ()
    """What couldn't be read; `at` is the file inside the package."""
