"""Allocation bases: what each product of a process weighs by mass, energy, price …

mass, energy, volume, count    the amount itself if it is one (count: pieces), else
                               amount × property (`mass`, `lhv`, `volume`, `count`);
                               `density` leads from volume to mass and back
economic                       amount × price
exergy, any other property     amount × property
time_space                     amount × space × residence time (SD-22)
efficiency                     1 / own efficiency of conversion
alternative_production,        energy / efficiency of producing it alone; also known
benefit_distribution           as the Finnish method for combined heat and power
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.compile.masses import CUBIC_METRE, Measure, measured
from lcagraph.compile.plan import Function
from lcagraph.formulas import Expression, name, number, product, quotient
from lcagraph.graph.process import UnitProcess
from lcagraph.units import Unit, parse_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """How a weight is made of an amount and properties."""

    properties: tuple[str, ...] = ()
    """Properties that multiply."""
    divisors: tuple[str, ...] = ()
    """Properties that divide."""
    measured_in: Unit | None = None
    """An amount of this dimension needs no property to become a weight."""
    counts_amount: bool = True


ENERGY = parse_unit("MJ")
BASES: Mapping[str, Basis] = {
    "mass": Basis(properties=("mass",), measured_in=KILOGRAM),
    "energy": Basis(properties=("lhv",), measured_in=ENERGY),
    "volume": Basis(properties=("volume",), measured_in=CUBIC_METRE),
    "count": Basis(properties=("count",), measured_in=parse_unit("piece")),
    "economic": Basis(properties=("price",)),
    "exergy": Basis(properties=("exergy",)),
    "time_space": Basis(properties=("space", "residence_time")),
    "efficiency": Basis(divisors=("efficiency",), counts_amount=False),
    "alternative_production": Basis(
        properties=("lhv",), divisors=("reference_efficiency",), measured_in=ENERGY
    ),
    "benefit_distribution": Basis(
        properties=("lhv",), divisors=("reference_efficiency",), measured_in=ENERGY
    ),
}
"""Bases that are more than one property by its own name."""

EXAMPLES: Mapping[str, str] = {
    "mass": "mass: 1.86 kg/piece",
    "lhv": "lhv: 42.6 MJ/kg",
    "volume": "volume: 20 L/piece",
    "count": "count: 400 piece/t",
    "price": "price: 9 CNY/kg",
    "exergy": "exergy: 1.1 MJ/kg",
    "space": "space: 1.2 m3/piece",
    "residence_time": "residence_time: 30 d",
    "efficiency": "efficiency: 30 %",
    "reference_efficiency": "reference_efficiency: 52.5 %",
}
"""How a property of these bases is written; the figures are no advice."""

OTHER_NAMES = {"lhv": "energy", "price": "economic"}
"""A property that is a basis under another name."""

MEASURES: Mapping[str, Measure] = {"mass": "mass", "volume": "volume"}
"""Bases that a density may lead to."""

_PARTS = {key for b in BASES.values() for key in (*b.properties, *b.divisors)}


def basis_called(text: str) -> str:
    """The basis that a model's `by` means."""
    return OTHER_NAMES.get(text, text)


def properties_of(basis: str) -> tuple[str, ...]:
    """Properties that every product needs for a basis."""
    rule = BASES.get(basis, Basis(properties=(basis,)))
    return (*rule.properties, *rule.divisors)


def possible_bases(
    draft: Draft, process: UnitProcess, functions: list[Function], path: str
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Every basis for which all functions have a weight, with the weights' terms."""
    names = dict.fromkeys(BASES)
    chosen = process.allocation.by if process.allocation is not None else None
    for function in functions:
        output = process.outputs.get(function.row)
        known = draft.system.products.get(function.product)
        names |= dict.fromkeys(output.properties if output else ())
        names |= dict.fromkeys(known.properties if known else ())
    for basis in names:
        if basis in _PARTS and basis not in BASES:
            continue
        if basis == "density" and chosen != "density":
            continue  # × volume it is a mass: that basis has its name already
        terms = [weight_term(draft, process, f, basis, path) for f in functions]
        complete = tuple(term for term in terms if term is not None)
        if len(complete) == len(functions) and _same_dimension(draft, complete):
            yield basis, complete


def weight_term(
    draft: Draft, process: UnitProcess, function: Function, basis: str, path: str
) -> str | None:
    """Term of a function's weight; None if a property that it needs is missing."""
    rule = BASES.get(basis, Basis(properties=(basis,)))
    if basis in MEASURES:
        return _measured_weight(draft, process, function, MEASURES[basis], path)
    properties = rule.properties
    measured_in = rule.measured_in
    if measured_in is not None and function.unit.dimension == measured_in.dimension:
        properties = ()
        if not rule.divisors:
            return function.term
    weight: Expression = name(function.term) if rule.counts_amount else number(1.0)
    for key in properties:
        term = _property(draft, process, function, key, path)
        if term is None:
            return None
        weight = product(weight, name(term))
    for key in rule.divisors:
        term = _property(draft, process, function, key, path)
        if term is None:
            return None
        weight = quotient(weight, name(term))
    return _add_weight(draft, path, basis, function, weight)


def _measured_weight(
    draft: Draft, process: UnitProcess, function: Function, basis: Measure, path: str
) -> str | None:
    """Term of a mass or a volume, by the amount, a property or a density."""
    output = process.outputs.get(function.row)
    own = output.properties if output else {}
    at = f"{path}.outputs.{function.row}"
    weight = measured(draft, basis, at, function.term, own, function.product)
    if weight is None or weight == name(function.term):
        return function.term if weight is not None else None
    return _add_weight(draft, path, basis, function, weight)


def _add_weight(
    draft: Draft, path: str, basis: str, function: Function, weight: Expression
) -> str:
    at = f"{path}.allocation.weights.{basis}.{function.row}"
    return draft.terms.add_formula(at, weight)


def _property(
    draft: Draft, process: UnitProcess, function: Function, key: str, path: str
) -> str | None:
    output = process.outputs.get(function.row)
    at = f"{path}.outputs.{function.row}"
    if output is not None and key == "price" and output.price is not None:
        return f"{at}.price"
    own = output.properties if output else {}
    return draft.property_term(at, own, function.product, key)


def _same_dimension(draft: Draft, terms: tuple[str, ...]) -> bool:
    units = [draft.terms.unit(term) for term in terms]
    first = units[0]
    return first is not None and all(
        unit is not None and unit.dimension == first.dimension for unit in units
    )
