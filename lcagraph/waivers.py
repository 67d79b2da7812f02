"""Findings that the model accepts by code, place and reason; they stay printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from lcagraph.errors import Finding
from lcagraph.graph.scope import Waiver
from lcagraph.graph.system import ProductSystem

WAIVABLE_ERRORS = (
    *("E090", "E091", "E096"),
    *("E301", "E320", "E356", "E361", "E508", "E629", "E8"),
)
"""Errors with which a footprint exists, though a poorer one: a dataset with open ends,
with a gas that the GWP set lacks or with products that nothing divides; an input or a
waste without supplier, a loop that runs backwards, a dataset with a
negative net figure, a failed check, a benefit or a certificate twice.
Without the others there is no number at all, or the cure is no more work than a waiver:
the reason of an allocation (E222) is written where it is asked for."""

ONLY_IN_DRAWS = ("N471", "N474", "W533", "N535", "W548")
"""Findings that Monte Carlo tells: solving once says nothing about their waivers."""

OF_DOCUMENTS = ("E824", "E825", "E826", "E827", "N824")
"""Findings on the files of documents, which are only looked at where that is asked."""

MOST_PLACES = 3
"""Places that the message about a misplaced waiver lists."""


def is_waivable(code: str) -> bool:
    """Whether a model may accept a finding: a warning, a note, some errors."""
    return not code.startswith("E") or code.startswith(WAIVABLE_ERRORS)


def waive(system: ProductSystem, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each marked with the reason of the waiver that covers it.

    A waiver covers a code at a place and everything below it.
    """
    return tuple(_waived(finding, system.waive) for finding in findings)


def idle_waivers(
    system: ProductSystem, findings: Iterable[Finding], *, of: Collection[str] = ()
) -> list[Finding]:
    """Waivers that cover none of the findings (W334): stale or misplaced.

    `of` names the codes that have been looked for; empty: all but those that only
    draws, or the files of documents, can tell.
    """
    found = list(findings)
    unseen = (*ONLY_IN_DRAWS, *OF_DOCUMENTS)
    return [
        _idle(position, waiver, found)
        for position, waiver in enumerate(system.waive)
        if (waiver.code in of if of else waiver.code not in unseen)
        and not any(_is_covered(finding, waiver) for finding in found)
    ]


def misplaced_waivers(
    system: ProductSystem, findings: Iterable[Finding]
) -> list[Finding]:
    """Waivers of an error that stops the model, at a place where it doesn't stand.

    Where a model is stopped, checks that come later haven't spoken: of the other
    waivers nobody knows yet what they cover.
    """
    found = list(findings)
    fatal = {finding.code for finding in found if finding.is_fatal}
    return [f for f in idle_waivers(system, found) if f.values["code"] in fatal]


def _idle(position: int, waiver: Waiver, findings: Iterable[Finding]) -> Finding:
    places = [f.at for f in findings if f.code == waiver.code and f.waived is None]
    values = {"code": waiver.code, "place": waiver.at, "found": places[:MOST_PLACES]}
    return Finding(code="W334", at=f"waive.{position}", values=values)


def _waived(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    for waiver in waivers:
        if _is_covered(finding, waiver):
            return replace(finding, waived={"zh": waiver.why.zh, "en": waiver.why.en})
    return finding


def _is_covered(finding: Finding, waiver: Waiver) -> bool:
    return (
        is_waivable(finding.code)
        and waiver.code == finding.code
        and (finding.at == waiver.at or finding.at.startswith(f"{waiver.at}."))
    )
