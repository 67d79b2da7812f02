"""Sobol indices and Morris effects against analytic values, on one code path."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.arrays import Floats
from lcagraph.distributions import HALF_WIDTH_95
from lcagraph.errors import CalculationError
from lcagraph.sensitivity.global_indices import morris, sobol
from lcagraph.sensitivity.salib import morris_effects, sobol_indices
from lcagraph.wording import LANGUAGES, help_lines, message

Plain = Any

N = 4096
WITHIN = 0.03  # some 1/√4096, times 2


def ishigami(u: Floats) -> Floats:
    """Ishigami & Homma (1990): sin x + 7 sin² y + 0.1 z⁴ sin x, each in (−π, π)."""
    x, y, z = (np.pi * (2 * u - 1)).T
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def ishigami_indices() -> tuple[list[float], list[float]]:
    """Analytic (Saltelli et al. 2008, Global Sensitivity Analysis, 4.6): a 7, b 0.1."""
    a, b = 7.0, 0.1
    first = [0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0]
    together = b**2 * np.pi**8 * (1 / 18 - 1 / 50)  # of x and z
    variance = sum(first) + together
    total = [first[0] + together, first[1], together]
    return [v / variance for v in first], [v / variance for v in total]


def linear(**keys: Plain) -> lg.Model:
    """4 × normal (sd 1) + 2 × normal (sd 1) + 1 × normal (sd 1): 16 : 4 : 1."""
    half = HALF_WIDTH_95
    return model(
        {
            "works": works(
                inputs={
                    "resin": f"20 kg ± {half} kg",
                    "steel": f"20 kg ± {half} kg",
                    "paint": f"20 kg ± {half} kg",
                    "wood": "1 kg",
                }
            )
        },
        {
            "resin": factor(4),
            "steel": factor(2),
            "paint": factor(1),
            "wood": factor(1),
        },
        **keys,
    )


# ------------------------------------------------------------------------ sobol indices


def test_indices_of_the_ishigami_function_are_the_analytic_ones() -> None:
    found = sobol_indices(ishigami, ["x", "y", "z"], n=N, seed=1).found
    first, total = ishigami_indices()
    assert_allclose([index.first for index in found], first, atol=WITHIN)
    assert_allclose([index.total for index in found], total, atol=WITHIN)
    for index, value in zip(found, total, strict=True):
        # three half-widths of a 95 % interval are nearly six standard errors
        assert abs(index.total - value) < 3 * index.total_margin


def test_groups_of_the_ishigami_function_hold_their_interactions() -> None:
    # x and z interact with each other alone, so y and both together add up
    found = sobol_indices(ishigami, ["xz", "y", "xz"], n=N, seed=1).found
    first, _ = ishigami_indices()
    both, y = found
    assert (both.name, y.name) == ("xz", "y")
    assert_allclose([both.first, both.total], [1 - first[1]] * 2, atol=WITHIN)
    assert_allclose([y.first, y.total], [first[1]] * 2, atol=WITHIN)


def test_indices_of_a_linear_model_are_its_parts_of_the_variance() -> None:
    found = sobol(linear().prepared, n=N)
    names = [index.name.split(".")[3] for index in found.indices]
    assert names == ["resin", "steel", "paint"]
    parts = [16 / 21, 4 / 21, 1 / 21]
    assert_allclose([index.first for index in found.indices], parts, atol=WITHIN)
    assert_allclose([index.total for index in found.indices], parts, atol=WITHIN)
    # a scrambled Sobol sequence integrates this far better than 1/√n
    assert_allclose(found.mean, 80 + 40 + 20 + 1, rtol=1e-3)
    assert_allclose(found.sd, 21**0.5, rtol=WITHIN)
    assert found.evaluations == N * 5


def test_a_product_of_uniforms_has_its_analytic_interaction() -> None:
    # Z = X Y on (0.5, 1.5): V1 = 1/12, V12 = 1/144; S = (1/12) / (2/12 + 1/144)
    def uniform(value: str) -> Plain:
        spread = {"dist": "uniform", "min": 0.5, "max": 1.5}
        return {"value": value, "uncertainty": spread}

    of = model(
        {"works": works(emissions={"co2_fossil": "= x * y * 1 kg"})},
        parameters={"x": uniform("1"), "y": uniform("1")},
    )
    found = sobol(of.prepared, n=N)
    assert_allclose([i.first for i in found.indices], 12 / 25, atol=WITHIN)
    assert_allclose([i.total for i in found.indices], 13 / 25, atol=WITHIN)


def test_named_groups_are_taken_together_and_the_rest_stays_alone() -> None:
    groups = {"metals": ["works.steel", "works.paint"]}
    found = sobol(linear().prepared, n=N, groups=groups)
    assert [index.name for index in found.indices][1] == "metals"
    assert_allclose(found.indices[1].total, 5 / 21, atol=WITHIN)
    assert "metals: works.inputs.steel, works.inputs.paint" in found.to_text("en")


def test_one_group_of_all_answers_for_all() -> None:
    groups = {"all": ["works.resin", "works.steel", "works.paint"]}
    (index,) = sobol(linear().prepared, n=64, groups=groups).indices
    assert (index.first, index.total) == (1, 1)


def test_shares_of_a_mix_are_one_group() -> None:
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {"wind": "0.6 kWh ± 10 %", "sun": "0.4 kWh ± 10 %"},
    }
    of = model(
        {"works": works(inputs={"power": "10 kWh ± 5 %"}), "grid": grid},
        {
            "wind": factor(1, "1 kWh", kind="electricity"),
            "sun": factor(3, "1 kWh", kind="electricity"),
        },
    )
    found = sobol(of.prepared, n=64)
    sizes = sorted(len(paths) for paths in found.members.values())
    assert sizes == [1, 2]
    with pytest.raises(lg.UsageError) as caught:
        sobol(of.prepared, n=64, groups={"one": ["grid.wind"]})
    told = caught.value.finding
    assert told.code == "E724"
    assert told.values["group"] == "one"
    assert told.values["lacking"] == "grid.inputs.sun"
    assert help_lines(told, "en")[0] == "add to “one”: grid.inputs.sun"


def test_the_same_seed_gives_the_same_indices_and_another_one_others() -> None:
    of = linear().prepared
    first, again, other = (sobol(of, n=64, seed=seed) for seed in (0, 0, 1))
    assert first.indices == again.indices
    assert first.indices != other.indices


@pytest.mark.parametrize("n", [0, 1, 1000])
def test_a_design_of_another_size_is_refused(n: int) -> None:
    with pytest.raises(lg.UsageError) as caught:
        sobol(linear().prepared, n=n)
    assert caught.value.finding.code == "E745"


@pytest.mark.parametrize("output", ["fossil", "headline"])
def test_an_output_that_does_not_vary_has_no_indices(output: str) -> None:
    rows = ("resin", "steel", "paint")
    certain = {f"processes.works.inputs.{row}": "20 kg" for row in rows}
    of = linear() if output == "fossil" else linear().with_(certain)
    with pytest.raises(lg.UsageError) as caught:
        sobol(of.prepared, n=64, output=output)
    assert caught.value.finding.code == "E746"


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ({"one": ["works.wood"]}, "E724"),
        ({"one": ["works.resin"], "two": ["works.resin"]}, "E724"),
        ({"one": ["nonsense"]}, "E720"),
    ],
)
def test_a_group_that_can_not_be_is_refused(groups: Plain, code: str) -> None:
    with pytest.raises(lg.UsageError) as caught:
        sobol(linear().prepared, n=64, groups=groups)
    assert caught.value.finding.code == code
    assert "{" not in str(caught.value)


def test_without_salib_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(lg.UsageError) as caught:
        sobol(linear().prepared, n=64)
    assert caught.value.finding.code == "E744"


# ------------------------------------------------------------- points without an output


def test_a_point_without_an_output_takes_its_block_with_it() -> None:
    def gappy(u: Floats) -> Floats:
        found = ishigami(u)
        found[7] = np.nan
        return found

    found = sobol_indices(gappy, ["x", "y", "z"], n=1024, seed=1)
    assert found.lost == 5  # A, B and three between
    assert len(found.outputs) == 1024 * 5 - 5


def test_too_many_points_without_a_footprint_are_refused() -> None:
    x = {"value": "0.9", "max": "1", "uncertainty": {"dist": "normal", "rel_sd": 0.1}}
    of = model(
        {"works": works(emissions={"co2_fossil": "= x * 1 kg"})}, parameters={"x": x}
    )
    with pytest.raises(CalculationError, match="E331"):
        sobol(of.prepared, n=64)


def mixing(zeros: float) -> lg.Model:
    """A mix in which gas is a quotient, that in this part of the draws has no value.

    10 kWh × (0.5 × 0.2 + 1 × (0.8 − hydro)) + 3 kg: hydro and resin spread alike.
    """
    dist = {"dist": "discrete", "values": ["0", "2"], "weights": [zeros, 1 - zeros]}
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {
            "hydro": "0.3 kWh ± 10 %",
            "gas": "= 0.4 kWh / divisor",
            "coal": "0.5 kWh",
        },
    }
    bought = works(inputs={"power": "10 kWh", "resin": "1 kg ± 10 %"})
    per = "1 kWh"
    return model(
        {"grid": grid, "works": bought},
        {
            "hydro": factor(0, per, kind="electricity"),
            "gas": factor(0.5, per, kind="electricity"),
            "coal": factor(1, per, kind="electricity"),
            "resin": factor(3),
        },
        parameters={"divisor": {"value": "2", "uncertainty": dist}},
    )


def test_a_few_impossible_draws_of_shares_are_left_out_and_told() -> None:
    found = sobol(mixing(0.0005).prepared, n=N)
    # where the divisor is zero in A, or in B, all four points of the block go
    assert 0 < found.lost < 0.004 * N * 4
    assert found.lost % 4 == 0
    assert f"{found.lost} points were left out" in found.to_text("en")
    # sd of 10 × hydro and of 3 × resin: 0.3 / 1.96 each
    assert_allclose([i.total for i in found.indices], 0.5, atol=WITHIN)
    assert_allclose(found.sd, np.hypot(0.3, 0.3) / HALF_WIDTH_95, rtol=WITHIN)


@pytest.mark.parametrize("analysis", [sobol, morris])
def test_a_design_with_many_impossible_draws_is_refused_by_name(
    analysis: Plain,
) -> None:
    # the lowest level of the grid of Morris is the 2.5 % quantile
    zeros = 0.01 if analysis is sobol else 0.03
    of = mixing(zeros)
    with pytest.raises(CalculationError) as caught:
        analysis(of.prepared)
    (finding,) = caught.value.findings
    assert finding.code == "E734"
    assert finding.at == "processes.grid.inputs.gas.amount"
    for lang in LANGUAGES:
        said = message(finding, lang)
        assert "E447" in said
        assert "parameters.divisor.value = 0" in said


# ------------------------------------------------------------------------------ morris


def test_a_linear_function_has_the_same_effect_everywhere() -> None:
    slopes = np.array([4.0, -2.0, 1.0])

    def function(u: Floats) -> Floats:
        return np.asarray(u @ slopes)

    found = morris_effects(function, list("xyz"), trajectories=20, seed=1).found
    # the grid runs over the middle 95 %, a change of 0.95 × slope
    assert_allclose([e.mean for e in found], 0.95 * slopes, rtol=1e-9)
    assert_allclose([e.absolute for e in found], 0.95 * abs(slopes), rtol=1e-9)
    assert_allclose([e.sd for e in found], 0, atol=1e-12)


def test_a_linear_model_moves_by_its_slope_times_its_range() -> None:
    found = morris(linear().prepared)
    names = [effect.name.split(".")[3] for effect in found.effects]
    assert names == ["resin", "steel", "paint"]
    # on four levels of the quantiles of a normal: within those of its 2.5 and 97.5 %,
    # 2 × 1.96 sd = 3.92, and the inner step of the grid, which is smaller
    ratios = [effect.absolute / found.effects[2].absolute for effect in found.effects]
    assert_allclose(ratios, [4, 2, 1], rtol=0.05)


def test_an_interaction_shows_in_the_spread_of_the_effects() -> None:
    found = morris_effects(ishigami, list("xyz"), trajectories=100, seed=1).found
    z = found[2]
    assert abs(z.mean) < 3 * z.absolute_margin  # it cancels out with the sign of x
    assert z.sd > z.absolute


def test_a_group_has_a_size_of_effect_and_no_sign() -> None:
    found = morris(linear().prepared, groups={"both": ["works.steel", "works.paint"]})
    both = next(effect for effect in found.effects if effect.name == "both")
    assert np.isnan(both.mean)
    assert found.to_dict()["effects"][1]["mean"] is None
    assert "—" in found.to_text("en")


def test_one_trajectory_tells_no_spread() -> None:
    with pytest.raises(lg.UsageError) as caught:
        morris(linear().prepared, trajectories=1)
    assert caught.value.finding.code == "E745"


# ------------------------------------------------------------------------------- pages


def test_pages_and_pictures_speak_both_languages() -> None:
    found = sobol(linear().prepared, n=64)
    assert "一阶" in found.to_text("zh")
    assert "seed 1" in found.to_text("en")
    assert "<svg" in found.to_svg("zh")
    assert "works.inputs.resin" in found.to_chart("en")
    assert "<table>" in found._repr_html_()
    assert found.to_dict()["indices"][0]["name"].startswith("processes.works")
    screening = morris(linear().prepared, trajectories=4)
    assert "σ" in screening.to_text("zh")
    assert len(screening.to_frame()) == 3
