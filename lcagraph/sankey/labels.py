"""Text beside the bars, measured, and the colours of what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lcagraph.burden_flows import BurdenFlows, BurdenNode
from lcagraph.diagram.blocks import PictureLanguage, in_languages, lines_size
from lcagraph.drawing.measure import Line, Span, width_of, wrapped
from lcagraph.drawing.numbers import NO_BREAK, number_text, percent_text
from lcagraph.drawing.shapes import GREEN, INK, RED, SLATE
from lcagraph.drawing.subscripts import with_subscripts

COLOURS = {
    "process": "#475569",
    "mix": "#475569",
    "utility": "#475569",
    "stage": "#475569",
    "material": "#3F74AD",
    "energy": "#DB9A26",
    "transport": "#A286CF",
    "treatment": "#86603F",
    "other": "#8FA6BC",
    "emission": "#C2410C",
    "item": "#C2410C",
    "rest": "#B9C4D1",
    "removal": "#15803D",
    "credit": "#15803D",
    "reference": RED,
}
"""Of a bar, and with less ink of the ribbons that leave it."""

MINUS = "\u2212"
LEAST_SHARE = 0.0005
"""Shares below this are told as less than 0.1 %."""

WIDTH = 104.0
"""Width at which a label is broken. [px]"""
NAME, SHARE, SECOND = 12.5, 12.5, 12.5
"""Font sizes. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Lines of text beside a bar."""

    lines: tuple[Line, ...]
    width: float
    height: float
    """[px]"""


def label_of(
    flows: BurdenFlows, node: BurdenNode, amount: float, lang: PictureLanguage
) -> Label:
    """Name of a node and its share of the footprint.

    Parameters
    ----------
    amount : float
        What passes it, counted once however often it goes round a loop. [kgCO2e]
    """
    is_end = node.kind == "reference"
    colour = RED if is_end else GREEN if node.group in ("removal", "credit") else INK
    is_bold = node.kind in ("process", "stage", "reference")
    if not is_bold and colour == INK:
        colour = SLATE
    is_beside = flows.level == "process" and node.short is not None
    name = node.short if is_beside and node.short else node.name
    first, second = in_languages(name, lang)
    size = NAME + 2 * is_end
    style = Span(text="", size=size, bold=is_bold, colour=colour)
    lines = wrapped(with_subscripts(first, style), WIDTH + 20 * is_end, 3)
    if second:
        small = Span(text="", size=SECOND, colour=SLATE)  # seen on a ribbon, too
        lines += wrapped(with_subscripts(second, small), WIDTH, 2)
    if is_end:
        lines += _totals(flows)
    else:
        share = Span(text=share_text(flows, amount), size=SHARE, colour=SLATE)
        lines = [*lines, (share,)] if second else _with_share(lines, share)
    width, height = lines_size(lines)
    return Label(lines=tuple(lines), width=width, height=height)


def _with_share(lines: list[Line], share: Span) -> list[Line]:
    """The share behind the last line if it fits there, else below it."""
    last = (*lines[-1], replace(share, text=NO_BREAK * 2), share)
    return [*lines[:-1], last] if width_of(last) <= WIDTH else [*lines, (share,)]


def _totals(flows: BurdenFlows) -> list[Line]:
    style = Span(text="", size=NAME + 1, bold=True, colour=INK)
    text = f"{signed(number_text(flows.net))}{NO_BREAK}kgCO2e"
    return [tuple(with_subscripts(text, style))]


def share_text(flows: BurdenFlows, amount: float) -> str:
    """An amount as a share of the footprint, or in kilograms if there are none."""
    share = flows.share(amount)
    if share is None:
        return f"{signed(number_text(amount))}{NO_BREAK}kg"
    if 0 < abs(share) < LEAST_SHARE:
        least = f"<{NO_BREAK}" if share > 0 else f">{NO_BREAK}{MINUS}"
        return f"{least}0.1{NO_BREAK}%"
    return signed(percent_text(share))


def signed(text: str) -> str:
    """A number with a minus sign instead of a hyphen."""
    return text.replace("-", MINUS)
