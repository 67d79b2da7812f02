"""What is wrong with a scenario, told at the line of the scenario that states it.

A scenario sets values on top of the model, and what they make wrong stands, as a model
path, in the model: on a line that is right. Here such findings are moved to the line
that is wrong, and get the scenario's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.trace import Override


def at_their_scenario(
    findings: Iterable[Finding], overrides: Sequence[Override]
) -> tuple[Finding, ...]:
    """The findings, those about a value of a scenario at the line that states it.

    Parameters
    ----------
    findings : iterable of Finding
        About the model with its overrides set.
    overrides : sequence of Override
        What was set, in order: of two at one place the later counts.
    """
    stated = [each for each in overrides if each.scenario]
    return tuple(_moved(finding, stated) for finding in findings)


def scenario_errors(
    solved: Callable[[str], object],
    scenarios: Iterable[str],
    known: Iterable[Finding],
) -> Iterator[Finding]:
    """What keeps scenarios from having a footprint, each error once.

    Parameters
    ----------
    solved : callable
        Solves the model with one of its scenarios, or raises what is wrong.
    scenarios : iterable of str
        Ids of all of them.
    known : iterable of Finding
        Found in the model itself; not told again.
    """
    of_the_model = {_said(finding) for finding in known if finding.is_fatal}
    told = set()
    for scenario in scenarios:
        for finding in _errors(solved, scenario):
            placed = _placed(finding, scenario)
            says = (placed.at, *_said(finding))
            if _said(finding) not in of_the_model and says not in told:
                told.add(says)
                yield placed


def _errors(solved: Callable[[str], object], scenario: str) -> list[Finding]:
    try:
        solved(scenario)
    except FindingsError as error:
        return [finding for finding in error.findings if finding.is_fatal]
    except UsageError as error:
        return [error.finding]
    return []


def _said(finding: Finding) -> tuple[str, str]:
    """What a finding says, wherever it stands."""
    return finding.code, repr(sorted(finding.values.items()))


def _placed(finding: Finding, scenario: str) -> Finding:
    if finding.scenario:
        return finding
    # no value of the scenario stands there: it follows from one elsewhere
    at = f"scenarios.{scenario}"
    return replace(finding, at=at, part="key", span=None, scenario=scenario)


def _moved(finding: Finding, stated: Sequence[Override]) -> Finding:
    """The finding at the last override of its place, if there is one."""
    for override in reversed(stated):
        tail = _below(finding.at, override.path)
        if tail is not None and not finding.scenario:
            at = f"scenarios.{override.scenario}.set.{override.written}{tail}"
            span = finding.span if finding.at == override.path else None
            named = override.scenario or ""
            return replace(finding, at=at, part="value", span=span, scenario=named)
    return finding


def _below(at: str, path: str) -> str | None:
    """What follows a path in a place at or below it; None: it stands elsewhere.

    A finding about a row stands for the row's amount or supplier, too.
    """
    if at in (path, path.rpartition(".")[0] or path):
        return ""
    return at.removeprefix(path) if at.startswith(f"{path}.") else None
