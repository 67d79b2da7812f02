"""A drawing as the bytes of a file: SVG, PDF or PNG.

Typst sets the page of a PDF and rasters a PNG. It gets our SVG and our fonts, and no
clock: the same drawing gives the same bytes, on every computer with that typst.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import inf
from typing import Any
from zlib import crc32

from lcagraph.drawing.fonts import FOLDER, FontChoice
from lcagraph.drawing.shapes import Drawing, Words
from lcagraph.drawing.svg import check_characters, to_svg
from lcagraph.errors import Finding, UsageError

FORMATS = ("svg", "pdf", "png")
"""What `figure_bytes` writes."""

DPI = 300.0
"""Resolution that printers ask for. [pixels per inch]"""
LEAST_DPI, MOST_DPI = 36.0, 600.0
"""At the upper one, a full page has 28 million pixels and takes 0.1 GB to paint."""

A4 = (210.0, 297.0)
"""Short and long side. [mm]"""
MARGIN = 10.0
"""Of a PDF page, on each side. [mm]"""
MM_PER_PX = 25.4 / 96
"""Natural size of a pixel of a drawing, as CSS has it. [mm]"""

PDF_STANDARD = "a-2u"
"""PDF/A-2u: kept for archives, with fonts inside and text that can be found."""

_A4_PAGE = '#set page(paper: "a4", flipped: {flipped}, margin: {margin}mm)'
_OWN_PAGE = "#set page(width: {width}mm, height: {height}mm, margin: 0mm)"
_PDF = """
#set document(title: sys.inputs.title)
#set text(lang: sys.inputs.language)
{page}
#align(center, image(
  bytes(sys.inputs.svg), format: "svg", width: {width}mm, alt: sys.inputs.alt,
))
"""
_PNG = f"""
{_OWN_PAGE}
#image(bytes(sys.inputs.svg), format: "svg", width: {{width}}mm)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How a drawing lies on a sheet of A4."""

    is_landscape: bool
    width: float
    """Of the drawing. [mm]"""
    height: float


def figure_bytes(
    drawing: Drawing,
    format_: str,
    *,
    fonts: FontChoice = "embedded",
    dpi: float = DPI,
    width: float | None = None,
) -> bytes:
    """A drawing as the content of a file.

    Parameters
    ----------
    drawing : Drawing
    format_ : {"svg", "pdf", "png"}
        A PDF has one page of A4, upright or lying, whichever lets the drawing be
        larger; it is made smaller to fit, never larger than its natural size.
    fonts : {"embedded", "system"}
        The font that comes along, or fonts of this computer.
    dpi : float
        Resolution of a PNG at the size that the drawing has on A4, or at its own
        width. [pixels per inch]
    width : float, optional
        Width in which it is printed, its height in proportion: a PDF then has one page
        of that size without margins, and an SVG says it. [mm]

    Raises
    ------
    UsageError
        The font lacks a character (E755); typst is not installed (E756) or refuses
        the drawing (E757); a resolution that makes no sense (E758).
    """
    if format_ == "svg":
        text = to_svg(drawing, fonts)
        return (text if width is None else _printed(text, drawing, width)).encode()
    sheet = sheet_of(drawing) if width is None else _own_sheet(drawing, width)
    if fonts != "system":
        check_characters(drawing)
        fonts = "named"
    inputs = {"svg": to_svg(drawing, fonts)}
    sizes = {"width": f"{sheet.width:.3f}", "height": f"{sheet.height:.3f}"}
    if format_ == "png":
        _check_resolution(dpi)
        source = _PNG.format(**sizes)
        return _sized(_typeset(source, inputs, fonts, format="png", ppi=dpi), dpi)
    inputs |= {
        "title": drawing.title,
        "language": drawing.language,
        "alt": drawing.description,
    }
    if width is None:
        lies = "true" if sheet.is_landscape else "false"
        page = _A4_PAGE.format(flipped=lies, margin=f"{MARGIN:g}")
    else:
        page = _OWN_PAGE.format(**sizes)
    source = _PDF.format(page=page, width=sizes["width"])
    return _typeset(
        source, inputs, fonts, format="pdf", pdf_standards=[PDF_STANDARD], timestamp=0
    )


def sheet_of(drawing: Drawing) -> Sheet:
    """Upright or lying, and the size of the drawing inside the margins."""
    width, height = drawing.width * MM_PER_PX, drawing.height * MM_PER_PX
    short, long = (side - 2 * MARGIN for side in A4)
    upright = min(1.0, short / width, long / height)
    lying = min(1.0, long / width, short / height)
    scale = max(upright, lying)
    return Sheet(
        is_landscape=lying > upright, width=width * scale, height=height * scale
    )


def point_size(drawing: Drawing) -> float:
    """Size of the smallest text of a drawing on a page of A4. [pt]

    Subscripts count as the text that they belong to. A drawing without text: infinite.
    """
    sizes = [
        span.size
        for shape in drawing.shapes
        if isinstance(shape, Words)
        for span in shape.line
        if span.text.strip()
    ]
    scale = sheet_of(drawing).width / (drawing.width * MM_PER_PX)
    return min(sizes, default=inf) * scale * 72 / 96


def _own_sheet(drawing: Drawing, width: float) -> Sheet:
    """A sheet that is the drawing itself, in a width of its own. [mm]"""
    height = width * drawing.height / drawing.width
    return Sheet(is_landscape=False, width=width, height=height)


def _printed(svg: str, drawing: Drawing, width: float) -> str:
    """An SVG that says the size in which it is printed; its own units stay."""
    sheet = _own_sheet(drawing, width)
    head, separator, rest = svg.partition(" viewBox=")
    start = head.rindex(" width=")
    size = f' width="{sheet.width:g}mm" height="{sheet.height:.6g}mm"'
    return head[:start] + size + separator + rest


def _check_resolution(dpi: float) -> None:
    if not LEAST_DPI <= dpi <= MOST_DPI:
        values = {"dpi": f"{dpi:g}", "least": f"{LEAST_DPI:g}", "most": f"{MOST_DPI:g}"}
        raise UsageError(Finding(code="E758", values=values))


def _sized(png: bytes, dpi: float) -> bytes:
    """A PNG that says how large its pixels are, so that programs print it at size."""
    chunk = b"pHYs" + struct.pack(">IIB", *[round(dpi / 0.0254)] * 2, 1)  # per metre
    head = 8 + 25  # signature, IHDR
    size = struct.pack(">I", len(chunk) - 4)
    return png[:head] + size + chunk + struct.pack(">I", crc32(chunk)) + png[head:]


def _typeset(
    source: str, inputs: dict[str, str], fonts: FontChoice, **options: Any
) -> bytes:
    """A document of one page, set by typst.

    Raises
    ------
    UsageError
        It is not installed (E756), or refuses (E757).
    """
    try:
        import typst
    except ImportError:
        raise UsageError(Finding(code="E756")) from None
    known = typst.Fonts(
        include_system_fonts=fonts == "system",
        include_embedded_fonts=False,
        font_paths=[str(FOLDER)],
    )
    compiler = typst.Compiler(font_paths=known, sys_inputs=inputs)
    try:
        content = compiler.compile(source.encode(), **options)
    except typst.TypstError as error:
        values = {"reason": str(error).strip().splitlines()[0]}
        raise UsageError(Finding(code="E757", values=values)) from None
    assert isinstance(content, bytes)
    return content
