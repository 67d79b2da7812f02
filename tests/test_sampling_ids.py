"""Distributions ↔ ids and parameters of stats_arrays, by its own quantiles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lcagraph.background.spreads import Parameters
from lcagraph.distributions import Distribution, validate_distribution
from lcagraph.sampling import Spread
from lcagraph.sampling.stats_arrays_ids import (
    stated_distribution,
    stats_arrays_parameters,
)

NAN = math.nan
U = np.linspace(0.01, 0.99, 99)

DISTRIBUTIONS: dict[str, tuple[float, Distribution, int]] = {
    "normal": (5.0, Distribution(kind="normal", sd=1.0), 3),
    "lognormal": (5.0, Distribution(kind="lognormal", gsd=1.3), 2),
    "negative lognormal": (-5.0, Distribution(kind="lognormal", gsd=1.3), 2),
    "uniform": (5.0, Distribution(kind="uniform", minimum=1, maximum=6), 4),
    "triangular": (5.0, Distribution(kind="triangular", minimum=1, maximum=6), 5),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_distribution_is_itself_after_a_round_trip(name: str) -> None:
    amount, distribution, id_ = DISTRIBUTIONS[name]
    parameters = stats_arrays_parameters(distribution, amount)
    assert parameters is not None
    assert parameters[0] == id_
    back = stated_distribution(parameters, amount)
    assert back is not None
    centre, found = back
    assert centre == pytest.approx(amount)
    ours = Spread(distribution=distribution, base=amount)
    again = Spread(distribution=found, base=centre)
    np.testing.assert_allclose(again.quantile(U), ours.quantile(U), rtol=1e-12)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_stats_arrays_has_the_same_quantiles(name: str) -> None:
    stats_arrays = pytest.importorskip("stats_arrays")
    amount, distribution, _ = DISTRIBUTIONS[name]
    found = stats_arrays_parameters(distribution, amount)
    assert found is not None
    kind, location, scale, low, high, shape = found
    fields: dict[str, Any] = {
        "uncertainty_type": kind,
        "loc": location,
        "scale": scale,
        "minimum": low,
        "maximum": high,
        "shape": shape,
        "negative": amount < 0,
    }
    table = stats_arrays.UncertaintyBase.from_dicts(fields)
    rival = stats_arrays.uncertainty_choices[kind].ppf(table, U[None, :])[0]
    # the sign of a lognormal turns its quantiles around there
    rival = np.sort(rival)
    ours = Spread(distribution=distribution, base=amount)
    np.testing.assert_allclose(ours.quantile(U), rival, rtol=1e-9)


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution(kind="discrete", values=(1, 5), weights=(0.5, 0.5)),
        Distribution(kind="empirical", values=(1, 5)),
    ],
)
def test_listed_values_have_no_id(distribution: Distribution) -> None:
    assert stats_arrays_parameters(distribution, 5.0) is None


STEPS: dict[str, tuple[Distribution, Parameters]] = {
    "0 and 1": (
        Distribution(kind="discrete", values=(1, 0), weights=(0.7, 0.3)),
        (6, 0.7, 1.0, NAN, NAN, NAN),
    ),
    "whole numbers in a row": (
        Distribution(kind="discrete", values=(2, 1, 3), weights=(1 / 3,) * 3),
        (7, NAN, 1.0, 1.0, 4.0, NAN),
    ),
    "a sample of 0 and 1": (
        Distribution(kind="empirical", values=(0, 1, 1, 1)),
        (6, 0.75, 1.0, NAN, NAN, NAN),
    ),
    "a sample of whole numbers": (
        Distribution(kind="empirical", values=(5, 4, 4, 5)),
        (7, NAN, 1.0, 4.0, 6.0, NAN),
    ),
}


@pytest.mark.parametrize(("distribution", "expected"), STEPS.values(), ids=STEPS)
def test_steps_of_one_have_ids(
    distribution: Distribution, expected: Parameters
) -> None:
    found = stats_arrays_parameters(distribution, 1.0)
    assert found == pytest.approx(expected, nan_ok=True)
    back = stated_distribution(expected, 1.0)
    assert back is not None
    ours = Spread(distribution=distribution, base=1.0)
    again = Spread(distribution=back[1], base=back[0])
    assert (again.mean, again.sd) == pytest.approx((ours.mean, ours.sd))


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution(kind="discrete", values=(1, 2, 3), weights=(0.5, 0.25, 0.25)),
        Distribution(kind="empirical", values=(1, 2, 4)),
        Distribution(kind="empirical", values=(1, 1.5, 2)),
        Distribution(kind="empirical", values=(2, 2)),
    ],
)
def test_other_steps_have_none(distribution: Distribution) -> None:
    assert stats_arrays_parameters(distribution, 1.0) is None


def test_a_chance_is_one_or_nothing() -> None:
    found = stated_distribution((6, 0.3, NAN, NAN, NAN, NAN), 1.0)
    assert found is not None
    amount, distribution = found
    validate_distribution(distribution, amount)
    assert Spread(distribution=distribution, base=amount).mean == pytest.approx(0.3)


def test_whole_numbers_end_before_the_maximum() -> None:
    found = stated_distribution((7, NAN, NAN, 2, 6, NAN), 3.0)
    assert found is not None
    assert found[1].values == (2, 3, 4, 5)
    validate_distribution(found[1], found[0])


@pytest.mark.parametrize(
    "parameters",
    [
        (0, 5.0, NAN, NAN, NAN, NAN),
        (1, 5.0, NAN, NAN, NAN, NAN),
        (8, 0.0, 1.0, NAN, NAN, 2.0),  # Weibull
        (12, 5.0, 1.0, NAN, NAN, 3.0),  # Student's t
    ],
)
def test_what_models_do_not_have_is_not_put_in_place_of_another(
    parameters: Parameters,
) -> None:
    assert stated_distribution(parameters, 5.0) is None


def test_a_stated_mean_goes_before_the_static_amount() -> None:
    found = stated_distribution((3, 7.0, 1.0, NAN, NAN, NAN), 5.0)
    assert found is not None
    assert found[0] == 7
