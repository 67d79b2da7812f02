"""Findings as workflow commands, by which GitHub marks the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.errors import Finding, Severity
from lcagraph.wording import Language, help_lines, message
from lcagraph.wording.screen import Locate, marks, reason_line, visible

_COMMANDS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "note": "notice",
}


def github_lines(
    findings: Iterable[Finding], locate: Locate, lang: Language
) -> list[str]:
    """One command per finding: ``::error file=…,line=…,title=E301::message``.

    The title says whether something is missing or wrong. A waived finding is a notice,
    whatever it was, that says so and gives the reason.
    """
    return [_line(finding, locate, lang) for finding in findings]


def _line(finding: Finding, locate: Locate, lang: Language) -> str:
    place = locate(finding.at, finding.part, finding.span)
    keys: dict[str, object] = {}
    if place is not None:
        keys["file"] = place.file
        if place.line:
            keys |= {"line": place.line, "col": place.column}
            keys["endColumn"] = max(place.end_column - 1, place.column)
    keys["title"] = " · ".join(marks(finding, lang))
    lines = [message(finding, lang), *help_lines(finding, lang)]
    command = _COMMANDS[finding.severity]
    if finding.waived is not None:
        command, lines = "notice", [lines[0], reason_line(finding, lang)]
    settings = ",".join(f"{key}={_property(str(value))}" for key, value in keys.items())
    return f"::{command} {settings}::{_data(visible_lines(lines))}"


def visible_lines(lines: Iterable[str]) -> str:
    """Lines without characters that could move the cursor or end the command."""
    return "\n".join(visible(line) for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
