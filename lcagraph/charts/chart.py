"""A chart as SVG text, or as the drawing that PDF and PNG are written from."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, ParamSpec

from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg

P = ParamSpec("P")


class Chart(Generic[P]):
    """A function that draws; called, it gives a whole SVG document.

    `tornado(bars, caption, base=1)` is text; `tornado.drawing(bars, caption, base=1)`
    what `drawing.files.figure_bytes` writes in any format.
    """

    def __init__(self, drawing: Callable[P, Drawing]) -> None:
        self.drawing = drawing
        update_wrapper(self, drawing)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> str:
        return to_svg(self.drawing(*args, **kwargs))
