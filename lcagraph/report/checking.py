"""What a report lacks, as the Shandong guide sorts it: 缺项 missing, 错项 wrong."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.errors import Finding
from lcagraph.report.content import Blank, Report
from lcagraph.wording import item_class


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCheck:
    """Blanks of the form and findings of its rules."""

    blanks: tuple[Blank, ...]
    """What the report prints as blanks, once per key of the model: missing."""
    missing: tuple[Finding, ...]
    """Findings that tell something missing."""
    wrong: tuple[Finding, ...]
    """Findings that tell something wrong."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing and nothing wrong."""
        return not (self.blanks or self.missing or self.wrong)


def check_report(report: Report) -> ReportCheck:
    """Missing and wrong items of a report; notes and accepted findings are neither."""
    told = [one for one in report.findings if one.severity != "note"]
    return ReportCheck(
        blanks=report.blanks(),
        missing=tuple(one for one in told if item_class(one.code) == "missing"),
        wrong=tuple(one for one in told if item_class(one.code) == "wrong"),
    )
