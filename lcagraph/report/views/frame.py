"""What the views share: cover, scope, findings, and why a view is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lcagraph.graph.words import Text
from lcagraph.report.content import Block, Cover, Paragraph, Report, Section, Words
from lcagraph.report.factor_rows import factor_table
from lcagraph.report.places import place_name
from lcagraph.report.printed import date_text, period_text
from lcagraph.report.result_tables import provenance_table
from lcagraph.report.source_tables import finding_blocks
from lcagraph.report.subject import ReportSubject
from lcagraph.report.writer import Writer
from lcagraph.wording import LANGUAGES


def view_report(
    writer: Writer,
    template: str,
    lines: Sequence[tuple[str, Words]],
    blocks: Sequence[Block],
) -> Report:
    """A view: cover, result, sources, findings.

    Parameters
    ----------
    writer : Writer
    template : str
        Name of the view; its words are `views.<template>_…`.
    lines : sequence of (str, Words)
        Of the cover, after product and producer.
    blocks : sequence of Block
        Of the result.
    """
    subject = writer.subject
    said = tuple(_scope(writer))
    sections = (
        Section(id="result", title=writer.text("views.result"), blocks=tuple(blocks)),
        Section(id="scope", title=writer.text("views.scope"), blocks=said),
        Section(
            id="sources",
            title=writer.text("views.sources"),
            blocks=(factor_table(writer), provenance_table(writer)),
        ),
        Section(
            id="findings",
            title=writer.text("views.findings"),
            blocks=tuple(finding_blocks(writer)),
        ),
    )
    return Report(
        template=template,
        language=writer.lang,
        cover=_cover(writer, template, lines),
        sections=sections,
        findings=subject.open_findings,
        waived=subject.waived,
        inventory_sha256=subject.inventory_sha256,
    )


def in_each_language(
    reasons: Callable[[Writer], Iterable[str]], subject: ReportSubject
) -> Mapping[str, str]:
    """Why a view is refused, all reasons at once, by language; empty: it isn't.

    An error is read in either language, whatever that of the report.

    Parameters
    ----------
    reasons : callable
        Says them in the language of a writer.
    subject : ReportSubject
    """
    writers = (Writer(subject=subject, lang=lang) for lang in LANGUAGES)
    said = {one.lang: one.text("shared.and").join(reasons(one)) for one in writers}
    return {lang: text for lang, text in said.items() if text}


def _cover(writer: Writer, template: str, lines: Sequence[tuple[str, Words]]) -> Cover:
    subject = writer.subject
    unit, date = subject.footprint.name.get(writer.lang), subject.assessment.date
    fields: dict[str, tuple[Text | str | None, str]] = {
        "producer": (subject.organisation.name, "organisation.name"),
        "date": (
            date_text(date, writer.lang) if date else None,
            "assessment.date",
        ),
    }
    common: list[tuple[str, Words]] = [(writer.text("views.unit"), (unit,))]
    for key, (said, path) in fields.items():
        words = (writer.given(said, path, f"views.{key}"),)
        common.append((writer.text(f"views.{key}"), words))
    return Cover(
        title=writer.text(f"views.{template}_title"),
        subtitle=writer.text(f"views.{template}_subtitle"),
        lines=(*common, *lines),
    )


def _scope(writer: Writer) -> Iterator[Block]:
    scope = writer.subject.system.scope
    boundary = writer.called("boundary", scope.boundary) if scope.boundary else None
    period = period_text(scope.period, writer.lang) if scope.period else None
    place = place_name(scope.geography, writer.lang) if scope.geography else None
    fields: dict[str, tuple[str | None, str]] = {
        "boundary": (boundary, "scope.boundary"),
        "period": (period, "scope.period"),
        "geography": (place, "scope.geography"),
    }
    for key, (said, path) in fields.items():
        label = writer.text(f"views.{key}")
        words = writer.given(said, path, f"views.{key}")
        yield Paragraph(words=(f"{label}{writer.text('shared.colon')}", words))
