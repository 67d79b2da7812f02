"""Emission-factor sets shipped under ``databases/factors``: read, cite, search.

A record keeps its amounts as text, with the digits that were published; `compile`
reads them with the grammar that reads a model. Only the standard library is imported
here, so that a search answers at once.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, get_args

from lcagraph.csv_table import read_table, refuse_row
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import FactorBoundary, FactorClass, FactorKind, Text
from lcagraph.locate import folder
from lcagraph.nearest import nearest

UNKNOWN_GWP = "unknown"
"""GWP set of a ready CO2e figure whose source does not name one."""

_COLUMNS = (
    *("id", "name_zh", "name_en", "kind", "boundary", "per", "co2e", "emissions"),
    *("gwp", "class", "region", "year", "source", "row", "licence", "as_published"),
    *("includes", "aircraft", "keywords", "note"),
)
_KINDS: tuple[FactorKind, ...] = get_args(FactorKind)
_BOUNDARIES: tuple[FactorBoundary, ...] = get_args(FactorBoundary)
_CLASSES: tuple[FactorClass, ...] = get_args(FactorClass)
_REQUIRED = ("id", "name_zh", "name_en", "per", "region", "source", "licence")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRecord:
    """One published emission factor, in the words of the model's `factors.<id>`.

    Either `co2e` (ready CO2e per result item) or `emissions` (kilograms per gas) is
    given, never both: GWP can't be applied twice.
    """

    set: str
    id: str
    name: Text
    kind: FactorKind
    boundary: FactorBoundary
    per: str
    """Amount that the figures are for, such as ``1 kWh``."""
    co2e: Mapping[str, str] | None
    """Amount per result item, such as ``{"unspecified": "0.5777 kg"}``."""
    emissions: Mapping[str, str] | None
    """Amount per elementary flow id, such as ``{"co2_fossil": "74.1 kg"}``."""
    gwp: str | None
    """GWP set of the ready CO2e, or `unknown`; None where gases are given."""
    class_: FactorClass
    region: str
    year: int
    source: Text
    """Document and row."""
    licence: str
    as_published: str
    """Number and unit as the source prints them."""
    includes: tuple[str, ...] = ()
    """Freight: what the figure already holds (load_factor, refrigerated …)."""
    aircraft: bool = False
    keywords: str = ""
    note: str = ""

    @property
    def reference(self) -> str:
        """What a model writes in `from:`, such as ``cn-electricity/national-2024``."""
        return f"{self.set}/{self.id}"


def factor_sets() -> tuple[str, ...]:
    """Names of the shipped factor sets, sorted."""
    return tuple(sorted(_files()))


@cache
def _files() -> Mapping[str, Path]:
    paths = (folder("databases") / "factors").glob("*.csv")
    return {path.stem.replace("_", "-"): path for path in paths}


def _file(name: str) -> Path:
    files = _files()
    if name not in files:
        values = {"set": name, "sets": factor_sets(), "nearest": nearest(name, files)}
        raise UsageError(Finding(code="E610", values=values))
    return files[name]


@cache
def set_hash(name: str) -> str:
    """SHA-256 of a set's file, in hexadecimal: which edition of it a result used.

    Raises
    ------
    UsageError
        No such set (E610).
    """
    return hashlib.sha256(_file(name).read_bytes()).hexdigest()


@cache
def load_set(name: str) -> tuple[FactorRecord, ...]:
    """Every record of a set, in the order of its file.

    Raises
    ------
    UsageError
        No such set (E610).
    ModelError
        The file is broken; its line is named (E612).
    """
    path = _file(name)
    return tuple(_read(name, path))


def _read(name: str, path: Path) -> Iterator[FactorRecord]:
    seen: set[str] = set()
    for line, row in enumerate(read_table(path, _COLUMNS), start=2):
        if row["id"] in seen:
            refuse_row(path, line, f"id: {row['id']}")
        seen.add(row["id"])
        _check_row(path, line, row)
        source = f"{row['source']}, {row['row']}" if row["row"] else row["source"]
        yield FactorRecord(
            set=name,
            id=row["id"],
            name=Text(row["name_zh"], row["name_en"]),
            kind=_word(path, line, row["kind"], _KINDS),
            boundary=_word(path, line, row["boundary"], _BOUNDARIES),
            per=row["per"],
            co2e=_figures(path, line, row, "co2e"),
            emissions=_figures(path, line, row, "emissions"),
            gwp=row["gwp"] or None,
            class_=_word(path, line, row["class"], _CLASSES),
            region=row["region"],
            year=int(row["year"]),
            source=Text(source, source),
            licence=row["licence"],
            as_published=row["as_published"],
            includes=tuple(filter(None, row["includes"].split("; "))),
            aircraft=row["aircraft"] == "yes",
            keywords=row["keywords"],
            note=row["note"],
        )


def _check_row(path: Path, line: int, row: Mapping[str, str]) -> None:
    """Refuse an incomplete row, and a figure whose GWP set is not stated."""
    empty = [column for column in _REQUIRED if not row[column]]
    if empty:
        refuse_row(path, line, f"{', '.join(empty)}: empty")
    if not _YEAR.fullmatch(row["year"]):
        refuse_row(path, line, f"year: {row['year']!r}")
    if bool(row["co2e"]) == bool(row["emissions"]):
        refuse_row(path, line, "co2e, emissions: one of them")
    if bool(row["co2e"]) != bool(row["gwp"]):
        refuse_row(path, line, "gwp: for co2e, and for co2e only")


def _word(path: Path, line: int, text: str, words: tuple[Word, ...]) -> Word:
    for word in words:
        if word == text:
            return word
    refuse_row(path, line, f"{text!r}: {', '.join(words)}")


def _figures(
    path: Path, line: int, row: Mapping[str, str], column: str
) -> Mapping[str, str] | None:
    """``0.58`` or ``co2_fossil=74.1; n2o=0.001`` as amounts in kilograms."""
    if not row[column]:
        return None
    figures = {}
    for part in row[column].split("; "):
        key, _, number = part.rpartition("=")
        if not _NUMBER.fullmatch(number) or (column == "emissions" and not key):
            refuse_row(path, line, f"{column}: {part!r}")
        figures[key or "unspecified"] = f"{number} kg"
    return MappingProxyType(figures)


def find(reference: str) -> FactorRecord | None:
    """The record of ``set/id``, or None if there is none."""
    set_name, _, record_id = reference.partition("/")
    if set_name not in _files():
        return None
    return _by_id(set_name).get(record_id)


@cache
def _by_id(set_name: str) -> Mapping[str, FactorRecord]:
    return {record.id: record for record in load_set(set_name)}


def get(reference: str) -> FactorRecord:
    """The record of ``set/id``.

    Raises
    ------
    UsageError
        No such set (E610), or the set has no such record (E611); the nearest name is
        given.
    """
    set_name, _, record_id = reference.partition("/")
    records = {record.id: record for record in load_set(set_name)}
    if record_id not in records:
        values = {"set": set_name, "record": record_id}
        values["nearest"] = nearest(record_id, records) or ""
        raise UsageError(Finding(code="E611", values=values))
    return records[record_id]


# ---------------------------------------------------------------- search

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BREAKS = re.compile(r"[-\s_/,;:()（），：]+")
_ENOUGH = 0.6
"""Share of a Chinese word's character pairs that must be found: 山东电力 finds
山东省电力…, whose pairs 山东 and 电力 are there and 东电 is not."""


def search(text: str, limit: int = 20) -> tuple[FactorRecord, ...]:
    """Records that hold every word of a query, best first.

    Chinese is found as a substring, or by most of its character pairs; English by the
    beginning of its words, in any case. Names count more than keywords; then come
    better classes, shorter names and newer years. Factors of organisation accounting,
    which are no footprint factors, come last.

    Parameters
    ----------
    text : str
        Words, such as ``电力 2024`` or ``diesel upstream``.
    limit : int
        Most records returned.
    """
    words = _plain(text).split()
    if not words:
        return ()
    scored = [
        (score, record)
        for record, name, all_words in _index()
        if (score := _score(words, name, all_words)) > 0
    ]
    scored.sort(key=lambda pair: _rank(*pair))
    return tuple(record for _, record in scored[:limit])


def _rank(score: float, record: FactorRecord) -> tuple[float | str, ...]:
    accounting = record.kind == "electricity_accounting"
    class_ = _CLASSES.index(record.class_)
    length = len(record.name.zh)
    return (accounting, -score, class_, length, -record.year, record.reference)


@cache
def _index() -> tuple[tuple[FactorRecord, str, str], ...]:
    """Each record with its names, and with its names and everything else, in words."""
    return tuple(
        (record, names := _words(record.name.zh, record.name.en), names + _rest(record))
        for name in factor_sets()
        for record in load_set(name)
    )


def _rest(record: FactorRecord) -> str:
    kind = record.kind.replace("_", " ")
    fields = (record.set, record.id, kind, record.region, str(record.year))
    return _words(*fields, record.keywords, record.source.en)


def _words(*texts: str) -> str:
    """Texts as words, each after one blank, so that `` x`` finds a word's beginning."""
    return " " + _BREAKS.sub(" ", " ".join(texts).casefold())


def _plain(text: str) -> str:
    return _BREAKS.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def _score(words: list[str], name: str, everything: str) -> float:
    """Sum over the words of a query; 0 if one of them is not there at all."""
    total = 0.0
    for word in words:
        best = max(2 * _found(word, name), _found(word, everything))
        if best == 0:
            return 0.0
        total += best
    return total


def _found(word: str, text: str) -> float:
    """2 for a whole word, 1 for the beginning of one, less for most Chinese pairs."""
    if _CHINESE.search(word):
        if word in text:
            return 2.0
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        share = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
        return share if share >= _ENOUGH else 0.0
    stem = word[:-1] if len(word) > 3 and word.endswith("s") else word
    if f" {stem}" not in text:
        return 0.0
    return 2.0 if f" {word} " in f"{text} " else 1.0
