"""The boundary figure of a solved model, as SVG or as DOT text."""

from __future__ import annotations

from typing import get_args

from lcagraph.calculate import Numbers, Prepared
from lcagraph.diagram.blocks import PictureLanguage
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.dot import to_dot
from lcagraph.diagram.engine import TIME_LIMIT
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.paint import paint
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding, UsageError

FORMATS = ("svg", "dot")
"""Formats that a figure can be written in so far."""

LANGUAGES: tuple[PictureLanguage, ...] = get_args(PictureLanguage)


def draw_boundary(
    prepared: Prepared,
    numbers: Numbers,
    *,
    lang: str = "zh",
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
    time_limit : float
        Time that Graphviz may take. [s]

    Raises
    ------
    UsageError
        pygraphviz is not installed (E750), took too long (E751) or failed (E752); an
        unknown language (E753).
    """
    scene = boundary_scene(prepared, numbers)
    return to_svg(paint(lay_out(scene, _language(lang), time_limit)))


def boundary_dot(prepared: Prepared, numbers: Numbers, *, lang: str = "zh") -> str:
    """The same content as text in the DOT language, for other layout programs.

    Raises
    ------
    UsageError
        An unknown language (E753).
    """
    return to_dot(boundary_scene(prepared, numbers), _language(lang))


def check_format(suffix: str) -> None:
    """Refuse a format that can't be written yet.

    Raises
    ------
    UsageError
        The suffix (`svg`, `.dot`) names no known format (E754).
    """
    wanted = suffix.removeprefix(".").casefold()
    if wanted not in FORMATS:
        values = {"format": wanted or "–", "formats": FORMATS}
        raise UsageError(Finding(code="E754", values=values))


def _language(lang: str) -> PictureLanguage:
    for known in LANGUAGES:
        if lang == known:
            return known
    values = {"language": lang, "languages": LANGUAGES}
    raise UsageError(Finding(code="E753", values=values))
