"""Sliders in a notebook: numbers move, the compiled model is solved again and again.

sliders     which numbers, from where to where
answers     values → totals, stage bars and boundary figure, by the one seam
explorer    what `Model.explore` gives: values that can be moved, and its page
widget      the same in a live notebook (anywidget; `widget.js`, `widget.css`)
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "Answer": "answers",
    "Explorer": "explorer",
    "Slider": "sliders",
    "sliders_of": "sliders",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
