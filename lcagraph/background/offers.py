"""What a database offers to a model: one product with its gases, and what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from lcagraph.background.dataset_reference import DatasetReference, parse_reference
from lcagraph.background.linked import FLAGS, SINGULAR, Activity
from lcagraph.background.store import Database, Found, locate
from lcagraph.background.store.places import MANIFEST
from lcagraph.background.store.searching import search
from lcagraph.background.unit_names import named_unit
from lcagraph.errors import Finding
from lcagraph.factors import factor_sets
from lcagraph.units import Unit

MOST_CANDIDATES = 12
MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One product of a database, ready to supply a model."""

    database: Database
    found: Found
    unit: Unit
    """Unit that the figures are per."""
    gases: Mapping[str, float]
    """Kilograms by gas, supply chain included; zeros are absent. [kg/unit]"""
    open: tuple[str, ...]
    """What is open in its supply chain: words of `FLAGS`."""

    @property
    def activity(self) -> Activity:
        return self.found.activity

    @property
    def reference(self) -> str:
        """The one text that names it for certain."""
        one = self.activity
        return str(
            DatasetReference(
                database=self.database.name, key=one.process, product=one.product
            )
        )


def find_offer(
    text: str, at: str, near: Path | None = None, *, needs_gas: bool = True
) -> Offer | Finding:
    """The product that a model's `from:` names, or the finding that says why not.

    Parameters
    ----------
    text : str
        As written in the model.
    at : str
        Model path of the text.
    near : Path, optional
        Folder of the model.
    needs_gas : bool
        Whether a footprint is wanted, which nothing has in a database without a known
        gas (E515); other impact categories don't ask for one.

    Raises
    ------
    UsageError
        The database is damaged or of another layout (E069–E071).
    """
    reference = parse_reference(text)
    folder = locate(reference.database, near)
    if folder is None:
        return Finding(code="E903", at=at, values=_unknown_database(reference, near))
    database = _opened(folder, (folder / MANIFEST).stat().st_mtime_ns)
    return _offered(database, reference, at, needs_gas=needs_gas)


def offer_in(database: Database, text: str, at: str = "") -> Offer | Finding:
    """The same of an open database: `text` is a `from:` without the database."""
    return _offered(database, parse_reference(f"{database.name}/{text}"), at)


def _offered(
    database: Database, reference: DatasetReference, at: str, *, needs_gas: bool = True
) -> Offer | Finding:
    candidates = _narrowed(database.named(reference.key), reference)
    if len(candidates) != 1:
        return _not_one(database, reference, candidates, at)
    found = _offer(database, candidates[0], at)
    is_open = isinstance(found, Offer) and "unmapped_gas" in found.open
    if needs_gas and is_open and not database.manifest.gases:
        values = {"database": database.name, "name": candidates[0].activity.name}
        return Finding(code="E515", at=at, values=values)
    return found


@lru_cache(maxsize=16)
def _opened(folder: Path, changed: int) -> Database:
    """A database stays open while its manifest is the same file."""
    return Database(folder)


def _unknown_database(
    reference: DatasetReference, near: Path | None
) -> Mapping[str, object]:
    from lcagraph.background.store import installed
    from lcagraph.nearest import nearest

    known = (*factor_sets(), *installed(near))
    close = nearest(reference.database, known)
    return {
        "database": reference.database,
        "dataset": reference.key,
        "nearest": close,
    }


def _narrowed(found: Sequence[Found], reference: DatasetReference) -> list[Found]:
    """Candidates with the product and the location that the model asks for."""
    product, location = reference.product, reference.location
    return [
        one
        for one in found
        if product in ("", one.activity.product, one.activity.product_name)
        and location in ("", one.activity.location)
    ]


def _not_one(
    database: Database,
    reference: DatasetReference,
    candidates: Sequence[Found],
    at: str,
) -> Finding:
    if candidates:
        shown = [
            f"{_shortest(reference, one, candidates)}: {_what(one)}"
            for one in candidates[:MOST_CANDIDATES]
        ]
        values = {"name": reference.key, "count": len(candidates), "candidates": shown}
        return Finding(code="E086", at=at, values=values)
    elsewhere = database.named(reference.key)
    if elsewhere:
        return _elsewhere(database, reference, elsewhere, at)
    hits = search(database, reference.key, most=MOST_SUGGESTIONS)
    names = tuple(dict.fromkeys(hit.activity.name for hit in hits.found))
    values = {"database": database.name, "name": reference.key}
    return Finding(
        code="E087", at=at, values={**values, "nearest": ", ".join(names) or None}
    )


def _elsewhere(
    database: Database, reference: DatasetReference, found: Sequence[Found], at: str
) -> Finding:
    """The name is known, though not with that location or product."""
    places = dict.fromkeys(one.activity.location or "–" for one in found)
    products = dict.fromkeys(one.activity.product_name for one in found)
    wanted = (f"location={reference.location}", f"product={reference.product}")
    asked = " & ".join(text for text in wanted if not text.endswith("="))
    values = {
        "database": database.name,
        "name": reference.key,
        "asked": asked,
        "places": list(places)[:MOST_CANDIDATES] if reference.location else None,
        "products": list(products)[:MOST_CANDIDATES] if reference.product else None,
    }
    return Finding(code="E078", at=at, values=values)


def _shortest(
    reference: DatasetReference, one: Found, candidates: Sequence[Found]
) -> DatasetReference:
    """What to write for one of several: its location where that is enough."""
    activity = one.activity
    alike = [c for c in candidates if c.activity.location == activity.location]
    if activity.location and len(alike) == 1:
        return replace(reference, location=activity.location)
    return replace(
        reference, key=activity.process, product=activity.product, location=""
    )


def _what(one: Found) -> str:
    activity = one.activity
    return f"{activity.product_name} ({activity.location or '–'}, {activity.unit})"


def _offer(database: Database, found: Found, at: str) -> Offer | Finding:
    activity = found.activity
    quoted = {"database": database.name, "name": activity.name}
    open_ = int(database.chain[found.column])
    if open_ & SINGULAR:
        return Finding(code="E088", at=at, values=quoted)
    unit = named_unit(activity.unit)
    if unit is None:
        values = {**quoted, "unit": activity.unit}
        return Finding(code="E089", at=at, values=values)
    amounts = np.asarray(database.intensities[found.column])
    gases = {
        gas: float(amount)
        for gas, amount in zip(database.manifest.gases, amounts, strict=True)
        if amount != 0.0
    }
    words = tuple(word for word, flag in FLAGS.items() if open_ & flag)
    return Offer(database=database, found=found, unit=unit, gases=gases, open=words)
