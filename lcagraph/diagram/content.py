"""Prepared model + numbers → scene: which boxes, tables and arrows a figure has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from lcagraph.calculate import Numbers, Prepared
from lcagraph.compile.plan import Edge
from lcagraph.diagram.amounts import Amounts, by_process
from lcagraph.diagram.names import Names, flow_name, joined, plain, words
from lcagraph.diagram.order import connectors, drawing_order
from lcagraph.diagram.outputs import outputs_of, sole_output, treated
from lcagraph.diagram.quantity import amount_text
from lcagraph.diagram.scene import (
    UTILITIES,
    ExcludedItem,
    Flow,
    FlowItem,
    FlowKind,
    Group,
    ProcessNode,
    Row,
    Scene,
)
from lcagraph.drawing.numbers import percent_text
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.words import Stage, Text
from lcagraph.impact import elementary_flows
from lcagraph.units import Unit

UNASSIGNED = "unassigned"
BANDS = (*get_args(Stage), UNASSIGNED, UTILITIES)
"""From top to bottom."""

_GROUPS_IN_ORDER: tuple[Group, ...] = (
    "material",
    "other",
    "energy",
    "transport",
    "treatment",
)


def boundary_scene(prepared: Prepared, numbers: Numbers) -> Scene:
    """What the boundary figure of a solved model shows; amounts per reference flow.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    numbers : Numbers
        Its arrays; the first variant is drawn.
    """
    return _Content(prepared, numbers).scene()


class _Content:
    """Sorts the links of a model into tables and arrows."""

    def __init__(self, prepared: Prepared, numbers: Numbers) -> None:
        self.compiled = prepared.compiled
        self.system = prepared.compiled.system
        self.amounts = Amounts(prepared, numbers)
        self.names = Names(prepared.compiled)
        self.edges = by_process(self.compiled.edges)
        self.direct = by_process(self.compiled.direct)
        self.legs = self._transport_legs()
        self.letters = connectors(
            {id_: p.kind != "process" for id_, p in self.system.processes.items()},
            [(e.supplier, e.process) for _, e in self._links("input", "waste")],
        )

    def scene(self) -> Scene:
        system, demand = self.system, self.compiled.demand
        flows = tuple(self._flows())
        order = self._order(flows)
        path = f"processes.{demand.process}.outputs.{demand.row}"
        boundary = system.scope.boundary
        return Scene(
            title=system.title or self.names.product(demand.product),
            subject=self._subject(),
            boundary=words(f"diagram.{boundary}") if boundary else None,
            reference=demand.process,
            is_treatment=demand.is_treatment,
            reference_legs=self.legs.get(path, ()),
            reference_output=demand.row,
            processes=tuple(self._node(id_) for id_ in order) or (self._factor_node(),),
            flows=flows,
            excluded=tuple(self._excluded()),
            is_allocated=any(
                self.amounts.runs.get(plan.process)
                for plan in self.compiled.allocations
            ),
        )

    # --- the whole ------------------------------------------------------------------

    def _subject(self) -> Text:
        reference = self.system.reference
        if reference.name is not None:
            return reference.name
        amount = plain(reference.amount.text)
        return joined(amount, self.names.product(reference.product))

    def _band(self, process: UnitProcess) -> str:
        if process.kind != "process":
            return UTILITIES
        return process.stage or UNASSIGNED

    def _order(self, flows: tuple[Flow, ...]) -> list[str]:
        suppliers: dict[str, list[str]] = {}
        treatments: dict[str, list[str]] = {}
        for flow in flows:
            if flow.kind == "product":
                suppliers.setdefault(flow.target, []).append(flow.source)
            elif flow.kind == "waste":
                treatments.setdefault(flow.source, []).append(flow.target)
        processes = self.system.processes
        return drawing_order(
            self.compiled.demand.process,
            tuple(processes),
            suppliers=suppliers,
            treatments=treatments,
            rank={id_: BANDS.index(self._band(p)) for id_, p in processes.items()},
        )

    def _excluded(self) -> Iterator[ExcludedItem]:
        for item in self.system.scope.excluded.values():
            yield ExcludedItem(
                name=item.name,
                basis=words(f"diagram.basis.{item.basis}"),
                reason=item.reason,
                estimate=item.estimate.text if item.estimate else "",
            )

    def _factor_node(self) -> ProcessNode:
        """The reference itself, where it is supplied by a factor."""
        id_ = self.compiled.demand.process
        stage = self.system.factors[id_].stage
        return ProcessNode(
            id=id_,
            is_utility=False,
            name=self.names.process(id_),
            band=stage or UNASSIGNED,
            outputs=(sole_output(self.compiled, self.names),),
        )

    # --- one process ----------------------------------------------------------------

    def _node(self, id_: str) -> ProcessNode:
        process = self.system.processes[id_]
        inputs = list(self._inputs(id_))
        flows = self._elementary(id_)
        runs = self.amounts.runs.get(id_, 0.0)
        return ProcessNode(
            id=id_,
            is_utility=process.kind != "process",
            name=self.names.process(id_),
            band=self._band(process),
            note=self.names.allocation(id_) if runs else words("diagram.not_used"),
            is_idle=not runs,
            connector=self.letters.get(id_, ""),
            inputs=tuple(
                sorted(inputs, key=lambda row: _GROUPS_IN_ORDER.index(row.group))
            ),
            treatments=tuple(self._treatments(id_)),
            leaving=(
                *(row for row in flows if row.group == "emission"),
                *self._co_products(id_),
                *self._avoided_wastes(id_),
            ),
            entering=tuple(row for row in flows if row.group == "removal"),
            outputs=outputs_of(self.compiled, self.amounts, self.names, id_),
            treats=treated(self.compiled, self.names, id_),
        )

    def _inputs(self, id_: str) -> Iterator[Row]:
        """What factors, lettered processes and the process itself supply."""
        for number, edge in self._links("input", of=id_):
            if self._is_arrow(edge):
                continue
            if self.compiled.corrects(edge.path):  # no flow of its own
                continue
            is_own = edge.supplier == id_
            value, unit = self.amounts.edge(number)
            yield Row(
                group=self.names.group(edge.supplier, unit.symbol),
                name=self.names.exchange(edge),
                amount=amount_text(value, unit),
                detail=words("diagram.own_use") if is_own else None,
                legs=self.legs.get(edge.path, ()),
                connector="" if is_own else self.letters.get(edge.supplier, ""),
                partner=self._partner(edge),
                output=edge.supplier_row,
            )
        for link in self.compiled.burden_free:
            if link.process == link.supplier == id_:
                value, unit = self.amounts.term(link.term, id_)
                exchange = self.names.exchange_at(link.path)
                yield Row(
                    group="material",
                    name=self.names.product(link.product, exchange),
                    amount=amount_text(value, unit),
                    detail=words("diagram.own_use"),
                    legs=self.legs.get(link.path, ()),
                    partner=id_,
                    output=link.supplier_term.split(".")[3],
                )

    def _treatments(self, id_: str) -> Iterator[Row]:
        """Wastes that a factor or a lettered process treats, or that nobody does."""
        edges = {edge.path: (n, edge) for n, edge in self._links("waste", of=id_)}
        for row, waste in self.system.processes[id_].waste.items():
            path = f"processes.{id_}.waste.{row}"
            number, edge = edges.get(path, (None, None))
            if edge is not None and self._is_arrow(edge):
                continue
            if number is None or edge is None:
                counted = self.compiled.counted(f"{path}.amount")
                value, unit = self.amounts.term(counted, id_)
                detail = words("diagram.untreated")
            else:
                value, unit = self.amounts.edge(number)
                detail = joined(plain("→"), self.names.process(edge.supplier))
            yield Row(
                group="treatment",
                name=self.names.product(waste.product or row, waste),
                amount=amount_text(value, unit),
                detail=detail,
                legs=self.legs.get(path, ()),
                connector=self.letters.get(edge.supplier, "") if edge else "",
                partner=self._partner(edge) if edge else "",
                output=row,
            )

    def _elementary(self, id_: str) -> list[Row]:
        """Elementary flows of a process, one row per flow."""
        sums: dict[str, float] = {}
        for number, direct in self.direct.get(id_, ()):
            amount = self.amounts.flow(number)
            sums[direct.flow] = sums.get(direct.flow, 0.0) + amount
        return [self._elementary_row(flow, amount) for flow, amount in sums.items()]

    def _elementary_row(self, flow: str, amount: float) -> Row:
        name, origin, is_formula = flow_name(flow)
        known = elementary_flows().get(flow)
        is_removal = known is not None and known.is_removal
        return Row(
            group="removal" if is_removal else "emission",
            name=name,
            amount=amount_text(amount, _KILOGRAM),
            detail=origin,
            is_formula=is_formula,
        )

    def _co_products(self, id_: str) -> Iterator[Row]:
        """Products that leave the system: with a share, without burden, for credit."""
        demand = self.compiled.demand
        for row, output in self.system.processes[id_].outputs.items():
            path = f"processes.{id_}.outputs.{row}"
            name = self.names.product(output.product or row, output)
            legs = self.legs.get(path, ())
            if output.substitutes is not None:
                yield self._credit(id_, path, name)
            elif output.role == "burden_free":
                value, unit = self.amounts.burden_free_left(id_, row)
                if value:
                    yield Row(
                        group="burden_free",
                        name=name,
                        amount=amount_text(value, unit),
                        detail=words("diagram.burden_free"),
                        legs=legs,
                        output=row,
                    )
            elif (id_, row) != (demand.process, demand.row) and (
                self.amounts.is_left_over(id_, row)
            ):
                yield self._co_product(id_, row, name, legs)

    def _co_product(
        self, id_: str, row: str, name: Text, legs: tuple[Text, ...]
    ) -> Row:
        """A product with its own share of the burden, which goes with it."""
        is_used = self.amounts.scaling[id_, row] != 0
        key = "diagram.co_product_rest" if is_used else "diagram.co_product"
        share = percent_text(self.amounts.share[id_, row])
        detail = words(key, share=share)
        return Row(group="co_product", name=name, detail=detail, legs=legs, output=row)

    def _credit(self, id_: str, path: str, name: Text) -> Row:
        value, unit = self.amounts.term(f"{path}.amount", id_)
        links = self._links("substitution", of=id_)
        replaced = next(edge for _, edge in links if edge.path == path)
        product = self.names.product(replaced.product)
        return Row(
            group="credit",
            name=name,
            amount=amount_text(value, unit),
            detail=joined(words("diagram.replaces"), product),
            legs=self.legs.get(path, ()),
            output=path.split(".")[3],
        )

    def _avoided_wastes(self, id_: str) -> Iterator[Row]:
        for number, edge in self._links("avoided_waste", of=id_):
            yield Row(
                group="credit",
                name=self.names.exchange(edge),
                amount=amount_text(*self.amounts.edge(number)),
                detail=words("diagram.avoided_treatment"),
                legs=self.legs.get(edge.path, ()),
            )

    # --- arrows ---------------------------------------------------------------------

    def _flows(self) -> Iterator[Flow]:
        """Arrows between processes; flows of one kind between two of them share one."""
        found: dict[tuple[FlowKind, str, str], list[FlowItem]] = {}
        for number, edge in self._links("input", "waste"):
            if not self._is_arrow(edge):
                continue
            amount = amount_text(*self.amounts.edge(number))
            kind: FlowKind = "waste" if edge.kind == "waste" else "product"
            ends = (edge.supplier, edge.process)
            ends = ends[::-1] if kind == "waste" else ends
            sent = f"processes.{edge.supplier}.outputs.{edge.supplier_row}"
            legs = (*self.legs.get(sent, ()), *self.legs.get(edge.path, ()))
            item = FlowItem(
                name=self.names.exchange(edge),
                amount=amount,
                legs=legs,
                output=edge.path.split(".")[3]
                if kind == "waste"
                else edge.supplier_row,
                group=self._kind_of(edge),
            )
            found.setdefault((kind, *ends), []).append(item)
        for link in self.compiled.burden_free:
            if link.supplier == link.process:
                continue  # a row of the process's own table
            item = FlowItem(
                name=self.names.product(
                    link.product, self.names.exchange_at(link.path)
                ),
                amount=amount_text(*self.amounts.term(link.term, link.process)),
                legs=self.legs.get(link.path, ()),
                output=link.supplier_term.split(".")[3],
            )
            key: tuple[FlowKind, str, str] = (
                "burden_free",
                link.supplier,
                link.process,
            )
            found.setdefault(key, []).append(item)
        for (kind, source, target), items in found.items():
            yield Flow(kind=kind, source=source, target=target, items=tuple(items))

    def _kind_of(self, edge: Edge) -> Group:
        if edge.kind == "waste":
            return "treatment"
        unit = self.compiled.table.units[edge.term]
        return self.names.group(edge.supplier, unit.symbol)

    def _partner(self, edge: Edge) -> str:
        return edge.supplier if edge.supplier in self.system.processes else ""

    def _is_arrow(self, edge: Edge) -> bool:
        """Whether an edge is drawn as an arrow rather than a row of a table."""
        return (
            edge.supplier in self.system.processes
            and edge.supplier not in self.letters
            and edge.supplier != edge.process
        )

    def _links(self, *kinds: str, of: str = "") -> Iterator[tuple[int, Edge]]:
        for number, edge in (
            self.edges.get(of, ()) if of else enumerate(self.compiled.edges)
        ):
            if edge.kind in kinds:
                yield number, edge

    def _transport_legs(self) -> dict[str, tuple[Text, ...]]:
        """Transport legs by the path of the exchange that they carry."""
        found: dict[str, tuple[Text, ...]] = {}
        for _, edge in self._links("transport"):
            exchange = edge.path.rpartition(".transport.")[0]
            distance = amount_text(*self.amounts.distance(edge.path))
            leg = joined(self.names.process(edge.supplier), distance)
            found[exchange] = (*found.get(exchange, ()), leg)
        return found


_KILOGRAM = Unit("kg", 1.0, (("mass", 1),))
