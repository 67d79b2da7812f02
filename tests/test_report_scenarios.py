"""Scenarios in a report are computed: what lowers the footprint, what raises it."""

from __future__ import annotations

from typing import Any

import pytest

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.report.content import Listing, Report, Table
from lcagraph.report.dump import report_text
from lcagraph.report.scenarios import scenario_changes
from lcagraph.sensitivity import scenarios as evaluated

MODEL = """
lcagraph: 1
reference: {product: crate, amount: 1 piece, kind: declared_unit}
scope:
  boundary: cradle-to-gate
  period: 2024-01-01/2024-12-31
  cut_off: {each: 1 %, basis: own rule}
  declarations: {limitations: Illustrative, allocation: By mass}
parameters:
  weight: {value: 2 kg, min: 1 kg, max: 9 kg}
  power_use: 3 kWh
processes:
  moulding:
    stage: production
    data: {source: invoices, origin: site}
    allocation: {by: mass, why: physical}
    outputs:
      crate: {amount: 1 piece, mass: 2 kg, price: 3 CNY/piece}
      lid: {amount: 1 piece, mass: 2 kg, price: 1 CNY/piece}
    inputs: {granulate: = 2 * weight, power: = 2 * power_use}
factors:
  granulate: {per: 1 kg, kind: material, co2e: 1.5 kg, stage: raw_materials,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  power: {per: 1 kWh, kind: electricity, co2e: 0.5 kg,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
scenarios:
  light: {name: 轻量 | Light, set: {weight: 1 kg}}
  heavy: {name: 加重 | Heavy, set: {weight: 4 kg}}
  same: {name: 不变 | Same, set: {weight: 2 kg}}
  both: {name: 组合 | Both, extends: [light], set: {power_use: 1 kWh}}
  price: {name: 经济 | Economic,
     set: {processes.moulding.allocation: {by: economic, why: prices}}}
"""
"""Half of 4 kg × 1.5 + 6 kWh × 0.5 = 9: 4.5 kgCO2e per crate; by price three quarters.

light   half of 2 × 1.5 + 6 × 0.5 = 6: 3.0      −1.5   −33.33 %
heavy   half of 8 × 1.5 + 6 × 0.5 = 15: 7.5     +3.0   +66.67 %
both    half of 2 × 1.5 + 2 × 0.5 = 4: 2.0      −2.5   −55.56 %
price   three quarters of 9: 6.75               +2.25  +50.00 %
"""


def made(lang: Any = "zh", text: str = MODEL) -> Report:
    return lg.read_string(text).report("chongqing", lang)


def table(report: Report, id_: str) -> Table | None:
    return next((one for one in report.tables() if one.id == id_), None)


def rows(report: Report) -> list[list[str]]:
    found = table(report, "scenarios")
    assert found is not None
    return [["".join(map(str, cell.words)) for cell in row] for row in found.body]


def test_each_scenario_has_its_footprint_and_change() -> None:
    assert rows(made()) == [
        ["本报告结果", "—", "4.500", "—", "—"],
        ["轻量", "数据或参数", "3.000", "−1.500", "−33.33"],
        ["加重", "数据或参数", "7.500", "+3.000", "+66.67"],
        ["不变", "数据或参数", "4.500", "0", "0.00"],
        ["组合", "数据或参数", "2.000", "−2.500", "−55.56"],
        ["经济", "方法选择", "6.750", "+2.250", "+50.00"],
    ]


def listed(report: Report) -> list[str]:
    lists = [one for one in report.blocks() if isinstance(one, Listing)]
    return ["".join(map(str, item)) for one in lists for item in one.items]


def test_only_what_lowers_the_footprint_is_advised_most_first() -> None:
    told = [item for item in listed(made("en")) if "lower by" in item]
    assert told == [
        "Both: 2.000 kgCO2e, lower by 2.500 kgCO2e (55.56 %)",
        "Light: 3.000 kgCO2e, lower by 1.500 kgCO2e (33.33 %)",
    ]


def test_what_raises_it_is_told_as_no_improvement() -> None:
    text = report_text(made("en"))
    assert "which are no improvements: Heavy (+66.67 %)." in text


def test_a_cheaper_method_is_no_improvement() -> None:
    # by price with 1 : 3 the crate gets a quarter of 9: 2.25, and nothing was saved
    text = MODEL.replace("price: 3 CNY", "price: 0.3333333333333333 CNY", 1)
    assert rows(made(text=text))[-1][2:] == ["2.250", "−2.250", "−50.00"]
    assert not [item for item in listed(made("en", text)) if "Economic" in item]


def test_scenarios_that_set_numbers_are_evaluated_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variants: list[int] = []
    known = numbers_of

    def counted(prepared: Any, values: Any) -> Any:
        variants.append(len(values))
        return known(prepared, values)

    monkeypatch.setattr(evaluated, "numbers_of", counted)
    model = lg.read_string(MODEL)
    prepare = model._with_scenario_prepared
    found = scenario_changes(prepare, model.system, view="including")
    assert len(found) == 5
    # the model with its five scenarios at once: a basis of allocation is a switch
    assert variants == [6]


@pytest.mark.parametrize(
    "broken",
    [
        "broken: {set: {weight: 90 kg}}",  # beyond the maximum: no footprint
        "broken: {set: {reference.amount: 2 piece}}",  # per something else
    ],
)
def test_a_scenario_without_a_comparable_footprint_is_a_dash(broken: str) -> None:
    found = rows(made(text=f"{MODEL}  {broken}\n"))
    assert found[1][2] == "3.000"
    assert found[-1] == ["broken", "数据或参数", "—", "—", "—"]


def test_a_model_without_scenarios_says_so() -> None:
    text = MODEL[: MODEL.index("scenarios:")]
    report = made(text=text)
    assert table(report, "scenarios") is None
    assert "未进行情景分析" in report_text(report)


def test_the_report_of_a_scenario_tells_of_no_other() -> None:
    report = lg.read_string(MODEL).with_scenario("light").report("chongqing", "zh")
    assert table(report, "scenarios") is None
    assert "生命周期碳足迹为 3.000 kgCO2e" in report_text(report)


def test_what_is_put_in_and_what_comes_out_are_told_apart() -> None:
    found = table(made(), "sensitivity")
    assert found is not None
    names = {str(row[0].words[0]) for row in found.body}
    assert {"moulding · lid（产出）", "weight"} <= names


def test_a_footprint_of_zero_has_changes_without_percent() -> None:
    text = MODEL.replace("co2e: 1.5 kg", "co2e: 0 kg").replace(
        "co2e: 0.5 kg", "co2e: 0 kg"
    )
    assert rows(made(text=text))[1] == ["轻量", "数据或参数", "0", "0", "—"]


def test_the_study_report_answers_alternative_scenarios_with_them() -> None:
    report = lg.read_string(MODEL).report("iso14067", "en")
    found = table(report, "compliance")
    assert found is not None
    states = {str(row[1].words[0]): str(row[3].words[0]) for row in found.body}
    assert states["Alternative scenarios"] == "answered"
    assert rows(report)[1][0] == "Light"
