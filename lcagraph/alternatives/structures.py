"""The same model with co-products replaced by their other supplier, or allocated.

Substitution (system expansion, ISO 14044 4.3.4.2, step 1) is possible for an output

    that the model replaces already (`substitutes`), and
    that another process or factor of the model supplies too, if nobody takes it.

An output that somebody in the model takes stays a product: it leaves no system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lcagraph.arrays import Prepared
from lcagraph.compile.suppliers import SupplierIndex
from lcagraph.formulas import parse_amount
from lcagraph.graph.process import Allocation, Output, Substitution, UnitProcess
from lcagraph.graph.system import ProductSystem

Rows = frozenset[str]
"""Output rows of one process that are replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaceable:
    """Which outputs of one process are replaced as written, and which others may be."""

    process: str
    written: Rows
    others: Rows

    @property
    def choices(self) -> tuple[Rows, ...]:
        """What may be replaced together: as written, all that can be, nothing."""
        every = (self.written, self.written | self.others, frozenset[str]())
        return tuple(dict.fromkeys(every))


def replaceable_outputs(prepared: Prepared) -> Iterator[Replaceable]:
    """Processes that share their burden, or that replace an output of theirs."""
    compiled = prepared.compiled
    allocated = {plan.process for plan in compiled.allocations}
    suppliers = SupplierIndex(compiled.system)
    taken = {(edge.supplier, edge.supplier_row) for edge in compiled.edges}
    taken.add((compiled.demand.process, compiled.demand.row))
    for id_, process in compiled.system.processes.items():
        written = frozenset(
            row for row, output in process.outputs.items() if output.substitutes
        )
        if not written and id_ not in allocated:
            continue
        others = frozenset(
            row
            for row, output in process.outputs.items()
            if row not in written
            and output.role == "product"
            and (id_, row) not in taken
            and any(
                supplier.id != id_ and supplier.kind in ("process", "factor")
                for supplier in suppliers.of(output.product or row)
            )
        )
        yield Replaceable(process=id_, written=written, others=others)


def with_replaced(system: ProductSystem, replaced: Mapping[str, Rows]) -> ProductSystem:
    """The model with these outputs, and no others of these processes, replaced.

    Processes that still have several products get equal shares, which the caller
    switches off; scenarios are left out, since their shares are of other products.
    """
    changed = {
        id_: _changed(system.processes[id_], rows) for id_, rows in replaced.items()
    }
    return replace(system, processes={**system.processes, **changed}, scenarios={})


def _changed(process: UnitProcess, replaced: Rows) -> UnitProcess:
    outputs = {
        row: _replaced(row, output) if row in replaced else _kept(output)
        for row, output in process.outputs.items()
    }
    rows = [
        row
        for row, output in outputs.items()
        if output.role == "product" and output.substitutes is None
    ]
    rows += process.treats
    allocation = None
    if len(rows) > 1:
        equal = parse_amount(repr(1 / len(rows)))
        allocation = Allocation(shares=dict.fromkeys(rows, equal))
    return replace(process, outputs=outputs, allocation=allocation)


def _replaced(row: str, output: Output) -> Output:
    if output.substitutes is not None:
        return output
    return replace(output, substitutes=Substitution(product=output.product or row))


def _kept(output: Output) -> Output:
    return replace(output, substitutes=None)
