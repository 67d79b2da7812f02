"""The products of one or several databases: found by name, with their footprints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.dataset_reference import DatasetReference, parse_reference
from lcagraph.background.lacking import lacking_in, percent
from lcagraph.background.linked import FLAGS, SINGULAR, UNMAPPED_GAS
from lcagraph.background.store import Database
from lcagraph.background.store.searching import search
from lcagraph.background.unit_names import named_unit
from lcagraph.catalogue.lines import Component, Reals
from lcagraph.errors import Finding
from lcagraph.impact import DEFAULT_GWP, characterisation, gwp_set, uncharacterised
from lcagraph.units import Unit

MOST_CANDIDATES = 12
MOST_SUGGESTIONS = 3
MOST_SEARCHES = 20
"""Names for which similar datasets are looked for: a search takes milliseconds."""

OPEN = ("open_link", "dangling", "unmapped_gas", "bad_number")
"""Flags of a supply chain that has to be waived (E797); undivided ones are E798."""

OPEN_BITS = sum(FLAGS[word] for word in OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One product of a database."""

    database: str
    process: str
    product: str
    name: str
    product_name: str
    location: str
    unit: str
    """In the source's words."""

    @property
    def reference(self) -> str:
        """The one text that names it for certain."""
        return str(
            DatasetReference(
                database=self.database, key=self.process, product=self.product
            )
        )


