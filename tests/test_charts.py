"""Charts are valid, light, the same every time, and true to their numbers."""

from __future__ import annotations

import math
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chart_examples import EN, EXAMPLES, ZH, bell

from lcagraph.charts import (
    Bins,
    Caption,
    Estimate,
    Index,
    Interval,
    Swing,
    Trace,
    binned,
    convergence,
    histogram,
    histogram_text,
    index_bars,
    intervals,
    paired_difference,
    tornado,
    tornado_text,
)
from lcagraph.charts.axis import Scale, nice_step
from lcagraph.charts.figures import Figures, apart, figures_of, share_text
from lcagraph.errors import UsageError
from lcagraph.wording import message
from lcagraph.wording.screen import columns

GOLDEN = Path(__file__).parent / "golden" / "charts"
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "rect", "text", "tspan", "path"}
HEAVIEST = 12_000
"""Bytes of the largest example; a report may hold dozens."""

NAMES = sorted(EXAMPLES)
CAPTIONS = {"zh": ZH, "en": EN}
HOSTILE = "</text><script>alert(1)</script>&\"'\x00\u202e" + "很长的名字" * 40


def texts(svg: str) -> list[str]:
    """What each text element says, subscripts included."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


# --------------------------------------------------------------------- every chart


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_the_picture_that_was_looked_at(name: str, lang: str) -> None:
    svg = EXAMPLES[name][0](CAPTIONS[lang])
    golden = GOLDEN / f"{name}.{lang}.svg"
    if os.environ.get("LCAGRAPH_GOLDEN") == "write":
        golden.write_text(svg, encoding="utf-8")
    assert svg == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_lines_of_a_chart_are_those_that_were_read(name: str, lang: str) -> None:
    text = EXAMPLES[name][1](CAPTIONS[lang], 80)
    assert text == (GOLDEN / f"{name}.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_light_xml_with_title_and_description(name: str, lang: str) -> None:
    svg = EXAMPLES[name][0](CAPTIONS[lang])
    root = ET.fromstring(svg)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= ELEMENTS
    assert root.findtext(f"{SVG}title") == CAPTIONS[lang].title
    assert root.findtext(f"{SVG}desc")
    assert root.get("role") == "img"
    assert len(svg.encode()) < HEAVIEST


@pytest.mark.parametrize("name", NAMES)
def test_everything_stays_on_the_page(name: str) -> None:
    root = ET.fromstring(EXAMPLES[name][0](ZH))
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for node in root.iter(f"{SVG}text"):
        assert 0 <= float(node.get("x", "0")) <= width
        assert 0 <= float(node.get("y", "0")) <= height
    for node in root.iter(f"{SVG}rect"):
        assert float(node.get("x", "0")) + float(node.get("width", "0")) <= width


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", NAMES)
def test_lines_are_no_wider_than_the_terminal(name: str, width: int) -> None:
    text = EXAMPLES[name][1](ZH, width)
    assert max(map(columns, text.splitlines())) <= width


@pytest.mark.parametrize("name", NAMES)
def test_a_title_of_a_hostile_model_stays_text(name: str) -> None:
    caption = Caption(title=HOSTILE, unit=HOSTILE, lang="en", note=HOSTILE)
    svg, text = EXAMPLES[name][0](caption), EXAMPLES[name][1](caption, 80)
    tags = {node.tag.removeprefix(SVG) for node in ET.fromstring(svg).iter()}
    assert tags <= ELEMENTS
    assert "\x00" not in svg + text
    assert "\u202e" not in svg + text


def test_names_of_rows_are_escaped_and_cut() -> None:
    svg = tornado([Swing(name=HOSTILE, at_low=1, at_high=2)], EN, base=1.5)
    assert "<script>" not in svg
    assert any(text.endswith("…") for text in texts(svg))


def test_gases_have_their_digits_below_the_line() -> None:
    root = ET.fromstring(histogram(bell(), EN))
    spans = [node.text for node in root.iter(f"{SVG}tspan")]
    assert {"kgCO", "2", "e"} <= {*spans} or {"kg", "CO", "2", "e"} <= {*spans}


# ------------------------------------------------------------------------ histogram


def test_bins_count_every_value_and_have_round_edges() -> None:
    found = binned(bell())
    assert found.total == 2000
    assert found.below == found.above == 0
    width = float(found.edges[1] - found.edges[0])
    assert nice_step(width) == pytest.approx(width, rel=1e-9)
    assert found.edges / width == pytest.approx(np.round(found.edges / width), abs=1e-6)


def test_percentiles_are_those_of_the_values() -> None:
    # quantiles of the logistic distribution: 10 ± ln(0.975/0.025) = 10 ± ln 39
    (low, first), (_, median), (_, last) = binned(bell(200_000)).quantiles
    assert low == 2.5
    assert median == pytest.approx(10)
    assert last == pytest.approx(10 + math.log(39), rel=1e-4)
    assert first == pytest.approx(10 - math.log(39), rel=1e-4)


def test_a_few_outer_values_are_counted_instead_of_drawn() -> None:
    # a range of 1e6 against an interquartile range of ln 9 = 2.2
    values = np.append(bell(5000), 1e6)
    found = binned(values)
    assert found.above >= 1
    assert found.total == 5001
    assert found.edges[-1] < 1000
    assert any("above" in text for text in texts(histogram(values, EN)))


def test_merged_bins_count_the_same() -> None:
    fine = Bins(edges=np.linspace(0, 1, 401), counts=np.arange(400.0), below=3, above=4)
    merged = fine.merged(16)
    assert len(merged.counts) <= 16
    assert merged.total == fine.total == 400 * 399 / 2 + 7
    # the first of the new bins holds the 25 first ones: 0 + 1 + … + 24
    assert merged.counts[0] == 300
    assert merged.edges[0] == 0


def test_bars_are_as_high_as_their_shares() -> None:
    # 1, 3 and 0 of 4 values: the second bar is three times as high as the first
    bins = Bins(edges=np.array([0.0, 1, 2, 3]), counts=np.array([1.0, 3, 0]))
    root = ET.fromstring(histogram(bins, EN))
    (path,) = [n.get("d", "") for n in root.iter(f"{SVG}path") if "z" in n.get("d", "")]
    heights = []
    for bar in filter(None, path.split("z")):
        base, top = map(float, re.findall(r"(?:M[\d.]+ |V)([\d.]+)", bar)[:2])
        heights.append(base - top)
    assert len(heights) == 2
    assert heights[1] == pytest.approx(3 * heights[0], abs=0.3)


@pytest.mark.parametrize(
    "values",
    [
        np.full(10, 3.25),
        np.zeros(3),
        np.array([1.0]),
        np.array([-1e299, 1e299]),
        np.array([1e-300, 2e-300]),
        np.array([5e-324, 0.0]),
        np.array([1e15, 1e15 + 1]),
        np.array([-3.0, -2.0, -2.5]),
        np.array([1.0, 2.0, 5.0] * 400),
    ],
    ids=lambda values: f"{values[0]:g}…{values[-1]:g}",
)
def test_strange_values_are_drawn(values: Any) -> None:
    svg, text = histogram(values, EN), histogram_text(values, EN)
    coordinates = re.findall(r' (?:d|x|y|width|height)="([^"]*)"', svg)
    assert coordinates
    assert not any("n" in each for each in coordinates)  # neither nan nor inf
    assert "%" in text


def test_a_constant_is_one_bar_with_its_number() -> None:
    shown = texts(histogram(np.full(10, 3.25), EN))
    assert sum(text.startswith("3.25") for text in shown) >= 3


def test_marks_are_labelled_with_their_numbers() -> None:
    shown = texts(histogram(bell(), EN, marks={"as written": 11.5}))
    assert shown[shown.index("as written") + 1] == "11.5"


def test_flags_do_not_cover_each_other() -> None:
    marks = {"as written": 10.0, "mean": 10.01, "once more": 10.02}
    root = ET.fromstring(histogram(bell(), EN, marks=marks))
    boxes = [
        (float(n.get("y", 0)), float(n.get("x", 0)), float(n.get("width", 0)))
        for n in root.iter(f"{SVG}rect")
        if n.get("height") == "28"
    ]
    assert len(boxes) == 6
    for (y, x, width), (level, other, _) in pairwise(sorted(boxes)):
        assert y != level or x + width <= other + 0.2


# ------------------------------------------------------------------ differences etc.


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0 %"), (0.0002, "< 0.1 %"), (0.9999, "> 99.9 %"), (1.0, "100.0 %")],
)
def test_a_share_that_is_not_all_never_reads_as_all(share: float, text: str) -> None:
    assert share_text(share).replace("\xa0", " ") == text


def test_a_tornado_has_the_widest_swing_on_top() -> None:
    narrow = Swing(name="narrow", at_low=9.9, at_high=10.1)
    wide = Swing(name="wide", at_low=12, at_high=7)
    shown = texts(tornado([narrow, wide], EN, base=10))
    assert shown.index("wide") < shown.index("narrow")
    lines = tornado_text([narrow, wide], EN, base=10).splitlines()
    assert lines[1].startswith("wide")


def test_what_is_not_shown_is_counted() -> None:
    bars = [Swing(name=f"p{i}", at_low=-i, at_high=i) for i in range(1, 21)]
    drawn = texts(tornado(bars, EN, base=0))
    assert any(text.startswith("not shown: 5") for text in drawn)
    assert "not shown: 5" in tornado_text(bars, EN, base=0)


def test_swings_to_one_side_keep_both_numbers() -> None:
    swing = Swing(name="kink", at_low=11.25, at_high=12.5)
    assert "11.25 | 12.50" in texts(tornado([swing], EN, base=10))


def test_many_points_of_a_line_are_thinned() -> None:
    counts = np.arange(1.0, 100_001)
    long = Trace(name="mean", counts=counts, values=1 / counts)
    assert len(convergence([long], EN).encode()) < HEAVIEST
    thin = long.thinned(60)
    assert len(thin.counts) <= 60
    assert (thin.counts[0], thin.counts[-1]) == (1, 100_000)


# --------------------------------------------------------------------- axes, figures


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (-3, 17, (0, 5, 10, 15)),
        (0.97, 1.02, (0.97, 0.98, 0.99, 1.0, 1.01, 1.02)),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, ticks: Any) -> None:
    found = Scale(low=low, high=high, start=0, end=100).ticks(6)
    assert found == pytest.approx(ticks, abs=1e-12)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((1000.12, 1000.18), ("1,000.120", "1,000.180")),
        ((1.1, 2.3), ("1.10", "2.30")),
        ((2.5e6, 3e6), ("2.50", "3.00")),
        ((-1e-7, 0.0), ("−100", "0")),
    ],
)
def test_figures_show_what_tells_numbers_apart(values: Any, shown: Any) -> None:
    figures = figures_of(values)
    assert tuple(figures.text(value) for value in values) == shown


def test_a_power_of_ten_goes_into_the_unit() -> None:
    assert figures_of([2.5e6, 3e6]).unit("kgCO2e") == "10⁶\xa0kgCO2e"
    assert figures_of([1.0, 2.0]).unit("kgCO2e") == "kgCO2e"


# -------------------------------------------------------------------------- refusals

NAN, INF = math.nan, math.inf


def trace(*counts: float) -> Trace:
    return Trace(name="mean", counts=np.array(counts), values=np.array([1.0, 2.0]))


def bins(edges: list[float], counts: list[float]) -> str:
    return str(Bins(edges=np.array(edges), counts=np.array(counts)))


REFUSED: dict[str, Callable[[], str]] = {
    "a value that is none": lambda: histogram(np.array([1.0, NAN]), EN),
    "an infinite value": lambda: histogram(np.array([1.0, INF]), EN),
    "a value beyond 1e300": lambda: histogram(np.array([1.0, 1e301]), EN),
    "a bar beyond 1e300": lambda: tornado(
        [Swing(name="x", at_low=-1e301, at_high=1)], EN, base=0
    ),
    "no value": lambda: histogram(np.array([]), EN),
    "a table": lambda: histogram(np.ones((2, 2)), EN),
    "five marks": lambda: histogram(bell(), EN, marks=dict.fromkeys("abcde", 1.0)),
    "a mark that is none": lambda: histogram(bell(), EN, marks={"a": NAN}),
    "a percentile of 101": lambda: histogram(bell(), EN, percentiles=(101,)),
    "no bars": lambda: tornado([], EN, base=0),
    "a swing that is none": lambda: tornado(
        [Swing(name="x", at_low=NAN, at_high=1)], EN, base=0
    ),
    "a base that is none": lambda: tornado(
        [Swing(name="x", at_low=0, at_high=1)], EN, base=INF
    ),
    "an index that is none": lambda: index_bars(
        [Index(name="x", first=Estimate(value=NAN))], EN
    ),
    "an interval beside its estimate": lambda: index_bars(
        [Index(name="x", first=Estimate(value=0.5, low=0.6, high=0.7))], EN
    ),
    "whiskers the wrong way round": lambda: intervals(
        [Interval(name="x", low=2, median=1, high=3)], EN
    ),
    "a probability of 1.2": lambda: paired_difference(
        bell(), EN, names=("a", "b"), chance="", equal=1.2
    ),
    "five lines": lambda: convergence([trace(1, 2)] * 5, EN),
    "counts that fall": lambda: convergence([trace(2, 1)], EN),
    "counts from zero": lambda: convergence([trace(0, 1)], EN),
    "unequal arrays": lambda: convergence([trace(1, 2, 3)], EN),
    "uneven bins": lambda: bins([0, 1, 5], [1, 1]),
    "edges that fall": lambda: bins([1, 0, -1], [1, 1]),
    "empty bins": lambda: bins([0, 1], [0]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_place_on_a_chart_is_refused(case: str) -> None:
    with pytest.raises(UsageError) as error:
        REFUSED[case]()
    assert error.value.finding.code == "E779"
    assert message(error.value.finding, "zh")
    assert message(error.value.finding, "en")


def test_a_refusal_names_the_bar() -> None:
    with pytest.raises(UsageError, match="“power” can't be drawn"):
        tornado([Swing(name="power", at_low=INF, at_high=1)], EN, base=0)


def test_bins_of_a_terminal_are_told_apart() -> None:
    # 14 bins from 5.0 to 5.1: with one decimal most would read 5.0 … 5.0
    edges = [5 + 0.1 * i / 14 for i in range(15)]
    texts = [apart(Figures(decimals=1), edges).text(edge) for edge in edges]
    assert len(set(texts)) == 15
