"""The part of a footprint that is from databases, taken apart on demand.

Every table adds up to the footprint: what no database contributes is a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from lcagraph.background.parts import ByProcess, FlowPart, ProcessPart
from lcagraph.contribution import Branch, percentages, supply_chain_paths
from lcagraph.displayed import Displayed
from lcagraph.errors import CalculationError, Finding
from lcagraph.result.footprint import BELOW_THRESHOLD, Footprint
from lcagraph.result.tables import Cell, Table, shares_table, significant
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text

OUTSIDE = "outside the databases"
REST = "rest"

MOST = 20
"""Processes that a table names."""

_Row = tuple[tuple[Cell, ...], float]
"""Cells of a table, and the amount that its share is of. [kgCO2e]"""

CHECK_LIMIT = 1e-9
"""Largest gap between the footprint and what it is taken apart into. [1]"""


class Source(Protocol):
    """One database, with all that a model buys from it."""

    @property
    def name(self) -> str: ...

    @property
    def factors(self) -> frozenset[str]: ...

    @property
    def total(self) -> float: ...

    def by_process(self, most: int) -> ByProcess: ...

    def by_flow(self) -> tuple[FlowPart, ...]: ...

    def continued(self, branch: Branch, smallest: float) -> Branch: ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BackgroundContributions(Displayed):
    """What databases contribute to a footprint, per reference flow."""

    footprint: Footprint
    sources: tuple[Source, ...]
    """One per database, in the order of the model."""

    def __repr__(self) -> str:
        return facts_text(self._title("en"), self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Totals by database, as a table."""
        return facts_html(self._title(lang), self._facts(lang))

    @cached_property
    def outside(self) -> float:
        """What no database contributes. [kgCO2e]

        Raises
        ------
        CalculationError
            This and the databases don't add up to the footprint (E079).
        """
        factors = frozenset().union(*(source.factors for source in self.sources))
        rows = (r for r in self.footprint.rows if r.supplier not in factors)
        outside = float(sum(row.items @ self.footprint.weights for row in rows))
        parts = [source.total for source in self.sources]
        _check_sum(self.footprint, [outside, *parts])
        return outside

    def by_database(self) -> Table:
        """Footprint per database."""
        parts = [(source.name, source.total) for source in self.sources]
        parts = [*_sorted(parts), (OUTSIDE, self.outside)]
        return shares_table("by database", "database", parts, "kgCO2e")

    def by_process(self, most: int = MOST) -> Table:
        """Emissions of each process of the databases itself, largest first.

        Parameters
        ----------
        most : int
            Processes that are named; the others are one row per database.

        Raises
        ------
        CalculationError
            The forward solve can't be trusted, or its parts don't add up (E079).
        """
        found = {source.name: source.by_process(most) for source in self.sources}
        named = sorted(
            ((name, part) for name, by in found.items() for part in by.parts),
            key=lambda row: -abs(row[1].direct),
        )
        kept, left = named[:most], named[most:]
        rows: list[_Row] = [
            ((name, p.process, p.name, p.location, _open(p)), p.direct)
            for name, p in kept
        ]
        for name, by in found.items():
            others = [part.direct for of, part in left if of == name]
            if by.count or others:
                label_ = f"{REST} ({by.count + len(others)})"
                rows.append(((name, "", label_, "", ""), by.rest + sum(others)))
        rows.append((("", "", OUTSIDE, "", ""), self.outside))
        names = ("database", "dataset", "process", "location", "open")
        return _table("by process", names, rows)

    def by_flow(self) -> Table:
        """Greenhouse gases of the databases by elementary flow, as the source says.

        Raises
        ------
        CalculationError
            As in `by_process`.
        """
        found = [(s.name, part) for s in self.sources for part in s.by_flow()]
        found.sort(key=lambda row: -abs(row[1].amount))
        rows: list[_Row] = [
            ((name, p.gas, p.name, " / ".join(p.compartment), p.kilograms), p.amount)
            for name, p in found
        ]
        rows.append((("", "", OUTSIDE, "", None), self.outside))
        names = ("database", "gas", "flow", "compartment", "kg")
        return _table("by flow", names, rows)

    def tree(self, threshold: float = 0.01) -> Branch:
        """The supply chain of the model, continued into its databases.

        Parameters
        ----------
        threshold : float
            Smallest |branch_total| that is shown, as a share of the |footprint|. [1]
        """
        tree = self.footprint.tree(threshold)
        by_factor = {f: source for source in self.sources for f in source.factors}
        return _continued(tree, by_factor, threshold * abs(self.footprint.total))

    def paths(self, threshold: float = 0.01) -> Table:
        """Supply-chain paths from the reference flow into the databases.

        The paths and what the threshold hides add up to the footprint.
        """
        tree = self.tree(threshold)
        parts = [
            (" ← ".join(_step(branch) for branch in way), emitted)
            for way, emitted in supply_chain_paths(tree)
        ]
        hidden = tree.branch_total - sum(emitted for _, emitted in parts)
        parts = [*_sorted(parts), (BELOW_THRESHOLD, hidden)]
        return shares_table("supply-chain paths", "path", parts, "kgCO2e")

    def _title(self, lang: Language) -> str:
        text = label("repr.background", lang)
        return text.format(per=self.footprint.prepared.per)

    def _facts(self, lang: Language) -> Iterator[Fact]:
        for source in self.sources:
            yield source.name, f"{significant(source.total)} kgCO2e"
        yield label("repr.outside", lang), f"{significant(self.outside)} kgCO2e"


def _continued(
    branch: Branch, by_factor: Mapping[str, Source], smallest: float
) -> Branch:
    source = by_factor.get(branch.id)
    if source is not None:
        return source.continued(branch, smallest)
    inner = (_continued(each, by_factor, smallest) for each in branch.branches)
    return replace(branch, branches=tuple(inner))


def _step(branch: Branch) -> str:
    """A branch in a path: a dataset with its database, else the model's id."""
    return f"{branch.database}/{branch.name.en}" if branch.name else branch.id


def _open(part: ProcessPart) -> str:
    return ", ".join(part.open)


def _sorted(parts: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(parts, key=lambda part: -abs(part[1]))


def _table(title: str, names: tuple[str, ...], rows: list[_Row]) -> Table:
    """Cells under their names, then amounts with shares that add to 100.00."""
    shares = percentages([amount for _, amount in rows])
    return Table(
        title=title,
        columns=(*names, "kgCO2e", "percent"),
        units=(*("kg" if name == "kg" else "" for name in names), "kgCO2e", "%"),
        rows=tuple(
            (*cells, amount, share)
            for (cells, amount), share in zip(rows, shares, strict=True)
        ),
    )


def _check_sum(footprint: Footprint, parts: list[float]) -> None:
    """The parts are the footprint, or something was replaced in between."""
    size = sum(abs(part) for part in parts)
    if not abs(sum(parts) - footprint.total) <= CHECK_LIMIT * size:
        values = {
            "of": footprint.prepared.per,
            "found": f"{sum(parts):.12g}",
            "expected": f"{footprint.total:.12g}",
        }
        raise CalculationError([Finding(code="E079", values=values)])
