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
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.diagram.size import LEAST_POINTS, MOST_PROCESSES, style_for
from lcagraph.drawing.files import FORMATS as DRAWN
from lcagraph.drawing.files import figure_bytes, point_size
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

FEWER_BOXES = (150, 80, 40, 20, 12)
"""Nodes of a network that nobody asked for: the most that can be read."""

MOST_RIBBONS = 60
"""Nodes of a Sankey diagram; more can't be told apart on a page."""


A3_TO_A4 = 2**0.5
"""How much larger letters are on the next larger sheet. [1]"""

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is drawn: a solved model; of many variants the first."""

    prepared: Prepared
    numbers: Numbers
    footprint: Callable[[], Footprint]
    """Makes the result, or refuses it; called by styles that tell a footprint."""
    compare: Callable[[str], Comparison] | None = None
    """Puts the footprint beside that of a scenario; called by waterfalls alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How it is drawn."""

    style: str = ""
    """One of `STYLES`; empty: by the number of processes."""
    lang: str = "zh"
    """`zh`, `en` or `both`."""
    level: str = ""
    """Of a Sankey diagram: `process`, `stage` or `item`; empty: of processes."""
    threshold: float | None = None
    """Share of the footprint below which flows are folded into rests; None: that of
    `burden_flows`. [1]"""
    is_background: bool = False
    """Whether a network, or a Sankey diagram of processes, goes into databases; alone
    it asks for the network."""
    has_amounts: bool = False
    """Whether a flow chart tells amounts."""
    against: str = ""
    """Scenario that a waterfall leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFigure:
    """A figure as text and as the content of a file."""

    text: str
    content: bytes
    findings: tuple[Finding, ...] = ()
    """What its readers should know (W262)."""


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
        An unknown style or level, or a level without datasets (E759); an option that
        the style has no use for (E260); a language (E753);
        a pie of what is partly negative (E779); an organisation chart without
        departments (E776); a waterfall that leads nowhere (E739); a spine, cards or a
        flow chart of more than can be read (E261); see
        `diagram.boundary_drawing`.
    ModelError, CalculationError
        A style that tells a footprint, of a model that has none to tell.
    """
    language = picture_language(figure.lang)
    count = len(subject.prepared.compiled.system.processes)
    style = _known(figure.style, STYLES) if figure.style else style_for(count)
    if figure.is_background:
        style = _known(figure.style or "network", STYLES)
    _check_options(figure, style)
    if style == "network" and not (figure.style or figure.is_background):
        drawing = _readable_network(subject, figure)
        if drawing is not None:
            return drawing
        style = "stages"
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
    subject.footprint()  # refuses what has none: shares of it would be drawn
    draw = sankey_drawing if style == "sankey" else network_drawing
    return draw(_flows(subject, figure, style), language)


def _readable_network(subject: Subject, figure: Figure) -> Drawing | None:
    """The network with the most nodes that can be read on a page; None: with none."""
    language = picture_language(figure.lang)
    subject.footprint()
    for most in FEWER_BOXES:
        flows = _flows(subject, figure, "network", most)
        drawing = network_drawing(flows, language)
        if point_size(drawing) >= LEAST_POINTS:
            return drawing
    return None


def _check_options(figure: Figure, style: Style) -> None:
    """Refuse what would change nothing.

    Raises
    ------
    UsageError
        An option that the style has no use for (E260).
    """
    asked = {
        "--level": (figure.level, ("sankey",)),
        "--against": (figure.against, ("waterfall",)),
        "--amounts": (figure.has_amounts, ("flow",)),
        "--threshold": (figure.threshold is not None, _OF_FLOWS),
        "--background": (figure.is_background, _OF_FLOWS),
    }
    for option, (is_given, styles) in asked.items():
        if is_given and style not in styles:
            values = {"option": option, "style": style, "styles": styles}
            raise UsageError(Finding(code="E260", values=values))


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
) -> WrittenFigure:
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
        return WrittenFigure(text=text, content=text.encode())
    drawing = figure_drawing(subject, figure)
    content = figure_bytes(drawing, wanted, fonts=fonts, dpi=dpi)
    return WrittenFigure(
        text=to_svg(drawing, fonts), content=content, findings=print_findings(drawing)
    )


def print_findings(drawing: Drawing) -> tuple[Finding, ...]:
    """That letters of a figure are too small on A4 (W262), with their sizes."""
    points = point_size(drawing)
    if points >= LEAST_POINTS:
        return ()
    sizes = {"points": points, "larger": points * A3_TO_A4, "least": LEAST_POINTS}
    values = {name: f"{size:.1f}" for name, size in sizes.items()}
    return (Finding(code="W262", values=values),)


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
    """The boundary, which is all that DOT text holds.

    Raises
    ------
    UsageError
        Another style is asked for (E260), or one that is unknown (E759).
    """
    style = _known(figure.style, STYLES) if figure.style else "spine"
    if style not in _OF_BOUNDARY:
        values = {"option": "-o ….dot", "style": style, "styles": _OF_BOUNDARY}
        raise UsageError(Finding(code="E260", values=values))
    _check_options(figure, style)
    return boundary_dot(subject.prepared, subject.numbers, lang=figure.lang)


def figure_table(subject: Subject, figure: Figure) -> str:
    """What a Sankey diagram or a network shows, a line per flow, as CSV.

    Raises
    ------
    UsageError
        The style shows no flows of burden (E260); style or level are unknown (E759).
    ModelError, CalculationError
        The model has no footprint to tell.
    """
    style = _known(figure.style or "sankey", STYLES)
    if style not in _OF_FLOWS:
        values = {"option": "-o ….csv", "style": style, "styles": _OF_FLOWS}
        raise UsageError(Finding(code="E260", values=values))
    _check_options(figure, style)
    subject.footprint()
    return _flows(subject, figure, style).to_csv()


def _flows(
    subject: Subject, figure: Figure, style: Style, fewer: int | None = None
) -> BurdenFlows:
    """What is drawn of the burden flows; a network is one of processes."""
    known: tuple[Level, ...] = ("process",) if figure.is_background else LEVELS
    is_sankey = style == "sankey"
    level = _known(figure.level or "process", known) if is_sankey else "process"
    most = MOST_RIBBONS if is_sankey else MOST_PROCESSES["network"]
    return burden_flows(
        subject.prepared,
        subject.numbers,
        level=level,
        threshold=THRESHOLD if figure.threshold is None else figure.threshold,
        most=fewer or most,
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
_OF_BOUNDARY: tuple[Style, ...] = ("spine", "cards")
_OF_RESULT = {"stages": stage_bars, "pie": stage_pie}
