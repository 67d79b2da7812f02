"""What else the footprint could be: every allocation that the data allow.

structures    the model with co-products replaced by their other supplier, or not
options       every basis of every process with several products, in every structure
footprints    combinations of them, all through `evaluate`
found         what a user gets: range, ranking, and the process that drives the range

A basis is a switch among the values of a compiled model. Substitution needs another
matrix, so each structure is prepared once, and its combinations are evaluated together.
"""

from lcagraph.alternatives.footprints import (
    MOST_COMBINATIONS,
    MOST_STRUCTURES,
    allocation_alternatives,
)
from lcagraph.alternatives.found import (
    AllocationAlternatives,
    AllocationRange,
    BasisOutcome,
    Combination,
    ProcessAlternatives,
)

__all__ = [
    "MOST_COMBINATIONS",
    "MOST_STRUCTURES",
    "AllocationAlternatives",
    "AllocationRange",
    "BasisOutcome",
    "Combination",
    "ProcessAlternatives",
    "allocation_alternatives",
]
