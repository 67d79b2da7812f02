"""The picture of a paired difference: chances, zero, ties."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chart_examples import EN, bell

from lcagraph.charts import paired_difference, paired_difference_text

NAMES = ("A", "B")


def texts(svg: str) -> list[str]:
    """What each text element says."""
    found = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(node.itertext()) for node in found]


def fills(svg: str) -> set[str]:
    """Colours of the bars."""
    return set(re.findall(r'd="M[^"]*z" fill="([^"]*)"', svg))


def test_the_probability_is_told_with_its_interval() -> None:
    chance = "97.3% [96.9%, 97.6%]"
    svg = paired_difference(bell() - 13, EN, names=NAMES, chance=chance)
    lines = paired_difference_text(bell() - 13, EN, names=NAMES, chance=chance)
    assert f"P(A < B): {chance}" in texts(svg)
    assert f"P(A < B): {chance}" in lines


def test_differences_are_told_apart_at_zero() -> None:
    svg = paired_difference(bell() - 10, EN, names=NAMES, chance="50%")
    assert len(fills(svg)) == 2


@pytest.mark.parametrize(
    ("shift", "side", "lower"), [(100.0, "left", "B"), (-100.0, "right", "A")]
)
def test_a_zero_far_from_all_draws_is_told_instead_of_drawn(
    shift: float, side: str, lower: str
) -> None:
    # bell() lies within 10 ± 8.3: around ±100, zero is five ranges away
    values = bell() - 10 + shift
    svg = paired_difference(values, EN, names=NAMES, chance="> 99.9%")
    lines = paired_difference_text(values, EN, names=NAMES, chance="> 99.9%")
    shown = texts(svg)
    assert "no difference" not in shown
    assert f"{lower} is lower" in shown
    assert len([text for text in shown if text.endswith("is lower")]) == 1
    for told in (" ".join(shown), lines):
        assert f"zero, no difference, lies beyond the {side} edge" in told


def test_a_zero_near_the_draws_is_drawn() -> None:
    # differences within 30 ± 8.3: zero is 21.7 below them, 1.3 ranges
    svg = paired_difference(bell() + 20, EN, names=NAMES, chance="> 99.9%")
    assert "no difference" in texts(svg)


def test_a_bar_that_holds_ties_is_neither_sides() -> None:
    # a third of the draws each: −1 … 0, 0, 0 … 1
    rng = np.random.default_rng(1)
    ends = rng.uniform(0.2, 1, 2_000)
    values = np.concatenate([-ends, np.zeros(2_000), ends])
    svg = paired_difference(values, EN, names=NAMES, chance="33.3%", equal=1 / 3)
    assert len(fills(svg)) == 3
    assert "P(A = B): 33.3 %" in svg.replace("\xa0", " ")
    assert "next to none" in svg
    assert "P(A = B)" not in paired_difference(ends, EN, names=NAMES, chance="0%")
