"""A figure of a solved model by the name of its style; the largest one that reads.

Each room below draws one kind; here its name is looked up and a size policy chooses
where nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from lcagraph.burden_flows import BurdenFlows, Level, burden_flows
from lcagraph.burden_flows.made import THRESHOLD
from lcagraph.calculate import Numbers, Prepared
from lcagraph.compare import Comparison
from lcagraph.contribution_network import network_drawing
from lcagraph.diagram.boundary import (
    boundary_dot,
    boundary_drawing,
    picture_language,
)
from lcagraph.diagram.cards import cards_drawing
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.departments import organisation_drawing
from lcagraph.diagram.page import MOST_CARDS, MOST_ON_A_SPINE
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.drawing.files import FORMATS as DRAWN
from lcagraph.drawing.files import figure_bytes
from lcagraph.drawing.fonts import FontChoice
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.result.footprint import Footprint
from lcagraph.result.stage_pictures import stage_bars, stage_pie
from lcagraph.sankey import sankey_drawing

Style = Literal[
    "spine",
    "cards",
    "flow",
    "network",
    "sankey",
    "stages",
    "pie",
    "organisation",
    "waterfall",
]
STYLES: tuple[Style, ...] = get_args(Style)
LEVELS: tuple[Level, ...] = get_args(Level)

MOST_PROCESSES: Mapping[Style, int] = {
    "spine": MOST_ON_A_SPINE,
    "cards": MOST_CARDS,
    "network": 150,
}
"""Processes up to which each style is the one that is drawn; beyond: stages."""

MOST_RIBBONS = 60
"""Nodes of a Sankey diagram; more can't be told apart on a page."""


Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is drawn: a solved model; of many variants the first."""

    prepared: Prepared
    numbers: Numbers
    footprint: Callable[[], Footprint]
    """Makes the result that stages are read from; not called by other styles."""
    compare: Callable[[str], Comparison] | None = None
    """Puts the footprint beside that of a scenario; called by waterfalls alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How it is drawn."""

    style: str = ""
    """One of `STYLES`; empty: by the number of processes."""
    lang: str = "zh"
    """`zh`, `en` or `both`."""
    level: str = "process"
    """Of a Sankey diagram: `process`, `stage` or `item`."""
    threshold: float = THRESHOLD
    """Share of the footprint below which flows are folded into rests. [1]"""
    is_background: bool = False
    """Whether a network, or a Sankey diagram of processes, goes into databases; alone
    it asks for the network."""
    has_amounts: bool = False
    """Whether a flow chart tells amounts."""
    against: str = ""
    """Scenario that a waterfall leads to."""


def style_for(processes: int) -> Style:
    """The style in which a system of so many processes can still be read."""
    for style, most in MOST_PROCESSES.items():
        if processes <= most:
            return style
    return "stages"


def figure_drawing(subject: Subject, figure: Figure) -> Drawing:
    """A figure of a solved model, in one style.

    Parameters
    ----------
    subject : Subject
    figure : Figure

    Returns
    -------
    Drawing
        `drawing.files.figure_bytes` writes it as SVG, PDF or PNG.

    Raises
    ------
    UsageError
        An unknown style or level, or one without datasets (E759); a language (E753);
        a pie of what is partly negative (E779); an organisation chart without
        departments (E776); a waterfall that leads nowhere (E739); see
        `diagram.boundary_drawing`.
    """
    language = picture_language(figure.lang)
    count = len(subject.prepared.compiled.system.processes)
    style = _known(figure.style, STYLES) if figure.style else style_for(count)
    if figure.is_background:
        style = _known(figure.style or "network", _OF_FLOWS)
    if style == "spine":
        return boundary_drawing(subject.prepared, subject.numbers, lang=figure.lang)
    if style in _OF_RESULT:
        return _OF_RESULT[style](subject.footprint(), figure.lang)
    if style == "organisation":
        return organisation_drawing(subject.prepared.compiled.system, lang=figure.lang)
    if style == "waterfall":
        return _waterfall(subject, figure)
    if style in ("cards", "flow"):
        scene = boundary_scene(subject.prepared, subject.numbers)
        if style == "cards":
            return cards_drawing(scene, language)
        return process_flow_drawing(scene, language, has_amounts=figure.has_amounts)
    draw = sankey_drawing if style == "sankey" else network_drawing
    return draw(_flows(subject, figure, style), language)


def _waterfall(subject: Subject, figure: Figure) -> Drawing:
    """From the footprint to that of a scenario, edit by edit.

    Raises
    ------
    UsageError
        No scenario is named (E739); there is none of that name (E722).
    """
    if not figure.against or subject.compare is None:
        raise UsageError(Finding(code="E739"))
    return subject.compare(figure.against).drawing(figure.against, figure.lang)


def figure_in(
    ending: str, subject: Subject, figure: Figure, *, fonts: FontChoice, dpi: float
) -> tuple[str, bytes]:
    """A figure as text, and as the content of a file with some ending.

    Parameters
    ----------
    ending : str
        `svg`, `.pdf`, `.png`; `.dot` is the boundary without places; `.csv` the table
        of flows.
    subject : Subject
    figure : Figure
    fonts : {"embedded", "system"}
    dpi : float
        Of a PNG. [1/inch]

    Raises
    ------
    UsageError
        An ending without a format (E754); see `figure_drawing`, `figure_table` and
        `drawing.files.figure_bytes`.
    """
    wanted = figure_format(ending)
    if wanted in _TEXTS:
        text = _TEXTS[wanted](subject, figure)
        return text, text.encode()
    drawing = figure_drawing(subject, figure)
    content = figure_bytes(drawing, wanted, fonts=fonts, dpi=dpi)
    return to_svg(drawing, fonts), content


def figure_format(ending: str) -> str:
    """The format that the ending of a file (`.svg`, `DOT`) names.

    Raises
    ------
    UsageError
        None that figures can be written in (E754).
    """
    wanted = ending.removeprefix(".").casefold()
    formats = (*DRAWN, *_TEXTS)
    if wanted not in formats:
        values = {"format": wanted or "–", "formats": formats}
        raise UsageError(Finding(code="E754", values=values))
    return wanted


def _dot(subject: Subject, figure: Figure) -> str:
    return boundary_dot(subject.prepared, subject.numbers, lang=figure.lang)


def figure_table(subject: Subject, figure: Figure) -> str:
    """What a Sankey diagram or a network shows, a line per flow, as CSV.

    Raises
    ------
    UsageError
        The style shows no flows of burden, or the level is unknown (E759).
    """
    style = _known(figure.style or "sankey", _OF_FLOWS)
    return _flows(subject, figure, style).to_csv()


def _flows(subject: Subject, figure: Figure, style: Style) -> BurdenFlows:
    """What is drawn of the burden flows; a network is one of processes."""
    known: tuple[Level, ...] = ("process",) if figure.is_background else LEVELS
    level = _known(figure.level, known) if style == "sankey" else "process"
    most = MOST_RIBBONS if style == "sankey" else MOST_PROCESSES["network"]
    return burden_flows(
        subject.prepared,
        subject.numbers,
        level=level,
        threshold=figure.threshold,
        most=most,
        is_background=figure.is_background,
    )


def _known(word: str, known: tuple[Word, ...]) -> Word:
    """A word of a closed list.

    Raises
    ------
    UsageError
        It is none of them (E759).
    """
    for one in known:
        if word == one:
            return one
    near = nearest(word, known)
    values = {"word": word, "known": known, "nearest": near}
    raise UsageError(Finding(code="E759", values=values))


_TEXTS: Mapping[str, Callable[[Subject, Figure], str]] = {
    "dot": _dot,
    "csv": figure_table,
}
_OF_FLOWS: tuple[Style, ...] = ("sankey", "network")
_OF_RESULT = {"stages": stage_bars, "pie": stage_pie}
