"""A published table in the form of the store: I − A and D as arrays with labels.

    A = Z x̂⁻¹    D = F x̂⁻¹

One sector becomes one process that makes one unit of its currency, ``EUR_2015``.
Columns are taken some at a time, so that a table of 9,800 sectors needs no second dense
copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, vstack

from lcagraph.background.array_table import ArrayTable
from lcagraph.background.linked import BAD_NUMBER, Activity
from lcagraph.background.records import Flow, Package, Process
from lcagraph.errors import Finding, UsageError
from lcagraph.input_output.money import mass_unit, money, sector_unit
from lcagraph.input_output.purchaser_prices import Purchase, read_prices
from lcagraph.input_output.table import Stressor, Table, TableOptions
from lcagraph.input_output.table_checks import (
    findings_of,
    idle_sectors,
    output_of,
    refuse_no_numbers,
    stands_twice,
)
from lcagraph.solve.arrays import Reals

BLOCK = 256
"""Columns that are turned into coefficients together."""
KIND = "input–output"
READY = "kg CO2e"

_NO_OPTIONS = TableOptions()


def as_arrays(
    table: Table, format_: str, options: TableOptions = _NO_OPTIONS
) -> ArrayTable:
    """The table as processes of one unit of currency each.

    Parameters
    ----------
    table : Table
    format_ : str
        Name of the format it was read from.
    options : TableOptions
        Currency, year and prices as the user says.

    Raises
    ------
    UsageError
        E511: a label stands twice. E558: a cell is no number. E559, E560: currency or
        year. E565: the table of prices.
    """
    _refuse_twice([one.id for one in table.sectors], "Z")
    _refuse_twice([one.id for one in table.stressors], "F")
    refuse_no_numbers(table)
    units, sizes = _units(table, options)
    output = output_of(table)
    is_of_one_unit = len(set(units)) == 1
    findings = findings_of(table, output, is_of_one_unit=is_of_one_unit)
    idle = np.concatenate(idle_sectors(table, output))
    divisor = np.where(output > 0, output, np.inf)  # no output: no coefficients
    stressors, kilograms = _stressors(table)
    A = _technosphere(table, divisor, sizes)
    scale = sizes if table.is_per_output else divisor * sizes
    B = csc_array(table.extensions * kilograms[:, None] / scale)
    flags = np.zeros(len(units), dtype=np.uint16)
    flags[idle] = BAD_NUMBER
    package = _package(table, stressors, units, (format_, tuple(findings)))
    made = ArrayTable(
        package=package,
        activities=tuple(_activity(one, package) for one in package.processes),
        technosphere=A,
        interventions=B,
        elementary=tuple(one.id for one in stressors),
        flags=flags,
        counts={"sectors": len(units), "extensions": len(stressors)},
    )
    if options.prices is None:
        return made
    unit_of = {
        sector.id: unit for sector, unit in zip(table.sectors, units, strict=True)
    }
    return _with_purchases(made, read_prices(options.prices, unit_of))


def _refuse_twice(labels: Sequence[str], part: str) -> None:
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            raise stands_twice(label, part)
        seen.add(label)


def _units(table: Table, options: TableOptions) -> tuple[tuple[str, ...], Reals]:
    """Unit of each sector in the store, and its units in one published unit."""
    _refuse_contradictions(table, options)
    priced = options.currency or table.currency
    year = table.year or options.year
    known: dict[str, tuple[float, str]] = {}
    for sector in table.sectors:
        if sector.unit not in known:
            said = priced or _with_year(sector.unit, year)
            known[sector.unit] = sector_unit(sector.unit, said)
    found = [known[sector.unit] for sector in table.sectors]
    return tuple(unit for _, unit in found), np.array([size for size, _ in found])


def _refuse_contradictions(table: Table, options: TableOptions) -> None:
    """Raise E560 where two statements about currency or year differ."""
    said = [str(one) for one in (table.currency, table.year) if one]
    said += [str(one) for one in (options.currency, options.year) if one]
    for place, stated in enumerate(said):
        for asked in said[place + 1 :]:
            # a year agrees with a currency of that year
            if not (stated.endswith(asked) or asked.endswith(stated)):
                values = {"stated": stated, "asked": asked}
                raise UsageError(Finding(code="E560", values=values))


def _with_year(unit: str, year: int | None) -> str:
    """``EUR_2015`` of ``M.EUR`` and 2015; empty if nothing tells it."""
    found = money(unit)
    return f"{found.currency}_{found.year or year}" if found and year else ""


def _stressors(table: Table) -> tuple[tuple[Stressor, ...], Reals]:
    """Stressors in kilograms where they are masses, and what to multiply them by."""
    sizes, found = [], []
    for one in table.stressors:
        size, unit = mass_unit(one.unit)
        sizes.append(size)
        found.append(replace(one, unit=unit))
    return tuple(found), np.array(sizes)


def _technosphere(table: Table, divisor: Reals, sizes: Reals) -> csc_array[np.float64]:
    """I − A in the units of the store, some columns at a time."""
    given = table.coefficients if table.flows is None else table.flows
    if given is None:
        values = {"file": table.name, "missing": "Z, A"}
        raise UsageError(Finding(code="E570", values=values))
    per = np.ones(len(sizes)) if table.flows is None else divisor
    parts = []
    for begin in range(0, len(sizes), BLOCK):
        own = np.arange(begin, min(begin + BLOCK, len(sizes)))
        block = given[:, own] * (-sizes[:, None] / (per[own] * sizes[own]))
        block[own, own - begin] += 1.0
        parts.append(csc_array(block))
    return csc_array(hstack(parts, format="csc"))


def _package(
    table: Table,
    stressors: Sequence[Stressor],
    units: Sequence[str],
    made: tuple[str, tuple[Finding, ...]],
) -> Package:
    format_, findings = made
    flows = {
        one.id: Flow(
            id=one.id, name=one.name, kind="product", location=one.location, unit=unit
        )
        for one, unit in zip(table.sectors, units, strict=True)
    }
    for each in stressors:
        if each.id in flows:
            raise stands_twice(each.id, "Z, F")
        is_ready = each.id.startswith("co2e_")  # kilograms of CO2e by its name
        flows[each.id] = Flow(
            id=each.id,
            name=each.name,
            kind="elementary",
            compartment=(each.compartment,) if each.compartment else (),
            unit="kg" if is_ready and each.unit == READY else each.unit,
        )
    factor = {"boundary": "cradle_to_gate"}
    if any(each.unit == READY for each in stressors):
        factor["gwp"] = "unknown"
    processes = tuple(
        Process(
            id=one.id,
            name=one.name,
            location=one.location,
            classification=(KIND,),
            factor=factor,
        )
        for one in table.sectors
    )
    return Package(
        format=format_,
        name=table.name,
        version=table.version,
        licence=table.licence,
        source=table.source,
        flows=flows,
        processes=processes,
        problems=(*table.findings, *findings),
    )


def _activity(process: Process, package: Package) -> Activity:
    product = package.flows[process.id]
    return Activity(
        process=process.id,
        product=process.id,
        name=process.name,
        product_name=product.name,
        location=process.location,
        unit=product.unit,
        amount=1.0,
        classification=process.classification,
    )


# ------------------------------------------------------------------ purchasers' prices


def _with_purchases(made: ArrayTable, purchases: Sequence[Purchase]) -> ArrayTable:
    """The table with a process for each price row, which nobody else buys from."""
    n, more = len(made.activities), len(purchases)
    processes, flows = list(made.package.processes), dict(made.package.flows)
    for one in purchases:
        sector = processes[one.sector]
        id_ = f"{sector.id} @ {one.unit}"
        words = f"{sector.name}, purchasers' price {one.unit}"
        flows[id_] = Flow(
            id=id_,
            name=words,
            names={"en": words, "zh": f"{sector.name}，购买者价格 {one.unit}"},
            kind="product",
            location=sector.location,
            unit=one.unit,
        )
        processes.append(
            Process(
                id=id_,
                name=words,
                names=flows[id_].names,
                location=sector.location,
                classification=(KIND, sector.id, "purchasers' prices"),
                factor=sector.factor,
            )
        )
    rows, columns, values = [], [], []
    for j, one in enumerate(purchases):
        for row, amount in one.bought.items():
            rows.append(row)
            columns.append(j)
            values.append(-amount)
    bought = csr_array((values, (rows, columns)), shape=(n, more))
    own = csr_array((np.ones(more), (range(more), range(more))), shape=(more, more))
    below = csr_array((more, n))
    A = vstack([hstack([made.technosphere, bought]), hstack([below, own])])
    B = hstack([made.interventions, csr_array((len(made.elementary), more))])
    package = replace(made.package, processes=tuple(processes), flows=flows)
    return ArrayTable(
        package=package,
        activities=tuple(_activity(one, package) for one in processes),
        technosphere=csc_array(A),
        interventions=csc_array(B),
        elementary=made.elementary,
        flags=np.concatenate([made.flags, np.zeros(more, dtype=np.uint16)]),
        counts={**made.counts, "purchases": more},
    )
