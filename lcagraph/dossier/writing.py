"""A document of the dossier, and what all of them are written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lcagraph.drawing.shapes import Drawing
from lcagraph.errors import Finding
from lcagraph.graph.words import Text
from lcagraph.report.content import (
    Blank,
    Block,
    Cell,
    Cover,
    Figure,
    Inline,
    Report,
    Row,
    Section,
    Table,
)
from lcagraph.report.sentences import Gap
from lcagraph.report.writer import Writer, cell, unnumbered

DocumentKind = Literal[
    "commission",
    "business_licence",
    "process_flow",
    "organisation_chart",
    "equipment",
    "meters",
    "materials",
    "data_collection",
]
SECTIONS: Mapping[str, str] = {
    "equipment": "equipment",
    "meters": "meters",
    "materials": "processes",
    "data": "processes",
    "team": "assessment.team",
    "focus": "processes",
    "sample": "processes",
}
"""Where in the model the entries of a list belong."""

NOTHING = "—"
"""Where a row has nothing to say, and nothing is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One of the eight: made here, taken from the model's folder, or missing."""

    kind: DocumentKind
    report: Report | None = None
    drawing: Drawing | None = None
    """A chart, which is also written as SVG and PDF."""
    enclosed: tuple[str, bytes] | None = None
    """Ending and content of a file that lies beside the model."""
    rows: int = 0
    """Entries of a list."""
    note: str = ""
    """Why it is missing, or what it is."""
    findings: tuple[Finding, ...] = ()

    @property
    def is_present(self) -> bool:
        """Whether there is something to hand in: a list without entries is not."""
        if self.enclosed is not None or self.drawing is not None:
            return True
        return self.report is not None and self.rows > 0

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What the model doesn't say."""
        return self.report.blanks() if self.report is not None else ()


class Desk(Writer):
    """Writes documents in one language."""

    def list_table(
        self,
        id_: str,
        keys: Sequence[str],
        body: Iterable[Row],
        widths: Sequence[float] = (),
    ) -> Table:
        """A list on a lying page; `widths` are parts of it, in any unit."""
        head = self.head(*(f"dossier.{key}" for key in keys))
        rows = tuple(body) or (self._no_rows(id_, len(keys)),)
        made = self.table(id_, self.text(f"dossier.{id_}"), head, rows)
        shares = tuple(one / sum(widths) for one in widths)
        return replace(unnumbered(self, made), widths=shares, is_wide=True)

    def _no_rows(self, id_: str, columns: int) -> Row:
        """A list without entries is one blank: the section of the model."""
        blank = Blank(path=SECTIONS[id_], label=self.text(f"dossier.{id_}"))
        return (cell(""), cell(blank), *(cell("") for _ in range(columns - 2)))

    def asked(self, said: Text | str | None, path: str, label: str) -> Inline:
        """What the model says, or a blank for its key."""
        return self.given(said, path, f"dossier.{label}")

    def document(self, kind: str, *blocks: Block) -> Report:
        """A document with the product and its producer at its head."""
        title = self.text(f"dossier.{kind}")
        product = self.subject.system.reference.product
        known = self.subject.system.products.get(product)
        producer = self.subject.organisation.name
        named: tuple[tuple[str, Inline], ...] = (
            ("product", self.said(known.name if known else None) or product),
            ("producer", self.asked(producer, "organisation.name", "producer")),
        )
        return Report(
            template="dossier",
            language=self.lang,
            cover=Cover(
                title=title,
                lines=tuple(
                    (self.text(f"dossier.{key}"), (one,)) for key, one in named
                ),
            ),
            sections=(Section(id=kind, title=title, blocks=blocks),),
        )

    def chart(self, kind: DocumentKind, drawing: Drawing) -> Document:
        """A document that is one figure."""
        figure = Figure(
            id=kind, number="", title=self.text(f"dossier.{kind}"), drawing=drawing
        )
        return Document(
            kind=kind, report=self.document(kind, figure), drawing=drawing, rows=1
        )


def counted(said: Iterable[tuple[Gap | Cell, ...]]) -> tuple[Row, ...]:
    """Rows with their numbers before them."""
    return tuple(
        tuple(one if isinstance(one, Cell) else cell(one) for one in (f"{n}", *row))
        for n, row in enumerate(said, start=1)
    )
