"""A stored database, opened: names from SQLite, numbers from memory-mapped files.

Opening reads the manifest and nothing else. The first question takes hold of all files
at once, so that processes may read while another one replaces the database: what was
taken hold of stays what it was, and is of one import.
"""

from __future__ import annotations

import json
import mmap
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.arrangement import arrangement_of, stored_arrangement
from lcagraph.background.linked import (
    Activity,
    Flags,
    Floats,
    Mapped,
    Triplets,
)
from lcagraph.background.records import (
    Flow,
    FlowProperty,
    Method,
    Package,
    Parameter,
    Process,
    UnitGroup,
)
from lcagraph.background.store.checking import (
    is_as_written,
    is_large_as_written,
    stored_triplets,
)
from lcagraph.background.store.holding import (
    CHAIN,
    DATASETS,
    ELEMENTARY,
    EXPONENT,
    FLAGS_FILE,
    GASES,
    INTENSITIES,
    ORDER,
    SIGNS,
    Held,
    array_in,
    take_hold,
)
from lcagraph.background.store.manifest import Manifest, read_manifest, stamp
from lcagraph.background.store.older import present_spreads
from lcagraph.background.store.packing import Record, activity_in, unpack
from lcagraph.background.store.places import require
from lcagraph.engine.arrangement import Arrangement
from lcagraph.errors import Finding, UsageError

Row = tuple[Any, ...]

_PARTS: Mapping[type[Any], str] = {
    UnitGroup: "unit_group",
    FlowProperty: "flow_property",
    Parameter: "parameter",
    Method: "method",
}

_COLUMNS = "position, process, product, name, product_name, location, unit, amount, "
_COLUMNS += "is_treatment, classification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One activity of a database, with its column."""

    column: int
    activity: Activity


