"""Production and consumption accounts of the regions of a published table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lcagraph.errors import Finding, UsageError
from lcagraph.input_output.accounts import Accounts, accounts
from lcagraph.input_output.leontief import Leontief, coefficients
from lcagraph.input_output.table import Sector, Stressor, Table
from lcagraph.input_output.table_checks import output_of, refuse_no_numbers
from lcagraph.nearest import nearest
from lcagraph.solve.arrays import Indices, Reals

MOST_NAMED = 8
"""Extensions that a message names."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RegionalAccounts:
    """Accounts with the labels of their rows and columns."""

    accounts: Accounts
    """By extension and sector."""
    stressors: tuple[Stressor, ...]
    """Rows."""
    sectors: tuple[Sector, ...]
    """Columns."""
    regions: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    """Of the table."""

    def of_regions(self, part: Reals) -> Reals:
        """A part of `accounts` in sums of regions, shape (m, regions). [amount]"""
        return np.asarray(part.reshape(len(part), len(self.regions), -1).sum(axis=2))


def accounts_of(table: Table, flows: Sequence[str] = ()) -> RegionalAccounts:
    """Who emits, and for whom, in the units of the table.

    Parameters
    ----------
    table : Table
        With final demand of each region, as `importing.published_table` gives it. What
        final demand emits itself is not in it.
    flows : sequence of str
        Parts of names or ids of extensions, in any case, such as ``co2``: the accounts
        are of these alone. None: of all.

    Raises
    ------
    UsageError
        E570: there is no final demand, or nobody says whose. E557: regions list
        different sectors, or a region consumes that makes nothing. E558: a cell is no
        number. E538: no extension has such a name.
    CalculationError
        E551: a sector without output uses or emits something.
    """
    refuse_no_numbers(table)
    if table.demand is None or (table.flows is None and table.coefficients is None):
        raise UsageError(
            Finding(code="E570", values={"file": table.name, "missing": "Y, Z"})
        )
    chosen = _chosen(table, flows)
    regions, region = _regions(table)
    output = output_of(table)
    labels = [one.id for one in table.sectors]
    A = table.coefficients
    if table.flows is not None:
        A = coefficients(table.flows, output, labels)
    assert A is not None  # one of both: asked above
    D = table.extensions[chosen]
    if not table.is_per_output:
        D = coefficients(D, output, labels)
    demand = _demand(table, regions)
    return RegionalAccounts(
        accounts=accounts(Leontief(A=A, D=D), demand, region),
        stressors=tuple(table.stressors[i] for i in chosen),
        sectors=table.sectors,
        regions=regions,
        findings=table.findings,
    )


def _chosen(table: Table, flows: Sequence[str]) -> list[int]:
    """Rows of the extensions that are asked for."""
    if not flows:
        return list(range(len(table.stressors)))
    names = [f"{one.name}\n{one.id}".casefold() for one in table.stressors]
    for flow in flows:
        if not any(flow.casefold() in name for name in names):
            known = [one.name for one in table.stressors]
            values = {
                "flow": flow,
                "nearest": nearest(flow, known),
                "count": len(known),
                "known": known[:MOST_NAMED],
            }
            raise UsageError(Finding(code="E538", at="F", values=values))
    wanted = [flow.casefold() for flow in flows]
    return [i for i, name in enumerate(names) if any(w in name for w in wanted)]


def _regions(table: Table) -> tuple[tuple[str, ...], Indices]:
    """Regions in their order, and that of each sector."""
    regions = tuple(dict.fromkeys(one.location for one in table.sectors))
    count = len(table.sectors) // len(regions)
    first = [one.name for one in table.sectors[:count]]
    for place, sector in enumerate(table.sectors):
        where = regions[min(place // count, len(regions) - 1)]
        wanted = f"{where}/{first[place % count]}"
        found = f"{sector.location}/{sector.name}"
        if found != wanted:
            raise _unlike("Z", wanted, found)
    return regions, np.repeat(np.arange(len(regions)), count)


def _demand(table: Table, regions: tuple[str, ...]) -> Reals:
    """Final demand of each region, all categories together, shape (n, regions)."""
    assert table.demand is not None  # asked by the caller
    categories = table.demand.shape[1]
    consumers = table.consumers
    if not consumers and len(regions) == 1:
        consumers = regions * categories
    if len(consumers) != categories:
        values = {"file": table.name, "missing": "Y: region"}
        raise UsageError(Finding(code="E570", values=values))
    found = np.zeros((len(table.sectors), len(regions)))
    for column, consumer in enumerate(consumers):
        if consumer not in regions:
            raise _unlike("Y", ", ".join(regions[:3]), consumer)
        found[:, regions.index(consumer)] += table.demand[:, column]
    return found


def _unlike(part: str, wanted: str, found: str) -> UsageError:
    values = {"part": "Z", "other": part, "first": wanted, "second": found}
    return UsageError(Finding(code="E557", at=part, values=values))
