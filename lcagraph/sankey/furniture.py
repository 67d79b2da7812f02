"""Around a picture of burden flows: title, legend, caption, alternative text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lcagraph.burden_flows import BurdenFlows
from lcagraph.diagram.blocks import PictureLanguage, in_languages, lines_size
from lcagraph.diagram.names import with_text, words
from lcagraph.drawing.measure import Line, Span, width_of, wrapped
from lcagraph.drawing.numbers import number_text
from lcagraph.drawing.shapes import INK, MUTED, SLATE, Box, Shape, Words
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.graph.words import Text
from lcagraph.sankey.labels import share_text, signed

MARGIN = 16.0
TITLE, SUBTITLE, SMALL = 17.0, 13.0, 12.5
"""Font sizes. [px]"""

_SWATCH = (18.0, 11.0)
_ROW = 19.0
MOST_TOLD = 3
"""Sources that the description names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines of text with their height. [px]"""

    lines: tuple[Line, ...]
    height: float


Sample = Callable[[Box], Sequence[Shape]]
"""Draws what an entry of the legend stands for, inside a box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swatch:
    """An entry of a legend."""

    key: str
    """Label `burden.legend.‹key›`."""
    sample: Sample


# ------------------------------------------------------------------------ the words


def title(flows: BurdenFlows, lang: PictureLanguage, picture: str) -> str:
    """Title of the picture in plain text."""
    shown = in_languages(_title(flows, picture), lang)
    return " ".join(filter(None, shown))


def _title(flows: BurdenFlows, picture: str) -> Text:
    level = words(f"burden.level.{flows.level}")
    return with_text(f"burden.title.{picture}", "level", level)


def _filled(key: str, flows: BurdenFlows, **values: str) -> Text:
    """A label with the subject in each language, and with numbers."""
    texts = {"level": words(f"burden.level.{flows.level}"), "subject": flows.subject}
    zh, en = (
        words(key, **values, **{name: text.get(lang) for name, text in texts.items()})
        for lang in ("zh", "en")
    )
    return Text(zh.zh, en.en)


def description(flows: BurdenFlows, lang: PictureLanguage, picture: str) -> str:
    """What the picture shows, in a sentence, for those who don't see it."""
    language = "en" if lang == "en" else "zh"
    largest = sorted(
        (node for node in flows.nodes if node.own and node.kind not in _SUMS),
        key=lambda node: -abs(node.own),
    )[:MOST_TOLD]
    told = (", " if language == "en" else "、").join(
        f"{node.name.get(language)} {share_text(flows, node.own)}" for node in largest
    )
    values = {"net": _number(flows.net), "told": told or "–"}
    return _filled(f"burden.description.{picture}", flows, **values).get(language)


def notes(
    flows: BurdenFlows,
    lang: PictureLanguage,
    picture: str,
    *,
    has_returns: bool,
    has_rest: bool,
    left_out: int = 0,
    divided: Sequence[Sequence[float]] = (),
) -> list[str]:
    """Sentences of the caption, in one language after the other.

    Parameters
    ----------
    has_returns, has_rest : bool
        What the picture shows beside its nodes: links that return upstream, a sum of
        what is below the threshold.
    left_out : int
        Links too thin to be drawn.
    divided : sequence of sequence of float
        What adds up to the footprint, each part with its percentage. [kgCO2e]
    """
    found = [_filled(f"burden.{_MEASURES[picture]}", flows)]
    found += [words(f"burden.shares_{picture}")] if flows.net > 0 else []
    if any(_is_off(flows, parts) for parts in divided):
        found.append(words("burden.rounded"))
    if flows.negative:
        sums = {"positive": flows.positive, "negative": flows.negative}
        texts = {name: _number(value) for name, value in sums.items()}
        found.append(words("burden.sums", **texts, net=_number(flows.net)))
    if flows.databases:
        found.append(words("burden.background", names=", ".join(flows.databases)))
    if has_rest:
        threshold = threshold_text(flows)
        found.append(words(f"burden.folded_{picture}", threshold=threshold))
    if flows.capped:
        found.append(words("burden.capped", count=str(flows.capped)))
    if left_out:
        found.append(words("burden.thin", count=str(left_out)))
    if has_returns:
        found.append(words(f"burden.loops_{picture}"))
    if not flows.is_anything:
        found = [words("burden.no_footprint")]
    chosen = ("zh", "en") if lang == "both" else (lang,)
    gap = {"zh": "", "en": " "}
    return [gap[each].join(text.get(each) for text in found) for each in chosen]


