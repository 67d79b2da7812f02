"""Accounts of regions: sums on a terminal and as data, each sector in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.formats.tabular import escaped
from lcagraph.input_output import RegionalAccounts
from lcagraph.result import significant

SCHEMA = "lcagraph-accounts-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

MOST_ROWS = 60
"""Rows on a terminal; a table of many flows has tens of thousands."""

PARTS = ("production", "consumption", "imports", "exports")


def accounts_text(found: RegionalAccounts, screen: Screen) -> str:
    """A line per flow and region: what it emits, and what is emitted for it."""
    heads = [
        Column(head=screen.word("accounts.flow")),
        Column(head=screen.word("accounts.unit")),
        Column(head=screen.word("accounts.region")),
        *(Column(head=screen.word(f"accounts.{p}"), is_number=True) for p in PARTS),
    ]
    rows = [
        (flow, unit, region, *map(significant, amounts))
        for flow, unit, region, *amounts in _sums(found)
    ]
    words = ["accounts.legend"]
    if len(rows) > MOST_ROWS:
        words.append("accounts.more")
    notes = [screen.word(key, count=len(rows) - MOST_ROWS) for key in words]
    title = screen.word("accounts.title", count=len(found.regions))
    table = text_table(heads, rows[:MOST_ROWS])
    return "\n\n".join([title, table, *map(screen.faint, notes)])


def accounts_json(found: RegionalAccounts, screen: Screen) -> str:
    """Sums of the regions as data."""
    keys = ("flow", "unit", "region", *PARTS)
    rows = [dict(zip(keys, row, strict=True)) for row in _sums(found)]
    return as_json_text({"schema": SCHEMA, "accounts": rows})


def accounts_csv(found: RegionalAccounts) -> str:
    """A row per flow, region and sector, in full precision.

    Of consumption and imports the sector is the product that the region consumes, from
    wherever; of production and exports it is what emits.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("flow", "compartment", "unit", "region", "sector", *PARTS))
    arrays = [getattr(found.accounts, part).tolist() for part in PARTS]
    for i, flow in enumerate(found.stressors):
        about = (flow.name, flow.compartment, flow.unit)
        for j, sector in enumerate(found.sectors):
            words = (*about, sector.location, sector.name)
            amounts = (rows[i][j] for rows in arrays)
            writer.writerow((*map(escaped, words), *amounts))
    return text.getvalue()


def _sums(
    found: RegionalAccounts,
) -> Iterator[tuple[str, str, str, float, float, float, float]]:
    """Flow, unit, region and the four sums. [unit]"""
    sums = [found.of_regions(getattr(found.accounts, part)).tolist() for part in PARTS]
    for i, flow in enumerate(found.stressors):
        name = f"{flow.name} ({flow.compartment})" if flow.compartment else flow.name
        for r, region in enumerate(found.regions):
            made, used, bought, sold = (rows[i][r] for rows in sums)
            yield name, flow.unit, region, made, used, bought, sold
