"""Activities with their exchanges, as a workbook states them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lcagraph.background.records import (
    Direction,
    Exchange,
    Flow,
    Parameter,
    Process,
    Uncertainty,
)
from lcagraph.errors import Finding
from lcagraph.formats.brightway_excel.layout import Fields, Line
from lcagraph.formats.brightway_excel.nodes import (
    Node,
    Nodes,
    is_production,
    product_of,
    split,
)
from lcagraph.formats.brightway_words import (
    BIOSPHERE,
    EDGE_TYPES,
    PRODUCTION,
    SPARED,
    elementary_id,
    is_market_name,
    own_direction,
    product_id,
    read_uncertainty,
)
from lcagraph.formats.own_words import FACTOR, MARKET, factor_of, market_of
from lcagraph.formats.stated import stated_number, stated_year
from lcagraph.formats.tabular import Sheet

OPEN = "lcagraph open"
"""Field of an activity: what was open in it when lcagraph wrote the workbook."""
FLOW = "lcagraph flow"
"""Field of an exchange: id of its flow in the database that lcagraph wrote."""
DIRECTION = "lcagraph direction"
"""Field of an exchange with nature: ``input`` where the compartment doesn't say it."""

_WORDS = re.compile(r"[\s,;]+")


@dataclass(slots=True, kw_only=True)
class Reading:
    """One workbook while it is read."""

    nodes: Nodes
    problems: list[Finding] = field(default_factory=list)
    flows: dict[str, Flow] = field(default_factory=dict)
    units: dict[str, tuple[bool, str]] = field(default_factory=dict)
    """Flow → whether nobody makes it, and its unit: the least of these counts, so that
    the order of the activities is without meaning."""
    rare: int = 0
    """Distributions that are not read."""

    def tell(self, code: str, at: str, **values: object) -> None:
        """Take down a problem."""
        self.problems.append(Finding(code=code, at=at, values=values))

    def number(self, fields: Fields, name: str, what: str, at: str) -> float | None:
        """A cell that must be a number; None and E027 if it is none."""
        value = stated_number(fields.get(name))
        if value is None:
            self.tell("E027", at, what=what, text=fields.get(name, ""))
        return value

    def add(self, flow: Flow, *, is_made: bool = False) -> str:
        """Take in a flow; its id."""
        known = self.flows.setdefault(flow.id, flow)
        claim = (not is_made, flow.unit)
        if flow.unit:
            self.units[flow.id] = min(self.units.get(flow.id, claim), claim)
        if is_made and known.name != flow.name:
            self.flows[flow.id] = min(known, flow, key=lambda each: each.name)
        return flow.id

    def settled_flows(self) -> dict[str, Flow]:
        """All flows in their units."""
        return {
            id_: Flow(
                id=id_,
                name=flow.name,
                kind=flow.kind,
                compartment=flow.compartment,
                cas=flow.cas,
                unit=self.units.get(id_, (True, flow.unit))[1],
            )
            for id_, flow in self.flows.items()
        }

    def uncertainty(self, fields: Fields, amount: float | None) -> Uncertainty | None:
        """The distribution of a row; those of rare kinds are counted."""
        found, is_rare = read_uncertainty(fields, amount)
        self.rare += is_rare
        return found


def read_parameters(
    lines: list[Line], sheet: Sheet, reading: Reading
) -> Iterator[Parameter]:
    """Parameters of a table; a formula counts, and not the number beside it.

    So it is in Brightway: importing a workbook evaluates its formulas.
    """
    for line in lines:
        at = sheet.at(line.row)
        name = line.fields.get("name", "")
        if not name:
            reading.tell("E033", at, what=at, missing="name")
            continue
        formula = line.fields.get("formula", "")
        value = None if formula else reading.number(line.fields, "amount", name, at)
        yield Parameter(
            name=name,
            value=value,
            formula=formula,
            uncertainty=reading.uncertainty(line.fields, value),
            comment=line.fields.get("comment", ""),
        )


def read_process(node: Node, reading: Reading) -> Process:
    """One dataset as stated."""
    block = node.block
    years = [stated_year(block.text(each)) for each in ("start date", "end date")]
    kinds = market_of(block.text(MARKET)) or is_market_name(node.name)
    return Process(
        id=node.code,
        name=node.name,
        location=node.location,
        classification=node.categories,
        exchanges=tuple(_exchanges(node, reading)),
        parameters=tuple(read_parameters(block.parameters, block.sheet, reading)),
        year_from=years[0],
        year_until=years[1],
        description=block.text("comment"),
        source=block.text("source", "reference"),
        licence=block.text("licence", "license"),
        is_market=kinds[0],
        is_market_group=kinds[1],
        factor=factor_of(block.text(FACTOR)),
        open=tuple(word for word in _WORDS.split(block.text(OPEN)) if word),
        file=block.sheet.at(block.row),
    )


