"""Figures of 200 random systems: no text crosses another one or leaves the page.

Every twentieth system runs with every `make test`, all of them with `make test-all`.
"""

from __future__ import annotations

from functools import cache

import pytest
from picture_checks import overlapping_texts, texts_off_the_page
from random_diagrams import random_diagram

import lcagraph as lg
from lcagraph.figures import Figure, Subject, figure_drawing
from lcagraph.result import Result

STYLES = ("spine", "cards", "flow", "network", "sankey", "stages")
SYSTEMS, SELDOM = 200, 20
LANGUAGES = ("zh", "en", "both")


@cache
def result(seed: int) -> Result:
    return lg.read_string(random_diagram(seed)).solve()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=[] if seed % SELDOM == 0 else pytest.mark.heavy)
        for seed in range(SYSTEMS)
    ],
)
def test_no_text_crosses_another_one_or_leaves_the_page(seed: int, style: str) -> None:
    solved = result(seed)
    subject = Subject(
        prepared=solved.prepared, numbers=solved.numbers, footprint=lambda: solved
    )
    lang = LANGUAGES[seed % len(LANGUAGES)]
    drawing = figure_drawing(subject, Figure(style=style, lang=lang))
    assert overlapping_texts(drawing) == []
    assert texts_off_the_page(drawing) == []
