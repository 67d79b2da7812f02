"""Any number followed back to where it is from, as a verifier asks for it.

    result ← scaling × allocation ← activity datum ← factor

records     what a trace consists of
overrides   values that a scenario or the call has set, and what they replaced
activity    the datum: quantity or formula, card, meter, deductions, documents
source      the factor with its document, or the supplying process with its own draws
tracer      finds the rows and puts the parts together
"""

from lcagraph.trace.overrides import latest
from lcagraph.trace.records import (
    Activity,
    Capture,
    Draw,
    FactorSource,
    GasPart,
    Leaf,
    Netting,
    Override,
    ProcessSource,
    Term,
    Trace,
)
from lcagraph.trace.tracer import Tracer

__all__ = [
    "Activity",
    "Capture",
    "Draw",
    "FactorSource",
    "GasPart",
    "Leaf",
    "Netting",
    "Override",
    "ProcessSource",
    "Term",
    "Trace",
    "Tracer",
    "latest",
]
