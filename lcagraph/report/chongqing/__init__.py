"""The report form in the annex of the Chongqing guide (2025).

一 overview   二 goal   三 scope   四 inventory   五 impacts   六 interpretation
"""

from __future__ import annotations

from lcagraph.report.chongqing.annexes import annexes, compliance_section
from lcagraph.report.chongqing.inventory import inventory_part
from lcagraph.report.chongqing.overview import cover_of, goal_part, overview_part
from lcagraph.report.chongqing.results import impact_part, interpretation_part
from lcagraph.report.chongqing.scope import scope_part
from lcagraph.report.content import Report
from lcagraph.report.subject import ReportSubject
from lcagraph.report.writer import Writer
from lcagraph.wording import Language

TEMPLATE = "chongqing"

PARTS = (
    overview_part,
    goal_part,
    scope_part,
    inventory_part,
    impact_part,
    interpretation_part,
)
"""The form's own; tables beside those that it numbers are counted by part, 表 5-1."""


def chongqing_report(subject: ReportSubject, lang: Language) -> Report:
    """The report of a footprint by the form of the Chongqing guide.

    Parameters
    ----------
    subject : ReportSubject
    lang : {"zh", "en"}

    Returns
    -------
    Report
        With blanks where the model doesn't say what the form asks for.
    """
    writer = Writer(subject=subject, lang=lang, chapter="A")
    cover = cover_of(writer)
    sections = (
        *(
            part(writer.of_chapter(f"{number}"))
            for number, part in enumerate(PARTS, start=1)
        ),
        *annexes(writer),
    )
    compliance = compliance_section(writer, cover, sections)
    return Report(
        template=TEMPLATE,
        language=lang,
        cover=cover,
        sections=(*sections, compliance),
        findings=subject.open_findings,
        waived=subject.waived,
        inventory_sha256=subject.inventory_sha256,
    )
