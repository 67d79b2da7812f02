"""Waivers: which findings a model may accept, where, and that they stay visible."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, refused, works

import lcagraph as lg

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
        ("E302", MISSING),
    ],
)
def test_a_waiver_of_something_else_covers_nothing(code: str, at: str) -> None:
    assert refused(waived(code, at)) == {("E301", MISSING)}


def test_an_error_without_which_there_is_no_number_is_never_waived() -> None:
    of = waived("E308", "processes.works", inputs={"resin": "2 kWh"})
    assert refused(of) == {("E308", "processes.works.inputs.resin")}


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
