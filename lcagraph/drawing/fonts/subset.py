"""A font file with only some of its characters."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping

from lcagraph.drawing.fonts.face import Face

_CHECKSUM = 0xB1B0AFBA
"""What the words of a whole font add up to, by definition of `head`."""


def subset(face: Face, characters: Iterable[str]) -> bytes:
    """A TrueType file with the glyphs of some characters, unchanged.

    Nothing depends on the order of the characters; the same ones give the same bytes.

    Raises
    ------
    KeyError
        The face lacks one of the characters.
    """
    codes = sorted(set(map(ord, characters)))
    kept = sorted({0, *(face.glyphs[code] for code in codes)})
    place = {glyph: number for number, glyph in enumerate(kept)}
    outlines = [_padded(face.outline(glyph)) for glyph in kept]
    tables = {
        **{tag: face.tables[tag] for tag in ("OS/2", "name", "post")},
        "cmap": _character_map({code: place[face.glyphs[code]] for code in codes}),
        "glyf": b"".join(outlines),
        "head": _with(face.tables["head"], 8, bytes(4)),
        "hhea": _with(face.tables["hhea"], 34, struct.pack(">H", len(kept))),
        "hmtx": b"".join(
            struct.pack(">Hh", face.advances[glyph], face.bearings[glyph])
            for glyph in kept
        ),
        "loca": struct.pack(f">{len(kept) + 1}I", *_offsets(outlines)),
        "maxp": _with(face.tables["maxp"], 4, struct.pack(">H", len(kept))),
    }
    return _file(tables)


def _offsets(outlines: Iterable[bytes]) -> Iterator[int]:
    """Where each outline begins, and where the last one ends."""
    offset = 0
    yield offset
    for outline in outlines:
        offset += len(outline)
        yield offset


def _character_map(places: Mapping[int, int]) -> bytes:
    """The table `cmap` with one run (format 12) per character."""
    runs = b"".join(struct.pack(">III", c, c, glyph) for c, glyph in places.items())
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)  # for Windows, all of Unicode
    return head + struct.pack(">HHIII", 12, 0, 16 + len(runs), 0, len(places)) + runs


def _file(tables: Mapping[str, bytes]) -> bytes:
    """Tables behind a directory with their checksums, in the order of their names."""
    number = len(tables)
    power = number.bit_length() - 1
    search = 16 << power
    head = struct.pack(">IHHHH", 0x10000, number, search, power, 16 * number - search)
    offset = len(head) + 16 * number
    directory, body, adjustment = [], [], 0
    for tag, content in sorted(tables.items()):
        if tag == "head":
            adjustment = offset + 8
        padded = _padded(content)
        entry = struct.pack(">III", _checksum(padded), offset, len(content))
        directory.append(tag.encode() + entry)
        body.append(padded)
        offset += len(padded)
    whole = b"".join((head, *directory, *body))
    # `head` holds what is lacking to a sum that all fonts share
    lacking = (_CHECKSUM - _checksum(whole)) % 2**32
    return _with(whole, adjustment, struct.pack(">I", lacking))


def _checksum(content: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(content) // 4}I", content)
    return sum(words) % 2**32


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)


def _with(content: bytes, at: int, new: bytes) -> bytes:
    """A copy with some bytes replaced."""
    return content[:at] + new + content[at + len(new) :]
