"""EcoSpold 2: a folder or archive of .spold files, as ecoinvent 3 and openLCA write.

Read with lxml, not with pyecospold (4.0.1): that validates every file against the
schema and refuses 589 of the 767 files of USLCI FY2018 (an e-mail address that is
missing, elements in another order), as real exports have never followed it to the
letter. This reads all of them, with their 32,489 exchanges.

What only ecoinvent's own spreadsheets hold (impact methods) is not read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lcagraph.background.records import Package
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.formats.container import Document, Peek, Tick, ignore, walk
from lcagraph.formats.ecospold2.dataset import DATASETS, Dataset, read_dataset
from lcagraph.formats.ecospold2.exchanges import Reading
from lcagraph.formats.ecospold2.flows import (
    EXCHANGES,
    MASTER_LISTS,
    FlowLedger,
    Flows,
)
from lcagraph.formats.ecospold2.settling import formulas_set_aside, settled
from lcagraph.formats.ecospold2.texts import children, local_name
from lcagraph.formats.provenance import common_licence, common_version
from lcagraph.formats.xml_guard import Element, parse_xml

__all__ = ["is_ecospold2", "read_ecospold2"]

_SUFFIXES = (".spold", ".xml")


def is_ecospold2(peek: Peek) -> bool:
    """True if a file inside begins as an EcoSpold 2 dataset."""
    return any(_begins_dataset(head) for head in peek.heads.values())


def _begins_dataset(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # UTF-16 of what is plain ASCII
    return b"ecoSpold" in text and (
        b"EcoSpold02" in text or any(name.encode() in text for name in DATASETS)
    )


def read_ecospold2(path: Path, *, tick: Tick = ignore) -> Package:
    """Every dataset of an EcoSpold 2 package, as stated.

    Parameters
    ----------
    path : Path
        Folder, archive or single file.
    tick : callable
        Gets the bytes that were used up since its last call.

    Returns
    -------
    Package
        Flows as the exchanges describe them. Problems: E027 no number, E028 no
        direction, E033 no id; N030 formulas that no longer lead to the stated amounts
        of allocated datasets; N031 what is not read; broken files (E009 to E011).

    Raises
    ------
    UsageError
        No dataset at all (E026, or why the first one can't be read), or the
        container is refused (E001 to E008).

    References
    ----------
    EcoSpold 2 schema, documentation of the fields (ecoinvent, ifu Hamburg 2013).
    """
    ledger = FlowLedger()
    problems: list[Finding] = []
    datasets: list[Dataset] = []
    for document in walk(path, tick=tick, wanted=_is_wanted):
        try:
            datasets += _read_document(document, ledger, problems)
        except FindingsError as error:
            problems += error.findings
    if not datasets:
        values = {"file": path.name, "format": "EcoSpold 2"}
        nothing = Finding(code="E026", values=values)
        faults = (each for each in problems if each.is_fatal)
        raise UsageError(next(faults, nothing))
    flows = ledger.settle()
    problems += _notes(datasets, flows)
    processes = tuple(settled(datasets, flows.wastes))
    return Package(
        format="EcoSpold 2",
        name=path.stem,
        version=common_version(processes),
        licence=common_licence(processes),
        dialect="ecospold2",
        unit_groups=flows.unit_groups,
        flow_properties=flows.properties,
        flows=flows.flows,
        processes=processes,
        problems=tuple(problems),
    )


def _is_wanted(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES)


def _read_document(
    document: Document, ledger: FlowLedger, problems: list[Finding]
) -> Iterator[Dataset]:
    root = parse_xml(document.content, document.name)
    for element in (root, *root):
        if local_name(element) in MASTER_LISTS:
            _read_master(element, ledger)
    for element in children(root, *DATASETS):
        reading = Reading(ledger=ledger, place=document.name, problems=problems)
        dataset = read_dataset(element, reading)
        if dataset is not None:
            yield dataset


def _read_master(element: Element, ledger: FlowLedger) -> None:
    for each in children(element, *EXCHANGES):
        ledger.add(each, in_use=False)


def _notes(datasets: Sequence[Dataset], flows: Flows) -> Iterator[Finding]:
    """N030 and N031: what the package holds but does not go into the numbers."""
    aside = formulas_set_aside(datasets)
    if aside:
        yield Finding(code="N030", values={"count": aside})
    for count, en, zh in (
        (sum(d.has_scores for d in datasets), "impact scores", "影响评价结果"),
        (
            sum(d.odd_spreads for d in datasets),
            "distributions other than lognormal, normal, triangular and uniform",
            "对数正态、正态、三角和均匀分布以外的分布",
        ),
        (
            flows.differing,
            "properties that datasets state differently for the same product",
            "各数据集对同一产品给出不同数值的属性",
        ),
    ):
        if count:
            values = {"what": {"en": en, "zh": zh}, "count": count}
            yield Finding(code="N031", values=values)
