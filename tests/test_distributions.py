"""Parameters of a distribution: which are possible, and what ± stands for."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy import stats

from lcagraph.distributions import (
    HALF_WIDTH_95,
    SD_BELOW_ZERO,
    Distribution,
    absolute_normal,
    relative_normal,
    validate_distribution,
    validate_pedigree,
)
from lcagraph.errors import Finding, QuantityError
from lcagraph.wording import LANGUAGES, help_lines, message

EXACT = 1e-15  # one rounded division


def refusal(distribution: Distribution, amount: float | None = None) -> QuantityError:
    with pytest.raises(QuantityError) as caught:
        validate_distribution(distribution, amount, span=(3, 7))
    assert caught.value.span == (3, 7)
    finding = Finding(code=caught.value.code, values=caught.value.values)
    for lang in LANGUAGES:
        assert message(finding, lang)
        assert help_lines(finding, lang)
    return caught.value


def test_the_half_width_of_the_95_percent_interval_is_scipys_quantile() -> None:
    assert pytest.approx(stats.norm.ppf(0.975), rel=EXACT) == HALF_WIDTH_95


def test_plus_minus_gives_the_standard_deviation() -> None:
    # 0.05 / 1.959963984540054 and 40 / 1.959963984540054
    assert relative_normal(0.05).rel_sd == pytest.approx(0.025510672846, rel=1e-10)
    assert absolute_normal(40.0).sd == pytest.approx(20.408538277, rel=1e-10)


def test_a_normal_that_is_accepted_has_the_wrong_sign_less_than_1_in_700() -> None:
    assert stats.norm.cdf(-SD_BELOW_ZERO) < 0.00135


POSSIBLE: list[tuple[dict[str, Any], float | None]] = [
    ({"kind": "normal", "sd": 0.0}, 5.0),
    ({"kind": "normal", "sd": 1.0}, 3.0),
    ({"kind": "normal", "sd": 1.0}, -3.0),
    ({"kind": "normal", "sd": 1.0}, None),
    ({"kind": "normal", "sd": 0.0}, 0.0),
    ({"kind": "normal", "rel_sd": 1 / 3}, 0.0),
    ({"kind": "normal", "rel_sd": 0.1, "minimum": 4.0, "maximum": 6.0}, 5.0),
    ({"kind": "lognormal", "gsd": 1.05}, 5.0),
    ({"kind": "lognormal", "gsd": 3.0, "maximum": 100.0}, 5.0),
    ({"kind": "lognormal", "gsd": 1.05}, -5.0),
    # wide, but it is said where they end
    ({"kind": "normal", "sd": 0.2, "minimum": 0.0, "maximum": 1.0}, 0.5),
    ({"kind": "normal", "rel_sd": 0.5, "minimum": 0.0}, 5.0),
    ({"kind": "normal", "sd": 2.0, "maximum": 0.0}, -5.0),
    ({"kind": "normal", "sd": 2.0, "minimum": 0.0}, 0.0),
    ({"kind": "triangular", "minimum": 1.2, "maximum": 2.4}, 1.6),
    ({"kind": "triangular", "minimum": 1.2, "maximum": 2.4}, 1.2),
    ({"kind": "uniform", "minimum": -1.0, "maximum": 1.0}, 0.0),
    ({"kind": "discrete", "values": (1.0, 2.0), "weights": (0.3, 0.7)}, 2.0),
    ({"kind": "discrete", "values": (1.0,) * 10, "weights": (0.1,) * 10}, 1.0),
    ({"kind": "empirical", "values": (1.0, 2.0, 4.0)}, 2.5),
]


@pytest.mark.parametrize(("parameters", "amount"), POSSIBLE)
def test_possible_parameters_pass(
    parameters: dict[str, Any], amount: float | None
) -> None:
    validate_distribution(Distribution(**parameters), amount)


IMPOSSIBLE: list[tuple[dict[str, Any], float | None, str]] = [
    ({"kind": "normal"}, None, "E460"),
    ({"kind": "normal", "sd": 1.0, "rel_sd": 0.1}, None, "E460"),
    ({"kind": "normal", "sd": 1.0, "gsd": 1.1}, None, "E460"),
    ({"kind": "lognormal", "sd": 1.0}, None, "E460"),
    ({"kind": "triangular", "minimum": 1.0}, None, "E460"),
    ({"kind": "uniform", "minimum": 1.0, "maximum": 2.0, "sd": 1.0}, None, "E460"),
    ({"kind": "discrete", "values": (1.0, 2.0)}, None, "E460"),
    ({"kind": "empirical"}, None, "E460"),
    ({"kind": "normal", "sd": math.inf}, None, "E461"),
    ({"kind": "lognormal", "gsd": math.nan}, None, "E461"),
    ({"kind": "empirical", "values": (1.0, math.nan)}, None, "E461"),
    ({"kind": "normal", "sd": -1.0}, None, "E462"),
    ({"kind": "normal", "rel_sd": -0.1}, None, "E462"),
    ({"kind": "lognormal", "gsd": 1.0}, None, "E463"),
    ({"kind": "lognormal", "gsd": 0.05}, None, "E463"),
    ({"kind": "triangular", "minimum": 2.0, "maximum": 1.0}, None, "E464"),
    ({"kind": "uniform", "minimum": 1.0, "maximum": 1.0}, None, "E464"),
    ({"kind": "triangular", "minimum": 1.2, "maximum": 2.4}, 1.1, "E465"),
    ({"kind": "uniform", "minimum": 1.2, "maximum": 2.4}, 2.5, "E465"),
    ({"kind": "lognormal", "gsd": 1.1, "maximum": 4.0}, 5.0, "E465"),
    ({"kind": "empirical", "values": (1.0, 2.0)}, 3.0, "E465"),
    (
        {"kind": "discrete", "values": (1.0, 2.0), "weights": (0.5, 0.5)},
        1.5,
        "E465",
    ),
    ({"kind": "normal", "sd": 1.0}, 2.9, "E466"),  # zero is 2.9 sd away
    ({"kind": "normal", "sd": 1.0}, -2.9, "E466"),
    ({"kind": "normal", "sd": 1.0}, 0.0, "E466"),
    ({"kind": "normal", "rel_sd": 0.34}, None, "E466"),
    # a bound on the other side leaves zero within reach
    ({"kind": "normal", "rel_sd": 0.5, "maximum": 9.0}, 5.0, "E466"),
    ({"kind": "normal", "sd": 2.0, "minimum": -9.0}, -5.0, "E466"),
    ({"kind": "discrete", "values": (1.0, 2.0), "weights": (1.0,)}, None, "E467"),
    ({"kind": "discrete", "values": (1.0, 2.0), "weights": (0.5, 0.4)}, None, "E467"),
    ({"kind": "discrete", "values": (1.0, 2.0), "weights": (1.5, -0.5)}, None, "E478"),
    ({"kind": "lognormal", "gsd": 1e100}, 5.0, "E477"),
    ({"kind": "lognormal", "gsd": 1.1}, 0.0, "E468"),
    ({"kind": "empirical", "values": (1.0,)}, None, "E469"),
    ({"kind": "discrete", "values": (1.0,), "weights": (1.0,)}, None, "E469"),
]


@pytest.mark.parametrize(("parameters", "amount", "code"), IMPOSSIBLE)
def test_impossible_parameters_are_refused(
    parameters: dict[str, Any], amount: float | None, code: str
) -> None:
    assert refusal(Distribution(**parameters), amount).code == code


@pytest.mark.parametrize("amount", [0.0, -2.0, 2.9])
def test_a_number_of_either_sign_may_be_normal_around_zero(amount: float) -> None:
    wide = Distribution(kind="normal", sd=5.0)
    assert refusal(wide, amount).code == "E466"
    validate_distribution(wide, amount, is_signed=True)


def test_a_refusal_speaks_the_words_of_the_model_file() -> None:
    error = refusal(Distribution(kind="uniform", maximum=1.0))
    assert error.values["parameter"] == "min"


@pytest.mark.parametrize("scores", [(1, 2, 3, 4, 5), (1, 1, 1, 1, 1, 3)])
def test_pedigree_scores_run_from_1_to_5(scores: tuple[int, ...]) -> None:
    validate_pedigree(scores)


@pytest.mark.parametrize(
    "scores", [(), (1, 2, 3, 4), (0, 1, 1, 1, 1), (1, 1, 1, 1, 6), (True,) * 5]
)
def test_other_pedigree_scores_are_refused(scores: tuple[int, ...]) -> None:
    with pytest.raises(QuantityError, match="E470") as caught:
        validate_pedigree(scores)
    finding = Finding(code=caught.value.code, values=caught.value.values)
    assert all(message(finding, lang) for lang in LANGUAGES)
