"""What is drawn is listed, stands in the data of a run, and is told by traces."""

from __future__ import annotations

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.version import __version__

TEXT = """lcagraph: 1
reference: {product: goods, amount: 1 kg}
parameters:
  loss: {value: 2 %, uncertainty: {dist: uniform, min: 1 %, max: 3 %}}
processes:
  works:
    stage: production
    outputs: {goods: 1 kg}
    inputs: {ore: = 1 kg + loss * 1 kg, lime: 3 kg ± 10 %}
factors:
  ore: {per: 1 kg, kind: material, boundary: cradle_to_gate, co2e: 1 kg, gwp: unknown,
        pedigree: [2, 3, 2, 1, 1]}
  lime: {per: 1 kg, kind: material, boundary: cradle_to_gate, co2e: 1 kg, gwp: unknown,
         uncertainty: {dist: lognormal, gsd: 1.2}}
"""


def read() -> lg.Model:
    return lg.read_string(TEXT)


def test_every_uncertain_number_is_listed_with_line_and_distribution() -> None:
    found = read().uncertain_numbers()
    rows = {row["number"]: row for row in found.to_table().to_records()}
    assert list(rows) == ["loss", "ore.co2e", "lime.co2e", "works.inputs.lime"]
    assert rows["loss"]["distribution"] == "uniform, min 1 %, max 3 %"
    assert rows["lime.co2e"]["distribution"] == "lognormal, gsd 1.2"
    # ± 10 % is half of the 95 % interval: 10 / 1.959964 = 5.102 %
    assert rows["works.inputs.lime"]["distribution"] == "normal, rel_sd 5.102 %"
    assert rows["ore.co2e"]["origin"] == "pedigree"
    lines = {name: str(row["line"]).split(":")[-2] for name, row in rows.items()}
    assert lines == {
        "loss": "4",
        "ore.co2e": "11",
        "lime.co2e": "13",
        "works.inputs.lime": "9",
    }
    assert "对数正态分布，gsd 1.2" in found.to_text("zh")


def test_the_data_of_a_run_tie_it_to_its_model() -> None:
    one = read()
    found = one.uncertainty(500, compare=one.with_(loss="2.5 % ± 1 %")).to_dict()
    made = found["made_by"]
    assert (made["lcagraph"], made["gwp"]) == (__version__, "ipcc-ar6-gwp100")
    assert made["names"]["base"]["model"] == one.hash
    assert made["names"]["other"]["settings"] == {"loss": "2.5 % ± 1 %"}
    drawn = {(d["path"], tuple(d["names"])): d for d in found["drawn"]}
    assert drawn["parameters.loss.value", ("base",)]["distribution"] == {
        "kind": "uniform",
        "minimum": 1.0,
        "maximum": 3.0,
    }
    # (1 % + 3 %) / 2, and 2 % / √12 = 0.57735 %
    assert drawn["parameters.loss.value", ("base",)]["mean"] == pytest.approx(2)
    assert drawn["parameters.loss.value", ("base",)]["sd"] == pytest.approx(0.577350)
    assert ("factors.lime.co2e.unspecified", ("base", "other")) in drawn


def test_a_trace_tells_every_form_of_spread() -> None:
    text = read().trace("works.lime").to_text()
    assert "normal, rel_sd 5.102 % · stated" in text
    assert "lognormal, gsd 1.2 · stated" in text
    ore = read().trace("works.ore")
    assert "uniform, min 1 %, max 3 % · stated" in ore.to_text()
    assert "pedigree scores [2, 3, 2, 1, 1]" in ore.to_text()
    plain = ore.to_dict()["traces"][0]
    (spread,) = plain["source"]["spreads"].values()
    assert spread["origin"] == "pedigree"
    assert spread["distribution"]["kind"] == "lognormal"


def test_names_that_sensitivity_prints_can_be_traced() -> None:
    one = read()
    names = [str(s["number"]) for s in one.sensitivity.taylor().to_table().to_records()]
    assert len(names) == 4
    for name in names:
        assert one.trace(name), name


def test_a_number_that_allocates_stands_for_the_rows_of_its_process() -> None:
    outputs = {
        "goods": {"amount": "1 kg", "price": "3 CNY/kg ± 10 %"},
        "rest": {"amount": "1 kg", "price": "1 CNY/kg"},
    }
    process = works(
        outputs=outputs,
        inputs={"ore": "2 kg"},
        allocation={"by": "economic", "why": "prices differ"},
    )
    one = model({"works": process}, {"ore": factor(1)})
    rows = [trace.path for trace in one.trace("works.outputs.goods.price")]
    assert rows == ["processes.works.inputs.ore"]
