"""Which column and which shelf each card stands in: supply runs from left to right.

A system whose columns would get wider than a page is folded: it goes on in a further
shelf below, at the left, as a text does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcagraph.diagram.cards.wiring import Wire, Wiring
from lcagraph.diagram.order import drawing_order

WIDEST = 1040.0
"""Width from which a figure is folded: beyond it, print on A4 gets too small. [px]"""
CHANNEL = 44.0
"""Usual room between two columns. [px]"""
TALLEST = 1480.0
"""Height from which the cards of one rank are spread over two columns. [px]"""
SWEEPS = 6

Link = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where cards stand, without sizes."""

    columns: tuple[int, ...]
    """Column of each card, from 0."""
    shelves: tuple[int, ...]
    """Shelf of each card, from 0 at the top."""
    cells: Mapping[tuple[int, int], tuple[int, ...]]
    """Cards from top to bottom, by (shelf, column)."""

    @property
    def width(self) -> int:
        return max(self.columns) + 1

    @property
    def height(self) -> int:
        return max(self.shelves) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """How cards are broken into columns and shelves."""

    tallest: float = TALLEST
    """Height from which the cards of one rank are spread over columns. [px]"""
    columns: int = 0
    """Columns of a shelf; 0: as many as `WIDEST` lets in."""


USUAL = Fold()


def arranged(
    wiring: Wiring,
    widths: Sequence[float],
    heights: Sequence[float],
    fold: Fold = USUAL,
) -> Grid:
    """Columns, shelves and order of all cards.

    Parameters
    ----------
    wiring : Wiring
        Cards and wires; only they decide on order.
    widths, heights : sequence of float
        Sizes of the cards, which decide where the figure is folded. [px]
    fold : Fold
        Another way to fold it.
    """
    links = [(w.source, w.target) for w in wiring.wires if w.source != w.target]
    order = _supply_order(wiring)
    ranks = _spread(_ranks(order, links), order, heights, fold.tallest)
    columns, shelves = _folded(ranks, widths, fold.columns)
    main = _main_chain(wiring, ranks)
    cells = _ordered(columns, shelves, links, main)
    return Grid(columns=tuple(columns), shelves=tuple(shelves), cells=cells)


def _supply_order(wiring: Wiring) -> list[int]:
    """Cards with suppliers first; a loop is cut where it closes."""
    suppliers: dict[str, list[str]] = {}
    treatments: dict[str, list[str]] = {}
    for wire in wiring.wires:
        if wire.kind == "waste":
            treatments.setdefault(str(wire.source), []).append(str(wire.target))
        elif wire.kind != "burden_free":
            suppliers.setdefault(str(wire.target), []).append(str(wire.source))
    names = [str(i) for i in range(len(wiring.cards))]
    order = drawing_order(
        str(wiring.reference),
        names,
        suppliers=suppliers,
        treatments=treatments,
        rank=dict.fromkeys(names, 0),
    )
    return [int(name) for name in order]


def _ranks(order: Sequence[int], links: Sequence[Link]) -> list[int]:
    """Rank of each card: after all its suppliers, but no earlier than it need be."""
    place = {card: i for i, card in enumerate(order)}
    forward = sorted({link for link in links if place[link[0]] < place[link[1]]})
    into: dict[int, list[int]] = {card: [] for card in order}
    out: dict[int, list[int]] = {card: [] for card in order}
    for source, target in forward:
        into[target].append(source)
        out[source].append(target)
    rank = [0] * len(order)
    for card in order:
        rank[card] = max((rank[source] + 1 for source in into[card]), default=0)
    for card in reversed(order):
        if out[card] and len(out[card]) >= len(into[card]):
            rank[card] = min(rank[target] for target in out[card]) - 1
    return rank


def _spread(
    ranks: Sequence[int],
    order: Sequence[int],
    heights: Sequence[float],
    tallest: float,
) -> list[int]:
    """Ranks of which none is higher than a page: what is too much goes further left."""
    found, shift = [0] * len(ranks), 0
    for rank in range(max(ranks) + 1):
        used, is_begun = 0.0, False
        for card in (card for card in order if ranks[card] == rank):
            if is_begun and used + heights[card] > tallest:
                shift, used = shift + 1, 0.0
            used, is_begun = used + heights[card], True
            found[card] = rank + shift
    return found


def _folded(
    ranks: Sequence[int], widths: Sequence[float], per_shelf: int
) -> tuple[list[int], list[int]]:
    """Column and shelf of each card; with 0 as few shelves as the width allows."""
    count = max(ranks) + 1
    if per_shelf:
        return [r % per_shelf for r in ranks], [r // per_shelf for r in ranks]
    for shelves in range(1, count + 1):
        per_shelf = -(-count // shelves)
        columns = [rank % per_shelf for rank in ranks]
        wide = [
            max((w for w, c in zip(widths, columns, strict=True) if c == column))
            for column in range(per_shelf)
        ]
        if sum(wide) + CHANNEL * per_shelf <= WIDEST or per_shelf == 1:
            break
    return columns, [rank // per_shelf for rank in ranks]


def _main_chain(wiring: Wiring, ranks: Sequence[int]) -> set[int]:
    """The cards that lead to the reference flow, by the suppliers with most before."""
    card, chain = wiring.reference, {wiring.reference}
    while True:
        suppliers = [w for w in wiring.wires if _leads_to(w, card, ranks, wiring)]
        if not suppliers:
            return chain
        card = max(
            suppliers, key=lambda w: (w.kind == "product", ranks[w.source])
        ).source
        chain.add(card)


def _leads_to(wire: Wire, card: int, ranks: Sequence[int], wiring: Wiring) -> bool:
    return (
        wire.target == card
        and wire.kind in ("product", "energy")
        and ranks[wire.source] < ranks[card]
        and not wiring.cards[wire.source].node.is_utility
    )


def _ordered(
    columns: Sequence[int],
    shelves: Sequence[int],
    links: Sequence[Link],
    main: set[int],
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Cards of each cell: the main chain on top, others near their partners."""
    cells: dict[tuple[int, int], list[int]] = {}
    for card, key in enumerate(zip(shelves, columns, strict=True)):
        cells.setdefault(key, []).append(card)
    partners: dict[int, list[int]] = {card: [] for card in range(len(columns))}
    for source, target in links:
        partners[source].append(target)
        partners[target].append(source)
    at = {card: float(i) for cell in cells.values() for i, card in enumerate(cell)}
    keys = sorted(cells)
    for sweep in range(SWEEPS):
        for key in keys if sweep % 2 == 0 else reversed(keys):
            wanted = {
                card: _mean([at[other] for other in partners[card]], at[card])
                for card in cells[key]
            }
            cells[key].sort(key=lambda card: (card not in main, wanted[card], card))
            at.update((card, float(i)) for i, card in enumerate(cells[key]))
    return {key: tuple(cell) for key, cell in cells.items()}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
