"""Safe edits of a model's text: its meaning and its comments stay as they are.

Each edit is proven by reading the text again: the same tree, and the same comments at
the same places between the same values. An edit that can't be proven is not made, and
`tidy` says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lcagraph.errors import LcaGraphError
from lcagraph.formats.yaml.guard import without_mark
from lcagraph.formats.yaml.includes import parse
from lcagraph.formats.yaml.positions import Entry
from lcagraph.formats.yaml.tree import Plain

INDENT = 2

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMENT = re.compile(r"(?:(?<=[ \t\r\n])|\A)#[^\r\n]*")
_BLANKS_AT_END = re.compile(r"[ \t]+(?=\r|\n|\Z)")
_TABS = re.compile(r"\t+")
_DASHES = re.compile(r"([ ]*)((?:-[ \t]+)+)(?=[^\s#])")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """A text after its safe edits."""

    text: str
    done: tuple[str, ...]
    """Kinds of edits that were made: `tabs`, `trailing`, `indentation`, `end`."""
    left: tuple[str, ...]
    """Kinds that were not made, since they would have changed more than blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a text says, and where its values and comments stand."""

    text: str
    tree: dict[str, Plain]
    marks: Entry
    scalars: tuple[Span, ...]
    comments: tuple[tuple[str, int], ...]
    """Text of each comment, and how many keys and values stand before it."""


def tidy(text: str, name: str = "<text>") -> Tidied:
    """A model's text with blanks, tabs, indentation and its end put in order.

    Parameters
    ----------
    text : str
        YAML; one that can't be read is given back as it is, with everything `left`.
    name : str
        What messages would call it.

    Returns
    -------
    Tidied
        The text says the same as before, with the same comments.
    """
    reading = _read(text, name)
    if reading is None:
        return Tidied(text=text, done=(), left=tuple(_EDITS))
    done, left = [], []
    for kind, edit in _EDITS.items():
        changed = edit(reading)
        if changed == reading.text:
            continue
        again = _read(changed, name)
        if again is not None and _says_the_same(reading, again):
            reading = again
            done.append(kind)
        else:
            left.append(kind)
    return Tidied(text=reading.text, done=tuple(done), left=tuple(left))


def _says_the_same(first: _Reading, second: _Reading) -> bool:
    """Equal trees, keys in equal order, and the same comments between them."""
    return (
        first.tree == second.tree
        and list(_keys(first.tree)) == list(_keys(second.tree))
        and first.comments == second.comments
    )


def _keys(value: Plain) -> Iterator[str]:
    """All keys in the order in which they are written."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


# ------------------------------------------------------------------------- reading


def _read(text: str, name: str) -> _Reading | None:
    """What a text says; None if it has errors."""
    try:
        parsed = parse(*without_mark(text, name))
    except LcaGraphError:
        return None
    if any(f.is_fatal for f in parsed.findings) or parsed.source.marks is None:
        return None
    read = parsed.source.text
    scalars = tuple(sorted(scalars_in(parsed.source.marks)))
    return _Reading(
        text=read,
        tree=parsed.tree,
        marks=parsed.source.marks,
        scalars=scalars,
        comments=tuple(comments_in(read, scalars)),
    )


def scalars_in(entry: Entry) -> Iterator[Span]:
    """Characters of every key and every single value."""
    key, (start, end, _), children = entry
    if key is not None:
        yield key[0], key[1]
    if children is None:
        if start < end:
            yield start, end
        return
    inner = children if isinstance(children, list) else children.values()
    for child in inner:
        yield from scalars_in(child)


def comments_in(text: str, scalars: tuple[Span, ...]) -> Iterator[tuple[str, int]]:
    """Each comment, and how many keys and values stand before it."""
    ends = [end for _, end in scalars]
    for found in _COMMENT.finditer(text):
        if not _is_inside(found.start(), scalars):
            yield found.group().rstrip(), bisect_right(ends, found.start())


