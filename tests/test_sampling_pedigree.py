"""Pedigree scores as distributions, against figures that ecoinvent has printed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small_models import factor, model, works

from lcagraph.distributions import Distribution
from lcagraph.sampling import sampler_of
from lcagraph.sampling.pedigree import (
    BasicKind,
    gas_kind,
    geometric_sd,
    log_variance,
    with_pedigree,
)

Plain = Any


@pytest.mark.parametrize(
    ("scores", "added"),
    [
        # rows of ecoinvent 3 datasets: variance 0, varianceWithPedigreeUncertainty
        ((2, 3, 2, 5, 1), 0.0034),  # 0.0006 + 0.0006 + 0.0002 + 0.002 + 0
        ((2, 1, 4, 1, 1), 0.0086),  # 0.0006 + 0 + 0.008 + 0 + 0
        ((1, 1, 1, 1, 1), 0.0),
        ((5, 5, 5, 5, 5), 0.21),  # 0.04 + 0.008 + 0.04 + 0.002 + 0.12
    ],
)
def test_five_scores_add_the_variances_of_ecoinvent_3(
    scores: tuple[int, ...], added: float
) -> None:
    assert log_variance(scores, "intermediate") == pytest.approx(0.0006 + added)


@pytest.mark.parametrize(
    ("scores", "kind", "printed"),
    [
        # tables of ecoinvent 2 reports print SD95 = gsd²; na counts as 1
        ((4, 5, 1, 1, 1, 1), "transport", "2.09"),  # freight, standard distances
        ((4, 5, 1, 1, 1, 1), "intermediate", "1.30"),  # cooling water, estimation
        ((2, 3, 1, 1, 1, 5), "intermediate", "1.22"),  # steel in a building
        ((1, 1, 1, 1, 1, 1), "transport", "2.00"),  # the basic factor itself
        ((1, 1, 1, 1, 1, 1), "methane_or_n2o", "1.50"),
        ((1, 1, 1, 3, 1, 1), "co2", "1.05"),  # a sugar project of SimaPro
    ],
)
def test_six_scores_give_the_squared_gsd_that_ecoinvent_2_prints(
    scores: tuple[int, ...], kind: BasicKind, printed: str
) -> None:
    assert f"{geometric_sd(scores, kind) ** 2:.2f}" == printed


def test_scores_alone_are_a_lognormal() -> None:
    found = with_pedigree(None, (1, 1, 1, 1, 1), "transport")
    assert found == Distribution(kind="lognormal", gsd=math.exp(math.sqrt(0.12)))


def test_variances_of_a_stated_lognormal_and_of_scores_add_up() -> None:
    stated = Distribution(kind="lognormal", gsd=1.2, minimum=1, maximum=9)
    found = with_pedigree(stated, (2, 3, 2, 5, 1), "transport")
    # the stated one takes the place of the basic 0.12
    sigma = math.sqrt(math.log(1.2) ** 2 + 0.0034)
    assert found is not None
    assert found.gsd == pytest.approx(math.exp(sigma))
    assert (found.minimum, found.maximum) == (1, 9)


def test_nothing_is_added_to_another_kind() -> None:
    assert with_pedigree(Distribution(kind="normal", sd=1), (1,) * 5, "co2") is None


@pytest.mark.parametrize(
    ("flow", "kind"),
    [
        ("co2_fossil", "co2"),
        ("co2e_unspecified", "co2"),
        ("ch4_biogenic", "methane_or_n2o"),
        ("n2o", "methane_or_n2o"),
        ("sf6", "other_gas"),
        ("hfc_134a", "halocarbon"),
        ("cf4", "halocarbon"),
    ],
)
def test_gases_have_their_basic_uncertainty(flow: str, kind: BasicKind) -> None:
    assert gas_kind(flow) == kind


# ------------------------------------------------------------------------ in models

BEST = [1, 1, 1, 1, 1]


def found(process: Plain, **factors: Plain) -> dict[str, tuple[float, str]]:
    """Variance of the logarithm and origin of each uncertain number of a model."""
    of = model({"works": process}, factors)
    return {
        number.path: (
            math.log(number.distribution.gsd or math.nan) ** 2,
            number.origin,
        )
        for number in sampler_of(of.prepared).numbers
    }


def test_each_row_has_the_basic_uncertainty_of_what_flows() -> None:
    process = works(
        inputs={
            "resin": {"amount": "2 kg", "pedigree": BEST},
            "truck": {"amount": "3 t*km", "pedigree": BEST},
            "lorry": {"amount": "3 h", "pedigree": BEST},
        },
        emissions={
            "ch4_fossil": {"amount": "1 g", "pedigree": BEST},
            "smoke": {
                "flow": "co2_fossil",
                "activity": "resin",
                "factor": "2 kg/kg",
                "pedigree": BEST,
            },
        },
    )
    at = "processes.works."
    assert found(
        process,
        resin=factor(3, pedigree=BEST),
        truck=factor(0.1, "1 t*km"),
        lorry=factor(9, "1 h", kind="transport"),
    ) == {
        f"{at}inputs.resin.amount": (pytest.approx(0.0006), "pedigree"),
        f"{at}inputs.truck.amount": (pytest.approx(0.12), "pedigree"),
        f"{at}inputs.lorry.amount": (pytest.approx(0.12), "pedigree"),
        f"{at}emissions.ch4_fossil.amount": (pytest.approx(0.04), "pedigree"),
        f"{at}emissions.smoke.factor": (pytest.approx(0.0006), "pedigree"),
        "factors.resin.co2e.unspecified": (pytest.approx(0.0006), "pedigree"),
    }


def test_scores_of_a_formula_spread_its_value() -> None:
    inputs = {"resin": {"amount": "= 2 kg * 3", "pedigree": BEST}}
    process = works(inputs=inputs)
    path = "processes.works.inputs.resin.amount.spread"
    assert found(process, resin=factor(3)) == {
        path: (pytest.approx(0.0006), "pedigree")
    }


def test_a_stated_lognormal_beside_scores_has_both_origins() -> None:
    spread = {"dist": "lognormal", "gsd": 1.2}
    row = {"amount": "2 kg", "uncertainty": spread, "pedigree": [2, 1, 4, 1, 1]}
    ((variance, origin),) = found(
        works(inputs={"resin": row}), resin=factor(3)
    ).values()
    assert variance == pytest.approx(math.log(1.2) ** 2 + 0.0086)
    assert origin == "both"


def test_scores_beside_a_normal_are_not_used_and_that_is_told() -> None:
    row = {"amount": "2 kg ± 5 %", "pedigree": BEST}
    of = model({"works": works(inputs={"resin": row})}, {"resin": factor(3)})
    sampler = sampler_of(of.prepared)
    (number,) = sampler.numbers
    assert (number.distribution.kind, number.origin) == ("normal", "stated")
    (told,) = sampler.findings
    at = "processes.works.inputs.resin.pedigree"
    assert (told.code, told.at, told.values["kind"]) == ("N471", at, "normal")


def test_a_zero_with_scores_stays_zero() -> None:
    inputs = {"resin": {"amount": "0 kg", "pedigree": BEST}}
    assert found(works(inputs=inputs), resin=factor(3)) == {}
