"""A font file as it is needed here: which characters, how wide, which outlines.

The files are plain TrueType without references between glyphs (docs/make_fonts.py sees
to that), so a few tables of numbers say everything. fontTools would read them too, but
takes 0.3 s to load and 0.2 s for each font that it cuts down; tests compare with it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lcagraph.drawing.fonts import FOLDER

UNITS_PER_EM = 1000
"""In all font files that come along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One weight of the font."""

    tables: Mapping[str, bytes]
    """Tables of the file by their four letters."""
    glyphs: Mapping[int, int]
    """Code point → number of its glyph."""
    advances: tuple[int, ...]
    """Advance width of each glyph. [1/1000 em]"""
    bearings: tuple[int, ...]
    """From the origin of each glyph to its leftmost point. [1/1000 em]"""
    offsets: tuple[int, ...]
    """Where each outline begins in the table `glyf`, and where the last one ends."""

    def outline(self, glyph: int) -> bytes:
        """The bytes that draw a glyph; none for a space."""
        return self.tables["glyf"][self.offsets[glyph] : self.offsets[glyph + 1]]


@cache
def face(bold: bool) -> Face:
    """The regular or the bold weight of the font that comes along."""
    weight = "Bold" if bold else "Regular"
    return face_of((FOLDER / f"LcagraphSansSC-{weight}.ttf").read_bytes())


def face_of(content: bytes) -> Face:
    """The bytes of a font file, taken apart."""
    (number,) = struct.unpack_from(">H", content, 4)
    tables = {}
    for tag, _, offset, length in struct.iter_unpack(
        ">4sIII", content[12 : 12 + 16 * number]
    ):
        tables[tag.decode()] = content[offset : offset + length]
    (count,) = struct.unpack_from(">H", tables["maxp"], 4)
    advances, bearings = _metrics(tables, count)
    return Face(
        tables=MappingProxyType(tables),
        glyphs=MappingProxyType(_glyph_numbers(tables["cmap"])),
        advances=advances,
        bearings=bearings,
        offsets=struct.unpack(f">{count + 1}I", tables["loca"]),
    )


def _metrics(
    tables: Mapping[str, bytes], count: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Advance widths and left bearings; the last width holds for what follows it."""
    (full,) = struct.unpack_from(">H", tables["hhea"], 34)
    pairs = struct.unpack_from(">" + "Hh" * full, tables["hmtx"])
    rest = struct.unpack_from(f">{count - full}h", tables["hmtx"], 4 * full)
    return pairs[::2] + pairs[-2:-1] * (count - full), pairs[1::2] + rest


def _glyph_numbers(cmap: bytes) -> dict[int, int]:
    """Code point → glyph, from the only subtable: runs of neighbours (format 12)."""
    (start,) = struct.unpack_from(">I", cmap, 8)
    (number,) = struct.unpack_from(">I", cmap, start + 12)
    runs = cmap[start + 16 : start + 16 + 12 * number]
    found: dict[int, int] = {}
    for first, last, glyph in struct.iter_unpack(">III", runs):
        for place in range(last - first + 1):
            found[first + place] = glyph + place
    return found


@cache
def widths(bold: bool) -> Mapping[str, float]:
    """Advance width of every character that the font has. [em]"""
    known = face(bold)
    return MappingProxyType(
        {
            chr(code): known.advances[glyph] / UNITS_PER_EM
            for code, glyph in known.glyphs.items()
        }
    )
