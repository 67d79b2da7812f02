"""Stages of a result and steps of a comparison as pictures, with their own numbers."""

from __future__ import annotations

import pytest
from picture_checks import overlapping_texts, texts, texts_off_the_page, written
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.charts import Caption, Ends, Part, part_bars, waterfall_steps
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


def test_a_picture_of_edits_calls_them_by_their_names() -> None:
    found = shipped("caustic_soda").compare("economic")
    shown = " ".join(written(text) for text in texts(found.drawing("economic", "zh")))
    # names of the model: the process; the catalogue: what is set there, and to what
    assert "离子膜电解 · 分配方法：质量\u00a0→\u00a0经济价值" in shown
    assert "基准方案" in shown
    assert "electrolysis" not in shown


def test_a_picture_in_two_languages_has_a_legend_in_both() -> None:
    found = shipped("caustic_soda").compare("economic")
    shown = [written(text) for text in texts(found.drawing("economic", "both"))]
    assert {"增加  raises", "减少  lowers"} <= set(shown)
    # the second language tells as much, in the title and in a step
    joined = " ".join(shown).replace("\u00a0", " ")
    assert "Membrane electrolysis · allocation: mass → economic" in joined
    assert "从“基准方案”到" in joined
    assert "From base case to" in joined


def test_the_figure_of_a_factor_is_no_mass() -> None:
    # the scenario sets the factor of graphite to 13.8 kg CO2e per kg; it was 5.31591
    found = shipped("lfp_cell").compare("synthetic_graphite")
    for lang, told in (
        ("zh", "碳足迹因子：5.32→13.8kgCO2e/kg"),
        ("en", "CO2efactor:5.32→13.8kgCO2e/kg"),
    ):
        figure = found.drawing("synthetic_graphite", lang)
        shown = "".join(written(text) for text in texts(figure))
        assert told in "".join(shown.split())
        assert "5.31591" not in shown


@pytest.mark.parametrize(("lang", "name"), [("zh", "人造石墨"), ("en", "Synthetic")])
def test_a_scenario_stands_by_its_name(lang: str, name: str) -> None:
    found = shipped("lfp_cell").compare("synthetic_graphite")
    figure = found.drawing("synthetic_graphite", lang)
    shown = " ".join(written(text) for text in texts(figure))
    assert name in shown
    assert "synthetic_graphite" not in shown


def test_nothing_between_two_equal_footprints_has_a_whole_axis() -> None:
    end = Part(name="a", value=10.0)
    figure = waterfall_steps(
        Ends(first=end, last=end), [], Caption(title="t", unit="kg", lang="en")
    )
    assert not any("does not begin at zero" in written(text) for text in texts(figure))
    assert "0" in [written(text) for text in texts(figure)]


@pytest.mark.parametrize(
    ("values", "is_told"), [((1.4, 1.4, 97.0), True), ((1.0, 2.0, 97.0), False)]
)
def test_printed_parts_that_do_not_add_up_say_why(
    values: tuple[float, ...], is_told: bool
) -> None:
    # one decimal would do for neither: 1 + 1 + 97 = 99, but 99.8 reads 100
    parts = [Part(name=f"p{value}", value=value) for value in values]
    figure = part_bars(parts, Caption(title="t", unit="kg", lang="en"))
    said = " ".join(written(text) for text in texts(figure))
    assert ("rounded one by one" in said) is is_told


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
    ("lang", "names"),
    [("zh", {"能源部"}), ("en", {"Energy"}), ("both", {"能源部", "Energy"})],
)
def test_departments_of_a_model_are_a_chart(lang: str, names: set[str]) -> None:
    figure = organisation_drawing(organised(**DEPARTMENTS).system, lang=lang)
    shown = [written(text) for text in texts(figure)]
    assert names <= set(shown)  # in both languages, each on a line of its own
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
