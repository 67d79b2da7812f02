"""Findings as `lcagraph check` prints them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lcagraph.checks.rules import GUIDE_CODES
from lcagraph.cli.changed import read_model
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen, columns_of, has_color
from lcagraph.errors import Finding
from lcagraph.findings import Findings
from lcagraph.formats.github import github_lines
from lcagraph.formats.sarif import sarif_log
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.result import finding_as_dict
from lcagraph.waivers import OF_DOCUMENTS, idle_waivers, waive
from lcagraph.wording import help_lines, item_class, message
from lcagraph.wording.screen import Locate, Place, worst_first

SCHEMA = "lcagraph-findings-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


def found_in(path: Path) -> Findings:
    """Findings of a model file, also of one that can't be read as a model at all."""
    try:
        return read_model(path).check()
    except DocumentError as error:
        return Findings(error.findings, error.document)


def print_findings(
    path: Path, how: str, screen: Screen, *, with_evidence: bool = False
) -> int:
    """Print the findings of a model; 1 if any of them stands in the way."""
    findings = found_in(path)
    if with_evidence:
        findings = _with_evidence(path, findings)
    screen.show(findings_text(findings, how, screen))
    return 0 if findings.is_ok else 1


def _with_evidence(path: Path, findings: Findings) -> Findings:
    """The findings, with those of the files of documents."""
    from lcagraph.bundle.evidence_files import documents_of, evidence_findings

    try:
        system = read_model(path).system
    except DocumentError:  # told among the findings
        return findings
    found = waive(system, evidence_findings(documents_of(system)))
    idle = idle_waivers(system, found, of=OF_DOCUMENTS)
    return Findings((*findings, *found, *idle), findings.document)


def findings_text(findings: Findings, how: str, screen: Screen) -> str:
    """All findings: for people `full` or `concise`, for tools `json` and the others."""
    ordered = worst_first(findings, findings.locate)
    if how == "json":
        return findings_json(ordered, findings.locate, screen)
    if how == "sarif":
        return as_json_text(sarif_log(ordered, findings.locate, screen.lang))
    if how == "github":
        return "\n".join(github_lines(ordered, findings.locate, screen.lang))
    if not findings:
        return screen.word("cli.check.nothing")
    if how == "concise":
        return findings.to_lines(screen.lang, is_classed=True)
    color, width = has_color(sys.stdout), columns_of(sys.stdout)
    return findings.to_text(screen.lang, color=color, width=width, is_classed=True)


def tell_beside_result(
    findings: Iterable[Finding], locate: Locate, screen: Screen, model: Path
) -> None:
    """Findings beside a result: line by line, those of the guides as a count.

    Waived ones stand with their reasons in the result itself.
    """
    found = [finding for finding in findings if finding.waived is None]
    of_guides = [finding for finding in found if finding.code in GUIDE_CODES]
    screen.tell_lines([f for f in found if f not in of_guides], locate)
    if of_guides:
        classes = [item_class(finding.code) for finding in of_guides]
        counts = {name: classes.count(name) for name in ("missing", "wrong")}
        count = len(of_guides)
        screen.tell(screen.word("cli.solve.audit", count=count, model=model, **counts))


def findings_json(findings: Iterable[Finding], locate: Locate, screen: Screen) -> str:
    """Findings for programs, with their places."""
    found = list(findings)
    listed = [_as_dict(finding, locate, screen) for finding in found]
    is_ok = not any(finding.is_fatal for finding in found)
    return as_json_text({"schema": SCHEMA, "is_ok": is_ok, "findings": listed})


def _as_dict(finding: Finding, locate: Locate, screen: Screen) -> dict[str, Any]:
    place = locate(finding.at, finding.part, finding.span)
    return {
        **finding_as_dict(finding),
        "class": item_class(finding.code),
        "message": message(finding, screen.lang),
        "help": help_lines(finding, screen.lang),
        "place": _place_as_dict(place) if place else None,
    }


def _place_as_dict(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
    }
