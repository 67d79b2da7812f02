"""Any number followed back to where it is from, as a verifier asks for it.

    result ← scaling × allocation ← activity datum ← factor

records     what a trace consists of
activity    the datum: quantity or formula, card, meter, documents
source      the factor with its document, or the supplying process with its own draws
tracer      finds the rows and puts the parts together
"""

from lcagraph.trace.records import (
    Activity,
    Draw,
    FactorSource,
    GasPart,
    Leaf,
    ProcessSource,
    Term,
    Trace,
)
from lcagraph.trace.tracer import Tracer

__all__ = [
    "Activity",
    "Draw",
    "FactorSource",
    "GasPart",
    "Leaf",
    "ProcessSource",
    "Term",
    "Trace",
    "Tracer",
]
