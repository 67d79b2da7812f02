"""Findings as a user holds them: a tuple that shows itself with lines and carets."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable

from lcagraph.errors import Finding, Part
from lcagraph.formats.yaml.document import Document
from lcagraph.wording import Language, label
from lcagraph.wording.language import preferred_language
from lcagraph.wording.screen import Place, concise, render

LISTED = 12
"""Findings that a `repr` lists; printed, all of them show themselves."""


class Findings(tuple[Finding, ...]):
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

    def __str__(self) -> str:
        return self.to_text() or "no findings"

    def __repr__(self) -> str:
        lines = self.to_lines().splitlines()
        more = [f"… (+{len(lines) - LISTED})"] if len(lines) > LISTED else []
        return "\n".join([f"findings: {self._counts('en')}", *lines[:LISTED], *more])

    def _repr_html_(self) -> str:
        lang = preferred_language(os.environ)
        head = f"{label('result.findings', lang)}: {self._counts(lang)}"
        text = self.to_text(lang)
        body = f"<pre>{html.escape(text)}</pre>" if text else ""
        return f"<section><p>{html.escape(head)}</p>{body}</section>"

    def _counts(self, lang: Language) -> str:
        """How many there are of each kind, the worst first."""
        kinds = ["waived" if f.waived else f.severity for f in self]
        counts = [
            label(f"result.count_{kind}", lang).format(count=kinds.count(kind))
            for kind in ("error", "warning", "note", "waived")
            if kind in kinds
        ]
        return ", ".join(counts) or label("result.no_findings", lang)
