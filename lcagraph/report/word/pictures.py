"""Figures of a report: vectors where Word can, with pixels beside them for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lcagraph.drawing.files import MM_PER_PX, figure_bytes
from lcagraph.drawing.plain import plain
from lcagraph.report.content import Figure, Photograph
from lcagraph.report.pages import Area, photograph_size, scale_in
from lcagraph.report.word.markup import attribute, element, paragraph
from lcagraph.report.word.words import Links, caption_runs, runs

DPI = 220.0
"""Of the pixels; Word's own measure for documents that are printed."""
EMU_PER_TWIP, TWIPS_PER_MM = 635, 1440 / 25.4
EMU_PER_MM = 36_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A figure in the document: its parts, by the ids of their relationships."""

    pixels: str
    svg: str | None = None
    """None: a photograph, of pixels alone."""


Store = Callable[[bytes, bytes | None], Stored]
"""Keeps the pixels of a picture and, of a figure, its SVG."""


def figure_markup(
    figure: Figure, area: Area, links: Links, store: Store, number: int
) -> str:
    """A figure with its caption and notes below.

    Raises
    ------
    UsageError
        Typst, which paints the pixels, isn't there or refuses (E755 to E757).
    """
    drawing = figure.drawing
    scale = scale_in(figure, area) * MM_PER_PX * TWIPS_PER_MM
    size = [round(side * scale) for side in (drawing.width, drawing.height)]
    png = figure_bytes(drawing, "png", width=size[0] / TWIPS_PER_MM, dpi=DPI)
    kept = store(png, figure_bytes(drawing, "svg", fonts="system"))
    names = drawing.title, plain(drawing.description or drawing.title)
    shown = _inline(names, kept, number, [EMU_PER_TWIP * side for side in size])
    said = caption_runs(figure.id, figure.number, figure.title, links)
    caption = paragraph("LcaUnder", said) if said else ""
    notes = (paragraph("LcaNote", runs(words, links)) for words in figure.notes)
    return paragraph("LcaFigure", element("r", shown)) + caption + "".join(notes)


def photograph_markup(
    block: Photograph, links: Links, store: Store, number: int
) -> str:
    """A photograph with its caption below."""
    size = [round(side * EMU_PER_MM) for side in photograph_size(block.pixels)]
    kept = store(block.pixels.content, None)
    shown = _inline((block.title, block.title), kept, number, size)
    said = caption_runs(block.id, block.number, block.title, links)
    return paragraph("LcaFigure", element("r", shown)) + paragraph("LcaUnder", said)


def _inline(names: tuple[str, str], kept: Stored, number: int, size: list[int]) -> str:
    """The element of a picture, by its title and what is told to who doesn't see it."""
    wide, high = size
    title, told = names
    name = f'id="{number}" name="figure{number}" descr={attribute(told)}'
    title = f" title={attribute(title)}"
    vector = (
        ""
        if kept.svg is None
        else (
            '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
            f'<asvg:svgBlip r:embed="{kept.svg}"/></a:ext></a:extLst>'
        )
    )
    return (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr {name}{title}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/'
        f'2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{kept.pixels}">{vector}</a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
