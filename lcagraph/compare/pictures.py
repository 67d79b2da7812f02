"""A comparison as a picture: from one footprint to the other, edit by edit."""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.charts import Caption, Ends, Part, waterfall_steps, waterfall_steps_text
from lcagraph.compare.waterfall import Bar, Waterfall
from lcagraph.drawing.shapes import Drawing
from lcagraph.wording import Language, label

IDLE = 1e-9
"""What moves the footprint by less than this part of it moves nothing. [1]"""

LONGEST = 24
"""Characters of a value that stands in the name of a step."""


def waterfall_drawing(
    found: Waterfall, names: tuple[str, str], per: str, lang: Language = "zh"
) -> Drawing:
    """Both footprints and, between them, what each edit does to the number.

    Parameters
    ----------
    found : Waterfall
    names : tuple of str
        What both sides are called.
    per : str
        What a footprint is per.
    lang : {"zh", "en"}
    """
    ends, steps = _steps(found, names, lang)
    return waterfall_steps(ends, steps, _caption(names, per, lang))


def waterfall_text(
    found: Waterfall,
    names: tuple[str, str],
    per: str,
    lang: Language = "zh",
    *,
    width: int = 80,
) -> str:
    """The same as lines of text, for a terminal of a width. [columns]"""
    ends, steps = _steps(found, names, lang)
    caption = _caption(names, per, lang)
    return waterfall_steps_text(ends, steps, caption, width=width)


def _caption(names: tuple[str, str], per: str, lang: Language) -> Caption:
    title = label("compare.picture", lang)
    return Caption(
        title=title.format(base=names[0], other=names[1], per=per),
        unit="kgCO2e",
        lang=lang,
    )


def _steps(
    found: Waterfall, names: tuple[str, str], lang: Language
) -> tuple[Ends, Sequence[Part]]:
    least = IDLE * max(abs(found.start), abs(found.end))
    moving = [bar for bar in found.bars if abs(bar.amount) > least]
    ends = Ends(
        first=Part(name=names[0], value=found.start),
        last=Part(name=names[1], value=found.end),
    )
    return ends, [Part(name=_name(bar, lang), value=bar.amount) for bar in moving]


def _name(bar: Bar, lang: Language) -> str:
    """A parameter by its name, a row by process and row; a single change in full."""
    keys = bar.path.split(".")
    short = ".".join(keys[1:]) if keys[0] in ("parameters", "processes") else ""
    name = short or bar.path or label("compare.several", lang)
    if len(bar.changes) != 1:
        return name
    (change,) = bar.changes
    values = [value or "—" for value in (change.before, change.after)]
    if max(map(len, values)) > LONGEST:
        return name
    return f"{name}: {values[0]} → {values[1]}"
