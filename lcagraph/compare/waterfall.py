"""The bars from one footprint to another: which edit moved the number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose

import numpy as np
from numpy.typing import NDArray

from lcagraph.attribution import blocks_of, exact, shapley, unions_of
from lcagraph.compare.edits import (
    MAX_GROUPS,
    OWNER_DEPTH,
    SECTION_DEPTH,
    Change,
    Group,
    Tree,
    find_edits,
    gathered,
    merged,
)
from lcagraph.compare.variants import Variants
from lcagraph.impact import ROWS

Floats = NDArray[np.float64]

RTOL = 1e-6  # two solutions of one system; far below what a bar shows

LEVELS = {0: "edit", OWNER_DEPTH: "owner", SECTION_DEPTH: "section"}
"""How far edits are gathered: each by itself, by process or section, by section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one edit, or a group of them, does to the footprint."""

    path: str
    """What is edited, or what all edits of the group are below."""
    changes: tuple[Change, ...]
    amount: float
    """By the headline view. [kgCO2e]"""
    items: Mapping[str, float]
    """By item. [kgCO2e]"""
    merged: int = 1
    """Edits that only work together, and so have one bar; 1: none were merged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """From the footprint of one model to that of another."""

    start: float
    end: float
    """[kgCO2e]"""
    bars: tuple[Bar, ...]
    """Largest first; `math.fsum` of the start and their amounts is the end."""
    level: str
    """`edit`, or `owner` or `section` if there were too many edits to tell apart."""
    edits: int
    """Edits found, before they were gathered or merged."""
    variants: int
    """Footprints that were computed."""
    compilations: int
    """Models that had to be compiled for them."""

    @property
    def difference(self) -> float:
        """[kgCO2e]"""
        return self.end - self.start


def waterfall(
    before: Tree, after: Tree, ends: tuple[float, float], weights: Floats
) -> Waterfall:
    """Attribute the difference of two footprints to the edits between them.

    Parameters
    ----------
    before, after : plain trees
        Canonical long forms of two models that can be solved.
    ends : tuple of float
        Their footprints by the headline view. [kgCO2e]
    weights : ndarray, shape (items,)
        What sums the items to that view.

    Returns
    -------
    Waterfall
        Shapley values over at most `MAX_GROUPS` groups of edits. Edits of which some
        subset gives no model are merged with what they need.
    """
    edits = find_edits(before, after)
    groups, level = _few(edits, before, after)
    work = Variants(before=before, after=after, groups=groups)
    items = work.items() if groups else np.zeros((1, len(ROWS)))
    masks = blocks_of(np.isfinite(items[:, 0])) if groups else []
    effects = shapley(items[unions_of(masks)])
    start, end = ends
    if groups:  # the first and the last variant are the two models themselves
        first, last = float(items[0] @ weights), float(items[-1] @ weights)
        assert isclose(first, start, rel_tol=RTOL), (first, start)
        assert isclose(last, end, rel_tol=RTOL), (last, end)
    amounts = exact([float(e) for e in effects @ weights], start, end)
    bars = [
        _bar(
            [group for i, group in enumerate(groups) if mask >> i & 1],
            (before, after),
            amount,
            effect,
        )
        for mask, amount, effect in zip(masks, amounts, effects, strict=True)
    ]
    return Waterfall(
        start=start,
        end=end,
        bars=tuple(sorted(bars, key=lambda bar: (-abs(bar.amount), bar.path))),
        level=LEVELS[level],
        edits=len(edits),
        variants=len(items) if groups else 0,
        compilations=work.compilations,
    )


def _few(edits: list[Group], before: Tree, after: Tree) -> tuple[list[Group], int]:
    """The edits in at most `MAX_GROUPS` groups, and the depth of gathering."""
    if len(edits) <= MAX_GROUPS:
        return edits, 0
    owners = gathered(edits, before, after, OWNER_DEPTH)
    if len(owners) <= MAX_GROUPS:
        return owners, OWNER_DEPTH
    return gathered(edits, before, after, SECTION_DEPTH), SECTION_DEPTH


def _bar(
    groups: list[Group], trees: tuple[Tree, Tree], amount: float, effect: Floats
) -> Bar:
    whole = groups[0] if len(groups) == 1 else merged(groups, *trees)
    return Bar(
        path=whole.path,
        changes=whole.changes,
        amount=amount,
        items={
            item: float(value)
            for item, value in zip(ROWS, effect, strict=True)
            if value
        },
        merged=len(groups),
    )
