"""The questionnaire as a workbook: what to fill in is yellow, lists and ranges checked.

Each sheet has a hidden row of keys by which it is read back, so that sheets may be
renamed, rows sorted, and the language of the heads doesn't matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lcagraph.report.collection.questions import (
    CARD,
    FACTOR,
    DatumQuestion,
    Questions,
)
from lcagraph.report.workbook.cells import column_name
from lcagraph.report.workbook.plain_text import sheet_name
from lcagraph.report.workbook.writer import Book
from lcagraph.wording import Language, sentence, word

MARK = "lcagraph:path"
"""Key of the column of model paths; a sheet without it is not read."""

DATA = (MARK, "process", "name", "written", "amount", "unit", *CARD)
FACTORS = (MARK, "name", "written", *FACTOR)
FIELDS = (MARK, "name", "answer")

HEAD = 3
"""Rows above the first question: title, note, keys and heads."""

LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "class": ("data_class", ("continuous", "periodic", "estimated")),
    "calibration": ("calibration", ("conforming", "accepted", "none")),
    "origin": ("origin", ("site", "primary", "secondary")),
    "factor_class": (
        "class",
        ("measured", "process", "supplier", "regional", "national", "international"),
    ),
}
"""Closed lists: their table of words, and their ids."""


def choice(list_: str, id: str, lang: Language) -> str:
    """A word of a closed list as the form shows it: `periodic 定期测量`."""
    name = word(LISTS[list_][0], id, lang)
    return id if name == id else f"{id} {name}"


def questionnaire_bytes(questions: Questions, title: str, lang: Language) -> bytes:
    """The questionnaire as the content of an .xlsx file.

    Parameters
    ----------
    questions : Questions
    title : str
        Of the model.
    lang : {"zh", "en"}
        Language of heads and instructions.

    Raises
    ------
    UsageError
        xlsxwriter is not installed (E167).
    """
    form = _Form(title, lang)
    form.write_instructions(title, questions)
    form.write_data(questions)
    if questions.factors:
        form.write_factors(questions)
    if questions.fields:
        form.write_fields(questions)
    form.write_lists()
    return form.book.finished()


class _Form:
    def __init__(self, title: str, lang: Language) -> None:
        self.book = Book(title)
        self.lang = lang
        self.taken: set[str] = set()
        self.lists: dict[tuple[str, ...], int] = {}
        self.list_name = sheet_name(self._say("sheet.lists"), self.taken)

    def _say(self, key: str, **values: object) -> str:
        return sentence(f"collect.{key}", self.lang, **values)

    def _sheet(self, kind: str, keys: Sequence[str], widths: Sequence[float]) -> Any:
        sheet = self.book.sheet(sheet_name(self._say(f"sheet.{kind}"), self.taken))
        self.book.write_text(sheet, 0, 0, self._say(f"sheet.{kind}"), "title")
        self.book.write_text(sheet, 1, 0, self._say(f"about.{kind}"), "note")
        for column, key in enumerate(keys):
            self.book.write_text(sheet, 2, column, key, "note")
            name = key.rpartition(":")[2]
            self.book.write_text(
                sheet, HEAD, column, self._say(f"head.{name}"), "cell_head"
            )
            sheet.set_column(column, column, widths[column])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.freeze_panes(HEAD + 1, 3 if kind == "data" else 2)
        return sheet

    def _text(
        self, sheet: Any, row: int, column: int, text: str, *, asks: bool
    ) -> None:
        look = ("cell_text" if text else "answer_text") if asks else "told"
        self.book.write_text(sheet, row, column, text, look)

    # --------------------------------------------------------------------------- sheets

    def write_instructions(self, title: str, questions: Questions) -> None:
        """What it is, how to fill it in, and how much is open."""
        sheet = self.book.sheet(sheet_name(self._say("sheet.instructions"), self.taken))
        sheet.set_column(0, 0, 110)
        self.book.write_text(sheet, 0, 0, self._say("title"), "title")
        self.book.write_text(sheet, 1, 0, title, "text")
        for number in range(1, 8):
            self.book.write_text(
                sheet, number + 2, 0, self._say(f"how.{number}"), "wrapped"
            )
        asked = [q for q in questions.data if q.value is not None]
        open_ = sum(1 for q in questions.data if q.card and not all(q.card.values()))
        counts = {
            "amounts": len(asked),
            "cards": open_,
            "factors": len(questions.factors),
            "fields": len(questions.fields),
        }
        self.book.write_text(sheet, 11, 0, self._say("counts", **counts), "text")

    def write_data(self, questions: Questions) -> None:
        """Amounts with their cards."""
        widths = (30, 22, 28, 18, 16, 12, 26, 26, 20, 44, 24)
        sheet = self._sheet("data", DATA, widths)
        for row, question in enumerate(questions.data, start=HEAD + 1):
            told = (question.path, question.process, question.name, question.written)
            for column, text in enumerate(told):
                self._text(sheet, row, column, text, asks=False)
            self._write_amount(sheet, row, question)
            card = question.card
            for column, key in enumerate(CARD, start=6):
                if card is None:
                    self._text(sheet, row, column, "", asks=False)
                    continue
                known = card[key]
                if key in LISTS and known:
                    known = choice(key, known, self.lang)
                self._text(sheet, row, column, known, asks=True)
                if key in LISTS:
                    self._offer(sheet, row, column, self._choices(key))

    def _write_amount(self, sheet: Any, row: int, question: DatumQuestion) -> None:
        if question.value is None:
            self._text(sheet, row, 4, "", asks=False)
            self._text(sheet, row, 5, "", asks=False)
            return
        self.book.write_text(sheet, row, 4, "", "answer")  # a number
        self.book.write_text(sheet, row, 5, question.unit, "cell_text")
        self._offer(sheet, row, 5, question.units)
        low, high = question.low, question.high
        limits: dict[str, object] = {
            "criteria": "between",
            "minimum": low,
            "maximum": high,
        }
        if low is None or high is None:
            limits = {"criteria": ">=", "value": low if low is not None else -1e300}
            if low is None and high is not None:
                limits = {"criteria": "<=", "value": high}
        told = {"low": _shown(low), "high": _shown(high), "unit": question.unit}
        sheet.data_validation(
            row,
            4,
            row,
            4,
            {
                "validate": "decimal",
                **limits,
                "error_title": self._say("invalid.title"),
                "error_message": self._say("invalid.number", **told)[:255],
                # another unit moves the range: reading checks it in any unit
                "error_type": "warning",
            },
        )

    def write_factors(self, questions: Questions) -> None:
        """What is open about factors."""
        sheet = self._sheet("factors", FACTORS, (30, 34, 16, 30, 14, 12, 60))
        for row, question in enumerate(questions.factors, start=HEAD + 1):
            for column, text in enumerate((question.path, question.name, question.per)):
                self._text(sheet, row, column, text, asks=False)
            for column, key in enumerate(FACTOR, start=3):
                known = question.known[key]
                if key == "class" and known:
                    known = choice("factor_class", known, self.lang)
                self._text(sheet, row, column, known, asks=True)
                if key == "class":
                    self._offer(sheet, row, column, self._choices("factor_class"))

    def write_fields(self, questions: Questions) -> None:
        """Empty fields of the report."""
        sheet = self._sheet("fields", FIELDS, (34, 34, 80))
        for row, question in enumerate(questions.fields, start=HEAD + 1):
            self._text(sheet, row, 0, question.path, asks=False)
            self._text(sheet, row, 1, self._say(f"field.{question.key}"), asks=False)
            self._text(sheet, row, 2, "", asks=True)

    # ---------------------------------------------------------------------------- lists

    def _choices(self, list_: str) -> tuple[str, ...]:
        return tuple(choice(list_, id, self.lang) for id in LISTS[list_][1])

    def _offer(
        self, sheet: Any, row: int, column: int, choices: tuple[str, ...]
    ) -> None:
        """A list to choose from, kept on a sheet of its own: units may have commas."""
        at = self.lists.setdefault(choices, len(self.lists))
        letter = column_name(at)
        source = f"='{self.list_name}'!${letter}$1:${letter}${len(choices)}"
        sheet.data_validation(
            row,
            column,
            row,
            column,
            {
                "validate": "list",
                "source": source,
                "error_title": self._say("invalid.title"),
                "error_message": self._say("invalid.list"),
            },
        )

    def write_lists(self) -> None:
        """The hidden sheet of the lists."""
        sheet = self.book.sheet(self.list_name)
        sheet.hide()
        for choices, column in self.lists.items():
            for row, text in enumerate(choices):
                self.book.write_text(sheet, row, column, text, "text")


def _shown(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}"
