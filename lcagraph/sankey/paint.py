"""Burden flows → a Sankey diagram: title, ribbons, bars, text, legend, caption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lcagraph.burden_flows import BurdenFlows
from lcagraph.burden_flows.layers import layered, thickest
from lcagraph.diagram.blocks import PictureLanguage
from lcagraph.drawing.shapes import WHITE, Anchor, Box, Drawing, Shape, text_block
from lcagraph.sankey.furniture import (
    MARGIN,
    Sample,
    Swatch,
    caption_lines,
    description,
    heading_lines,
    legend_height,
    legend_shapes,
    notes,
    title,
)
from lcagraph.sankey.labels import COLOURS, Label, label_of
from lcagraph.sankey.places import BAR, Bar, Places, placed
from lcagraph.sankey.ribbons import RETURN_DASHES, hatched_box, ribbon_shapes

LEAST_WIDTH = 560.0
LEAST_BAR = 1.2
"""So that a bar shows even where its ribbon is a hair. [px]"""


def sankey_drawing(flows: BurdenFlows, lang: PictureLanguage = "zh") -> Drawing:
    """A Sankey diagram of burden flows.

    Columns stand by their longest way to the reference, burden runs to the right.
    What lowers the footprint leaves the node that it is given to, hatched; the bar of
    the reference is as high as what flows into it. What returns upstream runs below.

    Parameters
    ----------
    flows : BurdenFlows
        Of any level.
    lang : {"zh", "en", "both"}
        Language of names and words.
    """
    drawable, left_out = thickest(flows.flows if flows.is_anything else ())
    layers = layered(drawable)
    drawn = {id_ for ids in layers.columns for id_ in ids}
    labels = {
        node.id: label_of(flows, node, node.cumulative, lang)
        for node in flows.nodes
        if node.id in drawn
    }
    places = placed(layers, labels) if labels else None
    width = max(places.width if places else 0.0, LEAST_WIDTH)
    shapes: list[Shape] = []
    heading = heading_lines(flows, lang, width, "sankey")
    y = MARGIN + heading.height + 4
    shapes += text_block(heading.lines, MARGIN, MARGIN)
    has_returns = any(link.is_return for link in layers.links)
    is_lowered = any(link.is_negative for link in layers.links)
    swatches = _swatches(flows, labels, has_returns=has_returns, is_lowered=is_lowered)
    shapes += legend_shapes(swatches, lang, (MARGIN, y), width)
    y += legend_height(swatches, lang, width) + 14
    if places is not None:
        left = MARGIN + (width - places.width) / 2
        shapes += _diagram(flows, places, labels, (left, y))
        y += places.height + 14
    caption = caption_lines(
        notes(
            flows,
            lang,
            "sankey",
            has_returns=has_returns,
            left_out=left_out,
            has_rest=bool(flows.folded or flows.unopened),
            divided=_divided(flows),
        ),
        width,
    )
    shapes += text_block(caption.lines, MARGIN, y)
    return Drawing(
        width=round(width + 2 * MARGIN),
        height=round(y + caption.height + MARGIN),
        title=title(flows, lang, "sankey"),
        description=description(flows, lang, "sankey"),
        shapes=tuple(shapes),
        language="en" if lang == "en" else "zh",
    )


def _divided(flows: BurdenFlows) -> list[list[float]]:
    """Percentages that readers may add up: those of sources, those of stages."""
    stages = [node.cumulative for node in flows.nodes if node.kind == "stage"]
    return [[node.own for node in flows.nodes if node.own], stages]


def _diagram(
    flows: BurdenFlows,
    places: Places,
    labels: Mapping[str, Label],
    shift: tuple[float, float],
) -> Iterator[Shape]:
    """Ribbons, bars above them, text on top."""
    groups = {node.id: node.group for node in flows.nodes}
    tracks = sorted(places.tracks, key=lambda track: not track.link.is_return)
    for track in tracks:
        yield from ribbon_shapes(track, COLOURS[groups[track.link.tail]], shift)
    dx, dy = shift
    for id_, bar in places.bars.items():
        height = max(bar.height, LEAST_BAR)
        yield Box(
            x=bar.x + dx,
            y=bar.y + dy - (height - bar.height) / 2,
            width=BAR,
            height=height,
            fill=COLOURS[groups[id_]],
            role=f"bar:{id_}",
        )
    for id_, bar in places.bars.items():
        if bar.is_backed:
            yield _ground(bar, labels[id_], shift)
        anchor: Anchor = "end" if bar.is_left else "start"
        yield from text_block(
            labels[id_].lines, bar.label_x + dx, bar.label_y + dy, anchor
        )


def _ground(bar: Bar, label: Label, shift: tuple[float, float]) -> Box:
    """White below a text that a hatch would run through."""
    return Box(
        x=bar.label_x + shift[0] - 3,
        y=bar.label_y + shift[1],
        width=label.width + 6,
        height=label.height,
        fill=WHITE,
        radius=3.0,
    )


def _swatches(
    flows: BurdenFlows,
    labels: Mapping[str, Label],
    *,
    has_returns: bool,
    is_lowered: bool,
) -> list[Swatch]:
    """Only what the diagram shows, always in one order."""
    groups = {node.group for node in flows.nodes if node.id in labels}
    present = {_SHOWN_AS.get(group, group) for group in groups}
    if is_lowered:  # by a node of any kind: its ribbon is hatched
        present.add("removal")
    found = [Swatch(key=key, sample=_sample(key)) for key in _ORDER if key in present]
    if has_returns:
        found.append(Swatch(key="return", sample=_returns_sample))
    return found


_SHOWN_AS = {"credit": "removal", "utility": "process", "mix": "process"}
_ORDER = (
    "process",
    "stage",
    "material",
    "energy",
    "transport",
    "treatment",
    "other",
    "emission",
    "item",
    "rest",
    "removal",
)


def _sample(key: str) -> Sample:
    def drawn(box: Box) -> Sequence[Shape]:
        if key == "removal":
            return hatched_box(box)
        return [replace(box, fill=COLOURS[key])]

    return drawn


def _returns_sample(box: Box) -> Sequence[Shape]:
    colour = COLOURS["process"]
    return [replace(box, stroke=colour, stroke_width=0.9, dashes=RETURN_DASHES)]
