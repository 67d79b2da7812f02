"""Masses of the rows of a process, for k variants at once.

What counts is what the balance of masses counts: no energy, freight or services, no
fuels (they leave as flue gas, with oxygen of the air), emissions that carry material of
the process away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile import CompiledModel
from lcagraph.compile.balanced import INPUTS, OUTPUTS, SIDES
from lcagraph.compile.masses import MASSLESS, SERVICES, way_to
from lcagraph.compile.plan import DirectFlow
from lcagraph.graph.process import Exchange
from lcagraph.graph.words import property_path
from lcagraph.impact import CARBON_STOCKS
from lcagraph.matrices import KILOGRAM
from lcagraph.units import Unit, conversion, divide, multiply

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MassRow:
    """One exchange of matter of a process."""

    row: str
    side: str
    """`inputs` or `outputs`: whether it enters or leaves."""
    column: int | None
    """Of its amount, if that is a literal number that draws may scale."""
    terms: tuple[tuple[int, bool], ...]
    """Positions of the terms whose product (quotient where False) is its mass."""
    factor: float
    """Makes it kilograms."""

    def kilograms(self, filled: Floats) -> Floats:
        """Mass in each variant, shape (k,); `filled` of shape (terms, k). [kg]"""
        mass = np.full(filled.shape[1], self.factor)
        for position, is_factor in self.terms:
            mass = mass * filled[position] if is_factor else mass / filled[position]
        return mass

    def slopes(self, filled: Floats) -> Iterator[tuple[int, float]]:
        """Position of each term, and the derivative of the mass by it. [kg / unit]

        Parameters
        ----------
        filled : ndarray, shape (terms,)
        """
        for own, (position, is_factor) in enumerate(self.terms):
            rest = replace(self, terms=self.terms[:own] + self.terms[own + 1 :])
            slope = float(rest.kilograms(filled[:, None])[0])
            yield position, slope if is_factor else -slope / filled[position] ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Masses:
    """What enters and leaves a process."""

    process: str
    rows: tuple[MassRow, ...]
    unknown: tuple[str, ...]
    """Rows that may have a mass, which the model doesn't tell."""

    def total(self, side: str, filled: Floats) -> Floats:
        """Mass of one side in each variant, shape (k,). [kg]"""
        total = np.zeros(filled.shape[1])
        for row in self.rows:
            if row.side == side:
                total += row.kilograms(filled)
        return total


def masses_of(compiled: CompiledModel, process: str, base: Floats) -> Masses:
    """The rows of a process that have a mass.

    Parameters
    ----------
    compiled : CompiledModel
    process : str
        Its id.
    base : ndarray, shape (terms, 1)
        Terms of the model as written: they tell what is burnt.
    """
    rows: list[MassRow] = []
    unknown: list[str] = []
    burnt: set[str] = set()
    for side, section, id_, exchange in _exchanges(compiled, process):
        path = f"processes.{process}.{section}.{id_}"
        if side == INPUTS and _is_service(compiled, path):
            continue
        row = _mass_row(compiled, path, side, exchange.product or id_)
        kilograms = None if row is None else float(row.kilograms(base)[0])
        if section == "inputs" and _is_burnt(compiled, path, kilograms, base):
            burnt.add(id_)
        elif row is not None:
            rows.append(row)
        elif not _is_massless(compiled, path):
            unknown.append(id_)
    rows += [*_emitted(compiled, process, burnt), *_recycled(compiled, process)]
    return Masses(process=process, rows=tuple(rows), unknown=tuple(unknown))


def _exchanges(
    compiled: CompiledModel, process: str
) -> Iterator[tuple[str, str, str, Exchange]]:
    for side, sections in SIDES.items():
        for section in sections:
            listed: Mapping[str, Exchange] = getattr(
                compiled.system.processes[process], section
            )
            for id_, exchange in listed.items():
                yield side, section, id_, exchange


