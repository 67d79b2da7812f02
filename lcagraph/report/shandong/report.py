"""The whole report of Annex A, from its cover to its annexes."""

from __future__ import annotations

from dataclasses import replace

from lcagraph.report.captions import Numbering
from lcagraph.report.content import Report, Section
from lcagraph.report.shandong.boundary import boundary
from lcagraph.report.shandong.calculation import quantification
from lcagraph.report.shandong.checked import checked
from lcagraph.report.shandong.compliance import compliance
from lcagraph.report.shandong.conclusion import conclusion, documents, findings_log
from lcagraph.report.shandong.energy_results import energy_results
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.numbers import Numbers
from lcagraph.report.shandong.organisation import organisation
from lcagraph.report.shandong.overview import overview
from lcagraph.report.shandong.procedure import procedure
from lcagraph.report.shandong.summary import cover, summary
from lcagraph.report.shandong.uncertainty import uncertainty
from lcagraph.report.subject import ReportSubject
from lcagraph.wording import Language


def shandong_report(
    subject: ReportSubject, lang: Language, numbering: Numbering = "auto"
) -> Report:
    """The report of an assessment, in the form of the Shandong guide's Annex A.

    Parameters
    ----------
    subject : ReportSubject
        A footprint with the findings of rule set `sd-2023`.
    lang : {"zh", "en"}
    numbering : {"auto", "seed"}
        Tables and figures counted by chapter, or by the numbers that the guide prints,
        which leave out 表3-4.

    Returns
    -------
    Report
        What the model doesn't say is a blank in it.

    References
    ----------
    山东省产品碳足迹评价技术规范与评价报告指南（第一版），2023，附录 A.
    """
    numbers = Numbers(lang=lang, numbering=numbering)
    matter = Matter(subject=subject, lang=lang, numbers=numbers)
    sections = (
        summary(matter),
        overview(matter),
        procedure(matter),
        _findings(matter),
        conclusion(matter),
        documents(matter),
        findings_log(matter),
    )
    front = cover(matter, subject.inventory_sha256)
    # the cover is no section, but answers a clause like one
    of_cover = Section(id="cover", title=front.title, answers=front.answers)
    hash_ = matter.phrases.text("cover.sha256")
    told = tuple(line for line in front.lines if line[0] != hash_)
    form = replace(front, lines=told)  # the hash is ours, and answers no clause
    clauses = compliance(form, (of_cover, *sections), matter.phrases)
    return Report(
        template="shandong",
        language=lang,
        cover=front,
        sections=(*sections, clauses),
        findings=subject.open_findings,
        waived=subject.waived,
        inventory_sha256=subject.inventory_sha256,
    )


def _quantified(matter: Matter) -> Section:
    """3.3, with both results where energy is bought under a contract."""
    section = quantification(matter)
    energy = energy_results(matter)
    if energy is None:
        return section
    return replace(section, sections=(*section.sections, energy))


def _findings(matter: Matter) -> Section:
    """3 评价发现; the order of its parts is the order of the numbers."""
    return Section(
        id="findings-chapter",
        title=matter.phrases.numbered("3.", "heading.findings"),
        sections=(
            organisation(matter),
            boundary(matter),
            _quantified(matter),
            uncertainty(matter),
            checked(matter),
        ),
    )
