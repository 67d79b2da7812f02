"""What draws depend on, as hashes: a run that goes on must be the same one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from lcagraph.arrays import Prepared
from lcagraph.uncertainty.study import Side, Study
from lcagraph.version import __version__


def plan_of(study: Study) -> dict[str, Any]:
    """The plan of a run: plain data that decides every draw."""
    return {
        "schema": "lcagraph-draws-1",
        "version": __version__,
        "seed": study.seed,
        "columns": list(study.columns),
        "names": list(study.names),
        "sides": {side.name: _hash(_told(study, side)) for side in study.sides},
        "databases": [[one.name, one.hash] for one in study.databases],
    }


def _told(study: Study, side: Side) -> Iterator[bytes]:
    sampler = study.samplers[side.model]
    yield from _model(sampler.prepared)
    for number in sampler.numbers:
        yield repr((number.stream, number.column, number.distribution)).encode()
        yield repr((number.base, number.group)).encode()
    for group in sampler.shares:
        shares = (group.path, group.drawn, group.others, group.formulas, group.whole)
        yield repr((shares, sorted(group.columns))).encode()
    for balance in sampler.balances:
        yield repr(balance).encode()  # numbers, ids and tuples of them, no addresses
    yield side.columns.tobytes() + side.values.tobytes()
    for bought in side.bought:
        yield bought.positions.tobytes() + bought.runs.tobytes()


def _model(prepared: Prepared) -> Iterator[bytes]:
    """Every number and formula, and how they enter the matrices."""
    compiled, layout = prepared.compiled, prepared.layout
    for term in compiled.table.independent:
        yield repr((term.path, term.unit.symbol, term.base)).encode()
    for derived in compiled.table.derived:
        yield repr((derived.path, derived.unit.symbol, derived.expression)).encode()
    for plan in compiled.allocations:
        yield repr(plan).encode()
    yield repr((layout.columns, layout.flows, layout.demand_term)).encode()
    for entries in (layout.a, layout.b):
        for array in (entries.row, entries.column, entries.term, entries.share):
            yield array.tobytes()
        yield entries.coefficient.tobytes()
    yield prepared.characterisation.tobytes()


def _hash(parts: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()
