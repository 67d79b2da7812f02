"""openLCA JSON-LD packages of schema 1 (openLCA 1.x) and 2: one document per dataset.

nodes       one JSON object, read by the key names of both schemas
elements    categories, locations, unit groups, flow properties, flows
processes   processes with exchanges, parameters, allocation, uncertainty
methods     impact assessment methods

The reader is our own. The package `olca-schema` (2.4.0, no dependencies) knows schema 2
only: of the 766 processes of USLCI FY2018 in schema 1 it returns every exchange as an
output and none as a reference, without an error; on schema 2 it loses nothing. On both
it is no faster (USLCI: 2 to 3 s of one core with either), and it reads from a zip
without any limit of size, depth or compression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lcagraph.background.records import Flow, Package, Parameter, Process
from lcagraph.errors import Finding, FindingsError
from lcagraph.formats.container import Document, Peek, ignore, walk
from lcagraph.formats.json_guard import parse_json
from lcagraph.formats.openlca_jsonld.elements import (
    Elements,
    flow_of,
    read_category,
    read_flow_property,
    read_location,
    read_unit_group,
)
from lcagraph.formats.openlca_jsonld.methods import Methods
from lcagraph.formats.openlca_jsonld.nodes import Node
from lcagraph.formats.openlca_jsonld.processes import parameter_of, process_of
from lcagraph.formats.provenance import common_licence, common_version

_FIRST: Mapping[str, Callable[[Node, Elements], None]] = {
    "categories": read_category,
    "locations": read_location,
    "unit_groups": read_unit_group,
    "flow_properties": read_flow_property,
}
_TYPES = {
    "flows": "Flow",
    "processes": "Process",
    "parameters": "Parameter",
    "lcia_methods": "ImpactMethod",
    "lcia_categories": "ImpactCategory",
}
_FOLDERS = {type: folder for folder, type in _TYPES.items()}
_NOT_READ = ("product_systems", "results", "epds", "projects", "social_indicators")
_MARKERS = ("olca-schema.json", "openlca.json")
_DATASET = re.compile(rb'"@type"\s*:\s*"(Flow|Process|UnitGroup|Impact\w+|Category)"')


def is_openlca_jsonld(peek: Peek) -> bool:
    """True if the files look like openLCA's: their folders, and ``@type`` within."""
    folders = {*_FIRST, *_TYPES}
    inside = any(
        _folder(name) in folders and _DATASET.search(head)
        for name, head in peek.heads.items()
        if name.lower().endswith(".json")
    )
    alone = peek.kind == "file" and any(map(_DATASET.search, peek.heads.values()))
    return inside or alone


def read_openlca_jsonld(path: Path, *, tick: Callable[[int], None] = ignore) -> Package:
    """Everything of a zip, folder or single document in openLCA JSON-LD.

    A document that can't be read becomes a finding in `problems` and the rest is read.
    What openLCA computes itself (product systems, results) is left out with a note.

    Raises
    ------
    UsageError
        The container is missing, damaged or unsafe.
    """
    reading = _Reading()
    # Categories, places and units come first, wherever they stand in the archive:
    # every flow needs them.
    for document in walk(path, wanted=_comes_first):
        reading.take_element(document)
    for document in walk(path, wanted=reading.wants, tick=tick):
        reading.take(document)
    return reading.package(path)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read so far."""

    elements: Elements = field(default_factory=Elements)
    methods: Methods = field(default_factory=Methods)
    flows: dict[str, Flow] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    is_second_schema: bool = False

    def wants(self, name: str) -> bool:
        """True for the documents of the second pass; counts what is left out."""
        folder = _folder(name)
        if folder in _NOT_READ:
            self.left_out[folder] = self.left_out.get(folder, 0) + 1
        is_json = name.lower().endswith(".json")
        return is_json and (folder in _TYPES or folder == "")

    def take_element(self, document: Document) -> None:
        """Read a document of the first pass; a file of its own waits for the second."""
        if not _comes_first(document.name):
            return
        node = self._node(document)
        if node is not None and self._has_id(node):
            _FIRST[_folder(document.name)](node, self.elements)

    def take(self, document: Document) -> None:
        """Read a document of the second pass; one without a folder says what it is."""
        node = self._node(document)
        if node is None:
            return
        if PurePosixPath(document.name).name in _MARKERS:
            self.is_second_schema |= node.number("version", "schemaVersion") == 2
            return
        folder = _folder(document.name) or _FOLDERS.get(node.text("@type"), "")
        if folder and self._has_id(node):
            self._take(node, folder)

    def _take(self, node: Node, folder: str) -> None:
        match folder:
            case "flows":
                self._take_flow(node)
            case "processes":
                self.processes.append(process_of(node, self.elements))
                self.is_second_schema |= _is_second_schema(node)
            case "parameters":
                parameter = parameter_of(node)
                if parameter is not None:
                    self.parameters.append(parameter)
            case "lcia_methods":
                self.methods.read_method(node)
            case "lcia_categories":
                self.methods.read_category(node, self.elements)

    def _take_flow(self, node: Node) -> None:
        flow = flow_of(node, self.elements)
        if flow is None:
            return
        if flow.id in self.flows:
            node.report("W019", kind="flow", id=flow.id)
        else:
            self.flows[flow.id] = flow

    def _node(self, document: Document) -> Node | None:
        try:
            content = parse_json(document.content, document.name)
        except FindingsError as error:
            self.problems.extend(error.findings)
            return None
        if isinstance(content, dict):
            return Node(content=content, file=document.name, problems=self.problems)
        found = type(content).__name__
        values = {"file": document.name, "key": document.name, "found": found}
        self.problems.append(Finding(code="W020", at=document.name, values=values))
        return None

    def _has_id(self, node: Node) -> bool:
        has_id = node.text("@id") != ""
        if not has_id:
            node.report("W020", key="@id", found="—", wanted="text")
        return has_id

    def package(self, path: Path) -> Package:
        """All of it, once the last document has been read."""
        for what, count in sorted(self.left_out.items()):
            values = {"file": path.name, "what": what, "count": count}
            self.problems.append(Finding(code="N020", at=what, values=values))
        return Package(
            format=f"openLCA JSON-LD {2 if self.is_second_schema else 1}",
            name=path.stem,
            version=common_version(self.processes),
            licence=common_licence(self.processes),
            dialect="openlca",
            unit_groups=self.elements.unit_groups,
            flow_properties=self.elements.flow_properties,
            flows=self.flows,
            processes=tuple(self.processes),
            parameters=tuple(self.parameters),
            methods=self.methods.whole(),
            problems=tuple(self.problems),
        )


def _is_second_schema(process: Node) -> bool:
    return any(exchange.has("isInput") for exchange in process.nodes("exchanges"))


def _comes_first(name: str) -> bool:
    return name.lower().endswith(".json") and _folder(name) in _FIRST


def _folder(name: str) -> str:
    """Name of the folder in which a document stands; empty at the top."""
    parts = PurePosixPath(name).parts
    return parts[-2] if len(parts) > 1 else ""
