from lcagraph.alternatives.footprints import MOST_COMBINATIONS as MOST_COMBINATIONS
from lcagraph.alternatives.footprints import MOST_STRUCTURES as MOST_STRUCTURES
from lcagraph.alternatives.footprints import (
    allocation_alternatives as allocation_alternatives,
)
from lcagraph.alternatives.found import AllocationAlternatives as AllocationAlternatives
from lcagraph.alternatives.found import AllocationRange as AllocationRange
from lcagraph.alternatives.found import BasisOutcome as BasisOutcome
from lcagraph.alternatives.found import Combination as Combination
from lcagraph.alternatives.found import ProcessAlternatives as ProcessAlternatives

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
