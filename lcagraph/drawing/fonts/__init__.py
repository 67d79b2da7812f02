"""The font of all pictures: it comes along, is measured, and goes into each file.

LcagraphSansSC-*.ttf ─ face ─▶ advance widths ─▶ `measure`
                           └── subset ─▶ `embedding`: the `<style>` of an SVG

docs/make_fonts.py made the files; OFL.txt is their licence.
"""

from pathlib import Path
from typing import Literal, TypeAlias

FOLDER = Path(__file__).resolve().parent
"""Where the font files lie."""

FAMILY = "Lcagraph Sans SC"
"""Name of the font that comes along."""

FontChoice: TypeAlias = Literal["embedded", "named", "system"]
"""
embedded
    The glyphs that a picture uses stand in its file: the same picture everywhere.
named
    The shipped font by its name, for a program that is given the font files.
system
    Fonts of the computer that shows the picture.
"""
