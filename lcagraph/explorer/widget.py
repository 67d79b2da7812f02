"""The sliders as a widget of Jupyter: this side of the wire.

The other side (`widget.js`) sends `ask` = {number, values, wants}; what comes back has
the same number, so that the newest one can be told from those it has overtaken. It asks
for numbers while a slider moves, and for the boundary figure once it rests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from lcagraph.drawing.image import image_html
from lcagraph.explorer.answers import Answer, Answers
from lcagraph.explorer.sliders import Slider, names_of_sliders, shown_value
from lcagraph.wording import Language, label

_FOLDER = Path(__file__).parent


class Explored(Protocol):
    """What the widget moves, and shows: an `Explorer`."""

    answers: Answers
    sliders: tuple[Slider, ...]
    lang: Language

    @property
    def values(self) -> Mapping[str, float]:
        """Where the sliders are."""
        ...

    @property
    def answer(self) -> Answer:
        """What the model says there."""
        ...

    def taken(self, values: Sequence[float]) -> None:
        """Values that the widget has sent."""
        ...


class SliderWidget(anywidget.AnyWidget):
    """Sliders, the total, stage bars and the boundary figure."""

    _esm = (_FOLDER / "widget.js").read_text(encoding="utf-8")
    _css = (_FOLDER / "widget.css").read_text(encoding="utf-8")

    sliders = traitlets.List().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    values = traitlets.List().tag(sync=True)
    ask = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    figure = traitlets.Dict().tag(sync=True)

    def __init__(self, explorer: Explored, **traits: Any) -> None:
        self._explorer = explorer
        super().__init__(**traits)
        self.observe(self._asked, names="ask")

    def moved(self, values: list[float]) -> None:
        """Values that were set in Python: the sliders follow."""
        self.values = [*values]
        self.answer = _told(self._explorer.answer, 0)
        self.figure = {"ask": 0, "html": self._drawn(values)}

    def _asked(self, change: Any) -> None:
        ask = change["new"]
        if not ask:
            return
        values = [float(value) for value in ask["values"]]
        if ask["wants"] == "figure":
            self.figure = {"ask": ask["number"], "html": self._drawn(values)}
            return
        self._explorer.taken(values)
        self.values = values
        self.answer = _told(self._explorer.answer, ask["number"])

    def _drawn(self, values: list[float]) -> str:
        explorer = self._explorer
        return explorer.answers.figure(values, explorer.lang)


def make_widget(explorer: Explored) -> SliderWidget:
    """The widget of an explorer, at the values where it is."""
    prepared, lang = explorer.answers.base.prepared, explorer.lang
    names = names_of_sliders(prepared, explorer.sliders, lang)
    values = [*explorer.values.values()]
    widget = SliderWidget(
        explorer,
        sliders=[
            {
                "id": slider.name,
                "name": name,
                "unit": slider.number.symbol,
                "low": slider.low,
                "high": slider.high,
                "step": slider.step,
                "written": slider.value,
                "shown": [
                    shown_value(end, slider) for end in (slider.low, slider.high)
                ],
            }
            for slider, name in zip(explorer.sliders, names, strict=True)
        ],
        words={
            "reset": label("explore.reset", lang),
            "per": label("explore.per", lang).format(
                per=explorer.answers.base.name.get(lang)
            ),
            "lang": lang,
        },
        values=values,
        answer=_told(explorer.answer, 0),
    )
    widget.figure = {"ask": 0, "html": widget._drawn(values)}
    return widget


def _told(answer: Answer, number: int) -> dict[str, Any]:
    """An answer as the other side gets it."""
    stages = image_html(answer.stages) if answer.stages else ""
    return {
        "ask": number,
        "headline": answer.headline,
        "change": answer.change,
        "stages": stages or answer.refusal,
        "refused": not answer.stages,
    }
