"""Background databases on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from lcagraph.background.dataset_reference import DatasetReference
from lcagraph.background.findings_report import count_codes, flagged
from lcagraph.background.footprints import footprints_of
from lcagraph.background.linked import Activity
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.store import Database, Found
from lcagraph.background.store.difference import Difference
from lcagraph.background.store.searching import Hits
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.errors import Finding, UsageError
from lcagraph.impact import DEFAULT_GWP, gwp_set
from lcagraph.importing import Added
from lcagraph.wording import message
from lcagraph.wording.page import significant

HASH_LENGTH = 12
MOST_NAMED = 3
"""Members of a list, such as the processes of a loop; the report names all."""

DIGITS = 6


def added_text(added: Added, screen: Screen) -> str:
    """What was imported, what is open in it, and where to read on."""
    database, counts = added.database, added.linked.counts
    lines = [database_text(database, screen), ""]
    flags = flagged(added.linked)
    rows = [
        (screen.word(f"import.flag_{word}"), str(n)) for word, n in flags.items() if n
    ]
    if rows:
        lines += [screen.word("cli.db.open"), _pairs(rows, indent="  "), ""]
    codes = count_codes(added.linked.findings)
    first = {finding.code: finding for finding in reversed(added.linked.findings)}
    for code, count in codes.items():
        told = message(_shortened(first[code], database.name, screen), screen.lang)
        lines.append(f"  {code} ×{count}  {told}")
    answered = len(database) - counts.get("without_answer", 0)
    last = {"answered": answered, "count": len(database), "name": database.name}
    return "\n".join([*lines, "", screen.word("cli.db.next", **last)])


def _shortened(finding: Finding, database: str, screen: Screen) -> Finding:
    """A finding whose lists name their first members, and where to find all."""
    values = dict(finding.values)
    for key, value in values.items():
        if isinstance(value, tuple | list) and len(value) > MOST_NAMED + 1:
            rest = {"count": len(value) - MOST_NAMED, "name": database}
            more = screen.word("cli.db.more_named", **rest)
            values[key] = (*value[:MOST_NAMED], more)
    return replace(finding, values=values)


def databases_text(databases: Sequence[Database], screen: Screen) -> str:
    """One line per database."""
    if not databases:
        return screen.word("cli.db.none")
    heads = [
        Column(
            head=screen.word(f"cli.db.{word}"),
            is_number=word == "activities",
            is_cut=word == "licence",
        )
        for word in ("name", "version", "format", "activities", "licence", "folder")
    ]
    rows = [
        (
            one.name,
            one.manifest.version,
            one.manifest.format,
            str(len(one)),
            one.manifest.licence,
            str(one.folder),
        )
        for one in databases
    ]
    return text_table(heads, rows)


def database_text(database: Database, screen: Screen) -> str:
    """Everything that the manifest says."""
    manifest = database.manifest
    rows = [
        ("name", database.name),
        ("version", manifest.version),
        ("format", manifest.format),
        ("source", f"{manifest.source} (SHA-256 {manifest.source_sha256[:12]}…)"),
        ("licence", manifest.licence),
        ("activities", str(len(database))),
        ("imported", f"{manifest.imported} (lcagraph {manifest.importer})"),
        ("hash", manifest.hash[:HASH_LENGTH]),
        ("folder", str(database.folder)),
    ]
    return _pairs((screen.word(f"cli.db.{key}"), text) for key, text in rows if text)


def manifest_as_dict(database: Database) -> dict[str, Any]:
    """The manifest as plain data, with the folder."""
    return {"folder": str(database.folder), **asdict(database.manifest)}


def dataset_text(database: Database, key: str, screen: Screen) -> str:
    """One dataset: names, reference, footprint, what is open, and its inputs."""
    offer = offer_of(database, key)
    activity = offer.activity
    total, gwp = _footprint(offer)
    terms = f"{gwp}, {screen.word('cli.db.apart')}"
    shown = significant(total, DIGITS) if math.isfinite(total) else "–"
    rows = [
        ("name", activity.name),
        ("product", activity.product_name),
        ("location", activity.location),
        ("unit", activity.unit),
        ("footprint", f"{shown} kgCO2e/{activity.unit} ({terms})"),
        ("from", offer.reference),
    ]
    text = _pairs((screen.word(f"cli.db.{key}"), value) for key, value in rows if value)
    words = [screen.word(f"import.flag_{word}") for word in offer.open]
    if words:
        text += f"\n{screen.word('cli.db.open')}: {', '.join(words)}"
    gases = [(gas, significant(kg, DIGITS)) for gas, kg in offer.gases.items()]
    heads = [
        Column(head=screen.word("cli.db.gas")),
        Column(head=f"kg/{activity.unit}", is_number=True),
    ]
    return f"{text}\n\n{text_table(heads, gases)}" if gases else text


def dataset_as_dict(database: Database, key: str) -> dict[str, Any]:
    """One dataset as plain data: activity, gases and the record as it was read."""
    offer = offer_of(database, key)
    return {
        "from": offer.reference,
        "activity": asdict(offer.activity),
        "gases_kg": dict(offer.gases),
        "open": list(offer.open),
        "record": asdict(database.process(offer.activity.process)),
    }


def hits_text(database: Database, hits: Hits, screen: Screen) -> str:
    """One line per dataset that was found, with what a model writes in `from:`."""
    if not hits.found:
        return screen.word("cli.db.nothing", words=hits.text, name=database.name)
    heads = [
        Column(head="from:", is_cut=True),
        Column(head=screen.word("cli.db.name"), is_cut=True),
        Column(head=screen.word("cli.db.product"), is_cut=True),
        Column(head=screen.word("cli.db.location")),
        Column(head=f"kgCO2e ({_gwp_label()})", is_number=True),
        Column(head=screen.word("cli.db.unit")),
    ]
    totals = _totals(database, hits.found)
    rows = [
        (
            f"{database.name}/{hit.activity.process}",
            hit.activity.name,
            hit.activity.product_name,
            hit.activity.location,
            total,
            hit.activity.unit,
        )
        for hit, total in zip(hits.found, totals, strict=True)
    ]
    text = text_table(heads, rows)
    if hits.instead_of:
        instead = screen.word("cli.db.instead", text=hits.text, given=hits.instead_of)
        text = f"{instead}\n{text}"
    return f"{text}\n{screen.word('cli.db.more')}" if hits.is_cut else text


def hits_json(database: Database, hits: Hits, screen: Screen) -> str:
    """The same as plain data."""
    return as_json_text(
        {
            "text": hits.text,
            "instead_of": hits.instead_of,
            "is_cut": hits.is_cut,
            "found": [
                {"from": _reference(database, hit), **asdict(hit.activity)}
                for hit in hits.found
            ],
        }
    )


def difference_text(found: Difference, most: int, screen: Screen) -> str:
    """How many products came, went and changed, and the largest changes."""
    counts = {
        "added": len(found.added),
        "removed": len(found.removed),
        "changed": len(found.changed),
        "unchanged": found.unchanged,
    }
    head = screen.word("cli.db.difference", **counts)
    heads = [
        Column(head=screen.word("cli.db.name"), is_cut=True),
        Column(head=screen.word("cli.db.location")),
        Column(head=screen.word("cli.db.before"), is_number=True),
        Column(head=screen.word("cli.db.after"), is_number=True),
        Column(head="×", is_number=True),
        Column(head=f"kgCO2e ({found.gwp}) /"),
    ]
    rows = [
        (
            _title(pair.activity),
            pair.activity.location,
            significant(pair.before, DIGITS),
            significant(pair.after, DIGITS),
            significant(pair.ratio, 4),
            pair.activity.unit,
        )
        for pair in found.changed[:most]
    ]
    lines = [head, *([text_table(heads, rows)] if rows else [])]
    if found.renamed:
        lines.append(screen.word("cli.db.renamed"))
    for pair in found.renamed[:most]:
        before, after = map(_placed, (pair.before, pair.after))
        lines.append(f"  {before} → {after}")
    for word, some in (("gone", found.removed), ("new", found.added)):
        names = [f"  {_placed(one)}" for one in some[:most]]
        lines += [screen.word(f"cli.db.{word}"), *names] if names else []
    return "\n".join(lines)


def _placed(one: Activity) -> str:
    return f"{_title(one)} ({one.location or '–'})"


def _title(one: Activity) -> str:
    """Name of a dataset, with that of its product if it is another one."""
    return (
        one.name if one.product_name in one.name else f"{one.name}: {one.product_name}"
    )


def difference_json(found: Difference) -> str:
    """All changes as plain data."""
    return as_json_text(
        {
            "gwp": found.gwp,
            "unchanged": found.unchanged,
            "added": [asdict(one) for one in found.added],
            "removed": [asdict(one) for one in found.removed],
            "renamed": [asdict(pair) for pair in found.renamed],
            "changed": [
                {
                    "process": pair.activity.process,
                    "product": pair.activity.product,
                    "name": pair.activity.name,
                    "product_name": pair.activity.product_name,
                    "unit": pair.activity.unit,
                    "before": pair.before,
                    "after": pair.after,
                }
                for pair in found.changed
            ],
        }
    )


def offer_of(database: Database, key: str, *, needs_gas: bool = True) -> Offer:
    """A dataset of a database by id or name, or the refusal that says why not."""
    found = find_offer(f"{database.name}/{key}", key, needs_gas=needs_gas)
    if isinstance(found, Finding):
        raise UsageError(found)
    return found


def _footprint(offer: Offer) -> tuple[float, str]:
    """Footprint excluding biogenic CO2, and the name of the GWP set. [kgCO2e/unit]"""
    gases = tuple(offer.gases)
    amounts = np.array([list(offer.gases.values())])
    return float(footprints_of(amounts, gases, DEFAULT_GWP)[0]), _gwp_label()


def _gwp_label() -> str:
    return gwp_set(DEFAULT_GWP).id


def _totals(database: Database, found: Iterable[Found]) -> list[str]:
    """Footprint of each dataset, or what keeps it from having one."""
    hits = list(found)
    rows = database.intensities[[hit.column for hit in hits]]
    totals = footprints_of(rows, database.manifest.gases, DEFAULT_GWP)
    texts = []
    for hit, total in zip(hits, totals.tolist(), strict=True):
        mark = "*" if database.chain[hit.column] else ""
        texts.append(f"{significant(total, 4)}{mark}" if math.isfinite(total) else "–")
    return texts


def _reference(database: Database, hit: Found) -> str:
    one = hit.activity
    return str(
        DatasetReference(database=database.name, key=one.process, product=one.product)
    )


def _pairs(rows: Iterable[tuple[str, str]], indent: str = "") -> str:
    return text_table([Column(), Column()], list(rows), indent=indent)
