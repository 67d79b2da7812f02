"""Structure typed with the wrong keys: ``：`` for ``: ``, ``，`` for ``, ``, tabs.

A Chinese input method writes full-width signs, and YAML takes them for letters: nothing
is refused, and a line is silently read as part of the text above it. Each such trap has
its own code. What is clearly text (inside quotes, comments, blocks of text, in the
middle of a name) is left alone; quantities have checks of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.formats.yaml.layout import Layout, Line

_WIDE_SPACES = "\u3000\u00a0\u1680\u2000-\u200a\u202f\u205f"
# Zero-width spaces, soft hyphens, marks of writing direction: they make two equal names
# differ, or hide what a line says. Joiners (U+200C, U+200D) belong to some scripts.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ASCII_KEY = "[A-Za-z_][A-Za-z0-9_.-]*"

_WIDE_SPACE = re.compile(f"[{_WIDE_SPACES}]+")
_OUTER_SPACE = re.compile(f"^[{_WIDE_SPACES}]+|[{_WIDE_SPACES}]+$")
_GLUED = re.compile(f"({_ASCII_KEY})(：[ {_WIDE_SPACES}]*|:[{_WIDE_SPACES}]*)(.*)")
_GLUED_WIDE = re.compile(f"([^：:]+)(：[ {_WIDE_SPACES}]*)(.*)")
_SWALLOWED = re.compile(f"[ \t]*(?:- +)?({_ASCII_KEY})(：|:(?=[^ \t\r\n:/\\\\]))")
_NEXT_ENTRY = re.compile(f"[，；、]\\s*(?={_ASCII_KEY}\\s*[:：])")
_LIST_COMMA = re.compile("[，；]")
_BRACED = re.compile("｛.*｝|［.*］")
_WIDE_SIGNS = {"｛": "{", "｝": "}", "［": "[", "］": "]", "＃": "#", "－": "-"}

_LINE_KEY = re.compile(
    f"[{_WIDE_SPACES}\\s]*(?:- +)*(?:({_ASCII_KEY})：|([^\\s:：,，{{\\[]+)：\\s*$)"
)
_LINE_GLUED = re.compile(r"[ ]*(?:- +)*([a-z_][a-z0-9_-]*):(?=[^ \t\r\n:/\\,\]}])")
_FLOW_KEY = re.compile(f"[{{,，]\\s*({_ASCII_KEY}|[^\\s:：,，{{}}\\[\\]]+)：")
_FLOW_GLUED = re.compile(r"[{,]\s*([a-z_][a-z0-9_-]*):(?=[^ \t\r\n:/\\,\]}])")
_LINE_SIGN = re.compile(f"[{_WIDE_SPACES}\\s]*(＃|－(?=\\s))")
_OPENING_SIGN = re.compile(r"(?:^\s*|[:\-,{\[]\s+|[,{\[])([｛［])")
_CLOSING_SIGN = re.compile("[｝］]")
_INDENTATION = re.compile(f"[ \t{_WIDE_SPACES}]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A trap and the characters [start, end) of the text that it lies in."""

    code: str
    start: int
    end: int
    values: Mapping[str, object] = field(default_factory=dict)


# ------------------------------------------------- in a text that could be parsed


def key_trap(key: str, start: int, is_flow: bool) -> Trap | None:
    """What is wrong with a key written without quotes, if anything.

    Parameters
    ----------
    key : str
        The key, which is not ASCII.
    start : int
        Offset of its first character.
    is_flow : bool
        Whether it stands in ``{ }``.
    """
    if found := _INVISIBLE.search(key):
        return _invisible(found, start)
    if found := _WIDE_SPACE.search(key):
        return _wide_space(found, start)
    if key[0] in _WIDE_SIGNS:
        return _sign(key[0], start)
    if (at := key.find("：")) >= 0:
        values = {"key": key[:at]}
        return Trap(code="E103", start=start + at, end=start + at + 1, values=values)
    if is_flow and (found := _LIST_COMMA.search(key)):
        return _comma(found, start)
    return None


def value_trap(raw: str, start: int, bracket: str) -> Trap | None:
    """What is wrong with a value written without quotes, if anything.

    Parameters
    ----------
    raw : str
        The value as written.
    start : int
        Offset of its first character.
    bracket : {"", "{", "["}
        Bracket that it stands in.
    """
    if found := _INVISIBLE.search(raw):
        return _invisible(found, start)
    if found := _OUTER_SPACE.search(raw):
        return _wide_space(found, start)
    if _BRACED.fullmatch(raw):
        return _sign(raw[0], start)
    if bracket and (found := _NEXT_ENTRY.search(raw)):
        return _comma(found, start)
    if bracket == "[" and (found := _LIST_COMMA.search(raw)):
        return _comma(found, start)
    return None


