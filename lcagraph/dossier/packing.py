"""The documents of an application in one zip, the same bytes for the same model."""

from __future__ import annotations

import io
from dataclasses import dataclass

from lcagraph.bundle.evidence_files import EvidenceFile, documents_of
from lcagraph.dossier.checklist import checklist
from lcagraph.dossier.data_list import data_list
from lcagraph.dossier.lists import equipment_list, material_list, meter_list
from lcagraph.dossier.papers import organisation_chart, paper, process_flow
from lcagraph.dossier.site_visit import site_visit
from lcagraph.dossier.writing import Desk, Document, DocumentKind
from lcagraph.drawing.files import figure_bytes
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.zip_writer import write_zip
from lcagraph.model import Model
from lcagraph.report.content import Blank, Report
from lcagraph.report.html import html_text
from lcagraph.report.subject import ReportSubject
from lcagraph.report.workbook import tables_bytes
from lcagraph.waivers import waive
from lcagraph.wording import LANGUAGES, Language

CHECKLIST, SITE_VISIT, WORKBOOK = "00_checklist", "09_site_visit", "lists.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier, ready to be written."""

    content: bytes
    """The zip; the same model gives the same bytes."""
    documents: tuple[Document, ...]
    """The eight of the guide, in its order; some may be missing."""
    checklist: Report
    names: tuple[str, ...]
    """Files in the zip."""
    findings: tuple[Finding, ...] = ()
    """Of files beside the model: missing, changed or outside of its folder."""

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What the model doesn't say, once per key."""
        found = {one.path: one for each in self.documents for one in each.blanks}
        return tuple(found.values())


def make_dossier(model: Model, lang: Language = "zh") -> Dossier:
    """The eight documents of an application for the label, as far as there are any.

    Process flow chart, organisation chart and four lists are made from the model; the
    letter of commission and the business licence are taken from documents of its
    `evidence` that say so by their `kind`. What is missing is not ticked.

    Parameters
    ----------
    model : Model
    lang : {"zh", "en"}

    Raises
    ------
    FindingsError
        The model has no footprint.
    UsageError
        An unknown language (E753); typst (E756) or xlsxwriter (E167) is not installed.
    """
    if lang not in LANGUAGES:
        values = {"language": lang, "languages": LANGUAGES}
        raise UsageError(Finding(code="E753", values=values))
    desk = Desk(subject=ReportSubject(footprint=model.solve()), lang=lang)
    documents = _documents(desk, documents_of(model.system))
    written = {one.kind: _written(n, one) for n, one in enumerate(documents, start=1)}
    names = {kind: tuple(made) for kind, made in written.items()}
    overview, visit = checklist(desk, documents, names), site_visit(desk)
    members = {
        name: content for made in written.values() for name, content in made.items()
    }
    members[f"{SITE_VISIT}.html"] = html_text(visit).encode()
    members[f"{CHECKLIST}.html"] = html_text(overview).encode()
    listed = [one.report for one in documents if one.report and not one.drawing]
    members[WORKBOOK] = tables_bytes((overview, *listed, visit))
    stream = io.BytesIO()
    write_zip(stream, members.items())
    return Dossier(
        content=stream.getvalue(),
        documents=documents,
        checklist=overview,
        names=tuple(sorted(members)),
        findings=waive(model.system, (f for one in documents for f in one.findings)),
    )


def _documents(desk: Desk, files: tuple[EvidenceFile, ...]) -> tuple[Document, ...]:
    return (
        paper(desk, "commission", files),
        paper(desk, "business_licence", files),
        process_flow(desk),
        organisation_chart(desk, files),
        equipment_list(desk),
        meter_list(desk),
        material_list(desk),
        data_list(desk),
    )


def _written(number: int, document: Document) -> dict[str, bytes]:
    """Files of a document; named by us alone, so that no name of a model gets out."""
    stem = _stem(number, document.kind)
    if document.enclosed is not None:
        ending, content = document.enclosed
        return {f"{stem}{ending}": content}
    if document.drawing is not None:
        drawing = document.drawing
        return {
            f"{stem}.{each}": figure_bytes(drawing, each) for each in ("pdf", "svg")
        }
    if document.report is None:
        return {}
    return {f"{stem}.html": html_text(document.report).encode()}


def _stem(number: int, kind: DocumentKind) -> str:
    return f"{number:02}_{kind}"