class Datasets:
    """Everything that can stand in a bill of materials, ready for look-ups.

    Parameters
    ----------
    databases : sequence of Database
        Opened.
    gwp : str
        GWP set.
    is_lacking_waived : bool
        Whether gases for which the set has no value count nothing; else what emits
        them has no footprint.

    Attributes
    ----------
    known : list of Dataset
        Products of all databases, one after the other.
    items : ndarray, shape (len(known), len(ROWS))
        Footprint by item, supply chain included; NaN: none. [kgCO2e/unit]
    flags : ndarray of uint16, shape (len(known),)
        What is open in each supply chain: bits of `FLAGS`.
    """

    def __init__(
        self,
        databases: Sequence[Database],
        gwp: str = DEFAULT_GWP,
        *,
        is_lacking_waived: bool = False,
    ) -> None:
        self.databases = tuple(databases)
        self.gwp = gwp_set(gwp)
        self.is_lacking_waived = is_lacking_waived
        self.known: list[Dataset] = []
        self._ids: dict[str, list[int]] = defaultdict(list)
        self._aliases: dict[str, dict[str, list[int]]] = {
            "process": defaultdict(list),
            "product": defaultdict(list),
        }
        self._starts: dict[str, int] = {}
        self._searches = 0
        self._gasless = {d.name for d in databases if not d.manifest.gases}
        for database in databases:
            self._take_names(database)
        self.items: Reals = np.concatenate([self._items(d) for d in databases])
        self.flags: NDArray[np.uint16] = np.concatenate(
            [np.asarray(database.chain) for database in databases]
        )

    def __len__(self) -> int:
        return len(self.known)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(database.name for database in self.databases)

    def _take_names(self, database: Database) -> None:
        start = self._starts[database.name] = len(self.known)
        query = """SELECT process, product, name, product_name, location, unit
            FROM activity ORDER BY position"""
        for row in database.select(query):
            self._ids[row[0]].append(len(self.known))
            self.known.append(_dataset(database.name, row))
        for text, position, of in database.select(
            "SELECT text, position, of FROM alias ORDER BY position"
        ):
            self._aliases[of][text].append(start + position)

    def _items(self, database: Database) -> Reals:
        """Footprint by item; NaN where a gas without a value is not waived."""
        gases = database.manifest.gases
        missing = set(uncharacterised(self.gwp, gases))
        kept = [i for i, gas in enumerate(gases) if gas not in missing]
        known = [gas for gas in gases if gas not in missing]
        amounts = np.asarray(database.intensities)
        items = amounts[:, kept] @ characterisation(self.gwp, known).T
        for i, gas in enumerate(gases):
            if gas in missing and not self.is_lacking_waived:
                items[amounts[:, i] != 0.0] = np.nan
        return items

    # ---------------------------------------------------------------- look-ups

    def find(self, component: Component) -> int | Finding | None:
        """The product that a component names; None if no dataset bears the name.

        A text that begins with the name of a database is a reference as in a model's
        `from:`; any other is an id or a name in one of the databases.
        """
        reference = self.reference(component)
        key = reference.key
        stages = (self._ids, *self._aliases.values())
        candidates: list[int] = []
        for stage in stages:
            named = dict.fromkeys(stage.get(key, ()))
            candidates = [i for i in named if self._fits(self.known[i], reference)]
            if candidates:
                break
        if not candidates:
            return None
        if len(candidates) == 1:
            return self._usable(candidates[0])
        shown = [self._line(self.known[i]) for i in candidates[:MOST_CANDIDATES]]
        values = {"name": key, "count": len(candidates), "candidates": shown}
        return Finding(code="E086", values=values)

    def reference(self, component: Component) -> DatasetReference:
        """The reference that a component stands for; database "": all of them."""
        text = component.dataset or component.text
        parsed = parse_reference(text)
        if parsed.database not in self._starts:
            whole = parse_reference(f"/{text}")
            parsed = DatasetReference(
                database="",
                key=whole.key,
                product=whole.product,
                location=whole.location,
            )
        return DatasetReference(
            database=parsed.database,
            key=parsed.key,
            product=parsed.product,
            location=parsed.location or component.location,
        )

    def _fits(self, one: Dataset, wanted: DatasetReference) -> bool:
        return (
            wanted.database in ("", one.database)
            and wanted.product in ("", one.product, one.product_name)
            and wanted.location in ("", one.location)
        )

    def _usable(self, column: int) -> int | Finding:
        one = self.known[column]
        quoted = {"database": one.database, "name": one.name}
        if int(self.flags[column]) & SINGULAR:
            return Finding(code="E088", values=quoted)
        if int(self.flags[column]) & UNMAPPED_GAS and one.database in self._gasless:
            return Finding(code="E515", values=quoted)
        if named_unit(one.unit) is None:
            return Finding(code="E089", values={**quoted, "unit": one.unit})
        if np.isnan(self.items[column]).any():
            return self._uncharacterised(column)
        return column

    def _uncharacterised(self, column: int) -> Finding:
        """What a dataset emits that the set can't count, and how much that matters."""
        one, gases = self.known[column], self._gases(column)
        lacking = lacking_in(gases, self.gwp.id)
        mass = sum(gas.mass for gas in lacking)
        others = {gas.other for gas in lacking}
        has_other = len(others) == 1 and "" not in others
        values = {
            "gases": [gas.id for gas in lacking],
            "gwp": self.gwp.id,
            "database": one.database,
            "name": one.name,
            "mass": f"{mass:.3g} kg/{one.unit}",
            "share": percent(sum(gas.share for gas in lacking)),
            "other": others.pop() if has_other else None,
            "weight": percent(sum(gas.weight for gas in lacking)) if has_other else "",
        }
        return Finding(code="E799", values=values)

    def _gases(self, column: int) -> dict[str, float]:
        """Gases of a dataset with its supply chain. [kg/unit]"""
        database = self._database(column)
        row = np.asarray(database.intensities)[column - self._starts[database.name]]
        pairs = zip(database.manifest.gases, row.tolist(), strict=True)
        return {gas: kg for gas, kg in pairs if kg != 0.0}

    def _database(self, column: int) -> Database:
        return next(
            one for one in reversed(self.databases) if column >= self._starts[one.name]
        )

    def uncounted(self, columns: Sequence[int]) -> Finding | None:
        """W799: what of some datasets counts nothing, since it was waived."""
        if not self.is_lacking_waived:
            return None
        gases: dict[str, None] = {}
        count, most = 0, 0.0
        for database, own in self._by_database(columns):
            known = database.manifest.gases
            wanted = [known.index(gas) for gas in uncharacterised(self.gwp, known)]
            amounts = np.abs(np.asarray(database.intensities)[own])
            held = amounts[:, wanted] != 0.0
            gases |= dict.fromkeys(
                known[i] for i, h in zip(wanted, held.T, strict=True) if h.any()
            )
            rows = held.any(axis=1)
            count += int(rows.sum())
            parts = amounts[rows][:, wanted].sum(axis=1) / amounts[rows].sum(axis=1)
            most = max(most, float(parts.max(initial=0.0)))
        if not count:
            return None
        values = {"gases": sorted(gases), "gwp": self.gwp.id, "count": count}
        return Finding(code="W799", values={**values, "share": percent(most)})

    def unit(self, column: int) -> Unit:
        """Unit that the figures of a usable product are per."""
        unit = named_unit(self.known[column].unit)
        assert unit is not None  # `find` hands out no other
        return unit

    def similar(self, text: str) -> str | None:
        """Names of datasets that a text may mean; none once many were asked for."""
        self._searches += 1
        if self._searches > MOST_SEARCHES:
            return None
        names = [
            hit.activity.name
            for database in self.databases
            for hit in search(database, text, most=MOST_SUGGESTIONS).found
        ]
        return ", ".join(names[:MOST_SUGGESTIONS]) or None

    def words(self, flags: int) -> tuple[str, ...]:
        """Names of the flags of a supply chain."""
        return tuple(word for word, bit in FLAGS.items() if flags & bit)

    def overdrawn(self, columns: NDArray[np.integer]) -> tuple[str, ...]:
        """Names of products whose supply chain has a loop that uses more than it makes.

        At most `MOST_CANDIDATES` of them.
        """
        bit = np.uint16(FLAGS["overdrawn"])
        found = columns[(self.flags[columns] & bit) != 0][:MOST_CANDIDATES]
        return tuple(self.known[i].name for i in found.tolist())

    def ready_sets(self, columns: Sequence[int]) -> Mapping[str, int]:
        """GWP sets that ready CO2e figures of some products were computed with.

        Returns
        -------
        mapping of str to int
            Set, or ``unknown``, → number of products; empty without such figures.
        """
        counts: dict[str, int] = defaultdict(int)
        for database, own in self._by_database(columns):
            gases = database.manifest.gases
            ready = [i for i, gas in enumerate(gases) if gas.startswith("co2e_")]
            if not ready:
                continue
            held = (np.asarray(database.intensities)[own][:, ready] != 0).any(axis=1)
            for position in np.asarray(own)[held].tolist():
                process = database.activity(position).process
                told = database.process(process).factor.get("gwp") or "unknown"
                counts[told] += 1
        return counts

    def _by_database(
        self, columns: Sequence[int]
    ) -> Iterator[tuple[Database, list[int]]]:
        for database in self.databases:
            start = self._starts[database.name]
            end = start + len(database)
            yield database, [c - start for c in columns if start <= c < end]

    def _line(self, one: Dataset) -> str:
        what = f"{one.product_name} ({one.location or '–'}, {one.unit})"
        return f"{one.reference}: {what}"


def _dataset(database: str, row: Sequence[str]) -> Dataset:
    process, product, name, product_name, location, unit = row
    return Dataset(
        database=database,
        process=process,
        product=product,
        name=name,
        product_name=product_name,
        location=location,
        unit=unit,
    )
