"""Small readings of EcoSpold 2 elements: local names, texts per language, children."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from lcagraph.formats.xml_guard import Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def _any_namespace(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{{*}}{name}" for name in names)


def local_name(element: Element) -> str:
    """Tag without its namespace; releases and programs write different ones."""
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Children with one of the local names, in their order."""
    if element is not None:
        yield from element.iterchildren(*_any_namespace(names))


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down a path of local names, or None."""
    for name in path:
        element = next(children(element, name), None)
    return element


def texts(element: Element | None, name: str) -> dict[str, str]:
    """Text of the children of one name, per language (``en`` if none is stated)."""
    found: dict[str, str] = {}
    for each in children(element, name):
        text = (each.text or "").strip()
        if text:
            found.setdefault(each.get(_LANGUAGE) or "en", text)
    return found


def all_texts(element: Element | None, name: str) -> tuple[str, ...]:
    """Text of every child of one name."""
    return tuple(
        t for t in ((e.text or "").strip() for e in children(element, name)) if t
    )


def paragraphs(element: Element | None, name: str) -> str:
    """Comments: plain text, or `text` elements by their index, one per line."""
    lines: list[str] = []
    for each in children(element, name):
        numbered = [(_index(t), (t.text or "").strip()) for t in children(each, "text")]
        lines += [text for _, text in sorted(numbered, key=lambda pair: pair[0])]
        lines.append((each.text or "").strip())
    return "\n".join(line for line in lines if line)


def _index(element: Element) -> int:
    stated = element.get("index") or ""
    return (
        int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 0
    )
