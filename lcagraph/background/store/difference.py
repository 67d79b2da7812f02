"""Two releases of one database: which products came, went, and changed by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import Activity
from lcagraph.background.store.database import Database
from lcagraph.background.unit_names import named_unit
from lcagraph.impact import characterisation, including_and_excluding


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One product of both releases, with its footprint in each."""

    activity: Activity
    before: float
    """In the newer release's unit; NaN where there is no answer, or units of
    different kinds. [kgCO2e/unit]"""
    after: float

    @property
    def ratio(self) -> float:
        """After / before; infinite where nothing became something."""
        if self.before:
            return self.after / self.before
        return float("inf") if self.after else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a newer release changed, the largest changes first."""

    added: tuple[Activity, ...]
    removed: tuple[Activity, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    gwp: str


def difference(
    before: Database, after: Database, *, gwp: str, tolerance: float = 1e-9
) -> Difference:
    """Compare two databases product by product.

    A product is the same if process and product have the same ids; where no id of one
    occurs in the other, if names, location and unit are the same.

    Parameters
    ----------
    before, after : Database
    gwp : str
        GWP set of the footprints, which exclude biogenic CO2.
    tolerance : float
        Relative change that counts as none. [1]
    """
    old, new = list(before.activities()), list(after.activities())
    by_id = {(one.process, one.product) for one in old}
    is_by_id = any((one.process, one.product) in by_id for one in new)
    places = _places(old, is_by_id)
    first, second = footprints(before, gwp), footprints(after, gwp)
    changed, added, met = [], [], set()
    for column, one in enumerate(new):
        place = places.get(_key(one, is_by_id))
        if place is None:
            added.append(one)
            continue
        met.add(place)
        scale = _scale(old[place].unit, one.unit)
        pair = Changed(
            activity=one,
            before=float(first[place]) * scale,
            after=float(second[column]),
        )
        if not np.isclose(
            pair.before, pair.after, rtol=tolerance, atol=0, equal_nan=True
        ):
            changed.append(pair)
    changed.sort(key=lambda pair: -_weight(pair))
    return Difference(
        added=tuple(added),
        removed=tuple(one for place, one in enumerate(old) if place not in met),
        changed=tuple(changed),
        unchanged=len(met) - len(changed),
        gwp=gwp,
    )


def footprints(database: Database, gwp: str) -> NDArray[np.float64]:
    """Footprint of every product excluding biogenic CO2, shape (n,). [kgCO2e/unit]"""
    _, excluding = including_and_excluding()
    weights = excluding @ characterisation(gwp, database.manifest.gases)
    return np.asarray(database.intensities @ weights)


def _key(one: Activity, is_by_id: bool) -> tuple[str, ...]:
    if is_by_id:
        return one.process, one.product
    return one.name, one.product_name, one.location, one.unit


def _places(
    activities: Sequence[Activity], is_by_id: bool
) -> Mapping[tuple[str, ...], int]:
    return {_key(one, is_by_id): place for place, one in enumerate(activities)}


def _scale(before: str, after: str) -> float:
    """Size of the newer unit in the older one; NaN where they can't be compared."""
    if before == after:
        return 1.0
    old, new = named_unit(before), named_unit(after)
    if old is None or new is None or old.dimension != new.dimension:
        return math.nan
    return new.factor / old.factor


def _weight(pair: Changed) -> float:
    ratio = abs(pair.ratio)
    return abs(float(np.log(ratio))) if 0 < ratio < float("inf") else float("inf")
