"""Values written into the text of a model; its comments and its layout stay.

    text, left = set_in_text(text, {"processes.casting.inputs.power.amount": "95 kWh"})

A value that stands in the text is replaced where it stands; a key that is missing is
put in: at the head of a block, at the end of a bracket, at the end of the file. Each
edit is proven by reading the text again: the tree has the value, everything else in it
is as before, and no comment is lost. An edit that can't be proven is left out and told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.errors import LcaGraphError
from lcagraph.formats.yaml.guard import without_mark
from lcagraph.formats.yaml.includes import parse
from lcagraph.formats.yaml.positions import Entry
from lcagraph.formats.yaml.tidy import comments_in, scalars_in
from lcagraph.formats.yaml.tree import Plain

_PLAIN = re.compile(r"[^\W_][\w .%/*^·³²℃°±-]*", re.UNICODE)
_WORDS = frozenset(
    {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"}
)
MOST_ON_A_LINE = 100
"""Characters of a mapping that is written in brackets on one line."""

SHORT_KEY = "amount"
"""Key of what a row's short form writes alone: `power: 95 kWh`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text after its edits."""

    text: str
    left: Mapping[str, Plain]
    """Path → value of the edits that could not be written safely."""


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    tree: dict[str, Plain]
    marks: Entry


def set_in_text(text: str, edits: Mapping[str, Plain]) -> Edited:
    """A model's text with values set.

    Parameters
    ----------
    text : str
        A model of one file.
    edits : mapping
        Path in the long form → text, or a mapping of texts.

    Returns
    -------
    Edited
        A row in its short form becomes `{amount: …, data: …}` where it gets more keys.
    """
    left: dict[str, Plain] = {}
    for path, value in _grouped(text, edits).items():
        made = _set(text, path, value)
        if made is None:
            left |= {full: v for full, v in edits.items() if _under(full, path)}
        else:
            text = made
    return Edited(text=text, left=left)


def yaml_lines(edits: Mapping[str, Plain]) -> str:
    """Edits as YAML to be put into the model by hand."""
    nested: dict[str, Plain] = {}
    for path, value in edits.items():
        _put(nested, path.split("."), value)
    return "\n".join(_block(nested, 0)) + "\n"


def _under(path: str, ancestor: str) -> bool:
    return path == ancestor or path.startswith(f"{ancestor}.")


def _grouped(text: str, edits: Mapping[str, Plain]) -> dict[str, Plain]:
    """Edits below one missing key as one mapping, written together."""
    read = _read(text)
    if read is None:
        return dict(edits)
    found: dict[str, Plain] = {}
    for path, value in edits.items():
        steps = path.split(".")
        known = _depth(read.marks, steps)
        if known + 1 >= len(steps):
            found[path] = value
            continue
        head = ".".join(steps[: known + 1])
        inside = found.setdefault(head, {})
        if isinstance(inside, dict):
            _put(inside, steps[known + 1 :], value)
    return found


def _put(into: dict[str, Plain], steps: list[str], value: Plain) -> None:
    for step in steps[:-1]:
        inner = into.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        into = inner
    into[steps[-1]] = value


def _depth(entry: Entry, steps: list[str]) -> int:
    """How many steps of a path the text has."""
    for number, step in enumerate(steps):
        inner = _child(entry, step)
        if inner is None:
            return number
        entry = inner
    return len(steps)


def _child(entry: Entry, step: str) -> Entry | None:
    children = entry[2]
    found: Entry | None = None
    if isinstance(children, dict):
        found = children.get(step)
    elif isinstance(children, list) and step.isdigit() and int(step) < len(children):
        found = children[int(step)]
    return found


def _set(text: str, path: str, value: Plain) -> str | None:
    """The text with one value set; None if that can't be proven to be safe."""
    before = _read(text)
    if before is None:
        return None
    steps = path.split(".")
    known = _depth(before.marks, steps)
    entry = before.marks
    for step in steps[:known]:
        inner = _child(entry, step)
        assert inner is not None
        entry = inner
    if known == len(steps):
        made = _replaced(before.text, entry, value)
    elif known == len(steps) - 1:
        made = _with_key(before.text, entry, steps[-1], value, is_top=known == 0)
    else:
        return None
    after = _read(made) if made is not None else None
    if made is None or after is None or not _is_proven(before, after, steps, value):
        return None
    return made


