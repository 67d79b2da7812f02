"""WHAT a boundary figure shows, without sizes or places: frozen, in two languages.

Every amount is per reference flow. `content` makes a scene of a solved model, `blocks`
and `layout` give it a form, `svg` and `dot` write it down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lcagraph.graph.words import Text

Group = Literal[
    "material",
    "energy",
    "transport",
    "other",
    "treatment",
    "emission",
    "removal",
    "co_product",
    "burden_free",
    "credit",
]
"""What a row of a table is; it decides its colour and its entry of the legend."""

UTILITIES = "utilities"
"""Band of what books to its consumers' stages."""

FlowKind = Literal["product", "burden_free", "waste"]
ArrowKind = Literal["product", "energy", "burden_free", "waste"]
"""How an arrow is drawn: as its flow, products that are energy on their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: something that a process takes in or gives off."""

    group: Group
    name: Text
    amount: Text | None = None
    """Amount with its unit, per reference flow."""
    detail: Text | None = None
    """What is said beside the name: an origin, a share, a treatment."""
    legs: tuple[Text, ...] = ()
    """Transport, one leg each: `truck 420 km`."""
    connector: str = ""
    """Letter of the process in the same figure that supplies or treats it."""
    is_formula: bool = False
    """The name is a chemical formula: its digits are subscripts."""
    partner: str = ""
    """Process of the model that supplies it, or treats it."""
    output: str = ""
    """Row id in the partner's outputs; of what leaves, in the process's own."""


OutputKind = Literal["product", "co_product", "burden_free", "credit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Something that a process makes, whoever takes it."""

    id: str
    """Row id in its outputs."""
    kind: OutputKind
    name: Text
    share: str = ""
    """Its part of the burden, where several products divide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessNode:
    """A unit process, mix or utility, with everything that isn't drawn as an arrow."""

    id: str
    is_utility: bool
    name: Text
    band: str
    """Life cycle stage, `unassigned`, or `UTILITIES`."""
    note: Text | None = None
    """How its products share its burden, or that nothing of it is used."""
    is_idle: bool = False
    """Whether the reference flow takes nothing from it, on any way."""
    connector: str = ""
    """Letter by which tables refer to it."""
    inputs: tuple[Row, ...] = ()
    treatments: tuple[Row, ...] = ()
    """Wastes handed to a treatment factor inside the boundary."""
    leaving: tuple[Row, ...] = ()
    """What crosses the boundary outwards."""
    entering: tuple[Row, ...] = ()
    """What crosses the boundary inwards: greenhouse gas taken from the air."""
    outputs: tuple[Output, ...] = ()
    """Everything that it makes, in the order of the model."""
    treats: Text | None = None
    """The waste that is the reference flow, if it is taken in here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowItem:
    """One flow that an arrow stands for."""

    name: Text
    amount: Text
    legs: tuple[Text, ...] = ()
    output: str = ""
    """Row id in the outputs, or of a waste in the wastes, of the process it leaves."""
    group: Group = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An arrow from one process to another."""

    kind: FlowKind
    source: str
    target: str
    items: tuple[FlowItem, ...]

    @property
    def arrow(self) -> ArrowKind:
        """A product is energy if all of it is; a fuel weighed in kg is material."""
        is_energy = all(item.group == "energy" for item in self.items)
        return "energy" if self.kind == "product" and is_energy else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedItem:
    """Something left out of the system, and why."""

    name: Text
    basis: Text
    reason: Text
    estimate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A whole boundary figure."""

    title: Text
    subject: Text
    """What every amount is per: `1 t anodised profile`."""
    boundary: Text | None
    """Cradle to gate, and so on."""
    reference: str
    """Id of the process that delivers the reference flow, or treats it."""
    is_treatment: bool
    """The reference is a waste that is taken in."""
    reference_legs: tuple[Text, ...]
    reference_output: str
    """Row id of the reference flow in the outputs, or the wastes treated."""
    processes: tuple[ProcessNode, ...]
    """In the order of drawing; those of one band stand together."""
    flows: tuple[Flow, ...]
    excluded: tuple[ExcludedItem, ...]
    is_allocated: bool = False
    """A process that runs shares its burdens among products."""
