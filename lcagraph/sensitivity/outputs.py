"""What is looked at: the headline, one of both totals, or one item of the footprint."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.calculate import evaluate
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.executor import Workplace
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.result.footprint import HEADLINE_VIEW
from lcagraph.wording import Language, label

HEADLINE = "headline"
TOTALS = (HEADLINE, "including", "excluding")

MOST_CELLS = 2**24
"""Values of one block of variants: 128 MiB. [numbers]"""


def headline_view(prepared: Prepared) -> str:
    """`including` or `excluding`: which total the rule set puts first."""
    return HEADLINE_VIEW[prepared.compiled.system.scope.rule_set]


def output_weights(prepared: Prepared) -> dict[str, Floats]:
    """Weights of the items in each output, shape (items,). [1]"""
    including, excluding = including_and_excluding()
    headline = including if headline_view(prepared) == "including" else excluding
    totals = dict(zip(TOTALS, (headline, including, excluding), strict=True))
    return totals | dict(zip(ROWS, np.eye(len(ROWS)), strict=True))


def weights_of(prepared: Prepared, output: str) -> Floats:
    """Weights of the items in one output, shape (items,). [1]

    Raises
    ------
    UsageError
        No such output (E727).
    """
    known = output_weights(prepared)
    if output not in known:
        raise unknown_output(output, known)
    return known[output]


def unknown_output(output: str, known: Mapping[str, object]) -> UsageError:
    """E727, to be raised."""
    values = {"output": output, "known": list(known)}
    return UsageError(Finding(code="E727", values=values))


def output_name(prepared: Prepared, output: str, lang: Language) -> str:
    """What people call an output."""
    if output in TOTALS:
        view = headline_view(prepared) if output == HEADLINE else output
        return label(f"result.{view}", lang)
    return label(f"item.{output}", lang)


def outcomes(
    prepared: Prepared, values: Floats, output: str, executor: Workplace = None
) -> Floats:
    """One output of k variants, shape (k,). [kgCO2e]

    Raises
    ------
    ModelError, CalculationError
        As `calculate.evaluate`, if one of them has no footprint.
    """
    found: Floats = evaluate(prepared, values, executor=executor).items @ weights_of(
        prepared, output
    )
    return found


def outcomes_where_possible(
    prepared: Prepared, values: Floats, output: str
) -> tuple[Floats, dict[int, Finding]]:
    """One output of k variants, NaN where a variant has no footprint, and why.

    A variant that is refused refuses its whole block, so blocks are halved until the
    refused ones stand alone.
    """
    found = np.full(len(values), np.nan)
    refused: dict[int, Finding] = {}
    step = max(1, MOST_CELLS // max(values.shape[1], 1))
    waiting = [
        (first, min(first + step, len(values))) for first in range(0, len(values), step)
    ]
    while waiting:
        first, last = waiting.pop()
        try:
            found[first:last] = outcomes(prepared, values[first:last], output)
        except FindingsError as error:
            if last - first == 1:
                refused[first] = reason_of(error)
                continue
            middle = (first + last) // 2
            waiting += [(first, middle), (middle, last)]
    return found, refused


def reason_of(error: FindingsError) -> Finding:
    """The finding that a refusal is told by: its first error."""
    fatal = [finding for finding in error.findings if finding.is_fatal]
    return (fatal or [*error.findings])[0]
