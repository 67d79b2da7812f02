"""Writes the pieces of a report in one language: sentences, cells, headings, blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lcagraph.report.captions import Captions
from lcagraph.report.content import Cell, Row, Table
from lcagraph.report.printed import DIGITS, amount_text, result_text
from lcagraph.report.sentences import Gap, Sentences
from lcagraph.report.subject import ReportSubject
from lcagraph.result.names import ExchangeNames
from lcagraph.wording import Language, report_text, word
from lcagraph.wording.page import UNDEFINED


@dataclass(frozen=True, kw_only=True)
class Writer(Sentences):
    """The subject, the language, and the count of tables and figures."""

    subject: ReportSubject
    lang: Language
    chapter: str = ""
    """Before the numbers of tables that the form itself doesn't have: 5, A."""
    captions: Captions = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "captions", Captions(lang=self.lang))

    def of_chapter(self, chapter: str) -> Writer:
        """The same writer in another chapter; it goes on counting where this one is."""
        made = replace(self, chapter=chapter)
        object.__setattr__(made, "captions", self.captions)
        return made

    # ------------------------------------------------------------------- sentences

    def raw(self, key: str) -> str:
        """A sentence with its gaps open; the key begins with the catalogue's name."""
        return report_text(f"report_{key.partition('.')[0]}", key, self.lang)

    def called(self, kind: str, id_: str) -> str:
        """A word of a closed list, as readers of a report call it."""
        name = word(kind, id_, self.lang)
        return name.replace("_", " ") if name == id_ else name

    @cached_property
    def names(self) -> ExchangeNames:
        """Looks up what the rows of processes are called."""
        return ExchangeNames(self.subject.prepared)

    @cached_property
    def gases(self) -> Mapping[str, str]:
        """Path of an emission or removal → its elementary flow, where it has one."""
        found: dict[str, set[str]] = {}
        for one in self.subject.prepared.compiled.direct:
            found.setdefault(one.path, set()).add(one.flow)
        return {path: next(iter(of)) for path, of in found.items() if len(of) == 1}

    def process_name(self, id_: str) -> str:
        """Name of a unit process."""
        process = self.subject.system.processes.get(id_)
        return self.said(process.name) if process and process.name else id_

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


def result_cell(value: float | None, key: str | None = None) -> Cell:
    """A cell with a result, printed with all its digits; None: undefined, “—”."""
    words = UNDEFINED if value is None else result_text(value)
    return Cell(words=(words,), value=value, key=key, align="end")


def share_cell(text: str, key: str | None = None) -> Cell:
    """A cell with a share that is already rounded so that all add to 100.00."""
    value = None if text == UNDEFINED else float(text)
    return Cell(words=(text,), value=value, key=key, align="end")


def row(*said: Gap) -> Row:
    """A row of words."""
    return tuple(cell(one) for one in said)
