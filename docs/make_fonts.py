"""Makes the fonts of lcagraph/drawing/fonts out of three public packages.

Fetch them into one folder, each with the ordinary client of its registry:

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3
    npm pack @expo-google-fonts/source-sans-3@0.4.1
    apt-get download unicode-data=15.0.0-1

then, with fontTools installed, `python docs/make_fonts.py FOLDER`. The files must have
the hashes below; the same files give the same fonts, byte by byte.

Chinese characters are those of 通用规范汉字表 (2013; 8,105, as the Unihan database of
Unicode lists them under kTGH), of GB 2312, and the common ones of Big5, in which Taiwan
and Hong Kong write names. Latin letters of Noto Sans SC are those of Source Sans,
enlarged; what it lacks of them (Polish, Greek, …) is enlarged here likewise.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Lcagraph Sans SC"
"""A name of its own: the licence reserves “Source” for the original."""
VERSION = "1.001"
WEIGHTS = {"Regular": "400Regular", "Bold": "700Bold"}
TARGET = Path(__file__).resolve().parents[1] / "lcagraph" / "drawing" / "fonts"

NOTO = "expo-google-fonts-noto-sans-sc-0.4.3.tgz"
SOURCE_SANS = "expo-google-fonts-source-sans-3-0.4.1.tgz"
UNICODE = "unicode-data_15.0.0-1_all.deb"
SHA256 = {
    NOTO: "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    SOURCE_SANS: "eb41834f563921e19b18b40bc924b97110983aef800d9cb67b9186f546311828",
    UNICODE: "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
}

RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x1CD, 0x1DC),  # pinyin
    (0x218, 0x21B),
    (0x384, 0x3CE),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x491),
    (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2000, 0x205E),  # spaces and punctuation
    (0x2070, 0x209C),  # superscripts, subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # ℃, №, Ω
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # ①
    (0x2500, 0x25FF),  # boxes, triangles, circles
    (0x2600, 0x2606),
    (0x2610, 0x2612),
    (0x2713, 0x2718),  # ✓ ✗
    (0x2776, 0x2793),  # ❶
    (0x27F5, 0x27FA),
    (0x3000, 0x303F),  # punctuation of Chinese
    (0x3041, 0x30FF),  # kana
    (0x3251, 0x325F),  # ㉑
    (0x32B1, 0x32BF),
    (0x3380, 0x33DF),  # ㎡
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
    (0xFFFD, 0xFFFD),
)
"""What there is of these blocks in either font."""

REQUIRED = (
    "×÷±≤≥≈−·•√∑Δ℃㎡㎥‰µμΩ°▲▼●■□○◆△▽◇✓✗…—–“”‘’《》【】（）、。，；：？！～"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ←↑→↓↔⇌∞∂∫≠€£¥½¼¾©®™"
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎阳阴长龙\ufffd"
)
"""Without any of these, nothing is written."""

LOWERED, PLAIN = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", "0123456789+−=()aeoxhklmnpst"
SUBSCRIPT_SIZE, SUBSCRIPT_DROP = 0.72, -220
"""As `drawing.measure` and `drawing.svg` set subscripts: CO₂ looks like CO2."""

NARROW = "·•‘’"
"""As Latin text has them, t·km and the model’s: in Noto Sans SC they are 1 em wide."""

QUOTES = "“”"
"""1 em wide, as Chinese has them; the feature `pwid` gives those of Latin text."""

SPACES = {
    0x2000: 500, 0x2001: 1000, 0x2002: 500, 0x2003: 1000, 0x2004: 333, 0x2005: 250,
    0x2006: 167, 0x2007: None, 0x2008: None, 0x2009: 200, 0x200A: 100, 0x202F: 200,
    0x205F: 222,
}  # fmt: skip
"""Advance widths of spaces; U+2007 is as wide as a digit, U+2008 as a full stop."""
RADICALS = range(0x2F00, 0x2FD6)
"""Signs of dictionaries, which programs that read PDFs put in place of 工 or 金."""
INVISIBLE = (*range(0x200B, 0x2010), 0xAD, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF)
"""Characters that show nothing: they come along with text from office programs."""

Outline = tuple[Any, int]
"""A glyph without references, and its advance width."""


def main(folder: Path) -> None:
    """Both weights, from the files in a folder."""
    for name, expected in SHA256.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{name}: SHA-256 {found}, expected {expected}")
    wanted = characters(folder / UNICODE)
    for weight, place in WEIGHTS.items():
        noto = font_in(folder / NOTO, f"{place}/NotoSansSC_{place}.ttf")
        sans = font_in(folder / SOURCE_SANS, f"{place}/SourceSans3_{place}.ttf")
        narrow = narrow_quotes(noto, sans)
        made = built(outlines(noto, sans, wanted), narrow, weight)
        (TARGET / f"LcagraphSansSC-{weight}.ttf").write_bytes(made)
        sys.stdout.write(f"{weight}: {len(made):,} bytes\n")
    with tarfile.open(folder / NOTO) as archive:
        noto_licence = text_in(archive, "package/LICENSE_FONT")
    with tarfile.open(folder / SOURCE_SANS) as archive:
        sans_licence = text_in(archive, "package/LICENSE_FONT")
    (TARGET / "OFL.txt").write_text(
        licence(noto_licence, sans_licence), encoding="utf-8"
    )


def characters(unicode_data: Path) -> set[int]:
    """Code points that the fonts should have."""
    han = set(listed_characters(unicode_data)) | set(of_codec("gb2312", 0xA1, 0xF7))
    han |= set(of_codec("big5", 0xA4, 0xC6))
    blocks = {code for first, last in RANGES for code in range(first, last + 1)}
    return han | blocks


def listed_characters(unicode_data: Path) -> Iterator[int]:
    """The 8,105 characters of 通用规范汉字表."""
    name = "Unihan_OtherMappings.txt.bz2"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", unicode_data, folder], check=True)
        (path,) = Path(folder).rglob(name)
        text = bz2.decompress(path.read_bytes()).decode()
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    found = [int(row[0][2:], 16) for row in rows if len(row) > 1 and row[1] == "kTGH"]
    if len(found) != 8105:
        raise SystemExit(f"{name}: {len(found)} characters, expected 8105")
    yield from found


def of_codec(codec: str, first: int, last: int) -> Iterator[int]:
    """Characters of two bytes that an encoding has, between two leading bytes."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            try:
                yield ord(bytes((lead, trail)).decode(codec))
            except UnicodeDecodeError:
                continue


