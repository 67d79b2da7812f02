"""A report as a Word document, by itself or in a letterhead of the user's own."""

from __future__ import annotations

from pathlib import Path

from lcagraph.errors import Finding, UsageError
from lcagraph.report.content import Report

__all__ = ["word_bytes"]


def word_bytes(report: Report, letterhead: Path | None = None) -> bytes:
    """A report as the content of a .docx file; the same report gives the same bytes.

    Parameters
    ----------
    report : Report
    letterhead : Path, optional
        A Word document of the user's with a paragraph `{{p body}}`, which the report
        replaces. `{{ title }}`, `{{ subtitle }}`, `{{ inventory_sha256 }}` and
        `{{ cover["label of a line"] }}` may stand anywhere in it, also in headers; with
        `{{ title }}` it is the cover, and the report comes without its own. Styles that
        it has keep their look.

    Raises
    ------
    UsageError
        python-docx or docxtpl is not installed (E030), typst for figures (E756); the
        letterhead can't be read (E035), has no one place for the report (E719), or asks
        for what a report doesn't have (E299).
    KeyError
        A cross-reference leads to a table or figure that the report doesn't have.

    Notes
    -----
    Word and LibreOffice fill the page numbers of the contents when they lay out the
    pages; no number is guessed here.
    """
    try:
        from lcagraph.report.word.document import document_bytes
    except ImportError:
        values = {"package": "python-docx"}
        raise UsageError(Finding(code="E030", values=values)) from None
    return document_bytes(report, letterhead)
