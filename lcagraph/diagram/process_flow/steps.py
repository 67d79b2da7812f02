"""Scene → production steps with what enters and leaves them, by name.

Mixes and utilities that draw on nothing in the figure are dissolved: what they supply
enters as energy or material. Those that a process of the figure feeds stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lcagraph.diagram.content import BANDS
from lcagraph.diagram.names import words
from lcagraph.diagram.order import MANY_CONSUMERS, drawing_order, letter
from lcagraph.diagram.scene import UTILITIES, Flow, FlowItem, ProcessNode, Row, Scene
from lcagraph.graph.words import Text

ChipKind = Literal[
    "material",
    "energy",
    "removal",
    "emission",
    "waste",
    "co_product",
    "burden_free",
    "credit",
]
LEFT: tuple[ChipKind, ...] = ("material", "energy", "removal")
RIGHT: tuple[ChipKind, ...] = (
    "emission",
    "waste",
    "burden_free",
    "credit",
    "co_product",
)
"""What stands on either side of a step, from top to bottom."""

_KIND_OF: dict[str, ChipKind] = {
    "material": "material",
    "other": "material",
    "transport": "material",
    "energy": "energy",
    "treatment": "waste",
    "emission": "emission",
    "removal": "removal",
    "co_product": "co_product",
    "burden_free": "burden_free",
    "credit": "credit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Something that enters or leaves a step."""

    kind: ChipKind
    name: Text
    amount: Text | None
    letter: str = ""
    """Of the step that supplies or treats it, where that has a letter."""
    is_formula: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A flow chart: a scene without its tables, and these as chips."""

    scene: Scene
    chips: tuple[tuple[Chip, ...], ...]
    """Per process of the scene."""


def steps_of(scene: Scene) -> Steps:
    """The production steps of a scene."""
    kept = _kept(scene)
    nodes = {node.id: node for node in scene.processes if node.id in kept}
    drawn = _drawn_letters(scene, kept)
    flows = tuple(_flows(scene, nodes, drawn))
    placed = _in_order(scene, nodes, flows)
    lettered = [n.connector for n in placed if n.connector and n.id not in drawn]
    letters = {known: letter(place) for place, known in enumerate(lettered)}
    ordered = [
        replace(node, connector=letters.get(node.connector, "")) for node in placed
    ]
    return Steps(
        scene=replace(scene, processes=tuple(ordered), flows=flows, reference_legs=()),
        chips=tuple(tuple(_chips(node, drawn, letters)) for node in ordered),
    )


def _kept(scene: Scene) -> set[str]:
    """Processes that take part, and utilities that one of those feeds."""
    used = [node for node in scene.processes if not node.is_idle]
    kept = {node.id for node in used if not node.is_utility}
    feeding = [(flow.source, flow.target) for flow in scene.flows]
    feeding += [
        (row.partner, node.id)
        for node in scene.processes
        for row in node.inputs
        if row.partner
    ]
    while more := {t for s, t in feeding if s in kept and t not in kept}:
        kept |= more
    return kept


def _drawn_letters(scene: Scene, kept: set[str]) -> set[str]:
    """Lettered processes with so few partners that arrows are clearer."""
    partners: dict[str, set[str]] = {}
    for node in scene.processes:
        if node.id in kept:
            for row in (*node.inputs, *node.treatments):
                if row.partner in kept and row.connector:
                    partners.setdefault(row.partner, set()).add(node.id)
    return {id_ for id_, found in partners.items() if len(found) < MANY_CONSUMERS}


def _flows(
    scene: Scene, nodes: dict[str, ProcessNode], drawn: set[str]
) -> Iterator[Flow]:
    yield from (f for f in scene.flows if f.source in nodes and f.target in nodes)
    for node in nodes.values():
        for row in node.inputs:
            if row.partner in drawn and row.partner != node.id:
                yield _flow("product", row.partner, node.id, row)
        for row in node.treatments:
            if row.partner in drawn and row.partner != node.id:
                yield _flow("waste", node.id, row.partner, row)


def _flow(
    kind: Literal["product", "waste"], source: str, target: str, row: Row
) -> Flow:
    item = FlowItem(
        name=row.name,
        amount=row.amount or Text("", ""),
        output=row.output,
        group=row.group,
    )
    return Flow(kind=kind, source=source, target=target, items=(item,))


def _in_order(
    scene: Scene, nodes: dict[str, ProcessNode], flows: tuple[Flow, ...]
) -> list[ProcessNode]:
    """Suppliers first; a utility stands with the first that draws on it."""
    suppliers: dict[str, list[str]] = {}
    treatments: dict[str, list[str]] = {}
    for flow in flows:
        if flow.kind == "product":
            suppliers.setdefault(flow.target, []).append(flow.source)
        elif flow.kind == "waste":
            treatments.setdefault(flow.source, []).append(flow.target)
    fed = {
        flow.source: nodes[flow.target].band
        for flow in reversed(flows)
        if nodes[flow.target].band != UTILITIES
    }
    home = nodes[scene.reference].band
    bands = {
        id_: fed.get(id_, home) if node.band == UTILITIES else node.band
        for id_, node in nodes.items()
    }
    order = drawing_order(
        scene.reference,
        tuple(nodes),
        suppliers=suppliers,
        treatments=treatments,
        rank={id_: BANDS.index(band) for id_, band in bands.items()},
    )
    return [replace(nodes[id_], band=bands[id_]) for id_ in order]


def _chips(
    node: ProcessNode, drawn: set[str], letters: Mapping[str, str]
) -> Iterator[Chip]:
    """What enters and leaves a step, each name once, with the letters of the chart."""
    rows = (*node.inputs, *node.entering, *node.treatments, *node.leaving)
    seen = set[tuple[str, str, str]]()
    for row in rows:
        is_own = row.partner == node.id
        if row.partner in drawn and not is_own:
            continue
        its_letter = letters.get(row.connector, "")
        kind = _KIND_OF[row.group]
        name = _of_own(row.name) if is_own else row.name
        key = (kind, name.get("zh"), its_letter)
        if key not in seen:
            seen.add(key)
            yield Chip(
                kind=kind,
                name=name,
                amount=row.amount,
                letter=its_letter,
                is_formula=row.is_formula,
            )


def _of_own(name: Text) -> Text:
    """What a process takes of its own product."""
    return Text(
        words("process_flow.own_use", name=name.get("zh")).zh,
        words("process_flow.own_use", name=name.get("en")).en,
    )
