"""Sliders: every answer is what a model with these values would say."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.errors import UsageError
from lcagraph.explorer import Explorer, sliders_of
from lcagraph.explorer.explorer import explorer_of
from lcagraph.wording import message

STEEL = {"steel": factor(3, stage="raw_materials", kind="material")}
PARAMETERS = {
    "use": {"value": "1", "min": "0", "max": "3", "name": "用量 | Use"},
    "loss": {"value": "10 %", "min": "5 %", "max": "20 %"},
    "heat": "4 kWh",
    "own": "= use * 2",
    "none": "0",
}


def plain(**keys: Any) -> lg.Model:
    """Per kg goods: 2 kg × use × (1 + loss) of steel at 3 kg, and 8 kg of its own."""
    inputs = {"steel": "= 2 kg * use * (1 + loss)"}
    emissions = {"co2_fossil": "= 2 kg/kWh * heat"}
    parts = {"works": works(inputs=inputs, emissions=emissions)}
    return model(parts, STEEL, **{"parameters": PARAMETERS, **keys})


def explorer(
    of: lg.Model, ranges: Mapping[str, Sequence[float] | None] | None = None
) -> Explorer:
    """As `Model.explore` makes it, whether or not anywidget is installed."""
    return Explorer(of.solve(), ranges or {}, "en")


# ---------------------------------------------------------------------------- answers


@pytest.mark.parametrize("use", [0, 0.5, 1, 3])
@pytest.mark.parametrize("loss", [5, 12.5, 20])
def test_an_answer_is_the_footprint_of_these_values(use: float, loss: float) -> None:
    found = explorer(plain())
    found.move(use=use, loss=loss)
    # 2 × use × (1 + loss) × 3 + 2 × 4
    assert found.answer.total == pytest.approx(6 * use * (1 + loss / 100) + 8)


def test_the_settings_lead_to_the_same_model() -> None:
    of = plain()
    found = explorer(of)
    found.move(use=2, loss=7.5, heat=3)
    assert found.settings == {"use": 2, "loss": 0.075, "heat": "3 kWh"}
    result = of.with_(found.settings).solve()
    assert result.total == pytest.approx(found.answer.total)
    told = re.sub("<[^>]*>", " ", found.answer.stages)
    for stage, amount, share in result.by_stage().rows:
        assert f"{share} %" in told, (stage, amount)


def test_numbers_of_rows_can_be_moved_too() -> None:
    of = model({"works": works(inputs={"steel": "2 kg"})}, STEEL)
    found = explorer(of, {"works.steel": (1, 5), "steel.co2e": None})
    found.move(**{"processes.works.inputs.steel.amount": 5})
    assert found.answer.total == pytest.approx(15)  # 5 kg × 3
    assert of.with_(found.settings).solve().total == pytest.approx(15)


def test_the_change_is_told_with_its_sign() -> None:
    found = explorer(plain())
    assert found.answer.change == "as written"
    found.move(heat=2)
    # 6 × 1.1 + 8 = 14.6; less 2 × 2 = 4, 27.4 %
    assert found.answer.change == "−4 kgCO2e (−27.4%)"


def test_the_boundary_figure_follows() -> None:
    found = explorer(plain())
    figures = [found.answers.figure(v, "en") for v in ([1, 10, 4], [2, 10, 4])]
    assert all(figure.startswith("<p><img") for figure in figures)
    assert figures[0] != figures[1]


def test_values_without_a_footprint_are_told() -> None:
    # 1/(1 − use) of a loop: at 1 it has no net output
    loop = works(inputs={"goods": "= 1 kg * use"}, emissions={"co2_fossil": "1 kg"})
    of = model({"works": loop}, parameters={"use": {"value": "0.5"}})
    found = explorer(of, {"use": (0, 1)})
    assert found.answer.total == pytest.approx(2)
    found.move(use=1)
    assert found.answer.total is None
    assert re.search(r"E\d{3}", found.answer.refusal)
    assert "E5" in found._repr_html_()


def test_all_pictures_have_one_axis() -> None:
    found = explorer(plain(), {"use": (0, 3)})
    ticks = set()
    for use in (0, 1.5, 3):
        found.move(use=use)
        texts = re.findall(
            r'<text [^>]*text-anchor="middle"[^>]*>(.*?)</text>', found.answer.stages
        )
        ticks.add(tuple(re.sub("<[^>]*>", "", text) for text in texts))
    assert len(ticks) == 1


# ---------------------------------------------------------------------------- sliders


def test_sliders_go_from_the_least_to_the_greatest_value_that_is_allowed() -> None:
    found = {s.name: (s.low, s.high) for s in sliders_of(plain().prepared, {})}
    # heat has no bounds: 4 ± 50 %; `own` is a formula, `none` is 0 ± 50 % = 0
    assert found == {"use": (0, 3), "loss": (5, 20), "heat": (2, 6)}


def test_a_range_is_stated_in_the_own_unit_and_shares_as_pure_numbers() -> None:
    ranges = {"loss": (0.06, 0.1), "heat": (1, 9)}
    loss, heat = sliders_of(plain().prepared, ranges)
    assert (loss.low, loss.high, loss.number.symbol) == (pytest.approx(6), 10, "%")
    assert (heat.low, heat.high, heat.number.symbol) == (1, 9, "kWh")


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(0, 1, 0.01), (0, 3, 0.02), (5, 20, 0.1), (0, 0.75, 0.005), (100, 500, 5)],
)
def test_a_slider_has_about_a_hundred_round_steps(
    low: float, high: float, step: float
) -> None:
    of = plain(parameters={**PARAMETERS, "use": "1"})
    (found,) = sliders_of(of.prepared, {"use": (low, high)})
    assert found.step == pytest.approx(step)
    assert 60 <= (high - low) / found.step <= 160


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no such number": ({"usw": (0, 1)}, "E720"),
    "a formula": ({"own": (0, 1)}, "E720"),
    "the wrong way round": ({"use": (2, 1)}, "E766"),
    "no width": ({"use": (1, 1)}, "E766"),
    "an infinite end": ({"heat": (1, float("inf"))}, "E766"),
    "three ends": ({"use": (0, 1, 2)}, "E766"),
    "a word": ({"use": ("a", "b")}, "E766"),
    "beyond the maximum": ({"use": (0, 4)}, "E766"),
    "a percentage as 6": ({"loss": (6, 10)}, "E766"),
    "zero without bounds": ({"none": None}, "E766"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_a_slider_is_refused(case: str) -> None:
    ranges, code = REFUSED[case]
    with pytest.raises(UsageError) as error:
        sliders_of(plain().prepared, ranges)
    assert error.value.finding.code == code
    assert message(error.value.finding, "zh")


def test_a_model_without_parameters_says_how_to_go_on() -> None:
    with pytest.raises(UsageError) as error:
        explorer(model({"works": works(emissions={"co2_fossil": "1 kg"})}))
    assert error.value.finding.code == "E767"


def test_a_slider_that_is_not_there_is_named_and_none_moves() -> None:
    found = explorer(plain())
    with pytest.raises(UsageError, match="usw"):
        found.move(use=2, usw=1)
    assert found.settings == {}


@pytest.mark.parametrize("heat", [1.9, 6.1, float("nan"), float("inf")])
def test_a_slider_goes_no_further_than_its_ends(heat: float) -> None:
    found = explorer(plain())  # 4 kWh ± 50 %
    with pytest.raises(UsageError) as error:
        found.move(use=2, heat=heat)
    assert error.value.finding.code == "E331"
    assert "2 kWh … 6 kWh" in message(error.value.finding, "en")
    assert found.settings == {}


def test_a_slider_beside_its_number_gets_back_to_it() -> None:
    found = explorer(plain(), {"heat": (5, 6)})
    found.move(heat=6)
    found.move(heat=4)
    assert found.settings == {}


# --------------------------------------------------------------------- pages, widgets


@pytest.mark.parametrize(("lang", "word"), [("en", "range"), ("zh", "范围")])
def test_without_widgets_it_is_a_page(lang: Any, word: str) -> None:
    page = explorer(plain()).to_html(lang)
    assert word in page
    assert page.count("<img") == 2
    assert {"en": "Use", "zh": "用量"}[lang] in page
    assert "0.00 … 3.00" in page


def test_without_anywidget_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lcagraph.explorer.explorer.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="anywidget") as error:
        explorer_of(plain().solve(), {}, "en")
    assert error.value.finding.code == "E765"


needs_widgets = pytest.mark.skipif(
    importlib.util.find_spec("anywidget") is None, reason="needs anywidget"
)


@needs_widgets
def test_a_notebook_gets_the_widget_and_the_page() -> None:
    found = plain().explore("heat", use=(0, 2))._repr_mimebundle_()
    assert set(found) == {
        "application/vnd.jupyter.widget-view+json",
        "text/html",
        "text/plain",
    }
    assert "14.6 kgCO2e" in found["text/plain"]


@needs_widgets
def test_the_widget_answers_with_the_number_of_the_question() -> None:
    found = plain().explore("use")
    widget = found.widget
    assert widget.answer["headline"] == "14.6 kgCO2e"
    widget.ask = {"number": 7, "values": [2], "wants": "numbers"}
    # 6 × 2 × 1.1 + 8
    assert (widget.answer["ask"], widget.answer["headline"]) == (7, "21.2 kgCO2e")
    assert found.values == {"use": 2}
    before = widget.figure["html"]
    widget.ask = {"number": 8, "values": [2], "wants": "figure"}
    assert widget.figure["ask"] == 8
    assert widget.figure["html"] != before


@needs_widgets
def test_sliders_of_a_widget_follow_what_python_sets() -> None:
    found = plain().explore("use")
    widget = found.widget
    found.move(use=0)
    assert widget.values == [0]
    assert widget.answer["headline"] == "8 kgCO2e"


@needs_widgets
def test_names_of_a_hostile_model_reach_the_widget_as_text() -> None:
    name = "</script><img src=x onerror=alert(1)>"
    parameters = {"use": {"value": "1", "name": name}}
    of = plain(parameters={**PARAMETERS, **parameters}, title=name)
    found = of.explore("use")
    # widget.js puts names in by `textContent`; what it puts in as HTML is escaped
    assert found.widget.sliders[0]["name"] == name
    assert "<img src=x" not in found.widget.figure["html"] + found.to_html()
    assert "<img src=x" not in found.widget.answer["stages"]
