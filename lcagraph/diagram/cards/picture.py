"""The picture of processes as cards."""

from __future__ import annotations

import re
from dataclasses import replace

from lcagraph.diagram.blocks import PictureLanguage
from lcagraph.diagram.cards.folds import other_grids
from lcagraph.diagram.cards.measured import measured
from lcagraph.diagram.cards.paint import PRODUCT_WIDTH, Painter
from lcagraph.diagram.cards.places import placed
from lcagraph.diagram.cards.ranks import Grid, arranged
from lcagraph.diagram.cards.wiring import wired
from lcagraph.diagram.furniture import product_lines, product_size
from lcagraph.diagram.scene import Scene
from lcagraph.diagram.size import MOST_PROCESSES, check_size
from lcagraph.drawing.files import point_size
from lcagraph.drawing.numbers import NO_BREAK
from lcagraph.drawing.shapes import Drawing
from lcagraph.graph.words import Text

MOST_FOLDED = MOST_PROCESSES["cards"]
"""Cards up to which other ways to fold them are tried, where letters get too small."""
EASY_POINTS = 6.0
"""Of the smallest text on A4: what is smaller may be folded in another way. [pt]"""
LARGER = 1.05
"""How much larger another way has to be printed than the usual one. [1]"""
TRIED = 3
"""Ways that are drawn, of which the one with the largest letters is kept."""

_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=\S)")


def cards_drawing(scene: Scene, lang: PictureLanguage) -> Drawing:
    """Every process as a card, linked from output row to input row (过程卡片图).

    A card shows what goes in, what is emitted and what comes out; supply runs from
    left to right inside the dashed boundary, the reference product stands at its
    right, and what leaves or was left out below. Systems that would get wider than a
    page go on in further rows, and are folded in another way where letters would get
    too small. Every amount is per reference flow. Order follows from links alone:
    another number changes no place, unless it is longer than a card.

    Parameters
    ----------
    scene : Scene
        What is shown, from `content.boundary_scene`.
    lang : {"zh", "en", "both"}
        Language of names and words.

    Raises
    ------
    UsageError
        More than can be read (E261).
    """
    check_size(scene, "cards")
    scene = replace(scene, subject=_kept_together(scene.subject))
    wiring = wired(scene)
    cards = [measured(card, lang) for card in wiring.cards]
    widths, heights = [c.width for c in cards], [c.height for c in cards]
    product = product_size(product_lines(scene, lang, PRODUCT_WIDTH))

    def drawn(grid: Grid) -> Drawing:
        places = placed(wiring, cards, grid, product, is_treatment=scene.is_treatment)
        return Painter(scene, wiring, cards, places, lang).drawing()

    usual = drawn(arranged(wiring, widths, heights))
    if len(cards) > MOST_FOLDED or point_size(usual) >= EASY_POINTS:
        return usual
    others = other_grids(wiring, widths, heights, TRIED)
    best = max(map(drawn, others), key=point_size)
    return best if point_size(best) > LARGER * point_size(usual) else usual


def _kept_together(text: Text) -> Text:
    """A text whose numbers are not parted from their units at the end of a line."""
    return Text(
        _NUMBER_AND_UNIT.sub(NO_BREAK, text.zh),
        _NUMBER_AND_UNIT.sub(NO_BREAK, text.en),
    )
