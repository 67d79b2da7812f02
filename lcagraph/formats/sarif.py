"""Findings as SARIF 2.1.0, which code-review tools and editors read.

Static Analysis Results Interchange Format, OASIS Standard, 27 March 2020. Every code
that occurs is a rule with its explanation; a waived finding is a suppressed result with
the reason as justification.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from lcagraph.errors import Finding
from lcagraph.version import __version__
from lcagraph.wording import (
    Language,
    explanation,
    help_lines,
    item_class,
    message,
    statement,
)
from lcagraph.wording.screen import Locate, Place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"


def sarif_log(
    findings: Iterable[Finding], locate: Locate, lang: Language
) -> dict[str, Any]:
    """A SARIF log with one run, as plain data.

    Parameters
    ----------
    findings : iterable of Finding
        What to tell; waived ones become suppressed results.
    locate : callable
        Place of a model path, as `Document.locate`.
    lang : {"zh", "en"}
        Language of messages and rules.
    """
    found = list(findings)
    codes = list(dict.fromkeys(finding.code for finding in found))
    driver = {
        "name": "lcagraph",
        "version": __version__,
        "rules": [_rule(code, lang) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN" if lang == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, codes.index(f.code), locate, lang) for f in found],
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(code: str, lang: Language) -> dict[str, Any]:
    """A code as SARIF describes the rule behind a result."""
    severity = Finding(code=code).severity
    class_ = item_class(code)
    properties = {"properties": {"class": class_}} if class_ is not None else {}
    return {
        "id": code,
        "shortDescription": {"text": statement(code, lang)},
        "fullDescription": {"text": explanation(code, lang).strip()},
        "defaultConfiguration": {"level": severity},
        **properties,
    }


def _result(
    finding: Finding, rule: int, locate: Locate, lang: Language
) -> dict[str, Any]:
    lines = [message(finding, lang), *help_lines(finding, lang)]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": "\n".join(lines)},
        "locations": [_location(finding, locate)],
    }
    if finding.waived is not None:
        reason = finding.waived.get(lang, "")
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _location(finding: Finding, locate: Locate) -> dict[str, Any]:
    """Where a finding stands in its file, and its model path."""
    place = locate(finding.at, finding.part, finding.span)
    location: dict[str, Any] = {}
    if place is not None:
        location["physicalLocation"] = _physical(place)
    if finding.at:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.at}]
    return location


def _physical(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        end = max(place.end_column, place.column)
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": end,
        }
    return physical


def _uri(file: str) -> str:
    """A file as URI reference: relative as it was named, absolute as `file:`."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
