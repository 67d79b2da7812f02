"""One system from a sparse matrix, of any size."""

from __future__ import annotations

from scipy.sparse import csc_array

from lcagraph.solve.arrays import Reals
from lcagraph.solve.structure import analyse
from lcagraph.solve.variants import Proof, solve_variants


def solve_scaling(A: csc_array, f: Reals) -> tuple[Reals, Proof]:
    """Scaling vector that meets the final demand: A s = f, for one sparse system.

    Parameters
    ----------
    A : csc_array, shape (n, n)
        Technosphere; outputs positive, inputs negative. Explicit zeros are dropped;
        entries of one place add up, and what cancels there is seen.
        [unit of the row's flow]
    f : ndarray, shape (n,)
        Final demand. [unit of the row's flow]

    Returns
    -------
    s : ndarray, shape (n,)
        Runs of each process. [1]
    proof : Proof

    Raises
    ------
    MatchingError, LoopError, EntryError, ProofError
        As in `analyse` and `solve_variants`.
    """
    clean = csc_array(A, copy=True)
    clean.eliminate_zeros()
    entries = clean.tocoo()
    structure = analyse(
        clean.shape[0], entries.row, entries.col, entries.data, n_columns=clean.shape[1]
    )
    s, proof = solve_variants(structure, entries.data[None, :], f)
    return s[0], proof
