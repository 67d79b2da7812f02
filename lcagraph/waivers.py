"""Findings that the model accepts by code, place and reason; they stay printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lcagraph.errors import Finding
from lcagraph.graph.scope import Waiver
from lcagraph.graph.system import ProductSystem

WAIVABLE_ERRORS = ("E301", "E320", "E356", "E508", "E8")
"""Errors with which a footprint exists, though a poorer one: an input or a waste
without supplier, a loop that runs backwards, a failed check, a benefit twice.
Without the others there is no number at all."""


def waive(system: ProductSystem, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each marked with the reason of the waiver that covers it.

    A waiver covers a code at a place and everything below it.
    """
    return tuple(_waived(finding, system.waive) for finding in findings)


def idle_waivers(system: ProductSystem, findings: Iterable[Finding]) -> list[Finding]:
    """Waivers that cover none of the findings: stale, misplaced or not allowed."""
    found = list(findings)
    return [
        Finding(
            code="W334",
            at=f"waive.{position}",
            values={"code": waiver.code, "place": waiver.at},
        )
        for position, waiver in enumerate(system.waive)
        if not any(_is_covered(finding, waiver) for finding in found)
    ]


def _waived(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    for waiver in waivers:
        if _is_covered(finding, waiver):
            return replace(finding, waived={"zh": waiver.why.zh, "en": waiver.why.en})
    return finding


def _is_covered(finding: Finding, waiver: Waiver) -> bool:
    is_waivable = finding.severity != "error" or finding.code.startswith(
        WAIVABLE_ERRORS
    )
    return (
        is_waivable
        and waiver.code == finding.code
        and (finding.at == waiver.at or finding.at.startswith(f"{waiver.at}."))
    )