def _is_inside(offset: int, scalars: tuple[Span, ...]) -> bool:
    """Whether a character belongs to a key or a value."""
    position = bisect_right(scalars, (offset, len(scalars) and scalars[-1][1] + 1)) - 1
    return position >= 0 and offset < scalars[position][1]


# --------------------------------------------------------------------------- edits


def _without_tabs(reading: _Reading) -> str:
    """Tabs between a value and what follows it become one space."""
    comments = [
        found.span()
        for found in _COMMENT.finditer(reading.text)
        if not _is_inside(found.start(), reading.scalars)
    ]
    kept = tuple(sorted([*reading.scalars, *comments]))
    return _TABS.sub(
        lambda m: m[0] if _is_inside(m.start(), kept) else " ", reading.text
    )


def _without_blanks_at_end(reading: _Reading) -> str:
    def stripped(found: re.Match[str]) -> str:
        return found[0] if _is_inside(found.start(), reading.scalars) else ""

    return _BLANKS_AT_END.sub(stripped, reading.text)


def _with_one_line_break(reading: _Reading) -> str:
    """The text ends with one line break, of the kind that it uses."""
    line_break = "\r\n" if "\r\n" in reading.text else "\n"
    return reading.text.rstrip(" \t\r\n") + line_break


def _indented(reading: _Reading) -> str:
    """Two blanks per level; what hangs on a line moves along with it."""
    lines = [match.group() for match in _LINE.finditer(reading.text)]
    starts, offset = [], 0
    for line in lines:
        starts.append(offset)
        offset += len(line)
    wanted: dict[int, int] = {}
    for start, depth in _levels(reading.marks, -1):
        number = bisect_right(starts, start) - 1
        lead = reading.text[starts[number] : start]
        if not lead.strip(" -"):
            # a key behind a dash stands one level deeper than the dash
            wanted.setdefault(number, INDENT * max(depth - lead.count("-"), 0))
    moved = map(_shifted, lines, _shifts(lines, wanted))
    return "".join(
        _with_narrow_dashes(line) if number in wanted else line
        for number, line in enumerate(moved)
    )


def _levels(entry: Entry, depth: int) -> Iterator[tuple[int, int]]:
    """First character and level of every key and item of block collections."""
    key, (start, _, style), children = entry
    if key is not None:
        yield key[0], depth
    elif depth >= 0:
        yield start, depth + 1
    if style != ":" or children is None:
        return
    inner = children if isinstance(children, list) else children.values()
    for child in inner:
        yield from _levels(child, depth + 1)


def _shifts(lines: list[str], wanted: dict[int, int]) -> list[int]:
    """By how many blanks each line moves."""
    own = {number: indent - _indent(lines[number]) for number, indent in wanted.items()}
    shifts, shift = [], 0
    for number, line in enumerate(lines):
        if number in own:
            shift = own[number]
            shifts.append(shift)
        elif line.lstrip().startswith("#"):
            shifts.append(_shift_of_comment(number, lines, own, shift))
        else:
            shifts.append(shift)
    return shifts


def _shift_of_comment(
    number: int, lines: list[str], own: dict[int, int], shift: int
) -> int:
    """A comment moves with the line below that it stands like, else with one above."""
    below = next((n for n in range(number + 1, len(lines)) if n in own), None)
    above = [n for n in range(number - 1, -1, -1) if n in own]
    indent = _indent(lines[number])
    for other in [*([below] if below is not None else []), *above]:
        if _indent(lines[other]) == indent:
            return own[other]
    return shift


def _shifted(line: str, shift: int) -> str:
    if not line.strip() or not shift:
        return line
    indent = max(_indent(line) + shift, 0)
    return " " * indent + line.lstrip(" ")


def _with_narrow_dashes(line: str) -> str:
    """One blank behind each dash that the line begins with."""
    found = _DASHES.match(line)
    if found is None:
        return line
    dashes = "- " * found[2].count("-")
    return f"{found[1]}{dashes}{line[found.end() :]}"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


_EDITS: dict[str, Callable[[_Reading], str]] = {
    "tabs": _without_tabs,
    "trailing": _without_blanks_at_end,
    "indentation": _indented,
    "end": _with_one_line_break,
}
