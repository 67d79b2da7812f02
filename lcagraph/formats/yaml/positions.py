"""Where a model path stands in the files: exact line and column of every scalar.

A place inside a file that has no model path (a syntax error, a key written twice)
is addressed as ``file:line`` with the span of characters on that line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from lcagraph.errors import Finding, Part
from lcagraph.wording.screen import Place

Mark: TypeAlias = tuple[int, int, str]
"""First character, one past the last, and style: ``""`` plain, ``'``, ``"``, ``|``,
``>``, ``{`` a collection in brackets, ``:`` a block collection."""

Children: TypeAlias = "dict[str, Entry] | list[Entry] | None"
Entry: TypeAlias = "tuple[Mark | None, Mark, Children]"
"""Marks of the key (None in a list), of the value, and of what it holds. Plain tuples:
a large model has 10^5 of them, and they are made on the way of every reading."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LINE_ADDRESS = re.compile(r"(.*):([0-9]{1,9})", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of a model, with the marks of everything in it."""

    name: str
    """Path as shown to the user."""
    text: str
    marks: Entry | None = None
    """Marks of the top mapping; None if the text could not be read."""


@lru_cache(maxsize=128)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in _LINE_BREAK.finditer(text)))


@lru_cache(maxsize=128)
def _line(text: str, number: int) -> str:
    """One line of a text; findings on the same line share it."""
    starts = _line_starts(text)
    last = starts[number] if number < len(starts) else len(text)
    return text[starts[number - 1] : last].rstrip("\r\n")


def place_of(source: SourceFile, start: int, end: int) -> Place:
    """Place of the characters [start, end) of a file, cut at the end of the line."""
    starts = _line_starts(source.text)
    number = bisect_right(starts, start)
    first = starts[number - 1]
    line = _line(source.text, number)
    column = min(start - first, len(line))
    return Place(
        file=source.name,
        line=number,
        column=column + 1,
        end_column=max(min(end - first, len(line)), column) + 1,
        text=line,
    )


def finding_in(
    source: SourceFile,
    code: str,
    start: int,
    end: int,
    values: Mapping[str, object] | None = None,
) -> Finding:
    """A finding about the characters [start, end) of a file."""
    place = place_of(source, start, end)
    return Finding(
        code=code,
        at=f"{source.name}:{place.line}",
        span=(place.column - 1, place.end_column - 1),
        values=dict(values or {}),
    )


SHORT_FORMS = frozenset(
    {"amount", "value", "by", "method", "unspecified", "product", "distance", "version"}
)
"""Keys of the long form whose value the short form writes alone: `power: 95 kWh`."""


def locate(
    files: Sequence[SourceFile],
    at: str,
    part: Part = "value",
    span: tuple[int, int] | None = None,
) -> Place | None:
    """Place of a model path, of a line, or of a whole file.

    Parameters
    ----------
    files : sequence of SourceFile
        The main file first.
    at : str
        Model path such as ``processes.casting.inputs.power`` or ``waive.0.code``,
        or ``file:line``; empty: the main file. A path that does not exist gives the
        place of its nearest parent.
    part : {"key", "value"}
        Which of the two the caret belongs under.
    span : tuple of int, optional
        Characters [start, end) of the value, or of the line.

    Returns
    -------
    Place or None
        None if no file holds the path.
    """
    if not files:
        return None
    if not at:
        return Place(file=files[0].name, line=0)
    address = _LINE_ADDRESS.fullmatch(at)
    for source in files:
        if address and address[1] == source.name:
            return _line_place(source, int(address[2]), span)
        if at == source.name and at not in _keys(source):
            return Place(file=source.name, line=0)
    return _path_place(files, at.split("."), part, span)


def _keys(source: SourceFile) -> Iterable[str]:
    children = source.marks[2] if source.marks else None
    return children if isinstance(children, dict) else ()


def _line_place(source: SourceFile, line: int, span: tuple[int, int] | None) -> Place:
    starts = _line_starts(source.text)
    first = starts[min(max(line, 1), len(starts)) - 1]
    start, end = span or (0, 0)
    return place_of(source, first + start, first + end)


def _path_place(
    files: Sequence[SourceFile],
    parts: list[str],
    part: Part,
    span: tuple[int, int] | None,
) -> Place | None:
    readable = [source for source in files if source.marks]
    if not readable:
        return None
    depth, source, entry = 0, readable[0], readable[0].marks
    for candidate in readable:
        # Named things of included files stand beside those of the main file: the
        # file that knows most of the path is the one that holds it.
        assert candidate.marks is not None
        reached, found = _resolve(candidate.marks, parts)
        if reached > depth:
            depth, source, entry = reached, candidate, found
    assert entry is not None
    if depth < len(parts):
        part, span = "key", None
    return place_of(source, *_extent(source.text, entry, part, span))


def _resolve(entry: Entry, parts: list[str]) -> tuple[int, Entry]:
    """How many parts lead to something, and to what.

    A key may itself hold dots (scenarios set ``processes.casting.allocation``), so
    each key is tried with one part, with two joined, and so on.
    """
    children = entry[2]
    best = (0, entry)
    if children is None and len(parts) == 1 and parts[0] in SHORT_FORMS:
        return (1, entry)
    if isinstance(children, dict) and parts and parts[0].isdecimal():
        return _leg(children, parts)
    if isinstance(children, list):
        if parts and parts[0].isdecimal() and int(parts[0]) < len(children):
            depth, found = _resolve(children[int(parts[0])], parts[1:])
            return (depth + 1, found)
    elif children:
        for count in range(1, len(parts) + 1):
            child = children.get(".".join(parts[:count]))
            if child is not None:
                depth, found = _resolve(child, parts[count:])
                if depth + count > best[0]:
                    best = (depth + count, found)
    return best


def _leg(children: dict[str, Entry], parts: list[str]) -> tuple[int, Entry]:
    """A leg of `transport: {truck: 420 km}`, which the long form counts."""
    entries = [*children.values()]
    position = int(parts[0])
    if position >= len(entries):
        return (0, entries[0])
    depth, found = _resolve(entries[position], parts[1:])
    return (depth + 1, found)


def _extent(
    text: str, entry: Entry, part: Part, span: tuple[int, int] | None
) -> tuple[int, int]:
    """Characters to put the caret under."""
    key, (start, end, style), children = entry
    if key is not None and (part == "key" or style == ":" or start == end):
        return key[0], key[1]
    if style == ":":
        # A block collection without a key: point at the first thing in it.
        first = children if isinstance(children, list) else [*(children or {}).values()]
        return _extent(text, first[0], "key", None) if first else (start, end)
    if span is None or children is not None or (style in "|>" and style):
        return start, end
    raw = text[start:end]
    if "\n" in raw or "\r" in raw:
        return start, end
    if style:
        if ("''" if style == "'" else "\\") in raw[1:-1]:
            return start, end
        start, end = start + 1, end - 1
    low, high = max(span[0], 0), max(span[1], 0)
    return min(start + low, end), min(start + high, end)
