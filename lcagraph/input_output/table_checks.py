"""What is wrong with a published table: told with its sectors, never repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lcagraph.errors import Finding, UsageError
from lcagraph.input_output.table import Table
from lcagraph.solve.arrays import Indices, Reals

UNBALANCED = 1e-3
"""Part of its output that a row's uses may miss; published tables are rounded. [1]"""
ROUNDING = 1e-9
"""Part of the largest output below which an amount is rounding. [1]"""
NAMED = 5
"""Sectors that a message names."""


def output_of(table: Table) -> Reals:
    """Output x of each sector: as published, else what rows sell. [currency]"""
    if table.output is not None:
        return table.output
    if table.flows is None:
        return np.ones(len(table.sectors))
    if table.demand is None:
        raise UsageError(
            Finding(code="E570", values={"file": table.name, "missing": "x, Y"})
        )
    return np.asarray(table.flows.sum(axis=1) + table.demand.sum(axis=1))


def refuse_no_numbers(table: Table) -> None:
    """Raise E558 with the first place that holds no finite number."""
    labels = [one.id for one in table.sectors]
    rows = [one.name for one in table.stressors]
    parts = (
        ("Z", table.flows, labels),
        ("A", table.coefficients, labels),
        ("F", table.extensions, rows),
        ("x", None if table.output is None else table.output[:, None], labels),
        ("Y", table.demand, labels),
    )
    for name, part, row_names in parts:
        if part is None:
            continue
        for row, values in enumerate(part):
            bad = np.flatnonzero(~np.isfinite(values))
            if len(bad):
                column = str(bad[0] + 1)
                if name in "ZAF":
                    column = labels[int(bad[0])]
                place = f"{name}: {row_names[row]}, {column}"
                told = {"place": place, "found": str(values[bad[0]])}
                raise UsageError(Finding(code="E558", values=told))


def idle_sectors(table: Table, output: Reals) -> tuple[Indices, Indices]:
    """Sectors without positive output: those that use or emit something, and others.

    Of neither there is a recipe per unit of output, so both are marked: a purchase
    from an empty sector would have a footprint of 0 that nobody has measured.
    """
    using: list[int] = []
    empty: list[int] = []
    for sector in np.flatnonzero(~(output > 0)).tolist():
        parts = (table.flows, table.coefficients, table.extensions)
        used = any(part is not None and part[:, sector].any() for part in parts)
        (using if used or output[sector] < 0 else empty).append(sector)
    return np.array(using, dtype=np.intp), np.array(empty, dtype=np.intp)


def findings_of(
    table: Table, output: Reals, *, is_of_one_unit: bool
) -> Iterator[Finding]:
    """Sectors without output or value added, uses that miss output, negative flows.

    Parameters
    ----------
    table : Table
    output : ndarray, shape (n,)
        [currency]
    is_of_one_unit : bool
        Columns of a table of tonnes and euros don't add up.
    """
    labels = [one.id for one in table.sectors]
    using, empty = idle_sectors(table, output)
    if len(using):
        yield told("E563", labels, using)
    if len(empty):
        yield told("N572", labels, empty)
    if all(one.code != "W556" for one in table.findings):  # of a construct: told there
        yield from _negative_flows(table, output)
    if is_of_one_unit:
        yield from _negative_value_added(table, output)
    if table.flows is not None and table.demand is not None:
        yield from _unbalanced(table, output)


def _negative_flows(table: Table, output: Reals) -> Iterator[Finding]:
    """W536 about sectors that buy less than nothing of another, worst first."""
    given, per = table.flows, output
    if given is None:
        given, per = table.coefficients, np.ones_like(output)
    if given is None or not len(given):
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        least = given.min(axis=0) / per
    bad = np.flatnonzero((least < -ROUNDING) & (output > 0))
    if len(bad):
        order = bad[np.argsort(least[bad])]
        labels = [one.id for one in table.sectors]
        values = {
            "count": int((given[:, bad] < -ROUNDING * per[bad]).sum()),
            "flows": tuple(
                f"{labels[int(given[:, each].argmin())]} → {labels[int(each)]}"
                for each in order[:NAMED]
            ),
            "worst": f"{least[order[0]]:.3g}",
        }
        yield Finding(code="W536", at=labels[int(order[0])], values=values)


def _negative_value_added(table: Table, output: Reals) -> Iterator[Finding]:
    if table.flows is not None:
        added = output - table.flows.sum(axis=0)
    elif table.coefficients is not None:
        added = output * (1.0 - table.coefficients.sum(axis=0))
    else:
        return
    small = ROUNDING * np.abs(output).max(initial=0.0)
    share = np.divide(added, output, out=np.zeros_like(added), where=output > 0)
    bad = np.flatnonzero((added < -small) & (output > 0))
    if len(bad):
        order = bad[np.argsort(share[bad])]
        labels = [one.id for one in table.sectors]
        yield told("W562", labels, order, worst=f"{share[order[0]]:.3g}")


def _unbalanced(table: Table, output: Reals) -> Iterator[Finding]:
    assert table.flows is not None  # asked by the caller
    assert table.demand is not None
    uses = table.flows.sum(axis=1) + table.demand.sum(axis=1)
    yield from unbalanced([one.id for one in table.sectors], uses, output)


def unbalanced(labels: Sequence[str], uses: Reals, output: Reals) -> Iterator[Finding]:
    """W564 about what is used up in another amount than it is made, worst first.

    Parameters
    ----------
    labels : sequence of str, length n
    uses, output : ndarray, shape (n,)
        [currency]
    """
    missed = uses - output
    least = ROUNDING * np.abs(output).max(initial=0.0)
    bad = np.flatnonzero(
        np.abs(missed) > np.maximum(UNBALANCED * np.abs(output), least)
    )
    if len(bad):
        order = bad[np.argsort(-np.abs(missed[bad]))]
        worst = int(order[0])
        share = missed[worst] / output[worst] if output[worst] else np.inf
        yield told("W564", labels, order, worst=f"{share:.3g}")


def stands_twice(label: str, part: str) -> UsageError:
    """E511 about a label, or a part, that a table has twice."""
    values = {"label": label, "part": part}
    return UsageError(Finding(code="E511", at=part, values=values))


def told(
    code: str, labels: Sequence[str], sectors: Indices, worst: str = ""
) -> Finding:
    """A finding that names the first of some sectors, and counts them."""
    names = tuple(labels[int(each)] for each in sectors[:NAMED])
    values = {"count": len(sectors), "sectors": names, "worst": worst}
    return Finding(code=code, at=names[0], values=values)
