"""Checks of captured CO2: no more than its gross emission, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from lcagraph.arrays import Numbers, Prepared
from lcagraph.compile.captures import gross_flows
from lcagraph.compile.plan import DirectFlow
from lcagraph.errors import Finding
from lcagraph.graph.process import Removal
from lcagraph.impact import EMITTED_AS, NOT_STORED
from lcagraph.units import conversion, parse_unit
from lcagraph.wording.page import significant

KILOGRAM = parse_unit("kg")

ROUNDING = 1e-9
"""Share of a gross emission that captures may exceed it by: 0.1 × 1.15 t is not quite
115 kg in floating point."""

DIGITS = range(4, 18)
"""Significant digits of two masses, until they read differently."""


def check_captures(prepared: Prepared, numbers: Numbers) -> Iterator[Finding]:
    """Findings about the captured CO2 of the first variant."""
    for id_, process in prepared.compiled.system.processes.items():
        if process.removals:
            yield from _excess(prepared, numbers, id_, process.removals)
    yield from _not_stored(prepared, numbers)


def _excess(
    prepared: Prepared, numbers: Numbers, id_: str, removals: Mapping[str, Removal]
) -> Iterator[Finding]:
    """E803 once per gross emission, at the row with which it is exceeded."""
    direct = prepared.compiled.direct
    taken_by: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    gross: dict[tuple[str, ...], float] = {}
    for row, removal in removals.items():
        if removal.of is None or removal.origin is None:
            continue
        key = (removal.of, *EMITTED_AS[removal.origin])
        path = f"processes.{id_}.removals.{row}"
        own = [flow for flow in direct if flow.path == path]
        taken = sum(_kilograms(prepared, numbers, own))
        taken_by.setdefault(key, []).append((path, taken))
        emitted = gross_flows(prepared.compiled, id_, removal)
        gross[key] = sum(_kilograms(prepared, numbers, emitted))
    for key, rows in taken_by.items():
        sums = list(accumulate(taken for _, taken in rows))
        most = gross[key] * (1 + ROUNDING)
        places = [
            path for (path, _), taken in zip(rows, sums, strict=True) if taken > most
        ]
        if places:
            values = {"emission": key[0], **_told_apart(sums[-1], gross[key])}
            yield Finding(code="E803", at=places[0], part="key", values=values)


def _told_apart(captured: float, gross: float) -> dict[str, str]:
    """Both masses with as many digits as it takes to see that they differ."""
    for digits in DIGITS:
        texts = (
            f"{significant(captured, digits)} kg",
            f"{significant(gross, digits)} kg",
        )
        if texts[0] != texts[1]:
            break
    return {"captured": texts[0], "gross": texts[1]}


def _not_stored(prepared: Prepared, numbers: Numbers) -> Iterator[Finding]:
    """N816 for captured CO2 that is used or leaves in a product."""
    processes = prepared.compiled.system.processes
    for flow in prepared.compiled.direct:
        (amount,) = _kilograms(prepared, numbers, [flow])
        if flow.flow != NOT_STORED or not amount:
            continue
        _, process, _, row = flow.path.split(".")
        fate = processes[process].removals[row].fate
        values = {"amount": f"{significant(amount)} kg", "fate": fate}
        yield Finding(code="N816", at=flow.path, part="key", values=values)


def _kilograms(
    prepared: Prepared, numbers: Numbers, flows: Iterable[DirectFlow]
) -> list[float]:
    """Mass of each elementary flow per run, as it counts. [kg]"""
    table = prepared.compiled.table
    return [
        float(numbers.filled[0, table.index[flow.term]])
        * conversion(table.units[flow.term], KILOGRAM)
        for flow in flows
    ]
