"""Data quality as people read it: the guide's table, pages, JSON, keys, command."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from rated_models import BILLED, METERED, SITE, Plain, assessed, dqr, two
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.cli.quality import quality as quality_command
from lcagraph.data_quality import Quality, assess_quality, level_of
from lcagraph.data_quality.page import on_its_side
from lcagraph.data_quality.ratings import rating_level
from lcagraph.errors import FindingsError
from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.schema import parse_system

RTOL = 1e-12

# --------------------------------------------------------------------------- tables

# A year of case 29: emissions, scores and weights are computed in test_data_quality
YEAR = {
    "component": ("50000 kg", 2.0, "1 kg", "raw_materials", "supplier", METERED),
    "road": (
        *("200000 t*km", 0.05, "1 t*km", "inbound_transport", "national"),
        {"class": "estimated", "calibration": "none", **SITE},
    ),
    "diesel": (
        *("2500 L", 3.2, "1 L", "production", "national"),
        {"class": "periodic", "calibration": "accepted", **SITE},
    ),
    "power": ("100000 kWh", 0.82, "1 kWh", "production", "regional", METERED),
}


def year() -> Quality:
    inputs = {
        name: {"amount": amount, "stage": stage, "data": card}
        for name, (amount, _, _, stage, _, card) in YEAR.items()
    }
    factors = {
        name: factor(co2e, per, name=f"{name}-中 | {name}-en", **{"class": class_})
        for name, (_, co2e, per, _, class_, _) in YEAR.items()
    }
    goods = {"outputs": {"goods": "10000 kg"}}
    scope = {"period": "2024-01-01/2024-12-31", "rule_set": "sd-2023"}
    processes = {"works": works(inputs=inputs, name="车间 | Workshop", **goods)}
    reference = {"product": "goods", "amount": "10000 kg"}
    return assessed(model(processes, factors, scope=scope, reference=reference))


def test_the_table_of_the_guide_has_its_ten_columns() -> None:
    table = year().scores_table("zh")
    assert len(table.columns) == 10
    first, *_, last = table.rows
    assert first[:6] == ("2024", "原材料获取", "component-中", 6, 4, 6)
    assert first[6:] == pytest.approx((16 / 3, 100_000, 50, 8 / 3), rel=RTOL)
    assert table.rows[3][1] == "产品生产-车间"
    # 200,000 kg, 100 %, and Σ average × share = 489/100
    assert last[7:] == pytest.approx((200_000, 100, 4.89), rel=RTOL)


def test_the_page_tells_score_and_level_in_both_languages() -> None:
    found = year()
    assert "数据不确定性分值 4.89，精准度级别为二级" in found.to_text("zh")
    assert "score 4.89 of 6, level two" in found.to_text("en")
    assert "能源/物料种类" in found.to_text("zh")
    assert "车间" not in found.to_text("en")


def with_a_credit(credit: str) -> Quality:
    """3 kg of steel at 6, 6 and 6, and a credit that scores 1, 1 and 1."""
    metered = {"class": "continuous", "calibration": "conforming"}
    inputs = {
        "steel": {"amount": "3 kg", "data": metered},
        "scrap": {"amount": credit, "data": {"class": "estimated"}},
    }
    factors = {
        "steel": factor(1, **{"class": "measured"}),
        "scrap": factor(1, **{"class": "international"}),
    }
    return assessed(model({"works": works(inputs=inputs)}, factors))


def test_shares_are_printed_with_the_sign_of_the_emission() -> None:
    # |3| + |−1| = 4: shares 75 and −25 %; 6 × 3/4 + 1 × 1/4 = 19/4; 3 − 1 = 2 kg
    found = with_a_credit("-1 kg")
    steel, scrap, last = (row[7:] for row in found.scores_table("en").rows)
    assert steel == pytest.approx((3, 75, 4.5), rel=RTOL)
    assert scrap == pytest.approx((-1, -25, 0.25), rel=RTOL)
    assert last == pytest.approx((2, 50, 4.75), rel=RTOL)
    assert "Share: e / Σ|e|, with the sign of the emission" in found.to_text("en")
    assert "占比为 e / Σ|e|" in found.to_text("zh")
    assert "e / Σ|e|" not in year().to_text("en")


def test_nothing_emitted_has_no_shares() -> None:
    of = model({"works": works(inputs={"steel": "0 kg"})}, {"steel": factor(1)})
    rows = assessed(of).scores_table("en").rows
    assert rows[-1][8] is None


@pytest.mark.parametrize(
    ("score", "printed"),
    [
        (Fraction("4.99633"), "4.996"),  # 5.00 would be level one
        (Fraction("4.99996"), "4.99996"),
        (Fraction("4.994"), "4.99"),
        (Fraction(5) - Fraction(1, 10**12), "5.00"),  # rounding: it is level one
        (Fraction("2.9999"), "2.9999"),
        (Fraction("3.001"), "3.00"),
    ],
)
def test_a_score_is_not_rounded_across_the_edge_of_its_level(
    score: Fraction, printed: str
) -> None:
    assert on_its_side(score, level_of) == printed


@pytest.mark.parametrize(
    ("rating", "printed"),
    [
        (Fraction("1.502"), "1.502"),  # very good: excellent ends at 1.50
        (Fraction("1.4999"), "1.50"),  # still excellent at 1.50
        (Fraction("2.00004"), "2.00004"),
        (Fraction(3) + Fraction(1, 10**12), "3.00"),
    ],
)
def test_a_rating_is_not_rounded_across_the_edge_of_its_level(
    rating: Fraction, printed: str
) -> None:
    assert on_its_side(rating, rating_level) == printed


def test_the_page_and_the_table_keep_a_score_below_the_edge() -> None:
    # 6 with weight w and 1 with 1 − w: 1 + 5 w = 4.99633 for w = 0.799266
    metered = {"class": "continuous", "calibration": "conforming"}
    inputs = {
        "steel": {"amount": "799.266 kg", "data": metered},
        "scrap": {"amount": "200.734 kg", "data": {"class": "estimated"}},
    }
    factors = {
        "steel": factor(1, **{"class": "measured"}),
        "scrap": factor(1, **{"class": "international"}),
    }
    text = assessed(model({"works": works(inputs=inputs)}, factors)).to_text("en")
    assert "score 4.996 of 6, level two" in text
    assert "5.00 of" not in text


def test_the_fourth_level_comes_with_the_misprint() -> None:
    # supplier 4, periodic 3, none 1: 8/3, between 2 and 3
    cards = {"steel": BILLED, "power": BILLED}
    text = assessed(two({"class": "supplier"}, {"class": "supplier"}, cards)).to_text(
        "zh"
    )
    assert "四级" in text
    assert "按上下文更正" in text
    assert "按上下文更正" not in year().to_text("zh")


def test_a_model_that_can_not_be_scored_says_so() -> None:
    text = assessed(two()).to_text("zh")
    assert "无法评分，2 个排放源" in text


def test_html_holds_the_tables_and_escapes_names() -> None:
    of = two({"name": "<b>钢</b> | <b>steel</b>", "data": dqr(1, 1, 1)})
    html = assessed(of)._repr_html_()
    assert html.count("<table>") == 4
    assert "<b>" not in html


def test_the_plain_form_is_json_with_the_same_numbers() -> None:
    found = year()
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["schema"] == "lcagraph-quality-1"
    assert plain["scores"]["score"] == pytest.approx(4.89)
    assert plain["scores"]["level"] == 2
    assert plain["primary"]["share"] == 1.0
    assert len(plain["completeness"]["stages"]) == 3


def test_the_table_of_ratings_ends_with_the_whole() -> None:
    found = assessed(two({"data": dqr(2, 1, 3)}, {"data": dqr(4, 1, 5)}))
    table = found.ratings_table("en")
    assert table.rows[-1][1:] == (2.5, 1.0, 3.5, 100.0)
    assert "technological 2.50" in found.to_text("en")
    assert "mean 2.33, good" in found.to_text("en")


def test_half_rated_means_are_told_as_such() -> None:
    text = assessed(two({"data": dqr(2, 1, 3)})).to_text("en")
    assert "technological — (2.00 of the 75.0 % that are rated)" in text


# --------------------------------------------------------------- the keys of a model


def parsed(card: Plain) -> Plain:
    tree = {
        "lcagraph": "1",
        "reference": {"product": "goods", "amount": "1 kg"},
        "factors": {"steel": {**factor(1), **card}},
    }
    return parse_system(tree)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("2", "2"),
        ("2.0", "2"),
        ("2.40", "2.4"),
        ("1", "1"),
        ("5", "5"),
        ("3.75", "3.75"),
    ],
)
def test_a_rating_has_one_canonical_form(written: str, printed: str) -> None:
    system, findings = parsed({"data": {"dqr": {"temporal": written}}})
    assert findings == ()
    plain: Plain = to_plain(system)
    assert plain["factors"]["steel"]["data"]["dqr"] == {"temporal": printed}


@pytest.mark.parametrize("wrong", ["0", "6", "0.9", "5.01", "2.345", "good", "-1"])
def test_what_is_no_rating_is_refused(wrong: str) -> None:
    _, (finding,) = parsed({"data": {"dqr": {"temporal": wrong}}})
    assert finding.code == "E237"
    assert finding.at == "factors.steel.data.dqr.temporal"


@pytest.mark.parametrize(
    ("written", "printed"),
    [("57 %", "0.57"), ("0.57", "0.57"), ("100 %", "1"), ("5 ‰", "0.005"), ("0", "0")],
)
def test_a_share_has_one_canonical_form(written: str, printed: str) -> None:
    system, findings = parsed({"primary_share": written})
    assert findings == ()
    plain: Plain = to_plain(system)
    assert plain["factors"]["steel"]["primary_share"] == printed
    assert parse_system(plain)[0] == system


@pytest.mark.parametrize("wrong", ["101 %", "-1 %", "57", "60 % ± 5 %", "= 1 / 2"])
def test_what_is_no_share_is_refused(wrong: str) -> None:
    _, findings = parsed({"primary_share": wrong})
    assert [finding.code for finding in findings] == ["E238"]


def test_a_share_in_kilograms_is_refused() -> None:
    with pytest.raises(FindingsError):
        two({"primary_share": "1 kg"}).solve()


# ----------------------------------------------------------------- the command line


def test_the_command_prints_the_page_and_tells_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(two({"data": dqr(2, 1, 3)}).to_yaml(), encoding="utf-8")
    quality_command(path, lang="en")
    shown = capsys.readouterr()
    assert shown.out.startswith("Shandong guide 3.4: no score")
    assert "W847" in shown.err


def test_the_command_prints_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(
        two({"data": dqr(2, 1, 3)}, {"data": dqr(2, 1, 3)}).to_yaml(), encoding="utf-8"
    )
    quality_command(path, as_json=True, lang="zh")
    plain = json.loads(capsys.readouterr().out)
    assert plain["ratings"]["dqr"] == 2.0


# ------------------------------------------------------------------------ whole models

ROOT = Path(__file__).parents[1]
MODELS = [
    *sorted(ROOT.glob("models/*/model.yaml")),
    *(
        ROOT / "tests/models" / f"{name}.yaml"
        for name in ("chlor_alkali", "crate_small")
    ),
]


@pytest.mark.parametrize(
    "path", MODELS, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_every_model_has_a_page_and_advice_that_can_be_followed(path: Path) -> None:
    result = lg.read(path).solve()
    found = assess_quality(result.prepared, result.rows)
    assert found.to_text("en")
    assert found.to_text("zh")
    assert found._repr_html_()
    assert not [f.at for f in found.findings if ".recycling" in f.at]


def recycled(**card: Plain) -> Quality:
    """1 kg of goods, half of it recycled at the end of life."""
    formula = {
        "method": "end_of_life",
        "parameters": {"mass": "1 kg", "R2": "0.5"},
        "suppliers": dict.fromkeys(("Ev", "ErecEoL", "Ev_star", "Ed"), "metal"),
        "why": "test",
    }
    of = model(
        {"works": works(recycling=formula, **({"data": card} if card else {}))},
        {"metal": factor(2, **{"class": "supplier"})},
    )
    result = of.solve()
    return assess_quality(result.prepared, result.rows)


def test_supplies_of_recycling_rest_on_the_card_of_their_process() -> None:
    places = {(f.code, f.at) for f in recycled().findings}
    assert ("W846", "processes.works") in places
    assert ("W848", "processes.works.data") in places
    card = {"class": "continuous", "calibration": "conforming", "origin": "site"}
    told = recycled(**card)
    assert not {f.code for f in told.findings} & {"W846", "W848"}
    # continuous 6, supplier 4, conforming 6: 16/3 for every supply
    assert told.scores.score == Fraction(16, 3)
