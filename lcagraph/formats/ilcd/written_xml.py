"""Elements of ILCD documents as they are written, with the standard library alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from lcagraph.formats.ilcd.reading import (
    COMMON,
    FLOW,
    FLOW_PROPERTY,
    METHOD,
    OPENLCA,
    OWN,
    PROCESS,
    UNIT_GROUP,
)

Element = ElementTree.Element

VERSION = "01.00.000"
"""Of every dataset; references name it, too."""

NAMESPACES: Mapping[str, str] = {
    "processDataSet": PROCESS,
    "flowDataSet": FLOW,
    "flowPropertyDataSet": FLOW_PROPERTY,
    "unitGroupDataSet": UNIT_GROUP,
    "sourceDataSet": "{http://lca.jrc.it/ILCD/Source}",
    "LCIAMethodDataSet": METHOD,
}

_FOLDERS: Mapping[str, str] = {
    "process data set": "processes",
    "flow data set": "flows",
    "flow property data set": "flowproperties",
    "unit group data set": "unitgroups",
    "source data set": "sources",
}

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document can hold."""

_CHINESE = re.compile("[\u4e00-\u9fff]")


def root_element(name: str) -> Element:
    """Root of a dataset, with the namespaces of all that may stand in it."""
    return Element(
        name,
        {
            "xmlns": NAMESPACES[name][1:-1],
            "xmlns:common": COMMON[1:-1],
            "xmlns:olca": OPENLCA[1:-1],
            "xmlns:lcagraph": OWN[1:-1],
            "version": "1.1",
        },
    )


def add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A child with a text; characters that XML can't hold become ``\ufffd``."""
    clean = {key: _NO_XML.sub("\ufffd", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, tag, clean)
    child.text = _NO_XML.sub("\ufffd", text) or None
    return child


def add_text(parent: Element, tag: str, text: str, lang: str = "en") -> None:
    """A child in one language, if there is something to say."""
    if text:
        child = add(parent, tag, text)
        child.set("xml:lang", lang)


def add_texts(parent: Element, tag: str, texts: Mapping[str, str]) -> None:
    """A child per language."""
    for lang, text in texts.items():
        add_text(parent, tag, text, lang)


def add_reference(
    parent: Element, tag: str, type: str, id: str, name: str = ""
) -> Element:
    """A reference to another dataset of the package."""
    uri = f"../{_FOLDERS[type]}/{id}.xml"
    stated = {"type": type, "refObjectId": id, "version": VERSION, "uri": uri}
    found = add(parent, tag, **stated)
    add_text(found, "common:shortDescription", name)
    return found


def add_classes(parent: Element, group: str, item: str, path: Iterable[str]) -> None:
    """A path of classes from general to special, if there is one."""
    words = list(path)
    if words:
        listed = add(parent, group)
        for level, word in enumerate(words):
            add(listed, item, word, level=str(level))


def add_version(root: Element, version: str = VERSION) -> Element:
    """The administrative part with a version; the element that more can be put in."""
    about = add(root, "administrativeInformation")
    published = add(about, "publicationAndOwnership")
    add(published, "common:dataSetVersion", version)
    return published


def names_of(name: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Name by language, English first; a main one of no language gets one.

    Where the main name says more than the one of its language ("Butane (Gross CV)",
    in a table that has the qualifier in a column of its own), it is the one to keep.
    """
    if name in names.values():
        return {"en": names["en"], **names} if "en" in names else names
    is_chinese = _CHINESE.search(name) is not None
    if is_chinese and ("en" in names or "zh" not in names):
        return {**names, "zh": name}
    return {**names, "en": name}


def number(value: float) -> str:
    """A number that is the same when it is read again."""
    return repr(float(value))


def document(root: Element) -> bytes:
    """A whole file."""
    ElementTree.indent(root, " ")
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
