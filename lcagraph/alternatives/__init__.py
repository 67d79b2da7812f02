"""What else the footprint could be: every allocation that the data allow.

structures    the model with co-products replaced by their other supplier, or not
options       every basis of every process with several products, in every structure
footprints    combinations of them, all through `evaluate`
found         what a user gets: range, ranking, and the process that drives the range

A basis is a switch among the values of a compiled model. Substitution needs another
matrix, so each structure is prepared once, and its combinations are evaluated together.

Names load when they are first used: most models are solved one way.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "MOST_COMBINATIONS": "footprints",
    "MOST_STRUCTURES": "footprints",
    "AllocationAlternatives": "found",
    "AllocationRange": "found",
    "BasisOutcome": "found",
    "Combination": "found",
    "ProcessAlternatives": "found",
    "allocation_alternatives": "footprints",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
