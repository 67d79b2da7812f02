"""What if a dataset of a database were another: exact answers without a new database.

An edit changes one exchange of one dataset. A scenario is a set of edits; any number of
scenarios is answered at once by `engine.edits`, each answer with a bound of its error.

    whatif(database, weights, ["steel"], [
        [Edit(process="steel", input="electricity", times=0.5)],
        [Edit(process="steel", input="electricity", supplier="wind power")],
        [Edit(process="steel", emission="Carbon dioxide, fossil", amount="1.2 kg")],
    ])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.contributions import refuse_singular
from lcagraph.background.editing import Edit, Places, entry_of, placed
from lcagraph.background.intensities import direct_gases
from lcagraph.background.linked import Activity, Floats, Indices
from lcagraph.background.offers import Offer, offer_in
from lcagraph.background.reach import part_of
from lcagraph.background.store import Database
from lcagraph.engine.edits import Changes, Edited, EditedColumns, Technosphere, proven
from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.solve import Labels, SolveError, calculation_error, overdrawn_finding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WhatIf:
    """Footprints of some products as they are, and in each scenario."""

    products: tuple[Activity, ...]
    before: Floats
    """Shape (products,). [kgCO2e/unit]"""
    after: Floats
    """Shape (scenarios, products). [kgCO2e/unit]"""
    gases: Floats
    """Shape (scenarios, products, gases), in the manifest's order. [kg/unit]"""
    bound: Floats
    """Bound of the error of `after`; 0 where the scenario was solved in full."""
    is_full: NDArray[np.bool_]
    """Scenarios that lost digits and were solved in full, shape (scenarios,)."""


def whatif(
    database: Database,
    weights: Floats,
    products: Sequence[str],
    scenarios: Sequence[Sequence[Edit]],
) -> WhatIf:
    """Footprints of products of a database in which some exchanges are others.

    Parameters
    ----------
    database : Database
    weights : ndarray, shape (gases,)
        What a kilogram of each gas of the manifest counts: `gas_weights`. [kgCO2e/kg]
    products : sequence of str
        Datasets by id or name, as `from:` names them, without the database.
    scenarios : sequence of sequence of Edit
        Edits of one scenario hold together; of one exchange the last one counts.

    Raises
    ------
    UsageError
        A dataset or exchange that is not there, or not one (E086–E089, E521–E523); an
        amount of another dimension or that is none (E4…).
    CalculationError
        A scenario has no answer: its loops have no net output (E503–E505, E508).
    """
    wanted = [_offer(database, text) for text in products]
    found = [placed(database, edits) for edits in scenarios]
    is_solved = np.isfinite(database.intensities).all(axis=1)
    kept: Indices = np.flatnonzero(is_solved).astype(np.int32)
    columns = [offer.found.column for offer in wanted]
    for column in columns:
        refuse_singular(database, column)
    system, direct = _system(database, kept)
    changes = _changes(database, found, kept, direct)
    place = np.searchsorted(kept, columns)
    try:
        edited = EditedColumns(system, changes.columns).scenarios(changes, place)
    except SolveError as problem:
        raise calculation_error(problem, _labels(database, kept)) from None
    _refuse_overdrawn(database, edited, changes.columns, kept)
    return _answer(database, weights, wanted, edited)


def _offer(database: Database, text: str) -> Offer:
    found = offer_in(database, text)
    if isinstance(found, Finding):
        raise UsageError(found)
    return found


def _system(database: Database, kept: Indices) -> tuple[Technosphere, Floats]:
    """What has an answer of a database, as arrays; rows of treatments as they are."""
    n = len(database)
    _, direct = direct_gases(
        database.interventions, database.elementary, database.gases, n
    )
    part = database.technosphere
    if len(kept) < n:
        part = part_of(part, kept, n)
    raw = np.asarray(database.intensities)[kept] * database.signs[kept, None]
    system = Technosphere(
        n=len(kept),
        row=part.row,
        column=part.column,
        value=part.value,
        direct=np.ascontiguousarray(direct[:, kept]),
        intensity=np.ascontiguousarray(raw.T),
        solver=proven,
    )
    return system, direct


def _changes(
    database: Database, scenarios: Sequence[Places], kept: Indices, direct: Floats
) -> Changes:
    """All scenarios on the places that any of them changes."""
    entries = sorted({place for each in scenarios for place in each.entries})
    columns = sorted({column for each in scenarios for _, column in each.emitted})
    as_is = np.array([entry_of(database, *place) for place in entries])
    value = np.repeat(as_is[None, :], len(scenarios), axis=0)
    emitted = np.repeat(direct[None][:, :, columns], len(scenarios), axis=0)
    for number, each in enumerate(scenarios):
        for at, place in enumerate(entries):
            value[number, at] = each.entries.get(place, as_is[at])
        for (gas, column), change in each.emitted.items():
            emitted[number, gas, columns.index(column)] += change
    rows, own = np.array(entries, dtype=np.intp).reshape(-1, 2).T
    return Changes(
        row=np.searchsorted(kept, rows),
        column=np.searchsorted(kept, own),
        value=value,
        direct_column=np.searchsorted(kept, np.array(columns, dtype=np.intp)),
        direct=emitted if columns else None,
    )


def _labels(database: Database, kept: Indices) -> Labels:
    known = database.activities_at(kept.tolist())
    activities = [known[column] for column in kept.tolist()]
    return Labels(
        products=[one.product_name for one in activities],
        processes=[one.name for one in activities],
        places=[f"{database.name}/{one.process}" for one in activities],
    )


def _refuse_overdrawn(
    database: Database, edited: Edited, columns: NDArray[np.intp], kept: Indices
) -> None:
    """Refuse edits after which a loop consumes more than it makes (E508)."""
    if not edited.is_overdrawn.any():
        return
    labels = _labels(database, kept[columns])
    finding = overdrawn_finding(tuple(range(len(columns))), labels)
    raise CalculationError([finding])


def _answer(
    database: Database, weights: Floats, wanted: Sequence[Offer], edited: Edited
) -> WhatIf:
    columns = [offer.found.column for offer in wanted]
    signs = database.signs[columns]
    gases = np.swapaxes(edited.intensity * signs, 1, 2)
    return WhatIf(
        products=tuple(offer.activity for offer in wanted),
        before=database.intensities[columns] @ weights,
        after=gases @ weights,
        gases=gases,
        bound=np.swapaxes(edited.bound, 1, 2) @ np.abs(weights),
        is_full=edited.is_full,
    )


__all__ = ["Edit", "WhatIf", "whatif"]
