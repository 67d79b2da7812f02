"""JSON from other people: bounded size and depth, no name twice, no NaN as a number.

The standard library's parser does the work: on the 45 MB of a national database it is
no bottleneck, and unlike faster ones it hands out each object's names before they are
merged, so that a name given twice is seen. What it accepts beyond RFC 8259 is dealt
with here.
"""

from __future__ import annotations

import codecs
import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from lcagraph.errors import Finding, FindingsError

MAX_BYTES = 128 * 2**20
"""Size of one document; as Python objects it takes about 10 times as much. [byte]"""
MAX_DEPTH = 100
"""Brackets within each other; the formats read here need 8, polygons of places 7."""

_SIGNATURES = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_TEXT = re.compile(rb'"[^"]*"')
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_ALONE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_NOT_BRACKETS = bytes(set(range(256)) - set(b'{}[]"'))
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


class NonFinite(str):
    """``NaN`` or ``Infinity`` in the place of a value: a text that is no number.

    JSON has neither, but Python programs write them; real databases hold
    ``"description": NaN``, for which alone no dataset should be lost.
    """

    __slots__ = ()


def parse_json(content: bytes, name: str) -> object:
    """What a document says: dict, list, str, float, int, bool or None.

    ``NaN`` and ``Infinity`` come as `NonFinite`, so none passes for a number. A number
    beyond ±1.8e308 comes as an infinite float: check with `math.isfinite`.

    Parameters
    ----------
    content : bytes
        The whole document, in UTF-8, with or without a signature.
    name : str
        Where it stands in its package; the place of a finding.

    Raises
    ------
    FindingsError
        It is not well-formed (E016), too large or too deep (E017), not in UTF-8
        (E018), or an object gives one name twice (E019).
    """
    if len(content) > MAX_BYTES:
        _refuse("E017", name, what="bytes", found=len(content), limit=MAX_BYTES)
    text = _text(content, name)
    _check_depth(content, name)
    try:
        value: object = json.loads(
            text, object_pairs_hook=_object, parse_constant=NonFinite
        )
    except _TwiceError as twice:
        _refuse("E019", name, key=str(twice)[:80])
    except json.JSONDecodeError as error:
        near = text[error.pos : error.pos + 24].split("\n")[0]
        _refuse("E016", name, line=error.lineno, column=error.colno, near=near)
    except ValueError:  # a whole number of thousands of digits
        _refuse("E017", name, what="digits", found="> 4300", limit=4300)
    except RecursionError:  # called from deep inside another program
        _refuse("E017", name, what="depth", found="?", limit=MAX_DEPTH)
    if _HALF.search(text):
        _check_characters(value, text, name)
    return value


class _TwiceError(Exception):
    """A name that one object gives twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in names if names.count(key) > 1))
    return found


def _text(content: bytes, name: str) -> str:
    for signature, encoding in _SIGNATURES:
        if content.startswith(signature):
            _refuse("E018", name, encoding=encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start
    if _is_gbk(content):
        _refuse("E018", name, encoding="GBK", offset=offset)
    _refuse("E018", name, offset=offset)


def _is_gbk(content: bytes) -> bool:
    """True if the bytes are Chinese text in the code pages of Chinese systems.

    Latin-1 often decodes as GBK too, but to characters beyond the 6,763 of GB 2312,
    where letters follow each accented one.
    """
    try:
        text = content.decode("gbk")
    except UnicodeDecodeError:
        return False
    foreign = "".join(character for character in text if not character.isascii())
    usual = foreign.encode("gb2312", errors="ignore")
    return len(usual) > 0.8 * 2 * len(foreign)


def _check_depth(content: bytes, name: str) -> None:
    """Refuse what would exhaust a parser that calls itself for every bracket."""
    if content.count(b"{") + content.count(b"[") <= MAX_DEPTH:
        return
    if b"\\" in content:
        content = _ESCAPE.sub(b"", content)
    brackets = _TEXT.sub(b"", content.translate(None, _NOT_BRACKETS))
    depth = max(accumulate(_STEP.get(byte, 0) for byte in brackets), default=0)
    if depth > MAX_DEPTH:
        _refuse("E017", name, what="depth", found=depth, limit=MAX_DEPTH)


def _check_characters(value: object, text: str, name: str) -> None:
    """Refuse half of a surrogate pair: no database could store it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        found = _ALONE.search(text) or _HALF.search(text)
        place = found.start() if found else 0
        line = text.count("\n", 0, place) + 1
        column = place - text.rfind("\n", 0, place)
        near = text[place : place + 24]
        _refuse("E016", name, line=line, column=column, near=near)


def _refuse(code: str, name: str, **values: object) -> NoReturn:
    finding = Finding(code=code, at=name, values={"file": name, **values})
    raise FindingsError([finding]) from None
