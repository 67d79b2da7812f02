"""Scene → cards with their rows, and the wires between rows; still without places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lcagraph.diagram.names import plain
from lcagraph.diagram.scene import (
    Flow,
    FlowItem,
    Group,
    Output,
    ProcessNode,
    Row,
    Scene,
)

MANY_WIRES = 6
"""What has letters keeps them from here on: more wires would fan out over the page."""

WireKind = Literal["product", "energy", "burden_free", "waste", "reference"]
SlotKind = Literal["fed", "input", "waste", "emission", "removal", "credit", "output"]

REFERENCE = "reference"
"""Key of the row that the reference flow leaves or enters by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A row of a card."""

    key: str
    """Unique in its card; wires refer to it."""
    kind: SlotKind
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A process with all its rows."""

    node: ProcessNode
    letter: str
    """Shown where tables refer to it by letter instead of wires."""
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A way from a row of one card to a row of another, or of itself."""

    kind: WireKind
    source: int
    output: str
    target: int
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way from a row of a card out of the system."""

    source: int
    output: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """All cards of a scene, in its order, and what connects them."""

    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]
    exits: tuple[Exit, ...]
    reference: int
    """Card that delivers the reference flow, or takes it in."""
    reference_row: str
    """Key of its row there."""


def wired(scene: Scene) -> Wiring:
    """The cards and wires of a scene."""
    return _Wiring(scene).wiring()


class _Wiring:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.place = {node.id: i for i, node in enumerate(scene.processes)}
        self.lettered = _lettered(scene)
        self.wires: list[Wire] = []
        self.exits: list[Exit] = []

    def wiring(self) -> Wiring:
        cards = tuple(self._card(node) for node in self.scene.processes)
        return Wiring(
            cards=cards,
            wires=tuple(self.wires),
            exits=tuple(self.exits),
            reference=self.place[self.scene.reference],
            reference_row=REFERENCE
            if self.scene.is_treatment
            else self.scene.reference_output,
        )

    def _card(self, node: ProcessNode) -> Card:
        letter = node.connector if node.id in self.lettered else ""
        slots = (
            *self._treated(node),
            *self._fed(node),
            *self._inputs(node),
            *self._removals(node),
            *self._wastes(node),
            *self._emissions(node),
            *self._outputs(node),
        )
        return Card(node=node, letter=letter, slots=slots)

    # --- on the left ----------------------------------------------------------------

    def _treated(self, node: ProcessNode) -> Iterator[Slot]:
        if node.treats is not None:
            row = Row(group="treatment", name=node.treats)
            yield Slot(key=REFERENCE, kind="fed", row=row)

    def _fed(self, node: ProcessNode) -> Iterator[Slot]:
        """What other cards supply: products first, then utilities."""
        into = [flow for flow in self.scene.flows if flow.target == node.id]
        for flow in into:
            for number, item in enumerate(flow.items):
                key = f"fed {flow.kind} {flow.source} {number}"
                yield self._fed_by_flow(flow, item, key)
        for number, row in enumerate(node.inputs):
            if self._is_wired(row):
                kind = _wire_kind(self._output(row), row.group)
                wire = self._wire(kind, row.partner, row.output, node.id)
                key = f"drawn {number}"
                self.wires.append(replace(wire, into=key))
                yield Slot(key=key, kind="fed", row=replace(row, connector=""))
        for other in self.scene.processes:
            for number, row in enumerate(other.treatments):
                if self._is_wired(row) and row.partner == node.id:
                    key = f"taken {other.id} {number}"
                    wire = self._wire("waste", other.id, row.output, node.id)
                    self.wires.append(replace(wire, into=key))
                    taken = replace(row, connector="", detail=None)
                    yield Slot(key=key, kind="fed", row=taken)

    def _fed_by_flow(self, flow: Flow, item: FlowItem, key: str) -> Slot:
        kind: WireKind = flow.kind
        if flow.kind == "product" and item.group == "energy":
            kind = "energy"
        wire = self._wire(kind, flow.source, item.output, flow.target)
        self.wires.append(replace(wire, into=key))
        groups: dict[str, Group] = {"burden_free": "burden_free", "waste": "treatment"}
        row = Row(
            group=groups.get(flow.kind, item.group),
            name=item.name,
            amount=item.amount,
            legs=item.legs,
        )
        return Slot(key=key, kind="fed", row=row)

    def _inputs(self, node: ProcessNode) -> Iterator[Slot]:
        for number, row in enumerate(node.inputs):
            if not self._is_wired(row):
                yield Slot(key=f"input {number}", kind="input", row=row)

    def _removals(self, node: ProcessNode) -> Iterator[Slot]:
        for number, row in enumerate(node.entering):
            yield Slot(key=f"removal {number}", kind="removal", row=row)

    # --- on the right ---------------------------------------------------------------

    def _wastes(self, node: ProcessNode) -> Iterator[Slot]:
        for flow in self.scene.flows:
            if flow.kind == "waste" and flow.source == node.id:
                for item in flow.items:
                    row = Row(group="treatment", name=item.name, amount=item.amount)
                    yield Slot(key=f"waste {item.output}", kind="waste", row=row)
        for row in node.treatments:
            shown = row
            if self._is_wired(row):
                shown = replace(row, connector="", detail=None, legs=())
            yield Slot(key=f"waste {row.output}", kind="waste", row=shown)

    def _emissions(self, node: ProcessNode) -> Iterator[Slot]:
        for number, row in enumerate(node.leaving):
            if row.group == "emission":
                yield Slot(key=f"emission {number}", kind="emission", row=row)
            elif row.output:
                exit_ = Exit(source=self.place[node.id], output=row.output, row=row)
                self.exits.append(exit_)
            else:
                yield Slot(key=f"credit {number}", kind="credit", row=row)

    def _outputs(self, node: ProcessNode) -> Iterator[Slot]:
        for output in node.outputs:
            yield Slot(key=output.id, kind="output", row=_output_row(output))

    # --- wires ----------------------------------------------------------------------

    def _is_wired(self, row: Row) -> bool:
        """Whether a row of a table is fed or taken by a wire in this figure."""
        return bool(row.partner) and row.partner not in self.lettered

    def _wire(self, kind: WireKind, source: str, output: str, target: str) -> Wire:
        return Wire(
            kind=kind,
            source=self.place[source],
            output=f"waste {output}" if kind == "waste" else output,
            target=self.place[target],
            into="",
        )

    def _output(self, row: Row) -> Output | None:
        """The output that a row of a table draws on."""
        node = self.scene.processes[self.place[row.partner]]
        return next((each for each in node.outputs if each.id == row.output), None)


def _lettered(scene: Scene) -> set[str]:
    """Processes with so many partners that letters stay clearer than wires."""
    counts: dict[str, int] = {}
    for node in scene.processes:
        for row in (*node.inputs, *node.treatments):
            if row.partner and row.connector:
                counts[row.partner] = counts.get(row.partner, 0) + 1
    return {id_ for id_, count in counts.items() if count >= MANY_WIRES}


def _wire_kind(output: Output | None, group: Group) -> WireKind:
    if output is not None and output.kind == "burden_free":
        return "burden_free"
    return "energy" if group == "energy" else "product"


def _output_row(output: Output) -> Row:
    groups: dict[str, Group] = {"burden_free": "burden_free", "credit": "credit"}
    return Row(
        group=groups.get(output.kind, "co_product"),
        name=output.name,
        detail=plain(output.share) if output.share else None,
    )
