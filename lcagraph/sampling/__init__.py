"""Draws of every uncertain number of a model: values[k, n] for `calculate.evaluate`.

    sampler = sampler_of(prepared)
    evaluate(prepared, sampler.draw(seed, 0, 10_000))

`streams` gives random numbers that any split leaves alone, `quantiles` turns them into
values, `pedigree` turns scores into a distribution; `shares` and `balances` keep draws
of several numbers consistent with each other.
"""

from lcagraph.sampling.halving import Refused, refused_rows
from lcagraph.sampling.numbers import UncertainNumber
from lcagraph.sampling.pairing import samplers_of
from lcagraph.sampling.quantiles import Spread
from lcagraph.sampling.sampler import MOST_REFUSED, Sampler, Samples, sampler_of
from lcagraph.sampling.streams import uniforms

__all__ = [
    "MOST_REFUSED",
    "Refused",
    "Sampler",
    "Samples",
    "Spread",
    "UncertainNumber",
    "refused_rows",
    "sampler_of",
    "samplers_of",
    "uniforms",
]
