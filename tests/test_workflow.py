"""The steps of certification and assessment, with dates and with what they lack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.cli import main
from lcagraph.workflow import workflow

MODEL = """\
lcagraph: 1
scope: {rule_set: %s}
reference: {product: goods, amount: 1 kg}
processes:
  works: {stage: production, outputs: {goods: 1 kg}, emissions: {co2_fossil: 1 kg}}
"""
ASSESSMENT = """\
assessment:
  client: {name: 客户 | Client}
  body: {name: 机构 | Body}
  steps: {accepted: "2025-03-01"}
  findings:
    - {problem: 缺发票 | No invoice}
    - {problem: 缺铭牌 | No plate, reply: 已补 | Sent}
"""


def test_a_model_without_an_assessment_has_no_workflow() -> None:
    assert workflow(lg.read_string(MODEL % "iso14067").system) == ()


@pytest.mark.parametrize(
    ("rule_set", "steps"),
    [
        # Chongqing guide 四, figure 2
        (
            "gbt24067-cq",
            "accepted documents_reviewed site_visited approved supervised",
        ),
        # Shandong guide 5.1, figure 1
        (
            "sd-2023",
            "accepted prepared documents_reviewed site_visited reported delivered",
        ),
    ],
)
def test_each_guide_has_its_own_steps(rule_set: str, steps: str) -> None:
    found = workflow(lg.read_string(MODEL % rule_set + ASSESSMENT).system)
    assert [each.step for each in found] == steps.split()
    assert (found[0].date, found[0].is_done) == ("2025-03-01", True)
    assert all(each.date is None for each in found[1:])


def test_an_open_step_says_what_it_lacks() -> None:
    found = workflow(lg.read_string(MODEL % "sd-2023" + ASSESSMENT).system)
    lacks = {each.step: each.lacks for each in found}
    assert lacks["delivered"] == ("assessment.version", "assessment.steps.delivered")
    # the first finding of the log has no reply, the second has
    assert "assessment.findings.0.reply" in lacks["reported"]
    assert "assessment.findings.1.reply" not in lacks["reported"]


def test_status_prints_the_workflow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL % "gbt24067-cq" + ASSESSMENT, encoding="utf-8")
    assert main(["--lang", "en", "status", str(path)]) == 0
    page = capsys.readouterr().out
    assert "Commission and acceptance  2025-03-01" in page
    assert "lacks assessment.steps.supervised" in page
    assert main(["status", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["workflow"]
    first = {"id": "accepted", "date": "2025-03-01", "is_done": True, "lacks": []}
    assert told[0] == first


@pytest.mark.parametrize("rule_set", ["gbt24067-cq", "sd-2023", "iso14067"])
@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ("accepted: 2025-03-01, documents_reviewed: 2025-02-01", {"W885"}),
        ("accepted: 2025-03-01, documents_reviewed: 2025-03-02", set()),
        # a step without a date is missing only where conformity is claimed
        ("documents_reviewed: 2025-03-02", set()),
    ],
)
def test_steps_out_of_order_are_told_though_no_conformity_is_claimed(
    rule_set: str, steps: str, codes: set[str]
) -> None:
    text = MODEL % rule_set + f"assessment: {{steps: {{{steps}}}}}\n"
    model = lg.read_string(text)
    assert {each.code for each in model.check()} == codes


def test_a_dated_step_that_lacks_things_is_shown_as_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.yaml"
    text = MODEL % "gbt24067-cq" + ASSESSMENT
    path.write_text(text.replace("  client: {name: 客户 | Client}\n", ""), "utf-8")
    assert main(["--lang", "en", "status", str(path)]) == 0
    page = capsys.readouterr().out
    # the date stands, and one thing, the client, is lacking
    assert "Commission and acceptance  2025-03-01  1 open" in page
    assert main(["--lang", "zh", "status", str(path)]) == 0
    assert "2025-03-01  待办 1 项" in capsys.readouterr().out
    assert main(["status", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["workflow"]
    assert [each["is_done"] for each in told] == [False] * 5
