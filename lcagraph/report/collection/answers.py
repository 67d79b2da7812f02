"""A filled questionnaire read back: values checked, all findings at once.

answers = read_answers(path, system, lang)      what differs from the model
answers.edits                                   model path → text
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lcagraph.errors import Finding, QuantityError, UsageError
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formulas.expression import number_text
from lcagraph.graph.system import ProductSystem
from lcagraph.report.collection.form import LISTS, MARK
from lcagraph.report.collection.lines import Line, lines_of
from lcagraph.report.collection.questions import (
    CARD,
    FACTOR,
    DatumQuestion,
    FactorQuestion,
    Questions,
    questions_of,
)
from lcagraph.units import DIMENSIONLESS, conversion, parse_unit
from lcagraph.wording import LANGUAGES, Language, sentence, word

FAR = 10.0
"""An answer this many times the model's value, or its fraction, is asked about."""

_NUMBER = re.compile(r"([+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?) ?(%?)")
_FULL_WIDTH = {0x3000: " ", **{0xFEE0 + n: chr(n) for n in range(0x21, 0x7F)}}
"""Letters and digits as Chinese keyboards type them; no superscripts, no fractions."""
_WORN = re.compile(r"[+-]?[0-9]+(\.0|\.?[0-9]*e\+[0-9]+)")
"""How a number of 16 digits and more comes out of a cell."""


@dataclass(slots=True)
class Answers:
    """What a questionnaire says that the model doesn't."""

    edits: dict[str, Plain] = field(default_factory=dict)
    """Model path → value, as `model.yaml` writes it."""
    findings: list[Finding] = field(default_factory=list)
    """Errors, and warnings to be looked at (`read_answers` has the list)."""


def read_answers(path: Path, system: ProductSystem, lang: Language) -> Answers:
    """The answers of a filled questionnaire.

    Parameters
    ----------
    path : Path
        The workbook.
    system : ProductSystem
        The model that it was made from; what it knows already is no answer.
    lang : {"zh", "en"}
        Of names in messages; the questionnaire may be in either.

    Returns
    -------
    Answers
        With every finding: E157 a cell without a value, E158 a row that contradicts
        another, E159 a code that lost its digits, E161 no number, E162 a unit of
        another kind, E163 out of its range, E164 no word of the list, E169 an answer to
        a formula, E170 a year to come; W165 far from the model's value, W166 a row that
        the model doesn't have, W171 a sheet that is gone.

    Raises
    ------
    UsageError
        The file can't be read (E036, E008), or is no questionnaire (E160).
    """
    lines = lines_of(path)
    if not lines:
        values = {"file": path.name}
        raise UsageError(Finding(code="E160", at=path.name, values=values))
    return _Reading(system, lang).read(lines)


