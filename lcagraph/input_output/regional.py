"""Production and consumption accounts of the regions of a published table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.errors import Finding, UsageError
from lcagraph.input_output.accounts import Accounts, accounts
from lcagraph.input_output.leontief import Leontief, coefficients
from lcagraph.input_output.table import Sector, Stressor, Table
from lcagraph.input_output.table_checks import output_of, refuse_no_numbers
from lcagraph.solve.arrays import Indices, Reals


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

    def of_regions(self, part: Reals) -> Reals:
        """A part of `accounts` in sums of regions, shape (m, regions). [amount]"""
        return np.asarray(part.reshape(len(part), len(self.regions), -1).sum(axis=2))


def accounts_of(table: Table) -> RegionalAccounts:
    """Who emits, and for whom, in the units of the table.

    Parameters
    ----------
    table : Table
        With final demand of each region, as `importing.published_table` gives it. What
        final demand emits itself is not in it.

    Raises
    ------
    UsageError
        E570: there is no final demand, or nobody says whose. E557: regions list
        different sectors, or a region consumes that makes nothing. E558: a cell is no
        number.
    CalculationError
        E551: a sector without output uses or emits something.
    """
    refuse_no_numbers(table)
    if table.demand is None or (table.flows is None and table.coefficients is None):
        raise UsageError(
            Finding(code="E570", values={"file": table.name, "missing": "Y, Z"})
        )
    regions, region = _regions(table)
    output = output_of(table)
    A = table.coefficients
    if table.flows is not None:
        A = coefficients(table.flows, output)
    assert A is not None  # one of both: asked above
    D = table.extensions
    if not table.is_per_output:
        D = coefficients(D, output)
    demand = _demand(table, regions)
    return RegionalAccounts(
        accounts=accounts(Leontief(A=A, D=D), demand, region),
        stressors=table.stressors,
        sectors=table.sectors,
        regions=regions,
    )


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
