"""Entries of the matrices as processes, flows and methods."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

from lcagraph.background.records import (
    Direction,
    Exchange,
    Flow,
    Method,
    MethodFactor,
    Package,
    Process,
    Uncertainty,
)
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.brightway_words import own_direction
from lcagraph.formats.container import Peek, Tick, ignore, walk
from lcagraph.formats.datapackage.entries import (
    CHARACTERIZATION,
    Entry,
    Group,
    read_entries,
    read_groups,
)
from lcagraph.formats.json_guard import parse_json
from lcagraph.formats.own_words import FACTOR, MARKET, factor_of, market_of
from lcagraph.formats.stated import stated_number
from lcagraph.formats.stats_arrays import mirrored, read_spread
from lcagraph.formats.tabular import unescaped

INDEX = "datapackage.json"
TECHNOSPHERE = "technosphere_matrix"
BIOSPHERE = "biosphere_matrix"
_MATRICES = (TECHNOSPHERE, BIOSPHERE, CHARACTERIZATION)
_TRUTHS = ("true", "false")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,19}")


def is_datapackage(seen: Peek) -> bool:
    """True if a ``datapackage.json`` lists arrays of matrices."""
    return any(
        PurePosixPath(name).name == INDEX and b"_matrix" in head
        for name, head in seen.heads.items()
    )


def read_datapackage(path: Path, *, tick: Tick = ignore) -> Package:
    """The matrices of a datapackage as processes, one per column.

    Parameters
    ----------
    path : Path
        Zip or folder.
    tick : callable
        Gets the bytes that were used up since its last call.

    Returns
    -------
    Package
        Names, units and places are those of the package's own CSV tables, if it has
        such with a column ``id``; else the integer ids are all there is. The product of
        a column is the entry that is marked as its reference, else the one in the row
        with its own id, else its only positive one. Problems: E027 no finite number,
        E038 arrays that are broken or can't be read.

    Raises
    ------
    UsageError
        No technosphere or characterization at all (E026), or the container is refused.
    FindingsError
        ``datapackage.json`` is no JSON (E016 to E019).
    """
    contents = {
        PurePosixPath(document.name).name: document.content
        for document in walk(path, tick=tick)
    }
    index = parse_json(contents.get(INDEX, b"null"), INDEX)
    problems: list[Finding] = []
    reading = _Reading(index if isinstance(index, dict) else {}, contents, problems)
    if not (reading.entries[TECHNOSPHERE] or reading.entries[CHARACTERIZATION]):
        problems = problems or [
            Finding(code="E026", values={"file": path.name, "format": "datapackage"})
        ]
        raise UsageError(problems[0])
    licence = reading.index.get("licence", "")
    return Package(
        format="Brightway datapackage",
        name=str(reading.index.get("name") or path.stem),
        version=str(reading.index.get("version", "")),
        licence=str(licence),
        source=str(reading.index.get("id", "")),
        dialect="brightway",
        flows=reading.flows,
        processes=tuple(reading.processes()),
        methods=tuple(reading.methods()),
        problems=tuple(problems),
    )


@dataclass(slots=True)
class _Reading:
    """One datapackage while it is read."""

    index: Mapping[str, Any]
    contents: Mapping[str, bytes]
    problems: list[Finding]
    flows: dict[str, Flow] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    words: dict[int, Mapping[str, str]] = field(default_factory=dict)
    """What the tables say of each id."""
    made: dict[int, int] = field(default_factory=dict)
    """Column → the row of its reference."""
    makers: dict[int, list[int]] = field(default_factory=dict)
    """Row → the columns whose reference it is."""
    treated: set[int] = field(default_factory=set)
    """Rows that columns take in instead of making them: wastes."""

    def __post_init__(self) -> None:
        resources = self.index.get("resources")
        listed = resources if isinstance(resources, list) else []
        known = [each for each in listed if isinstance(each, dict)]
        self.groups = read_groups(known, self.contents, self.problems.append)
        for resource in known:
            if str(resource.get("path", "")).endswith(".csv"):
                self._read_words(str(resource["path"]))
        for matrix in _MATRICES:
            self.entries[matrix] = self._entries(
                [group for group in self.groups if group.matrix == matrix]
            )
        self._find_references()

    def _entries(self, groups: list[Group]) -> list[Entry]:
        return read_entries(
            groups,
            adds_within=self.index.get("sum_intra_duplicates", True) is not False,
            adds_between=self.index.get("sum_inter_duplicates", False) is True,
            tell=self.problems.append,
        )

    def _read_words(self, name: str) -> None:
        text = self.contents.get(name, b"").decode("utf-8-sig", errors="replace")
        try:
            rows = list(csv.DictReader(StringIO(text, newline="")))
        except csv.Error:
            return
        for row in rows:
            number = row.get("id") or ""
            if _WHOLE_NUMBER.fullmatch(number.strip()):
                self.words[int(number)] = {
                    str(key).strip().casefold(): unescaped(value.strip())
                    for key, value in row.items()
                    if isinstance(value, str) and value.strip()
                }

    # ------------------------------------------------------------------- references

    def _find_references(self) -> None:
        by_column: dict[int, list[Entry]] = {}
        for entry in self.entries[TECHNOSPHERE]:
            by_column.setdefault(entry.column, []).append(entry)
        for column, entries in by_column.items():
            reference = _reference(column, entries)
            if reference is not None:
                self.made[column] = reference.row
                self.makers.setdefault(reference.row, []).append(column)
                if self._treats(column, reference):
                    self.treated.add(reference.row)

    def _treats(self, column: int, reference: Entry) -> bool:
        """True if a column takes in what its reference is, as a treatment does.

        Packages of lcagraph say so. In others the sign tells, though a process that
        uses up more of its product than it makes has a negative entry, too.
        """
        stated = self._text(column, "is_treatment").casefold()
        return stated == "true" if stated in _TRUTHS else reference.value < 0

    def _text(self, number: int, *names: str) -> str:
        words = self.words.get(number, {})
        return next((words[name] for name in names if name in words), "")

    # -------------------------------------------------------------------- processes

    def processes(self) -> Iterator[Process]:
        """One process per column of the technosphere, in the order of their ids."""
        technosphere, biosphere = (_by_column(self.entries[m]) for m in _MATRICES[:2])
        for column in sorted(technosphere):
            exchanges = [
                exchange
                for entry in technosphere[column]
                for exchange in self._exchanges(entry, column)
            ]
            exchanges += [
                self._intervention(entry) for entry in biosphere.get(column, ())
            ]
            classification = self._text(column, "classification", "categories")
            kinds = market_of(self._text(column, MARKET)) or (False, False)
            yield Process(
                id=self._process_id(column),
                name=self._text(column, "name") or str(column),
                location=self._text(column, "location"),
                classification=tuple(filter(None, classification.split("::"))),
                exchanges=tuple(exchanges),
                open=tuple(self._text(column, "open").replace(",", " ").split()),
                factor=factor_of(self._text(column, FACTOR)),
                is_market=kinds[0],
                is_market_group=kinds[1],
                file=str(column),
            )

    def _process_id(self, column: int) -> str:
        return self._text(column, "code") or str(column)

    def _product_id(self, row: int) -> str:
        id_ = row if row in self.words else next(iter(self.makers.get(row, ())), row)
        names = ("product_name", "reference product", "name")
        flow = Flow(
            id=self._text(id_, "product") or f"product/{row}",
            name=self._text(id_, *names) or str(row),
            kind="product",
            unit=self._text(id_, "unit"),
        )
        self.flows.setdefault(flow.id, flow)
        return flow.id

    def _exchanges(self, entry: Entry, column: int) -> Iterator[Exchange]:
        """An entry as one exchange; as two where a column eats up all that it makes.

        Then the entry is what is left of the product: less than nothing.
        """
        exchange = self._exchange(entry, column)
        is_treated = entry.row in self.treated
        is_eaten = exchange.is_reference and (entry.value < 0) is not is_treated
        if not (is_eaten and entry.value):
            yield exchange
            return
        made = self._made(column, entry)
        yield replace(exchange, amount=made, uncertainty=None)
        yield replace(
            exchange,
            id=f"{exchange.id}~own",
            direction="input",
            amount=made - entry.value,
            is_reference=False,
            provider=self._process_id(column),
            uncertainty=None,
        )

    def _made(self, column: int, net: Entry) -> float:
        """What a column makes, with the sign of A, where only the rest is an entry."""
        sign = -1.0 if net.row in self.treated else 1.0
        made = sign * (stated_number(self._text(column, "amount")) or 0.0)
        is_sum = made - (made - net.value) == net.value  # rounding must not change it
        return made if sign * made > 0 and is_sum else -net.value

    def _exchange(self, entry: Entry, column: int) -> Exchange:
        is_reference = self.made.get(column) == entry.row
        is_given = entry.value > 0
        is_avoided = is_given and not is_reference and entry.row not in self.treated
        is_output = is_reference or is_avoided
        direction: Direction = "output" if is_output else "input"
        makers = [] if is_reference else self.makers.get(entry.row, [])
        amount = entry.value if is_output else -entry.value
        is_turned = entry.is_flipped == is_output
        return Exchange(
            id=f"A{entry.row}",
            flow=self._product_id(entry.row),
            direction=direction,
            amount=amount,
            is_reference=is_reference,
            is_avoided=is_avoided,
            provider=self._process_id(makers[0]) if len(makers) == 1 else "",
            uncertainty=_turned(entry, amount, is_turned=is_turned),
        )

    def _elementary(self, row: int) -> Flow:
        compartment = self._text(row, "compartment", "categories")
        flow = Flow(
            id=self._text(row, "flow", "code") or f"elementary/{row}",
            name=self._text(row, "name") or str(row),
            kind="elementary",
            compartment=tuple(filter(None, compartment.split("::"))),
            cas=self._text(row, "cas", "cas number"),
            unit=self._text(row, "unit"),
        )
        return self.flows.setdefault(flow.id, flow)

    def _intervention(self, entry: Entry) -> Exchange:
        flow = self._elementary(entry.row)
        return Exchange(
            id=f"B{entry.row}",
            flow=flow.id,
            direction=own_direction(flow, self._text(entry.row, "type")),
            amount=entry.value,
            uncertainty=_turned(entry, entry.value, is_turned=entry.is_flipped),
        )

    # ---------------------------------------------------------------------- methods

    def methods(self) -> Iterator[Method]:
        """One method per group of characterization factors."""
        for group in self.groups:
            if group.matrix != CHARACTERIZATION:
                continue
            factors = tuple(
                MethodFactor(flow=self._elementary(entry.row).id, amount=entry.value)
                for entry in self._entries([group])
            )
            yield Method(
                id=group.name,
                name=group.name,
                category=group.name,
                unit="",
                factors=factors,
            )


def _reference(column: int, entries: Sequence[Entry]) -> Entry | None:
    """The entry that is the product of a column, if that is certain."""
    for chosen in (
        [entry for entry in entries if entry.is_reference],
        [entry for entry in entries if entry.row == column],
        [entry for entry in entries if entry.value > 0],
    ):
        if len(chosen) == 1:
            return chosen[0]
    return None


def _by_column(entries: Sequence[Entry]) -> Mapping[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for entry in sorted(entries, key=lambda each: (each.column, each.row)):
        found.setdefault(entry.column, []).append(entry)
    return found


def _turned(entry: Entry, amount: float, *, is_turned: bool) -> Uncertainty | None:
    """The distribution of an exchange whose amount is the entry's, or its opposite."""
    if entry.spread is None:
        return None
    return read_spread(mirrored(entry.spread) if is_turned else entry.spread, amount)
