"""A Word document of the user's, filled with what its placeholders name.

It may come from anywhere: what stands in its braces is a closed list, checked before
anything is filled in, so that it can neither run something nor keep the computer busy.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lcagraph.drawing.plain import plain
from lcagraph.errors import Finding, UsageError
from lcagraph.report.content import Blank, Link, Report, Words
from lcagraph.report.word.markup import NAMESPACES

MOST_BYTES = 64_000_000
"""Of all parts of a letterhead, unpacked."""
PLACE = "lcagraph_report"
"""Bookmark that holds the report's place while the rest is filled in."""
_W = f"{{{NAMESPACES['w']}}}"
_PLACE_MARKUP = (
    f'<w:p><w:bookmarkStart w:id="900000" w:name="{PLACE}"/>'
    '<w:bookmarkEnd w:id="900000"/></w:p>'
)

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
)
"""What a placeholder may be made of; no loop, call, filter or calculation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document that waits for the report."""

    document: Any
    place: Any
    """The paragraph that the report replaces."""
    has_cover: bool
    """Whether it prints the title itself."""


def filled(path: Path, report: Report) -> Opened:
    """The letterhead with its placeholders filled, all but the report's own place.

    Raises
    ------
    UsageError
        It can't be read (E035), asks for what a report doesn't have (E299), or has no
        one place for the report (E719); docxtpl is not installed (E030).
    """
    try:
        from docxtpl import DocxTemplate
    except ImportError:
        raise UsageError(Finding(code="E030", values={"package": "docxtpl"})) from None
    content = _read(path)
    told = _told(report)
    environment = _Closed(told)
    try:
        template = DocxTemplate(BytesIO(content))
        template.render(told, jinja_env=environment, autoescape=True)
    except _UnknownError as error:
        values = {"file": path.name, "found": str(error), "known": _names(told)}
        raise UsageError(Finding(code="E299", values=values)) from None
    except (KeyError, ValueError, TemplateError, SyntaxError) as error:
        raise UsageError(_unreadable(path, error)) from None
    body = template.docx.element.body
    places = [
        mark.getparent()
        for mark in body.iter(f"{_W}bookmarkStart")
        if mark.get(f"{_W}name") == PLACE
    ]
    if len(places) != 1 or places[0].getparent() is not body:
        values = {"file": path.name, "count": str(len(places))}
        raise UsageError(Finding(code="E719", values=values))
    return Opened(
        document=template.docx,
        place=places[0],
        has_cover="title" in environment.asked,
    )


def _told(report: Report) -> dict[str, Any]:
    """What a letterhead may ask for."""
    return {
        "title": plain(report.cover.title),
        "subtitle": plain(report.cover.subtitle),
        "inventory_sha256": report.inventory_sha256,
        "language": report.language,
        "template": report.template,
        "cover": {label: _as_text(words) for label, words in report.cover.lines},
        "body": _Markup(_PLACE_MARKUP),
    }


def _as_text(words: Words) -> str:
    """Words of the cover in one piece; a blank is a line of underscores."""
    shown = []
    for piece in words:
        match piece:
            case Blank():
                shown.append("________")
            case Link():
                shown.append(piece.text)
            case str():
                shown.append(piece)
            case _:
                continue
    return plain("".join(shown))


class _Markup(str):
    """Text that is markup already."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class _UnknownError(Exception):
    """A placeholder that a report has no answer to."""


class _Closed(ImmutableSandboxedEnvironment):
    """Templates of placeholders and conditions, nothing else."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__(autoescape=True)
        self.told = told
        self.asked: set[str] = set()

    def from_string(self, source: Any, *args: Any, **options: Any) -> Any:
        """A template, if all that it asks for is told.

        Raises
        ------
        _UnknownError
            It asks for something else.
        """
        self._check(self.parse(source))
        return super().from_string(source, *args, **options)

    def _check(self, node: nodes.Node) -> None:
        match node:
            case nodes.Name(name=name) if name in self.told and name != "cover":
                self.asked.add(name)
            case nodes.Getitem(
                node=nodes.Name(name="cover"), arg=nodes.Const() as label
            ):
                if label.value not in self.told["cover"]:
                    raise _UnknownError(f'cover["{label.value}"]')
                self.asked.add("cover")
                return
            case nodes.Name(name=name):
                raise _UnknownError(name)
            case _ if not isinstance(node, _ALLOWED):
                raise _UnknownError(type(node).__name__.lower())
        for inner in node.iter_child_nodes():
            self._check(inner)


def _names(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Every placeholder, as it is typed."""
    lines = (f'{{{{ cover["{label}"] }}}}' for label in told["cover"])
    simple = (f"{{{{ {name} }}}}" for name in told if name not in ("cover", "body"))
    return ("{{p body}}", *simple, *lines)


def _read(path: Path) -> bytes:
    """The bytes of a letterhead that may be opened.

    Raises
    ------
    UsageError
        It isn't there, is no document, is too large, or brings entities (E035).
    """
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise ValueError(f"> {MOST_BYTES // 10**6} MB")
            for name in parts.namelist():
                is_markup = name.endswith((".xml", ".rels"))
                if is_markup and b"<!" in parts.read(name)[:2000].replace(b"<!--", b""):
                    raise ValueError(f"{name}: <!DOCTYPE>")
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise UsageError(_unreadable(path, error)) from None
    return content


def _unreadable(path: Path, error: Exception) -> Finding:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    values = {
        "file": path.name,
        "reason": plain(str(reason)).partition("\n")[0][:200] or type(error).__name__,
        "most": str(MOST_BYTES // 10**6),
    }
    return Finding(code="E035", values=values)
