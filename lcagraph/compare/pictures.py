"""A comparison as a picture: from one footprint to the other, edit by edit."""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.charts import Caption, Ends, Part, waterfall_steps, waterfall_steps_text
from lcagraph.compare.waterfall import Bar, Waterfall
from lcagraph.drawing.shapes import Drawing
from lcagraph.graph.words import Text
from lcagraph.wording import LANGUAGES, Language, label

IDLE = 1e-9
"""What moves the footprint by less than this part of it moves nothing. [1]"""

LONGEST = 24
"""Characters of a value that stands in the name of a step."""


def waterfall_drawing(
    found: Waterfall, names: tuple[str, str], per: Text | str, lang: str = "zh"
) -> Drawing:
    """Both footprints and, between them, what each edit does to the number.

    Parameters
    ----------
    found : Waterfall
    names : tuple of str
        What both sides are called.
    per : Text or str
        What a footprint is per.
    lang : {"zh", "en", "both"}
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


def _caption(names: tuple[str, str], per: Text | str, lang: str) -> Caption:
    """In two languages the second one is told below the picture."""
    told = per if isinstance(per, Text) else Text(per, per)

    def title(spoken: Language) -> str:
        ends = {"base": names[0], "other": names[1], "per": told.get(spoken)}
        return label("compare.picture", spoken).format(**ends)

    first: Language = "en" if lang == "en" else "zh"
    note = title("en") if lang == "both" else ""
    return Caption(title=title(first), unit="kgCO2e", lang=first, note=note)


def _said(key: str, lang: str) -> str:
    """A label in one language, or in both."""
    spoken = LANGUAGES if lang == "both" else ("en" if lang == "en" else "zh",)
    return "  ".join(label(key, each) for each in spoken)


def _steps(
    found: Waterfall, names: tuple[str, str], lang: str
) -> tuple[Ends, Sequence[Part]]:
    least = IDLE * max(abs(found.start), abs(found.end))
    moving = [bar for bar in found.bars if abs(bar.amount) > least]
    ends = Ends(
        first=Part(name=names[0], value=found.start),
        last=Part(name=names[1], value=found.end),
    )
    return ends, [Part(name=_name(bar, lang), value=bar.amount) for bar in moving]


def _name(bar: Bar, lang: str) -> str:
    """A parameter by its name, a row by process and row; a single change in full."""
    keys = bar.path.split(".")
    short = ".".join(keys[1:]) if keys[0] in ("parameters", "processes") else ""
    name = short or bar.path or _said("compare.several", lang)
    if len(bar.changes) != 1:
        return name
    (change,) = bar.changes
    values = [value or "—" for value in (change.before, change.after)]
    if max(map(len, values)) > LONGEST:
        return name
    return f"{name}: {values[0]} → {values[1]}"