def font_in(archive: Path, name: str) -> TTFont:
    """A font out of a package."""
    with tarfile.open(archive) as opened:
        member = opened.extractfile(f"package/{name}")
        assert member is not None
        return TTFont(io.BytesIO(member.read()))


def text_in(archive: tarfile.TarFile, name: str) -> str:
    """A text file out of a package."""
    member = archive.extractfile(name)
    assert member is not None
    return member.read().decode()


# ---------------------------------------------------------------------------- glyphs


def outlines(noto: TTFont, sans: TTFont, wanted: Iterable[int]) -> dict[int, Outline]:
    """Outline of each character that either font has, and of those made here."""
    across, upward = enlargement(noto, sans)
    found = {}
    for code in sorted(set(wanted) - set(SPACES) - set(INVISIBLE)):
        if code in noto.getBestCmap() and chr(code) not in NARROW:
            found[code] = outline(noto, code)
        elif code in sans.getBestCmap():
            found[code] = outline(sans, code, across, upward)
    for lowered, plain in zip(LOWERED, PLAIN, strict=True):
        size = SUBSCRIPT_SIZE
        found[ord(lowered)] = outline(noto, ord(plain), size, size, SUBSCRIPT_DROP)
    if ord("✗") not in found:
        found[ord("✗")] = outline(noto, ord("×"), 1.4, 1.4, -120)
    if 0xFFFD not in found:
        found[0xFFFD] = replacement(noto)
    empty = TTGlyphPen(None).glyph()
    as_wide = {0x2007: found[ord("0")][1], 0x2008: found[ord(".")][1]}
    for code, width in SPACES.items():
        found[code] = (empty, as_wide[code] if width is None else width)
    found |= dict.fromkeys(INVISIBLE, (empty, 0))
    lacking = [character for character in REQUIRED if ord(character) not in found]
    if lacking:
        raise SystemExit(f"no glyph for {lacking}")
    return found


def narrow_quotes(noto: TTFont, sans: TTFont) -> dict[int, Outline]:
    """Quotation marks for text in Latin letters."""
    across, upward = enlargement(noto, sans)
    return {ord(mark): outline(sans, ord(mark), across, upward) for mark in QUOTES}


def enlargement(noto: TTFont, sans: TTFont) -> tuple[float, float]:
    """How much wider and higher the letters of Noto Sans SC are: “n”, and “H”."""
    wide = [outline(font, ord("n"))[1] for font in (noto, sans)]
    glyphs = [outline(font, ord("H"))[0] for font in (noto, sans)]
    high = [max(y for _, y in glyph.coordinates) for glyph in glyphs]
    return wide[0] / wide[1], high[0] / high[1]


def outline(
    font: TTFont, code: int, across: float = 1, upward: float = 1, rise: int = 0
) -> Outline:
    """A glyph without references, scaled and moved; in 1/1000 of the type size."""
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[code]
    drawn = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(drawn)
    pen = TTGlyphPen(None)
    drawn.replay(TransformPen(pen, (across, 0, 0, upward, 0, rise)))
    glyph = pen.glyph()
    glyph.coordinates.toInt()
    return glyph, round(glyphs[name].width * across)


