"""What `Model.explore` gives: numbers that can be moved, by hand or by sliders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from html import escape
from importlib.util import find_spec
from typing import Any

from lcagraph.displayed import Displayed
from lcagraph.drawing.image import image_html
from lcagraph.errors import Finding, UsageError
from lcagraph.explorer.answers import Answer, Answers
from lcagraph.explorer.sliders import (
    Slider,
    names_of_sliders,
    reached,
    shown_value,
    sliders_of,
)
from lcagraph.nearest import nearest
from lcagraph.result import Result
from lcagraph.wording import Language, label
from lcagraph.wording.page import table_html


class Explorer(Displayed):
    """Sliders of a model. In a live notebook they move; elsewhere they are a table.

    ``model.with_(explorer.settings).solve()`` is the whole result at their values.
    """

    def __init__(
        self,
        base: Result,
        ranges: Mapping[str, Sequence[float] | None],
        lang: Language,
    ) -> None:
        self.lang = lang
        self.sliders: tuple[Slider, ...] = sliders_of(base.prepared, ranges)
        self.answers = Answers(base, self.sliders, lang)
        self._values = [slider.value for slider in self.sliders]

    @property
    def values(self) -> Mapping[str, float]:
        """Where the sliders are, by the name of each. [the number's own unit]"""
        names = [slider.name for slider in self.sliders]
        return dict(zip(names, self._values, strict=True))

    @property
    def settings(self) -> Mapping[str, float | str]:
        """The same as `Model.with_` takes it; only what differs from the model."""
        return {
            slider.name: slider.setting(value)
            for slider, value in zip(self.sliders, self._values, strict=True)
            if value != slider.value
        }

    @property
    def answer(self) -> Answer:
        """What the model says at `values`."""
        return self.answers.at(self._values)

    def move(self, **values: float) -> None:
        """Move sliders, all or none; those of a widget follow. [their own units]

        Raises
        ------
        UsageError
            No such slider (E720); a value beyond its ends (E331).
        """
        names = [slider.name for slider in self.sliders]
        moved = [*self._values]
        for name, value in values.items():
            if name not in names:
                near = {"name": name, "nearest": nearest(name, names)}
                raise UsageError(Finding(code="E720", values=near))
            place = names.index(name)
            moved[place] = reached(self.sliders[place], float(value))
        self._values = moved
        if "widget" in self.__dict__:
            self.widget.moved(self._values)

    def taken(self, values: Sequence[float]) -> None:
        """Values that a widget has sent."""
        self._values = [float(value) for value in values]

    @cached_property
    def widget(self) -> Any:
        """The widget of a live notebook (needs the extra `jupyter`).

        Raises
        ------
        UsageError
            anywidget is not installed (E765).
        """
        try:
            from lcagraph.explorer.widget import make_widget
        except ImportError:
            raise UsageError(Finding(code="E765")) from None
        return make_widget(self)

    def to_html(self, lang: Language = "en") -> str:
        """The sliders as a table, the footprint, its stages and the boundary figure."""
        base, answer = self.answers.base, self.answer
        heads = [label(f"explore.{key}", lang) for key in ("number", "value", "range")]
        names = names_of_sliders(base.prepared, self.sliders, lang)
        rows = [
            [
                name,
                shown_value(value, slider),
                f"{shown_value(slider.low, slider)} … "
                f"{shown_value(slider.high, slider)}",
            ]
            for name, slider, value in zip(
                names, self.sliders, self._values, strict=True
            )
        ]
        title = label("explore.title", lang).format(per=base.name.get(lang))
        said = " · ".join(filter(None, [answer.headline, answer.change]))
        stages = image_html(answer.stages) if answer.stages else answer.refusal
        figure = self.answers.figure(self._values, lang)
        note = label("explore.static", lang)
        return (
            f"{table_html(title, heads, rows)}<p>{escape(said)}</p>"
            f"{stages}{figure}<p>{escape(note)}</p>"
        )

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, str]:
        """The widget, and the page for what can't run it."""
        found = super()._repr_mimebundle_(include, exclude)
        with suppress(UsageError):  # without widgets, the page stands alone
            live = self.widget._repr_mimebundle_()
            found = {**(live[0] if isinstance(live, tuple) else live), **found}
        return found

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value:g}" for name, value in self.values.items())
        return f"<Explorer {shown}>"


def explorer_of(
    base: Result, ranges: Mapping[str, Sequence[float] | None], lang: Language
) -> Explorer:
    """Sliders around a footprint; see `sliders_of`.

    Raises
    ------
    UsageError
        anywidget is not installed (E765); see `sliders_of`.
    """
    if find_spec("anywidget") is None:
        raise UsageError(Finding(code="E765"))
    return Explorer(base, ranges, lang)
