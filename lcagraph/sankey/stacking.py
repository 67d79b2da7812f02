"""Blocks of each column at heights near what they are tied to, without overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GAP = 12.0
"""Between two blocks with text. [px]"""
NARROW_GAP = 5.0
"""Between blocks of which one is only a ribbon that passes. [px]"""
PASSES = 6
"""Times that heights follow the other columns; more change little."""

Pull = tuple[str, float, float]
"""Neighbour, where this block would stand below it [px], and with what weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A bar with room for its text above and below."""

    height: float
    above: float
    below: float
    is_text: bool


def stacked(
    columns: Sequence[Mapping[str, Block]], pulls: Sequence[Mapping[str, list[Pull]]]
) -> dict[str, float]:
    """Upper edge of the bar of each block. [px]

    Parameters
    ----------
    columns : sequence of mapping
        Blocks by id, from left to right, each from top to bottom.
    pulls : sequence of mapping
        What pulls at a block from the left, and from the right.
    """
    tops: dict[str, float] = {}
    for column in columns:
        tops |= _resolved(column, dict.fromkeys(column, 0.0), {})
    span = range(len(columns))
    for turn in range(2 * PASSES + 1):
        is_leftward = turn % 2 == 0
        near = pulls[1 if is_leftward else 0]
        for k in reversed(span) if is_leftward else span:
            wanted, weights = {}, {}
            for id_ in columns[k]:
                ties = near.get(id_, ())
                weight = sum(tie[2] for tie in ties)
                ahead = sum(w * (tops[other] + shift) for other, shift, w in ties)
                wanted[id_] = ahead / weight if weight else tops[id_]
                weights[id_] = weight
            tops |= _resolved(columns[k], wanted, weights)
    return tops


def _resolved(
    column: Mapping[str, Block],
    wanted: Mapping[str, float],
    weights: Mapping[str, float],
) -> dict[str, float]:
    """Heights nearest to what is wanted in the order given, by least squares.

    Blocks that would overlap move together (pool adjacent violators).
    """
    offsets, offset, before = {}, 0.0, None
    for id_, block in column.items():
        if before is not None:
            is_text = before.is_text and block.is_text
            gap = GAP if is_text else NARROW_GAP
            offset += before.height + before.below + gap + block.above
        offsets[id_], before = offset, block
    largest = max(weights.values(), default=0.0) or 1.0
    pools: list[list[float]] = []  # mean, weight, members
    for id_ in column:
        weight = weights.get(id_, 0.0) / largest + 1e-3
        pools.append([wanted[id_] - offsets[id_], weight, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, weight, count = pools.pop()
            last = pools[-1]
            total = last[1] + weight
            pools[-1] = [
                (last[0] * last[1] + mean * weight) / total,
                total,
                last[2] + count,
            ]
    found, ids = {}, iter(column)
    for mean, _, count in pools:
        for _ in range(round(count)):
            id_ = next(ids)
            found[id_] = mean + offsets[id_]
    return found
