"""Memos: figures that reports print beside the footprint, never in its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Numbers, Prepared
from lcagraph.contribution import LedgerRow, intensities
from lcagraph.impact import NOT_STORED
from lcagraph.matrices import KILOGRAM
from lcagraph.units import conversion


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """Figures outside the sum, per reference flow. [kgCO2e]"""

    aircraft: float
    """Emissions of aircraft, which are in the sum too (ISO 14067 7.2)."""
    stored_carbon: float
    """CO2 equivalent of the biogenic carbon in the product (× 44/12)."""
    credits: float
    """What substitution took off the footprint; negative."""
    captured_not_stored: float
    """CO2 that is captured and then used, or leaves in a product: no removal, since it
    is emitted later (ISO 14067)."""


def make_memo(
    prepared: Prepared,
    numbers: Numbers,
    rows: Sequence[LedgerRow],
    weights: NDArray[np.float64],
) -> Memo:
    """Memos of the first variant; `weights` sums the items, shape (items,)."""
    aircraft = {c.id for c in prepared.compiled.factors if c.factor.aircraft}
    return Memo(
        aircraft=sum(
            float(row.items @ weights) for row in rows if row.supplier in aircraft
        ),
        stored_carbon=_stored_carbon(prepared, numbers),
        credits=_credits(prepared, numbers, weights),
        captured_not_stored=sum(row.amount for row in rows if row.name == NOT_STORED),
    )


def _stored_carbon(prepared: Prepared, numbers: Numbers) -> float:
    table = prepared.compiled.table
    index = table.index.get("reference.stored_carbon")
    if index is None:
        return 0.0
    unit = table.units["reference.stored_carbon"]
    return float(numbers.filled[0, index] * conversion(unit, KILOGRAM))


def _credits(
    prepared: Prepared, numbers: Numbers, weights: NDArray[np.float64]
) -> float:
    """− Σ substituted amount × intensity of what it replaces. [kgCO2e]"""
    layout, edges = prepared.layout, prepared.compiled.edges
    if not any(edge.kind == "substitution" for edge in edges):
        return 0.0
    intensity = weights @ intensities(prepared, numbers)
    data = numbers.A[0]
    runs = numbers.s[0, layout.a.column]
    replaced = np.array(
        [
            source >= 0 and edges[source].kind == "substitution"
            for source in layout.a.source
        ]
    )
    return -float((data * runs * intensity[layout.a.row])[replaced].sum())
