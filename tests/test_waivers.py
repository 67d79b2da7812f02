"""Waivers: which findings a model may accept, where, and that they stay visible."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, refused, told, works

import lcagraph as lg
from lcagraph.result.card import card_html
from lcagraph.waivers import ONLY_IN_DRAWS
from lcagraph.wording import codes, help_lines

Plain = Any

MISSING = "processes.works.inputs.glue"


def waived(code: str, at: str, **process: Plain) -> lg.Model:
    inputs = {"resin": "2 kg", "glue": "1 g"}
    waiver = {"code": code, "at": at, "why": "用量小 | tiny amount"}
    return model(
        {"works": works(**{"inputs": inputs, **process})},
        {"resin": factor(3)},
        waive=[waiver],
    )


@pytest.mark.parametrize("at", [MISSING, "processes.works.inputs", "processes.works"])
def test_a_waiver_covers_its_place_and_all_below(at: str) -> None:
    result = waived("E301", at).solve()
    assert result.total == 6
    (finding,) = result.findings
    assert (finding.code, finding.at) == ("E301", MISSING)
    assert finding.waived == {"zh": "用量小", "en": "tiny amount"}


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("E301", "processes.works.inputs.glu"),
        ("E301", "processes.workshop"),
        ("E320", MISSING),
    ],
)
def test_a_waiver_of_something_else_covers_nothing(code: str, at: str) -> None:
    assert refused(waived(code, at)) == {("E301", MISSING)}


@pytest.mark.parametrize("code", ["E201", "E222", "E302", "E308", "E503", "E605"])
def test_what_can_not_be_waived_is_refused_as_a_waiver(code: str) -> None:
    assert refused(waived(code, "processes.works")) >= {("E370", "waive.0.code")}


def test_a_waiver_of_what_can_not_be_waived_hides_nothing() -> None:
    of = waived("E308", "processes.works", inputs={"resin": "2 kWh"})
    wrong = "processes.works.inputs.resin"
    assert refused(of) == {("E370", "waive.0.code"), ("E308", wrong)}


@pytest.mark.parametrize(
    "code",
    [c for c in codes() if not c.startswith("E") and c not in ONLY_IN_DRAWS][::7],
)
def test_every_warning_and_note_may_be_waived(code: str) -> None:
    inputs = {"resin": "2 kg"}
    found = told(waived(code, "processes.nowhere", inputs=inputs))
    assert found == {("W334", "waive.0")}


def test_a_misplaced_waiver_is_told_beside_the_error_that_it_means() -> None:
    with pytest.raises(lg.ModelError) as caught:
        waived("E301", f"{MISSING}.amount").solve()
    found = {finding.code: finding for finding in caught.value.findings}
    assert set(found) == {"E301", "W334"}
    assert MISSING in help_lines(found["W334"], "en")[0]


def test_a_misplaced_waiver_of_a_loop_is_told_too() -> None:
    inputs = {"goods": "1.5 kg", "resin": "1 kg"}
    with pytest.raises(lg.CalculationError) as caught:
        waived("E508", "processes.workshop", inputs=inputs).solve()
    assert [finding.code for finding in caught.value.findings] == ["E508", "W334"]


def test_of_other_waivers_nobody_knows_yet_where_a_model_is_stopped() -> None:
    with pytest.raises(lg.ModelError) as caught:
        waived("W802", "processes.works").solve()
    assert [finding.code for finding in caught.value.findings] == ["E301"]


@pytest.mark.parametrize(("lang", "reason"), [("en", "tiny amount"), ("zh", "用量小")])
def test_the_reason_stands_in_lines_and_on_the_card(lang: Any, reason: str) -> None:
    of = waived("E301", MISSING)
    assert of.check().to_lines(lang).endswith(f"{reason}\n")
    assert reason in card_html(of.solve(), lang)
    assert reason not in card_html(waived("W802", MISSING, inputs={}).solve(), lang)


def test_a_waiver_that_covers_nothing_is_told() -> None:
    result = waived("E301", MISSING, inputs={"resin": "2 kg"}).solve()
    assert [(f.code, f.at) for f in result.findings] == [("W334", "waive.0")]


def test_a_loop_that_runs_backwards_may_be_waived() -> None:
    inputs = {"goods": "1.5 kg", "resin": "1 kg"}
    of = waived("E508", "processes.works", inputs=inputs)
    # 1 / (1 − 1.5) = −2 runs of 3 kg
    assert of.solve().total == pytest.approx(-6)
    assert {finding.code for finding in of.solve().findings} == {"E508"}


def test_a_freight_leg_without_a_factor_may_be_waived() -> None:
    row = {"amount": "2 kg", "transport": {"lorry": "30 km"}}
    assert waived("E301", "processes.works", inputs={"resin": row}).solve().total == 6


def test_a_waived_check_keeps_its_result() -> None:
    mixer = {"kind": "mix", "outputs": {"blend": "1 kg"}, "inputs": {"resin": "0.9 kg"}}
    processes = {"works": works(inputs={"blend": "1 kg"}), "mixer": mixer}
    waiver = {"code": "E801", "at": "processes.mixer", "why": "rounding"}
    of = model(processes, {"resin": factor(3)}, waive=[waiver])
    assert of.solve().total == pytest.approx(2.7)
