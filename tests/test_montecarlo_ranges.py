"""Ranges of samples on any workers: the scores of one call, bit by bit."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sampled_systems import plan

from lcagraph.engine.montecarlo import simulate
from lcagraph.engine.montecarlo.ranges import RANGE, simulate_on
from lcagraph.executor import Processes, Recipe, Threads, Workplace

PLACES = [None, Threads(2), Processes(2)]
SAMPLES = range(5, 3 * RANGE + 7)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_controlled", [False, True])
def test_ranges_are_bitwise_one_run(place: Workplace, is_controlled: bool) -> None:
    asked = plan()
    whole = simulate(asked, SAMPLES, seed=1, is_controlled=is_controlled)
    found = simulate_on(
        asked, SAMPLES, seed=1, executor=place, is_controlled=is_controlled
    )
    assert whole.scores.std() > 0
    assert found.scores.tobytes() == whole.scores.tobytes()
    assert found.samples == SAMPLES
    assert (found.linear is None) == (not is_controlled)
    if found.linear is not None and whole.linear is not None:
        assert found.linear.tobytes() == whole.linear.tobytes()


@pytest.mark.parametrize("place", PLACES)
def test_workers_can_prepare_the_plan_themselves(place: Workplace) -> None:
    whole = simulate(plan(), SAMPLES, seed=1)
    found = simulate_on(Recipe(plan), SAMPLES, seed=1, executor=place)
    assert found.scores.tobytes() == whole.scores.tobytes()


@pytest.mark.parametrize("place", PLACES)
def test_each_range_gets_its_own_amounts(place: Workplace) -> None:
    asked = plan()
    amounts = np.linspace(1, 2, len(SAMPLES))[:, None, None]
    whole = simulate(asked, SAMPLES, seed=1, sampled=amounts)
    found = simulate_on(asked, SAMPLES, seed=1, sampled=amounts, executor=place)
    assert found.scores.tobytes() == whole.scores.tobytes()


@pytest.mark.parametrize("samples", [range(0), range(0, 10, 2)])
def test_what_is_no_run_is_refused(samples: range) -> None:
    with pytest.raises(ValueError, match="samples"):
        simulate_on(plan(), samples, seed=1, executor=None)


def test_amounts_of_another_number_of_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="amounts of 3 samples"):
        simulate_on(plan(), SAMPLES, seed=1, sampled=np.ones((3, 1, 1)), executor=None)


def test_a_plan_travels() -> None:
    copied = pickle.loads(pickle.dumps(plan()))
    mine = simulate(plan(), range(64), seed=1)
    assert simulate(copied, range(64), seed=1).scores.tobytes() == mine.scores.tobytes()
