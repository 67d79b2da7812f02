"""Datasets of all kinds brought together into one package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from lcagraph.background.records import (
    Flow,
    FlowProperty,
    Method,
    Package,
    Process,
    UnitGroup,
)
from lcagraph.errors import Finding, FindingsError
from lcagraph.formats.container import Document
from lcagraph.formats.ilcd.flows import read_flow, read_flow_property, read_unit_group
from lcagraph.formats.ilcd.methods import read_method
from lcagraph.formats.ilcd.models import Connection, read_connections, with_providers
from lcagraph.formats.ilcd.processes import read_process
from lcagraph.formats.ilcd.reading import COMMON, Notes, text_of
from lcagraph.formats.ilcd.tidas import ROOTS, parse_tidas
from lcagraph.formats.provenance import common_licence, common_version
from lcagraph.formats.xml_guard import Element, parse_xml

_NAMES = "|".join(ROOTS).encode()
_ROOT = re.compile(
    rb"<(?:[\w.-]+:)?(" + _NAMES + rb')[\s>]|^\s*\{\s*"(' + _NAMES + rb')"\s*:'
)
_UUID = re.compile(rb'UUID(?:\s*>|"\s*:\s*")\s*([0-9a-fA-F-]{36})')
_HEAD = 4096

_FOLDERS: Mapping[str, str] = {
    "processes": "processDataSet",
    "flows": "flowDataSet",
    "flowproperties": "flowPropertyDataSet",
    "unitgroups": "unitGroupDataSet",
    "lciamethods": "LCIAMethodDataSet",
    "lifecyclemodels": "lifeCycleModelDataSet",
}

Version = tuple[int, ...]
_Record = TypeVar("_Record", Process, Flow, FlowProperty, UnitGroup, Method)


def kind_of(content: bytes) -> str:
    """Root element of an ILCD dataset, first key of a TIDAS one; else empty."""
    head = content[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    found = _ROOT.search(head.removeprefix(b"\xef\xbb\xbf"))
    return (found[1] or found[2]).decode() if found else ""


def is_ilcd_head(head: bytes) -> bool:
    """True for the first bytes of an ILCD document of any kind, contacts included."""
    return bool(kind_of(head)) or b"http://lca.jrc.it/ILCD/" in head


class Shelf(Generic[_Record]):
    """Datasets of one kind, each in its newest version."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._newest: dict[str, tuple[Version, list[_Record]]] = {}

    def put(self, record: _Record, version: Version, file: str) -> None:
        """Keep a dataset, unless a newer version of it is there (W015)."""
        known, records = self._newest.get(record.id, (version, []))
        if records and (version != known or not isinstance(record, Process)):
            used = ".".join(f"{part:02}" for part in max(version, known))
            values = {"id": record.id, "version": used or "—"}
            self._notes.problems.append(Finding(code="W015", at=file, values=values))
        if version > known:
            records = []
        if version >= known:
            records.append(record)
            self._newest[record.id] = (version, records)

    def by_id(self) -> dict[str, _Record]:
        """The first of the newest datasets of each id."""
        return {key: records[0] for key, (_, records) in self._newest.items()}

    def all(self) -> list[_Record]:
        """Every dataset in its newest version, real duplicates included."""
        return [record for _, records in self._newest.values() for record in records]


