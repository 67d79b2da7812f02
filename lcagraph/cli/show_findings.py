"""Findings as `lcagraph check` prints them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from lcagraph.cli.changed import read_model
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen, columns_of, has_color
from lcagraph.errors import Finding
from lcagraph.findings import Findings
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.result import finding_as_dict
from lcagraph.wording import help_lines, message
from lcagraph.wording.screen import Place

SCHEMA = "lcagraph-findings-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


def found_in(path: Path) -> Findings:
    """Findings of a model file, also of one that can't be read as a model at all."""
    try:
        return read_model(path).check()
    except DocumentError as error:
        return Findings(error.findings, error.document)


def findings_text(findings: Findings, how: str, screen: Screen) -> str:
    """All findings: `full` as a compiler prints them, `concise` in lines, `json`."""
    if how == "json":
        return _json(findings, screen)
    if not findings:
        return screen.word("cli.check.nothing")
    if how == "concise":
        return findings.to_lines(screen.lang)
    color, width = has_color(sys.stdout), columns_of(sys.stdout)
    return findings.to_text(screen.lang, color=color, width=width)


def _json(findings: Findings, screen: Screen) -> str:
    listed = [_as_dict(finding, findings, screen) for finding in findings]
    return as_json_text({"schema": SCHEMA, "is_ok": findings.is_ok, "findings": listed})


def _as_dict(finding: Finding, findings: Findings, screen: Screen) -> dict[str, Any]:
    place = findings.locate(finding.at, finding.part, finding.span)
    return {
        **finding_as_dict(finding),
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
