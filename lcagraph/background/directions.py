"""The own direction of an elementary flow: into the process, or out of it."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.background.records import Direction, Flow, Package

_TAKEN = ("resource", "natural resource", "land use", "资源", "自然资源", "土地利用")
"""How compartments of flows that are taken from nature begin, in any format."""

_TAKEN_WORDS = frozenset({"raw", "raw materials", "in ground"})

_GIVEN = ("emission", "air", "soil", "排放", "大气", "土壤")
"""How compartments of flows that go to nature begin. ``water`` is not among them:
databases file water that they take under it, too."""


def own_directions(package: Package) -> Mapping[str, Direction]:
    """Own direction of each elementary flow that the exchanges of a package name.

    The compartment says it (``resource``, ``Raw``, ``natural resource``); if it is
    silent, the direction that most of the flow's exchanges have, outputs in a tie.
    """
    balance: dict[str, int] = {}
    for process in package.processes:
        for exchange in process.exchanges:
            step = 1 if exchange.direction == "input" else -1
            balance[exchange.flow] = balance.get(exchange.flow, 0) + step
    found: dict[str, Direction] = {}
    for flow_id, more_inputs in balance.items():
        flow = package.flows.get(flow_id)
        if flow is not None and flow.kind == "elementary":
            usual: Direction = "input" if more_inputs > 0 else "output"
            found[flow_id] = stated_direction(flow) or usual
    return found


def stated_direction(flow: Flow) -> Direction | None:
    """The direction that a flow's compartment says, or None."""
    for word in flow.compartment:
        text = word.strip().casefold()
        if text.startswith(_TAKEN) or text in _TAKEN_WORDS:
            return "input"
        if text.startswith(_GIVEN):
            return "output"
    return None
