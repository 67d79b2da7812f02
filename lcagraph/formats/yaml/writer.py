"""Write a plain tree as YAML: one entry per line, quotes only where they are needed.

What is written here reads back as the same tree, character for character; other YAML
readers get the same texts, since words that some of them take for a truth value
(``NO`` for Norway) are quoted too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lcagraph.formats.yaml.tree import Plain

INDENT = 2

# Letters, digits and most signs of any script; what begins a value must not be a sign
# of YAML's own, and a minus only before something.
_SAFE = re.compile(r"(?!\.\.\.)(?:[^\W_]|[_=(/.+^$~<≤≥±（“]|-(?=[^\s-]))(?:.*\S)?")
_UNSAFE_INSIDE = re.compile(r":(?=\s|$)|(?<=\s)#|[\t\r\n]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u00ad\u1680\u2000-\u200b\u200e\u200f"
    "\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control, invisible and odd space characters: written as escapes, so they are seen."""

_NO_BLOCK = re.compile(f"[\t\r]|{_UNSEEN.pattern}")

# Words that YAML 1.1 reads as something else than text. `true` and `false` are what
# the format itself uses, and `null` is no text in any version.
_OTHER_MEANINGS = frozenset(("yes", "no", "on", "off", "y", "n"))
_NULLS = frozenset(("~", "null", "Null", "NULL", ""))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

# A key in one line may have 1024 characters; beyond that YAML wants it marked by “? ”.
_MAX_SIMPLE_KEY = 250


def dump(tree: dict[str, Plain], header: str | None = None) -> str:
    """The canonical text of a plain tree.

    Parameters
    ----------
    tree : dict
        Keys in the order in which they are written.
    header : str, optional
        Written above it as comments.

    Returns
    -------
    str
        YAML; `read_text` gives the same tree back, as long as it is not deeper than
        `guard.MAX_DEPTH` and holds no half of a surrogate pair, which no text can.
    """
    lines = [f"# {line}".rstrip() for line in (header or "").splitlines()]
    lines.extend(_mapping(tree, 0) if tree else ["{}"])
    return "".join(f"{line}\n" for line in lines)


def _mapping(tree: dict[str, Plain], depth: int) -> Iterator[str]:
    pad = " " * depth
    for key, value in tree.items():
        written = _scalar(key)
        if len(written) > _MAX_SIMPLE_KEY:
            yield f"{pad}? {written}"
            written = ""
        yield from _entry(f"{pad}{written}:", value, depth)


def _list(items: list[Plain], depth: int) -> Iterator[str]:
    pad = " " * depth
    for item in items:
        if isinstance(item, dict) and item:
            # The first key stands beside the dash, the others below it.
            first, *rest = _mapping(item, depth + INDENT)
            yield f"{pad}- {first[depth + INDENT :]}"
            yield from rest
        else:
            yield from _entry(f"{pad}-", item, depth)


def _entry(lead: str, value: Plain, depth: int) -> Iterator[str]:
    """What follows a key or a dash."""
    inner = depth + INDENT
    if value is None:
        yield f"{lead} null"
    elif isinstance(value, str):
        yield from _text(lead, value, inner)
    elif not value:
        yield f"{lead} {'{}' if isinstance(value, dict) else '[]'}"
    else:
        yield lead
        yield from (
            _mapping(value, inner) if isinstance(value, dict) else _list(value, inner)
        )


def _text(lead: str, text: str, depth: int) -> Iterator[str]:
    lines = text.removesuffix("\n").split("\n")
    if (len(lines) == 1 and not text.endswith("\n")) or not _is_readable_block(lines):
        yield f"{lead} {_scalar(text)}"
        return
    yield f"{lead} |" if text.endswith("\n") else f"{lead} |-"
    yield from (f"{' ' * depth}{line}" if line else "" for line in lines)


def _is_readable_block(lines: list[str]) -> bool:
    """Whether lines survive as a block of text: no blanks at its edges, all visible."""
    return (
        bool(lines[0] and lines[-1])
        and not lines[0].startswith(" ")
        and not any(line != line.rstrip() or _NO_BLOCK.search(line) for line in lines)
    )


def _scalar(text: str) -> str:
    """A text on one line, in double quotes if it needs them."""
    if (
        _SAFE.fullmatch(text)
        and not _UNSAFE_INSIDE.search(text)
        and not _UNSEEN.search(text)
        and "：" not in text
        and text not in _NULLS
        and text.casefold() not in _OTHER_MEANINGS
        and text != "<<"
    ):
        return text
    escaped = "".join(_ESCAPES.get(char, char) for char in text)
    return f'"{_UNSEEN.sub(_escape, escaped)}"'


def _escape(match: re.Match[str]) -> str:
    number = ord(match.group())
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
