"""What is looked at: the headline, one of both totals, or one item of the footprint."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.calculate import evaluate
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.result.footprint import HEADLINE_VIEW
from lcagraph.sampling import refused_rows
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


def output_names(prepared: Prepared, output: str) -> tuple[str, str]:
    """What people call an output, in Chinese and in English."""
    return _output_name(prepared, output, "zh"), _output_name(prepared, output, "en")


def _output_name(prepared: Prepared, output: str, lang: Language) -> str:
    if output in TOTALS:
        view = headline_view(prepared) if output == HEADLINE else output
        return label(f"result.{view}", lang)
    return label(f"item.{output}", lang)


def outcomes(prepared: Prepared, values: Floats, output: str) -> Floats:
    """One output of k variants, shape (k,). [kgCO2e]

    Raises
    ------
    ModelError, CalculationError
        As `calculate.evaluate`, if one of them has no footprint.
    """
    weights = weights_of(prepared, output)
    found: Floats = evaluate(prepared, values).items @ weights
    return found


def outcomes_where_possible(
    prepared: Prepared, values: Floats, output: str
) -> tuple[Floats, dict[int, Finding]]:
    """One output of k variants, NaN where a variant has no footprint, and why."""
    found = np.full(len(values), np.nan)

    def compute(rows: slice) -> None:
        found[rows] = outcomes(prepared, values[rows], output)

    refused = refused_rows(len(values), compute)
    return found, {row: reason_of(error) for row, error in refused}


def reason_of(error: FindingsError) -> Finding:
    """The finding that a refusal is told by: its first error."""
    fatal = [finding for finding in error.findings if finding.is_fatal]
    return (fatal or [*error.findings])[0]
