"""What Brightway's fields mean, whether they come from a workbook or from a project.

Edges have a type: ``production`` gives the product, ``technosphere`` draws one,
``substitution`` spares one elsewhere, ``biosphere`` crosses into nature, where positive
amounts run in the flow's own direction. Uncertainty has the ids of stats_arrays.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.background.directions import stated_direction
from lcagraph.background.records import Direction, Flow, Uncertainty
from lcagraph.background.spreads import KINDS
from lcagraph.background.unit_names import named_unit, opaque_unit, standard_unit
from lcagraph.formats.stated import stated_number
from lcagraph.formats.stats_arrays import FIELDS, parameters, read_spread

PRODUCTION = ("production", "generic production")
DRAWN = ("technosphere", "generic consumption")
SPARED = ("substitution",)
BIOSPHERE = ("biosphere",)
EDGE_TYPES = (*PRODUCTION, *DRAWN, *SPARED, *BIOSPHERE)

PROCESS_TYPES = ("", "process", "processwithreferenceproduct", "multifunctional")
"""Types of nodes that are datasets; Brightway takes a node without type as one."""
PRODUCT_TYPES = ("product",)
"""Types of nodes that are products and nothing else; all others are of the biosphere:
emission, natural resource, inventory indicator, economic, social …"""

TAKEN = "natural resource"
"""Type of flows that processes take from nature."""

MARKET_GROUP = "market group for "
MARKETS = ("market for ", MARKET_GROUP)
"""How names of markets begin, by ecoinvent's custom."""

UNKNOWN = "(Unknown)"
"""What Brightway writes for a field without content."""

_NAMES: Mapping[str, float] = {
    "unknown": 0,
    "no uncertainty": 1,
    "discrete uniform": 7,
    "students t": 12,
    "student's t": 12,
    "generalized extreme value": 11,
    "beta pert": 13,
    **{str(name): number for name, number in KINDS.items()},
}
"""Kinds that are named, not numbered."""
_TRUE = ("true", "1", "1.0")


def is_market_name(name: str) -> tuple[bool, bool]:
    """`is_market` and `is_market_group` of a dataset by its name alone."""
    plain = name.casefold()
    return plain.startswith(MARKETS), plain.startswith(MARKET_GROUP)


def product_id(name: str, unit: str) -> str:
    """Id of a product that has no code: its name, and what it is counted in.

    Kilograms and tonnes of a product are one flow, kilograms and cubic metres are two.
    """
    return f"product/{name.casefold()}/{quantity_of(unit)}"


def elementary_id(name: str, compartment: tuple[str, ...], unit: str) -> str:
    """Id of an elementary flow that has no code: what Brightway matches it by."""
    return "/".join((*compartment, name, quantity_of(unit)))


def quantity_of(unit: str) -> str:
    """The customary unit of what a unit measures, such as ``kg`` for ``ton``."""
    return standard_unit(named_unit(unit, "brightway") or opaque_unit(unit))


def own_direction(flow: Flow, kind: str = "") -> Direction:
    """Direction in which positive amounts of an elementary flow run.

    Parameters
    ----------
    flow : Flow
        With its compartment.
    kind : str
        Type of its node, if it has one, such as ``natural resource``.
    """
    if kind.casefold().startswith(TAKEN):
        return "input"
    return stated_direction(flow) or "output"


def read_uncertainty(
    fields: Mapping[str, str], amount: float | None
) -> tuple[Uncertainty | None, bool]:
    """Distribution of an edge or parameter, and whether it has one that is not known.

    Parameters
    ----------
    fields : mapping of str to str
        ``uncertainty type``, ``negative`` and those of `stats_arrays.FIELDS`.
    amount : float or None
        Where the location is silent.
    """
    text = fields.get("uncertainty type", "").strip()
    number = stated_number(text)
    kind = _NAMES.get(text.casefold()) if number is None else number
    if not text or kind == 0:
        return None, False
    numbers = {name: stated_number(fields.get(name)) for name in FIELDS}
    is_negative = fields.get("negative", "").strip().casefold() in _TRUE
    found = None
    if kind is not None:
        found = parameters(kind, numbers, is_negative=is_negative)
    return (None, True) if found is None else (read_spread(found, amount), False)
