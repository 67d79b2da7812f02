"""Who supplies what: every input and waste is linked to exactly one supplier.

Suppliers are resolved by product id, then `from` (or `to`), then location. None and
several are errors: nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lcagraph.errors import Finding
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.system import ProductSystem
from lcagraph.nearest import nearest

SupplierKind = Literal["process", "factor", "burden_free", "treatment"]


MOST_SUGGESTIONS = 200
"""More missing names than this come from one missing file, not from slips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A process output, a treatment or a factor that can meet a demand."""

    kind: SupplierKind
    id: str
    """Id of the process or factor."""
    product: str
    row: str
    """Row id of the output (or treated waste) in the process; the factor's id."""
    location: str | None = None


class SupplierIndex:
    """All suppliers of a model, by product."""

    def __init__(self, system: ProductSystem) -> None:
        self._by_product: dict[str, list[Supplier]] = defaultdict(list)
        self._by_id: dict[str, list[Supplier]] = defaultdict(list)
        # in the order of the model, so that a suggestion is the same in every run
        self._ids = dict.fromkeys((*system.processes, *system.factors, *system.supply))
        self._supplies = frozenset(system.supply)
        self._suggested: dict[str, str | None] = {}
        for supplier in _suppliers(system):
            self._by_product[supplier.product].append(supplier)
            self._by_id[supplier.id].append(supplier)

    def of(self, product: str) -> list[Supplier]:
        """Every supplier of a product, in the order of the model."""
        return self._by_product.get(product, [])

    def by_id(self, id_: str) -> list[Supplier]:
        """Everything that a process or factor supplies, whatever the product."""
        return self._by_id.get(id_, [])

    def resolve(
        self, product: str, *, at: str, by: str | None, location: str | None = None
    ) -> Supplier | Finding:
        """The one supplier of an input or waste, or the finding that says why not.

        Parameters
        ----------
        product : str
            Product or waste id.
        at : str
            Model path of the exchange.
        by : str or None
            Id of the supplier that the model names with `from` or `to`.
        location : str or None
            Location that the supplier must have.
        """
        candidates = self.of(product)
        if by is not None:
            found = self._named(product, by, at)
            if isinstance(found, Finding) or None in (location, found.location):
                return found
            if location != found.location:
                values = {"supplier": by, "location": location, "own": found.location}
                return Finding(code="E349", at=f"{at}.location", values=values)
            return found
        if location is not None:
            candidates = [c for c in candidates if c.location == location]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            return Finding(
                code="E302",
                at=at,
                part="key",
                values={"flow": product, "suppliers": [c.id for c in candidates]},
            )
        return Finding(
            code="E301",
            at=at,
            part="key",
            values={
                "flow": product,
                "location": location,
                "nearest": self._nearest(product, self._by_product),
            },
        )

    def _nearest(self, name: str, known: Iterable[str]) -> str | None:
        """The closest name, for the first names that are missing: it takes its time."""
        if name not in self._suggested and len(self._suggested) < MOST_SUGGESTIONS:
            self._suggested[name] = nearest(name, known)
        return self._suggested.get(name)

    def _named(self, product: str, by: str, at: str) -> Supplier | Finding:
        """The supplier with a given id; all but processes may serve any name."""
        candidates = [c for c in self.of(product) if c.id == by]
        if len(candidates) == 1:
            return candidates[0]
        others = self.by_id(by)
        factors = [
            c
            for c in others
            if c.kind in ("factor", "treatment") or c.id in self._supplies
        ]
        if not candidates and len(factors) == 1:
            return factors[0]
        if others:
            offers = [c.product for c in others]
            return Finding(
                code="E304",
                at=at,
                values={"supplier": by, "flow": product, "offers": offers},
            )
        return Finding(
            code="E305",
            at=at,
            values={"supplier": by, "nearest": self._nearest(by, self._ids)},
        )


def _suppliers(system: ProductSystem) -> Iterable[Supplier]:
    for process_id, process in system.processes.items():
        yield from _process_suppliers(process_id, process)
    for factor_id, factor in system.factors.items():
        yield Supplier(
            kind="factor",
            id=factor_id,
            product=factor.product or factor_id,
            row=factor_id,
            location=factor.region,
        )


def _process_suppliers(process_id: str, process: UnitProcess) -> Iterable[Supplier]:
    for row, output in process.outputs.items():
        if output.substitutes is not None:
            continue
        yield Supplier(
            kind="burden_free" if output.role == "burden_free" else "process",
            id=process_id,
            product=output.product or row,
            row=row,
            location=process.location,
        )
    for row, treated in process.treats.items():
        yield Supplier(
            kind="treatment",
            id=process_id,
            product=treated.product or row,
            row=row,
            location=process.location,
        )


def shared_ids(system: ProductSystem) -> list[Finding]:
    """Ids that a process and a factor share: a `from` could mean either."""
    owners: Mapping[str, str] = {
        **dict.fromkeys(system.factors, "factors"),
        **dict.fromkeys(system.supply, "supply"),
    }
    return [
        Finding(
            code="E312",
            at=f"processes.{id_}",
            part="key",
            values={"id": id_, "other": f"{owners[id_]}.{id_}"},
        )
        for id_ in system.processes
        if id_ in owners
    ]
