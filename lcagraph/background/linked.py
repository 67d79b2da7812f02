"""A database after import: columns, linked matrices, and a flag wherever one is open.

One activity is one column of A and B and one row of A: a process with one of its
products, after allocation. Rows and columns share their order, so the diagonal holds
the reference amounts. Outputs are positive in A, inputs negative; a treatment's
reference is a waste that enters it, so its diagonal is negative. In B an exchange is
positive when it runs in its flow's own direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.records import Package
from lcagraph.errors import Finding

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Flags = NDArray[np.uint16]

OPEN_LINK = 1
"""An input or waste of it has no supplier, or several: nothing was linked."""
DANGLING = 2
"""An exchange of it names a flow that the package lacks."""
NO_ALLOCATION = 4
"""It has several products, and nothing tells how to divide it."""
UNMAPPED_GAS = 8
"""An elementary flow of it looks like a greenhouse gas and was not mapped."""
BAD_NUMBER = 16
"""An amount, formula or unit of it could not be read."""
SINGULAR = 32
"""It stands in a loop without net output."""
OVERDRAWN = 64
"""It stands in a loop that consumes more of its own products than it makes."""
FLAGS: Mapping[str, int] = {
    "open_link": OPEN_LINK,
    "dangling": DANGLING,
    "no_allocation": NO_ALLOCATION,
    "unmapped_gas": UNMAPPED_GAS,
    "bad_number": BAD_NUMBER,
    "singular": SINGULAR,
    "overdrawn": OVERDRAWN,
}

SPREAD = np.dtype(
    [
        ("kind", np.uint8),  # ids of stats_arrays: 0 none, 2 lognormal, 3 normal, …
        ("location", np.float64),  # as stats_arrays: ln(median) of a lognormal
        ("scale", np.float64),
        ("minimum", np.float64),
        ("maximum", np.float64),
        ("shape", np.float64),
    ]
)
"""Uncertainty of one entry, in the entry's own unit; NaN where it does not apply.

What each number means: `lcagraph.background.spreads`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One column: a process with one of its products (or the waste it treats)."""

    process: str
    """Id of the dataset."""
    product: str
    """Flow id of its reference."""
    name: str
    product_name: str
    location: str
    unit: str
    """Reference unit of the product, in the source's words."""
    amount: float
    """Reference amount as stated, positive. [unit]"""
    is_treatment: bool = False
    classification: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Triplets:
    """Entries of a sparse matrix, sorted by column, then row; no pair twice."""

    row: Indices
    column: Indices
    value: Floats
    spread: NDArray[np.void]
    """`SPREAD` per entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What an elementary flow is in climate change."""

    gas: str
    """Id of `lcagraph.impact.elementary_flows`."""
    factor: float
    """Kilograms of the gas per reference unit of the flow. [kg/unit]"""
    strategy: str
    """How it was found: identifier, cas, formula, name or synonym."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LeftOut:
    """What a dataset draws, gives away or names without its being in A or B."""

    column: int
    flow: str
    """Flow id; the flow may be missing from the package."""
    amount: str
    """Of one run: with the sign of A, in the reference unit of its flow, if it only
    lacks a supplier; else as stated, with its unit. Not a number: nothing computes
    with it, but a release that changes it is another release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedDatabase:
    """Everything of a package in columns, with what is wrong with it."""

    package: Package
    activities: tuple[Activity, ...]
    technosphere: Triplets
    """A, shape (n, n). [unit of the row's product]"""
    interventions: Triplets
    """B, shape (elementary flows, n). [unit of the flow]"""
    elementary: tuple[str, ...]
    """Flow ids of the rows of B."""
    gases: Mapping[str, Mapped] = field(default_factory=dict)
    """Elementary flow id → gas; flows that are no greenhouse gas are absent."""
    flags: Flags
    """Own flags of each column (not yet of its supply chain)."""
    open_inputs: Mapping[int, int] = field(default_factory=dict)
    """Column → number of its inputs and wastes without a supplier."""
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """Totals of the report, such as ``exchanges`` or ``linked_by_provider``."""
    flow_units: Mapping[str, str] = field(default_factory=dict)
    """Elementary flow id → name of its reference unit, in the source's words."""
    left_out: tuple[LeftOut, ...] = ()
    """Exchanges that stand in no matrix, sorted."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What the user chose: ``allocation``, ``prefer``; absent: nothing."""
