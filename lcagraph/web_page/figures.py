"""Figures of a page: the system and its burden flows, with what each part says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from lcagraph.burden_flows import BurdenFlows, Level, burden_flows
from lcagraph.diagram.names import joined
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.figures import (
    MOST_RIBBONS,
    Style,
    Subject,
    figure_drawing,
    style_for,
)
from lcagraph.figures import Figure as FigureChoice
from lcagraph.graph.words import Text
from lcagraph.result import Footprint, significant
from lcagraph.sankey import sankey_drawing
from lcagraph.web_page.records import Figure, FlowFigure, FlowRow
from lcagraph.web_page.tables import share_text
from lcagraph.web_page.words import in_both, labelled, same
from lcagraph.wording import Language, message

LEVELS: tuple[Level, ...] = ("stage", "process", "item")

_TITLES: Mapping[Style, str] = {
    "spine": "diagram.boundary",
    "cards": "diagram.boundary",
    "network": "burden.title.network",
    "stages": "result.by_stage",
}

Drawn = Callable[[Language], Drawing]


def system_figure(result: Footprint) -> Figure:
    """The system in the style that can still be read: its boundary, as a rule.

    Hovering over a process tells its footprint.
    """
    told = dict(_told_of_processes(result))
    subject = Subject(
        prepared=result.prepared, numbers=result.numbers, footprint=lambda: result
    )
    style = style_for(len(result.prepared.compiled.system.processes))

    def drawn(lang: Language) -> Drawing:
        return figure_drawing(subject, FigureChoice(style=style, lang=lang))

    return _figure(drawn, told, labelled(_TITLES[style]))


def flow_figures(result: Footprint) -> tuple[FlowFigure, ...]:
    """Burden flows by stage, by process and by item, as figures and as tables."""
    return tuple(_flow_figure(result, level) for level in LEVELS)


def svg_element(svg: str) -> str:
    """An SVG file as an element of a page: without the line for XML alone."""
    return svg[svg.index("<svg") :].strip()


def _flow_figure(result: Footprint, level: Level) -> FlowFigure:
    name = labelled(f"burden.level.{level}")
    try:
        flows = burden_flows(
            result.prepared, result.numbers, level=level, most=MOST_RIBBONS
        )
    except FindingsError as error:
        refused = Figure(caption=name, refusal=_told_of_errors(error.findings))
        return FlowFigure(level=level, name=name, figure=refused, rows=())

    def drawn(lang: Language) -> Drawing:
        return sankey_drawing(flows, lang)

    caption = labelled("burden.per", subject=result.name, net=significant(result.total))
    rows = tuple(_rows(flows))
    figure = _figure(drawn, dict(_told_of_flows(flows, rows)), caption)
    return FlowFigure(level=level, name=name, figure=figure, rows=rows)


def _figure(drawn: Drawn, told: Mapping[str, Text], caption: Text) -> Figure:
    """A drawing in each language; the reason where it can't be made."""
    try:
        made: dict[Language, str] = {
            lang: svg_element(to_svg(drawn(lang), told=_in(told, lang)))
            for lang in ("zh", "en")
        }
    except UsageError as error:
        return Figure(caption=caption, refusal=_told_of_errors([error.finding]))
    except FindingsError as error:
        return Figure(caption=caption, refusal=_told_of_errors(error.findings))
    return Figure(zh=made["zh"], en=made["en"], caption=caption)


def _told_of_errors(findings: Iterable[Finding]) -> Text:
    """Why a figure can't be drawn."""
    found = tuple(findings)
    return in_both(
        lambda lang: " ".join(f"{one.code} {message(one, lang)}" for one in found)
    )


def _in(told: Mapping[str, Text], lang: Language) -> dict[str, str]:
    return {role: text.get(lang) for role, text in told.items()}


def _told_of_processes(result: Footprint) -> Iterator[tuple[str, Text]]:
    """What each process emits, and its share."""
    processes = result.prepared.compiled.system.processes
    amounts = {str(id_): amount for id_, amount, _ in result.by_process().rows}
    for id_, process in processes.items():
        amount = amounts.get(id_, 0.0)
        if isinstance(amount, float):
            name = process.name or same(id_)
            says = _valued(name, amount, result.total)
            yield from ((f"{kind}:{id_}", says) for kind in ("process", "card", "node"))


def _told_of_flows(
    flows: BurdenFlows, rows: tuple[FlowRow, ...]
) -> Iterator[tuple[str, Text]]:
    """What each ribbon carries, and what passes each bar."""
    for row, flow in zip(rows, flows.flows, strict=True):
        ends = joined(row.source, row.target, by=" → ")
        yield row.role, _valued(ends, flow.amount, flows.net)
    for node in flows.nodes:
        passed = sum(flow.amount for flow in flows.flows if flow.target == node.id)
        amount = passed + node.own
        yield f"bar:{node.id}", _valued(node.name, amount, flows.net)


def _rows(flows: BurdenFlows) -> Iterator[FlowRow]:
    for flow in flows.flows:
        yield FlowRow(
            role=f"ribbon:{flow.source}→{flow.target}",
            keys=(flow.source, flow.target),
            source=flows.node(flow.source).name,
            target=flows.node(flow.target).name,
            amount=significant(flow.amount),
            share=share_text(flow.amount, flows.net),
        )


def _valued(name: Text, amount: float, total: float) -> Text:
    value = f"{significant(amount)} kgCO2e"
    if total > 0:
        value += f" ({share_text(amount, total)} %)"
    return Text(f"{name.get('zh')}：{value}", f"{name.get('en')}: {value}")