class Reading:
    """What two passes over a container bring together."""

    def __init__(self) -> None:
        self.notes = Notes()
        self._processes: Shelf[Process] = Shelf(self.notes)
        self._flows: Shelf[Flow] = Shelf(self.notes)
        self._flow_properties: Shelf[FlowProperty] = Shelf(self.notes)
        self._unit_groups: Shelf[UnitGroup] = Shelf(self.notes)
        self._methods: Shelf[Method] = Shelf(self.notes)
        self._connections: list[Connection] = []
        self._needed: frozenset[str] | None = None
        self._unused = 0
        self._is_json = False

    def take_first(self, document: Document) -> None:
        """First pass: any dataset but a flow."""
        kind = _kind(document)
        if kind and kind != "flowDataSet":
            self._take(document, kind)

    def take_flow(self, document: Document) -> None:
        """Second pass: a flow, if anything of the first pass refers to it.

        A package without processes and methods is a list of flows; all are read.
        """
        if _kind(document) != "flowDataSet":
            return
        if self._needed is None:
            self._needed = self._referred()
        found = _UUID.search(document.content)
        if self._needed and found and found[1].decode().lower() not in self._needed:
            self._unused += 1
            return
        self._take(document, "flowDataSet")

    def _referred(self) -> frozenset[str]:
        exchanges = {e.flow for p in self._processes.all() for e in p.exchanges}
        factors = {f.flow for m in self._methods.all() for f in m.factors}
        return frozenset(exchanges | factors)

    def _take(self, document: Document, kind: str) -> None:
        """Read one dataset; one that cannot be read becomes a problem."""
        try:
            root = self._root(document)
            if root is not None:
                self._readers[kind](self, root, document.name)
        except FindingsError as error:
            self.notes.problems.extend(error.findings)

    def _root(self, document: Document) -> Element | None:
        if document.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
            return parse_xml(document.content, document.name)
        self._is_json = True
        return parse_tidas(document.content, document.name)

    def _process(self, root: Element, file: str) -> None:
        self._processes.put(read_process(root, file, self.notes), _version(root), file)

    def _flow(self, root: Element, file: str) -> None:
        self._flows.put(read_flow(root, file, self.notes), _version(root), file)

    def _flow_property(self, root: Element, file: str) -> None:
        self._flow_properties.put(read_flow_property(root, file), _version(root), file)

    def _unit_group(self, root: Element, file: str) -> None:
        group = read_unit_group(root, file, self.notes)
        self._unit_groups.put(group, _version(root), file)

    def _method(self, root: Element, file: str) -> None:
        self._methods.put(read_method(root, file, self.notes), _version(root), file)

    def _model(self, root: Element, _: str) -> None:
        self._connections.extend(read_connections(root))

    _readers: Mapping[str, Callable[[Reading, Element, str], None]] = {
        "processDataSet": _process,
        "flowDataSet": _flow,
        "flowPropertyDataSet": _flow_property,
        "unitGroupDataSet": _unit_group,
        "LCIAMethodDataSet": _method,
        "lifeCycleModelDataSet": _model,
    }

    def package(self, path: Path) -> Package:
        """Everything that was taken."""
        if self._unused:
            values = {"count": self._unused}
            self.notes.problems.append(Finding(code="N015", values=values))
        processes = with_providers(self._processes.all(), self._connections)
        return Package(
            format="TIDAS (ILCD 1.1)" if self._is_json else "ILCD 1.1",
            name=path.name.partition(".")[0],
            version=common_version(processes),
            licence=common_licence(processes),
            dialect="ilcd",
            unit_groups=self._unit_groups.by_id(),
            flow_properties=self._flow_properties.by_id(),
            flows=self._flows.by_id(),
            processes=processes,
            parameters=tuple(self.notes.parameters.values()),
            methods=tuple(self._methods.all()),
            problems=tuple(self.notes.problems),
        )


def _kind(document: Document) -> str:
    """Kind by content; a file in the folder of a kind that is no dataset, by folder."""
    if found := kind_of(document.content):
        return found
    return _FOLDERS.get(PurePosixPath(document.name).parent.name.lower(), "")


def _version(root: Element) -> Version:
    """Version of a dataset, such as (3, 0, 4) for ``03.00.004``."""
    namespace = root.tag.rpartition("}")[0] + "}"
    stated = root.find(
        f"{namespace}administrativeInformation"
        f"/{namespace}publicationAndOwnership/{COMMON}dataSetVersion"
    )
    return tuple(int(part) for part in re.findall(r"\d+", text_of(stated), re.ASCII))
