"""Placed cards → drawing: boundary, wires, cards, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcagraph.diagram.blocks import (
    FLOW_COLOURS,
    PictureLanguage,
    leg_lines,
    lines_size,
)
from lcagraph.diagram.cards.card_shapes import card_shapes
from lcagraph.diagram.cards.leaving import LeavingBox, leaving_boxes
from lcagraph.diagram.cards.measured import MeasuredCard
from lcagraph.diagram.cards.places import INSET, Places
from lcagraph.diagram.cards.wiring import WireKind, Wiring
from lcagraph.diagram.furniture import (
    BoundaryHeader,
    ExcludedBlock,
    heading,
    product_lines,
    product_shapes,
)
from lcagraph.diagram.names import words
from lcagraph.diagram.scene import Scene
from lcagraph.drawing.measure import Line, height_of
from lcagraph.drawing.shapes import (
    RED,
    SLATE,
    WHITE,
    Arrow,
    Box,
    Curve,
    Drawing,
    Point,
    Shape,
    text_block,
)

MARGIN = 24.0
BELOW = 16.0
LEG_WIDTH = 170.0
PRODUCT_WIDTH = 170.0
LEAST_HEADING_WIDTH = 420.0
HALO = 4.0
"""How much wider the white ground of a wire is than the wire. [px]"""

STYLES: dict[WireKind, tuple[str, float, str]] = {
    "product": (FLOW_COLOURS["product"], 2.4, ""),
    "energy": (FLOW_COLOURS["energy"], 1.6, ""),
    "burden_free": (FLOW_COLOURS["burden_free"], 1.7, "7 4"),
    "waste": (FLOW_COLOURS["waste"], 1.7, "9 3 2 3"),
    "reference": (RED, 3.2, ""),
}
"""Colour, width and dashes of a wire."""
LEAVING_WIDTH = 1.4


class Painter:
    """Turns places into shapes.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    wiring, cards, places
        Its cards and wires, the cards measured, and everything placed.
    lang : {"zh", "en", "both"}
        Language of its words.
    """

    def __init__(
        self,
        scene: Scene,
        wiring: Wiring,
        cards: Sequence[MeasuredCard],
        places: Places,
        lang: PictureLanguage,
    ) -> None:
        self.scene, self.wiring, self.lang = scene, wiring, lang
        self.cards, self.places = cards, places
        header = BoundaryHeader(scene, lang)
        widening = header.least_width + 2 * INSET - (places.right - places.left)
        self.widening = max(0.0, widening)
        self.inner = places.right + self.widening - places.left - 2 * INSET
        room = max(LEAST_HEADING_WIDTH, self.inner, places.product.right)
        self.heading = heading(scene, lang, room, "cards.per")
        self.top = MARGIN + sum(map(height_of, self.heading)) + 10
        self.header = header
        self.down = self.top + header.height(self.inner) + INSET
        self.bottom = self.down + places.bottom + INSET
        self.left = MARGIN + places.left
        self.right = MARGIN + places.right + self.widening

    def drawing(self) -> Drawing:
        """The whole figure."""
        leaving = self._leaving()
        product = self._product()
        around = [*product, *(s for each in leaving for s in each.shapes())]
        taken = [shape for shape in product if isinstance(shape, Box)]
        around += self._excluded([*taken, *(each.room for each in leaving)])
        shapes = [
            *text_block(self.heading, MARGIN, MARGIN - 6),
            *self._boundary(),
            *self._wires(leaving),
            *self._cards(),
            *around,
        ]
        boxes = [shape for shape in shapes if isinstance(shape, Box)]
        title = lines_size(self.heading)[0]
        return Drawing(
            width=max(title + MARGIN, *(box.right for box in boxes)) + MARGIN,
            height=max(box.bottom for box in boxes) + MARGIN,
            title=self.scene.title.get(self._spoken),
            description=self._description(),
            shapes=tuple(shapes),
            language=self._spoken,
        )

    @property
    def _spoken(self) -> str:
        return "en" if self.lang == "en" else "zh"

    def _description(self) -> str:
        """The figure in a few sentences, for readers that can't see it."""
        comma = ", " if self._spoken == "en" else "、"
        lists = {
            "names": [node.name for node in self.scene.processes],
            "leaving": [exit_.row.name for exit_ in self.wiring.exits],
            "excluded": [item.name for item in self.scene.excluded],
        }
        nothing = {
            "names": "diagram.nothing",
            "leaving": "cards.nothing_leaves",
            "excluded": "diagram.nothing",
        }
        told = {
            key: comma.join(text.get(self._spoken) for text in texts)
            or words(nothing[key]).get(self._spoken)
            for key, texts in lists.items()
        }
        return words(
            "cards.description",
            processes=str(len(self.scene.processes)),
            subject=self.scene.subject.get(self._spoken),
            **told,
        ).get(self._spoken)

    # --- inside ---------------------------------------------------------------------

    def _boundary(self) -> Iterator[Shape]:
        yield Box(
            x=self.left,
            y=self.top,
            width=self.right - self.left,
            height=self.bottom - self.top,
            stroke=RED,
            stroke_width=2.2,
            dashes="9 6",
            role="boundary",
        )
        yield from self.header.shapes(self.left + INSET, self.top, self.inner)

    def _cards(self) -> Iterator[Shape]:
        for card, box in zip(self.cards, self.places.cards, strict=True):
            yield from card_shapes(card, self._moved(box))

    def _moved(self, box: Box, right: float = 0.0) -> Box:
        return Box(
            x=box.x + MARGIN + right,
            y=box.y + self.down,
            width=box.width,
            height=box.height,
            role=box.role,
        )

    # --- wires ----------------------------------------------------------------------

    def _wires(self, leaving: Sequence[LeavingBox]) -> Iterator[Shape]:
        """Net by net, each on a white ground that lifts it over the ones before."""
        for number in self._net_order():
            arrows = [*self._arrows(number), *self._ways_out(number, leaving)]
            for arrow in arrows:
                yield Curve(
                    pieces=(arrow.points,),
                    stroke=WHITE,
                    stroke_width=arrow.width + HALO,
                )
            yield from arrows

    def _net_order(self) -> list[int]:
        """Thin ones first, the reference flow on top."""
        nets = self.places.nets
        return sorted(range(len(nets)), key=lambda i: (STYLES[nets[i].kind][1], i))

    def _arrows(self, number: int) -> Iterator[Arrow]:
        ids = [*(node.id for node in self.scene.processes), "product"]
        ways = [way for way in self.places.ways if way.net == number]
        for way in sorted(ways, key=lambda way: way.kind == "reference"):
            colour, width, dashes = STYLES[way.kind]
            points = [(x + MARGIN, y + self.down) for x, y in way.points]
            yield Arrow(
                points=tuple(self._reaching(points, way.target)),
                colour=colour,
                width=width,
                dashes=dashes,
                role=f"wire {number}:{ids[way.source]}:{ids[way.target]}",
            )

    def _reaching(self, points: list[Point], target: int) -> list[Point]:
        """The way of the reference product, led on to where its box stands."""
        is_product = target == len(self.cards)
        if is_product and self.widening:
            points[-1] = (points[-1][0] + self.widening, points[-1][1])
        return points

    def _ways_out(self, number: int, leaving: Sequence[LeavingBox]) -> Iterator[Arrow]:
        exits = self.places.nets[number].exits
        for each in leaving:
            index = int(each.box.role.split(":")[1])
            if index in exits:
                is_product = each.box.stroke == SLATE
                yield Arrow(
                    points=each.way,
                    colour=each.box.stroke,
                    width=LEAVING_WIDTH,
                    dashes="" if is_product else "7 4",
                    role=f"exit {number}:{index}",
                )

    # --- outside --------------------------------------------------------------------

    def _leaving(self) -> list[LeavingBox]:
        starts = {
            number: (self._start(number), x + MARGIN)
            for number, (x, _) in self.places.leaving.items()
        }
        return leaving_boxes(self.wiring.exits, starts, self.bottom, self.lang)

    def _start(self, number: int) -> Point:
        exit_ = self.wiring.exits[number]
        _, y = self.places.leaving[number]
        return self._moved(self.places.cards[exit_.source]).right, y + self.down

    def _product(self) -> list[Shape]:
        """The reference product, with how it is carried below it."""
        lines = product_lines(self.scene, self.lang, PRODUCT_WIDTH)
        right = 0.0 if self.scene.is_treatment else self.widening
        box = self._moved(self.places.product, right)
        x = box.x + box.width / 2
        shapes = product_shapes(lines, x, box.y)
        legs: list[Line] = leg_lines(self.scene.reference_legs, self.lang, LEG_WIDTH)
        return [*shapes, *text_block(legs, x, box.bottom + 4, "middle")]

    def _excluded(self, taken: Sequence[Box]) -> list[Shape]:
        """What is left out: below the boundary, beside what leaves if it fits there."""
        if not self.scene.excluded:
            return []
        block = ExcludedBlock(self.scene.excluded, self.lang)
        rows = sorted({self.bottom, *(box.bottom for box in taken)})
        for y in (row + BELOW for row in rows if row >= self.bottom):
            spot = Box(x=MARGIN, y=y, width=block.width + BELOW, height=1e9)
            if not any(spot.overlaps(box) for box in taken):
                break
        return block.shapes(MARGIN, y)
