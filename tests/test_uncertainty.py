"""Footprints under uncertainty agree with closed forms, and pairs share their draws."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from small_models import factor, model, works
from uncertain_models import (
    buying,
    drawn,
    emitting,
    lognormal,
    normal,
    triangular,
    two_processes,
    uniform,
)

import lcagraph as lg
from lcagraph.errors import CalculationError, UsageError
from lcagraph.uncertainty import (
    Case,
    Settings,
    Summary,
    Uncertainty,
    allocation_cases,
    simulate,
)
from lcagraph.wording import Language

MANY = 200_000
CHANCE = 4.0
"""Standard errors that a figure may be off; beyond, P < 7e-5."""

Z_975 = NormalDist().inv_cdf(0.975)


def assert_moments(found: Summary, mean: float, sd: float, kurtosis: float = 3) -> None:
    """Mean and standard deviation within their own errors (se(s) = s √((κ−1)/4n))."""
    assert abs(found.mean - mean) < CHANCE * sd / math.sqrt(found.n)
    error = sd * math.sqrt((kurtosis - 1) / (4 * found.n))
    assert abs(found.sd - sd) < CHANCE * error


def assert_percentile(found: Uncertainty, percent: float, value: float) -> None:
    """A percentile of the draws is that of the distribution, within its error.

    The share of draws below the true one is p ± √(p (1 − p) / n).
    """
    p = percent / 100
    below = float(np.mean(found.totals() <= value))
    assert abs(below - p) < CHANCE * math.sqrt(p * (1 - p) / found.n)


# ----------------------------------------------------------------------- closed forms


def test_a_product_of_a_triangular_and_a_normal_has_the_exact_moments() -> None:
    # Brightway, From the ground up 1: 2.5 kg × triangular(26, 26.6, 27.2) kg CO2/kg ×
    # normal(1, 0.05). Var[X] = 0.6²/6 = 0.06, so of 2.5 X 0.375; independent:
    # 66.5² × 0.0025 + 0.375 + 0.375 × 0.0025 = 11.4315625
    one = emitting("2.5 * co2 * cf", co2=triangular(26, 26.6, 27.2), cf=normal(1, 0.05))
    found = drawn(one, MANY)
    assert found.as_written() == pytest.approx(66.5, rel=1e-12)
    assert_moments(found.of(), 66.5, math.sqrt(11.4315625))


def test_two_numbers_of_one_distribution_are_independent_under_one_seed() -> None:
    # 100 X − 20 Y, both lognormal(0, ln 1.01): mean 80 e^(σ²/2) = 80.00396, variance
    # (100² + 20²) e^(σ²) (e^(σ²) − 1), sd 1.014814; were X = Y, it would be 0.796,
    # and two generators with one seed gave 0.788 in a published run
    variance = math.log(1.01) ** 2
    wide = math.sqrt(10_400 * math.exp(variance) * math.expm1(variance))
    assert wide == pytest.approx(1.0148139780018162, rel=1e-12)
    one = emitting("100 * x - 20 * y", x=lognormal(1, 1.01), y=lognormal(1, 1.01))
    assert_moments(drawn(one, MANY).of(), 80 * math.exp(variance / 2), wide)


def test_a_product_of_lognormals_is_lognormal() -> None:
    # ln of the product: Σ ln² of the geometric standard deviations
    one = emitting(
        "x * y / z", x=lognormal(2, 1.1), y=lognormal(3, 1.2), z=lognormal(4, 1.3)
    )
    sigma = math.sqrt(sum(math.log(gsd) ** 2 for gsd in (1.1, 1.2, 1.3)))
    found = drawn(one, MANY)
    gsd = found.of().gsd
    assert gsd is not None
    assert math.log(gsd) == pytest.approx(
        sigma, abs=CHANCE * sigma / math.sqrt(2 * MANY)
    )
    for percent, z in ((2.5, -Z_975), (50, 0), (97.5, Z_975)):
        assert_percentile(found, percent, 1.5 * math.exp(z * sigma))


def test_a_linear_system_of_normals_is_normal() -> None:
    # 2 kWh × N(0.5, 0.05) + 3 kg × N(2, 0.3) + N(1, 0.1): mean 8,
    # variance 4 × 0.0025 + 9 × 0.09 + 0.01 = 0.83
    def stated(mean: float, sd: float) -> str:
        return f"{mean} kg ± {sd * Z_975!r} kg"

    one = model(
        {
            "works": works(
                inputs={"power": "2 kWh", "steel": "3 kg"},
                emissions={"co2_fossil": stated(1, 0.1)},
            )
        },
        {
            "power": factor(1, per="1 kWh", kind="electricity")
            | {"co2e": stated(0.5, 0.05)},
            "steel": factor(1) | {"co2e": stated(2, 0.3)},
        },
    )
    found = drawn(one, MANY)
    assert_moments(found.of(), 8, math.sqrt(0.83))
    for percent, z in ((2.5, -Z_975), (97.5, Z_975)):
        assert_percentile(found, percent, 8 + z * math.sqrt(0.83))


def test_a_loop_with_uncertain_coefficients_has_the_exact_percentiles() -> None:
    # e = 0 x is certain: h = (0 + 3 x) / (1 − x y) rises with y alone
    one = two_processes(x={"value": "0.5"}, y=uniform(0.1, 0.9), e={"value": "1"})
    found = drawn(one, MANY)
    for percent in (2.5, 50, 97.5):
        y = 0.1 + 0.8 * percent / 100
        assert_percentile(found, percent, (1 + 3 * 0.5) / (1 - 0.5 * y))


def test_each_draw_of_a_loop_is_what_solving_its_own_matrix_gives() -> None:
    one = two_processes(x=lognormal(0.3, 1.2), y=uniform(0.1, 0.4), e=normal(2, 0.2))
    found = drawn(one, 500)
    index = one.prepared.compiled.table.index
    values = found.values()
    for draw in range(500):
        x, y, e = (values[draw, index[f"parameters.{n}.value"]] for n in "xye")
        runs = np.linalg.solve(np.array([[1, -y], [-x, 1]]), np.array([1.0, 0.0]))
        assert found.totals()[draw] == pytest.approx(runs @ [e, 3], rel=1e-13)


def test_the_items_of_a_draw_add_up_to_its_total() -> None:
    found = drawn(buying())
    np.testing.assert_allclose(
        found.items("half").sum(axis=1), found.totals("half"), rtol=1e-15
    )


def test_totals_alone_are_the_same_numbers() -> None:
    every, totals = drawn(buying()), drawn(buying(), keep="totals")
    assert totals.columns == ("including", "excluding")
    np.testing.assert_allclose(totals.totals("half"), every.totals("half"), rtol=1e-15)
    assert totals.paired("half").probability_lower == 1


# ------------------------------------------------------------------------- paired draws


def test_what_both_sides_share_cancels_out_of_their_difference() -> None:
    # 10 kWh ± 20 % at 0.5 and at 0.4 kg: the difference is −0.1 kg × the same draws,
    # sd 0.1 × 10 × 0.2/1.96 = 0.102; of independent draws it would be 0.653
    found = drawn(buying(), MANY).paired("clean")
    assert found.probability_lower == 1
    assert found.probability_interval.low == pytest.approx(0.025 ** (1 / MANY))
    assert_moments(found.difference, -1, 0.2 / Z_975)
    assert found.correlation == pytest.approx(1, abs=1e-12)


def test_two_independent_normals_are_lower_as_often_as_theory_says() -> None:
    # A = 2 + N(3, 0.3), B = 2.1 + N(3, 0.4): P(B < A) = Φ(−0.1 / 0.5) = 0.42074
    first = emitting("2 + left", left=normal(3, 0.3))
    second = emitting("2.1 + right", right=normal(3, 0.4))
    found = simulate(
        {"A": first.prepared, "B": second.prepared}, Settings(n=MANY, seed=3)
    ).paired("B")
    true = NormalDist().cdf(-0.2)
    assert abs(found.probability_lower - true) < CHANCE * math.sqrt(0.25 / MANY)
    interval = found.probability_interval
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low < true < interval.high
    assert_moments(found.difference, 0.1, 0.5)


def test_sides_that_are_the_same_number_are_neither_lower_nor_higher() -> None:
    found = drawn(buying()).paired("same")
    assert (found.probability_lower, found.probability_equal) == (0, 1)
    assert found.probability_higher == 0
    assert found.differences.tolist() == [0.0] * 10_000


def test_a_side_may_be_compared_with_any_other() -> None:
    found = drawn(buying())
    assert found.paired("base", base="half").probability_lower == 0
    assert [one.name for one in found.pairs] == ["clean", "half", "same"]


def test_models_of_two_families_do_not_share_what_they_state_differently() -> None:
    one, other = buying("10 kWh ± 20 %"), buying("10 kWh ± 20.01 %")
    found = simulate(
        {
            "one": one.prepared,
            "other": Case(prepared=other.prepared, family="another file"),
        },
        Settings(n=50_000, seed=1),
    ).paired("other")
    # independent: a correlation of 0 ± 1/√50,000
    assert found.correlation == pytest.approx(0, abs=CHANCE / math.sqrt(50_000))
    assert found.probability_lower == pytest.approx(0.5, abs=0.01)


def joint() -> lg.Model:
    """10 kg CO2 ± 10 % for 1 kg of goods and 1 kg of scrap, worth 3 and 1."""
    process = works(
        outputs={
            "goods": {"amount": "1 kg", "price": "3 CNY/kg"},
            "scrap": {"amount": "1 kg", "price": "1 CNY/kg"},
        },
        allocation={"by": "economic", "why": "prices differ"},
        emissions={"co2_fossil": "10 kg ± 10 %"},
    )
    return model({"works": process})


def test_allocation_alternatives_share_their_draws() -> None:
    # by price 7.5 kg, by mass 5 kg in every draw: never the same, always two thirds
    one = joint()
    cases = allocation_cases(one.system, one.prepared)
    found = simulate(cases, Settings(n=5000, seed=2))
    assert found.as_written() == pytest.approx(7.5)
    by_mass = found.paired("works: mass")
    assert by_mass.probability_lower == 1
    np.testing.assert_allclose(
        found.totals("works: mass"), found.totals() * 2 / 3, rtol=1e-14
    )


# ------------------------------------------------------------------------ what is told


def test_a_name_that_was_not_drawn_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        drawn(buying()).paired("clear")
    assert error.value.finding.code == "E543"
    assert error.value.finding.values["nearest"] == "clean"


def test_a_model_without_any_uncertainty_is_refused() -> None:
    with pytest.raises(CalculationError) as error:
        simulate({"base": buying(power="10 kWh").prepared}, Settings(seed=1))
    assert [finding.code for finding in error.value.findings] == ["E542"]


def test_a_run_without_models_is_refused() -> None:
    with pytest.raises(UsageError):
        simulate({}, Settings(seed=1))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_names_every_side_and_its_chance(lang: Language) -> None:
    text = drawn(buying()).to_text(lang)
    assert all(name in text for name in ("base", "clean", "half", "same"))
    assert "> 99.963%" in text  # 0.025^(1/10,000)


def test_tables_frames_and_pages_hold_the_same_numbers() -> None:
    found = drawn(buying())
    rows = found.summary().to_records()
    assert [row["name"] for row in rows if row["item"] == "total"] == [*found.names]
    assert rows[0]["mean"] == found.of().mean
    assert found.to_frame().shape == (len(rows), len(rows[0]))
    chances = found.differences().column("p_lower")
    assert chances == [one.probability_lower for one in found.pairs]
    told = found.to_dict()
    assert told["paired"][0]["probability_lower"] == 1
    assert told["names"]["half"]["total"]["mean"] == found.of("half").mean
    assert "<table>" in found._repr_html_()
    assert "<table>" in found.paired("half")._repr_html_()


def test_convergence_ends_with_all_draws() -> None:
    found = drawn(buying(), 3000)
    table = found.convergence()
    draws = [int(str(count)) for count in table.column("draws")]
    assert draws == sorted(set(draws))
    assert draws[-1] == 3000
    assert table.column("mean")[-1] == found.of().mean


# ------------------------------------------------------------------------- first order


def test_the_first_order_estimate_of_a_linear_model_is_exact() -> None:
    # 2 left + 3 right: sd = √(0.36 + 0.36)
    one = emitting("2 * left + 3 * right", left=normal(4, 0.3), right=normal(5, 0.2))
    found = drawn(one)
    estimate = found.first_order["base"]
    assert estimate.mean == pytest.approx(23)
    assert estimate.sd == pytest.approx(math.sqrt(0.72))
    assert found.findings == ()
    assert "SD (Taylor)" in found.to_text()


def test_a_product_of_a_triangular_and_a_normal_lacks_their_joint_term() -> None:
    # 66.5² × 0.0025 + 0.375 = 11.430625, without 0.375 × 0.0025
    one = emitting("2.5 * co2 * cf", co2=triangular(26, 26.6, 27.2), cf=normal(1, 0.05))
    estimate = drawn(one).first_order["base"]
    assert estimate.sd == pytest.approx(math.sqrt(11.430625), rel=1e-9)


def test_draws_that_are_far_from_first_order_are_told() -> None:
    # 1 / (1 − 0.5 y): the slope at y = 1 is far below that near 1.9
    one = two_processes(x={"value": "0.5"}, y=uniform(0.1, 1.9), e={"value": "1"})
    found = drawn(one)
    assert [finding.code for finding in found.findings] == ["W545"]
    assert found.of().sd > 1.05 * found.first_order["base"].sd


def test_an_alternative_allocation_has_an_estimate_of_its_own() -> None:
    one = joint()
    found = simulate(allocation_cases(one.system, one.prepared), Settings(seed=1))
    # 10 kg ± 10 %: sd 0.5102, of which 3/4 or 1/2
    sds = [found.first_order[name].sd * Z_975 for name in ("base", "works: mass")]
    assert sds == pytest.approx([0.75, 0.5])


# ---------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_picture_is_one_svg_and_some_lines(lang: Language) -> None:
    found = drawn(buying(), 3_000)
    pair = found.paired("clean")
    drawings = (
        (found.to_svg(lang), found.to_chart(lang, width=70)),
        (found.convergence_svg(lang), found.convergence_chart(lang)),
        (pair.to_svg(lang), pair.to_chart(lang)),
        (found.intervals_svg(lang), found.intervals_chart(lang)),
    )
    for svg, lines in drawings:
        assert svg.count("<svg") == 1
        assert ("3,000" in svg) or ("3,000" in lines)
        assert len(lines.splitlines()) > 5


def test_a_side_that_is_certain_has_pictures_too() -> None:
    found = simulate(
        {"sure": buying("10 kWh").prepared, "unsure": buying().prepared},
        Settings(seed=1, n=2_000),
    )
    assert "<svg" in found.to_svg("en")
    assert "<svg" in found.convergence_svg("en")
    assert "<svg" in found.paired("sure").to_svg("en")


def test_both_totals_are_marked_where_they_differ() -> None:
    # 5 kg of fossil CO2 and 1 kg taken up: 4 kg including, 5 kg excluding
    one = model(
        {
            "works": works(
                emissions={"co2_fossil": "5 kg ± 10 %"},
                removals={"co2_biogenic": "1 kg"},
            )
        }
    )
    found = drawn(one)
    assert found.as_written() == 4
    assert found.as_written(view="excluding") == 5
    svg = found.to_svg("en")
    assert "as written, including uptake" in svg
    assert "as written, excluding biogenic" in svg
