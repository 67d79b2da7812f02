"""The footprint by life cycle stage as a picture: bars, or a pie of positive stages.

Stages stand in the order of the life cycle, with the shares of `Footprint.by_stage`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcagraph.charts import Caption, Part, part_bars, part_bars_text, part_pie
from lcagraph.drawing.numbers import MINUS
from lcagraph.drawing.shapes import Drawing
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import Text
from lcagraph.result.footprint import Footprint
from lcagraph.result.names import stage_name
from lcagraph.result.tables import significant
from lcagraph.wording import LANGUAGES, Language, label


def stage_bars(
    result: Footprint,
    lang: str = "zh",
    *,
    within: tuple[float, float] | None = None,
    marks: Mapping[str, float] | None = None,
    parts: Sequence[Part] | None = None,
) -> Drawing:
    """Bars from zero, upstream to downstream; removals and credits to the left.

    Parameters
    ----------
    result : Footprint
        A solved model.
    lang : {"zh", "en", "both"}
        Language of names and words.
    within : tuple of float, optional
        Numbers that the axis holds at least. [kgCO2e]
    marks : mapping of str to float, optional
        Values to compare with, by stage. [kgCO2e]
    parts : sequence of Part, optional
        The footprint by stages of another form; none: by those of the model.

    Raises
    ------
    UsageError
        An unknown language (E753).
    """
    caption, subtitle = _words(result, lang)
    shown = stage_parts(result, lang, marks) if parts is None else parts
    return part_bars(shown, caption, subtitle=subtitle, within=within)


def stage_bars_text(result: Footprint, lang: str = "zh", *, width: int = 80) -> str:
    """The same as lines of text, for a terminal of a width. [columns]"""
    caption, subtitle = _words(result, lang)
    return part_bars_text(
        stage_parts(result, lang), caption, subtitle=subtitle, width=width
    )


def stage_pie(result: Footprint, lang: str = "zh") -> Drawing:
    """Slices clockwise from the top, upstream to downstream.

    Raises
    ------
    UsageError
        A stage is negative, or none is above zero (E779); an unknown language (E753).
    """
    caption, subtitle = _words(result, lang)
    return part_pie(stage_parts(result, lang), caption, subtitle=subtitle)


def stage_parts(
    result: Footprint, lang: str, marks: Mapping[str, float] | None = None
) -> list[Part]:
    """Each stage with its amount [kgCO2e] and its share as tables print it."""
    found = []
    for id_, amount, share in result.by_stage().rows:
        name = {each: stage_name(str(id_), each) for each in LANGUAGES}
        found.append(
            Part(
                name=_said(Text(name["zh"], name["en"]), lang),
                value=float(str(amount)),
                share="" if share is None else f"{share} %",
                mark=(marks or {}).get(str(id_)),
            )
        )
    return found


def _words(result: Footprint, lang: str) -> tuple[Caption, str]:
    """Title and unit, and the line below: the total, and what it is per."""
    shown: Language = "en" if lang == "en" else "zh"
    title = Text(label("stages.title", "zh"), label("stages.title", "en"))
    name, total = result.name, significant(result.total).replace("-", MINUS)
    lines = {
        each: label("stages.per", each).format(
            total=total, per=name.get(each), view=label(f"result.{result.view}", each)
        )
        for each in LANGUAGES
    }
    caption = Caption(
        title=_said(title, lang),
        unit="kgCO2e",
        lang=shown,
        second="en" if lang == "both" else None,
    )
    return caption, _said(Text(lines["zh"], lines["en"]), lang, between="\n")


def _said(text: Text, lang: str, between: str = " ") -> str:
    """A text in one language or in both.

    Raises
    ------
    UsageError
        An unknown language (E753).
    """
    if lang == "both":
        return between.join(dict.fromkeys(text.get(each) for each in ("zh", "en")))
    for each in LANGUAGES:
        if lang == each:
            return text.get(each)
    values = {"language": lang, "languages": (*LANGUAGES, "both")}
    raise UsageError(Finding(code="E753", values=values))
