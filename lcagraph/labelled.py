"""A, B, C, f and s of a model with the names of their rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Numbers, Prepared
from lcagraph.impact import ROWS
from lcagraph.matrices import Column


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledMatrices:
    """The system of equations of one variant: A s = f, g = B s, h = C g."""

    A: Any
    """Technosphere, `scipy.sparse.csc_array` of shape (n, n): outputs positive, inputs
    negative. [unit of the row]"""
    B: Any
    """Interventions, `scipy.sparse.csc_array` of shape (flows, n). [kg per run]"""
    C: NDArray[np.float64]
    """Characterisation by item, shape (items, flows). [kgCO2e/kg]"""
    f: NDArray[np.float64]
    """Final demand, shape (n,). [unit of the row]"""
    s: NDArray[np.float64]
    """Scaling, shape (n,). [1]"""
    columns: tuple[Column, ...]
    """Process and product of each column of A and B, and of each row of A."""
    flows: tuple[str, ...]
    """Elementary flow of each row of B and column of C."""
    items: tuple[str, ...]
    """Item of each row of C."""


def labelled_matrices(prepared: Prepared, numbers: Numbers) -> LabelledMatrices:
    """Matrices of the first variant, for people and for other programs."""
    # scipy takes 0.2 s to import, and solving a small model does without
    from scipy.sparse import csc_array

    layout = prepared.layout
    a, b = layout.a, layout.b
    shape = (len(layout.flows), layout.n)
    return LabelledMatrices(
        A=csc_array((numbers.A[0], (a.row, a.column)), shape=(layout.n, layout.n)),
        B=csc_array((numbers.B[0], (b.row, b.column)), shape=shape),
        C=prepared.characterisation,
        f=numbers.f[0],
        s=numbers.s[0],
        columns=layout.columns,
        flows=layout.flows,
        items=ROWS,
    )
