"""Mass and volume of an exchange, wherever they are needed: one rule for all.

    mass   = amount × mass   = amount [m3] × density = amount × volume × density
    volume = amount × volume = amount [kg] ÷ density = amount × mass ÷ density

Freight, allocation by mass or volume and the balances ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.formulas import Amount, Expression, name, product, quotient
from lcagraph.units import Unit, divide, multiply, parse_unit

CUBIC_METRE = parse_unit("m3")

MASSLESS = frozenset(parse_unit(s).dimension for s in ("MJ", "t*km", "h", "CNY"))
"""Dimensions of what has no mass: energy, freight, time and money."""

SERVICES = ("electricity", "electricity_accounting", "heat", "transport")
"""Kinds of factors that bring no matter into a process, in whatever unit; water and
other “services” may."""

Measure = Literal["mass", "volume"]
Way = tuple[tuple[str, bool], ...]
"""Properties that an amount is multiplied by, or divided by where False."""

_TARGETS: Mapping[Measure, Unit] = {"mass": KILOGRAM, "volume": CUBIC_METRE}
_BY_DENSITY: Mapping[Measure, tuple[Way, ...]] = {
    "mass": ((("density", True),), (("volume", True), ("density", True))),
    "volume": ((("density", False),), (("mass", True), ("density", False))),
}


def way_to(
    measure: Measure, unit: Unit, unit_of: Callable[[str], Unit | None]
) -> Way | None:
    """Properties by which an amount becomes a mass or a volume.

    Parameters
    ----------
    measure : {"mass", "volume"}
        What is asked for.
    unit : Unit
        Of the amount.
    unit_of : callable
        Unit of a property by its name; None: the exchange has none.

    Returns
    -------
    Way or None
        Empty: the amount is one already. None: nothing leads there. The property of
        the measure's own name goes before a density.
    """
    target = _TARGETS[measure]
    if unit.dimension == target.dimension:
        return ()
    if unit_of(measure) is not None:
        return ((measure, True),)
    for way in _BY_DENSITY[measure]:
        reached: Unit | None = unit
        for key, is_factor in way:
            known = unit_of(key)
            if reached is None or known is None:
                reached = None
            else:
                reached = (
                    multiply(reached, known) if is_factor else divide(reached, known)
                )
        if reached is not None and reached.dimension == target.dimension:
            return way
    return None


def measured(
    draft: Draft,
    measure: Measure,
    path: str,
    term: str,
    properties: Mapping[str, Amount],
    product_id: str,
) -> Expression | None:
    """Mass or volume of an exchange as an expression; None: it is not known.

    Parameters
    ----------
    path : str
        Model path of the exchange.
    term : str
        Its amount.
    properties : mapping
        Its own properties, which go before those of its product.
    product_id : str
        What it is an amount of.
    """
    unit = draft.terms.unit(term)
    if unit is None:
        return name(term)  # its own error is reported where it is

    def term_of(key: str) -> str | None:
        return draft.property_term(path, properties, product_id, key)

    def unit_of(key: str) -> Unit | None:
        found = term_of(key)
        return draft.terms.unit(found) if found is not None else None

    way = way_to(measure, unit, unit_of)
    if way is None:
        return None
    result: Expression = name(term)
    for key, is_factor in way:
        factor = name(term_of(key) or "")
        result = product(result, factor) if is_factor else quotient(result, factor)
    return result
