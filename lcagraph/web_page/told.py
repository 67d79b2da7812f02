"""What the parts of a figure tell when they are pointed at, and the rows beside it.

Of a process there are three numbers, each with its word: what it emits itself less what
it removes; that with all that it buys, as in the table of processes; and all that ever
passes it on the way to the reference flow, counted once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from lcagraph.burden_flows import BurdenFlows, BurdenNode
from lcagraph.burden_flows.layers import links_of
from lcagraph.diagram.names import joined
from lcagraph.graph.words import Text
from lcagraph.result import Footprint, significant
from lcagraph.web_page.records import FlowRow
from lcagraph.web_page.tables import share_text
from lcagraph.web_page.words import labelled, same

PLACES = ("process", "card")
"""Roles of a process in figures of the system."""

Amounts = Mapping[str, float]
"""Footprint of each process with all that it buys, by id. [kgCO2e]"""


def told_of_processes(result: Footprint) -> Iterator[tuple[str, Text]]:
    """What each process emits with all that it buys, by role."""
    processes = result.prepared.compiled.system.processes
    amounts = amounts_of_processes(result)
    for id_, process in processes.items():
        if id_ in amounts:
            value = _value("bought", amounts[id_], result.total)
            says = _named(process.name or same(id_), value)
            yield from ((f"{place}:{id_}", says) for place in PLACES)


def told_of_flows(flows: BurdenFlows, amounts: Amounts) -> Iterator[tuple[str, Text]]:
    """What each ribbon carries, and what begins at each node and passes it, by role."""
    for row in flow_rows(flows):
        ends = joined(row.source, row.target, by=" → ")
        yield row.role, _named(ends, _amount(row.amount, row.share))
    leaving: dict[str, float] = defaultdict(float)
    for flow in flows.flows:
        leaving[flow.source] += flow.amount
    total = _whole(flows)
    for node in flows.nodes:
        if node.kind == "process":
            values = list(_of_process(node, amounts, leaving[node.id], total))
        else:
            shown = significant(node.cumulative), share_text(node.cumulative, total)
            values = [_amount(*shown)]
        says = _named(node.name, *values)
        yield f"bar:{node.id}", says
        yield f"node:{node.id}", says


def flow_rows(flows: BurdenFlows) -> Iterator[FlowRow]:
    """A row per ribbon: all flows of one sign between two nodes."""
    total = _whole(flows)
    for link in links_of(flows.flows):
        ends = (link.tail, link.head)
        source, target = reversed(ends) if link.is_negative else ends
        amount = -link.amount if link.is_negative else link.amount
        yield FlowRow(
            role=link.role,
            keys=(source, target),
            source=flows.node(source).name,
            target=flows.node(target).name,
            amount=significant(amount),
            share=share_text(amount, total),
        )


def _whole(flows: BurdenFlows) -> float:
    """What shares are of: the footprint, or nothing where it is only rounding."""
    return flows.net if flows.share(flows.net) is not None else 0.0


def _of_process(
    node: BurdenNode, amounts: Amounts, leaving: float, total: float
) -> Iterator[Text]:
    yield _value("own", node.direct, total)
    if node.id in amounts:
        yield _value("bought", amounts[node.id], total)
    yield _value("cumulative", node.cumulative, total)
    if abs(leaving - node.cumulative) > 1e-9 * abs(leaving):
        yield _value("passing", leaving, total)


def amounts_of_processes(result: Footprint) -> Amounts:
    """Footprint of each process with all that it buys, as the table has it."""
    rows = result.by_process().rows
    return {str(id_): part for id_, part, _ in rows if isinstance(part, float)}


def _value(key: str, amount: float, total: float) -> Text:
    value = _amount(significant(amount), share_text(amount, total))
    return labelled(f"page.tip.{key}", value=value)


def _amount(amount: str, share: str) -> Text:
    percent = f" ({share} %)" if share[-1:].isdigit() else ""
    return same(f"{amount} kgCO2e{percent}")


def _named(name: Text, *values: Text) -> Text:
    """`Casting: own 3 kgCO2e (2 %) · …`; the script of the page breaks it there."""
    said = joined(*values, by=" · ")
    return Text(
        f"{name.get('zh')}：{said.get('zh')}", f"{name.get('en')}: {said.get('en')}"
    )
