"""Footprint: totals, items and tables of one variant, and what made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from lcagraph.calculate import Numbers, Prepared, inventory
from lcagraph.contribution import (
    Branch,
    LedgerRow,
    NodeTotal,
    group,
    node_totals,
    supply_chain_paths,
    upstream_tree,
)
from lcagraph.errors import Finding, ModelError
from lcagraph.graph.words import Stage, Text
from lcagraph.impact import (
    ROWS,
    category_factors,
    impact_category,
    including_and_excluding,
)
from lcagraph.result.memo import Memo, make_memo
from lcagraph.result.tables import Table, shares_table
from lcagraph.units import conversion

BELOW_THRESHOLD = "below the threshold"

HEADLINE_VIEW = {
    "gbt24067-cq": "including",
    "sd-2023": "including",
    "iso14067": "including",
    "pact-3": "excluding",
}
"""Total that each rule set puts first; the other is always given beside it."""


SECTIONS = {
    *("processes", "inputs", "outputs", "emissions", "removals"),
    *("waste", "avoids_waste"),
}
"""Keys of a model path that `trace` lets people leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made a result, so that somebody else can make it again."""

    lcagraph_version: str
    model_hash: str
    """SHA-256 of the canonical form of the model."""
    factor_hashes: Mapping[str, str]
    scenario: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    """Values set on top of the model, by path."""


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Carbon footprint per reference flow, immutable and labelled."""

    prepared: Prepared
    numbers: Numbers
    provenance: Provenance
    findings: tuple[Finding, ...]
    rows: tuple[LedgerRow, ...]
    """The footprint taken apart without overlap: its sum is the footprint."""

    @property
    def view(self) -> str:
        """`including` or `excluding`: which total the rule set puts first."""
        return HEADLINE_VIEW[self.prepared.compiled.system.scope.rule_set]

    @property
    def total(self) -> float:
        """The footprint by the headline view of the rule set. [kgCO2e]"""
        return self.including if self.view == "including" else self.excluding

    @cached_property
    def items(self) -> Mapping[str, float]:
        """Parts of the footprint by kind of carbon; always all of them. [kgCO2e]"""
        return dict(zip(ROWS, map(float, self._item_values), strict=True))

    @cached_property
    def _item_values(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        g = inventory(self.prepared, self.numbers)[0]
        items: np.ndarray[Any, np.dtype[np.float64]] = (
            self.prepared.characterisation @ g
        )
        return items

    @property
    def including(self) -> float:
        """Total including biogenic CO2 taken up and emitted. [kgCO2e]"""
        return float(self._item_values @ including_and_excluding()[0])

    @property
    def excluding(self) -> float:
        """Total excluding biogenic CO2 (the 0/0 view). [kgCO2e]"""
        return float(self._item_values @ including_and_excluding()[1])

    @property
    def unit(self) -> str:
        """What the footprint is per, such as `1 t`."""
        return self.prepared.compiled.system.reference.amount.text

    @property
    def name(self) -> Text:
        """Name of the functional or declared unit."""
        system = self.prepared.compiled.system
        reference = system.reference
        if reference.name is not None:
            return reference.name
        known = system.products.get(reference.product)
        product = known.name if known and known.name else None
        amount = reference.amount.text
        if product is None:
            product = Text(reference.product, reference.product)
        return Text(f"{amount} {product.zh}", f"{amount} {product.en}")

    @cached_property
    def memo(self) -> Memo:
        """Aircraft emissions, stored carbon and credits, outside the sum."""
        return make_memo(self.prepared, self.numbers, self.rows, self._weights())

    @property
    def annual_factor(self) -> float | None:
        """Reference flows per period: annual output ÷ reference amount. [1]"""
        table, index = self.prepared.compiled.table, self.prepared.compiled.table.index
        annual = index.get("reference.annual_output.amount")
        if annual is None:
            return None
        reference = index["reference.amount"]
        factor = conversion(
            table.units["reference.annual_output.amount"],
            table.units["reference.amount"],
        )
        filled = self.numbers.filled[0]
        return float(filled[annual] * factor / filled[reference])

    @cached_property
    def categories(self) -> Mapping[str, tuple[float, str]]:
        """Indicator result and unit of every further category of `scope.categories`."""
        g = inventory(self.prepared, self.numbers)[0]
        found = {}
        for id_ in self.prepared.compiled.system.scope.categories:
            category = impact_category(id_)
            factors = category_factors(category, self.prepared.layout.flows)
            found[id_] = (float(factors @ g), category.unit)
        return found

    def by_stage(self) -> Table:
        """Footprint per life cycle stage (CQ 表2): sums of non-overlapping parts."""
        found = group(self.rows, lambda row: row.stage)
        order = [*Stage.__args__, "unassigned"]  # type: ignore[attr-defined]
        return self._grouped(
            "by stage", "stage", {s: found[s] for s in order if s in found}
        )

    def by_process(self) -> Table:
        """Footprint per unit process: its own emissions and its draws on factors."""
        return self._grouped("by process", "process", self._sorted("process"))

    def by_input(self) -> Table:
        """Footprint per factor drawn on, and per gas emitted directly."""
        return self._grouped("by input", "input", self._sorted("input"))

    def by_gas(self) -> Table:
        """Inventory and footprint per elementary flow."""
        g = inventory(self.prepared, self.numbers)[0]
        weights = self._weights() @ self.prepared.characterisation
        parts = [
            (flow, float(g[i]), float(g[i] * weights[i]))
            for i, flow in enumerate(self.prepared.layout.flows)
            if g[i]
        ]
        parts.sort(key=lambda part: -abs(part[2]))
        return Table(
            title="by gas",
            columns=("flow", "kg", "kgCO2e"),
            units=("", "kg", "kgCO2e"),
            rows=tuple(parts),
        )

    def activity_table(self, *, annual: bool = False) -> Table:
        """Activity × factor = emission, per reference flow or per year (表3-17…).

        Raises
        ------
        ModelError
            `annual` without `reference.annual_output` (E337).
        """
        scale = 1.0
        if annual:
            if self.annual_factor is None:
                raise ModelError([Finding(code="E337", at="reference", part="key")])
            scale = self.annual_factor
        rows = []
        for row in self.rows:
            emission = self._headline(row)
            factor = emission / row.amount if row.amount else 0.0
            rows.append(
                (
                    row.stage,
                    row.process,
                    row.name,
                    row.amount * scale,
                    row.unit,
                    factor,
                    emission * scale,
                    row.path,
                )
            )
        return Table(
            title="activity × factor = emission",
            columns=(
                "stage",
                "process",
                "activity",
                "amount",
                "unit",
                "factor",
                "kgCO2e",
                "path",
            ),
            units=("", "", "", "", "", "kgCO2e/unit", "kgCO2e", ""),
            rows=tuple(rows),
        )

    def to_frame(self) -> Any:
        """`activity_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.activity_table().to_frame()

    def tree(self, threshold: float = 0.01) -> Branch:
        """The supply chain as a tree, down to a share of the footprint."""
        return upstream_tree(
            self.prepared, self.numbers, self._weights(), threshold=threshold
        )

    def paths(self, threshold: float = 0.01) -> Table:
        """Supply-chain paths, largest first: what is emitted at the end of each.

        The paths and what the threshold hides add up to the footprint.
        """
        tree = self.tree(threshold)
        parts = [
            (" ← ".join(branch.id for branch in way), emitted)
            for way, emitted in supply_chain_paths(tree)
        ]
        parts.sort(key=lambda part: -abs(part[1]))
        hidden = tree.branch_total - sum(emitted for _, emitted in parts)
        parts.append((BELOW_THRESHOLD, hidden))
        return shares_table("supply-chain paths", "path", parts, "kgCO2e")

    def totals(self) -> tuple[NodeTotal, ...]:
        """Direct and loop-corrected total footprint of every process in use."""
        return node_totals(self.prepared, self.numbers, self._weights())

    def trace(self, exchange: str) -> tuple[LedgerRow, ...]:
        """Rows of one exchange, by its path or a tail of it: `extrusion.power`."""
        wanted = exchange.split(".")
        return tuple(row for row in self.rows if _ends(row.path.split("."), wanted))

    def _weights(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        including, excluding = including_and_excluding()
        return including if self.view == "including" else excluding

    def _headline(self, row: LedgerRow) -> float:
        return float(row.items @ self._weights())

    def _sorted(self, key: str) -> dict[str, Any]:
        keys = {
            "process": lambda row: row.process,
            "input": lambda row: row.supplier or row.name,
        }
        found = group(self.rows, keys[key])
        weights = self._weights()
        return dict(sorted(found.items(), key=lambda kv: -abs(float(kv[1] @ weights))))

    def _grouped(self, title: str, label: str, found: Mapping[str, Any]) -> Table:
        weights = self._weights()
        parts = [(name, float(items @ weights)) for name, items in found.items()]
        return shares_table(title, label, parts, "kgCO2e")


def _ends(path: list[str], tail: list[str]) -> bool:
    """Whether a path ends in the given keys, leaving out section names."""
    if path[-len(tail) :] == tail:
        return True
    short = [key for key in path if key not in SECTIONS]
    return short[: len(tail)] == tail
