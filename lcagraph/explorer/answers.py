"""Values of sliders → totals, stage bars, boundary figure: of the compiled model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.arrays import Floats
from lcagraph.calculate import numbers_of
from lcagraph.diagram.page import boundary_html
from lcagraph.displayed import or_refusal, refusal_html
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import FindingsError
from lcagraph.explorer.sliders import Slider
from lcagraph.result import Result, make_result, significant
from lcagraph.result.stage_pictures import stage_bars
from lcagraph.wording import Language, label


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the model says at some values of the sliders."""

    total: float | None
    """Headline footprint; None: it has none there. [kgCO2e]"""
    headline: str
    """The total with its unit, and what it is per."""
    change: str
    """How it differs from the model as written."""
    stages: str
    """SVG of the stage bars; empty if there is no footprint."""
    refusal: str = ""
    """HTML that says why there is none."""


class Answers:
    """Answers of one compiled model, all on the same axis."""

    def __init__(self, base: Result, sliders: Sequence[Slider], lang: Language) -> None:
        self.base = base
        self.sliders = tuple(sliders)
        self.lang = lang
        self._marks = _by_stage(base)
        self._within = self._span()

    def at(self, values: Sequence[float]) -> Answer:
        """The answer at some values, in the order of the sliders. [their own units]"""
        try:
            result = self._result(values)
        except FindingsError as error:
            refusal = refusal_html(error.findings, self.lang)
            return Answer(
                total=None, headline="—", change="", stages="", refusal=refusal
            )
        stages = stage_bars(result, self.lang, within=self._within, marks=self._marks)
        return Answer(
            total=result.total,
            headline=f"{significant(result.total)} kgCO2e",
            change=self._change(result),
            stages=to_svg(stages),
        )

    def figure(self, values: Sequence[float], lang: Language) -> str:
        """HTML of the boundary figure at some values, or of why there is none."""

        def made() -> str:
            result = self._result(values)
            return boundary_html(result.prepared, result.numbers, lang)

        return or_refusal(made, lang)

    def row(self, values: Sequence[float]) -> Floats:
        """Independent values of the model at values of the sliders, shape (n,)."""
        found = self.base.prepared.base.copy()
        for slider, value in zip(self.sliders, values, strict=True):
            found[slider.number.column] = value
        return found

    def _result(self, values: Sequence[float]) -> Result:
        """The footprint with its checks, from the compiled model."""
        base = self.base
        numbers = numbers_of(base.prepared, self.row(values)[None, :])
        return make_result(base.prepared, numbers, base.provenance, locate=base.locate)

    def _change(self, result: Result) -> str:
        """Difference to the model as written, with its sign and as a percentage."""
        start, end = self.base.total, result.total
        if abs(end - start) <= 1e-12 * max(abs(start), abs(end)):
            return label("explore.as_written", self.lang)
        sign = "+" if end > start else "−"
        text = f"{sign}{significant(abs(end - start))} kgCO2e"
        percent = f" ({(end - start) / abs(start):+.1%})".replace("-", "−")
        return text + (percent if start else "")

    def _span(self) -> tuple[float, float]:
        """Least and greatest stage at the ends of each slider: bars keep their axis."""
        written = [slider.value for slider in self.sliders]
        found = [0.0, *self._marks.values()]
        for position, slider in enumerate(self.sliders):
            for end in (slider.low, slider.high):
                values = [*written]
                values[position] = end
                try:
                    found += _by_stage(self._result(values)).values()
                except FindingsError:
                    continue  # it is told where the slider gets there
        return min(found), max(found)


def _by_stage(result: Result) -> dict[str, float]:
    return {str(id_): float(str(part)) for id_, part, _ in result.by_stage().rows}
