"""Ids of EcoSpold 1 flows: what links two datasets, and nothing that hides a choice.

EcoSpold 1 has no flow ids; its exchange numbers mean nothing outside their dataset. A
product is its name, whether it is infrastructure, and the quantity in which it is
counted: `Electricity, at grid [energy]`, whether stated in kWh or MJ. Its location is
no part of the id. Seven datasets that offer one name are seven suppliers of one flow,
and the linking chooses by its rules or says that it cannot. With the location in the
id, an input without one would find nobody, or the wrong one for certain.

What is given away as waste to treatment is a flow of its own, so that nobody who uses
it as a material is taken for its treatment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.background.records import Flow, FlowKind
from lcagraph.background.unit_names import named_unit, opaque_unit
from lcagraph.formats.xml_guard import Element

_SHORT = {"length^2": "area", "length^3": "volume", "length^2·time": "area·time"}

_NO_VALUE = {"", "nan", "unknown", "none", "-"}
"""What programs write into attributes that they have no value for."""


@dataclass(slots=True, kw_only=True)
class _Seen:
    name: str
    kind: FlowKind
    names: dict[str, str] = field(default_factory=dict)
    compartment: tuple[str, ...] = ()
    classification: tuple[str, ...] = ()
    cas: str = ""
    formula: str = ""
    units: Counter[str] = field(default_factory=Counter)


class FlowLedger:
    """Collects the flows of a package by their ids."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._languages = ("en", "en")

    def speak(self, language: str, local_language: str) -> None:
        """Languages of the names and local names of the dataset that comes next."""
        self._languages = (language or "en", local_language or "en")

    def product(self, element: Element) -> str:
        """Id of the product of an exchange or of a reference function."""
        tags = [quantity(element.get("unit") or "")]
        if is_yes(element.get("infrastructureProcess")):
            tags.append("infrastructure")
        identifier = f"{_name(element)} [{', '.join(tags)}]"
        return self._add(identifier, "product", element)

    def waste(self, element: Element) -> str:
        """Id of what is given away as waste to treatment."""
        identifier = f"{_name(element)} [{quantity(element.get('unit') or '')}, waste]"
        return self._add(identifier, "waste", element)

    def elementary(self, element: Element) -> str:
        """Id of an exchange with nature: name, compartments and quantity."""
        place = "/".join(_categories(element)) or "–"
        unit = quantity(element.get("unit") or "")
        identifier = f"{_name(element)} | {place} [{unit}]"
        return self._add(identifier, "elementary", element)

    def waste_like(self, product: str) -> str:
        """Id of the waste of the same name and quantity, or empty text if none."""
        waste = f"{product.removesuffix(']')}, waste]"
        return waste if waste in self._seen else ""

    def settle(self) -> Mapping[str, Flow]:
        """All flows, with one unit where the whole package agrees on it."""
        return {identifier: self._flow(identifier) for identifier in self._seen}

    def _add(
        self,
        identifier: str,
        kind: FlowKind,
        element: Element,
    ) -> str:
        seen = self._seen.get(identifier)
        if seen is None:
            seen = self._seen[identifier] = _Seen(name=_name(element), kind=kind)
            categories = _categories(element)
            if kind == "elementary":
                seen.compartment = categories
            else:
                seen.classification = categories
        seen.cas = seen.cas or value_of(element, "CASNumber")
        seen.formula = seen.formula or value_of(element, "formula")
        own, other = self._languages
        local = value_of(element, "localName")
        if own != other and local and local != seen.name:
            seen.names.setdefault(own, seen.name)
            seen.names.setdefault(other, local)
        seen.units[(element.get("unit") or "").strip()] += 1
        return identifier

    def _flow(self, identifier: str) -> Flow:
        seen = self._seen[identifier]
        return Flow(
            id=identifier,
            name=seen.name,
            kind=seen.kind,
            names=dict(seen.names),
            compartment=seen.compartment,
            classification=seen.classification,
            cas=seen.cas,
            formula=seen.formula,
            unit=next(iter(seen.units)) if len(seen.units) == 1 else "",
        )


def quantity(unit: str) -> str:
    """Name of what a unit counts: ``energy`` of kWh, ``length·mass`` of t*km.

    An unknown unit is a quantity of its own.
    """
    known = named_unit(unit, "ecospold2") or opaque_unit(unit)
    parts = (base if e == 1 else f"{base}^{e}" for base, e in known.dimension)
    name = "·".join(parts) or "1"
    return _SHORT.get(name, name)


def value_of(element: Element, name: str) -> str:
    """Text of an attribute; empty for what programs write where they have none."""
    text = (element.get(name) or "").strip()
    return "" if text.casefold() in _NO_VALUE else text


def is_yes(text: str | None) -> bool:
    """True for the two ways in which XML writes it."""
    return (text or "").strip().lower() in {"true", "1"}


def _name(element: Element) -> str:
    return " ".join((element.get("name") or "").split())


def _categories(element: Element) -> tuple[str, ...]:
    words = ((element.get(k) or "").strip() for k in ("category", "subCategory"))
    return tuple(word for word in words if word)
