"""Small ILCD datasets with just what a test is about, and the same as TIDAS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from archives import Files, as_folder
from lxml import etree

from lcagraph.background.records import Package, Process
from lcagraph.formats.ilcd import read_ilcd

EXCERPT = Path(__file__).parent / "data" / "ilcd" / "tiangong"

OLCA = 'xmlns:olca="http://openlca.org/ilcd-extensions"'
COMMON = 'xmlns:c="http://lca.jrc.it/ILCD/Common"'


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def published(version: str) -> str:
    return (
        "<administrativeInformation><publicationAndOwnership>"
        f"<c:dataSetVersion>{version}</c:dataSetVersion>"
        "<c:licenseType>Free of charge for all users and uses</c:licenseType>"
        "</publicationAndOwnership></administrativeInformation>"
    )


def exchange(
    number: int, direction: str, inner: str, flow: int = 50, more: str = ""
) -> str:
    return (
        f'<exchange dataSetInternalID="{number}" {more}>'
        f'<referenceToFlowDataSet refObjectId="{uuid(flow)}"/>'
        f"<exchangeDirection>{direction}</exchangeDirection>{inner}</exchange>"
    )


def amount(value: object) -> str:
    return f"<meanAmount>{value}</meanAmount><resultingAmount>{value}</resultingAmount>"


def process(
    exchanges: str,
    *,
    number: int = 1,
    name: str = "<baseName>Steel</baseName>",
    information: str = "",
    validation: str = "",
    version: str = "01.00.000",
) -> bytes:
    """A process with one reference, its exchange 0."""
    return (
        f'<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" {COMMON} {OLCA}'
        ' version="1.1"><processInformation><dataSetInformation>'
        f"<c:UUID>{uuid(number)}</c:UUID><name>{name}</name></dataSetInformation>"
        '<quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>0'
        f"</referenceToReferenceFlow></quantitativeReference>{information}"
        f"</processInformation><modellingAndValidation>{validation}"
        f"</modellingAndValidation>{published(version)}"
        f"<exchanges>{exchanges}</exchanges></processDataSet>"
    ).encode()


def flow(
    number: int = 50,
    *,
    kind: str = "Product flow",
    described: str = "",
    properties: str = "",
    version: str = "01.00.000",
) -> bytes:
    return (
        f'<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" {COMMON} {OLCA}>'
        f"<flowInformation><dataSetInformation><c:UUID>{uuid(number)}</c:UUID>"
        f"<name><baseName>steel {version}</baseName></name>{described}"
        "</dataSetInformation><quantitativeReference><referenceToReferenceFlowProperty>"
        "0</referenceToReferenceFlowProperty></quantitativeReference></flowInformation>"
        f"<modellingAndValidation><LCIMethod><typeOfDataSet>{kind}</typeOfDataSet>"
        f"</LCIMethod></modellingAndValidation>{published(version)}"
        f"<flowProperties>{properties}</flowProperties></flowDataSet>"
    ).encode()


def read(tmp_path: Path, files: Files) -> Package:
    return read_ilcd(as_folder(tmp_path, files))


def read_process(tmp_path: Path, content: bytes) -> Process:
    """The one process, read without any problem."""
    package = read(tmp_path, {"processes/p.xml": content, "flows/f.xml": flow()})
    assert package.problems == ()
    (found,) = package.processes
    return found


# ---------------------------------------------------------------------------- as TIDAS

_PREFIXES = {
    "http://lca.jrc.it/ILCD/Common": "common:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
    "http://openlca.org/ilcd-extensions": "olca:",
}


def _key(tag: str) -> str:
    name = etree.QName(tag)
    return f"{_PREFIXES.get(name.namespace or '', '')}{name.localname}"


def _node(element: Any) -> Any:
    """An element as TIDAS writes it: one child alone, several in a list."""
    node: dict[str, Any] = {f"@{_key(k)}": v for k, v in element.attrib.items()}
    for child in element:
        key, value = _key(child.tag), _node(child)
        if key not in node:
            node[key] = value
        elif isinstance(node[key], list):
            node[key].append(value)
        else:
            node[key] = [node[key], value]
    text = (element.text or "").strip()
    if not node:
        return text
    return {**node, "#text": text} if text else node


def as_tidas(content: bytes) -> bytes:
    """A TIDAS document that says what an ILCD document says."""
    root = etree.fromstring(
        content, etree.XMLParser(remove_comments=True, remove_pis=True)
    )
    tree = {_key(root.tag): _node(root)}
    return json.dumps(tree, ensure_ascii=False).encode()