def _exchanges(node: Node, reading: Reading) -> Iterator[Exchange]:
    made = [line for line in node.block.exchanges if is_production(line.fields)]
    own = [line.row for line in made if _product_of(line.fields, node) == node.product]
    references = own or [line.row for line in made]
    if not made:
        yield _implicit_production(node, reading)
    for line in node.block.exchanges:
        exchange = _exchange(line, node, reading)
        if exchange is not None:
            yield replace(exchange, is_reference=line.row in references)


def _implicit_production(node: Node, reading: Reading) -> Exchange:
    """An activity without production makes one unit of itself: Brightway's rule."""
    flow = Flow(id=node.flow, name=node.product, kind="product", unit=node.unit)
    return Exchange(
        id="production",
        flow=reading.add(flow, is_made=True),
        direction="output",
        amount=1.0,
        unit=node.unit,
        is_reference=True,
    )


def _product_of(fields: Fields, node: Node) -> str:
    """Name of the product of a production row: the node's own, if there is one row."""
    if sum(is_production(line.fields) for line in node.block.exchanges) == 1:
        return node.product
    name = fields.get("name", "")
    is_own = name.casefold() in ("", node.name.casefold())
    return product_of(fields) or (node.product if is_own else name)


def _exchange(line: Line, node: Node, reading: Reading) -> Exchange | None:
    fields = line.fields
    at = f"{node.code}#{line.row + 1}"
    kind = fields.get("type", "").casefold()
    name = fields.get("name", "")
    missing = "name" if not name and "input" not in fields else ""
    missing = f"type ({', '.join(EDGE_TYPES)})" if kind not in EDGE_TYPES else missing
    if missing:
        what = f"{node.block.sheet.at(line.row)} ({name or '–'})"
        reading.tell("E033", at, what=what, missing=missing)
        return None
    formula = fields.get("formula", "")
    amount = None if formula else reading.number(fields, "amount", name, at)
    flow, direction, supplier = _ends(fields, kind, node, reading)
    return Exchange(
        id=str(line.row + 1),
        flow=flow,
        direction=direction,
        amount=amount,
        formula=formula,
        unit=fields.get("unit", "") or (node.unit if kind in PRODUCTION else ""),
        is_avoided=kind in SPARED,
        provider=supplier,
        provider_name=name if kind not in (*PRODUCTION, *BIOSPHERE) else "",
        location=fields.get("location", "") if kind not in BIOSPHERE else "",
        uncertainty=reading.uncertainty(fields, amount),
        comment=fields.get("comment", ""),
    )


def _ends(
    fields: Fields, kind: str, node: Node, reading: Reading
) -> tuple[str, Direction, str]:
    """Flow, direction and supplier of a row."""
    if kind in BIOSPHERE:
        return *_elementary(fields, reading), ""
    unit = fields.get("unit", "")
    if kind in PRODUCTION:
        product, unit = _product_of(fields, node), unit or node.unit
        made = _product(fields, product, unit)
        return reading.add(made, is_made=True), "output", ""
    supplier = reading.nodes.supplier(fields)
    direction: Direction = "output" if kind in SPARED else "input"
    if supplier is not None:
        flow = Flow(
            id=_made_by(supplier, fields),
            name=supplier.product,
            kind="product",
            unit=supplier.unit,
        )
        return reading.add(flow), direction, supplier.code
    drawn = _product(fields, product_of(fields) or fields.get("name", ""), unit)
    elsewhere = ""
    if reading.nodes.is_elsewhere(fields):
        linked = fields.get("input", "")
        elsewhere = linked or f"{fields.get('database', '')}::{fields.get('name', '')}"
    return reading.add(drawn), direction, elsewhere


def _product(fields: Fields, name: str, unit: str) -> Flow:
    id_ = fields.get(FLOW) or product_id(name, unit)
    return Flow(id=id_, name=name, kind="product", unit=unit)


def _made_by(supplier: Node, fields: Fields) -> str:
    return fields.get(FLOW) or supplier.flow


def _elementary(fields: Fields, reading: Reading) -> tuple[str, Direction]:
    """Id and own direction of a flow of the biosphere."""
    node = reading.nodes.elementary(fields)
    if node is not None:
        flow = elementary_flow(node)
        return reading.add(flow, is_made=True), own_direction(flow, node.kind)
    name, unit = fields.get("name", ""), fields.get("unit", "")
    compartment = split(fields.get("categories", ""))
    linked = reading.nodes.link(fields)
    id_ = fields.get(FLOW) or (linked[1] if len(linked) == 2 else "")
    flow = Flow(
        id=id_ or elementary_id(name, compartment, unit),
        name=name,
        kind="elementary",
        compartment=compartment,
        cas=fields.get("cas number", ""),
        unit=unit,
    )
    if fields.get(DIRECTION, "").casefold() == "input":
        return reading.add(flow), "input"
    return reading.add(flow), own_direction(flow)


def elementary_flow(node: Node) -> Flow:
    """The flow that a node of the biosphere is; without categories, its type is one."""
    return Flow(
        id=node.flow,
        name=node.name,
        kind="elementary",
        compartment=node.categories or (node.kind,),
        cas=node.block.text("cas number"),
        unit=node.unit,
    )
