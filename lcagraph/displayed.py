"""How objects show themselves: one page as HTML and, with the same content, as text.

A notebook asks an object for `_repr_mimebundle_`. What it gets is plain: tables,
paragraphs and images that say in words what they show, so that it still reads where a
site takes styles or images out.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, TypedDict

from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.wording import Language, help_lines, message
from lcagraph.wording.language import preferred_language


class Shown(TypedDict, total=False):
    """What a figure of a model shows, where its style can."""

    level: str
    """Of a Sankey diagram: `process`, `stage` or `item`."""
    threshold: float | None
    """Share of the footprint below which flows are folded; None: 0.5 %. [1]"""
    is_background: bool
    """Whether a network, or a Sankey diagram of processes, goes into databases."""
    has_amounts: bool
    """Whether a flow chart tells amounts."""
    against: str
    """Scenario that a waterfall leads to."""


class Displayed(ABC):
    """Shows itself in notebooks, in the language that the environment asks for."""

    __slots__ = ()

    @abstractmethod
    def to_html(self, lang: Language = "en") -> str:
        """The page of a notebook: a fragment of plain HTML, every text escaped."""

    def _repr_html_(self) -> str:
        lang = preferred_language(os.environ)
        return or_refusal(lambda: self.to_html(lang), lang)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, str]:
        """The page, and the same as plain text; a frontend shows what it can."""
        # the parser of HTML takes time to load, which commands do without
        from lcagraph.wording.plain_page import page_as_text

        page = self._repr_html_()
        return {"text/html": page, "text/plain": page_as_text(page)}


def frame_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Any:
    """Rows as a `pandas.DataFrame` (needs the extra `jupyter`).

    Raises
    ------
    UsageError
        pandas is not installed (E764).
    """
    try:
        import pandas  # slow to import, and only notebooks have it
    except ImportError:
        raise UsageError(Finding(code="E764")) from None
    return pandas.DataFrame(list(rows), columns=list(columns))


def or_refusal(made: Callable[[], str], lang: Language) -> str:
    """A piece of a page, or why there is none: no page fails for one of its parts."""
    try:
        return made()
    except FindingsError as error:
        return refusal_html(error.findings, lang)
    except UsageError as error:
        return refusal_html([error.finding], lang)


def refusal_html(findings: Iterable[Finding], lang: Language) -> str:
    """What stands in the place of a piece that is refused: why, and what helps."""
    lines = [
        line
        for finding in findings
        for line in (
            f"{finding.code}: {message(finding, lang)}",
            *help_lines(finding, lang),
        )
    ]
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
