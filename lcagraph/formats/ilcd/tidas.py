"""TIDAS: ILCD written as JSON, turned back into the elements that it stands for.

Attributes begin with ``@``, text stands under ``#text``, an element that occurs once
may stand without a list, and the prefix ``common:`` is kept in the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lcagraph.formats.ilcd.reading import (
    COMMON,
    FLOW,
    FLOW_PROPERTY,
    METHOD,
    MODEL,
    OPENLCA,
    PROCESS,
    UNIT_GROUP,
    unreadable,
)
from lcagraph.formats.json_guard import parse_json
from lcagraph.formats.xml_guard import Element, new_element

ROOTS: Mapping[str, str] = {
    "processDataSet": PROCESS,
    "flowDataSet": FLOW,
    "flowPropertyDataSet": FLOW_PROPERTY,
    "unitGroupDataSet": UNIT_GROUP,
    "LCIAMethodDataSet": METHOD,
    "lifeCycleModelDataSet": MODEL,
}

_PREFIXES: Mapping[str, str] = {
    "common": COMMON,
    "xml": "{http://www.w3.org/XML/1998/namespace}",
    "olca": OPENLCA,
}

# Editors of TIDAS write every key; an empty object stands for an element that is not.
_PLACEHOLDERS: tuple[object, ...] = ({}, "", None)


def parse_tidas(content: bytes, name: str) -> Element | None:
    """Root element of a TIDAS document; None if it holds another kind of dataset.

    Raises
    ------
    FindingsError
        It is no sound JSON, or no dataset at all.
    """
    tree = parse_json(content, name)
    if not isinstance(tree, dict):
        return None
    for key, namespace in ROOTS.items():
        if isinstance(tree.get(key), dict):
            try:
                return _element(f"{namespace}{key}", namespace, tree[key], name)
            except ValueError as error:
                # A key that is no name in XML, or a character that XML cannot hold.
                raise unreadable(name, key, str(error)) from None
    return None


def _element(tag: str, namespace: str, node: Any, name: str) -> Element:
    """An element with everything that its JSON holds."""
    element = new_element(tag)
    if not isinstance(node, dict):
        element.text = _text(node, name)
        return element
    for key, value in node.items():
        if key.startswith("@"):
            if not key.startswith("@xmlns"):
                element.set(_tag(key[1:], ""), _text(value, name))
        elif key == "#text":
            element.text = _text(value, name)
        else:
            tag_of_each = _tag(key, namespace)
            for each in value if isinstance(value, list) else (value,):
                if each not in _PLACEHOLDERS:
                    element.append(_element(tag_of_each, namespace, each, name))
    return element


def _tag(key: str, namespace: str) -> str:
    prefix, colon, local = key.partition(":")
    if not colon:
        return f"{namespace}{key}"
    return f"{_PREFIXES.get(prefix, f'{{{prefix}}}')}{local}"


def _text(value: Any, name: str) -> str:
    """Text of a leaf; numbers and truth values as JSON spells them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise unreadable(name, "#text", type(value).__name__)