def replacement(font: TTFont) -> Outline:
    """A question mark in a diamond: stands for what must not be shown."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    pen = TTGlyphPen(None)
    frame, mark = names[ord("◇")], names[ord("?")]
    glyphs[frame].draw(pen)
    width = glyphs[frame].width
    left = (width - 0.5 * glyphs[mark].width) / 2
    glyphs[mark].draw(TransformPen(pen, (0.5, 0, 0, 0.5, left, 195)))
    glyph = pen.glyph()
    glyph.coordinates.toInt()
    return glyph, width


# ------------------------------------------------------------------------------ font


def built(found: dict[int, Outline], narrow: dict[int, Outline], weight: str) -> bytes:
    """A TrueType font with these glyphs, in the order of their characters.

    Narrow ones have no characters of their own; the feature `pwid` puts them in place.
    """
    codes = sorted(found)
    names = {code: f"u{code:04X}" for code in codes}
    drawn = {names[code]: found[code] for code in codes}
    drawn |= {f"{names[code]}.narrow": each for code, each in narrow.items()}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *drawn])
    alike = {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in RADICALS}
    more = {code: names[same] for code, same in alike.items() if same in names}
    builder.setupCharacterMap(names | more)
    glyphs = {name: glyph for name, (glyph, _) in drawn.items()}
    builder.setupGlyf({".notdef": unknown_glyph(), **glyphs})
    widths = {
        name: (width, getattr(glyph, "xMin", 0))
        for name, (glyph, width) in drawn.items()
    }
    builder.setupHorizontalMetrics({".notdef": (1000, 100), **widths})
    builder.setupHorizontalHeader(ascent=1160, descent=-288)
    builder.setupNameTable(name_table(weight))
    is_bold = weight == "Bold"
    builder.setupOS2(
        version=4, usWeightClass=700 if is_bold else 400, fsType=0,
        fsSelection=0x20 if is_bold else 0x40, achVendID="LCAG",
        sTypoAscender=880, sTypoDescender=-120, sTypoLineGap=0,
        usWinAscent=1160, usWinDescent=288, sxHeight=557, sCapHeight=733,
    )  # fmt: skip
    rules = " ".join(f"sub {names[code]} by {names[code]}.narrow;" for code in narrow)
    builder.addOpenTypeFeatures(f"feature pwid {{ {rules} }} pwid;")
    builder.setupPost(keepGlyphNames=False)
    font = builder.font
    font["head"].macStyle = int(is_bold)
    # Nothing of the day on which it was made: 1 January 2026, in seconds since 1904
    font["head"].created = font["head"].modified = 3850070400
    font.recalcTimestamp = False
    return without_tables(font)


def unknown_glyph() -> Any:
    """A frame: what a program shows that ignores that a character is missing."""
    pen = TTGlyphPen(None)
    for low, high, is_inner in ((0, 700, False), (50, 650, True)):
        left, right = 100 + low, 100 + high
        corners = [(left, low), (left, high), (right, high), (right, low)]
        first, *rest = reversed(corners) if is_inner else corners
        pen.moveTo(first)
        for corner in rest:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def name_table(weight: str) -> dict[str, str]:
    """Names of a weight, with its licence."""
    return {
        "copyright": "© 2014-2021 Adobe, with Reserved Font Name 'Source'; © 2010-2020 "
        "Adobe, with Reserved Font Name 'Source'. A Modified Version.",
        "familyName": FAMILY,
        "styleName": weight,
        "uniqueFontIdentifier": f"{VERSION};LcagraphSansSC-{weight}",
        "fullName": f"{FAMILY} {weight}",
        "version": f"Version {VERSION}",
        "psName": f"LcagraphSansSC-{weight}",
        "licenseDescription": "This Font Software is licensed under the SIL Open Font "
        "License, Version 1.1.",
        "licenseInfoURL": "https://openfontlicense.org",
    }


def without_tables(font: TTFont) -> bytes:
    """The font with a single character map, of the form that has all of Unicode."""
    tables = [each for each in font["cmap"].tables if each.format == 12]
    font["cmap"].tables = [each for each in tables if each.platformID == 3]
    written = io.BytesIO()
    font.save(written, reorderTables=True)
    return written.getvalue()


def licence(noto: str, sans: str) -> str:
    """The licence of both fonts, with the notices of each."""
    marker = "This Font Software is licensed under"
    head, _, terms = noto.partition(marker)
    notices = [*head.splitlines(), *sans.partition(marker)[0].splitlines()]
    kept = "\n".join(line for line in notices if line.strip())
    return (
        f"{FAMILY} is a Modified Version of Noto Sans SC 2.004 and Source Sans 3:\n"
        "fewer characters, without hinting, kerning and substitutions but for narrow\n"
        "quotation marks; subscripts and some letters added. Their notices:\n\n"
        f"{kept}\n\n{marker}{terms}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
