"""Cells of a questionnaire that say less, or something else, than they show."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from questionnaires import POWER, RESIN, filled, place_of, questionnaire, system_of
from spreadsheet import values_of

from lcagraph.errors import UsageError
from lcagraph.report.collection import Answers, read_answers

WATER = "processes.moulding.inputs.water"
SHARE = "parameters.share"
CODE = "organisation.credit_code"


def typed(
    folder: Path, cells: Mapping[tuple[str, str], object], look: str = "General"
) -> Answers:
    """Answers of a form filled in by a spreadsheet program."""
    content = questionnaire("en")
    sheets = values_of(content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (path, key), value in cells.items():
        name, row, column = place_of(sheets, path, key)
        cell = book[name].cell(row + 1, column + 1)
        cell.value, cell.number_format = value, look
    path = folder / "f.xlsx"
    book.save(path)
    return read_answers(path, system_of(), "en")


def told(answers: Answers) -> list[str]:
    return [finding.code for finding in answers.findings]


# ----------------------------------------------------------------- rows with formulas


def test_an_answer_to_a_formula_names_what_to_change(tmp_path: Path) -> None:
    found = typed(tmp_path, {(WATER, "amount"): 0.3, (WATER, "unit"): "kg"})
    assert found.edits == {}
    [finding] = found.findings
    assert (finding.code, finding.is_fatal) == ("E169", True)
    assert finding.values["written"] == "= share * 1 kg"
    assert finding.values["parameters"] == ["share"]


# -------------------------------------------------------------- cells without a value


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<f>1000+250</f>", "=1000+250"),
        ("<f>1000+250</f><v/>", "=1000+250"),
        ("<f>1000+250</f><v></v>", "=1000+250"),
    ],
)
def test_a_formula_without_its_result_is_no_empty_cell(
    cell: str, shown: str, tmp_path: Path
) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(_with_cell(cell, ""))
    found = read_answers(path, system_of(), "en")
    assert [(f.code, f.values["shown"]) for f in found.findings] == [("E157", shown)]


def test_an_error_of_a_formula_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(_with_cell("<f>1/0</f><v>#DIV/0!</v>", ' t="e"'))
    found = read_answers(path, system_of(), "en")
    assert [(f.code, f.values["shown"]) for f in found.findings] == [
        ("E157", "#DIV/0!")
    ]


def test_a_formula_with_its_result_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(_with_cell("<f>1+0.3</f><v>1.3</v>", ""))
    found = read_answers(path, system_of(), "en")
    assert (told(found), found.edits) == ([], {f"{RESIN}.amount": "1.3 kg"})


def _with_cell(inner: str, kind: str) -> bytes:
    """The form with the raw content of the cell of the resin's amount."""
    content = filled(questionnaire(), {(RESIN, "amount"): 9.0})
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            text = re.sub(
                rb'<c r="(\w+)"><v>9\.0</v></c>',
                rf'<c r="\1"{kind}>{inner}</c>'.encode(),
                old.read(name),
            )
            new.writestr(name, text)
    return out.getvalue()


# ------------------------------------------------------------------------- percentages


@pytest.mark.parametrize(
    ("value", "look"),
    [(0.05, "0.00%"), (0.05, "0%"), ("5%", "@"), ("5 ％", "@"), (0.05, "General")],
)
def test_five_percent_is_five_percent(value: object, look: str, tmp_path: Path) -> None:
    # typed as 5%, a spreadsheet keeps 0.05 with a look; plain 0.05 is 5 % of 1
    found = typed(tmp_path, {(SHARE, "amount"): value}, look)
    assert told(found) == []
    [text] = found.edits.values()
    assert text in ("5 %", "0.05")


def test_a_percentage_stays_one_in_a_cell_of_percent(tmp_path: Path) -> None:
    answers = {(SHARE, "amount"): 0.05, (SHARE, "unit"): "%"}
    assert typed(tmp_path, answers, "0.00%").edits == {f"{SHARE}.value": "5 %"}


