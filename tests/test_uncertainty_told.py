"""What pages say of draws: chances with honest bounds, ties, first-order estimates."""

from __future__ import annotations

import re
from html import escape

import pytest
from uncertain_models import buying, drawn, emitting, lognormal, normal

from lcagraph.uncertainty import Settings, simulate
from lcagraph.uncertainty.statistics import probability_interval
from lcagraph.uncertainty.words import chance, share_text


@pytest.mark.parametrize(
    ("n", "least", "most"),
    [
        # nothing of n: 1 − 0.025^(1/n), by Clopper and Pearson
        (2, "15.81%", "84.19%"),  # √0.025 = 0.15811
        (100, "96.37%", "3.63%"),  # 0.025^0.01 = 0.963783
        (10_000, "99.963%", "0.037%"),  # 1 − 0.025^0.0001 = 3.6882e-4
        (1_000_000, "99.99963%", "0.00037%"),  # 3.68887e-6
    ],
)
def test_a_chance_of_all_draws_is_its_bound(n: int, least: str, most: str) -> None:
    never, always = probability_interval(0, n), probability_interval(n, n)
    assert chance(0.0, never) == f"< {most} [0%, {most}]"
    assert chance(1.0, always) == f"> {least} [{least}, 100%]"


def test_a_chance_between_keeps_its_interval() -> None:
    # 50 of 100: 39.83 to 60.17 %, the textbook interval, rounded outwards
    assert chance(0.5, probability_interval(50, 100)) == "50.0% [39.83%, 60.17%]"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (1e-6, "< 0.1%"),
        (1 - 1e-6, "> 99.9%"),
        (0.5, "50.0%"),
    ],
)
def test_only_none_and_all_read_so(share: float, text: str) -> None:
    assert share_text(share) == text


# -------------------------------------------------------------------------------- ties


def test_a_side_that_is_the_same_is_told_as_equal() -> None:
    found = drawn(buying(), 2_000)
    text = found.to_text("en")
    assert "P(equal)" in text
    assert re.search(r"same .* 100% ", text)
    clean = buying().with_scenario("clean").prepared
    cases = {"base": buying().prepared, "clean": clean}
    apart = simulate(cases, Settings(n=2_000, seed=1))
    assert "P(equal)" not in apart.to_text("en")


def test_sides_stand_side_by_side_with_the_percentiles_of_their_tables() -> None:
    found = drawn(buying(), 3_000)
    lines = found.intervals_chart("en", width=100).splitlines()
    for name, line in zip(found.names, lines[1:], strict=False):
        assert line.startswith(name)
        shown = [float(text) for text in re.findall(r"[\d.]+", line.split("┤")[1])]
        at = found.of(name).percentiles
        expected = [at[p].value for p in (50.0, 2.5, 97.5)]
        assert shown == pytest.approx(expected, abs=0.05)
    assert found._repr_html_().count('<img src="data:image/svg+xml;') == 2


def test_the_picture_of_equal_sides_claims_no_lower_one() -> None:
    same = drawn(buying(), 2_000).paired("same")
    svg = same.to_svg("en").replace("\xa0", " ")
    assert f"P(same &lt; base): {escape(same.chance)}" in svg
    assert "P(same = base): 100.0 %" in svg
    assert "is lower" not in svg
    assert len(set(re.findall('d="M[^"]*z" fill="([^"]*)"', svg))) == 1
    lines = same.to_chart("en").replace("\xa0", " ")
    assert "P(same = base): 100.0 %" in lines


# ------------------------------------------------------------------------- first order


def test_a_footprint_that_nothing_moves_has_no_far_estimate() -> None:
    # (x + 1)(x − 1) − x² + 2 = 1 for any x, but for some 1e-16 of rounding
    one = emitting("(x + 1) * (x - 1) - x * x + 2", x=normal(1.3, 0.1))
    found = drawn(one, 2_000)
    assert found.first_order["base"].sd > 0
    assert found.findings == ()


def test_a_few_draws_know_no_deviation_to_compare_with() -> None:
    # eˣ with ln gsd = 1: far from linear, but two draws can't tell
    codes = [f.code for f in drawn(emitting("x", x=lognormal(1, 2.718)), 2).findings]
    assert "W545" not in codes
    many = [f.code for f in drawn(emitting("x * x", x=lognormal(1, 2)), 9_000).findings]
    assert "W545" in many


@pytest.mark.parametrize("seed", [3, 14])
def test_draws_that_miss_the_tails_are_not_blamed_on_the_model(seed: int) -> None:
    # the footprint is x itself; σ = ln 8: mean e^(σ²/2) = 8.69, SD 8.69 √(e^σ² − 1)
    # = 74.99, half of whose square lies beyond 2 σ, which 1.6e-5 of the draws reach
    found = simulate(
        {"base": emitting("x", x=lognormal(1, 8)).prepared},
        Settings(n=10_000, seed=seed),
    )
    assert found.first_order["base"].sd == pytest.approx(74.994, abs=1e-3)
    assert found.of("base").sd < 60
    assert [f.code for f in found.findings] == ["W546"]


def test_a_linear_model_of_enough_draws_needs_no_word() -> None:
    found = drawn(emitting("2 * x + y", x=lognormal(1, 1.3), y=normal(5, 0.5)), 9_000)
    assert found.findings == ()