def glued_pair(key: str) -> tuple[str, str, str, int] | None:
    """Code, key, value, and length of the colon, of ``per：1 kg`` or ``per:1 kg``."""
    found = _GLUED.fullmatch(key) or _GLUED_WIDE.fullmatch(key)
    if found is None or found[3].startswith("//"):
        return None
    code = "E103" if found[2].startswith("：") else "E108"
    return code, found[1], found[3], len(found[2])


def swallowed_lines(text: str, start: int, end: int, is_below: bool) -> Iterator[Trap]:
    """Lines of the value [start, end) that look like keys or comments.

    `is_below` tells whether its first line, too, stands below the key: what stands
    beside a key is a value, whatever it looks like.
    """
    at = start
    for number, row in enumerate(re.split(r"(?<=\n)", text[start:end])):
        if not number and not is_below:
            at += len(row)
            continue
        if found := _SWALLOWED.match(row):
            code = "E103" if found[2] == "：" else "E108"
            colon = at + found.start(2)
            values = {"key": found[1]}
            yield Trap(code=code, start=colon, end=colon + 1, values=values)
        elif found := _LINE_SIGN.match(row):
            yield _sign(found[1], at + found.start(1))
        elif at > start and (found := _WIDE_SPACE.search(row, 0, _indent(row))):
            yield _wide_space(found, at)
        at += len(row)


# ---------------------------------------------- in a text that could not be parsed


def text_traps(layout: Layout) -> Iterator[Trap]:
    """Every trap of a text that is no YAML, found line by line."""
    for line in layout.lines:
        if line.code.isascii() and "\t" not in line.code and ":" not in line.code:
            continue
        yield from _indentation(line)
        yield from _keys(line)
        yield from _signs(line)


def _indent(row: str) -> int:
    found = _INDENTATION.match(row)
    return found.end() if found else 0


def _indentation(line: Line) -> Iterator[Trap]:
    lead = line.code[: _indent(line.code)]
    if found := _WIDE_SPACE.search(lead):
        yield _wide_space(found, line.start)
    if "\t" in lead and line.brackets[:1] in ("", " "):
        at = line.start + lead.index("\t")
        run = len(lead[lead.index("\t") :]) - len(lead[lead.index("\t") :].lstrip("\t"))
        yield Trap(code="E109", start=at, end=at + run)


def _keys(line: Line) -> Iterator[Trap]:
    is_flow = line.brackets[:1] not in ("", " ")
    if not is_flow:
        if found := _LINE_KEY.match(line.code):
            key = found[1] or found[2]
            at = line.start + found.end(1 if found[1] else 2)
            yield Trap(code="E103", start=at, end=at + 1, values={"key": key})
        elif found := _LINE_GLUED.match(line.code):
            at = line.start + found.end(1)
            yield Trap(code="E108", start=at, end=at + 1, values={"key": found[1]})
    for pattern, code in ((_FLOW_KEY, "E103"), (_FLOW_GLUED, "E108")):
        for found in pattern.finditer(line.code):
            if line.brackets[found.start(1)] == "{":
                at = line.start + found.end(1)
                values = {"key": found[1]}
                yield Trap(code=code, start=at, end=at + 1, values=values)
    for found in _NEXT_ENTRY.finditer(line.code):
        if line.brackets[found.start()] != " ":
            yield _comma(found, line.start)


def _signs(line: Line) -> Iterator[Trap]:
    if found := _LINE_SIGN.match(line.code):
        yield _sign(found[1], line.start + found.start(1))
    for found in _OPENING_SIGN.finditer(line.code):
        yield _sign(found[1], line.start + found.start(1))
    for found in _CLOSING_SIGN.finditer(line.code):
        if line.brackets[found.start()] != " ":
            yield _sign(found.group(), line.start + found.start())


# ------------------------------------------------------------------------ each kind


def _invisible(found: re.Match[str], start: int) -> Trap:
    values = {"character": f"U+{ord(found.group()):04X}"}
    return Trap(
        code="E120", start=start + found.start(), end=start + found.end(), values=values
    )


def _wide_space(found: re.Match[str], start: int) -> Trap:
    values = {"character": f"U+{ord(found.group()[0]):04X}"}
    return Trap(
        code="E104", start=start + found.start(), end=start + found.end(), values=values
    )


def _comma(found: re.Match[str], start: int) -> Trap:
    at = start + found.start()
    return Trap(code="E105", start=at, end=at + 1, values={"sign": found.group()[0]})


def _sign(sign: str, at: int) -> Trap:
    values = {"sign": sign, "instead": _WIDE_SIGNS[sign]}
    return Trap(code="E106", start=at, end=at + 1, values=values)
