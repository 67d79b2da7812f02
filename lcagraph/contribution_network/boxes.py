"""Boxes of a contribution network with their text, measured and coloured."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.burden_flows import BurdenFlows, BurdenNode
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.diagram.blocks import PictureLanguage, in_languages, lines_size
from lcagraph.diagram.names import words
from lcagraph.drawing.measure import Line, Span, width_of, wrapped
from lcagraph.drawing.numbers import NO_BREAK, number_text
from lcagraph.drawing.shapes import GREEN, INK, MUTED, RED, SLATE, WHITE, Box
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.sankey.furniture import threshold_text
from lcagraph.sankey.labels import share_text, signed

TEXT_WIDTH = 150.0
"""Width at which names are broken. [px]"""
PAD = 8.0

STEPS = (
    (0.40, "#A63D0A", WHITE),
    (0.15, "#EE9A5C", INK),
    (0.05, "#F8C9A3", INK),
    (0.01, "#FDEBDC", INK),
)
"""Least |own share| → fill and text: darker in grey, too."""
PLAIN = (WHITE, INK)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeBox:
    """A box without a place."""

    lines: tuple[Line, ...]
    width: float
    height: float
    """With room around the text. [px]"""
    fill: str
    stroke: str
    stroke_width: float
    dashes: str = ""

    def at(self, x: float, y: float, role: str, height: float | None = None) -> Box:
        """The box with its top left corner at (x, y), higher if that is asked for."""
        return Box(
            x=x,
            y=y,
            width=self.width,
            height=self.height if height is None else height,
            fill=self.fill,
            stroke=self.stroke,
            stroke_width=self.stroke_width,
            dashes=self.dashes,
            radius=2.0,
            role=role,
        )


def drawn_nodes(flows: BurdenFlows) -> tuple[BurdenNode, ...]:
    """Nodes with a box of their own; direct emissions are a process's own share."""
    inside = {"rest", "upstream"}
    if flows.level == "process":
        inside |= {"emission", "removal"}
    return tuple(node for node in flows.nodes if node.kind not in inside)


def node_box(flows: BurdenFlows, node: BurdenNode, lang: PictureLanguage) -> NodeBox:
    """Name of a node, its own share and its cumulative one."""
    if node.id == REFERENCE:
        return _reference_box(flows, node, lang)
    fill, colour = _shade(flows, node)
    is_credit = node.direct < 0
    name = GREEN if is_credit and fill == WHITE else colour
    second = MUTED if fill == WHITE else colour  # grey is too faint on a fill
    style = Span(text="", size=13, bold=True, colour=name)
    lines = _names(node, lang, style, second)
    lines += _shares(flows, node, lang, colour)
    is_process = node.kind in ("process", "stage")
    return _box(
        lines,
        fill=fill,
        stroke=GREEN if is_credit else INK if is_process else MUTED,
        stroke_width=1.8 if is_process else 1.0,
        dashes="4 2.5" if is_credit else "",
    )


def rest_box(flows: BurdenFlows, lang: PictureLanguage) -> NodeBox | None:
    """What has no box: how many, and their sum; None if every source has one."""
    shown = drawn_nodes(flows)
    ids = {node.id for node in shown}
    left = [own for owner, own in flows.folded.values() if own and owner not in ids]
    # a process may be folded for want of room, though its own emissions are not
    alone = [
        node
        for node in flows.nodes
        if node.kind in ("emission", "removal") and node.owner not in ids and node.own
    ]
    lone = len(alone) if flows.level == "process" else 0
    count = len(left) + lone + flows.unopened
    if not count:
        return None
    amount = flows.net - sum(node.direct for node in shown)
    key = "not_drawn_many" if flows.capped else "not_drawn"
    values = {"count": str(count), "threshold": threshold_text(flows)}
    text = words(f"burden.{key}", **values)
    lines: list[Line] = []
    for shown_text in filter(None, in_languages(text, lang)):
        style = Span(text=shown_text, size=12, colour=SLATE)
        lines += wrapped([style], TEXT_WIDTH, 3)
    share = Span(text=share_text(flows, amount), size=12.5, bold=True, colour=INK)
    return _box([*lines, (share,)], fill=WHITE, stroke=MUTED, dashes="5 3")


def _box(
    lines: list[Line],
    *,
    fill: str,
    stroke: str,
    stroke_width: float = 1.0,
    dashes: str = "",
) -> NodeBox:
    width, height = lines_size(lines)
    return NodeBox(
        lines=tuple(lines),
        width=width + 2 * PAD,
        height=height + PAD,
        fill=fill,
        stroke=stroke,
        stroke_width=stroke_width,
        dashes=dashes,
    )


def _names(
    node: BurdenNode, lang: PictureLanguage, style: Span, second_colour: str
) -> list[Line]:
    first, second = in_languages(node.name, lang)
    lines = wrapped(with_subscripts(first, style), TEXT_WIDTH, 3)
    if second:
        small = Span(text="", size=12, colour=second_colour)
        lines += wrapped(with_subscripts(second, small), TEXT_WIDTH, 2)
    return lines


def _shares(
    flows: BurdenFlows, node: BurdenNode, lang: PictureLanguage, colour: str
) -> list[Line]:
    """Own and cumulative share; a source has but one."""
    own = Span(text=share_text(flows, node.direct), size=12, bold=True, colour=colour)
    if node.kind not in ("process", "stage"):
        return [(own,)]
    names = (
        in_languages(words(f"burden.{key}"), lang) for key in ("own", "cumulative")
    )
    first, second = (
        Span(text=NO_BREAK.join(filter(None, name)), size=12, colour=colour)
        for name in names
    )
    gap = Span(text=NO_BREAK, size=12, colour=colour)
    total = share_text(flows, node.cumulative)
    value = Span(text=total, size=12, colour=colour)
    parts = ((first, gap, own), (second, gap, value))
    together = (*parts[0], gap, gap, *parts[1])
    return [together] if width_of(together) <= TEXT_WIDTH + 20 else list(parts)


def _shade(flows: BurdenFlows, node: BurdenNode) -> tuple[str, str]:
    """Fill and text colour by own share."""
    whole = flows.net if flows.net > 0 else flows.positive
    share = abs(node.direct) / whole if whole else 0.0
    if node.direct < 0:
        return PLAIN
    return next(((fill, ink) for least, fill, ink in STEPS if share >= least), PLAIN)


def _reference_box(
    flows: BurdenFlows, node: BurdenNode, lang: PictureLanguage
) -> NodeBox:
    name = Span(text="", size=13.5, bold=True, colour=WHITE)
    lines = _names(node, lang, name, WHITE)
    style = Span(text="", size=14, bold=True, colour=WHITE)
    text = f"{signed(number_text(flows.net))}{NO_BREAK}kgCO2e"
    lines.append(tuple(with_subscripts(text, style)))
    return _box(lines, fill=RED, stroke=RED)
