"""Elementary flows of climate change, and the items that they belong to.

An elementary flow bears its item, so the items partition the result whatever GWP set
is chosen. A ready CO2e figure is a flow of its own (``co2e_<item>``, factor 1): it
can't meet a GWP, hence GWP is never applied twice.

Sign rule. An emission flow counts positive when the gas goes out. A removal flow
(``co2_biogenic_removed`` …) counts positive when CO2 is taken out of the air, and its
factor is −1. A ready CO2e figure is signed by itself: removals are negative numbers.
CO2 that is captured and not stored is emitted later: it counts nothing (sign 0) and
stands in the inventory for its memo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import get_args

from lcagraph.csv_table import read_table, refuse_row
from lcagraph.errors import Finding, LcaGraphError
from lcagraph.graph.words import Item, Text
from lcagraph.locate import folder
from lcagraph.nearest import nearest

ITEMS: tuple[Item, ...] = get_args(Item)

NEVER_NEGATIVE: tuple[Item, ...] = ("fossil", "biogenic_other", "unspecified")
"""Items that only emissions book to; removals and changes of carbon stocks have
items of their own, and the sign of biogenic CO2 is checked where it is read."""

BIOGENIC_METHANE_CARBON = "biogenic_methane_carbon"
"""Line of the including view only: the CO2 that biogenic methane becomes in air."""

ROWS: tuple[str, ...] = (*ITEMS, BIOGENIC_METHANE_CARBON)
"""Rows of the climate-change characterisation matrix."""

EXCLUDED_ROWS = frozenset(
    {"biogenic_co2_emitted", "biogenic_co2_removed", BIOGENIC_METHANE_CARBON}
)
"""Rows left out of the total excluding biogenic uptake (the 0/0 view)."""

CO2_PER_BIOGENIC_METHANE = 44 / 16
"""Carbon that goes out as biogenic CH4 returns as CO2. [kg CO2 / kg CH4]

Without it a closed carbon cycle would end below zero: 12 kg C taken up (44 kg CO2)
leaves as 16 kg CH4, whose non-fossil GWP holds the warming of the methane but not
its carbon.
"""

_SIGNS: Mapping[str, int] = {
    "biogenic_co2_emitted": 1,
    "biogenic_co2_removed": -1,
    "technological_removal": -1,
}
"""Items whose ready CO2e figures can have one sign only."""

_READY = "co2e_"

LAND_USE = "co2_land_use"
"""Carbon of direct land-use change; negative where the land gains carbon."""

CARBON_STOCKS = frozenset(
    f"{flow}{end}"
    for flow in (LAND_USE, "co2_land_management")
    for end in ("", "_removed")
)
"""CO2 of the carbon that soil and standing biomass lose or gain: it enters no process
as a material and leaves none."""

NOT_STORED = "co2_captured_not_stored"
"""Captured CO2 that is used or leaves in a product: a memo, no removal."""


class FlowLookupError(LcaGraphError):
    """A text that names no elementary flow, or several; the reader adds the place.

    Attributes
    ----------
    code : str
        Key of the message catalogue (family E6).
    values : mapping
        What the message quotes.
    """

    def __init__(self, code: str, values: Mapping[str, object]) -> None:
        self.code = code
        self.values = values
        super().__init__(code, dict(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementaryFlow:
    """One substance crossing into or out of the air, of one origin, in kilograms."""

    id: str
    name: Text
    item: Item
    species: str
    """Key of the GWP tables; several flows may share one (CO2 of four origins)."""
    sign: int
    """+1 for an emission, −1 for a removal, 0 for a memo among the removals."""
    cas: str = ""
    formula: str = ""
    acronym: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def is_removal(self) -> bool:
        """True for what stands under removals, the memo of unstored CO2 too."""
        return self.sign <= 0

    @property
    def is_ready(self) -> bool:
        """True for a ready CO2e figure, which no GWP may multiply."""
        return self.id.startswith(_READY)


_FLOW_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "species",
    "sign",
    "item",
    "cas",
    "formula",
    "acronym",
    "aliases",
)


@cache
def elementary_flows() -> Mapping[str, ElementaryFlow]:
    """Closed list of the flows of climate change by id: gases, removals, ready CO2e."""
    path = folder("databases") / "gwp" / "flows.csv"
    flows: dict[str, ElementaryFlow] = {}
    for row in read_table(path, _FLOW_COLUMNS):
        if row["item"] not in ITEMS or row["sign"] not in ("1", "0", "-1"):
            refuse_row(path, len(flows) + 2, f"{row['item']}, {row['sign']}")
        flows[row["id"]] = ElementaryFlow(
            id=row["id"],
            name=Text(row["name_zh"], row["name_en"]),
            item=next(item for item in ITEMS if item == row["item"]),
            species=row["species"],
            sign=int(row["sign"]),
            cas=row["cas"],
            formula=row["formula"],
            acronym=row["acronym"],
            aliases=tuple(filter(None, row["aliases"].split("; "))),
        )
    return MappingProxyType(flows)


def ready_flow(item: str) -> str:
    """Id of the flow that a ready CO2e figure of an item becomes.

    Raises
    ------
    FlowLookupError
        No such item (E608).
    """
    if item not in ITEMS:
        values = {"item": item, "items": ITEMS, "nearest": nearest(item, ITEMS)}
        raise FlowLookupError("E608", values)
    return _READY + item


def check_ready_sign(item: str, value: float, at: str) -> Finding | None:
    """E607 if a ready CO2e figure [kg] has the sign that its item can't have.

    Removals are negative (``co2e: {biogenic_co2_removed: -1.2 kg}``); biogenic CO2
    emitted is positive. Other items may have either sign.
    """
    sign = _SIGNS.get(item, 0)
    if sign * value >= 0:
        return None
    values = {"item": item, "value": f"{value:g}", "right": f"{-value:g}"}
    return Finding(code="E607", at=at, values=values)


def origin_finding(flow: str, at: str) -> Finding | None:
    """W621 for methane, N622 for N2O, whose origin (fossil, biogenic) is not given."""
    code = {"ch4": "W621", "n2o": "N622"}.get(flow)
    if code is None:
        return None
    return Finding(code=code, at=at, part="key", values={"flow": flow})
