"""EcoSpold 1: XML with one or many datasets, as ecoinvent 2 and openLCA write it.

Read with lxml, one dataset at a time, not with pyecospold (4.0.1): that validates
against the schema first and refuses the USLCI FY2020 export whole, for 29,378 CAS
numbers of ``NaN``. This reads its 631 datasets with their 37,352 exchanges.

Datasets link by name only. How a name becomes a flow id, and why ambiguity stays
visible, is told in `flows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lcagraph.background.records import Exchange, Package, Process
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.formats.container import Document, Peek, Tick, ignore, walk
from lcagraph.formats.ecospold1.dataset import Dataset, read_dataset
from lcagraph.formats.ecospold1.exchanges import Reading
from lcagraph.formats.ecospold1.flows import FlowLedger
from lcagraph.formats.provenance import common_licence, common_version
from lcagraph.formats.xml_guard import each_element

__all__ = ["is_ecospold1", "read_ecospold1"]


def is_ecospold1(peek: Peek) -> bool:
    """True if a file inside begins as an EcoSpold 1 document."""
    return any(_is_ecospold(head) for head in peek.heads.values())


def _is_ecospold(content: bytes) -> bool:
    head = content[:4096].replace(b"\0", b"")  # UTF-16 of what is plain ASCII
    if b"ecoSpold" not in head or b"EcoSpold02" in head:
        return False
    return b"EcoSpold01" in head or b"<dataset" in head or b":dataset" in head


def read_ecospold1(path: Path, *, tick: Tick = ignore) -> Package:
    """Every dataset of an EcoSpold 1 package, as stated.

    Parameters
    ----------
    path : Path
        Folder, archive or single file; other files beside the datasets are skipped.
    tick : callable
        Gets the bytes that were used up since its last call.

    Returns
    -------
    Package
        Processes, and impact categories as methods. Problems: E027 no number, E028 no
        direction, W029 both directions, E033 no name, W035 allocation of what is not
        there; broken files (E009 to E011), of which the part before the break is read.

    Raises
    ------
    UsageError
        No dataset at all (E026, or why the first one can't be read), or the
        container is refused (E001 to E008).

    References
    ----------
    EcoSpold 1 schema, documentation of the fields (ecoinvent Centre 2007).
    """
    ledger = FlowLedger()
    problems: list[Finding] = []
    datasets: list[Dataset] = []
    for document in walk(path, tick=tick, wanted=_is_wanted):
        if not _is_ecospold(document.content):
            continue
        try:
            for dataset in _read_document(document, ledger, problems):
                datasets.append(dataset)
        except FindingsError as error:
            problems += error.findings
    methods = tuple(d.method for d in datasets if d.method is not None)
    processes = tuple(_settled(datasets, ledger))
    if not processes and not methods:
        values = {"file": path.name, "format": "EcoSpold 1"}
        nothing = Finding(code="E026", values=values)
        faults = (each for each in problems if each.is_fatal)
        raise UsageError(next(faults, nothing))
    return Package(
        format="EcoSpold 1",
        name=path.stem,
        version=common_version(processes),
        licence=common_licence(processes),
        dialect="ecospold2",
        flows=ledger.settle(),
        processes=processes,
        methods=methods,
        problems=tuple(problems),
    )


def _is_wanted(name: str) -> bool:
    return name.lower().endswith((".xml", ".spold"))


def _read_document(
    document: Document, ledger: FlowLedger, problems: list[Finding]
) -> Iterator[Dataset]:
    for element in each_element(document.content, document.name, "{*}dataset"):
        reading = Reading(ledger=ledger, place=document.name, problems=problems)
        yield read_dataset(element, reading)


def _settled(datasets: Sequence[Dataset], ledger: FlowLedger) -> Iterator[Process]:
    """Processes with ids that tell them apart, and the treatments among them."""
    named: dict[str, set[tuple[str, str]]] = {}
    for dataset in datasets:
        if dataset.process is not None:
            process = dataset.process
            named.setdefault(process.id, set()).add((process.name, process.location))
    for dataset in datasets:
        if dataset.process is None:
            continue
        process = dataset.process
        if len(named[process.id]) > 1:
            # every program counts from one: the number alone is no id then
            identifier = f"{process.id} {process.name} {process.location}".strip()
            process = replace(process, id=identifier)
        if dataset.both_ways:
            exchanges = tuple(
                _treated(each, ledger) if each.id in dataset.both_ways else each
                for each in process.exchanges
            )
            process = replace(process, exchanges=exchanges)
        yield process


def _treated(exchange: Exchange, ledger: FlowLedger) -> Exchange:
    """An input that is marked as the reference: a treatment, if it is a known waste.

    Otherwise it stays a plain input and its dataset has no reference: taken as the
    product, it would make a mix of power stations pass for a supplier of one of them.
    """
    waste = ledger.waste_like(exchange.flow)
    if not waste:
        return exchange
    return replace(exchange, flow=waste, is_reference=True)
