"""Nodes and flows of burden as tidy data: what enters a node also leaves it.

A flow runs as the burden does: from a supplier to what it supplies, from a treatment
to what handed its waste over, from direct emissions to their process, and in the end
to the reference flow. Removals, credits and avoided treatments are negative flows.
For every node

    Σ flows in  +  own  =  Σ flows out                                       [kgCO2e]

and for the reference, from which nothing flows on, Σ in is the footprint.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from lcagraph.graph.words import Text
from lcagraph.result.tables import Table

Level = Literal["stage", "process", "item"]

NodeKind = Literal[
    "process",
    "factor",
    "emission",
    "removal",
    "credit",
    "item",
    "stage",
    "upstream",
    "rest",
    "reference",
]
"""What a node is. `credit`: what a factor gives for a negative demand; `upstream`: what
a dataset draws on others that are not opened; `rest`: nodes below the threshold,
folded."""

FlowKind = Literal[
    "input",
    "waste",
    "avoided_waste",
    "transport",
    "substitution",
    "emission",
    "removal",
    "folded",
    "stage",
    "item",
    "reference",
]
"""Link of the model that a flow runs along; `folded`: through processes below the
threshold."""

SOURCES = frozenset({"factor", "emission", "removal", "credit", "item", "upstream"})
"""Nodes that burden comes from, and that nothing flows into."""

REFERENCE = ":reference"
"""Id of the node that the footprint ends in."""


NOTHING_LEFT = 1e-9
"""Part of all flows below which a footprint is rounding. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenNode:
    """Something that burden comes from or passes."""

    id: str
    kind: NodeKind
    name: Text
    short: Text | None = None
    """Name beside the process that it belongs to: direct emissions, removals."""
    group: str
    """What it looks like: material, energy, transport, treatment, other, …"""
    own: float = 0.0
    """Burden that begins here: Σ out − Σ in. [kgCO2e]"""
    direct: float = 0.0
    """Of a process: its emissions less its removals, which have nodes of their own
    or are folded; of a source: `own`. [kgCO2e]"""
    cumulative: float = 0.0
    """Burden that ever passes, counted once however often it goes round a loop.
    [kgCO2e]"""
    owner: str = ""
    """Process of direct emissions and removals; the consumer of a rest."""
    database: str = ""
    """Database that its supply chain was opened in."""
    members: tuple[str, ...] = ()
    """Of a rest: what is folded into it. A source that serves several consumers is in
    the rest of each, with what each takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenFlow:
    """Burden that goes from one node to another."""

    source: str
    target: str
    kind: FlowKind
    amount: float
    """[kgCO2e]"""
    paths: tuple[str, ...] = ()
    """Model paths of its exchanges; none where it was folded."""


@dataclass(frozen=True, kw_only=True)
class BurdenFlows:
    """Burden of a footprint along its links, per reference flow."""

    level: Level
    threshold: float
    """Share of the footprint below which nodes are folded. [1]"""
    subject: Text
    """What it is per: `1 t anodised profile`."""
    product: Text
    nodes: tuple[BurdenNode, ...]
    """In the order of the model."""
    flows: tuple[BurdenFlow, ...]
    folded: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    """What no node is left of: id → process that it belongs to (or nothing) and its
    own burden. [kgCO2e]"""
    capped: int = 0
    """Nodes above the threshold that were folded because there are too many."""
    databases: tuple[str, ...] = ()
    """Databases that the flows were followed into."""
    unopened: int = 0
    """Datasets in `upstream` nodes."""

    @cached_property
    def net(self) -> float:
        """The footprint: what flows into the reference. [kgCO2e]"""
        return sum(flow.amount for flow in self.flows if flow.target == REFERENCE)

    @cached_property
    def positive(self) -> float:
        """Sum of the nodes' own burdens that raise the footprint. [kgCO2e]"""
        return sum(node.own for node in self.nodes if node.own > 0)

    @cached_property
    def negative(self) -> float:
        """Sum of the nodes' own burdens that lower it, negative. [kgCO2e]"""
        return sum(node.own for node in self.nodes if node.own < 0)

    @property
    def is_anything(self) -> bool:
        """Whether any burden flows; else there is nothing to draw."""
        return any(flow.amount for flow in self.flows)

    def node(self, id_: str) -> BurdenNode:
        """A node by its id.

        Raises
        ------
        KeyError
            There is no such node.
        """
        return self._by_id[id_]

    def share(self, amount: float) -> float | None:
        """Share of the footprint; None if that is nothing, or negative. [1]"""
        gross = sum(abs(flow.amount) for flow in self.flows)
        return amount / self.net if self.net > NOTHING_LEFT * gross else None

    def table(self) -> Table:
        """The flows as a tidy table; shares are of the footprint."""
        return Table(
            title="burden flows",
            columns=("source", "target", "kind", "amount", "share"),
            units=("", "", "", "kgCO2e", "1"),
            rows=tuple(
                (f.source, f.target, f.kind, f.amount, self.share(f.amount))
                for f in self.flows
            ),
        )

    def rows(self) -> list[dict[str, Any]]:
        """One mapping per flow: source, target, kind, amount [kgCO2e], share [1]."""
        return self.table().to_records()

    def to_frame(self) -> Any:
        """The flows as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.table().to_frame()

    def to_csv(self) -> str:
        """The flows as CSV text with units in its head; numbers in full precision."""
        table = self.table()
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        heads = zip(table.columns, table.units, strict=True)
        writer.writerow(f"{name} [{unit}]" if unit else name for name, unit in heads)
        writer.writerows(
            ["" if cell is None else cell for cell in row] for row in table.rows
        )
        return text.getvalue()

    @cached_property
    def _by_id(self) -> dict[str, BurdenNode]:
        return {node.id: node for node in self.nodes}
