"""Two releases of one database: which products came, went, and changed by how much."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.footprints import footprints_of
from lcagraph.background.linked import Activity
from lcagraph.background.store.database import Database
from lcagraph.background.unit_names import named_unit


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
class Renamed:
    """One product of both releases whose dataset, product or place is called otherwise.

    What a model calls by the older name may be another dataset in the newer release.
    """

    before: Activity
    after: Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a newer release changed, the largest changes first."""

    added: tuple[Activity, ...]
    removed: tuple[Activity, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    """Products with the same footprint."""
    gwp: str
    renamed: tuple[Renamed, ...] = ()
    """In the order of the newer release; their footprints may have changed as well."""


def difference(
    before: Database, after: Database, *, gwp: str, tolerance: float = 1e-9
) -> Difference:
    """Compare two databases product by product.

    A product is the same if process and product have the same ids, else if dataset,
    product and location have the same names, each only once in what is left.

    Parameters
    ----------
    before, after : Database
    gwp : str
        GWP set of the footprints, which exclude biogenic CO2.
    tolerance : float
        Relative change that counts as none. [1]
    """
    old, new = list(before.activities()), list(after.activities())
    pairs = _pairs(old, new)
    first, second = footprints(before, gwp), footprints(after, gwp)
    changed = []
    for column, place in pairs.items():
        pair = Changed(
            activity=new[column],
            before=float(first[place]) * _scale(old[place].unit, new[column].unit),
            after=float(second[column]),
        )
        if not np.isclose(
            pair.before, pair.after, rtol=tolerance, atol=0, equal_nan=True
        ):
            changed.append(pair)
    changed.sort(key=lambda pair: -_weight(pair))
    return Difference(
        added=_others(new, pairs.keys()),
        removed=_others(old, set(pairs.values())),
        changed=tuple(changed),
        unchanged=len(pairs) - len(changed),
        gwp=gwp,
        renamed=tuple(
            Renamed(before=old[place], after=new[column])
            for column, place in sorted(pairs.items())
            if _names(old[place]) != _names(new[column])
        ),
    )


def footprints(database: Database, gwp: str) -> NDArray[np.float64]:
    """Footprint of every product excluding biogenic CO2, shape (n,). [kgCO2e/unit]"""
    return footprints_of(database.intensities, database.manifest.gases, gwp)


def _pairs(old: Sequence[Activity], new: Sequence[Activity]) -> dict[int, int]:
    """Column of each product in the newer release → its column in the older one."""
    by_id = {(one.process, one.product): place for place, one in enumerate(old)}
    pairs = {
        column: by_id[one.process, one.product]
        for column, one in enumerate(new)
        if (one.process, one.product) in by_id
    }
    left = _by_names(old, set(pairs.values()))
    for names, columns in _by_names(new, pairs.keys()).items():
        if len(columns) == len(left.get(names, ())) == 1:
            pairs[columns[0]] = left[names][0]
    return pairs


def _by_names(
    activities: Sequence[Activity], met: Collection[int]
) -> dict[tuple[str, ...], list[int]]:
    """Columns that are not met, by the names of dataset, product and location."""
    found: dict[tuple[str, ...], list[int]] = {}
    for column, one in enumerate(activities):
        if column not in met:
            found.setdefault(_names(one), []).append(column)
    return found


def _names(one: Activity) -> tuple[str, ...]:
    return one.name, one.product_name, one.location


def _others(
    activities: Sequence[Activity], met: Collection[int]
) -> tuple[Activity, ...]:
    return tuple(one for column, one in enumerate(activities) if column not in met)


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