def _is_off(flows: BurdenFlows, parts: Sequence[float]) -> bool:
    """Whether percentages, each rounded to a tenth, add up to another sum."""
    shares = [flows.share(part) for part in parts]
    told = [round(1000 * share) for share in shares if share is not None]
    return bool(told) and sum(told) != 1000


_SUMS = ("rest", "upstream")
_MEASURES = {"sankey": "ribbons", "network": "arrows"}


def threshold_text(flows: BurdenFlows) -> str:
    """The threshold as a percentage."""
    return f"{100 * flows.threshold:g}\u00a0%"


def _number(value: float) -> str:
    return signed(number_text(value))


# ------------------------------------------------------------------------ in places


def heading_lines(
    flows: BurdenFlows, lang: PictureLanguage, width: float, picture: str
) -> Lines:
    """Title, and below it what it is per and the footprint."""
    first, second = in_languages(_title(flows, picture), lang)
    style = Span(text="", size=TITLE, bold=True, colour=INK)
    lines = wrapped(with_subscripts(first, style), width, 2)
    if second:
        small = Span(text="", size=SUBTITLE, colour=MUTED)
        lines += wrapped(with_subscripts(second, small), width, 2)
    per = _filled("burden.per", flows, net=_number(flows.net))
    for text in filter(None, in_languages(per, lang)):
        small = Span(text="", size=SUBTITLE, colour=SLATE)
        lines += wrapped(with_subscripts(text, small), width, 2)
    return Lines(lines=tuple(lines), height=lines_size(lines)[1])


def caption_lines(texts: Iterable[str], width: float) -> Lines:
    """The caption, broken into lines."""
    style = Span(text="", size=SMALL, colour=MUTED)
    lines = [
        line
        for text in texts
        for line in wrapped(with_subscripts(text, style), width, 6)
    ]
    return Lines(lines=tuple(lines), height=lines_size(lines)[1])


def legend_height(
    swatches: Sequence[Swatch], lang: PictureLanguage, width: float
) -> float:
    """Height of a legend. [px]"""
    tops = [y for _, _, y, _ in _entries(swatches, lang, width)]
    return max(tops) + _ROW if tops else 0.0


def legend_shapes(
    swatches: Sequence[Swatch],
    lang: PictureLanguage,
    corner: tuple[float, float],
    width: float,
) -> Iterator[Shape]:
    """Samples with what they stand for, in rows from a corner."""
    for swatch, x, y, line in _entries(swatches, lang, width):
        box = Box(
            x=corner[0] + x,
            y=corner[1] + y + (_ROW - _SWATCH[1]) / 2,
            width=_SWATCH[0],
            height=_SWATCH[1],
        )
        yield from swatch.sample(box)
        left = box.right + 6
        yield Words(x=left, y=corner[1] + y + _ROW / 2 + 0.36 * SMALL, line=line)


def _entries(
    swatches: Sequence[Swatch], lang: PictureLanguage, width: float
) -> Iterator[tuple[Swatch, float, float, Line]]:
    """Entries with their places from the corner of the legend. [px]"""
    x = y = 0.0
    for swatch in swatches:
        shown = in_languages(words(f"burden.legend.{swatch.key}"), lang)
        text = "  ".join(filter(None, shown))
        style = Span(text="", size=SMALL, colour=SLATE)
        line = tuple(with_subscripts(text, style))
        needed = _SWATCH[0] + 6 + width_of(line)
        if x and x + needed > width:
            x, y = 0.0, y + _ROW
        yield swatch, x, y, line
        x += needed + 18
