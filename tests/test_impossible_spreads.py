"""Rare distributions that are not stated whole, or cannot be."""

from __future__ import annotations

import pytest
from small_packages import elementary, made, package, process, product, reference

from lcagraph.background.build import link_package
from lcagraph.background.linked import LinkedDatabase
from lcagraph.background.records import Uncertainty


def linked(stated: Uncertainty, amount: float = 2.0) -> LinkedDatabase:
    make = process("make", reference("x"), made("co2", amount, uncertainty=stated))
    return link_package(package([product("x"), elementary("co2")], make))


@pytest.mark.parametrize(
    "stated",
    [
        Uncertainty(spread="lognormal", scale=1.5, maximum=-1.0),
        Uncertainty(spread="lognormal", scale=1.5, minimum=3.0, maximum=3.0),
        Uncertainty(spread="normal", scale=0.1, minimum=3.0, maximum=1.0),
        Uncertainty(spread="bernoulli", location=1.2),
        Uncertainty(spread="discrete", minimum=3.0, maximum=3.0),
        Uncertainty(spread="discrete", minimum=0.5, maximum=3.0),
        Uncertainty(spread="weibull", scale=0.0, shape=1.0),
        Uncertainty(spread="gamma", scale=1.0, shape=-1.0),
        Uncertainty(spread="gamma", scale=1.0, shape=2.0, maximum=0.0),
        Uncertainty(spread="gamma", location=-1, scale=-1.0, shape=2.0, minimum=0.0),
        Uncertainty(spread="beta", location=0.0, shape=2.0),
        Uncertainty(spread="beta", location=1.0, shape=2.0, minimum=2.0),
        Uncertainty(spread="extreme", location=1.0, scale=0.0, shape=0.0),
        # ends at 1 + 1/0.5 = 3
        Uncertainty(spread="extreme", location=1.0, scale=1.0, shape=-0.5, minimum=3.0),
        Uncertainty(spread="student", scale=-1.0, shape=4.0),
        Uncertainty(spread="student", shape=0.0),
        Uncertainty(spread="pert", location=5.0, minimum=1.0, maximum=4.0),
        Uncertainty(spread="pert", scale=-4.0, minimum=1.0, maximum=4.0),
    ],
    ids=str,
)
def test_an_impossible_spread_is_dropped_and_told(stated: Uncertainty) -> None:
    found = linked(stated)
    assert [finding.code for finding in found.findings] == ["W060"]
    assert found.interventions.spread["kind"].tolist() == [0]


@pytest.mark.parametrize(
    "stated",
    [
        Uncertainty(spread="bernoulli"),
        Uncertainty(spread="discrete", minimum=1.0),
        Uncertainty(spread="weibull", scale=1.0),
        Uncertainty(spread="gamma", shape=1.0),
        Uncertainty(spread="beta", location=1.0),
        Uncertainty(spread="extreme", scale=1.0),
        Uncertainty(spread="student", location=1.0),
        Uncertainty(spread="pert", minimum=1.0),
    ],
    ids=str,
)
def test_a_spread_that_is_not_stated_whole_is_only_counted(stated: Uncertainty) -> None:
    found = linked(stated)
    assert [finding.code for finding in found.findings] == ["N060"]
    assert found.interventions.spread["kind"].tolist() == [0]


@pytest.mark.parametrize(
    "stated",
    [
        Uncertainty(spread="lognormal", scale=1.5, minimum=-4.0, maximum=-1.0),
        Uncertainty(spread="lognormal", scale=1.5, maximum=-1.0),
        Uncertainty(spread="gamma", scale=-1.0, shape=2.0, minimum=-4.0),
        Uncertainty(spread="bernoulli", location=0.0),
    ],
    ids=str,
)
def test_what_a_negative_amount_may_have_is_kept(stated: Uncertainty) -> None:
    found = linked(stated, amount=-2.0)
    assert found.findings == ()
    assert found.interventions.spread["kind"].tolist() != [0]
