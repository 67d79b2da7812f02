"""What a footprint lacks for a format, gathered so that it is told at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from lcagraph.errors import Finding
from lcagraph.exchange.carried import rule


@dataclass(slots=True, kw_only=True)
class Lacking:
    """Findings of one footprint on its way into a format, or out of one."""

    format: str
    """Name and version, as messages call it."""
    file: str = ""
    """The supplier's file that is read; empty: a model is written."""
    findings: list[Finding] = field(default_factory=list)

    def needs(self, name: str, at: str) -> None:
        """A value that the format asks for is not there."""
        source = {"file": self.file} if self.file else {"key": at}
        values = {"format": self.format, "field": name, **source}
        self.findings.append(Finding(code="E240", at=at, part="key", values=values))

    def refuses(self, name: str, at: str, value: object, rule_key: str) -> None:
        """A value is not what the format can carry."""
        source = {"file": self.file} if self.file else {"key": at}
        shown = ascii(str(value)[:60])[1:-1] if self.file else str(value)[:60]
        values = {"field": name, "value": shown, "rule": rule(rule_key), **source}
        self.findings.append(Finding(code="E241", at=at, values=values))

    def text(self, name: str, at: str, value: str | None) -> str:
        """A text that the format asks for."""
        if not value:
            self.needs(name, at)
        return value or ""
