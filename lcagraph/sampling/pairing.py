"""Which random numbers two model files share when they are compared.

What two models state alike is taken for one uncertain thing and drawn once for both: a
factor, or a row that an edit left as it was. Alike are numbers at one path, with one
amount and one distribution, however they are spelled: `10 kWh ± 20 %` and
`10 kWh ± 2 kWh` are, and so is `10000 Wh ± 20 %`. What they state differently is drawn
apart. The result names both, since what is equal by chance should not be drawn once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.arrays import Prepared
from lcagraph.distributions import Distribution
from lcagraph.sampling.numbers import UncertainNumber, uncertain_numbers
from lcagraph.sampling.sampler import Sampler, sampler_of
from lcagraph.units import Dimension

ALIKE = 1e-12
"""Relative difference of numbers that are one number in other units or roundings."""


def samplers_of(
    prepareds: Mapping[str, Prepared], *, related: bool = False
) -> dict[str, Sampler]:
    """Samplers of several models that are compared draw by draw.

    Parameters
    ----------
    prepareds : mapping of str to Prepared
        By name, the base first: it draws what it draws alone.
    related : bool
        Scenarios, allocation alternatives and copies of one model: equal paths share
        their draws, whatever their amounts are. Otherwise only equal statements do.

    Raises
    ------
    ModelError
        As `sampler_of`.
    """
    if related:
        return {name: sampler_of(prepared) for name, prepared in prepareds.items()}
    streams = _streams(prepareds)
    return {
        name: sampler_of(prepared, streams=streams[name])
        for name, prepared in prepareds.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a model says of an uncertain number, whatever words it uses."""

    kind: str
    dimension: Dimension
    parameters: tuple[float, ...]
    """Amount and parameters of the distribution. [base units]"""

    def is_like(self, other: Statement) -> bool:
        """Whether both say the same of one number."""
        return (
            (self.kind, self.dimension) == (other.kind, other.dimension)
            and len(self.parameters) == len(other.parameters)
            and all(
                math.isclose(own, its, rel_tol=ALIKE)
                for own, its in zip(self.parameters, other.parameters, strict=True)
            )
        )


def statement_of(prepared: Prepared, number: UncertainNumber) -> Statement:
    """The statement of one number of a model.

    The spread of a formula is told around the value of the formula as written.
    """
    table = prepared.compiled.table
    unit = table.units[number.place]
    amount = float(prepared.written[table.index[number.place]]) * unit.factor
    own = amount / number.base if number.base else unit.factor
    parameters = _parameters(number.distribution, number.spread.sigma, own)
    return Statement(
        kind=number.distribution.kind,
        dimension=unit.dimension,
        parameters=(amount, *parameters),
    )


def _parameters(
    distribution: Distribution, sigma: float, scale: float
) -> tuple[float, ...]:
    """Numbers that make up a distribution; those with a unit times a scale."""
    low = -math.inf if distribution.minimum is None else distribution.minimum * scale
    high = math.inf if distribution.maximum is None else distribution.maximum * scale
    match distribution.kind:
        case "normal":
            return (sigma * abs(scale), low, high)
        case "lognormal":
            return (sigma, low, high)
        case "triangular" | "uniform":
            return (low, high)
        case "discrete" | "empirical":
            weights = distribution.weights or (1.0,) * len(distribution.values)
            pairs = zip(distribution.values, weights, strict=True)
            return tuple(x for v, w in sorted(pairs) for x in (v * scale, w))


def _streams(prepareds: Mapping[str, Prepared]) -> dict[str, dict[str, str]]:
    """Name of the stream of each path, per model: the path for the first statement."""
    first: dict[str, list[tuple[Statement, str]]] = {}
    streams: dict[str, dict[str, str]] = {}
    for position, (name, prepared) in enumerate(prepareds.items()):
        own = streams.setdefault(name, {})
        numbers, _ = uncertain_numbers(prepared.compiled, {}, str)
        for number in numbers:
            known = first.setdefault(number.place, [])
            said = statement_of(prepared, number)
            stream = next((s for one, s in known if said.is_like(one)), None)
            if stream is None:
                stream = f"{number.place} {position}" if known else number.place
                known.append((said, stream))
            own[number.place] = stream
    return streams
