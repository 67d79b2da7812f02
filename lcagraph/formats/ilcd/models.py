"""Life cycle models (eILCD): who supplies whom, where a source draws it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lcagraph.background.records import Exchange, Process
from lcagraph.formats.ilcd.reading import MODEL, reference_id
from lcagraph.formats.xml_guard import Element

Connection = tuple[str, str, str]
"""Ids of consumer, flow and provider."""

_INSTANCE = (
    f"{MODEL}lifeCycleModelInformation/{MODEL}technology"
    f"/{MODEL}processes/{MODEL}processInstance"
)


def read_connections(root: Element) -> Iterator[Connection]:
    """Links of one model whose two ends are of the same flow."""
    instances = root.findall(_INSTANCE)
    processes = {
        instance.get("dataSetInternalID"): reference_id(
            instance.find(f"{MODEL}referenceToProcess")
        )
        for instance in instances
    }
    for instance in instances:
        provider = processes[instance.get("dataSetInternalID")]
        outputs = instance.iterfind(f"{MODEL}connections/{MODEL}outputExchange")
        for output in outputs:
            flow = (output.get("flowUUID") or "").lower()
            for downstream in output.iterfind(f"{MODEL}downstreamProcess"):
                consumer = processes.get(downstream.get("id"), "")
                received = (downstream.get("flowUUID") or flow).lower()
                if consumer and provider and flow and received == flow:
                    yield consumer, flow, provider


def with_providers(
    processes: Iterable[Process], connections: Iterable[Connection]
) -> tuple[Process, ...]:
    """Processes whose inputs name their provider where all models agree on it.

    A provider that the exchange itself names stays; where models disagree, none is
    set, and linking reports the candidates.
    """
    providers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for consumer, flow, provider in connections:
        providers[consumer, flow].add(provider)

    def linked(process: Process, exchange: Exchange) -> Exchange:
        found = providers.get((process.id, exchange.flow), set())
        if exchange.direction != "input" or exchange.provider or len(found) != 1:
            return exchange
        return replace(exchange, provider=next(iter(found)))

    consumers = {consumer for consumer, _ in providers}
    return tuple(
        replace(process, exchanges=tuple(linked(process, e) for e in process.exchanges))
        if process.id in consumers
        else process
        for process in processes
    )
