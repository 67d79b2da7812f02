"""What a meter also counts and the product does not cause, taken off (SD-23).

    net = gross − Σ minus

The reading stays the number of its row (`….amount`): meters, second sources and
scenarios speak of what was read. Whatever is computed takes the net.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile.draft import Draft
from lcagraph.compile.plan import CompiledModel, Deduction
from lcagraph.distributions import Pedigree
from lcagraph.errors import Finding
from lcagraph.formulas import (
    Amount,
    Call,
    Expression,
    difference,
    name,
    number,
)
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.process import Emission, Exchange, UnitProcess
from lcagraph.graph.system import ProductSystem
from lcagraph.units import Unit, conversion

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""Share of a reading below which what is left counts as zero: 1.5 − 1.2 − 0.3 MWh."""


def add_reading(
    draft: Draft,
    path: str,
    amount: Amount,
    card: DataCard | None,
    *,
    key: str = "amount",
    pedigree: Pedigree = (),
) -> str:
    """Term of an activity datum that counts: the reading, less what its card takes off.

    Parameters
    ----------
    draft : Draft
        Takes the terms, and E455 at an entry of another kind than the reading.
    path : str
        Model path of the row.
    amount : Amount
        The reading as the row states it.
    card : DataCard or None
        The row's own datum card.
    key : {"amount", "activity"}
        Key of the row that states the reading.
    pedigree : tuple of int
        Scores of the reading.
    """
    gross = draft.terms.add(f"{path}.{key}", amount, pedigree)
    unit = draft.terms.unit(gross)
    stated = (card.minus if card is not None else None) or {}
    minus = {
        id_: draft.terms.add(f"{path}.data.minus.{id_}", taken)
        for id_, taken in stated.items()
    }
    if unit is None or not minus:
        return gross
    fitting = [draft.fits(term, unit, term, "E455") for term in minus.values()]
    if not all(fitting):  # each that doesn't fit has been told
        return gross
    net = draft.terms.add_formula(f"{gross}.net", _left(gross, minus.values(), unit))
    draft.deductions[gross] = Deduction(path=path, gross=gross, minus=minus, net=net)
    return net


def _left(gross: str, minus: Iterable[str], unit: Unit) -> Expression:
    """What is left of a reading.

    `deduction_findings` refuses what is below zero; what rounding leaves there, where
    all is taken off, must not turn into an emission with the wrong sign.
    """
    left: Expression = name(gross)
    for term in minus:
        left = difference(left, name(term))
    return Call("max", (left, number(0.0, unit)))


def deduction_findings(compiled: CompiledModel, filled: Floats) -> list[Finding]:
    """Deductions below zero (E456) or above their reading (E457), in any variant.

    Parameters
    ----------
    compiled : CompiledModel
        The model.
    filled : ndarray, shape (k, terms)
        Every term of each variant. [each in its own unit]
    """
    found: list[Finding] = []
    for deduction in compiled.deductions.values():
        found += _of_deduction(compiled, filled, deduction)
    return found


def _of_deduction(
    compiled: CompiledModel, filled: Floats, deduction: Deduction
) -> Iterator[Finding]:
    index, units = compiled.table.index, compiled.table.units
    gross, unit = filled[:, index[deduction.gross]], units[deduction.gross]
    taken = np.zeros(len(filled))
    for id_, term in deduction.minus.items():
        each = filled[:, index[term]]
        if (each < 0).any():
            amount = f"{each.min():.6g} {units[term].symbol}"
            yield Finding(code="E456", at=term, values={"id": id_, "amount": amount})
        taken += each * conversion(units[term], unit)
    net = gross - taken
    is_over = net < -ROUNDING * np.abs(gross)
    if is_over.any():
        worst = int(np.where(is_over, net, np.inf).argmin())
        texts = {
            key: f"{each[worst]:.6g} {unit.symbol}"
            for key, each in (("gross", gross), ("taken", taken), ("net", net))
        }
        at = f"{deduction.path}.data.minus"
        yield Finding(code="E457", at=at, part="key", values=texts)


# ------------------------------------------------------------------- out of place


def misplaced_deductions(system: ProductSystem) -> list[Finding]:
    """Every `minus` on a card that has no reading of its own (E366 … E369)."""
    found: list[Finding] = []
    for id_, process in system.processes.items():
        found += _of_process(f"processes.{id_}", id_, process)
    others: dict[str, DataCard | None] = {
        **{f"parameters.{id_}": p.data for id_, p in system.parameters.items()},
        **{f"factors.{id_}": f.data for id_, f in system.factors.items()},
    }
    if system.reference.annual_output is not None:
        others["reference.annual_output"] = system.reference.annual_output.data
    for path, card in others.items():
        found += _refused(path, card, "E369")
    return found


def _of_process(path: str, id_: str, process: UnitProcess) -> Iterator[Finding]:
    yield from _refused(path, process.data, "E366", process=id_)
    for section in ("outputs", "treats"):
        delivered: Mapping[str, Exchange] = getattr(process, section)
        for row, exchange in delivered.items():
            at = f"{path}.{section}.{row}"
            yield from _refused(at, exchange.data, "E367", row=row)
    for row, emission in process.emissions.items():
        yield from _of_emission(f"{path}.emissions.{row}", emission, process)
    for section in ("inputs", "outputs", "waste", "avoids_waste"):
        for row, exchange in getattr(process, section).items():
            for position, leg in enumerate(exchange.transport):
                at = f"{path}.{section}.{row}.transport.{position}"
                yield from _refused(at, leg.data, "E369")


def _of_emission(
    path: str, emission: Emission, process: UnitProcess
) -> Iterator[Finding]:
    """An emission that follows an input follows its net; land has no meter."""
    if emission.activity in process.inputs:
        row = emission.activity
        yield from _refused(path, emission.data, "E368", input=row)
    elif emission.land_use_change is not None:
        yield from _refused(path, emission.data, "E369")


def _refused(
    path: str, card: DataCard | None, code: str, **values: object
) -> Iterator[Finding]:
    if card is not None and card.minus:
        yield Finding(code=code, at=f"{path}.data.minus", part="key", values=values)