def test_a_percentage_of_kilograms_is_no_number(tmp_path: Path) -> None:
    assert told(typed(tmp_path, {(RESIN, "amount"): 0.05}, "0.00%")) == ["E161"]


# ----------------------------------------------------------------- rows, codes, digits


def test_two_rows_of_one_path_contradict(tmp_path: Path) -> None:
    content = filled(questionnaire("en"), {(RESIN, "amount"): 1.3})
    sheets = values_of(content)
    name, row, _ = place_of(sheets, RESIN, "amount")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell.value for cell in book[name][row + 1]]
    book[name].append(cells)
    path = tmp_path / "f.xlsx"
    book.save(path)
    # the same twice says nothing new; the copy stands below the last row
    last = book[name].max_row
    assert told(read_answers(path, system_of(), "en")) == []
    column = sheets[name][2].index("amount") + 1
    book[name].cell(last, column).value = 1.25
    book.save(path)
    [finding] = read_answers(path, system_of(), "en").findings
    assert (finding.code, finding.is_fatal) == ("E158", True)
    assert finding.values["first"] == f"f.xlsx {name}:{row + 1}"
    assert finding.at == f"f.xlsx {name}:{last}"


def test_a_long_code_is_kept_as_text(tmp_path: Path) -> None:
    code = "913700001234567890"
    assert typed(tmp_path, {(CODE, "answer"): code}).edits == {CODE: code}
    book = openpyxl.load_workbook(io.BytesIO(questionnaire("en")))
    name, row, column = place_of(values_of(questionnaire("en")), CODE, "answer")
    assert book[name].cell(row + 1, column + 1).number_format == "@"


def test_a_long_code_that_became_a_number_is_refused(tmp_path: Path) -> None:
    found = typed(tmp_path, {(CODE, "answer"): 913700001234567890})
    assert (told(found), found.edits) == (["E159"], {})


def test_a_phone_number_is_short_enough(tmp_path: Path) -> None:
    found = typed(tmp_path, {("organisation.phone", "answer"): 13800001111})
    assert found.edits == {"organisation.phone": "13800001111"}


@pytest.mark.parametrize("text", ["²", "1²", "٣", "½", "①"])
def test_other_signs_than_digits_are_no_number(text: str, tmp_path: Path) -> None:
    assert told(typed(tmp_path, {(RESIN, "amount"): text})) == ["E161"]


def test_full_width_digits_are_digits(tmp_path: Path) -> None:
    found = typed(tmp_path, {(RESIN, "amount"): "１．３"})
    assert found.edits == {f"{RESIN}.amount": "1.3 kg"}


@pytest.mark.parametrize(("years", "codes"), [(0, []), (1, ["E170"])])
def test_a_year_to_come_is_refused(
    years: int, codes: list[str], tmp_path: Path
) -> None:
    year = str(date.today().year + years)
    assert told(typed(tmp_path, {("factors.resin", "year"): year})) == codes


# ------------------------------------------------------------------ sheets and formats


def test_a_sheet_that_is_gone_is_told(tmp_path: Path) -> None:
    content = questionnaire("en")
    name, _, _ = place_of(values_of(content), POWER, "amount")
    book = openpyxl.load_workbook(io.BytesIO(content))
    del book[name]
    path = tmp_path / "f.xlsx"
    book.save(path)
    [finding] = read_answers(path, system_of(), "en").findings
    assert (finding.code, finding.values["sheet"]) == ("W171", name)


def test_a_sheet_of_libreoffice_is_to_be_saved_again(tmp_path: Path) -> None:
    path = tmp_path / "f.ods"
    with zipfile.ZipFile(path, "w") as file:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        file.writestr("mimetype", kind)
        file.writestr("content.xml", "<x/>")
    with pytest.raises(UsageError) as error:
        read_answers(path, system_of(), "en")
    assert error.value.finding.code == "E036"
