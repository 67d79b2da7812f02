"""Burden flows → a contribution network: boxes with shares, links as wide as burden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lcagraph.burden_flows import BurdenFlows
from lcagraph.burden_flows.layers import layered, thickest
from lcagraph.contribution_network.boxes import (
    STEPS,
    NodeBox,
    drawn_nodes,
    node_box,
    rest_box,
)
from lcagraph.contribution_network.links import even_outline
from lcagraph.contribution_network.places import HEAD, NetworkPlaces, placed
from lcagraph.diagram.blocks import PictureLanguage, in_languages, lines_size
from lcagraph.diagram.names import words
from lcagraph.drawing.measure import Span, width_of
from lcagraph.drawing.shapes import (
    GREEN,
    MUTED,
    SLATE,
    WHITE,
    Box,
    Curve,
    Drawing,
    Shape,
    Words,
    text_block,
)
from lcagraph.sankey.furniture import (
    MARGIN,
    SMALL,
    Swatch,
    caption_lines,
    description,
    heading_lines,
    legend_height,
    legend_shapes,
    notes,
    title,
)
from lcagraph.sankey.places import Track
from lcagraph.sankey.ribbons import hatched_box, ribbon_shapes

COLOUR = "#C96A35"
OPACITY = 0.75
"""Of the links: so dense that a wide one is no paler than a hair."""
LEAST_WIDTH = 560.0
KEY_SWATCH = 26.0


def network_drawing(flows: BurdenFlows, lang: PictureLanguage = "zh") -> Drawing:
    """Processes and suppliers with their own and cumulative shares of the footprint.

    A box for each that is above the threshold, the darker the more it emits itself;
    what is below is one box with its sum. Links are as wide as the burden that they
    carry; credits are green and hatched, what returns upstream runs below.

    Parameters
    ----------
    flows : BurdenFlows
        Of the level `process`.
    lang : {"zh", "en", "both"}
        Language of names and words.
    """
    drawn = {node.id for node in drawn_nodes(flows)}
    links = [f for f in flows.flows if f.source in drawn and f.target in drawn]
    drawable, left_out = thickest(links if flows.is_anything else ())
    layers = layered(drawable)
    boxes = {
        node.id: node_box(flows, node, lang)
        for node in flows.nodes
        if node.id in layers.column_of()
    }
    places, rest = placed(layers, boxes), rest_box(flows, lang)
    width = max(places.width, LEAST_WIDTH)
    heading = heading_lines(flows, lang, width, "network")
    shapes: list[Shape] = list(text_block(heading.lines, MARGIN, MARGIN))
    y = MARGIN + heading.height + 4
    if flows.share(flows.net) is not None:
        shapes += _key(y, lang)
        y += 30
    is_lowered = any(link.is_negative for link in layers.links)
    swatches = [Swatch(key="removal", sample=hatched_box)] if is_lowered else []
    shapes += legend_shapes(swatches, lang, (MARGIN, y), width)
    y += legend_height(swatches, lang, width) + 6 * is_lowered
    left = MARGIN + (width - places.width) / 2
    shapes += _diagram(places, boxes, (left, y))
    y += places.height + 16
    if rest is not None:
        box = rest.at(MARGIN, y, "rest")
        shapes += _box_shapes(box, rest)
        y = box.bottom + 12
    has_returns = any(link.is_return for link in layers.links)
    own = [node.direct for node in drawn_nodes(flows)]
    texts = notes(
        flows,
        lang,
        "network",
        has_returns=has_returns,
        left_out=left_out,
        has_rest=rest is not None,
        divided=[[*own, flows.net - sum(own)]],
    )
    caption = caption_lines(texts, width)
    shapes += text_block(caption.lines, MARGIN, y)
    return Drawing(
        width=round(width + 2 * MARGIN),
        height=round(y + caption.height + MARGIN),
        title=title(flows, lang, "network"),
        description=description(flows, lang, "network"),
        shapes=tuple(shapes),
        language="en" if lang == "en" else "zh",
    )


def _diagram(
    places: NetworkPlaces, boxes: Mapping[str, NodeBox], shift: tuple[float, float]
) -> Iterator[Shape]:
    """Links below, boxes above them."""
    tracks = sorted(places.tracks, key=lambda track: not track.link.is_return)
    for track in tracks:
        yield from ribbon_shapes(track, COLOUR, shift, OPACITY, even_outline)
    for track in tracks:
        yield _head(track, shift)
    for id_, box in places.boxes.items():
        moved = replace(box, x=box.x + shift[0], y=box.y + shift[1])
        yield from _box_shapes(moved, boxes[id_])


def _head(track: Track, shift: tuple[float, float]) -> Curve:
    """Arrowhead where a link meets its box."""
    end = track.stops[-1]
    x, y = end.x + shift[0], end.y + shift[1] + track.width / 2
    half = track.width / 2 + 2.6
    colour = GREEN if track.link.is_negative else COLOUR
    corners = ((x, y - half), (x + HEAD, y), (x, y + half))
    return Curve(pieces=(corners,), is_closed=True, fill=colour)


def _box_shapes(box: Box, content: NodeBox) -> Iterator[Shape]:
    yield box
    height = lines_size(content.lines)[1]
    middle = box.x + box.width / 2
    top = box.y + (box.height - height) / 2
    yield from text_block(content.lines, middle, top, "middle")


def _key(y: float, lang: PictureLanguage) -> Iterator[Shape]:
    """What the fills mean: least own share of each."""
    x = MARGIN
    texts = [f"≥ {least:.0%}".replace("%", " %") for least, _, _ in STEPS[::-1]]
    fills = [fill for _, fill, _ in STEPS[::-1]]
    texts, fills = [f"< {texts[0][2:]}", *texts], [WHITE, *fills]
    for fill, text in zip(fills, texts, strict=True):
        yield Box(x=x, y=y + 4, width=KEY_SWATCH, height=11, fill=fill, stroke=MUTED)
        line = (Span(text=text, size=SMALL, colour=SLATE),)
        yield Words(x=x + KEY_SWATCH + 5, y=y + 13.5, line=line)
        x += KEY_SWATCH + 5 + width_of(line) + 14
    shown = in_languages(words("burden.own_share"), lang)
    text = "  ".join(filter(None, shown))
    yield Words(x=x, y=y + 13.5, line=(Span(text=text, size=SMALL, colour=SLATE),))
