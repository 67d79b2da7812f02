"""A comparison as a picture: from one footprint to the other, edit by edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lcagraph.charts import Caption, Ends, Part, waterfall_steps, waterfall_steps_text
from lcagraph.compare.edit_names import EditNames
from lcagraph.compare.side import Side
from lcagraph.compare.waterfall import Bar, Waterfall
from lcagraph.drawing.numbers import NO_BREAK, number_text
from lcagraph.drawing.shapes import Drawing
from lcagraph.graph.words import Text
from lcagraph.wording import LANGUAGES, Language, label

IDLE = 1e-9
"""What moves the footprint by less than this part of it moves nothing. [1]"""

LONGEST = 24
"""Characters of a value that stands in the name of a step."""


BASE = "base"
"""What a model is called beside its scenarios, if its caller calls it nothing else."""

Name = Text | str


def side_name(side: Side) -> Text:
    """What a side is called: a scenario by its name, if the model gives it one."""
    if side.name == BASE:
        return Text(*(label("compare.base", lang) for lang in LANGUAGES))
    is_scenario = side.name == side.result.provenance.scenario
    known = side.scenarios.get(side.name) if is_scenario else None
    return known.name if known and known.name else _text(side.name)


def waterfall_drawing(
    found: Waterfall,
    ends: tuple[Name, Name],
    per: Name,
    lang: str = "zh",
    *,
    names: EditNames | None = None,
) -> Drawing:
    """Both footprints and, between them, what each edit does to the number.

    Parameters
    ----------
    found : Waterfall
    ends : tuple of Text or str
        What both sides are called.
    per : Text or str
        What a footprint is per.
    lang : {"zh", "en", "both"}
    names : EditNames, optional
        What is edited is called; none: by paths and ids.
    """
    both, steps = _steps(found, ends, lang, names)
    return waterfall_steps(both, steps, _caption(ends, per, lang))


def waterfall_text(
    found: Waterfall,
    ends: tuple[Name, Name],
    per: Name,
    lang: Language = "zh",
    *,
    names: EditNames | None = None,
    width: int = 80,
) -> str:
    """The same as lines of text, for a terminal of a width. [columns]"""
    both, steps = _steps(found, ends, lang, names)
    caption = _caption(ends, per, lang)
    return waterfall_steps_text(both, steps, caption, width=width)


def _caption(ends: tuple[Name, Name], per: Name, lang: str) -> Caption:
    """In two languages the second title stands below the first."""
    keys = ("base", "other", "per")

    def title(spoken: Language) -> str:
        told = {
            k: _text(v).get(spoken) for k, v in zip(keys, (*ends, per), strict=True)
        }
        return label("compare.picture", spoken).format(**told)

    first: Language = "en" if lang == "en" else "zh"
    second = title("en") if lang == "both" else ""
    return Caption(
        title=title(first),
        unit="kgCO2e",
        lang=first,
        second_title="" if second == title(first) else second,
        second="en" if lang == "both" else None,
    )


def _text(name: Name) -> Text:
    return name if isinstance(name, Text) else Text(name, name)


def _part(name: Name, value: float, lang: str) -> Part:
    """A bar called in one language, or with the second one below the first."""
    text = _text(name)
    first = text.get("en" if lang == "en" else "zh")
    second = text.get("en") if lang == "both" else ""
    return Part(name=first, second="" if second == first else second, value=value)


def _steps(
    found: Waterfall,
    ends: tuple[Name, Name],
    lang: str,
    names: EditNames | None,
) -> tuple[Ends, Sequence[Part]]:
    least = IDLE * max(abs(found.start), abs(found.end))
    moving = [bar for bar in found.bars if abs(bar.amount) > least]
    both = Ends(
        first=_part(ends[0], found.start, lang),
        last=_part(ends[1], found.end, lang),
    )
    called = _called if names is None else _named(names)
    return both, [_part(called(bar), bar.amount, lang) for bar in moving]


def _called(bar: Bar) -> Text:
    """By path: a parameter by its id, a row by process and row."""
    keys = bar.path.split(".")
    short = ".".join(keys[1:]) if keys[0] in ("parameters", "processes") else ""
    return _with_values(bar, _text(short or bar.path), _text)


def _named(names: EditNames) -> Callable[[Bar], Text]:
    """By the names that the models give."""

    def named(bar: Bar) -> Text:
        path = bar.changes[0].path if len(bar.changes) == 1 else bar.path
        is_figure = path.startswith("factors.") and path != bar.path
        name = names.place(path if is_figure else bar.path)
        return _with_values(bar, name, names.value, names.unit(path))

    return named


def _with_values(
    bar: Bar, name: Text, value: Callable[[str], Text], unit: str = ""
) -> Text:
    """The name of a step, with what a single change was and is if that is short."""
    if not bar.path:
        name = Text(*(label("compare.several", lang) for lang in LANGUAGES))
    if len(bar.changes) != 1:
        return name
    (change,) = bar.changes
    pair = _rounded(change.before or "—", change.after or "—", unit)
    values = [value(each) for each in pair]
    if any(len(each.get(lang)) > LONGEST for each in values for lang in LANGUAGES):
        return name
    arrow = f"{NO_BREAK}→{NO_BREAK}"
    told = (
        f"{name.get(lang)}{colon}{arrow.join(each.get(lang) for each in values)}"
        for lang, colon in zip(LANGUAGES, ("：", ": "), strict=True)
    )
    return Text(*told)


def _rounded(before: str, after: str, unit: str) -> tuple[str, str]:
    """Plain numbers with few digits, if those tell them apart; one unit for both."""
    found = [_NUMBER.fullmatch(each) for each in (before, after)]
    units = [f"{one[2] or ''}{unit}" if one else "" for one in found]
    told = [
        number_text(float(one[1])) if one else each
        for one, each in zip(found, (before, after), strict=True)
    ]
    if told[0] == told[1]:
        return before, after
    if units[0] == units[1]:
        units[0] = ""
    first, second = (
        f"{number}{NO_BREAK}{behind}" if behind else number
        for number, behind in zip(told, units, strict=True)
    )
    return first, second


_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?: ([^ =±]+))?")
"""A number with its unit, as canonical forms write it."""
