"""Charts, and documents that no program can write: there only if the model has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from lcagraph.bundle.evidence_files import EvidenceFile, evidence_findings
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.departments import organisation_drawing
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.dossier.writing import Desk, Document, DocumentKind
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import check_characters
from lcagraph.errors import FindingsError, UsageError
from lcagraph.graph.words import DossierPaper
from lcagraph.wording import message

READABLE = ("ok", "new")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


def process_flow(desk: Desk) -> Document:
    """产品工艺流程图."""
    subject = desk.subject

    def draw() -> Drawing:
        scene = boundary_scene(subject.prepared, subject.numbers)
        return process_flow_drawing(scene, desk.lang)

    return _drawn(desk, "process_flow", draw)


def organisation_chart(desk: Desk, files: Sequence[EvidenceFile]) -> Document:
    """生产企业组织机构图: drawn from departments, else the model's own document."""
    if not desk.subject.organisation.departments:
        return paper(desk, "organisation_chart", files)
    system = desk.subject.system
    return _drawn(
        desk,
        "organisation_chart",
        lambda: organisation_drawing(system, lang=desk.lang),
    )


def paper(desk: Desk, kind: DossierPaper, files: Sequence[EvidenceFile]) -> Document:
    """A document of the model of this kind, with its file if that may be read.

    One that is named without a file, or whose file is missing or has changed, is not
    there: the reason is told.
    """
    evidence = desk.subject.evidence
    own = [one for one in files if evidence[one.id].kind == kind]
    if not own:
        return Document(kind=kind, note=desk.text("dossier.no_paper", kind=kind))
    read = (one for one in own if one.state in READABLE and one.path is not None)
    found = next(read, None)
    title = desk.said(evidence[(found or own[0]).id].title)
    told = tuple(evidence_findings(tuple(own)))
    if found is None or found.path is None:
        state = desk.text(f"dossier.state_{own[0].state}")
        note = desk.text("dossier.unread", title=title, state=state)
        return Document(kind=kind, note=note, findings=told)
    ending = PurePosixPath((found.file or "").replace("\\", "/")).suffix.lower()
    safe = ending if _ENDING.fullmatch(ending) else ""
    content = found.path.read_bytes()
    return Document(kind=kind, enclosed=(safe, content), note=title, findings=told)


def _drawn(desk: Desk, kind: DocumentKind, draw: Callable[[], Drawing]) -> Document:
    """A chart; one that can't be drawn is missing, and the reason told."""
    try:
        drawing = draw()
        check_characters(drawing)
    except UsageError as error:
        return Document(kind=kind, note=message(error.finding, desk.lang))
    except FindingsError as error:
        return Document(kind=kind, note=message(error.findings[0], desk.lang))
    return desk.chart(kind, drawing)
