"""Other ways to fold many cards, of which one may be printed larger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from lcagraph.diagram.cards.places import SHELF_GAP, STACK_GAP, TRACK
from lcagraph.diagram.cards.ranks import CHANNEL, TALLEST, Fold, Grid, arranged
from lcagraph.diagram.cards.wiring import Wiring
from lcagraph.drawing.files import sheet_of
from lcagraph.drawing.shapes import Drawing

TALLER = (300.0, 450.0, 600.0, 800.0, 1000.0, TALLEST)
"""Heights from which the cards of one rank are spread over columns. [px]"""
COLUMNS = range(3, 11)
BESIDE, ABOVE = 260.0, 220.0
"""Room for the product at the right, and for what stands above and below. [px]"""


def other_grids(
    wiring: Wiring, widths: Sequence[float], heights: Sequence[float], most: int
) -> list[Grid]:
    """The grids that would be printed largest on A4, by an estimate of their sizes.

    Parameters
    ----------
    wiring : Wiring
    widths, heights : sequence of float
        Sizes of the cards. [px]
    most : int
        How many are wanted.
    """
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], Grid] = {}
    for tallest, columns in product(TALLER, COLUMNS):
        fold = Fold(tallest=tallest, columns=columns)
        grid = arranged(wiring, widths, heights, fold)
        found.setdefault((grid.columns, grid.shelves), grid)
    ranked = sorted(
        found.values(),
        key=lambda grid: -_scale(grid, widths, heights, len(wiring.wires)),
    )
    return ranked[:most]


def _scale(
    grid: Grid, widths: Sequence[float], heights: Sequence[float], wires: int
) -> float:
    """About how large a grid is printed on A4. [1]"""
    columns = [0.0] * grid.width
    shelves = [0.0] * grid.height
    for (shelf, column), cards in grid.cells.items():
        columns[column] = max(columns[column], *(widths[card] for card in cards))
        stack = sum(heights[card] + STACK_GAP for card in cards)
        shelves[shelf] = max(shelves[shelf], stack)
    # the wires of a column beside it, those that pass a shelf below it
    width = sum(columns) + CHANNEL * grid.width + TRACK * wires / 2 + BESIDE
    height = sum(shelves) + SHELF_GAP * grid.height + ABOVE
    return sheet_of(_empty(width, height)).width / width


def _empty(width: float, height: float) -> Drawing:
    """A page of a size with nothing on it. [px]"""
    return Drawing(
        width=width, height=height, title="", description="", shapes=(), language=""
    )
