"""Scores of the Shandong guide 3.4: its bands, its weights, and what is left open."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from auditor_cases import changed

import lcagraph as lg
from lcagraph.data_quality import DataQuality, Source, assess_data, level_of

# A year, own example: emission, scores of activity, factor and calibration
EXAMPLE = (
    ("component", 100_000, (6, 4, 6), Fraction(16, 3), Fraction(8, 3)),
    ("road", 10_000, (1, 2, 1), Fraction(4, 3), Fraction(1, 15)),
    ("diesel", 8_000, (3, 2, 3), Fraction(8, 3), Fraction(8, 75)),
    ("power", 82_000, (6, 3, 6), Fraction(5), Fraction(41, 20)),
)


def source(name: str, emission: float, scores: tuple[Any, Any, Any]) -> Source:
    activity, factor, calibration = scores
    return Source(
        path=name,
        name=name,
        stage="production",
        emission=Fraction(emission),
        activity=activity,
        factor=factor,
        calibration=calibration,
    )


def example() -> DataQuality:
    return DataQuality(sources=tuple(source(n, e, s) for n, e, s, _, _ in EXAMPLE))


def test_averages_and_weighted_scores_are_exact() -> None:
    found = example()
    averages = [s.average for s in found.sources]
    assert averages == [average for *_, average, _ in EXAMPLE]
    weighted = [
        share * (s.average or 0)
        for s, share in zip(found.sources, found.shares, strict=True)
    ]
    assert weighted == [weight for *_, weight in EXAMPLE]


def test_the_score_is_the_sum_of_averages_times_shares() -> None:
    # 8/3 + 1/15 + 8/75 + 41/20 = (800 + 20 + 32 + 615)/300 = 489/100: level two
    assert example().score == Fraction(489, 100)
    assert example().level == 2


def test_the_score_is_no_plain_mean_of_the_averages() -> None:
    # (16/3 + 4/3 + 8/3 + 5)/4 = 43/12 = 3.58 would be level three
    mean = sum(average for *_, average, _ in EXAMPLE) / 4
    assert mean == Fraction(43, 12)
    assert level_of(mean) == 3 != example().level


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (6, 1),
        (5.0, 1),
        (4.999999, 2),
        (4.0, 2),
        (3.999999, 3),
        (3.0, 3),
        (2.999999, 4),  # printed as “level two” a second time in the guide
        (2.0, 4),
        (1.999999, 5),
        (1.0, 5),
    ],
)
def test_bands_of_the_level_begin_at_their_lower_edge(score: float, level: int) -> None:
    assert level_of(score) == level


def test_a_score_that_rounding_left_just_below_a_band_belongs_to_it() -> None:
    assert 0.1 + 0.2 + 4.7 != 5.0 or level_of(0.1 + 0.2 + 4.7) == 1
    assert level_of(5 - 1e-12) == 1


@pytest.mark.parametrize("score", [0.9, 6.1, 0.0])
def test_a_score_outside_of_the_scale_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="between 1 and 6"):
        level_of(score)


def test_a_removal_weighs_by_its_magnitude() -> None:
    # |3| and |−1|: shares 3/4 and 1/4, not 3/2 and −1/2; 3/4 × 6 + 1/4 × 1 = 19/4
    found = DataQuality(sources=(source("a", 3, (6, 6, 6)), source("b", -1, (1, 1, 1))))
    assert found.shares == (Fraction(3, 4), Fraction(1, 4))
    assert found.score == Fraction(19, 4)
    # printed with its sign, and emissions add up to the footprint: 3 − 1
    assert found.signed_shares == (Fraction(3, 4), Fraction(-1, 4))
    assert found.emission == 2


def test_a_missing_class_is_named_and_leaves_no_score() -> None:
    found = DataQuality(
        sources=(source("a", 3, (6, 6, 6)), source("b", 1, (None, 2, None)))
    )
    assert [s.missing for s in found.incomplete] == [("activity", "calibration")]
    assert found.score is None
    assert found.level is None


def test_a_source_without_weight_needs_no_class() -> None:
    found = DataQuality(
        sources=(source("a", 3, (6, 6, 6)), source("b", 0, (None, 2, 1)))
    )
    assert found.level == 1


def test_nothing_emitted_has_no_score() -> None:
    assert DataQuality(sources=(source("a", 0, (6, 6, 6)),)).score is None


def quality(changes: dict[str, Any]) -> dict[str, tuple[Any, Any, Any]]:
    """Scores per source of a model: activity, factor, calibration."""
    tree = {k: v for k, v in changed(changes).items() if k != "lcagraph"}
    result = lg.Model(**tree).solve()
    found = assess_data(result.prepared, result.rows)
    return {s.path: (s.activity, s.factor, s.calibration) for s in found.sources}


WORKS = "processes.works"
POWER = f"{WORKS}.inputs.power"
CARD = "processes/works/inputs/power/data"


def test_a_model_is_scored_by_its_cards_and_factors() -> None:
    # site readings, conforming: 6, 6; route planner, no rule: 3, 1; supplier 4, else 2
    assert quality({}) == {
        f"{WORKS}.inputs.steel": (6, 4, 6),
        POWER: (6, 2, 6),
        f"{WORKS}.inputs.steel.transport.0": (3, 2, 1),
        f"{WORKS}.waste.scrap": (6, 2, 6),
    }


def test_the_score_of_a_model_weighs_its_sources() -> None:
    # 2.04 × 16/3 + 0.3 × 14/3 + 0.0204 × 2 + 0.001 × 14/3 = 12.3254…, ÷ 2.3614
    tree = {k: v for k, v in changed({}).items() if k != "lcagraph"}
    result = lg.Model(**tree).solve()
    found = assess_data(result.prepared, result.rows)
    by_hand = (2.04 * 16 / 3 + 0.3 * 14 / 3 + 0.0204 * 2 + 0.001 * 14 / 3) / 2.3614
    assert float(found.score or 0) == pytest.approx(by_hand, rel=1e-12)
    assert found.level == 1


@pytest.mark.parametrize(
    ("card", "calibration"),
    [
        ({"class": "periodic"}, 1),  # an invoice: no rule asks for calibration
        ({"class": "estimated"}, 1),
        ({"class": "periodic", "calibration": "accepted"}, 3),
        ({"class": "continuous"}, None),  # an instrument, and nothing about it
        ({"class": "continuous", "meter": "m1"}, 6),  # certified until 2025
    ],
)
def test_calibration_of_what_no_card_tells(
    card: dict[str, str], calibration: int | None
) -> None:
    assert quality({CARD: card})[POWER][2] == calibration


@pytest.mark.parametrize(
    ("until", "calibration"),
    [
        ("2024-03-31", None),  # the period ends on 2024-12-31
        ("2024-11", None),
        ("2024-12-30", None),
        ("2023", None),
        ("2024-12-31", 6),
        ("2024-12", 6),  # to the end of the month, as the auditor has it (W874)
        ("2024", 6),  # to the end of the year
        ("2025-01", 6),
    ],
)
def test_a_certificate_is_valid_to_the_end_of_the_date_that_it_names(
    until: str, calibration: int | None
) -> None:
    changes = {
        CARD: {"class": "continuous", "meter": "m1"},
        "meters/m1/calibration/valid_until": until,
    }
    assert quality(changes)[POWER][2] == calibration


def test_what_follows_a_fuel_has_the_fuels_card() -> None:
    changes = {
        "processes/works/inputs/gas": {
            "amount": "1 m3",
            "data": {"class": "periodic", "calibration": "accepted"},
        },
        "processes/works/emissions/co2_fossil": {
            "activity": "gas",
            "factor": "2 kg/m3",
            "class": "regional",
        },
        "factors/gas": {
            "per": "1 m3",
            "co2e": "0.3 kg",
            "gwp": "ipcc-ar6-gwp100",
            "kind": "fuel",
            "boundary": "upstream_only",
            "class": "national",
        },
    }
    found = quality(changes)
    assert found[f"{WORKS}.emissions.co2_fossil"] == (3, 3, 3)
    assert found[f"{WORKS}.inputs.gas"] == (3, 2, 3)
