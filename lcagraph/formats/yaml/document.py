"""A model as text: the plain tree of its files, and where everything stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lcagraph.errors import Finding, ModelError, Part
from lcagraph.formats.yaml import positions
from lcagraph.formats.yaml.positions import SourceFile
from lcagraph.formats.yaml.tree import Plain
from lcagraph.graph.system import Origin
from lcagraph.wording.screen import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A model read from one file and the files that it includes."""

    tree: dict[str, Plain]
    """The merged tree; every scalar is text as written, an empty value None."""
    files: tuple[SourceFile, ...]
    """The main file first, then the included ones in the order of reading."""
    origin: Origin | None = None
    """The main file; None for a text."""
    findings: tuple[Finding, ...] = ()
    """Notes of reading, and, if they were asked for, its errors."""

    def locate(
        self,
        at: str,
        part: Part = "value",
        span: tuple[int, int] | None = None,
    ) -> Place | None:
        """File, line and columns of a model path; see `positions.locate`."""
        return positions.locate(self.files, at, part, span)


class DocumentError(ModelError):
    """A model is wrong, and its text is at hand to show where.

    Attributes
    ----------
    document : Document
        Its `locate` finds the places of all findings.
    """

    def __init__(self, findings: Iterable[Finding], document: Document) -> None:
        super().__init__(findings)
        self.document = document
