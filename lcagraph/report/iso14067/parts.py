"""Sections of the study report, and what doesn't apply to a study, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lcagraph.report.content import Block, Paragraph, Section
from lcagraph.report.writer import Writer


def section(writer: Writer, id_: str, blocks: Iterable[Block]) -> Section:
    """A section under the heading `iso.<id>_heading`."""
    title = writer.text(f"iso.{id_}_heading")
    return Section(id=id_, title=title, blocks=tuple(blocks))


def parted(writer: Writer, id_: str, parts: Mapping[str, Iterable[Block]]) -> Section:
    """A section of sections, in their order."""
    inner = tuple(section(writer, part, blocks) for part, blocks in parts.items())
    title = writer.text(f"iso.{id_}_heading")
    return Section(id=id_, title=title, sections=inner)


def without(writer: Writer, what: str) -> Paragraph:
    """A requirement that doesn't apply: `iso.no_<what>` says so, and why."""
    none = writer.paragraph(f"iso.no_{what}", f"iso.{what}")
    return replace(none, excuse=writer.text(f"iso.no_{what}_reason"))
