"""Fuels with both halves: what is emitted upstream, and what burning emits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isclose

from lcagraph.arrays import Prepared
from lcagraph.compile.plan import FactorColumn
from lcagraph.contribution import LedgerRow
from lcagraph.errors import Finding
from lcagraph.units import Dimension

UPSTREAM, BURNING = "upstream_only", "combustion_only"

SAME_AMOUNT = 0.01
"""Fuel bought = fuel burnt, where both are stated apart: 1 % is the difference of two
meters."""

FLUE_GASES = ("co2_fossil", "co2_biogenic", "co2e_")
"""How the flows begin that burning gives off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """A draw of a process on a fuel factor that covers one half."""

    path: str
    factor: str
    boundary: str
    dimension: Dimension
    amount: float
    """[coherent unit of the dimension]"""


def check_fuels(
    prepared: Prepared, used: Sequence[FactorColumn], rows: Sequence[LedgerRow]
) -> Iterator[Finding]:
    """W626 for each draw on one half of a fuel whose other half is not there.

    Upstream is completed by an emission that follows the input, by CO2 that follows no
    input (a measured stack, a quantity burnt), or by a combustion factor drawn on
    beside it; combustion, by an upstream factor. Amounts decide which two belong
    together; two that can't be compared (kg, GJ) are taken as a pair.
    """
    for process, draws in _draws(used, rows).items():
        upstream, burning = _unpaired(draws)
        for draw in (*upstream, *burning):
            if draw.boundary == BURNING or not _is_burnt(prepared, process, draw.path):
                values = {"factor": draw.factor, "boundary": draw.boundary}
                yield Finding(code="W626", at=draw.path, part="key", values=values)


def _draws(
    used: Sequence[FactorColumn], rows: Sequence[LedgerRow]
) -> dict[str, list[_Draw]]:
    """Draws of each process on half a fuel, one for each input."""
    halves = {
        column.id: column
        for column in used
        if column.factor.kind == "fuel"
        and column.factor.boundary in (UPSTREAM, BURNING)
    }
    amounts: dict[tuple[str, str, str], float] = {}
    for row in rows:
        if row.kind == "input" and row.supplier in halves:
            key = (row.process, row.path, row.supplier)
            amounts[key] = amounts.get(key, 0.0) + row.amount
    found: dict[str, list[_Draw]] = {}
    for (process, path, id_), amount in amounts.items():
        column = halves[id_]
        draw = _Draw(
            path=path,
            factor=id_,
            boundary=column.factor.boundary or "",
            dimension=column.unit.dimension,
            amount=amount * column.unit.factor,
        )
        found.setdefault(process, []).append(draw)
    return found


def _unpaired(draws: Sequence[_Draw]) -> tuple[list[_Draw], list[_Draw]]:
    """Upstream and combustion draws that no draw of the other half completes."""
    upstream = [draw for draw in draws if draw.boundary == UPSTREAM]
    burning = [draw for draw in draws if draw.boundary == BURNING]
    for one in tuple(upstream):  # the same amount of the same kind
        other = next((each for each in burning if _is_same(one, each)), None)
        if other is not None:
            upstream.remove(one)
            burning.remove(other)
    for dimension in dict.fromkeys(draw.dimension for draw in upstream):
        bought = [draw for draw in upstream if draw.dimension == dimension]
        burnt = [draw for draw in burning if draw.dimension == dimension]
        if _agree(_sum(bought), _sum(burnt)):  # bought once, burnt at two places
            upstream = [draw for draw in upstream if draw not in bought]
            burning = [draw for draw in burning if draw not in burnt]
    lone_upstream = _without(upstream, burning)
    lone_burning = _without(burning, upstream)
    if lone_upstream and lone_burning:  # tonnes bought, GJ burnt: nothing to compare
        upstream = [draw for draw in upstream if draw not in lone_upstream]
        burning = [draw for draw in burning if draw not in lone_burning]
    return upstream, burning


def _without(draws: Sequence[_Draw], others: Sequence[_Draw]) -> list[_Draw]:
    """Draws in a dimension that none of the others has."""
    dimensions = {other.dimension for other in others}
    return [draw for draw in draws if draw.dimension not in dimensions]


def _is_same(one: _Draw, other: _Draw) -> bool:
    return one.dimension == other.dimension and _agree(one.amount, other.amount)


def _agree(bought: float, burnt: float) -> bool:
    return isclose(bought, burnt, rel_tol=SAME_AMOUNT)


def _sum(draws: Sequence[_Draw]) -> float:
    return sum(draw.amount for draw in draws)


def _is_burnt(prepared: Prepared, id_: str, path: str) -> bool:
    """Whether emissions of the process follow an input, or CO2 follows none."""
    process, row = prepared.compiled.system.processes[id_], path.split(".")[3]
    for direct in prepared.compiled.direct:
        keys = direct.path.split(".")
        if keys[1] != id_ or keys[2] != "emissions":
            continue
        activity = process.emissions[keys[3]].activity
        is_free = activity not in process.inputs
        if activity == row or (is_free and direct.flow.startswith(FLUE_GASES)):
            return True
    return False
