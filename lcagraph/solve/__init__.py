"""Linear algebra that knows arrays, not LCA: A s = f and Λ A = G, proven.

`structure` reads the pattern of A once (who supplies whom, which loops), `variants`
answers for any number of variants of its values, `problems` tells in indices why there
is no answer and gives it names at the end. `scaling` solves one sparse matrix; it,
`matching` and `sparse_loop` are the parts that import scipy.
"""

from lcagraph.solve.goal import Solution, error_bound
from lcagraph.solve.problems import (
    EntryError,
    Labels,
    LoopError,
    MatchingError,
    ProofError,
    SolveError,
    calculation_error,
    overdrawn_finding,
)
from lcagraph.solve.structure import Structure, analyse
from lcagraph.solve.system import CONDITION_LIMIT, RESIDUAL_LIMIT
from lcagraph.solve.variants import (
    Proof,
    diagonal_of_inverse,
    loop_factor,
    solve_adjoint,
    solve_variants,
)

__all__ = [
    "CONDITION_LIMIT",
    "RESIDUAL_LIMIT",
    "EntryError",
    "Labels",
    "LoopError",
    "MatchingError",
    "Proof",
    "ProofError",
    "Solution",
    "SolveError",
    "Structure",
    "analyse",
    "calculation_error",
    "diagonal_of_inverse",
    "error_bound",
    "loop_factor",
    "overdrawn_finding",
    "solve_adjoint",
    "solve_variants",
]
