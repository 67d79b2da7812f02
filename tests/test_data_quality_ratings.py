"""Ratings, primary data and completeness: weighted by emission, nothing guessed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from rated_models import (
    BILLED,
    METERED,
    POWER,
    SECONDARY,
    SITE,
    Plain,
    assessed,
    dqr,
    told,
    two,
)
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.data_quality import rating_level
from lcagraph.wording import message

# -------------------------------------------------------------------------- ratings


def test_ratings_are_means_weighted_by_emission() -> None:
    found = assessed(two({"data": dqr(2, 1, 3)}, {"data": dqr(4, 1, 5)})).ratings
    # 3/4 × 2 + 1/4 × 4 = 5/2; 1; 3/4 × 3 + 1/4 × 5 = 7/2; their mean 7/3
    assert found.value("technological") == Fraction(5, 2)
    assert found.value("temporal") == 1
    assert found.value("geographical") == Fraction(7, 2)
    assert found.overall == Fraction(7, 3)
    assert found.level == "good"


def test_a_datum_that_is_rated_too_is_averaged_with_its_factor() -> None:
    cards = {"steel": dqr(5, 2, 1)}
    of = two({"data": dqr(2, 1, 3)}, {"data": dqr(4, 1, 5)}, cards)
    # steel (2 + 5)/2 = 7/2; 3/4 × 7/2 + 1/4 × 4 = 29/8
    assert assessed(of).ratings.value("technological") == Fraction(29, 8)


def test_a_datum_alone_does_not_rate_a_source_with_a_factor() -> None:
    found = assessed(two(None, {"data": dqr(4, 1, 5)}, {"steel": dqr(1, 1, 1)}))
    assert found.ratings.value("technological") is None
    assert found.ratings.coverage("technological") == Fraction(1, 4)
    assert found.ratings.of_rated("technological") == 4


def test_precision_is_the_fourth_criterion_where_it_is_stated() -> None:
    def rated(precision: int) -> Plain:
        return {"data": {"dqr": {**dqr(2, 2, 2)["dqr"], "precision": precision}}}

    found = assessed(two(rated(3), rated(3))).ratings
    assert found.criteria[-1] == "precision"
    assert found.overall == Fraction(2 + 2 + 2 + 3, 4)
    # stated of one source only, the whole has none
    assert assessed(two(rated(3), {"data": dqr(2, 2, 2)})).ratings.overall is None


def test_a_gas_that_is_measured_is_rated_by_its_own_card() -> None:
    gas = {"amount": "2 kg", "data": dqr(1, 2, 1)}
    of = model({"works": works(emissions={"co2_fossil": gas})})
    assert assessed(of).ratings.value("temporal") == 2


def test_a_credit_weighs_by_its_magnitude() -> None:
    inputs = {"steel": "1 kg", "spared": "1 kg"}
    stored = {
        **factor(1),
        "co2e": {"technological_removal": "-1 kg"},
        "data": dqr(5, 1, 1),
    }
    factors = {
        "steel": factor(3, data=dqr(1, 1, 1)),
        "spared": stored,
    }
    found = assessed(model({"works": works(inputs=inputs)}, factors)).ratings
    # |3| and |−1|: 3/4 × 1 + 1/4 × 5 = 2
    assert found.value("technological") == 2


def test_nothing_emitted_has_no_rating() -> None:
    of = model({"works": works(inputs={"air": "1 kg"})}, {"air": factor(0)})
    found = assessed(of)
    assert found.ratings.overall is None
    assert found.primary.headline is None
    assert found.completeness.whole.activity is None
    assert found.findings == ()


@pytest.mark.parametrize(
    ("rating", "level"),
    [
        (1, "excellent"),
        (1.5, "excellent"),
        (1.51, "very_good"),
        (2, "very_good"),
        (3, "good"),
        (4, "fair"),
        (4.01, "poor"),
        (5, "poor"),
    ],
)
def test_levels_end_at_their_upper_edge(rating: float, level: str) -> None:
    assert rating_level(rating) == level


@pytest.mark.parametrize("rating", [0.9, 5.1])
def test_a_rating_outside_of_the_scale_is_refused(rating: float) -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        rating_level(rating)


# --------------------------------------------------------------------- primary data


def shares(of: lg.Model) -> tuple[Any, Any, Any]:
    found = assessed(of).primary
    return found.activity, found.factor, found.both


def test_primary_shares_are_of_activity_data_of_factors_and_of_both() -> None:
    of = two(
        {"class": "supplier"},
        {"class": "national"},
        {"steel": SECONDARY, "power": SITE},
    )
    # activity: power, 1/4; factor: steel, 3/4; both: neither
    assert shares(of) == (Fraction(1, 4), Fraction(3, 4), 0)


def test_a_supplier_brings_a_share_of_its_own() -> None:
    of = two(
        {"class": "supplier", "primary_share": "60 %"},
        {"class": "national"},
        {"steel": SITE, "power": SITE},
    )
    # 3/4 × 0.6 = 9/20
    assert shares(of) == (1, Fraction(9, 20), Fraction(9, 20))


def test_an_origin_on_the_card_of_a_factor_goes_before_its_class() -> None:
    of = two(
        {"class": "national", "data": {"origin": "primary"}},
        {"class": "supplier", "data": SECONDARY},
    )
    assert shares(of)[1] == Fraction(3, 4)


@pytest.mark.parametrize(
    ("rule_set", "share"),
    [
        ("gbt24067-cq", Fraction(1)),
        ("iso14067", Fraction(1)),
        ("sd-2023", Fraction(1)),
        ("pact-3", Fraction(3, 4)),
    ],
)
def test_the_rule_set_says_what_is_primary(rule_set: str, share: Fraction) -> None:
    # PACT: both data; of power the factor is national
    of = two(
        {"class": "supplier"},
        {"class": "national"},
        {"steel": SITE, "power": SITE},
        rule_set=rule_set,
    )
    assert assessed(of).primary.headline == share


def test_experience_with_the_same_process_is_not_primary_under_pact() -> None:
    steel, cards = {"class": "process"}, {"steel": SITE, "power": SECONDARY}
    power = {"class": "national"}
    assert shares(two(steel, power, cards))[1] == Fraction(3, 4)
    assert shares(two(steel, power, cards, rule_set="pact-3"))[1] == 0


def test_what_is_not_told_is_not_primary_and_its_share_is_named() -> None:
    found = assessed(two({"class": "supplier"}, None, {"steel": SITE}))
    assert found.primary.unknown == Fraction(1, 4)
    assert told(found, "W848") == [f"{POWER}.data", "factors.power"]


def test_all_that_is_told_leaves_nothing_unknown() -> None:
    cards = {"steel": SITE, "power": SITE}
    found = assessed(two({"class": "supplier"}, {"class": "national"}, cards))
    assert found.primary.unknown == 0
    assert told(found, "W848") == []


def test_downstream_data_are_not_primary_under_the_shandong_rules() -> None:
    use = {
        "stage": "use",
        "outputs": {"service": "1 kg"},
        "inputs": {"goods": "1 kg", "power": {"amount": "1 kWh", "data": SITE}},
    }
    inputs = {"steel": {"amount": "1 kg", "data": SITE}}
    factors = {"steel": factor(3), "power": factor(1, "1 kWh")}
    keys: Plain = {"reference": {"product": "service", "amount": "1 kg"}}
    processes = {"works": works(inputs=inputs), "use": use}

    def activity(rule_set: str) -> Fraction | None:
        scope = {"rule_set": rule_set}
        return assessed(model(processes, factors, scope=scope, **keys)).primary.activity

    assert activity("iso14067") == 1
    assert activity("sd-2023") == Fraction(3, 4)


# -------------------------------------------------------------------- mixes, stages


def mixed(*cards: Plain) -> lg.Model:
    """Two workshops that draw on a power mix, which measures nothing itself."""
    processes = {
        "works": works(
            inputs={
                "half": "1 kg",
                "electricity": {"amount": "1 kWh", "data": cards[0]},
            }
        ),
        "mill": {
            "stage": "raw_materials",
            "outputs": {"half": "1 kg"},
            "inputs": {"electricity": {"amount": "3 kWh", "data": cards[1]}},
        },
        "mix": {
            "kind": "mix",
            "outputs": {"electricity": "1 kWh"},
            "inputs": {"power": "1 kWh"},
        },
    }
    power = factor(1, "1 kWh", **{"class": "national", "year": 2024, "source": "x"})
    return model(processes, {"power": power})


def test_a_mix_rests_on_the_data_of_what_draws_on_it() -> None:
    found = assessed(mixed(METERED, METERED))
    (source,) = found.scores.sources
    assert (source.activity, source.factor, source.calibration) == (6, 2, 6)
    assert found.primary.activity == 1


def test_of_different_data_behind_a_mix_the_worst_counts() -> None:
    (source,) = assessed(mixed(METERED, BILLED)).scores.sources
    assert (source.activity, source.calibration) == (3, 1)


def test_a_datum_that_is_missing_behind_a_mix_leaves_no_score() -> None:
    found = assessed(mixed(METERED, {}))
    assert found.scores.score is None
    assert told(found, "W846") == ["processes.mix.inputs.power"]


def test_a_source_in_two_stages_is_described_in_both() -> None:
    stages = assessed(mixed(METERED, BILLED)).completeness.stages
    # 1 kWh in production, 3 kWh in the raw material
    assert {stage.stage: stage.share for stage in stages} == {
        "production": Fraction(1, 4),
        "raw_materials": Fraction(3, 4),
    }


def test_completeness_is_a_share_of_the_emissions_of_a_stage() -> None:
    described = {"class": "periodic", "origin": "site", "source": "台账 | ledger"}
    steel = {"class": "supplier", "year": 2024, "source": "声明 | declaration"}
    whole = assessed(two(steel, None, {"power": described})).completeness.whole
    assert whole.count == 2
    assert (whole.activity, whole.factor, whole.both) == (
        Fraction(1, 4),
        Fraction(3, 4),
        0,
    )


# ------------------------------------------------------------------------- findings


def test_an_unrated_model_is_told_once() -> None:
    assert told(assessed(two()), "N849") == ["factors"]


def test_a_factor_without_rating_is_told_with_its_weight() -> None:
    found = assessed(two({"data": dqr(2, 1, 3)}))
    (finding,) = [f for f in found.findings if f.code == "W847"]
    assert finding.at == "factors.power"
    assert finding.values["share"] == "25.0 %"
    assert "技术代表性" in message(finding, "zh")
    assert told(found, "N849") == []


def test_a_rated_model_is_told_nothing_about_ratings() -> None:
    found = assessed(two({"data": dqr(2, 1, 3)}, {"data": dqr(2, 1, 3)}))
    assert told(found, "W847") + told(found, "N849") == []


def test_a_source_without_score_is_told_with_what_it_lacks() -> None:
    found = assessed(two({"class": "supplier"}, None, {"steel": METERED}))
    (finding,) = [f for f in found.findings if f.code == "W846"]
    assert finding.at == POWER
    assert finding.values["missing"] == ("activity", "factor", "calibration")
    assert "活动数据、排放因子、仪表校正" in message(finding, "zh")
