"""A questionnaire asks what a model leaves open, and its answers come back whole."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from questionnaires import MODEL, POWER, RESIN, filled, questionnaire, system_of
from typer.testing import CliRunner, Result

from lcagraph.cli.app import app
from lcagraph.errors import UsageError
from lcagraph.formats.yaml.reader import read_text
from lcagraph.formats.yaml.text_edits import set_in_text, yaml_lines
from lcagraph.report.collection import questions_of, read_answers


@pytest.fixture
def answered(tmp_path: Path) -> Path:
    return tmp_path / "answers.xlsx"


# ------------------------------------------------------------------------- questions


def test_amounts_that_are_numbers_are_asked_and_formulas_are_not() -> None:
    asked = {q.path: q for q in questions_of(system_of(), "zh").data}
    assert asked[RESIN].value == 1.2
    assert asked["processes.moulding.inputs.water"].value is None
    assert "t" in asked[RESIN].units
    assert "kWh" not in asked[RESIN].units


def test_a_row_shows_the_card_of_its_process() -> None:
    asked = {q.path: q for q in questions_of(system_of(), "en").data}
    assert asked[RESIN].card is not None
    assert asked[RESIN].card["source"] == "assumption"
    assert not asked[RESIN].has_own_card


def test_empty_fields_of_the_report_and_open_factors_are_asked() -> None:
    questions = questions_of(system_of(), "zh")
    paths = {question.path for question in questions.fields}
    assert {"organisation.name", "reference.annual_output.amount"} <= paths
    assert questions.factors[0].path == "factors.resin"


def test_a_name_that_begins_with_an_equals_sign_stays_text() -> None:
    content = questionnaire()
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheets = [n for n in file.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in file.read(name) for name in sheets)


def test_the_same_model_gives_the_same_questionnaire() -> None:
    assert questionnaire() == questionnaire()


# --------------------------------------------------------------------------- answers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unfilled_questionnaire_says_nothing(lang: str, answered: Path) -> None:
    answered.write_bytes(questionnaire(lang))
    assert read_answers(answered, system_of(), "zh").edits == {}


def test_answers_become_edits_of_the_model(answered: Path) -> None:
    answers = {
        (RESIN, "amount"): 1300.0,
        (RESIN, "unit"): "g",
        (POWER, "class"): "continuous",
        ("organisation.name", "answer"): "甲公司",
        ("factors.resin", "year"): "2021",
    }
    answered.write_bytes(filled(questionnaire(), answers))
    found = read_answers(answered, system_of(), "zh")
    assert found.findings == []
    assert found.edits == {
        f"{RESIN}.amount": "1300 g",
        f"{POWER}.data.class": "continuous",
        "organisation.name": "甲公司",
        "factors.resin.year": "2021",
    }


def test_a_card_of_its_own_begins_as_a_copy_of_its_process_card(
    answered: Path,
) -> None:
    content = filled(questionnaire(), {(RESIN, "source"): "ledger 3"})
    answered.write_bytes(content)
    assert read_answers(answered, system_of(), "zh").edits == {
        f"{RESIN}.data": {
            "class": "estimated",
            "origin": "secondary",
            "source": "ledger 3",
        }
    }


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({(RESIN, "amount"): "about 1"}, "E161"),
        ({("factors.resin", "year"): "last"}, "E161"),
        ({(RESIN, "amount"): 1.3, (RESIN, "unit"): "m3"}, "E162"),
        ({("parameters.share", "amount"): 0.6}, "E163"),
        ({(RESIN, "amount"): -1.0}, "E163"),
        ({(POWER, "class"): "good"}, "E164"),
        ({(RESIN, "amount"): 1300.0}, "W165"),  # grams without their unit
        (
            {
                (RESIN, "lcagraph:path"): "processes.x.inputs.y",
            },
            None,
        ),
    ],
)
def test_wrong_answers_are_found(
    answers: dict[tuple[str, str], object], code: str | None, answered: Path
) -> None:
    answered.write_bytes(filled(questionnaire(), answers))
    found = read_answers(answered, system_of(), "zh").findings
    assert [finding.code for finding in found] == ([code] if code else [])


def test_all_wrong_answers_are_told_at_once(answered: Path) -> None:
    answers = {(RESIN, "amount"): "x", (POWER, "amount"): "y", (POWER, "class"): "z"}
    answered.write_bytes(filled(questionnaire(), answers))
    found = read_answers(answered, system_of(), "zh").findings
    assert [finding.code for finding in found] == ["E161", "E161", "E164"]


def test_an_answer_of_a_row_that_is_gone_is_told(answered: Path) -> None:
    answered.write_bytes(filled(questionnaire(), {(RESIN, "amount"): 1.3}))
    other = system_of(MODEL.replace("resin: 1.2 kg", "granulate: 1.2 kg"))
    found = read_answers(answered, other, "zh").findings
    assert [(f.code, f.values["path"]) for f in found] == [("W166", RESIN)]


# ------------------------------------------------------------------- text of the model


def test_a_value_is_replaced_where_it_stands_with_its_comment() -> None:
    made = set_in_text(MODEL, {f"{RESIN}.amount": "1.3 kg"})
    assert made.text == MODEL.replace("resin: 1.2 kg", "resin: 1.3 kg")


def test_a_short_row_gets_its_long_form_for_a_card() -> None:
    made = set_in_text(MODEL, {f"{RESIN}.data": {"class": "periodic"}})
    line = "resin: {amount: 1.2 kg, data: {class: periodic}}"
    assert made.text == MODEL.replace("resin: 1.2 kg", line)


def test_missing_sections_are_put_at_the_end() -> None:
    edits = {"organisation.name": "甲: 公司", "organisation.phone": "1"}
    made = set_in_text(MODEL, edits)
    assert made.left == {}
    assert made.text == MODEL + '\norganisation:\n  name: "甲: 公司"\n  phone: 1\n'


@pytest.mark.parametrize(
    "text", ["a: b", "# no comment", "{x}", "yes", "a\nb", "'", '"', "- a", "=1+1", "@"]
)
def test_hostile_text_stays_one_value(text: str) -> None:
    made = set_in_text(MODEL, {"organisation.name": text})
    assert read_text(made.text, strict=False).tree["organisation"] == {"name": text}


def test_an_edit_that_cannot_be_written_safely_is_left() -> None:
    edits = {"processes.moulding.inputs": "none"}
    made = set_in_text(MODEL, edits)
    assert made.text == MODEL
    assert made.left == edits


def test_edits_can_be_printed_as_yaml() -> None:
    lines = yaml_lines({"organisation.name": "A", "scope.period": "2024"})
    assert lines == "organisation:\n  name: A\nscope:\n  period: 2024\n"


# ------------------------------------------------------------------------ command line


def code_of(result: Result) -> str:
    assert isinstance(result.exception, UsageError)
    return result.exception.finding.code


def test_collect_writes_reads_and_keeps_comments(tmp_path: Path) -> None:
    model, form = tmp_path / "model.yaml", tmp_path / "q.xlsx"
    model.write_text(MODEL, encoding="utf-8")
    run = CliRunner()
    made = run.invoke(app, ["collect", str(model), "-o", str(form), "--lang", "en"])
    assert made.exit_code == 0
    form.write_bytes(filled(form.read_bytes(), {(RESIN, "amount"): 1.3}))
    new = tmp_path / "new.yaml"
    asked = ["collect", str(model), "--read", str(form), "-o", str(new)]
    assert run.invoke(app, asked).exit_code == 0
    expected = MODEL.replace("resin: 1.2 kg", "resin: 1.3 kg")
    assert new.read_text(encoding="utf-8") == expected


def test_a_questionnaire_is_never_written_over(tmp_path: Path) -> None:
    model, form = tmp_path / "model.yaml", tmp_path / "q.xlsx"
    model.write_text(MODEL, encoding="utf-8")
    form.write_bytes(b"answers")
    result = CliRunner().invoke(app, ["collect", str(model), "-o", str(form)])
    assert code_of(result) == "E168"
    assert form.read_bytes() == b"answers"


def test_a_workbook_that_is_no_questionnaire_is_refused(tmp_path: Path) -> None:
    model, form = tmp_path / "model.yaml", tmp_path / "q.xlsx"
    model.write_text(MODEL, encoding="utf-8")
    with xlsxwriter.Workbook(form) as book:
        book.add_worksheet("x").write_string(0, 0, "a")
    result = CliRunner().invoke(app, ["collect", str(model), "--read", str(form)])
    assert code_of(result) == "E160"