def _mass_row(
    compiled: CompiledModel, path: str, side: str, product: str
) -> MassRow | None:
    """The row with its way to kilograms; None: nothing leads there."""
    table = compiled.table
    amount = compiled.counted(f"{path}.amount")
    owners = (path, f"products.{product}", f"factors.{product}")

    def property_term(key: str) -> str | None:
        places = (property_path(owner, key) for owner in owners)
        return next((place for place in places if place in table.index), None)

    def unit_of(key: str) -> Unit | None:
        term = property_term(key)
        return None if term is None else table.units[term]

    stated = property_term("mass")
    unit = table.units[amount]
    way = (("mass", True),) if stated else way_to("mass", unit, unit_of)
    if way is None:
        return None
    terms = [(table.index[amount], True)]
    for key, is_factor in way:
        term = property_term(key) or ""
        own = table.units[term]
        unit = multiply(unit, own) if is_factor else divide(unit, own)
        terms.append((table.index[term], is_factor))
    if unit.dimension != KILOGRAM.dimension:
        return None
    position = table.index[amount]
    return MassRow(
        row=path.rpartition(".")[2],
        side=side,
        column=position if position < len(table.independent) else None,
        terms=tuple(terms),
        factor=unit.factor / KILOGRAM.factor,
    )


def _recycled(compiled: CompiledModel, process: str) -> Iterator[MassRow]:
    """The material of a recycling formula, which enters whole."""
    path = f"processes.{process}.recycling.parameters.mass"
    table = compiled.table
    if path not in table.index or table.units[path].dimension != KILOGRAM.dimension:
        return
    yield MassRow(
        row="recycling",
        side=INPUTS,
        column=None,
        terms=((table.index[path], True),),
        factor=conversion(table.units[path], KILOGRAM),
    )


def _emitted(
    compiled: CompiledModel, process: str, burnt: set[str]
) -> Iterator[MassRow]:
    """Gases that carry material away: not the flue gas of burnt fuels."""
    for direct in _own_emissions(compiled, process):
        followed = _activity(compiled, direct)
        if followed in burnt or (followed is None and burnt):
            continue
        yield MassRow(
            row=direct.path.rpartition(".")[2],
            side=OUTPUTS,
            column=None,
            terms=((compiled.table.index[direct.term], True),),
            factor=conversion(compiled.table.units[direct.term], KILOGRAM),
        )


def _own_emissions(compiled: CompiledModel, process: str) -> Iterator[DirectFlow]:
    for direct in compiled.direct:
        is_own = direct.process == process and ".emissions." in direct.path
        if is_own and direct.flow not in CARBON_STOCKS:
            yield direct


def _activity(compiled: CompiledModel, direct: DirectFlow) -> str | None:
    """Input of the same process that an emission follows."""
    process = compiled.system.processes[direct.process]
    activity = process.emissions[direct.path.split(".")[3]].activity
    return activity if activity in process.inputs else None


def _supplier(compiled: CompiledModel, path: str) -> str | None:
    links = [(e.path, e.supplier) for e in compiled.edges if e.kind == "input"]
    links += [(link.path, link.supplier) for link in compiled.burden_free]
    return dict(links).get(path)


def _is_service(compiled: CompiledModel, path: str) -> bool:
    """Energy, freight and services, whether a factor or a utility supplies them."""
    supplier = _supplier(compiled, path)
    for column in compiled.factors:
        if column.id == supplier:
            return column.factor.kind in SERVICES
    process = compiled.system.processes.get(supplier or "")
    return process is not None and process.kind == "utility"


def _is_massless(compiled: CompiledModel, path: str) -> bool:
    return compiled.table.units[f"{path}.amount"].dimension in MASSLESS


def _is_burnt(
    compiled: CompiledModel, path: str, kilograms: float | None, base: Floats
) -> bool:
    """A fuel by its factor; or more CO2 follows it than it weighs: air took part."""
    supplier = _supplier(compiled, path)
    if any(c.id == supplier and c.factor.kind == "fuel" for c in compiled.factors):
        return True
    _, process, _, row = path.split(".")
    table = compiled.table
    dioxide = sum(
        float(base[table.index[direct.term], 0])
        * conversion(table.units[direct.term], KILOGRAM)
        for direct in _own_emissions(compiled, process)
        if direct.flow.startswith("co2_") and _activity(compiled, direct) == row
    )
    return dioxide > 0 and (kilograms is None or dioxide > kilograms)
