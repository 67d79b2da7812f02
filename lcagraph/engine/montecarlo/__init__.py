"""Monte Carlo over large systems, at the level of arrays.

`prepare` makes ready what all samples share, `simulate` gives scores (samples,
products, categories). Each entry draws from its own stream, keyed by seed, database,
entry and sample (`streams`); sixteen samples are solved together (`lanes`) with sweeps
over their own numbers, and each is proven on its own.
"""

from lcagraph.engine.montecarlo.distributions import Entries, SpreadError
from lcagraph.engine.montecarlo.estimate import Mean
from lcagraph.engine.montecarlo.plan import (
    Background,
    Demand,
    Plan,
    normal_background,
    prepare,
)
from lcagraph.engine.montecarlo.simulate import Simulation, simulate
from lcagraph.engine.montecarlo.streams import BLOCK
from lcagraph.engine.montecarlo.verify import sample_matrices

__all__ = [
    "BLOCK",
    "Background",
    "Demand",
    "Entries",
    "Mean",
    "Plan",
    "Simulation",
    "SpreadError",
    "normal_background",
    "prepare",
    "sample_matrices",
    "simulate",
]
