"""A footprint by kind of carbon, as PACT divides it; its parts add up exactly.

    excluding = fossil + land use change + land management (emitted, removed)
                + technological removals + CO2 captured and stored + biogenic non-CO2
    including = excluding + biogenic uptake

by the text of the PACT schema 3.0.3 (`x-comment` of the two totals); fossil already
holds fossil emissions of land management. The published examples 1, 2 and 4 of PACT
contradict it: they leave out biogenic non-CO2 and count land management twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import numpy as np

from lcagraph.calculate import Prepared
from lcagraph.contribution import LedgerRow, net_exchanges, size_excluding
from lcagraph.exchange.decimals import in_common_places, total
from lcagraph.graph.process import Removal
from lcagraph.graph.words import CaptureOrigin
from lcagraph.impact import ROWS

SIGNS: Mapping[str, int] = {
    "fossil": 1,
    "land_use_change": 1,
    "land_management_emitted": 1,
    "land_management_removed": -1,
    "biogenic_non_co2": 1,
    "captured": -1,
    "technological_removal": -1,
    "uptake": -1,
    "aircraft": 1,
}
"""Sign that each part may have."""

_FROM_FOSSIL: tuple[CaptureOrigin, ...] = ("fossil", "process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Parts of a footprint. [kgCO2e per declared unit]"""

    fossil: Decimal
    """With ready CO2e figures that nobody has split."""
    land_use_change: Decimal
    land_management_emitted: Decimal
    land_management_removed: Decimal
    biogenic_non_co2: Decimal
    captured: Decimal
    """Fossil CO2 that is stored."""
    technological_removal: Decimal
    """CO2 of biomass or air that is stored."""
    uptake: Decimal
    """Biogenic CO2 taken up and not yet given off again."""
    aircraft: Decimal
    """Part of the others, told beside them."""

    @property
    def excluding(self) -> Decimal:
        """Total without biogenic uptake."""
        beside = ("uptake", "aircraft")
        names = [field.name for field in fields(self) if field.name not in beside]
        return total([getattr(self, name) for name in names])

    @property
    def including(self) -> Decimal:
        """Total with biogenic uptake."""
        return total([self.excluding, self.uptake])

    @property
    def by_field(self) -> Mapping[str, Decimal]:
        """Both totals and the parts, by the names that PACT and Catena-X share."""
        return {
            "pcfExcludingBiogenicUptake": self.excluding,
            "pcfIncludingBiogenicUptake": self.including,
            "fossilGhgEmissions": self.fossil,
            "landUseChangeGhgEmissions": self.land_use_change,
            "landManagementBiogenicCO2Emissions": self.land_management_emitted,
            "landManagementBiogenicCO2Removals": self.land_management_removed,
            "biogenicCO2Uptake": self.uptake,
            "biogenicNonCO2Emissions": self.biogenic_non_co2,
            "aircraftGhgEmissions": self.aircraft,
        }

    @property
    def stores_carbon(self) -> bool:
        """Whether CO2 is captured and stored within the boundary."""
        return bool(self.captured or self.technological_removal)

    def wrong_signs(self) -> Iterable[tuple[str, Decimal]]:
        """Parts that have another sign than the format lets them have."""
        for name, sign in SIGNS.items():
            value: Decimal = getattr(self, name)
            if value * sign < 0:
                yield name, value


def split_of(prepared: Prepared, rows: Sequence[LedgerRow]) -> Split:
    """The sum of some rows, divided.

    Carbon that land gains and loses is told apart row by row; what is captured, by the
    origin that its row states.
    """
    items = dict.fromkeys(ROWS, 0.0)
    for row in rows:
        for item, value in zip(ROWS, row.items, strict=True):
            items[item] += float(value)
    land = [_item(row, "land_management") for row in rows]
    stored = [(_item(row, "technological_removal"), row) for row in rows]
    fossil = sum(v for v, row in stored if origin_of(prepared, row) in _FROM_FOSSIL)
    aircraft = {c.id for c in prepared.compiled.factors if c.factor.aircraft}
    parts = {
        "fossil": items["fossil"] + items["unspecified"],
        "land_use_change": items["land_use_change"],
        "land_management_emitted": sum(v for v in land if v > 0),
        "land_management_removed": sum(v for v in land if v < 0),
        "biogenic_non_co2": items["biogenic_other"],
        "captured": fossil,
        "technological_removal": sum(value for value, _ in stored) - fossil,
        "uptake": sum(row.including - row.excluding for row in rows),
        "aircraft": sum(row.excluding for row in rows if row.supplier in aircraft),
    }
    _drop_dust(parts)
    return Split(
        **dict(zip(parts, in_common_places(list(parts.values())), strict=True))
    )


def _drop_dust(parts: dict[str, float]) -> None:
    """Remainders of sums that cancel, which would have a sign, become zero."""
    largest = max(map(abs, parts.values()))
    for name, value in parts.items():
        if abs(value) <= largest * float(np.finfo(np.float64).eps) * 64:
            parts[name] = 0.0


def _item(row: LedgerRow, item: str) -> float:
    return float(row.items[ROWS.index(item)])


def origin_of(prepared: Prepared, row: LedgerRow) -> CaptureOrigin | None:
    """Where the CO2 of a capture is from; None: the row is none, or doesn't say."""
    removal = _removal_of(prepared, row)
    return removal.origin if removal is not None else None


def captured_into_product(prepared: Prepared, rows: Sequence[LedgerRow]) -> float:
    """Captured CO2 that leaves in the product: nobody has a credit for it. [kg]"""
    taken = [(row.amount, _removal_of(prepared, row)) for row in rows]
    return sum(
        amount
        for amount, removal in taken
        if removal is not None and removal.fate == "product"
    )


def _removal_of(prepared: Prepared, row: LedgerRow) -> Removal | None:
    """The removal that a row is; None: it is an emission, or drawn from a factor."""
    if row.supplier is not None:
        return None
    _, process, section, id_ = row.path.split(".")[:4]
    if section != "removals":
        return None
    return prepared.compiled.system.processes[process].removals[id_]


def untold_captures(prepared: Prepared, rows: Sequence[LedgerRow]) -> list[str]:
    """Paths of rows that store CO2 without saying where it is from."""
    return sorted(
        {
            row.path
            for row in rows
            if _item(row, "technological_removal") and origin_of(prepared, row) is None
        }
    )


def unsplit_share(prepared: Prepared, rows: Sequence[LedgerRow]) -> float:
    """Share of ready CO2e figures that nobody has split, by absolute values. [1]

    A spending counts with what is left of it after its corrections.
    """
    ready = sum(
        abs(sum(_item(row, "unspecified") for row in group))
        for group in net_exchanges(prepared, rows)
    )
    whole = size_excluding(prepared, rows)
    return ready / whole if whole else 0.0
