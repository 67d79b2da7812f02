"""Exchanges with what is taken off them: how much of a footprint each one is.

Sizes of exchanges are added up as absolute values, so that a credit can't hide an
emission. What a hybrid model takes off a spending (`corrects`) is no credit: it belongs
to that spending, which counts with what is left of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.arrays import Prepared
from lcagraph.contribution.ledger import LedgerRow


def net_exchanges(
    prepared: Prepared, rows: Sequence[LedgerRow]
) -> list[tuple[LedgerRow, ...]]:
    """Rows one by one, but a spending together with its corrections.

    Parameters
    ----------
    prepared : Prepared
    rows : sequence of LedgerRow
        Of the ledger, in any order.
    """
    owners = {row.path: prepared.compiled.corrects(row.path) for row in rows}
    together = {path for path in owners.values() if path is not None}
    groups: dict[object, list[LedgerRow]] = {}
    for number, row in enumerate(rows):
        path = owners[row.path] or row.path
        key = (path, row.stage) if path in together else number
        groups.setdefault(key, []).append(row)
    return [tuple(group) for group in groups.values()]


def size_excluding(prepared: Prepared, rows: Sequence[LedgerRow]) -> float:
    """Σ |exchange|, biogenic CO2 taken out. [kgCO2e]"""
    groups = net_exchanges(prepared, rows)
    return sum(abs(sum(row.excluding for row in group)) for group in groups)
