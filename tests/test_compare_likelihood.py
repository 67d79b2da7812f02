"""A comparison says how surely which side is lower, on draws that all sides share."""

from __future__ import annotations

from typing import Any

import pytest
from small_databases import stored
from small_models import factor, model, works
from test_background_sampling import lognormal, uncertain
from uncertain_models import buying, emitting, normal, uniform

import lcagraph as lg
from lcagraph.background.store import write_database
from lcagraph.compare import Side, compare_sides
from lcagraph.uncertainty import Settings
from lcagraph.wording import Language


def bought(amount: str, power: dict[str, Any], **parameters: Any) -> lg.Model:
    """Goods that take some power."""
    stated = factor(1, per="1 kWh", kind="electricity") | power
    if "from" in power:
        stated = {**power, "stage": "production"}
    return model(
        {"works": works(inputs={"power": amount})},
        {"power": stated},
        parameters=parameters,
    )


def test_scenarios_share_every_draw() -> None:
    found = buying().compare(["clean", "half"])
    draws = found.under_uncertainty.draws
    assert draws is not None
    # 0.5 and 0.4 kg of the same uncertain power
    assert draws.paired("clean").probability_lower == 1
    assert draws.paired("clean").correlation == pytest.approx(1)
    # lower in all of 10,000 draws: at least 0.025^(1/10,000) by Clopper and Pearson
    assert "P(clean < base): > 99.963%" in repr(found)
    assert "P(lower)" in found._repr_html_()


def test_sides_of_different_families_share_what_they_state_alike() -> None:
    # 1 and 2 kWh, each ± 30 % of their own, at one uncertain factor
    def side(name: str, power: str) -> Side:
        one = bought(power, {"co2e": "= 1 kg * cf"}, cf=normal(1, 0.1))
        return Side(name=name, result=one.solve(), tree=one._canonical, family=name)

    sides = side("A", "1 kWh ± 30 %"), side("B", "2 kWh ± 30 %")
    draws = compare_sides(sides[0], [sides[1]]).under_uncertainty.draws
    assert draws is not None
    # ln of each: shared 0.1 and own 0.153: a correlation of 0.01/(0.01 + 0.0234) = 0.30
    assert draws.paired("B").correlation == pytest.approx(0.3, abs=0.05)


def test_a_comparison_of_certain_models_has_no_draws() -> None:
    certain = buying("10 kWh")
    found = certain.compare(certain.with_(None))
    assert found.under_uncertainty.draws is None
    assert found.under_uncertainty.findings == ()
    assert found.to_dict()["uncertainty"] is None
    assert found.under_uncertainty.to_text("zh") == ""


def test_what_has_no_answer_under_uncertainty_is_told_beside_the_comparison() -> None:
    one = emitting("1 / share", share={**uniform(0.5, 1.5), "max": "1.2"})
    found = one.compare(one.with_({"share": "0.9"})).under_uncertainty
    assert found.draws is None
    assert [finding.code for finding in found.findings] == ["E541"]
    told = found.to_dict()
    assert told is not None
    assert told["findings"][0]["code"] == "E541"
    assert "E541" in found.to_html("zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_databases_are_told_to_be_certain(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    lang: Language,
) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(home))
    linked = uncertain({(1, 0): lognormal(14, 0.2)}, {})
    write_database(stored(linked), home / "databases")
    one, less = (
        bought(f"{amount} kWh ± 5 %", {"from": "smelter/Electricity"})
        for amount in (10, 9)
    )
    found = one.compare(less)
    assert "smelter" in found.under_uncertainty.to_text(lang)
    told = found.under_uncertainty.to_dict()
    assert told is not None
    assert told["databases_as_certain"] == ["smelter"]
    whole = found.uncertainty(Settings(n=300, seed=1))
    assert [one.name for one in whole.study.databases] == ["smelter"]
    # two models of their own: 10 and 9 kWh are drawn apart, sd 10 × 0.05 / 1.96 = 0.255
    # and 0.230, so P = Φ(1 / 0.343) = 0.998 but for the kilowatt-hour's own spread
    assert whole.paired("other").probability_lower > 0.98
