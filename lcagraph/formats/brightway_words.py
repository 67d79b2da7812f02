"""What Brightway's fields mean, whether they come from a workbook or from a project.

Edges have a type: ``production`` gives the product, ``technosphere`` draws one,
``substitution`` spares one elsewhere, ``biosphere`` crosses into nature, where positive
amounts run in the flow's own direction. Uncertainty has the ids of stats_arrays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from lcagraph.background.directions import stated_direction
from lcagraph.background.records import Direction, Flow, Spread, Uncertainty
from lcagraph.background.unit_names import named_unit, opaque_unit, standard_unit
from lcagraph.formats.stated import stated_number

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

MARKET_GROUP = "market group for "
MARKETS = ("market for ", MARKET_GROUP)
"""How names of markets begin, by ecoinvent's custom."""

UNKNOWN = "(Unknown)"
"""What Brightway writes for a field without content."""

_SPREADS: Mapping[float, Spread] = {
    2: "lognormal",
    3: "normal",
    4: "uniform",
    5: "triangular",
}
_EXACT = 1
_NAMES: Mapping[str, float] = {
    "undefined": 0,
    "unknown": 0,
    "no uncertainty": 1,
    "lognormal": 2,
    "normal": 3,
    "uniform": 4,
    "triangular": 5,
}


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
    if kind.casefold().startswith("natural resource"):
        return "input"
    return stated_direction(flow) or "output"


def read_uncertainty(
    fields: Mapping[str, str], amount: float | None
) -> tuple[Uncertainty | None, bool]:
    """Distribution of an edge or parameter, and whether it has one that is not known.

    Parameters
    ----------
    fields : mapping of str to str
        ``uncertainty type``, ``loc``, ``scale``, ``minimum``, ``maximum``; location and
        scale of a lognormal are those of its logarithm.
    amount : float or None
        Where the location is silent.

    References
    ----------
    Documentation of stats_arrays: “Mapping parameter array columns to uncertainty
    distributions”.
    """
    text = fields.get("uncertainty type", "").strip()
    number = stated_number(text)
    kind = _NAMES.get(text.casefold()) if number is None else number
    if not text or kind == 0:
        return None, False
    if kind == _EXACT:
        return Uncertainty(spread="normal", location=amount, scale=0.0), False
    spread = _SPREADS.get(kind) if kind is not None else None
    if spread is None:
        return None, True
    names = ("loc", "scale", "minimum", "maximum")
    location, scale, low, high = (stated_number(fields.get(each)) for each in names)
    if spread == "lognormal":
        scale = _exp(scale)
        location = None if location is None else _exp(location)
        location = abs(amount) if location is None and amount else location
    elif location is None and spread != "uniform":
        location = amount
    return (
        Uncertainty(
            spread=spread, location=location, scale=scale, minimum=low, maximum=high
        ),
        False,
    )


def _exp(value: float | None) -> float | None:
    """A number from its logarithm; infinite, and so refused later, beyond floats."""
    if value is None:
        return None
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def spread_fields(kind: int, numbers: tuple[float, ...]) -> Mapping[str, float]:
    """The fields of a distribution, given as `lcagraph.background.linked.SPREAD`."""
    names = ("loc", "scale", "minimum", "maximum")
    stated = {
        name: number
        for name, number in zip(names, numbers, strict=True)
        if not math.isnan(number)
    }
    return {"uncertainty type": float(kind), **stated} if kind else {}
