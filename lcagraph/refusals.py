"""Why numbers give no footprint, told with the names of the model.

`solve` knows indices only; here they get the names of processes and products. What is
refused: a solver's problem, a loop that uses up more than it makes, a number that is
not finite, values that no process can have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from lcagraph.arrays import Floats, Numbers, Prepared
from lcagraph.compile import CompiledModel
from lcagraph.errors import CalculationError, Finding, ModelError
from lcagraph.matrices import Column
from lcagraph.solve import (
    EntryError,
    Labels,
    LoopError,
    ProofError,
    SolveError,
    calculation_error,
    overdrawn_finding,
)
from lcagraph.waivers import misplaced_waivers, waive


@contextmanager
def named_problems(columns: Sequence[Column], first: int = 0) -> Iterator[None]:
    """Whatever the solver refuses inside, told with the names of these columns.

    Parameters
    ----------
    columns : sequence of Column
    first : int
        Number of the first variant that is solved inside.

    Raises
    ------
    CalculationError
        In place of any `SolveError`.
    """
    try:
        yield
    except SolveError as problem:
        if isinstance(problem, LoopError | EntryError | ProofError):
            problem.variant += first
        raise calculation_error(problem, labels_of(columns)) from None


def labels_of(columns: Sequence[Column]) -> Labels:
    """What solving may call rows and columns when it has no answer."""
    places = {True: "factors", False: "processes"}
    return Labels(
        products=[column.product for column in columns],
        processes=[column.id for column in columns],
        places=[f"{places[c.is_factor]}.{c.id}" for c in columns],
    )


def overdrawn_findings(prepared: Prepared, numbers: Numbers) -> list[Finding]:
    """Loops that use up more than they make (E508): they would run backwards.

    The solver tells loops of several processes; what a process takes of its own
    product adds up with its reference amount, and is looked at here.
    """
    layout = prepared.layout
    own = layout.a.row == layout.a.column
    is_reference = layout.a.source < 0
    reference = np.zeros((numbers.A.shape[0], layout.n))
    reference[:, layout.a.column[is_reference]] = numbers.A[:, is_reference]
    net = np.zeros_like(reference)
    np.add.at(net.T, layout.a.column[own], numbers.A[:, own].T)
    runs_backwards = (np.sign(net) * np.sign(reference) < 0).any(axis=0)
    loops = [(int(j),) for j in np.flatnonzero(runs_backwards)]
    labels = labels_of(layout.columns)
    return [
        overdrawn_finding(columns, labels)
        for columns in (*loops, *numbers.proof.overdrawn)
    ]


def refuse_overdrawn(prepared: Prepared, numbers: Numbers) -> None:
    """Refuse what runs backwards, unless the model waives it.

    Raises
    ------
    CalculationError
        A loop has no net output (E508).
    """
    system = prepared.compiled.system
    findings = waive(system, overdrawn_findings(prepared, numbers))
    if any(finding.is_fatal for finding in findings):
        raise CalculationError([*findings, *misplaced_waivers(system, findings)])


def refuse_impossible(compiled: CompiledModel, findings: Sequence[Finding]) -> None:
    """Refuse values that no process can have.

    Raises
    ------
    ModelError
        One of the findings is an error that the model doesn't waive.
    """
    if any(finding.is_fatal for finding in findings):
        found = [*compiled.findings, *findings]
        raise ModelError([*found, *misplaced_waivers(compiled.system, found)])


def refuse_not_finite(compiled: CompiledModel, filled: Floats) -> None:
    """Refuse terms that are infinite or no number at all.

    Raises
    ------
    CalculationError
        With each such term (E520).
    """
    if np.isfinite(filled).all():
        return
    wrong = ~np.isfinite(filled).all(axis=0)
    table = compiled.table
    paths = [t.path for t in table.independent] + [t.path for t in table.derived]
    raise CalculationError(
        [
            Finding(code="E520", at=paths[i], values={"term": paths[i]})
            for i in np.flatnonzero(wrong)
        ]
    )
