"""Stages of a result and steps of a comparison as pictures, with their own numbers."""

from __future__ import annotations

import pytest
from picture_checks import overlapping_texts, texts, texts_off_the_page, written
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.compare.pictures import waterfall_drawing, waterfall_text
from lcagraph.diagram.departments import organisation_drawing
from lcagraph.errors import UsageError
from lcagraph.locate import folder
from lcagraph.result.stage_pictures import stage_bars, stage_bars_text, stage_pie

MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))


def shipped(name: str) -> lg.Model:
    return lg.read(folder("models") / name / "model.yaml")


def crediting() -> lg.Model:
    """3 kg × 2 of material, 8 kg of its own, −10 kg taken out of the air."""
    parts = works(
        inputs={"steel": "2 kg"},
        emissions={"co2_fossil": "8 kg"},
        removals={"co2_biogenic": "10 kg"},
    )
    steel = factor(3, stage="raw_materials", kind="material")
    return model({"works": parts}, {"steel": steel})


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", MODELS)
def test_bars_of_a_shipped_model_are_clean_and_say_the_table(
    name: str, lang: str
) -> None:
    result = shipped(name).solve()
    figure = stage_bars(result, lang)
    assert overlapping_texts(figure) == []
    assert texts_off_the_page(figure) == []
    shown = [written(text) for text in texts(figure)]
    for _, _, share in result.by_stage().rows:
        assert any(text.endswith(f"· {share} %") for text in shown)


@pytest.mark.parametrize("name", MODELS)
def test_a_pie_is_drawn_only_where_nothing_is_negative(name: str) -> None:
    result = shipped(name).solve()
    amounts = [float(str(row[1])) for row in result.by_stage().rows]
    if min(amounts) < 0:
        with pytest.raises(UsageError, match="show bars"):
            stage_pie(result)
        return
    figure = stage_pie(result, "both")
    assert overlapping_texts(figure) == []
    assert texts_off_the_page(figure) == []


def test_a_stage_that_takes_up_carbon_has_no_slice() -> None:
    result = crediting().solve()
    # 8 − 10 = −2 in production
    assert result.by_stage().rows[1][1] == pytest.approx(-2)
    with pytest.raises(UsageError, match="“Production”") as error:
        stage_pie(result, "en")
    assert error.value.finding.code == "E779"
    assert "−2" in stage_bars_text(result, "en")


def test_stages_follow_the_life_cycle() -> None:
    lines = stage_bars_text(shipped("polyester_jacket").solve(), "en").splitlines()
    starts = [line.split("  ")[0] for line in lines[1:]]
    order = ["Raw materials", "Production", "Distribution", "Use"]
    places = [starts.index(name) for name in order if name in starts]
    assert places == sorted(places)
    assert len(places) >= 3


def test_another_language_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        stage_bars(crediting().solve(), "fr")
    assert error.value.finding.code == "E753"


def test_steps_of_a_comparison_lead_from_one_footprint_to_the_other() -> None:
    found = shipped("aluminium_profile").compare("best_case")
    waterfall = found.waterfalls["best_case"]
    names = ("base", "best_case")
    figure = waterfall_drawing(waterfall, names, found.base.result.name.get("en"), "en")
    assert overlapping_texts(figure) == []
    shown = [written(text) for text in texts(figure)]
    # both parameters that the scenario sets, with their values
    scenario = found.others[0].result.prepared.compiled.system.parameters
    assert any(text.startswith("scrap_share:") for text in shown), scenario
    assert any(text.startswith("green_share:") for text in shown)
    lines = waterfall_text(waterfall, names, "1 t", "en").splitlines()
    assert [line.split()[0] for line in (lines[1], lines[4])] == ["base", "best_case"]


DEPARTMENTS = {
    "head": {"name": "总经理 | Managing director"},
    "works": {"name": "生产部 | Works", "under": "head"},
    "energy": {
        "name": "能源部 | Energy",
        "under": "head",
        "responsible_for_footprint": True,
    },
}


def organised(**departments: dict[str, object]) -> lg.Model:
    parts = {"works": works(emissions={"co2_fossil": "1 kg"})}
    return model(parts, organisation={"departments": departments})


@pytest.mark.parametrize(
    ("lang", "name"), [("zh", "能源部"), ("en", "Energy"), ("both", "能源部 Energy")]
)
def test_departments_of_a_model_are_a_chart(lang: str, name: str) -> None:
    figure = organisation_drawing(organised(**DEPARTMENTS).system, lang=lang)
    shown = [written(text) for text in texts(figure)]
    assert name in shown
    assert len(figure.boxes("unit")) == 3
    assert any("碳足迹" in text or "footprint" in text for text in shown)


def test_a_model_without_departments_says_how_to_list_them() -> None:
    with pytest.raises(UsageError) as error:
        organisation_drawing(crediting().system)
    assert error.value.finding.code == "E776"


def test_departments_under_each_other_are_no_chart() -> None:
    turned = {
        "sales": {"name": "Sales", "under": "works"},
        "works": {"name": "Works", "under": "sales"},
    }
    with pytest.raises(UsageError) as error:
        organisation_drawing(organised(**turned).system, lang="en")
    assert error.value.finding.code == "E779"
