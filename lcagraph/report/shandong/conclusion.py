"""Chapter 4: the statement and the footprint; annexes: documents, findings, clauses."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.report.content import Block, Paragraph, Row, Section, Table
from lcagraph.report.shandong.grid import cell, head, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see
from lcagraph.report.shandong.sources import sources_table
from lcagraph.report.shandong.summary import (
    assurance,
    boundary_words,
    footprint_rows,
    materiality,
    statement,
)


def conclusion(matter: Matter) -> Section:
    """4 评价结论: statement, method, boundary, footprint, materiality and assurance."""
    say, about = matter.phrases, matter.assessment
    first, *rest = footprint_rows(matter)
    table = Table(
        id="statement",
        number="",
        title=say.text("table.statement"),
        head=(first,),
        body=tuple(rest),
        widths=shares(28, 22, 24, 26),
        totals=1,
        answers=("SD-69", "SD-11", "SD-63"),
    )
    words = statement(matter)
    blocks: list[Block] = [
        say.paragraph("statement.title", emphasis="strong"),
        *(
            Paragraph(words=one, emphasis="statement", answers=("SD-69",))
            for one in words
        ),
        say.paragraph("statement.method", "SD-11", "SD-58"),
        say.paragraph("statement.boundary", "SD-11", boundary=boundary_words(matter)),
        say.paragraph("statement.assurance", "SD-11", "SD-34", level=assurance(matter)),
        Paragraph(words=materiality(matter), answers=("SD-11", "SD-34")),
        say.paragraph("statement.footprint", table=see("footprint")),
        table,
    ]
    for key in ("limitations", "recommendations"):
        said = getattr(about, key)
        if said is not None:
            words_ = (say.text(f"statement.{key}"), said.get(matter.lang))
            blocks.append(Paragraph(words=words_))
    blocks += [
        say.paragraph("signature.body", "SD-69", body=matter.body),
        say.paragraph(
            "signature.date",
            "SD-69",
            date=matter.said(about.date, "assessment.date"),
        ),
    ]
    return Section(
        id="conclusion",
        title=say.numbered("4.", "heading.conclusion"),
        blocks=tuple(blocks),
        answers=("SD-69",),
    )


def documents(matter: Matter) -> Section:
    """附件1: standards and supporting documents with hashes, then what is cited."""
    say = matter.phrases
    rows = [_unfiled(title) for title in matter.standards]
    rows += _evidence(matter)
    if not matter.system.evidence:
        blank = matter.said(None, "evidence", "table.documents")
        rows.append(row(blank, "", "", ""))
    columns = ("no", "title", "file", "date", "sha256")
    table = Table(
        id="documents",
        number="",
        title=say.text("table.documents"),
        head=(head(*(say.text(f"documents.{one}") for one in columns)),),
        body=tuple((cell(f"[{n}]"), *one) for n, one in enumerate(rows, start=1)),
        widths=shares(7, 45, 16, 12, 20),
        answers=("SD-70", "SD-11"),
    )
    cited = sources_table(matter)
    return Section(
        id="annex-documents",
        title=say.text("heading.annex_documents"),
        blocks=(table,) if cited is None else (table, cited),
    )


def _evidence(matter: Matter) -> Iterator[Row]:
    for id_, one in matter.system.evidence.items():
        at = f"evidence.{id_}"
        sha256 = matter.said(one.sha256, f"{at}.sha256", "documents.sha256")
        yield row(
            one.title.get(matter.lang),
            one.file or "—",
            one.date or "—",
            sha256 if one.file else "—",
        )


def _unfiled(title: str) -> Row:
    """A document that is cited, and not filed with the report."""
    return row(title, "—", "—", "—")


def findings_log(matter: Matter) -> Section:
    """附件2: findings of the assessment with reply, method and basis (SD-11)."""
    say, told = matter.phrases, matter.assessment.findings
    rows: list[Row] = []
    for n, one in enumerate(told, start=1):
        at = f"assessment.findings.{n - 1}"
        rows.append(
            (
                cell(str(n)),
                cell(one.problem.get(matter.lang)),
                *row(
                    matter.said(one.reply, f"{at}.reply", "log.reply"),
                    matter.said(one.method, f"{at}.method", "log.method"),
                    matter.said(one.basis, f"{at}.basis", "log.basis"),
                ),
            )
        )
    blocks: list[Paragraph | Table] = [say.paragraph("log.is", "SD-11")]
    if not rows and matter.assessment.conclusion is not None:
        blocks = [say.paragraph("log.empty", "SD-11")]
    elif not rows:  # nobody has concluded yet that there is nothing to log
        blank = matter.said(None, "assessment.findings", "table.log")
        blocks = [say.paragraph("log.is")]  # before a form it answers nothing
        rows.append(row("1", blank, "", "", ""))
    if rows:
        columns = ("no", "problem", "reply", "method", "basis")
        blocks.append(
            Table(
                id="findings",
                number="",
                title=say.text("table.log"),
                head=(head(*(say.text(f"log.{one}") for one in columns)),),
                body=tuple(rows),
                widths=shares(6, 28, 22, 22, 22),
                answers=("SD-11", "SD-10"),
            )
        )
    return Section(
        id="annex-findings",
        title=say.text("heading.annex_findings"),
        blocks=tuple(blocks),
    )
