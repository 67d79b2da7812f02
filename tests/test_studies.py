"""What a model can be asked: each study through the one method that users write."""

from __future__ import annotations

import numpy as np
import pytest

import lcagraph as lg
from lcagraph.errors import UsageError

TEXT = """
lcagraph: 1
reference: {product: crate, amount: 1 piece, kind: declared_unit}
scope: {gwp: ipcc-ar6-gwp100, boundary: cradle-to-gate}
parameters:
  share: 0.25
processes:
  moulding:
    stage: production
    outputs: {crate: 1 piece}
    inputs:
      resin: 2 kg ± 10 %
      power: = 8 kWh * (1 - share)
factors:
  resin: {per: 1 kg, kind: material, boundary: cradle_to_gate, stage: raw_materials,
          gwp: ipcc-ar6-gwp100, co2e: 2 kg}
  power: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate,
          gwp: ipcc-ar6-gwp100, co2e: 0.5 kg}
scenarios:
  half: {set: {share: 0.5}}
  light: {set: {processes.moulding.inputs.resin: 1.5 kg ± 10 %}}
"""
# 2 kg × 2 + 8 kWh × 0.75 × 0.5 = 7 kgCO2e; half: 4 + 2 = 6; light: 3 + 3 = 6


@pytest.fixture
def model() -> lg.Model:
    return lg.read_string(TEXT)


def test_scenarios_share_the_draws_of_the_model(model: lg.Model) -> None:
    found = model.uncertainty(2_000, seed=1)
    assert found.names == ("base", "half", "light")
    # the resin is the same draw: the difference is 2 kWh × 0.5 in each
    assert found.paired("half").probability_lower == 1
    np.testing.assert_allclose(found.paired("half").differences, -1, rtol=1e-12)


def test_a_normal_of_ten_percent_has_its_standard_deviation(model: lg.Model) -> None:
    # 4 kgCO2e ± 10 % is the 95 % half-width: sd = 0.4 / 1.959964 = 0.20409
    found = model.uncertainty(20_000, seed=3, compare=())
    assert found.names == ("base",)
    summary = found.of("base")
    assert summary.mean == pytest.approx(7, abs=4 * summary.se)
    assert summary.sd == pytest.approx(0.204085, rel=0.02)


def test_another_file_shares_what_both_state_alike(model: lg.Model) -> None:
    edited = lg.read_string(TEXT.replace("share: 0.25", "share: 0.5"))
    found = model.uncertainty(2_000, seed=1, compare=edited)
    np.testing.assert_allclose(found.paired("other").differences, -1, rtol=1e-12)
    assert found.study.drawn_apart == ()


def test_what_another_file_states_differently_is_drawn_apart_and_told(
    model: lg.Model,
) -> None:
    other = lg.read_string(TEXT.replace("2 kg ± 10 %", "1.9 kg ± 10 %"))
    found = model.uncertainty(2_000, seed=1, compare=other)
    drawn = np.corrcoef(found.totals("base"), found.totals("other"))[0, 1]
    assert abs(drawn) < 4 / np.sqrt(2_000)
    path = "processes.moulding.inputs.resin.amount"
    assert found.study.drawn_apart == (path,)
    assert path in found.to_text("en")
    assert path in model.compare(other).under_uncertainty.to_text("zh")


def test_a_copy_with_values_set_is_no_other_model(model: lg.Model) -> None:
    found = model.uncertainty(500, seed=1, compare=model.with_(share=0.5))
    (paired,) = found.pairs
    np.testing.assert_allclose(paired.differences, -1, rtol=1e-12)


def test_what_cannot_be_compared_shares_no_run(model: lg.Model) -> None:
    other = lg.read_string(TEXT.replace("1 piece, kind", "2 piece, kind"))
    with pytest.raises(UsageError) as refused:
        model.uncertainty(500, compare=other)
    assert refused.value.finding.code == "E761"


def test_sensitivity_is_asked_by_name(model: lg.Model) -> None:
    gradient = model.sensitivity.gradient()
    # ∂h/∂share = −8 kWh × 0.5 kgCO2e/kWh; ∂h/∂resin = 2 kgCO2e/kg, elasticity 4 / 7
    assert gradient.of("share").derivative == pytest.approx(-4, rel=1e-12)
    resin = gradient.of("processes.moulding.inputs.resin.amount")
    assert resin.elasticity == pytest.approx(4 / 7, rel=1e-12)
    assert model.sensitivity.taylor().sd == pytest.approx(0.204085, rel=1e-5)


def test_two_footprints_are_equal_where_their_lines_cross(model: lg.Model) -> None:
    # 4 + 6 p = 3 + 6 p never meet; 4 + 6 p = 4 + 4 p + 1 kgCO2e does at p = 0.5
    other = model.with_({"share": 0.5, "processes.moulding.inputs.resin": "2.5 kg"})
    found = model.breakeven(other, "power.co2e", within=(0, 2))
    assert [each.at for each in found.crossings] == pytest.approx([0.5], rel=1e-9)


def test_a_table_of_scenarios_has_the_model_first(model: lg.Model) -> None:
    table = model.scenario_table()
    assert table.headline == pytest.approx([7, 6, 6], rel=1e-12)
    crossed = model.scenario_table(cross=[["base", "half"], ["base", "light"]])
    # base, light, half, half + light = 3 + 2
    assert sorted(crossed.headline) == pytest.approx([5, 6, 6, 7], rel=1e-12)


def test_quality_tells_what_is_not_stated(model: lg.Model) -> None:
    found = model.quality()
    assert found.scores.score is None
    assert {"W846"} <= {finding.code for finding in found.findings}
