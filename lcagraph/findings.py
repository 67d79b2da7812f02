"""Findings as a user holds them: a tuple that shows itself with lines and carets."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from lcagraph.displayed import Displayed
from lcagraph.errors import Finding, Part
from lcagraph.formats.yaml.document import Document
from lcagraph.result.tables import Table
from lcagraph.wording import Language, label, message
from lcagraph.wording.screen import Place, concise, render

LISTED = 12
"""Findings that a `repr` lists; printed, all of them show themselves."""


class Findings(Displayed, tuple[Finding, ...]):
    """All findings of one pass, with the text that they are about."""

    document: Document | None

    def __new__(
        cls, findings: Iterable[Finding], document: Document | None = None
    ) -> Findings:
        made = super().__new__(cls, findings)
        made.document = document
        return made

    @property
    def is_ok(self) -> bool:
        """True if no finding stands in the way of a footprint."""
        return not any(finding.is_fatal for finding in self)

    def locate(
        self, at: str, part: Part = "value", span: tuple[int, int] | None = None
    ) -> Place | None:
        """Place of a model path in the model's text, if it was read from one."""
        return self.document.locate(at, part, span) if self.document else None

    def to_text(
        self,
        lang: Language = "en",
        *,
        color: bool = False,
        width: int | None = None,
        is_classed: bool = False,
    ) -> str:
        """The findings as on a terminal, classed 缺项 / 错项 if asked for."""
        return render(
            self,
            self.locate,
            lang=lang,
            color=color,
            width=width,
            is_classed=is_classed,
        )

    def to_lines(self, lang: Language = "en", *, is_classed: bool = False) -> str:
        """One line per finding, for editors and logs."""
        return concise(self, self.locate, lang, is_classed=is_classed)

    def to_table(self, lang: Language = "en") -> Table:
        """A row per finding, as they stand: code, kind, place, what is wrong."""
        rows = []
        for finding in self:
            place = self.locate(finding.at, finding.part, finding.span)
            kind = "waived" if finding.waived else finding.severity
            where = str(place) if place else None
            rows.append((finding.code, kind, finding.at, where, message(finding, lang)))
        return Table(
            title="findings",
            columns=("code", "kind", "path", "place", "message"),
            units=("", "", "", "", ""),
            rows=tuple(rows),
        )

    def to_frame(self, lang: Language = "en") -> Any:
        """`to_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.to_table(lang).to_frame()

    def __str__(self) -> str:
        return self.to_text() or "no findings"

    def __repr__(self) -> str:
        lines = self.to_lines().splitlines()
        more = [f"… (+{len(lines) - LISTED})"] if len(lines) > LISTED else []
        return "\n".join([f"findings: {self._counts('en')}", *lines[:LISTED], *more])

    def to_html(self, lang: Language = "en", *, is_folded: bool = False) -> str:
        """How many there are of each kind, and all of them; folded: on a click."""
        head = html.escape(f"{label('result.findings', lang)}: {self._counts(lang)}")
        text = self.to_text(lang)
        if not text:
            return f"<p>{head}</p>"
        body = f'<pre style="font-family:monospace">{html.escape(text)}</pre>'
        is_open = "" if is_folded else " open"
        return f"<details{is_open}><summary>{head}</summary>{body}</details>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """IPython prints tuples its own way; it gets the text of the page."""
        printer.text(self._repr_mimebundle_()["text/plain"])

    def _counts(self, lang: Language) -> str:
        """How many there are of each kind, the worst first."""
        kinds = ["waived" if f.waived else f.severity for f in self]
        counts = [
            label(f"result.count_{kind}", lang).format(count=kinds.count(kind))
            for kind in ("error", "warning", "note", "waived")
            if kind in kinds
        ]
        return ", ".join(counts) or label("result.no_findings", lang)
