"""Burden flows while they are collected: every node of the model, nothing folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lcagraph.burden_flows.flows import REFERENCE, BurdenFlow, BurdenNode, FlowKind

Ends = tuple[str, str, FlowKind]
"""Source, target and kind: what flows are summed by."""


@dataclass(slots=True, kw_only=True)
class FlowGraph:
    """Nodes by id, in the order of the model, and flows summed by their ends."""

    nodes: dict[str, BurdenNode] = field(default_factory=dict)
    amounts: dict[Ends, float] = field(default_factory=dict)
    """[kgCO2e]"""
    paths: dict[Ends, dict[str, None]] = field(default_factory=dict)

    def add(
        self, source: str, target: str, kind: FlowKind, amount: float, path: str = ""
    ) -> None:
        """Add an amount to a flow; what flows from a node to itself is no link.

        The way to the reference stays though credits leave nothing to go there.
        """
        is_end = target == REFERENCE and self.amounts
        if source == target or (amount == 0 and not is_end):
            return
        ends: Ends = (source, target, kind)
        self.amounts[ends] = self.amounts.get(ends, 0.0) + amount
        if path:
            self.paths.setdefault(ends, {})[path] = None

    def sums(self) -> tuple[dict[str, float], dict[str, float]]:
        """What flows into each node, and out of it. [kgCO2e]"""
        entering: dict[str, float] = defaultdict(float)
        leaving: dict[str, float] = defaultdict(float)
        for (source, target, _), amount in self.amounts.items():
            leaving[source] += amount
            entering[target] += amount
        return entering, leaving

    def sizes(self) -> dict[str, float]:
        """Σ |flows out| of each node, so that a credit hides nothing. [kgCO2e]"""
        found: dict[str, float] = defaultdict(float)
        for (source, _, _), amount in self.amounts.items():
            found[source] += abs(amount)
        return found

    def flows(self) -> tuple[BurdenFlow, ...]:
        """Flows in the order of their targets, then of their sources."""
        place = {id_: number for number, id_ in enumerate(self.nodes)}
        order = sorted(self.amounts, key=lambda e: (place[e[1]], place[e[0]], e[2]))
        return tuple(
            BurdenFlow(
                source=ends[0],
                target=ends[1],
                kind=ends[2],
                amount=self.amounts[ends],
                paths=tuple(self.paths.get(ends, ())),
            )
            for ends in order
            if self.amounts[ends] != 0 or ends[1] == REFERENCE
        )

    def linked(self) -> Iterable[str]:
        """Ids of the nodes that a flow begins or ends at, in order."""
        ends = {id_ for source, target, _ in self.amounts for id_ in (source, target)}
        return [id_ for id_ in self.nodes if id_ in ends]
