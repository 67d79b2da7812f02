"""The flows of an EcoSpold 2 package, gathered from its exchanges and master data.

EcoSpold 2 has no flow files: every exchange repeats the name, unit and compartment of
its flow, and master data may add more. What is a waste is said nowhere outright. It
shows in the datasets: something is a waste if a dataset has it as reference with a
negative amount (a treatment, in ecoinvent), if ecoinvent classifies it so, or if it is
given away as “material for treatment” (output group 3) and is nobody's by-product;
unless a dataset makes it as its reference product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lcagraph.background.records import (
    Dialect,
    Flow,
    FlowKind,
    FlowProperty,
    UnitGroup,
)
from lcagraph.background.unit_names import named_unit, standard_unit
from lcagraph.formats.ecospold2.texts import (
    all_texts,
    child,
    children,
    local_name,
    texts,
)
from lcagraph.formats.stated import preferred, stated_number
from lcagraph.formats.xml_guard import Element

_DIALECT: Dialect = "ecospold2"

EXCHANGES = ("intermediateExchange", "elementaryExchange")
MASTER_LISTS = (
    "usedUserMasterData",
    "userMasterData",
    "validIntermediateExchanges",
    "validElementaryExchanges",
)
"""Elements that hold master data: in a dataset's own file, or in files beside them."""

_CHILDREN = 2
_CHILDREN_IN_USE = 3
"""Name and unit, and the group of an exchange: with no more than these, an element has
nothing else to tell about its flow."""

_WASTE_CLASSES = {("by-product classification", "waste")}


_Measure = tuple[float, str, str]
"""Amount of a property, its own unit, and the unit of the exchange that it is per."""

_DIGITS = 12
"""Amounts that agree in so many digits are the same: 0.3 per kg and 300 per t."""


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What was seen of one flow so far."""

    is_elementary: bool
    names: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, None] = field(default_factory=dict)
    compartment: tuple[str, ...] = ()
    classification: tuple[str, ...] = ()
    cas: str = ""
    formula: str = ""
    units: Counter[str] = field(default_factory=Counter)
    is_reference: bool = False
    is_by_product: bool = False
    is_treated: bool = False
    is_given_away: bool = False
    is_waste_class: bool = False
    properties: dict[str, set[_Measure]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Flows with their properties, ready for a package."""

    flows: Mapping[str, Flow]
    properties: Mapping[str, FlowProperty]
    unit_groups: Mapping[str, UnitGroup]
    differing: int
    """Properties that datasets state differently for one flow: they are left out."""

    @property
    def wastes(self) -> frozenset[str]:
        """Ids of the flows that are wastes."""
        return frozenset(i for i, flow in self.flows.items() if flow.kind == "waste")


