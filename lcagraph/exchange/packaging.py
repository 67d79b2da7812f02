"""The part of a footprint that is the packaging's: told beside it, and held by it."""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.contribution import LedgerRow
from lcagraph.exchange.lacking import Lacking
from lcagraph.exchange.split import Split, split_of
from lcagraph.graph.data_exchange import DataExchange
from lcagraph.result.footprint import Footprint

_FIELD = "packagingGhgEmissions"
_AT = "data_exchange.packaging"


def packaging_split(
    footprint: Footprint,
    gate: Sequence[LedgerRow],
    exchange: DataExchange,
    lacking: Lacking,
) -> Split | None:
    """Emissions of the rows that the model calls packaging, divided.

    Parameters
    ----------
    footprint : Footprint
    gate : sequence of LedgerRow
        Rows from cradle to gate, in which packaging must be.
    exchange : DataExchange
        Its `packaging` names model paths; each stands for all rows below it.
    lacking : Lacking
        Gets a finding for a path without emissions within the gate, for packaging that
        is told and not included, and for a negative part (all E241).

    Returns
    -------
    Split or None
        None: the model doesn't tell packaging apart.
    """
    if not exchange.packaging:
        return None
    if exchange.packaging_included is False:
        at = "data_exchange.packaging_included"
        lacking.refuses(_FIELD, at, "false", "packaging_left_out")
    for position, path in enumerate(exchange.packaging):
        if not any(_is_below(row.path, path) for row in gate):
            lacking.refuses(_FIELD, f"{_AT}.{position}", path, "packaging")
    rows = [
        row
        for row in gate
        if any(_is_below(row.path, path) for path in exchange.packaging)
    ]
    split = split_of(footprint.prepared, rows) if rows else None
    for name, value in split.wrong_signs() if split is not None else ():
        lacking.refuses(name, _AT, f"{value:f}", "sign")
    return split


def _is_below(path: str, above: str) -> bool:
    """Whether a path is another, or below it."""
    return path == above or path.startswith(f"{above}.")
