"""Writes the pieces of a report in one language: sentences, cells, headings, blanks."""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from lcagraph.compile.plan import FactorColumn
from lcagraph.graph.words import Text
from lcagraph.report.captions import Captions
from lcagraph.report.content import (
    Blank,
    Cell,
    Emphasis,
    Inline,
    Paragraph,
    Row,
    Table,
    Words,
)
from lcagraph.report.printed import DIGITS, amount_text
from lcagraph.report.subject import ReportSubject
from lcagraph.result.names import ExchangeNames
from lcagraph.wording import Language, report_text, word
from lcagraph.wording.page import UNDEFINED

Gap = Inline | Words


@dataclass(frozen=True, kw_only=True)
class Writer:
    """The subject, the language, and the count of tables and figures."""

    subject: ReportSubject
    lang: Language
    chapter: str = ""
    """Before the numbers of tables that the form itself doesn't have, `A`."""
    captions: Captions = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "captions", Captions(lang=self.lang))

    # ------------------------------------------------------------------- sentences

    def raw(self, key: str) -> str:
        """A sentence with its gaps open; the key begins with the catalogue's name."""
        return report_text(f"report_{key.partition('.')[0]}", key, self.lang)

    def text(self, key: str, **values: object) -> str:
        """A sentence without blanks."""
        return self.raw(key).format_map(values)

    def words(self, key: str, **gaps: Gap) -> Words:
        """A sentence whose gaps may hold blanks, links and cross-references."""
        pieces: list[Inline] = []
        for literal, name, _, _ in string.Formatter().parse(self.raw(key)):
            pieces.append(literal)
            if name:
                gap = gaps[name]
                pieces += gap if isinstance(gap, tuple) else (gap,)
        return merged(pieces)

    def paragraph(
        self, key: str, *answers: str, emphasis: Emphasis = "body", **gaps: Gap
    ) -> Paragraph:
        """A sentence as a paragraph, and the requirements that it answers."""
        words = self.words(key, **gaps)
        return Paragraph(words=words, emphasis=emphasis, answers=answers)

    def said(self, text: Text | str | None) -> str:
        """A text of the model in the language of the report."""
        if isinstance(text, Text):
            return text.get(self.lang)
        return text or ""

    def given(self, text: Text | str | None, path: str, label: str) -> Inline:
        """What the model says, or a blank for its key.

        Parameters
        ----------
        text : Text, str or None
        path : str
            Key of the model where it belongs.
        label : str
            Sentence that names what is missing.
        """
        return self.said(text) or Blank(path=path, label=self.text(label))

    def listed(self, parts: Iterable[str]) -> str:
        """Names one after the other."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def called(self, kind: str, id_: str) -> str:
        """A word of a closed list, as readers of a report call it."""
        name = word(kind, id_, self.lang)
        return name.replace("_", " ") if name == id_ else name

    @property
    def _columns(self) -> tuple[FactorColumn, ...]:
        return self.subject.prepared.compiled.factors

    @cached_property
    def names(self) -> ExchangeNames:
        """Looks up what the rows of processes are called."""
        return ExchangeNames(self.subject.prepared)

    def process_name(self, id_: str) -> str:
        """Name of a unit process."""
        process = self.subject.system.processes.get(id_)
        return self.said(process.name) if process and process.name else id_

    def name_of(self, path: str) -> str:
        """What a model path is about, by names: of processes, rows, factors."""
        parts = path.split(".")
        system = self.subject.system
        if parts[0] == "parameters":
            known = system.parameters[parts[1]].name
            return self.said(known) or parts[1]
        if parts[0] == "factors":
            named = [c.factor.name for c in self._columns if c.id == parts[1]]
            return self.said(named[0] if named else None) or parts[1]
        if parts[0] != "processes" or len(parts) < 4:
            return path
        row = self.names.of(".".join(parts[:4]), parts[3], self.lang)
        return f"{self.process_name(parts[1])} · {row}"

    # ---------------------------------------------------------------------- tables

    def head(self, *keys: str) -> Row:
        """A head row from sentences."""
        return tuple(self.head_cell(self.text(key)) for key in keys)

    @staticmethod
    def head_cell(said: Gap, *, rows: int = 1, columns: int = 1) -> Cell:
        """A head cell of words that are already said."""
        return Cell(
            words=said if isinstance(said, tuple) else (said,),
            rows=rows,
            columns=columns,
            align="centre",
            is_head=True,
        )

    def table(
        self, id_: str, title: str, head: Row, body: Iterable[Row], *answers: str
    ) -> Table:
        """A table with the next number; `title` is a sentence already said."""
        return Table(
            id=id_,
            number=self.captions.table(self.chapter),
            title=title,
            head=(head,),
            body=tuple(body),
            answers=answers,
        )


def numbered(writer: Writer, made: Table) -> Table:
    """A table of the form itself: it takes one of the form's numbers instead."""
    writer.captions.uncount_table(writer.chapter)
    return replace(made, number=writer.captions.table())


def unnumbered(writer: Writer, made: Table) -> Table:
    """A table within the text, without a number."""
    writer.captions.uncount_table(writer.chapter)
    return replace(made, number="")


def cell(said: Gap, *, rows: int = 1, columns: int = 1) -> Cell:
    """A cell with words."""
    words = said if isinstance(said, tuple) else ((said,) if said != "" else ())
    return Cell(words=words, rows=rows, columns=columns)


def number_cell(
    value: float | None, key: str | None = None, *, digits: int = DIGITS, unit: str = ""
) -> Cell:
    """A cell with a number, printed with so many digits; None: undefined, “—”."""
    words = UNDEFINED if value is None else amount_text(value, digits)
    said = f"{words} {unit}" if unit else words
    return Cell(words=(said,), value=value, key=key, align="end")


def share_cell(text: str, key: str | None = None) -> Cell:
    """A cell with a share that is already rounded so that all add to 100.00."""
    value = None if text == UNDEFINED else float(text)
    return Cell(words=(text,), value=value, key=key, align="end")


def row(*said: Gap) -> Row:
    """A row of words."""
    return tuple(cell(one) for one in said)


def merged(pieces: Iterable[Inline]) -> Words:
    """Words with neighbouring texts joined and empty ones left out."""
    found: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)