class FlowLedger:
    """Collects what the files tell about each flow, in one pass."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._properties: dict[str, tuple[str, str]] = {}

    def add(self, element: Element, *, in_use: bool) -> str:
        """Take down one exchange element; its flow id, or empty text if it has none.

        Parameters
        ----------
        in_use : bool
            True for an exchange of a dataset, False for master data.
        """
        kind = local_name(element)
        flow = element.get("id") if not in_use else element.get(f"{kind}Id")
        if not flow:
            return ""
        seen = self._seen.get(flow)
        if seen is None:
            seen = self._seen[flow] = _Seen(is_elementary=kind == EXCHANGES[1])
        for language, name in texts(element, "name").items():
            seen.names.setdefault(language, name)
        if in_use:
            seen.units[preferred(texts(element, "unitName"))] += 1
        if len(element) > (_CHILDREN_IN_USE if in_use else _CHILDREN):
            self._describe(seen, element)
        seen.cas = seen.cas or (element.get("casNumber") or "").strip()
        seen.formula = seen.formula or (element.get("formula") or "").strip()
        return str(flow)

    def mark(self, flow: str, group: str, amount: float | None) -> None:
        """Remember in which role a dataset gives an intermediate flow away."""
        seen = self._seen[flow]
        if group == "3":
            seen.is_given_away = True
        elif amount is not None and amount > 0:
            seen.is_reference = seen.is_reference or group == "0"
            seen.is_by_product = seen.is_by_product or group == "2"
        elif amount is not None and amount < 0 and group == "0":
            seen.is_treated = True

    def measure(self, flow: str, element: Element) -> None:
        """Take down the properties of a product, per unit of this exchange."""
        for each in children(element, "property"):
            name, amount = (
                preferred(texts(each, "name")),
                stated_number(each.get("amount")),
            )
            identifier = each.get("propertyId") or name
            unit = preferred(texts(each, "unitName"))
            if identifier and amount is not None:
                self._properties.setdefault(identifier, (name or identifier, unit))
                amounts = self._seen[flow].properties.setdefault(identifier, set())
                amounts.add((amount, unit, preferred(texts(element, "unitName"))))

    def settle(self) -> Flows:
        """All flows, with one kind, one unit and undisputed properties each."""
        groups = {
            identifier: UnitGroup(
                id=identifier, name=name, reference=unit, factors={unit: 1.0}
            )
            for identifier, (name, unit) in self._properties.items()
        }
        properties = {
            identifier: FlowProperty(id=identifier, name=name, unit_group=identifier)
            for identifier, (name, _) in self._properties.items()
        }
        used = {i: seen for i, seen in self._seen.items() if seen.units}
        units = {identifier: unit for identifier, (_, unit) in self._properties.items()}
        flows = {i: _flow(i, seen, units) for i, seen in used.items()}
        stated = sum(len(seen.properties) for seen in used.values())
        return Flows(
            flows=flows,
            properties=properties,
            unit_groups=groups,
            differing=stated - sum(len(flow.properties) for flow in flows.values()),
        )

    def _describe(self, seen: _Seen, element: Element) -> None:
        seen.synonyms.update(dict.fromkeys(all_texts(element, "synonym")))
        place = child(element, "compartment")
        if place is not None and not seen.compartment:
            words = (
                preferred(texts(place, w)) for w in ("compartment", "subcompartment")
            )
            seen.compartment = tuple(word for word in words if word)
        for each in children(element, "classification"):
            system = preferred(texts(each, "classificationSystem"))
            value = preferred(texts(each, "classificationValue"))
            if (system.casefold(), value.casefold()) in _WASTE_CLASSES:
                seen.is_waste_class = True
            elif value and value not in seen.classification:
                seen.classification += (value,)


def _flow(identifier: str, seen: _Seen, units: Mapping[str, str]) -> Flow:
    kind: FlowKind = "elementary" if seen.is_elementary else "product"
    is_waste = seen.is_treated or seen.is_waste_class
    is_waste = is_waste or (seen.is_given_away and not seen.is_by_product)
    if kind == "product" and is_waste and not seen.is_reference:
        kind = "waste"
    unit = _common_unit(tuple(seen.units))
    sizes = {
        name: _agreed([_size(measure, units[name], unit) for measure in measures])
        for name, measures in seen.properties.items()
    }
    return Flow(
        id=identifier,
        name=preferred(seen.names) or identifier,
        kind=kind,
        names=dict(seen.names) if len(seen.names) > 1 else {},
        synonyms=tuple(seen.synonyms),
        compartment=seen.compartment,
        classification=seen.classification,
        cas=seen.cas,
        formula=seen.formula,
        unit=unit,
        properties={name: size for name, size in sizes.items() if size is not None},
    )


def _common_unit(units: tuple[str, ...]) -> str:
    """The unit of a flow; empty: the import has to find it.

    Datasets that state one flow in kg and in t mean kilograms, the customary unit.
    """
    if len(units) == 1:
        return units[0]
    known = [named_unit(unit, _DIALECT) for unit in units]
    sure = [unit for unit in known if unit is not None]
    if len(sure) < len(known) or len({unit.dimension for unit in sure}) != 1:
        return ""
    return standard_unit(sure[0])


def _size(measure: _Measure, own_unit: str, unit: str) -> float | None:
    """Amount of a property per reference unit of its flow; None if nobody knows.

    Properties are stated per unit of their own exchange: 500 EUR per t are 0.5 per kg.
    """
    amount, stated_in, per = measure
    size = _ratio(stated_in, own_unit)
    whole = _ratio(per, unit)
    if size is None or whole is None:
        return None
    return amount * size / whole


def _agreed(sizes: Sequence[float | None]) -> float | None:
    """The one size that datasets state, or None if they differ."""
    known = [size for size in sizes if size is not None]
    is_one = len({f"{size:.{_DIGITS}g}" for size in known}) == 1
    return min(known) if is_one and len(known) == len(sizes) else None


def _ratio(unit: str, other: str) -> float | None:
    """Size of a unit in another one."""
    if unit == other:
        return 1.0
    one, two = named_unit(unit, _DIALECT), named_unit(other, _DIALECT)
    if one is None or two is None or one.dimension != two.dimension:
        return None
    return one.factor / two.factor
