"""Footprint: totals, items and tables of one variant, and what made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from lcagraph.calculate import Numbers, Prepared, evaluate, inventory
from lcagraph.compile.supplies import switch_of
from lcagraph.contribution import (
    Branch,
    LedgerRow,
    NodeTotal,
    group,
    node_totals,
    solution,
    supply_chain_paths,
    upstream_tree,
)
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.graph.words import Stage, Text
from lcagraph.impact import (
    ROWS,
    category_factors,
    impact_category,
    including_and_excluding,
)
from lcagraph.nearest import nearest
from lcagraph.result.memo import Memo, make_memo
from lcagraph.result.readings import readings_of, readings_table
from lcagraph.result.tables import Table, shares_table
from lcagraph.result.trace_page import Traces
from lcagraph.solve import Solution
from lcagraph.trace import Override, Tracer
from lcagraph.units import conversion
from lcagraph.wording.screen import Locate

BELOW_THRESHOLD = "below the threshold"

HEADLINE_VIEW = {
    "gbt24067-cq": "including",
    "sd-2023": "including",
    "iso14067": "including",
    "pact-3": "excluding",
}
"""Total that each rule set puts first; the other is always given beside it."""


MAX_KNOWN = 20
"""Names that a message lists; a model may have thousands of rows."""


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
    locate: Locate | None = field(default=None, repr=False, compare=False)
    """Where a model path stands in the text, if the model was read from one."""
    overrides: tuple[Override, ...] = field(default=(), repr=False, compare=False)
    """What a scenario and the call have set on top of the model, for its traces."""

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
    def solution(self) -> Solution:
        """How it was solved, with the bound of what that can have changed."""
        return solution(self.prepared, self.numbers, self.weights)

    @cached_property
    def memo(self) -> Memo:
        """Aircraft emissions, stored carbon and credits, outside the sum."""
        return make_memo(self.prepared, self.numbers, self.rows, self.weights)

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
    def supply_views(self) -> Mapping[str, float]:
        """Location-based and market-based total, if the model has energy supplies.

        Empty without `supply`. [kgCO2e]
        """
        supplies = self.prepared.compiled.system.supply
        if not supplies:
            return {}
        index = self.prepared.compiled.table.index
        variants = np.repeat(self.prepared.base[None, :], 2, axis=0)
        columns = [index[switch_of(id_)] for id_ in supplies]
        variants[:, columns] = [[0.0], [1.0]]
        location, market = evaluate(self.prepared, variants).items @ self.weights
        return {"location_based": float(location), "market_based": float(market)}

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
        """Footprint per factor drawn on, and per gas emitted directly.

        A spending counts with what is left of it, see `net_exchanges`.
        """
        return self._grouped("by input", "input", self._sorted("input"))

    def by_gas(self) -> Table:
        """Inventory and footprint per elementary flow."""
        g = inventory(self.prepared, self.numbers)[0]
        weights = self.weights @ self.prepared.characterisation
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

    def readings(self) -> Table:
        """Meter readings that something is taken off: gross, each deduction, net.

        Per run of the process as written, as the cards' `minus` states it (SD-23).
        """
        return readings_table(readings_of(self.prepared, self.numbers))

    def to_frame(self) -> Any:
        """`activity_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.activity_table().to_frame()

    def tree(self, threshold: float = 0.01) -> Branch:
        """The supply chain as a tree, down to a share of the footprint."""
        return upstream_tree(
            self.prepared, self.numbers, self.weights, threshold=threshold
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
        return node_totals(self.prepared, self.numbers, self.weights)

    def trace(self, row: str) -> Traces:
        """A number followed back: result ← scaling ← activity datum ← factor.

        Parameters
        ----------
        row : str
            An exchange by its path or a tail of it (`extrusion.power`), a process, a
            factor or a parameter; see `trace.Tracer.traces`.

        Raises
        ------
        UsageError
            Nothing of that name counts in this footprint (E760).
        """
        found = self._tracer.traces(row)
        if not found:
            known = self._tracer.names()
            close = nearest(row, known)
            values = {"row": row, "nearest": close, "known": known[:MAX_KNOWN]}
            raise UsageError(Finding(code="E760", values=values))
        return Traces(found)

    @cached_property
    def _tracer(self) -> Tracer:
        """Kept: what it solves and sorts serves every row that is asked for."""
        return Tracer(
            prepared=self.prepared,
            numbers=self.numbers,
            rows=self.rows,
            weights=self.weights,
            locate=self.locate,
            scenario=self.provenance.scenario,
            overrides=self.overrides,
        )

    @property
    def weights(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """What sums the items into the headline total, shape (items,). [1]"""
        including, excluding = including_and_excluding()
        return including if self.view == "including" else excluding

    @cached_property
    def corrected(self) -> Mapping[str, str]:
        """Path of each correction of a hybrid model → input that it is taken off."""
        drawn = {row.path: row.supplier or row.name for row in self.rows}
        owners = {path: self.prepared.compiled.corrects(path) for path in drawn}
        return {path: drawn[own] for path, own in owners.items() if own in drawn}

    def _headline(self, row: LedgerRow) -> float:
        return float(row.items @ self.weights)

    def _sorted(self, key: str) -> dict[str, Any]:
        keys = {
            "process": lambda row: row.process,
            "input": lambda row: self.corrected.get(row.path, row.supplier or row.name),
        }
        found = group(self.rows, keys[key])
        weights = self.weights
        return dict(sorted(found.items(), key=lambda kv: -abs(float(kv[1] @ weights))))

    def _grouped(self, title: str, label: str, found: Mapping[str, Any]) -> Table:
        weights = self.weights
        parts = [(name, float(items @ weights)) for name, items in found.items()]
        return shares_table(title, label, parts, "kgCO2e")
