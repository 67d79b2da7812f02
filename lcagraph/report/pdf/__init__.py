"""A report as a PDF for archives: PDF/A-3b with tags, bookmarks and attachments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from lcagraph.drawing.embedding import used_characters
from lcagraph.drawing.fonts import FAMILY, FOLDER
from lcagraph.drawing.measure import Span
from lcagraph.errors import Finding, UsageError
from lcagraph.report.content import Report
from lcagraph.report.pdf.page_content import (
    PageContent,
    figure_file,
    photograph_file,
)
from lcagraph.wording import sentence

STANDARDS = ["a-3b", "ua-1"]
"""PDF/A-3b: kept for archives, files may be attached. PDF/UA-1: readable aloud."""

_TEMPLATE = Path(__file__).parent / "template" / "report.typ"
_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_KINDS: Mapping[str, str] = {
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".csv": "text/csv",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_UNKNOWN_KIND = "application/octet-stream"


def pdf_bytes(report: Report, attachments: Mapping[str, bytes] = _NOTHING) -> bytes:
    """A report as the content of a PDF file; the same report gives the same bytes.

    Parameters
    ----------
    report : Report
    attachments : mapping of str to bytes, optional
        Files that the PDF carries, by name: the inventory as JSON. They are marked as
        the data that the report rests on (`AFRelationship /Data`).

    Raises
    ------
    UsageError
        The font lacks a character of the text (E025) or of a figure (E755); typst is
        not installed (E700), or refuses (E024).
    KeyError
        A cross-reference leads to a table or figure that the report doesn't have.

    Notes
    -----
    Text reaches typst as JSON, figures as SVG: no name of a model is read as markup.
    PDF/A wants a date, which would differ from day to day: the file says 1970.
    """
    content = PageContent(report=report)
    tree = content.tree()
    tree["font"] = FAMILY
    tree["attached"] = list(_attached(attachments, report))
    _check_characters(tree)
    files = {"main.typ": _template(), "report.json": json.dumps(tree).encode()}
    for place, svg in enumerate(content.figures):
        files[figure_file(place)] = svg.encode()
    for place, photograph in enumerate(content.photographs):
        files[photograph_file(place)] = json.dumps(list(photograph)).encode()
    for place, data in enumerate(attachments.values()):
        files[_attached_file(place)] = json.dumps(_as_json(data)).encode()
    return _typeset(files)


def _attached(attachments: Mapping[str, bytes], report: Report) -> Iterator[Any]:
    for place, name in enumerate(attachments):
        suffix = PurePosixPath(name).suffix.lower()
        yield {
            "name": name,
            "file": _attached_file(place),
            "kind": _KINDS.get(suffix, _UNKNOWN_KIND),
            "about": sentence("pages.attached", report.language),
        }


def _attached_file(place: int) -> str:
    return f"attached-{place}.json"


def _as_json(data: bytes) -> str | list[int]:
    """Bytes for a program that reads text alone."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return list(data)


def _check_characters(tree: Mapping[str, Any]) -> None:
    """Refuse text that the font can't write: an archive has no empty frames.

    Raises
    ------
    UsageError
        It lacks some characters (E025); the finding names all of them.
    """
    lines = tuple((Span(text=text),) for text in _every_text(tree))
    try:
        used_characters(lines)
    except UsageError as error:
        values = error.finding.values
        raise UsageError(Finding(code="E025", values=values)) from None


def _every_text(value: object, key: str = "") -> Iterator[str]:
    """Texts of a tree that are printed; an alternative and a name are only kept."""
    if isinstance(value, str) and key not in ("alt", "name", "to", "file"):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _every_text(one, key)
    elif isinstance(value, dict):
        for inner, one in value.items():
            yield from _every_text(one, inner)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _typeset(files: dict[str, bytes]) -> bytes:
    """A document of several files, of which `main.typ` is the first, set by typst."""
    try:
        import typst
    except ImportError:
        raise UsageError(Finding(code="E700")) from None
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER)],
    )
    options: dict[str, Any] = {"pdf_standards": STANDARDS, "timestamp": 0}
    named: dict[str, Any] = {**files}
    try:
        compiler = typst.Compiler(font_paths=fonts)
        made = compiler.compile(named, format="pdf", **options)
    except (typst.TypstError, RuntimeError) as error:
        values = {"reason": str(error).strip().splitlines()[0]}
        raise UsageError(Finding(code="E024", values=values)) from None
    assert isinstance(made, bytes)
    return made
