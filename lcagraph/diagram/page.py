"""The boundary figure inside the page of a notebook."""

from __future__ import annotations

from lcagraph.calculate import Numbers, Prepared
from lcagraph.diagram.boundary import boundary_drawing
from lcagraph.diagram.cards import cards_drawing
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.size import style_for
from lcagraph.displayed import or_refusal
from lcagraph.drawing.image import image_html
from lcagraph.drawing.svg import to_svg
from lcagraph.wording import Language, label

TIME_LIMIT = 5.0
"""Time that the layout may take: a page shows itself without being asked. [s]"""


def boundary_html(prepared: Prepared, numbers: Numbers, lang: Language) -> str:
    """The figure as an image; a sentence where it is too large or can't be drawn."""
    count = len(prepared.compiled.system.processes)
    if style_for(count) not in ("spine", "cards"):
        return f"<p>{label('diagram.too_large', lang).format(count=count)}</p>"
    return or_refusal(lambda: image_html(boundary_svg(prepared, numbers, lang)), lang)


def boundary_svg(prepared: Prepared, numbers: Numbers, lang: Language) -> str:
    """The figure of the first variant, by the number of processes, in a page's time.

    Raises
    ------
    UsageError
        See `draw_boundary`.
    """
    if style_for(len(prepared.compiled.system.processes)) != "spine":
        return to_svg(cards_drawing(boundary_scene(prepared, numbers), lang))
    drawing = boundary_drawing(prepared, numbers, lang=lang, time_limit=TIME_LIMIT)
    return to_svg(drawing)
