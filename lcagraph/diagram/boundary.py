"""The boundary figure of a solved model: as a drawing, as SVG, as DOT text."""

from __future__ import annotations

from typing import get_args

from lcagraph.calculate import Numbers, Prepared
from lcagraph.diagram.blocks import PictureLanguage
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.dot import to_dot
from lcagraph.diagram.engine import TIME_LIMIT
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.paint import paint
from lcagraph.diagram.size import check_size
from lcagraph.drawing.fonts import FontChoice
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding, UsageError

LANGUAGES: tuple[PictureLanguage, ...] = get_args(PictureLanguage)


def draw_boundary(
    prepared: Prepared,
    numbers: Numbers,
    *,
    lang: str = "zh",
    fonts: FontChoice = "system",
    time_limit: float = TIME_LIMIT,
) -> str:
    """System boundary figure (系统边界图) as SVG text.

    Processes by life cycle stage inside a dashed boundary, their inputs as tables,
    their emissions and co-products across it; the reference product below, excluded
    items outside with their reason. Every amount is per reference flow. The same
    model gives the same text, byte by byte.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    numbers : Numbers
        Its arrays; the first variant is drawn.
    lang : {"zh", "en", "both"}
        Language of names and words.
    fonts : {"system", "embedded"}
        Fonts of the computer that shows it, or the one that comes along, inside.
    time_limit : float
        Time that Graphviz may take. [s]

    Raises
    ------
    UsageError
        pygraphviz is not installed (E750), took too long (E751) or failed (E752); an
        unknown language (E753); a character that the font lacks (E755); more than
        can be read (E261).
    """
    drawing = boundary_drawing(prepared, numbers, lang=lang, time_limit=time_limit)
    return to_svg(drawing, fonts)


def boundary_drawing(
    prepared: Prepared,
    numbers: Numbers,
    *,
    lang: str = "zh",
    time_limit: float = TIME_LIMIT,
) -> Drawing:
    """The same figure as a drawing, which `drawing.files` writes in any format.

    Raises
    ------
    UsageError
        See `draw_boundary`.
    """
    scene = boundary_scene(prepared, numbers)
    check_size(scene, "spine")
    return paint(lay_out(scene, picture_language(lang), time_limit))


def boundary_dot(prepared: Prepared, numbers: Numbers, *, lang: str = "zh") -> str:
    """The same content as text in the DOT language, for other layout programs.

    Raises
    ------
    UsageError
        An unknown language (E753).
    """
    return to_dot(boundary_scene(prepared, numbers), picture_language(lang))


def picture_language(lang: str) -> PictureLanguage:
    """The language of a figure's words.

    Raises
    ------
    UsageError
        Another one than zh, en and both (E753).
    """
    for known in LANGUAGES:
        if lang == known:
            return known
    values = {"language": lang, "languages": LANGUAGES}
    raise UsageError(Finding(code="E753", values=values))