class Database:
    """A database of the store, read on demand.

    Attributes
    ----------
    folder : Path
    manifest : Manifest
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)

    def __repr__(self) -> str:
        counts = self.manifest.counts
        size = f"{counts.get('activities', 0)} activities"
        return f"Database({self.name!r}, {self.manifest.version!r}, {size})"

    @property
    def name(self) -> str:
        return self.folder.name

    def __len__(self) -> int:
        return int(self.manifest.counts.get("activities", 0))

    def close(self) -> None:
        """Close SQLite, if it was opened."""
        self.__dict__.pop("rows", None)
        held = self.__dict__.pop("_held", None)
        if held is not None and held.rows is not None:
            held.rows.close()

    @cached_property
    def _held(self) -> Held:
        """All files of one import; whoever replaces it meanwhile is followed.

        The imports are told apart by their files, since two of them may say the same.
        """
        while True:
            before = stamp(self.folder)
            manifest = read_manifest(self.folder)
            held = take_hold(self.folder, manifest)
            if before is not None and stamp(self.folder) == before:
                self.manifest = manifest
                return held

    # ------------------------------------------------------------------ names

    @cached_property
    def rows(self) -> sqlite3.Connection:
        """The table of datasets, read-only.

        Raises
        ------
        UsageError
            The file is damaged or gone (E071).
        """
        held, digest = self._held, self.manifest.files.get(DATASETS)
        content = held.contents.get(DATASETS)
        if held.rows is None or content is None:
            raise UsageError(self._damaged(DATASETS))
        if not is_large_as_written(content, held.stamp, digest):
            raise UsageError(self._damaged(DATASETS))
        return held.rows

    def select(self, query: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Rows of the table of datasets.

        Raises
        ------
        UsageError
            The file is damaged or gone (E071).
        """
        try:
            yield from self.rows.execute(query, values)
        except sqlite3.Error as error:
            raise UsageError(self._damaged(DATASETS)) from error

    def activity(self, column: int) -> Activity:
        """The activity of a column of A."""
        query = f"SELECT {_COLUMNS} FROM activity WHERE position = ?"
        for row in self.select(query, (int(column),)):
            return self._activity(row)
        raise UsageError(self._damaged(DATASETS))

    def activities_at(self, columns: Iterable[int]) -> dict[int, Activity]:
        """The activities of some columns of A, in one query.

        Raises
        ------
        UsageError
            A column has none: the file is damaged (E071).
        """
        wanted = set(map(int, columns))
        query = f"SELECT {_COLUMNS} FROM activity WHERE position IN "
        query += "(SELECT value FROM json_each(?))"
        rows = self.select(query, (json.dumps(sorted(wanted)),))
        found = {int(row[0]): self._activity(row) for row in rows}
        if found.keys() != wanted:
            raise UsageError(self._damaged(DATASETS))
        return found

    def activities(self) -> Iterator[Activity]:
        """Every activity, in the order of the columns."""
        query = f"SELECT {_COLUMNS} FROM activity ORDER BY position"
        yield from (self._activity(row) for row in self.select(query))

    def process_ids(self) -> list[str]:
        """Dataset of each column of A."""
        query = "SELECT process FROM activity ORDER BY position"
        return [process for (process,) in self.select(query)]

    def named(self, key: str) -> list[Found]:
        """Activities whose dataset id is `key`, else whose name is.

        A name is that of the process, or of its product, in any language of the
        source; upper and lower case count.
        """
        alias = "position IN (SELECT position FROM alias WHERE text = ? AND of = ?)"
        wanted = (
            ("process = ?", (key,)),
            (alias, (key, "process")),
            (alias, (key, "product")),
        )
        for where, values in wanted:
            query = f"SELECT {_COLUMNS} FROM activity WHERE {where} ORDER BY position"
            if rows := list(self.select(query, values)):
                return [Found(column=r[0], activity=self._activity(r)) for r in rows]
        return []

    def process(self, id_: str) -> Process:
        """A dataset as it was read."""
        query = "SELECT record FROM process WHERE id = ? ORDER BY position LIMIT 1"
        for (record,) in self.select(query, (id_,)):
            return self._unpacked(Process, record)
        raise UsageError(self._damaged(DATASETS))

    def processes(self) -> Iterator[Process]:
        """Every dataset as it was read, one after the other."""
        for (record,) in self.select("SELECT record FROM process ORDER BY position"):
            yield self._unpacked(Process, record)

    def flow(self, id_: str) -> Flow | None:
        """A flow as it was read; None for a dangling id."""
        for (record,) in self.select("SELECT record FROM flow WHERE id = ?", (id_,)):
            return self._unpacked(Flow, record)
        return None

    def methods(self) -> tuple[Method, ...]:
        """Impact categories that came in the package."""
        return tuple(self._parts(Method))

    def package(self) -> Package:
        """Everything as it was read, whole: for exporters."""
        return replace(
            self.flows_package(),
            processes=tuple(self.processes()),
            methods=self.methods(),
        )

    def flows_package(self, ids: Sequence[str] | None = None) -> Package:
        """The package's flows, all or some of them, and their units; no datasets."""
        query, values = "SELECT record FROM flow", ()  # type: tuple[str, Row]
        if ids is not None:
            query += " WHERE id IN (SELECT value FROM json_each(?))"
            values = (json.dumps(ids),)
        flows = [self._unpacked(Flow, one) for (one,) in self.select(query, values)]
        dialect = self.manifest.options.get("dialect", "openlca")
        return Package(
            format=self.manifest.format,
            name=self.manifest.name,
            version=self.manifest.version,
            licence=self.manifest.licence,
            source=self.manifest.source,
            dialect=dialect,  # type: ignore[arg-type]  # one of the closed list
            unit_groups={group.id: group for group in self._parts(UnitGroup)},
            flow_properties={each.id: each for each in self._parts(FlowProperty)},
            flows={flow.id: flow for flow in flows},
            parameters=tuple(self._parts(Parameter)),
        )

    def _parts(self, kind: type[Record]) -> list[Record]:
        """Records of the package as a whole."""
        query = "SELECT record FROM part WHERE kind = ? ORDER BY rowid"
        rows = self.select(query, (_PARTS[kind],))
        return [self._unpacked(kind, record) for (record,) in rows]

    # ---------------------------------------------------------------- numbers

    @cached_property
    def intensities(self) -> Floats:
        """Λ, shape (n, gases): kilograms per unit of each product. [kg/unit]"""
        return self._checked_array(INTENSITIES)

    @cached_property
    def chain(self) -> Flags:
        """Flags of each activity's supply chain, shape (n,)."""
        return self._checked_array(CHAIN)

    @cached_property
    def flags(self) -> Flags:
        """Own flags of each activity, shape (n,)."""
        return self._checked_array(FLAGS_FILE)

    @cached_property
    def signs(self) -> Floats:
        """1 of a product, −1 of a waste that is treated, shape (n,). [1]"""
        return self._checked_array(SIGNS).astype(np.float64)

    @cached_property
    def arrangement(self) -> Arrangement:
        """Order and units of a quick solve; made here if an old folder lacks them."""
        if ORDER not in self.manifest.files:
            return arrangement_of(self.technosphere, self.chain)
        kept = stored_arrangement(self._array(ORDER), self._array(EXPONENT), self.chain)
        if kept is None:
            raise UsageError(self._damaged(ORDER))
        return kept

    @cached_property
    def technosphere(self) -> Triplets:
        """A, shape (n, n). [unit of the row's product]"""
        return self._triplets("a")

    @cached_property
    def interventions(self) -> Triplets:
        """B, shape (elementary flows, n). [unit of the flow]"""
        return self._triplets("b")

    @cached_property
    def elementary(self) -> tuple[str, ...]:
        """Flow ids of the rows of B."""
        return tuple(self._told(ELEMENTARY))

    @cached_property
    def gases(self) -> Mapping[str, Mapped]:
        """Elementary flow id → greenhouse gas; other flows are absent.

        Raises
        ------
        UsageError
            The file is damaged or gone (E071).
        """
        stated = self._told(GASES)
        return {
            flow: Mapped(gas=gas, factor=factor, strategy=strategy)
            for flow, (gas, factor, strategy) in stated.items()
        }

    def _triplets(self, letter: str) -> Triplets:
        parts = (f"{letter}_{part}.npy" for part in ("row", "column", "value"))
        row, column, value = map(self._checked_array, parts)
        name = f"{letter}_spread.npy"
        spread = partial(self._spreads, name, value)
        return stored_triplets((row, column, value), len(self._array(name)), spread)

    def _spreads(self, name: str, value: Floats) -> NDArray[np.void]:
        spread = present_spreads(self._checked_array(name), value)
        if spread is None:
            raise UsageError(self._damaged(name))
        return spread

    def _checked_array(self, name: str) -> NDArray[Any]:
        """An array that results rest on: its file is what was written, every byte."""
        if not is_as_written(self._content(name), self.manifest.files.get(name)):
            raise UsageError(self._damaged(name))
        return self._array(name)

    def _array(self, name: str) -> NDArray[Any]:
        try:
            return array_in(self._content(name))
        except ValueError as error:
            raise UsageError(self._damaged(name)) from error

    def _content(self, name: str) -> mmap.mmap:
        """Content of a file, memory-mapped."""
        content = self._held.contents.get(name)
        if content is None:
            raise UsageError(self._damaged(name))
        return content

    def _activity(self, row: Row) -> Activity:
        try:
            return activity_in(row)
        except (ValueError, TypeError) as error:
            raise UsageError(self._damaged(DATASETS)) from error

    def _unpacked(self, kind: type[Record], packed: bytes) -> Record:
        try:
            return unpack(kind, packed)
        except (zlib.error, ValueError, TypeError, LookupError) as error:
            raise UsageError(self._damaged(DATASETS)) from error

    def _told(self, name: str) -> Any:
        """What a file of JSON holds."""
        content = self._content(name)
        if not is_as_written(content, self.manifest.files.get(name)):
            raise UsageError(self._damaged(name))
        return json.loads(bytes(content))

    def _damaged(self, name: str) -> Finding:
        return Finding(code="E071", values={"name": self.name, "file": name})


def open_database(name: str, near: Path | None = None) -> Database:
    """A database of the project or of the user, by name.

    Raises
    ------
    UsageError
        There is none (E068), or it can't be read (E069, E070).
    """
    return Database(require(name, near))
