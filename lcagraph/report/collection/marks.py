"""What cells of a workbook are besides their values: percentages, formulas undone.

Reading values leaves three things out that change an answer: 5 % typed into a cell is
kept as 0.05 with a look; a formula that no program has computed, and one whose result
is an error, look empty.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lcagraph.formats.container import walk
from lcagraph.formats.xml_guard import Element, each_element, parse_xml

_PART = re.compile(r"xl/(_rels/workbook\.xml\.rels|[^/]+\.xml|worksheets/[^/]+\.xml)")
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_PERCENT = frozenset({9, 10})
"""Numbers of the built-in looks 0% and 0.00%."""
_NO_LOOK = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Parts of a look that are printed as they stand, colours and conditions."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Place = tuple[int, int]
"""Row and column, from zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Cells of one sheet that are more than their value."""

    percent: frozenset[Place]
    """Numbers that are shown as percentages."""
    without_value: Mapping[Place, str]
    """Errors and formulas without a result, as they are shown."""


def marks_of(path: Path) -> Mapping[str, Marks]:
    """Marks of the sheets of a workbook, by name; empty for a CSV file.

    Raises
    ------
    FindingsError
        A part is no XML that can be trusted (E009, E010, E011).
    UsageError
        The file can't be read (E001 to E008).
    """
    parts = {part.name: part.content for part in walk(path, wanted=_is_part)}
    if _BOOK not in parts:
        return {}
    percent = _percent_styles(parts.get(_STYLES))
    return {
        name: _marks(parts[part], part, percent)
        for name, part in _sheets(parts)
        if part in parts
    }


def _is_part(name: str) -> bool:
    return _PART.fullmatch(name) is not None


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Name of each sheet, and the part that holds it."""
    if _RELATIONS not in parts:
        return
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("/xl", relation.get("Target", ""))
        ).lstrip("/")
        for relation in parse_xml(parts[_RELATIONS], _RELATIONS)
    }
    for sheet in parse_xml(parts[_BOOK], _BOOK).iter("{*}sheet"):
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        if ids and ids[0] in targets:
            yield sheet.get("name", ""), targets[ids[0]]


def _percent_styles(content: bytes | None) -> frozenset[str]:
    """Styles of cells that show a number as a percentage."""
    if content is None:
        return frozenset()
    root = parse_xml(content, _STYLES)
    own = {
        look.get("numFmtId"): "%" in _NO_LOOK.sub("", look.get("formatCode", ""))
        for look in root.iter("{*}numFmt")
    }
    looks = [
        style.get("numFmtId", "0")
        for group in root.iter("{*}cellXfs")
        for style in group
    ]
    return frozenset(
        str(position)
        for position, look in enumerate(looks)
        if own.get(look, look in map(str, _PERCENT))
    )


def _marks(content: bytes, part: str, percent: frozenset[str]) -> Marks:
    shares: set[Place] = set()
    undone: dict[Place, str] = {}
    for cell in each_element(content, part, "{*}c"):
        at = _place(cell.get("r", ""))
        if at is None:
            continue
        formula, value = _text(cell, "f"), _text(cell, "v")
        kind = cell.get("t", "n")
        if kind == "e":
            undone[at] = value or "#"
        elif formula is not None and not value and kind != "str":
            undone[at] = f"={formula}"
        elif kind == "n" and value and cell.get("s", "0") in percent:
            shares.add(at)
    return Marks(percent=frozenset(shares), without_value=undone)


def _text(cell: Element, name: str) -> str | None:
    found = cell.find(f"{{*}}{name}")
    return None if found is None else found.text or ""


def _place(address: str) -> Place | None:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - 64
    return int(match[2]) - 1, column - 1
