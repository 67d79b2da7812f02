"""Bars, pies, waterfalls, organisation charts: true to their numbers, and clean."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from picture_checks import (
    overlapping_boxes,
    overlapping_texts,
    texts,
    texts_across,
    texts_off_the_page,
    written,
)

from lcagraph.charts import (
    Caption,
    Ends,
    Part,
    Unit,
    organisation_chart,
    part_bars,
    part_bars_text,
    part_pie,
    waterfall_steps,
    waterfall_steps_text,
)
from lcagraph.charts.page import MARGIN
from lcagraph.charts.pie import spread
from lcagraph.drawing.measure import Span
from lcagraph.drawing.shapes import Box, Curve, Drawing, Ribbon
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import UsageError
from lcagraph.wording import message
from lcagraph.wording.screen import columns

EN = Caption(title="Footprint by stage", unit="kgCO2e", lang="en")
ZH = Caption(title="各阶段碳足迹", unit="kgCO2e", lang="zh")
PARTS = [
    Part(name="Raw materials", value=60.0, share="60.00 %"),
    Part(name="Production", value=30.0, share="30.00 %"),
    Part(name="Use", value=0.0, share="0.00 %"),
    Part(name="End of life", value=10.0, share="10.00 %"),
]
CREDIT = [*PARTS, Part(name="Credit", value=-20.0)]
LONG = "很长的名字 and a long Latin one, too & <b>markup</b> " * 8


def bars(figure: Drawing) -> list[Box]:
    """Bars are the boxes with a frame; the squares of the legend are 10 px high."""
    boxes = [s for s in figure.shapes if isinstance(s, Box)]
    return [b for b in boxes if b.stroke != "none" and b.height != 10]


def seeded(seed: int, count: int, low: float) -> list[Part]:
    """Parts of several sizes with names of several lengths."""
    draw = random.Random(seed)
    return [
        Part(
            name=LONG[: draw.randint(1, 90)],
            value=draw.choice([0.0, 1.0, draw.uniform(low, 1)])
            * 10 ** draw.uniform(0, 3),
        )
        for _ in range(count)
    ]


# ------------------------------------------------------------------------------- bars


def test_bars_are_as_long_as_their_numbers() -> None:
    widths = [box.width for box in bars(part_bars(PARTS, EN))]
    # 60 : 30 : 10; what is zero has no bar
    assert [w / widths[0] for w in widths] == pytest.approx([1, 0.5, 1 / 6])


def test_credits_go_to_the_left_of_zero() -> None:
    *others, credit = bars(part_bars(CREDIT, EN))
    zero = others[0].x
    assert all(box.x == pytest.approx(zero) for box in others)
    assert credit.right == pytest.approx(zero)
    assert credit.width / others[0].width == pytest.approx(20 / 60)
    assert "removals" in " ".join(map(written, texts(part_bars(CREDIT, EN))))


def test_parts_keep_their_order_whatever_their_numbers() -> None:
    turned = [Part(name=p.name, value=100 - p.value) for p in PARTS]
    orders = [
        [written(t) for t in texts(part_bars(found, EN))] for found in (PARTS, turned)
    ]
    names = [part.name for part in PARTS]
    assert [[t for t in order if t in names] for order in orders] == [names, names]


def test_pictures_with_one_axis_can_be_compared() -> None:
    halves = [Part(name=p.name, value=p.value / 2) for p in PARTS]
    whole, half = (
        bars(part_bars(found, EN, within=(0, 60)))[0].width for found in (PARTS, halves)
    )
    assert half / whole == pytest.approx(0.5)


def test_a_mark_stands_at_its_number() -> None:
    marked = [Part(name="a", value=60.0, mark=30.0), Part(name="b", value=30.0)]
    figure = part_bars(marked, EN)
    diamond = [s for s in figure.shapes if isinstance(s, Curve) and s.is_closed][-1]
    centre = sum(x for x, _ in diamond.pieces[0]) / 4
    assert centre == pytest.approx(bars(figure)[1].right)


def test_lines_of_bars_have_number_and_share() -> None:
    lines = part_bars_text(PARTS, EN, subtitle="100 kgCO2e per piece").splitlines()
    assert lines[1].endswith("60  60.00 %")
    assert lines[1].count("█") == pytest.approx(2 * lines[2].count("█"), abs=1)
    assert lines[-1] == "100 kgCO2e per piece"
    credit = part_bars_text(CREDIT, ZH).splitlines()[5]
    assert "▒" in credit
    assert "█" not in credit


# -------------------------------------------------------------------------------- pie


def angle(slice_: Ribbon) -> float:
    """Angle between both radii of a slice. [°]"""
    x, y = slice_.start
    (ax, ay), (bx, by) = slice_.steps[0][0], slice_.steps[-1][-1]
    first, last = math.atan2(ay - y, ax - x), math.atan2(by - y, bx - x)
    return math.degrees(last - first) % 360


def test_slices_are_as_wide_as_their_shares() -> None:
    figure = part_pie(PARTS, EN)
    found = [angle(s) for s in figure.shapes if isinstance(s, Ribbon)]
    # 60, 30 and 10 % of 360°
    assert found == pytest.approx([216, 108, 36], abs=0.01)
    assert "zero: Use" in " ".join(map(written, texts(figure)))


def test_arcs_are_round() -> None:
    slice_ = next(s for s in part_pie(PARTS, EN).shapes if isinstance(s, Ribbon))
    (x, y), here = slice_.start, slice_.steps[0][0]
    for one, two, there in slice_.steps[1:]:
        # the middle of a cubic curve: (p0 + 3 p1 + 3 p2 + p3)/8
        middle = [
            (a + 3 * b + 3 * c + d) / 8
            for a, b, c, d in zip(here, one, two, there, strict=True)
        ]
        assert math.dist(middle, (x, y)) == pytest.approx(98, rel=3e-4)
        here = there


def test_names_beside_a_pie_are_as_near_as_they_can_be() -> None:
    # alone each stays; three that want the same place stand around it
    assert spread([0, 100], [20, 20]) == [0, 100]
    assert spread([50, 50, 50], [20, 20, 20]) == [30, 50, 70]
    assert spread([0, 5, 100], [20, 20, 20]) == [-7.5, 12.5, 100]


# -------------------------------------------------------------------------- waterfall

STEPS = [Part(name="power", value=-30.0), Part(name="freight", value=5.0)]
ENDS = Ends(first=Part(name="base", value=100.0), last=Part(name="other", value=75.0))


def test_each_step_begins_where_the_one_before_it_ends() -> None:
    first, *steps, last = bars(waterfall_steps(ENDS, STEPS, EN))
    assert steps[0].right == pytest.approx(first.right)  # 100 → 70
    assert steps[1].x == pytest.approx(steps[0].x)  # 70 → 75
    assert steps[1].right == pytest.approx(last.right)
    assert first.x == last.x
    widths = [box.width / first.width for box in (*steps, last)]
    assert widths == pytest.approx([0.30, 0.05, 0.75])


def test_steps_have_their_sign() -> None:
    shown = [written(t) for t in texts(waterfall_steps(ENDS, STEPS, EN))]
    assert {"100", "−30", "+5", "75"} <= set(shown)


def test_small_steps_of_large_ends_are_seen_and_the_cut_is_told() -> None:
    ends = Ends(first=Part(name="a", value=9000.0), last=Part(name="b", value=8975.0))
    figure = waterfall_steps(ends, STEPS, EN)
    first, step, *_ = bars(figure)
    assert step.width > 0.5 * first.width
    assert "the axis does not begin at zero" in map(written, texts(figure))
    assert "zero" not in " ".join(map(written, texts(waterfall_steps(ENDS, STEPS, EN))))
    assert "zero" in waterfall_steps_text(ends, STEPS, EN)


def test_many_steps_become_one_with_their_sum() -> None:
    steps = [Part(name=f"s{i}", value=1.0) for i in range(20)]
    ends = Ends(first=Part(name="a", value=10.0), last=Part(name="b", value=30.0))
    figure = waterfall_steps(ends, steps, EN, most=12)
    shown = [written(t) for t in texts(figure)]
    assert "9 others together" in shown  # 20 − 11
    assert "+9.0" in shown
    assert len(bars(figure)) == 2 + 12


def test_nothing_between_two_equal_ends_is_drawn() -> None:
    same = Ends(first=Part(name="a", value=5.0), last=Part(name="b", value=5.0))
    assert len(bars(waterfall_steps(same, [], EN))) == 2
    assert waterfall_steps_text(same, [], ZH).count("5") >= 2


def test_names_stay_right_of_the_margin_in_a_font_with_wide_marks() -> None:
    # a Chinese font sets “·” one em wide, ours 0.278 em; a text that is handed out
    # carries no font, so either may draw it
    step = Part(name="负极石墨（天然） · 碳足迹因子：5.32", value=-25.0)
    figure = waterfall_steps(ENDS, [step], ZH)
    name = next(words for words in texts(figure) if "负极石墨" in written(words))
    wide = sum(
        Span(text=span.text.replace("·", "墨"), size=span.size).width
        for span in name.line
    )
    assert name.anchor == "end"
    assert name.x - wide >= MARGIN - 0.01


# ----------------------------------------------------------------------- organisation

UNITS = {
    "head": Unit(name="Managing director"),
    "works": Unit(name="Works", under="head"),
    "energy": Unit(name="Energy and environment", under="head", is_marked=True),
    "hall": Unit(name="Casting hall", under="works"),
    "shift": Unit(name="Shift A", under="hall"),
}


def test_departments_stand_below_what_they_are_under() -> None:
    figure = organisation_chart(UNITS, EN, marked="answers for the footprint")
    head, works, hall, shift, energy = figure.boxes("unit")
    assert works.y == energy.y > head.bottom
    assert hall.y > works.bottom
    assert shift.y > hall.bottom
    assert works.x < hall.x < shift.x
    assert energy.stroke_width > works.stroke_width
    assert "answers for the footprint" in map(written, texts(figure))
    assert "Under Works: Casting hall." in figure.description


@pytest.mark.parametrize("count", [1, 2, 6, 7, 12, 13, 25])
def test_many_departments_stand_in_rows_that_nothing_crosses(count: int) -> None:
    units = {"top": Unit(name="top")} | {
        f"u{i}": Unit(name=LONG[i : i + 40], under="top") for i in range(count)
    }
    figure = organisation_chart(units, ZH)
    boxes = figure.boxes("unit")
    assert len(boxes) == count + 1
    assert overlapping_boxes(boxes) == []
    assert figure.width <= 960  # a page that lies on its side
    lines = [s for s in figure.shapes if isinstance(s, Curve)]
    for line in lines:
        for (ax, ay), (bx, by) in (p for piece in line.pieces for p in pairwise(piece)):
            inside = [
                b
                for b in boxes
                if b.x + 1 < max(ax, bx)
                and min(ax, bx) < b.right - 1
                and b.y + 1 < max(ay, by)
                and min(ay, by) < b.bottom - 1
            ]
            assert inside == []


# --------------------------------------------------------------------- every picture


def picture(kind: str, seed: int) -> Drawing:
    """A picture of random parts."""
    draw = random.Random(seed)
    caption = draw.choice([EN, ZH])
    count = draw.randint(1, 12)
    if kind == "bars":
        marks = seeded(seed, count, -1.0)
        return part_bars(marks, caption, subtitle=LONG[: draw.randint(0, 150)])
    if kind == "pie":
        return part_pie([*seeded(seed, count, 0.0), Part(name="x", value=5.0)], caption)
    if kind == "waterfall":
        steps = seeded(seed, count, -1.0)
        start = draw.uniform(0, 3000)
        end = start + math.fsum(step.value for step in steps)
        ends = Ends(first=Part(name="a", value=start), last=Part(name=LONG, value=end))
        return waterfall_steps(ends, steps, caption)
    units: dict[str, Unit] = {}
    for i in range(count):
        under = draw.choice([None, *units]) if i else None
        units[f"u{i}"] = Unit(name=LONG[: draw.randint(1, 70)], under=under)
    return organisation_chart(units, caption)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("kind", ["bars", "pie", "waterfall", "organisation"])
def test_no_text_covers_another_or_leaves_the_page(kind: str, seed: int) -> None:
    figure = picture(kind, seed)
    assert overlapping_texts(figure) == []
    assert texts_off_the_page(figure) == []
    assert texts_across(figure, figure.boxes("unit")) == []
    assert overlapping_boxes(figure.boxes("unit")) == []
    svg = to_svg(figure)
    assert "<b>" not in svg
    assert svg == to_svg(picture(kind, seed))
    assert figure.description


@pytest.mark.parametrize("width", [50, 80, 120])
def test_lines_are_no_wider_than_the_terminal(width: int) -> None:
    parts = seeded(3, 9, -1.0)
    ends = Ends(first=Part(name=LONG, value=50.0), last=Part(name="b", value=60.0))
    for text in (
        part_bars_text(parts, ZH, width=width),
        waterfall_steps_text(ends, parts, ZH, width=width),
    ):
        assert max(map(columns, text.splitlines())) <= width


NAN, INF = math.nan, math.inf


def pie(values: Sequence[float]) -> Drawing:
    return part_pie([Part(name=f"p{v}", value=v) for v in values], EN)


def chart(**under: str | None) -> Drawing:
    units = {name: Unit(name=name, under=above) for name, above in under.items()}
    return organisation_chart(units, EN)


REFUSED: dict[str, tuple[Callable[[], Drawing], str]] = {
    "no bars": (lambda: part_bars([], EN), "nothing in it"),
    "a bar that is none": (
        lambda: part_bars([Part(name="x", value=NAN)], EN),
        "“x”",
    ),
    "a negative slice": (lambda: pie([1, -2]), "“p-2” .* show bars"),
    "no slice": (lambda: pie([0, 0]), "above zero"),
    "too many slices": (lambda: pie([1.0] * 17), "at most 16"),
    "an infinite step": (
        lambda: waterfall_steps(ENDS, [Part(name="x", value=INF)], EN),
        "“x”",
    ),
    "no units": (lambda: organisation_chart({}, EN), "nothing in it"),
    "a unit under none": (lambda: chart(a=None, b="c"), "not in the list"),
    "a circle": (lambda: chart(a=None, b="c", c="b"), "under itself"),
    "a unit under itself": (lambda: chart(a="a"), "under itself"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_place_on_a_picture_is_refused(case: str) -> None:
    make, said = REFUSED[case]
    with pytest.raises(UsageError, match=said) as error:
        make()
    assert error.value.finding.code == "E779"
    assert message(error.value.finding, "zh")
