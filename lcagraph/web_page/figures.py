"""Figures of a page: the system and its burden flows, with what each part says.

A page has to stay light, whatever the size of its model, so each figure has room for
so many bytes. One that is larger is drawn again with fewer nodes, and what is folded
has its sum in the figure; a system that fits in no style is shown by its stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lcagraph.burden_flows import BurdenFlows, Level, burden_flows
from lcagraph.burden_flows.layers import links_of
from lcagraph.contribution_network import network_drawing
from lcagraph.diagram.size import style_for
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import check_characters, to_svg
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.figures import MOST_RIBBONS, Style, Subject, figure_drawing
from lcagraph.figures import Figure as FigureChoice
from lcagraph.graph.words import Text
from lcagraph.result import Footprint, significant
from lcagraph.sankey import sankey_drawing
from lcagraph.web_page.records import Figure, FlowFigure
from lcagraph.web_page.slim_svg import slimmed
from lcagraph.web_page.told import (
    amounts_of_processes,
    flow_rows,
    told_of_flows,
    told_of_processes,
)
from lcagraph.web_page.words import in_both, labelled
from lcagraph.wording import LANGUAGES, Language, message

LEVELS: tuple[Level, ...] = ("stage", "process", "item")

ROOM = 180_000
"""Most bytes of a figure in both languages, with its table."""
ROW = 250
"""Of a row of the table, about. [bytes]"""
WIDEST = 4400
"""Of a figure of flows; beyond one screen it is rolled. [px]"""
STEPS = (0.4, 0.7)
"""Nodes that stay where a figure was too large: at least, and at most. [1]"""
FEWEST = 8
"""Nodes that a figure is not drawn without."""
TOO_LARGE = 2
"""Times the room beyond which no figure is better than a large one: what can't be
folded, as its parts cancel each other, has all its nodes."""

MOST_BOXES = 60
"""Nodes of a network; a page is no wider than a screen."""

_TITLES: Mapping[Style, str] = {
    "spine": "diagram.boundary",
    "cards": "diagram.boundary",
    "network": "burden.title.network",
    "stages": "result.by_stage",
}
_SMALLER: Mapping[Style, Style] = {
    "spine": "cards",
    "cards": "network",
    "network": "stages",
}
"""What is drawn of a system that has no room in a style."""

Drawn = Callable[[Language], Drawing]


def system_figure(result: Footprint, room: int = ROOM) -> Figure:
    """The system in the style that can still be read: its boundary, as a rule.

    Hovering over a process tells its footprint.
    """
    style: Style = style_for(len(result.prepared.compiled.system.processes))
    figure = _of_system(result, style)
    while _size(figure) > room and style in _SMALLER:
        style = _SMALLER[style]
        figure = _of_system(result, style, room)
    return figure


def flow_figures(result: Footprint) -> tuple[FlowFigure, ...]:
    """Burden flows by stage, by process and by item, as figures and as tables."""
    return tuple(_flow_figure(result, level) for level in LEVELS)


def svg_element(svg: str) -> str:
    """An SVG file as an element of a page: without the line for XML alone, short."""
    return slimmed(svg[svg.index("<svg") :].strip())


def _of_system(result: Footprint, style: Style, room: int = ROOM) -> Figure:
    caption = labelled(_TITLES[style])
    if style == "network":
        try:
            return _fitting(
                result, "process", MOST_BOXES, network_drawing, caption, room
            )[0]
        except FindingsError as error:
            return Figure(caption=caption, refusal=_told_of_errors(error.findings))
    subject = Subject(
        prepared=result.prepared, numbers=result.numbers, footprint=lambda: result
    )

    def drawn(lang: Language) -> Drawing:
        return figure_drawing(subject, FigureChoice(style=style, lang=lang))

    return _figure(drawn, dict(told_of_processes(result)), caption)


def _flow_figure(result: Footprint, level: Level) -> FlowFigure:
    name = labelled(f"burden.level.{level}")
    caption = labelled("burden.per", subject=result.name, net=significant(result.total))
    try:
        room = ROOM if level == "process" else ROOM // 3
        figure, flows = _fitting(
            result, level, MOST_RIBBONS, sankey_drawing, caption, room
        )
    except FindingsError as error:
        refused = Figure(caption=name, refusal=_told_of_errors(error.findings))
        return FlowFigure(level=level, name=name, figure=refused, rows=())
    rows = tuple(flow_rows(flows)) if figure.refusal is None else ()
    return FlowFigure(level=level, name=name, figure=figure, rows=rows)


def _fitting(
    result: Footprint,
    level: Level,
    most: int,
    draw: Callable[[BurdenFlows, Language], Drawing],
    caption: Text,
    room: int,
) -> tuple[Figure, BurdenFlows]:
    """A figure of flows with as many nodes as there is room for, and the flows."""
    amounts = amounts_of_processes(result)
    while True:
        flows = burden_flows(result.prepared, result.numbers, level=level, most=most)
        told = dict(told_of_flows(flows, amounts))

        def drawn(lang: Language, flows: BurdenFlows = flows) -> Drawing:
            return draw(flows, lang)

        most = min(len(flows.nodes), most)
        figure = _figure(drawn, told, caption, room if most > FEWEST else 0)
        size = _size(figure) + ROW * len(links_of(flows.flows))
        excess = max(size / room, figure.width / WIDEST)
        if excess <= 1:
            return figure, flows
        if most <= FEWEST:
            if size > TOO_LARGE * ROOM:
                figure = Figure(caption=caption, refusal=labelled("page.too_large"))
            return figure, flows
        most = max(int(most * min(max(1 / excess, STEPS[0]), STEPS[1])), FEWEST)


def _size(figure: Figure) -> int:
    """Of both languages, of which the second may not have been drawn. [bytes]"""
    first, second = (len(svg.encode()) for svg in (figure.zh, figure.en))
    return first + (second or first)


def _figure(
    drawn: Drawn, told: Mapping[str, Text], caption: Text, room: int = 0
) -> Figure:
    """A drawing in each language; the reason where it can't be made.

    If there is a limit to its room, one that takes all of it in one language is not
    drawn in the other.
    """
    width, is_wide = 0.0, True
    made: dict[Language, str] = dict.fromkeys(LANGUAGES, "")
    lacking: dict[str, None] = {}
    try:
        for lang in ("zh", "en"):
            drawing = drawn(lang)
            width = max(width, drawing.width)
            is_wide = is_wide and drawing.width > drawing.height
            if room and width > WIDEST:
                break
            made[lang] = svg_element(to_svg(drawing, told=_in(told, lang)))
            lacking |= dict.fromkeys(_lacking(drawing))
            if room and 2 * len(made[lang].encode()) > room:
                break
    except UsageError as error:
        return Figure(caption=caption, refusal=_told_of_errors([error.finding]))
    except FindingsError as error:
        return Figure(caption=caption, refusal=_told_of_errors(error.findings))
    note = labelled("page.lacking", characters=", ".join(lacking)) if lacking else None
    return Figure(
        zh=made["zh"],
        en=made["en"],
        caption=caption,
        note=note,
        width=width,
        is_wide=is_wide,
    )


def _lacking(drawing: Drawing) -> tuple[str, ...]:
    """Characters that the font which comes along lacks: here the reader's has them."""
    try:
        check_characters(drawing)
    except UsageError as error:
        quoted = error.finding.values.get("characters")
        if isinstance(quoted, tuple):
            return tuple(str(text).partition(" (")[0] for text in quoted)
    return ()


def _told_of_errors(findings: Iterable[Finding]) -> Text:
    """Why a figure can't be drawn."""
    found = tuple(findings)
    return in_both(
        lambda lang: " ".join(f"{one.code} {message(one, lang)}" for one in found)
    )


def _in(told: Mapping[str, Text], lang: Language) -> dict[str, str]:
    return {role: text.get(lang) for role, text in told.items()}
