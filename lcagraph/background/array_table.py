"""A way into the store for what comes as matrices, such as input–output tables.

A table of 9,800 sectors has millions of entries. As exchanges they would need tens of
gigabytes; as arrays they are what the store writes anyway. One sector is one process
with one product, so nothing has to be divided or linked: rows and columns say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csc_array

from lcagraph.background.gases import Times
from lcagraph.background.linked import (
    Activity,
    Flags,
    Floats,
    Indices,
    LinkedDatabase,
)
from lcagraph.background.records import Package
from lcagraph.background.triplets import ExactTriplets


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayTable:
    """A package whose exchanges stand in two matrices."""

    package: Package
    """Processes without exchanges, one per column; flows: their products, and what
    they emit."""
    activities: tuple[Activity, ...]
    """Columns and rows of A, each about the process in the same place."""
    technosphere: csc_array[np.float64]
    """A, shape (n, n): outputs positive, inputs negative. [unit of the row]"""
    interventions: csc_array[np.float64]
    """B, shape (flows, n), in the own direction of each flow. [unit of the flow]"""
    elementary: tuple[str, ...]
    """Flow ids of the rows of B."""
    flags: Flags
    """What is open in each column, shape (n,)."""
    counts: Mapping[str, int] = field(default_factory=dict)


def link_arrays(table: ArrayTable) -> LinkedDatabase:
    """The table as a linked database: columns stay in the order of the table."""
    A, B = _exact(table.technosphere), _exact(table.interventions)
    n = len(table.activities)
    flows = table.package.flows
    inputs = A.row != A.column
    counts = {
        **table.counts,
        "processes": n,
        "columns": n,
        "exchanges": len(A.row) + len(B.row),
        "product_inputs": int(inputs.sum()),
        "linked_by_position": int(inputs.sum()),
        "elementary_flows": len(table.elementary),
        "problems": len(table.package.problems),
    }
    return LinkedDatabase(
        package=table.package,
        activities=table.activities,
        technosphere=A,
        interventions=B,
        elementary=table.elementary,
        flags=table.flags,
        findings=table.package.problems,
        counts=dict(sorted(counts.items())),
        flow_units={flow: flows[flow].unit for flow in table.elementary},
    )


def times_of(linked: LinkedDatabase) -> Times | None:
    """How often each flow of a table is emitted; None if exchanges tell it."""
    if not isinstance(linked.interventions, ExactTriplets):
        return None
    rows = np.bincount(linked.interventions.row, minlength=len(linked.elementary))
    outputs = zip(linked.elementary, rows.tolist(), strict=True)
    return Counter({(flow, "output"): count for flow, count in outputs})


def _exact(matrix: csc_array[np.float64]) -> ExactTriplets:
    """Entries by column, then row; zeros are none."""
    matrix.eliminate_zeros()
    matrix.sort_indices()
    column: Indices = np.repeat(
        np.arange(matrix.shape[1], dtype=np.int32), np.diff(matrix.indptr)
    )
    value: Floats = np.asarray(matrix.data, dtype=np.float64)
    row = matrix.indices.astype(np.int32, copy=False)
    return ExactTriplets(row=row, column=column, value=value)