class _Reading:
    def __init__(self, system: ProductSystem, lang: Language) -> None:
        questions = questions_of(system, lang)
        self.lang = lang
        self.data = {question.path: question for question in questions.data}
        self.factors = {question.path: question for question in questions.factors}
        self.fields = {question.path for question in questions.fields}
        # a questionnaire made in the other language says nothing new by it
        self.known = _known(questions) | _known(questions_of(system, _other(lang)))
        self.answers = Answers()

    def read(self, lines: list[Line]) -> Answers:
        first: dict[str, Line] = {}
        for line in lines:
            path = line.text(MARK)
            if path in first:
                self._again(line, first[path])
                continue
            first[path] = line
            for shown in line.without_value.values():
                self._tell("E157", line, name=path, shown=shown)
            if path in self.data:
                self._datum(line, self.data[path])
            elif path in self.factors:
                self._factor(line, self.factors[path])
            elif path in self.fields:
                self._field(line, path)
            elif line.text("answer") or line.text("amount"):
                self._tell("W166", line, path=path)
        self._tell_sheets(first)
        return self.answers

    def _again(self, line: Line, first: Line) -> None:
        """A path for the second time: it has to say the same."""
        for key in line.cells.keys() | first.cells.keys():
            given, other = line.shown(key), first.shown(key)
            if given != other:
                values = {"given": given or "–", "other": other or "–"}
                name = line.text(MARK)
                self._tell("E158", line, name=name, first=first.at, **values)
                return

    def _tell_sheets(self, found: Mapping[str, Line]) -> None:
        """Sheets of which no row is there."""
        asked: dict[str, set[str]] = {
            "data": set(self.data),
            "factors": set(self.factors),
            "fields": self.fields,
        }
        for kind, paths in asked.items():
            if paths and not found.keys() & paths:
                values = {
                    "sheet": sentence(f"collect.sheet.{kind}", self.lang),
                    "count": len(paths),
                }
                finding = Finding(code="W171", values=values)
                self.answers.findings.append(finding)

    def _tell(self, code: str, line: Line, **values: object) -> None:
        self.answers.findings.append(Finding(code=code, at=line.at, values=values))

    # ---------------------------------------------------------------------- quantities

    def _datum(self, line: Line, question: DatumQuestion) -> None:
        text = line.text("amount")
        if text and question.value is None:
            values = {"name": question.name, "written": question.written}
            names = list(question.parameters)
            self._tell("E169", line, text=text, parameters=names, **values)
        elif text:
            written = self._quantity(line, question, text)
            if written is not None:
                self.answers.edits[question.amount_path] = written
        if question.card is not None:
            self._card(line, question)

    def _quantity(self, line: Line, question: DatumQuestion, text: str) -> str | None:
        """The answer as the model writes it; None if it is wrong or nothing new."""
        match = _NUMBER.fullmatch(text.translate(_FULL_WIDTH))
        symbol = line.text("unit") or question.unit
        is_number = match is not None and math.isfinite(float(match[1]))
        if match is None or not is_number or (match[4] and not _is_share(symbol)):
            self._tell("E161", line, text=text, name=question.name)
            return None
        value = float(f"{float(match[1]):.15g}")  # as the sheet shows it
        symbol = match[4] or symbol
        try:
            unit = parse_unit(symbol)
            factor = conversion(unit, parse_unit(question.unit))
        except QuantityError:
            wanted, units = question.unit, question.units
            self._tell("E162", line, unit=symbol, wanted=wanted, units=units)
            return None
        assert question.value is not None
        own = value * factor
        if own == question.value:
            return None
        if not _is_inside(own, question):
            limits = {"low": question.low, "high": question.high}
            given = {
                key: _told(limit, question)
                for key, limit in limits.items()
                if limit is not None
            }
            self._tell("E163", line, value=_told(own, question), **given)
            return None
        present = abs(question.value)
        if present and not present / FAR <= abs(own) <= present * FAR:
            values = {"value": _told(own, question), "written": question.written}
            self._tell("W165", line, **values)
        return f"{number_text(value)} {unit.symbol}".removesuffix(" 1")

    # --------------------------------------------------------------------------- words

    def _card(self, line: Line, question: DatumQuestion) -> None:
        """Parts of the card that differ; all of it, if the row had none of its own."""
        assert question.card is not None
        changed: dict[str, Plain] = {}
        for key in CARD:
            text = line.text(key)
            if key in LISTS and text:
                found = _word(key, text)
                if found is None:
                    self._tell("E164", line, text=text, known=LISTS[key][1])
                    continue
                text = found
            is_new = text and (question.path, key, text) not in self.known
            if is_new and self._is_kept(line, text):
                changed[key] = text
        if not changed:
            return
        if question.has_own_card:
            for key, value in changed.items():
                self.answers.edits[f"{question.path}.data.{key}"] = value
        else:
            # a card of its own replaces that of the process: it starts from a copy
            whole = {**question.inherited, **changed}
            self.answers.edits[f"{question.path}.data"] = whole

    def _is_kept(self, line: Line, text: str) -> bool:
        """False for a code that a spreadsheet program has made a number of."""
        if _WORN.fullmatch(text):
            self._tell("E159", line, text=text)
            return False
        return True

    def _factor(self, line: Line, question: FactorQuestion) -> None:
        for key in FACTOR:
            text = line.text(key)
            if key == "class" and text:
                found = _word("factor_class", text)
                if found is None:
                    known = LISTS["factor_class"][1]
                    self._tell("E164", line, text=text, known=known)
                    continue
                text = found
            if key == "year" and text and not re.fullmatch(r"(19|20)\d\d", text):
                self._tell("E161", line, text=text, name=question.name)
                continue
            if key == "year" and text and int(text) > date.today().year:
                self._tell("E170", line, year=text, name=question.name)
                continue
            if text and (question.path, key, text) not in self.known:
                self.answers.edits[f"{question.path}.{key}"] = text

    def _field(self, line: Line, path: str) -> None:
        text = line.text("answer")
        if text and self._is_kept(line, text):
            self.answers.edits[path] = text


def _known(questions: Questions) -> frozenset[tuple[str, str, str]]:
    """Path, part and text of everything that the model says already."""
    cards = ((q.path, q.card or {}) for q in questions.data)
    factors = ((q.path, q.known) for q in questions.factors)
    return frozenset(
        (path, key, " ".join(text.split()))
        for path, known in (*cards, *factors)
        for key, text in known.items()
    )


def _other(lang: Language) -> Language:
    return "en" if lang == "zh" else "zh"


def _is_share(symbol: str) -> bool:
    """Whether a percentage may stand in a cell of this unit."""
    try:
        unit = parse_unit(symbol)
    except QuantityError:
        return False
    return unit.dimension == DIMENSIONLESS.dimension and unit.factor in (1.0, 0.01)


def _told(value: float, question: DatumQuestion) -> str:
    """A number in the unit of the model, for messages."""
    return f"{value:.6g} {question.unit}".removesuffix(" 1")


def _is_inside(value: float, question: DatumQuestion) -> bool:
    low = -math.inf if question.low is None else question.low
    high = math.inf if question.high is None else question.high
    return low <= value <= high


def _word(list_: str, text: str) -> str | None:
    """The id that a cell of a closed list means: by id, by name, or by both."""
    table, ids = LISTS[list_]
    for id in ids:
        names = {word(table, id, lang) for lang in LANGUAGES}
        if text in (id, *names, *(f"{id} {name}" for name in names)):
            return id
    return None
