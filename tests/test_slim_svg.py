"""Figures in fewer bytes: every place and every word stays where it was."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.web_page.slim_svg import shorter_path, slimmed

Point = tuple[int, int]


def outline(path: str) -> list[tuple[str, tuple[Point, ...]]]:
    """Pieces of a path in absolute places. [0.1 px]

    By the grammar of SVG 1.1, 8.3: relative steps count from where the last piece
    ended; a letter that is left out is that of the piece before.
    """
    found: list[tuple[str, tuple[Point, ...]]] = []
    at = start = (0, 0)
    for letter, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [round(float(n) * 10) for n in re.findall(r"-?\d*\.?\d+", text)]
        size = {"h": 1, "v": 1, "c": 6, "q": 4, "z": 0}.get(letter.lower(), 2)
        if letter in "zZ":
            found.append(("z", (start,)))
            at = start
            continue
        assert len(numbers) % size == 0
        for first in range(0, len(numbers), size):
            given = numbers[first : first + size]
            base = at if letter.islower() else (0, 0)
            if letter in "hH":
                points = [(base[0] + given[0], at[1])]
            elif letter in "vV":
                points = [(at[0], base[1] + given[0])]
            else:
                pairs = zip(given[::2], given[1::2], strict=True)
                points = [(base[0] + x, base[1] + y) for x, y in pairs]
            kind = {"h": "l", "v": "l"}.get(letter.lower(), letter.lower())
            found.append((kind, tuple(points)))
            at = points[-1]
            start = at if kind == "m" else start
    return found


def chords(path: str) -> list[tuple[complex, complex]]:
    """Straight pieces of a path; of a curve, sixteen."""
    found: list[tuple[complex, complex]] = []
    at = 0j
    for kind, points in outline(path):
        ends = [complex(*point) for point in points]
        if kind in "cq":
            controls = [at, *ends]
            way = [bezier(controls, n / 16) for n in range(17)]
            found += pairwise(way)
        elif kind != "m":
            found.append((at, ends[-1]))
        at = ends[-1]
    return [(a, b) for a, b in found if a != b]


def bezier(controls: list[complex], t: float) -> complex:
    """De Casteljau."""
    while len(controls) > 1:
        controls = [a + t * (b - a) for a, b in pairwise(controls)]
    return controls[0]


def distance(point: complex, chord: tuple[complex, complex]) -> float:
    """From a point to a straight piece. [0.1 px]"""
    a, b = chord
    along = ((point - a) * (b - a).conjugate()).real / abs(b - a) ** 2
    return abs(point - a - min(max(along, 0.0), 1.0) * (b - a))


@pytest.mark.parametrize(
    ("path", "shorter"),
    [
        ("M1 2L4 2L4 1.5", "M1 2h3v-.5"),  # 3 to the right, half up
        ("M0 0L10 0L25.5 0L20 0", "M0 0h25.5-5.5"),  # on, and back
        ("M0 0H3V4L5 5L7 7z", "M0 0h3v4l2 1 2 2z"),
        ("M10 10C12 10 15 10 20 10L30 10", "M10 10h20"),  # a curve that is a line
        ("M0 0C1 0 2 -1 3 -1C4 -1 5 -2 6 -2", "M0 0c1 0 2-1 3-1 1 0 2-1 3-1"),
        ("M0 0L5 5zM9 9L8 8", "M0 0l5 5zM9 9l-1-1"),
        ("M4 4L4 4L5 6", "M4 4l1 2"),
        ("M0 0Q5 0 5 5L5 5.1", "M0 0q5 0 5 5v.1"),
    ],
)
def test_places_become_steps(path: str, shorter: str) -> None:
    assert shorter_path(path) == shorter


@st.composite
def paths(draw: st.DrawFn) -> str:
    """What figures are drawn with, on a coarse grid, so that much is level."""
    places = st.integers(-30, 30).map(lambda n: f"{n / 2:.1f}".removesuffix(".0"))
    said = [f"M{draw(places)} {draw(places)}"]
    for letter in draw(st.lists(st.sampled_from("LHVCQzM"), max_size=12)):
        count = {"L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "z": 0, "M": 2}[letter]
        said.append(letter + " ".join(draw(places) for _ in range(count)))
    return "".join(said)


@given(paths())
def test_the_outline_is_the_same(path: str) -> None:
    before, after = chords(path), chords(shorter_path(path))
    for ours, theirs in ((before, after), (after, before)):
        for point in (point for chord in ours for point in chord):
            assert min(distance(point, chord) for chord in theirs) < 1e-6
    lengths = [sum(abs(b - a) for a, b in found) for found in (before, after)]
    assert lengths[0] == pytest.approx(lengths[1])


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9" '
    'role="img" xml:lang="en" font-family="\'Noto Sans SC\',Arial">\n'
    "<title>A</title>\n"
    '<g data-role="bar:a"><title>says</title><path d="M0 0L5 0" fill="none"/></g>\n'
    '<g data-role="bar:a"><title>says</title><path d="M0 0L0 5" fill="none"/></g>\n'
    '<text x="1" y="2" xml:space="preserve"><tspan font-size="12" fill="#000">CO'
    '</tspan><tspan font-size="8" fill="#000" dy="2">2</tspan><tspan font-size="12" '
    'fill="#000" dy="-2"> &lt;e&gt;</tspan></text>\n'
    '<text x="1" y="3" xml:space="preserve"><tspan font-size="12" fill="#000" '
    'font-weight="700">bold</tspan></text>\n'
    "</svg>"
)


def test_texts_share_what_they_have_in_common_and_keep_the_rest() -> None:
    found = ET.fromstring(slimmed(SVG))
    lowered, bold = found.iter("{http://www.w3.org/2000/svg}text")
    assert dict(lowered.attrib) == {"x": "1", "y": "2", "fill": "#000"}
    spans = [(dict(span.attrib), span.text) for span in lowered]
    assert spans == [
        ({"font-size": "12"}, "CO"),
        ({"font-size": "8", "dy": "2"}, "2"),
        ({"font-size": "12", "dy": "-2"}, " <e>"),
    ]
    assert bold.text == "bold"
    assert bold.get("font-weight") == "700"
    assert list(bold) == []


def test_the_first_shape_of_a_role_says_what_it_is() -> None:
    short = slimmed(SVG)
    assert short.count("<title>says</title>") == 1
    assert short.index("says") < short.index("M0 0h5") < short.index("M0 0v5")
    assert "font-family" not in short
