"""Shipped factors on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.factors import FactorRecord, factor_sets, load_set, set_hash

HASH_LENGTH = 12


def records_text(records: Sequence[FactorRecord], screen: Screen) -> str:
    """One line per factor: what a model writes in `from:`, name and figure."""
    heads = [
        Column(head="from:"),
        Column(head=screen.word("cli.factors.name"), is_cut=True),
        Column(head=screen.word("cli.factors.figure"), is_number=True),
        Column(head=screen.word("cli.factors.per")),
        Column(head=screen.word("cli.factors.region")),
        Column(head=screen.word("cli.factors.year")),
        Column(head=screen.word("cli.factors.boundary")),
    ]
    rows = [
        (
            record.reference,
            record.name.get(screen.lang),
            _figure(record),
            record.per,
            record.region,
            str(record.year),
            _kind(record, screen),
        )
        for record in records
    ]
    return text_table(heads, rows) if rows else ""


def _figure(record: FactorRecord) -> str:
    """The figure, or each of its parts."""
    if record.co2e is None:
        return " + ".join(f"{v} {k}" for k, v in (record.emissions or {}).items())
    if set(record.co2e) == {"unspecified"}:
        return f"{record.co2e['unspecified']}CO2e"
    return " + ".join(f"{v}CO2e {k}" for k, v in record.co2e.items())


def _kind(record: FactorRecord, screen: Screen) -> str:
    """Boundary; a factor of organisation accounting is marked as what it isn't."""
    if record.kind == "electricity_accounting":
        return screen.word("cli.factors.accounting")
    return record.boundary


def record_text(record: FactorRecord, screen: Screen) -> str:
    """Everything about one factor, and the line that uses it."""
    rows = [(name, value) for name, value in _shown(record) if value]
    use = f"factors:\n  {record.id}: {{from: {record.reference}}}"
    return f"{text_table([Column(), Column()], rows)}\n\n{use}"


def _shown(record: FactorRecord) -> Iterator[tuple[str, str]]:
    for name, value in record_as_dict(record).items():
        if name in ("set", "id"):
            continue
        if isinstance(value, dict):
            yield name, "; ".join(f"{key}: {text}" for key, text in value.items())
        elif isinstance(value, list):
            yield name, ", ".join(value)
        else:
            yield name, "" if value in (None, False) else str(value)


def record_as_dict(record: FactorRecord) -> dict[str, Any]:
    """A factor as plain data, in the words of the model format."""
    data: dict[str, Any] = {"from": record.reference}
    for field in fields(record):
        value = getattr(record, field.name)
        data[field.name.rstrip("_")] = value
    data["name"] = {"zh": record.name.zh, "en": record.name.en}
    data["source"] = record.source.zh
    data["co2e"] = dict(record.co2e) if record.co2e is not None else None
    data["emissions"] = dict(record.emissions) if record.emissions is not None else None
    data["includes"] = list(record.includes)
    return data


def record_json(record: FactorRecord) -> str:
    """One factor as data."""
    return as_json_text(record_as_dict(record))


def records_json(records: Sequence[FactorRecord]) -> str:
    """Factors as a list of data."""
    return as_json_text([record_as_dict(record) for record in records])


def sets_text(screen: Screen) -> str:
    """Every set with its size and the hash of its edition."""
    heads = [
        Column(head=screen.word("cli.factors.set")),
        Column(head=screen.word("cli.factors.records"), is_number=True),
        Column(head="SHA-256"),
    ]
    rows = [
        (name, str(len(load_set(name))), set_hash(name)[:HASH_LENGTH])
        for name in factor_sets()
    ]
    return text_table(heads, rows)


def sets_json() -> str:
    """Every set as data."""
    return as_json_text(
        [
            {"set": name, "records": len(load_set(name)), "sha256": set_hash(name)}
            for name in factor_sets()
        ]
    )
