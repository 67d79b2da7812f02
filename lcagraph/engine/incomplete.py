"""Approximate inverses of W: from no fill at all to a whole factorisation.

ilu      ILU(0) in supply order: needs numba, nothing is filled in
ilut     incomplete LU of SuperLU on Wᵀ, small entries dropped
lu       SuperLU, or PARDISO where pypardiso is installed, on Wᵀ, no pivoting
pivoted  SuperLU on Wᵀ with partial pivoting
dense    LAPACK, with partial pivoting

The transpose is factorised, since rows of A of heat and power have thousands of
entries: SuperLU takes minutes for A and seconds for Aᵀ. W is balanced and its diagonal
is 1, so that dropping and not pivoting are safe to try; whoever uses an inverse here
proves the answer.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy.linalg import lu_factor, lu_solve
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import spilu, splu

from lcagraph.engine.answers import Apply
from lcagraph.engine.normal import NormalForm
from lcagraph.solve.arrays import Reals

DROP = {"coarse": 1e-2, "fine": 1e-3}
FILL = 30.0
_MADE: WeakKeyDictionary[NormalForm, dict[float, Any]] = WeakKeyDictionary()
"""Incomplete factors by what was dropped: they serve both ways, for any question."""
NO_PARDISO = "LCAGRAPH_NO_PARDISO"
"""Set to 1, it leaves PARDISO alone, as if it were not installed."""


def matrix_of(form: NormalForm) -> csr_array[np.float64]:
    """W with its diagonal, shape (n, n)."""
    off = csr_array((form.values, form.indices, form.indptr), shape=(form.n, form.n))
    return csr_array(off + eye_array(form.n))


def transpose_of(form: NormalForm) -> csc_array[np.float64]:
    """Wᵀ by columns, which are the rows of W."""
    whole = matrix_of(form)
    whole.sort_indices()
    parts = (whole.data, whole.indices, whole.indptr)
    return csc_array(parts, shape=(form.n, form.n))


def nothing(form: NormalForm, *, is_adjoint: bool) -> Apply:
    """No factors at all: each step passes on what is missing (Jacobi)."""
    return np.copy


def dense(form: NormalForm, *, is_adjoint: bool) -> Apply:
    """A whole factorisation by LAPACK, of a table that is mostly full.

    Raises
    ------
    LinAlgError
        W holds a number that is none.
    """
    whole = matrix_of(form).toarray(order="F")
    factors = lu_factor(whole, overwrite_a=True)

    def apply(vectors: Reals) -> Reals:
        if is_adjoint:
            return np.asarray(lu_solve(factors, vectors, trans=1), dtype=np.float64)
        return np.asarray(lu_solve(factors, vectors), dtype=np.float64)

    return apply


def dropped(form: NormalForm, drop: float, *, is_adjoint: bool) -> Apply:
    """Incomplete factors that lack entries below `drop`.

    Raises
    ------
    RuntimeError
        A pivot became 0.
    """
    kept = _MADE.setdefault(form, {})
    if drop not in kept:
        kept[drop] = spilu(
            transpose_of(form),
            drop_tol=drop,
            fill_factor=FILL,
            # in supply order little is filled in; what it misses COLAMD may find
            permc_spec="NATURAL" if drop == DROP["coarse"] else "COLAMD",
            diag_pivot_thresh=0.0,
            drop_rule="basic,area",
        )
    return _solver(kept[drop], is_adjoint=is_adjoint)


def whole(form: NormalForm, *, is_adjoint: bool, is_pivoted: bool) -> Apply:
    """A whole factorisation of Wᵀ.

    Raises
    ------
    RuntimeError
        W is singular.
    """
    threshold = 1.0 if is_pivoted else 0.0
    factors = splu(transpose_of(form), permc_spec="COLAMD", diag_pivot_thresh=threshold)
    return _solver(factors, is_adjoint=is_adjoint)


def has_pardiso() -> bool:
    """Whether pypardiso is installed, and not switched off."""
    if os.environ.get(NO_PARDISO, "") == "1":
        return False
    return find_spec("pypardiso") is not None


def pardiso(form: NormalForm, *, is_adjoint: bool) -> Apply:
    """A whole factorisation by MKL."""
    from pypardiso import PyPardisoSolver

    solver = PyPardisoSolver()
    matrix = matrix_of(form)
    if is_adjoint:
        matrix = csr_array(matrix.T)
    matrix.sort_indices()
    solver.factorize(matrix)

    def apply(vectors: Reals) -> Reals:
        return np.asarray(solver.solve(matrix, np.asfortranarray(vectors)))

    return apply


def _solver(factors: Any, *, is_adjoint: bool) -> Apply:
    """Wᵀ was factorised: its own answers are the adjoint ones."""
    how = "N" if is_adjoint else "T"

    def apply(vectors: Reals) -> Reals:
        return np.asarray(factors.solve(np.ascontiguousarray(vectors), trans=how))

    return apply
