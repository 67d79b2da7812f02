"""Findings for tools: SARIF that its schema accepts, and GitHub's workflow commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import lcagraph as lg
from lcagraph.cli import main
from lcagraph.errors import Finding
from lcagraph.formats.github import github_lines
from lcagraph.formats.sarif import sarif_log
from lcagraph.wording import LANGUAGES, codes
from lcagraph.wording.screen import Place

TEXT = """lcagraph: 1
reference: {product: goods, amount: 1 kg}
processes:
  works:
    outputs: {goods: 1 kg}
    inputs: {stel: 1 kg}
    waste:
      dust: {amount: 1 kg, untreated: "厂内, 少量 | little: 5 %"}
waive: [{code: W331, at: processes.works, why: 示例 | example}]
factors:
  steel: {per: 1 kg, co2e: 2 kg, gwp: ipcc-ar6-gwp100}
"""


@pytest.fixture(scope="module")
def validator() -> Any:
    path = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def run_of(text: str, lang: Any = "en") -> dict[str, Any]:
    found = lg.read_string(text).check()
    (run,) = sarif_log(found, found.locate, lang)["runs"]
    return dict(run)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sarif_of_every_code_is_valid(validator: Any, lang: Any) -> None:
    every = [Finding(code=code, at="processes.works") for code in codes()]
    place = Place(file="模型/a b.yaml", line=3, column=5, end_column=9, text="    x: 1")
    log = sarif_log(every, lambda at, part, span: place, lang)
    validator.validate(log)
    assert [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]] == list(
        codes()
    )


@pytest.mark.parametrize("text", [TEXT, "lcagraph: 1\nreference: {product: a}\n"])
def test_sarif_of_a_model_is_valid(validator: Any, text: str) -> None:
    found = lg.read_string(text).check()
    log = sarif_log(found, found.locate, "zh")
    validator.validate(log)
    assert json.loads(json.dumps(log)) == log


def test_sarif_without_findings_is_a_run_without_results(validator: Any) -> None:
    log = sarif_log([], lambda at, part, span: None, "en")
    validator.validate(log)
    assert log["runs"][0]["results"] == []


def test_a_result_tells_rule_level_region_and_model_path() -> None:
    (result,) = [r for r in run_of(TEXT)["results"] if r["ruleId"] == "E301"]
    (location,) = result["locations"]
    assert result["level"] == "error"
    # line 6, "    inputs: {stel: 1 kg}": the key begins behind 13 characters
    assert location["physicalLocation"]["region"] == {
        "startLine": 6,
        "startColumn": 14,
        "endColumn": 18,
    }
    (logical,) = location["logicalLocations"]
    assert logical["fullyQualifiedName"] == "processes.works.inputs.stel"
    assert "steel" in result["message"]["text"]  # the cure stands in the message


def test_a_rule_says_whether_something_is_missing_or_wrong() -> None:
    rules = {r["id"]: r for r in run_of(TEXT)["tool"]["driver"]["rules"]}
    assert rules["E301"]["properties"] == {"class": "missing"}


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    (result,) = [r for r in run_of(TEXT)["results"] if r["ruleId"] == "W331"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "example"}]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("models/a b.yaml", "models/a%20b.yaml"),
        ("/home/模型.yaml", "file:///home/%E6%A8%A1%E5%9E%8B.yaml"),
    ],
)
def test_file_names_become_uris(file: str, uri: str) -> None:
    place = Place(file=file, line=0)
    log = sarif_log([Finding(code="E301")], lambda at, part, span: place, "en")
    (location,) = log["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": uri}}


def test_a_github_command_has_its_place_and_escapes_what_would_end_it() -> None:
    place = Place(file="a,b:c.yaml", line=3, column=5, end_column=9)
    finding = Finding(code="W331", values={"waste": "100 %", "why": "a\nb"})
    (line,) = github_lines([finding], lambda at, part, span: place, "en")
    head = (
        "::warning file=a%2Cb%3Ac.yaml,line=3,col=5,endColumn=8,title=W331 · missing::"
    )
    assert line.startswith(head)
    assert "\n" not in line
    assert "100 %25" in line


def test_a_waived_finding_is_a_notice_with_its_reason() -> None:
    waived = Finding(code="E320", waived={"zh": "少量", "en": "little"})
    (line,) = github_lines([waived], lambda at, part, span: None, "en")
    assert line.startswith("::notice title=E320 · missing · waived::")
    assert line.endswith("%0Awaived: little")
    (line,) = github_lines([waived], lambda at, part, span: None, "zh")
    assert line.startswith("::notice title=E320 · 缺项 · 已豁免::")
    assert line.endswith("%0A豁免理由：少量")


def test_the_title_of_a_note_is_its_code() -> None:
    (line,) = github_lines([Finding(code="N402")], lambda at, part, span: None, "en")
    assert line.startswith("::notice title=N402::")


def test_levels_of_github_are_those_of_the_codes() -> None:
    found = [Finding(code="E301"), Finding(code="W331"), Finding(code="N336")]
    lines = github_lines(found, lambda at, part, span: None, "en")
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::warning",
        "::notice",
    ]


# ---------------------------------------------------------------- on the command line


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What `lcagraph check` prints of the text, and its exit code."""
    path = tmp_path / "wrong.yaml"
    path.write_text(TEXT, encoding="utf-8")

    def check(*options: str) -> tuple[int, str]:
        code = main(["check", str(path), *options])
        return code, capsys.readouterr().out

    return check


def test_check_prints_sarif(checked: Any, validator: Any) -> None:
    code, out = checked("--format", "sarif", "--lang=zh")
    assert code == 1
    validator.validate(json.loads(out))


def test_check_prints_github_commands(checked: Any) -> None:
    code, out = checked("--format", "github")
    assert code == 1
    assert all(line.startswith("::") for line in out.splitlines())
    assert "line=6,col=14" in out


@pytest.mark.parametrize("how", ["full", "concise"])
@pytest.mark.parametrize(
    ("lang", "mark"), [("en", "error[E301] (missing)"), ("zh", "错误[E301]（缺项）")]
)
def test_check_tells_missing_items_from_wrong_ones(
    checked: Any, how: str, lang: str, mark: str
) -> None:
    assert mark in checked("--format", how, "--lang", lang)[1]


@pytest.mark.parametrize(("lang", "reason"), [("en", "example"), ("zh", "示例")])
def test_lines_give_the_reason_of_what_is_waived(
    checked: Any, lang: str, reason: str
) -> None:
    out = checked("--format", "concise", "--lang", lang)[1]
    (line,) = [line for line in out.splitlines() if "W331" in line]
    assert line.endswith(reason)


def test_json_findings_carry_their_class(checked: Any) -> None:
    found = json.loads(checked("--format", "json")[1])["findings"]
    assert {f["code"]: f["class"] for f in found}["E301"] == "missing"
