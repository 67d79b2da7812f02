"""Activity data of a model and the datum card of each.

A row's own card stands for itself; rows of inputs, outputs and wastes without one take
the card of their process. Emissions and transport legs do not inherit: a flue gas or a
distance is not from where the process's amounts are from. What follows an input
(`activity`) is no datum of its own. Supplies of a recycling formula have no card of
their own; the masses and shares that it takes are of their process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lcagraph.graph.evidence import DataCard
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Stage

INHERITING = ("inputs", "outputs", "treats", "waste", "avoids_waste")
SECTIONS = (*INHERITING, "emissions", "removals")
"""Sections of a process that hold rows by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One activity datum: an amount that somebody measured, computed or estimated."""

    path: str
    """Model path of the exchange."""
    process: str
    row: str
    stage: Stage | None
    card: DataCard | None
    card_path: str
    """Where its card stands, or would stand."""
    is_inherited: bool = False


def activity_data(system: ProductSystem) -> Iterator[Datum]:
    """Every activity datum, in the order of the model.

    Mixes have none of their own, nor have the utilities that stand for supplies, nor
    what is taken off a spending.
    """
    for id_, process in system.processes.items():
        if process.kind != "mix" and id_ not in system.supply:
            yield from _of_process(id_, process)


def datum_of(system: ProductSystem, path: str) -> Datum | None:
    """The datum behind a row of the footprint: what an emission follows is its input.

    Parameters
    ----------
    path : str
        Model path of an exchange, a transport leg or an emission.
    """
    parts = path.split(".")
    if parts[0] != "processes":
        return None
    process = system.processes[parts[1]]
    if parts[2] == "recycling":
        return _of_recycling(parts[1], process, path)
    if parts[2] == "emissions":
        activity = process.emissions[parts[3]].activity
        if activity in process.inputs:
            path = f"processes.{parts[1]}.inputs.{activity}"
    return next((d for d in _of_process(parts[1], process) if d.path == path), None)


def _of_recycling(id_: str, process: UnitProcess, path: str) -> Datum:
    """What the recycling formula of a process takes of a supply."""
    return Datum(
        path=path,
        process=id_,
        row=path.rpartition(".")[2],
        stage=process.stage,
        card=process.data,
        card_path=f"processes.{id_}.data",
        is_inherited=True,
    )


def _of_process(id_: str, process: UnitProcess) -> Iterator[Datum]:
    for section in INHERITING:
        for row, exchange in getattr(process, section).items():
            if getattr(exchange, "corrects", None) is not None:
                continue  # follows the spending that it is taken off
            path = f"processes.{id_}.{section}.{row}"
            is_inherited = exchange.data is None
            yield Datum(
                path=path,
                process=id_,
                row=row,
                stage=exchange.stage or process.stage,
                card=process.data if is_inherited else exchange.data,
                card_path=f"processes.{id_}.data" if is_inherited else f"{path}.data",
                is_inherited=is_inherited,
            )
            yield from _legs(id_, row, path, exchange)
    yield from _gases(id_, process)


def _legs(id_: str, row: str, path: str, exchange: object) -> Iterator[Datum]:
    stage: Stage = "inbound_transport" if ".inputs." in path else "distribution"
    for position, leg in enumerate(getattr(exchange, "transport", ())):
        at = f"{path}.transport.{position}"
        yield Datum(
            path=at,
            process=id_,
            row=f"{row} → {leg.mode}",
            stage=leg.stage or (None if ".waste." in path else stage),
            card=leg.data,
            card_path=f"{at}.data",
        )


def _gases(id_: str, process: UnitProcess) -> Iterator[Datum]:
    """Emissions and removals that are measured, not computed from an input."""
    for section in ("emissions", "removals"):
        for row, gas in getattr(process, section).items():
            if getattr(gas, "activity", None) in process.inputs:
                continue
            path = f"processes.{id_}.{section}.{row}"
            yield Datum(
                path=path,
                process=id_,
                row=row,
                stage=gas.stage or process.stage,
                card=gas.data,
                card_path=f"{path}.data",
            )
