"""Which random numbers two model files share when they are compared.

What two models state alike (path, amount, unit and distribution are equal) is taken for
one uncertain thing and drawn once for both: a factor, or a row that an edit left as it
was. What they state differently is drawn apart, and the result says how much that is.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.arrays import Prepared
from lcagraph.sampling.sampler import Sampler, sampler_of


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


def _streams(prepareds: Mapping[str, Prepared]) -> dict[str, dict[str, str]]:
    """Name of the stream of each path, per model: the path for the first statement."""
    first: dict[str, dict[object, str]] = {}
    streams: dict[str, dict[str, str]] = {}
    for position, (name, prepared) in enumerate(prepareds.items()):
        own = streams.setdefault(name, {})
        for term in prepared.compiled.table.independent:
            known = first.setdefault(term.path, {})
            stream = term.path if not known else f"{term.path} {position}"
            said = (term.base, term.unit, term.distribution, term.pedigree)
            own[term.path] = known.setdefault(said, stream)
    return streams
