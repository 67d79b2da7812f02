"""Chapter 3.5: what the checks found and nobody has settled yet (6.7.2 d)."""

from __future__ import annotations

from lcagraph.errors import Finding
from lcagraph.report.content import Block, Section, Table
from lcagraph.report.named_findings import finding_place
from lcagraph.report.shandong.grid import head, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see
from lcagraph.wording import message

INCONSISTENT = {
    "W623": "gwp",  # ready figures by another GWP set
    "W624": "accounts",  # a factor of organisations' accounts
    "W625": "boundary",  # a material factor of another boundary
    "W822": "period",  # data of another period
    "W831": "age",  # factors older than the limit
}
"""Findings that assumptions, methods or data are not the same throughout: of what."""


def open_findings(matter: Matter) -> tuple[Finding, ...]:
    """Errors and warnings that the model doesn't accept, each place once."""
    found = {
        (one.code, one.at, message(one, matter.lang)): one
        for one in matter.subject.open_findings
        if one.severity != "note"
    }
    return tuple(found.values())


def inconsistencies(matter: Matter) -> tuple[Finding, ...]:
    """Open findings that deny the same assumptions, methods and data throughout."""
    return tuple(one for one in open_findings(matter) if one.code in INCONSISTENT)


def checked(matter: Matter) -> Section:
    """3.5 程序检查发现: code, place and what is found."""
    say, found = matter.phrases, open_findings(matter)
    blocks: tuple[Block, ...] = (say.paragraph("checked.none", "SD-26"),)
    if found:
        table = Table(
            id="open-findings",
            number=matter.numbers.table(3, "3-21c"),
            title=say.text("table.checked"),
            head=(head(*(say.text(f"checked.{k}") for k in ("code", "at", "says"))),),
            body=tuple(
                row(
                    one.code,
                    finding_place(one, matter.subject, matter.lang),
                    matter.finding_words(one),
                )
                for one in found
            ),
            widths=shares(10, 34, 56),
            answers=("SD-15", "SD-26"),
        )
        blocks = say.paragraph("checked.are", "SD-26", table=see(table.id)), table
    return Section(
        id="checked", title=say.numbered("3.5", "heading.checked"), blocks=blocks
    )