def _replaced(text: str, entry: Entry, value: Plain) -> str | None:
    """A single value in place of another; a row in its long form is no single value."""
    (_, (start, end, style), children) = entry
    if children is not None or style in ("|", ">"):
        return None
    written = _flow(value)
    blank = " " if start == end and text[start - 1 : start] == ":" else ""
    return text[:start] + blank + written + text[end:]


def _with_key(
    text: str, entry: Entry, key: str, value: Plain, *, is_top: bool
) -> str | None:
    """A key put into a mapping, or into a row that stands in its short form."""
    _, (start, end, style), children = entry
    break_ = "\r\n" if "\r\n" in text else "\n"
    if is_top and style == ":":
        lines = break_.join(_block({key: value}, 0))
        return f"{text.rstrip()}{break_}{break_}{lines}{break_}"
    if isinstance(children, dict) and style == "{":
        inside = text[start + 1 : end - 1].rstrip()
        comma = ", " if children and not inside.endswith(",") else ""
        at = start + 1 + len(inside)
        if "#" in text[text.rfind("\n", 0, at) + 1 : at]:
            return None  # behind a comment nothing may be written
        return f"{text[:at]}{comma}{key}: {_flow(value)}{text[at:]}"
    if isinstance(children, dict):
        column = start - (text.rfind("\n", 0, start) + 1)
        lines = (break_ + " " * column).join(_block({key: value}, 0))
        return f"{text[:start]}{lines}{break_}{' ' * column}{text[start:]}"
    if children is None and style in ("", "'", '"') and start < end:
        if key == SHORT_KEY:
            return text[:start] + _flow(value) + text[end:]
        stated = f"{SHORT_KEY}: {_in_brackets(text[start:end])}"
        both = f"{{{stated}, {key}: {_flow(value)}}}"
        return text[:start] + both + text[end:]
    return None


def _in_brackets(written: str) -> str:
    """A single value as it may stand between brackets."""
    is_quoted = written[:1] in ("'", '"')
    return written if is_quoted else _scalar(written)


def _is_proven(before: _Read, after: _Read, steps: list[str], value: Plain) -> bool:
    """The same tree but for the value, and the same comments."""
    expected = _with(before.tree, steps, value)
    return after.tree == expected and _comments(after) == _comments(before)


def _comments(read: _Read) -> list[str]:
    scalars = tuple(sorted(scalars_in(read.marks)))
    return [comment for comment, _ in comments_in(read.text, scalars)]


def _with(tree: Plain, steps: list[str], value: Plain) -> Plain:
    if not steps:
        return value
    if isinstance(tree, list):
        at = int(steps[0])
        return [
            _with(v, steps[1:], value) if n == at else v for n, v in enumerate(tree)
        ]
    if isinstance(tree, str):  # a row in its short form
        if steps == [SHORT_KEY]:
            return value
        tree = {SHORT_KEY: tree}
    base = dict(tree) if isinstance(tree, dict) else {}
    base[steps[0]] = _with(base.get(steps[0]), steps[1:], value)
    return base


def _read(text: str) -> _Read | None:
    try:
        parsed = parse(*without_mark(text, "<text>"))
    except LcaGraphError:
        return None
    marks = parsed.source.marks
    if marks is None or any(finding.is_fatal for finding in parsed.findings):
        return None
    return _Read(parsed.source.text, parsed.tree, marks)


# ------------------------------------------------------------------------- writing


def _scalar(text: str) -> str:
    """A text as YAML: plain where it can't be misread, else in quotes."""
    is_plain = _PLAIN.fullmatch(text) and text == text.strip()
    if is_plain and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _flow(value: Plain) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(str(value))


def _block(value: Mapping[str, Plain], indent: int) -> list[str]:
    """A mapping as lines; what is short stands in brackets."""
    lines: list[str] = []
    for key, inner in value.items():
        line = f"{' ' * indent}{key}: {_flow(inner)}"
        if isinstance(inner, Mapping) and (len(line) > MOST_ON_A_LINE or indent == 0):
            lines.append(f"{' ' * indent}{key}:")
            lines += _block(inner, indent + 2)
        else:
            lines.append(line)
    return lines
