"""Everything that processes refer to: units, properties, categories, places, flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lcagraph.background.records import Flow, FlowKind, FlowProperty, UnitGroup
from lcagraph.background.unit_names import named_unit
from lcagraph.formats.openlca_jsonld.nodes import Node

_KINDS: Mapping[str, FlowKind] = {
    "PRODUCT_FLOW": "product",
    "WASTE_FLOW": "waste",
    "ELEMENTARY_FLOW": "elementary",
}
_MAX_CATEGORIES = 32
"""Categories within each other; more only in a circle of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A folder of the source's tree (schema 1; schema 2 writes whole paths)."""

    name: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What is read before flows, processes and methods, by id."""

    categories: dict[str, Category] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    """Code of each location, such as ``CN-SH``."""
    unit_groups: dict[str, UnitGroup] = field(default_factory=dict)
    flow_properties: dict[str, FlowProperty] = field(default_factory=dict)
    ref_units: dict[str, str] = field(default_factory=dict)
    """Reference unit of each property whose unit group has no document: as the first
    reference to the property says it (``refUnit``)."""

    def location_of(self, node: Node) -> str:
        """Code of the location that a dataset names, else the name it writes there."""
        place = node.node("location")
        if place is None:
            return ""
        code = self.locations.get(place.text("@id"))
        return code or place.text("code", "name")

    def name_property(self, reference: Node | None) -> str:
        """Id of the property that a key refers to; its name, if nothing else is known.

        Packages of the Federal LCA Commons have no documents of properties, but name
        them (``Mass``) wherever they refer to one, and some their reference unit.
        """
        id = reference.text("@id") if reference else ""
        if reference and id:
            if id not in self.flow_properties:
                name = reference.text("name")
                self.flow_properties[id] = FlowProperty(id=id, name=name, unit_group="")
            self._take_ref_unit(id, reference.text("refUnit"))
        return id

    def _take_ref_unit(self, id: str, unit: str) -> None:
        """A unit group of one unit for a property whose own has no document."""
        known = self.flow_properties[id]
        if not unit or known.unit_group in self.unit_groups:
            return
        group = known.unit_group or f"units of {id}"
        self.unit_groups[group] = UnitGroup(
            id=group, name=f"Units of {known.name}", reference=unit, factors={unit: 1.0}
        )
        self.flow_properties[id] = replace(known, unit_group=group)
        self.ref_units[id] = unit

    def ratio_to_ref_unit(self, id: str, unit: str) -> float | None:
        """Size of a ``refUnit`` in the one that counts; None if they can't be compared.

        All references to a property should name one unit, but nobody checks it.
        """
        counted = self.ref_units.get(id, "")
        if not unit or not counted or unit == counted:
            return 1.0
        one, other = named_unit(unit), named_unit(counted)
        if one is None or other is None or one.dimension != other.dimension:
            return None
        return one.factor / other.factor

    def path_of(self, node: Node) -> tuple[str, ...]:
        """Categories of a dataset, outermost first.

        Schema 2 writes ``"category": "Elementary flows/emission/air"``, schema 1 a
        reference to one category, whose file names the next.
        """
        if isinstance(node.content.get("category"), str):
            parts = node.text("category").split("/")
            return tuple(part.strip() for part in parts if part.strip())
        reference = node.node("category")
        if reference is None:
            return ()
        path: list[str] = []
        id = reference.text("@id")
        while (category := self.categories.get(id)) and len(path) < _MAX_CATEGORIES:
            path.insert(0, category.name)
            id = category.parent
        if not path:  # its file is missing: late versions of schema 1 repeat the path
            path = [*reference.texts("categoryPath"), reference.text("name")]
        return tuple(name for name in path if name)


def read_category(node: Node, elements: Elements) -> None:
    """Take up one document of ``categories/``."""
    elements.categories[node.text("@id")] = Category(
        name=node.text("name"), parent=node.reference("category")
    )


def read_location(node: Node, elements: Elements) -> None:
    """Take up one document of ``locations/``."""
    elements.locations[node.text("@id")] = node.text("code", "name")


def read_unit_group(node: Node, elements: Elements) -> None:
    """Take up one document of ``unit_groups/``: units by name, id and synonym."""
    factors: dict[str, float] = {}
    ids: dict[str, str] = {}
    others: dict[str, set[float]] = {}
    reference = ""
    for unit in node.nodes("units"):
        name = unit.text("name")
        is_reference = unit.flag("isRefUnit", "referenceUnit")
        # the reference unit is 1 by definition, whether or not the source says so
        factor = unit.number("conversionFactor")
        if factor is None and is_reference:
            factor = 1.0
        if factor is None or not name:
            unit.report("W020", key=unit.place, found="{ }", wanted="conversionFactor")
            continue
        factors[name] = factor
        reference = name if is_reference else reference
        if id := unit.text("@id"):
            ids.setdefault(name, id)
        for other in (unit.text("@id"), *unit.texts("synonyms")):
            others.setdefault(other, set()).add(factor)
    others.pop("", None)
    # a synonym of two units of different size (ton) means neither
    sure = {name: sizes.pop() for name, sizes in others.items() if len(sizes) == 1}
    elements.unit_groups[node.text("@id")] = UnitGroup(
        id=node.text("@id"),
        name=node.text("name"),
        reference=reference,
        factors={**sure, **factors},
        ids=ids,
    )


def read_flow_property(node: Node, elements: Elements) -> None:
    """Take up one document of ``flow_properties/``."""
    elements.flow_properties[node.text("@id")] = FlowProperty(
        id=node.text("@id"),
        name=node.text("name"),
        unit_group=node.reference("unitGroup"),
    )


def flow_of(node: Node, elements: Elements) -> Flow | None:
    """The flow that a document describes; None if it doesn't say of which kind it is.

    Where the package has no flow properties, as those of the Federal LCA Commons, the
    unit of each property is what the document itself says about it (``refUnit``), or
    stays empty: exchanges then carry unit names, and nothing is assumed here.
    """
    stated = node.text("flowType")
    kind = _KINDS.get(stated)
    if kind is None:
        wanted = " / ".join(_KINDS)
        node.report("W020", key="flowType", found=stated or "—", wanted=wanted)
        return None
    reference, unit, properties = _properties(node, elements)
    path = elements.path_of(node)
    is_elementary = kind == "elementary"
    return Flow(
        id=node.text("@id"),
        name=node.text("name"),
        kind=kind,
        names=node.own_properties().named_texts("names"),
        synonyms=node.texts("synonyms"),
        compartment=path if is_elementary else (),
        classification=() if is_elementary else path,
        cas=node.text("cas"),
        formula=node.text("formula"),
        location=elements.location_of(node),
        property=reference,
        unit=unit,
        properties=properties,
    )


def _properties(node: Node, elements: Elements) -> tuple[str, str, Mapping[str, float]]:
    """Reference property, its unit if only the flow tells, and all with amounts."""
    listed = list(node.nodes("flowProperties"))
    factors: dict[str, float] = {}
    references: list[tuple[str, str]] = []
    whole = 1.0
    for each in listed:
        property = each.node("flowProperty")
        id = elements.name_property(property)
        is_reference = each.flag("isRefFlowProperty", "referenceFlowProperty")
        factor = each.number("conversionFactor")
        if factor is None and is_reference:
            factor = 1.0
        if property is None or not id or factor is None:
            each.report("W020", key=each.place, found="{ }", wanted="conversionFactor")
            continue
        unit = property.text("refUnit")
        ratio = elements.ratio_to_ref_unit(id, unit)
        if ratio is None:
            wanted = elements.ref_units[id]
            each.report("W020", key=f"{each.place}.refUnit", found=unit, wanted=wanted)
            continue
        # a flow with one property needs no flag to say that it is the reference
        if is_reference or len(listed) == 1:
            references.append((id, unit if id in elements.ref_units else ""))
            factors[id], whole = factor, ratio
        else:
            factors[id] = factor * ratio
    if len(references) != 1:
        if listed:
            place = "flowProperties"
            found = f"{len(references)} × isRefFlowProperty"
            node.report("W020", key=place, found=found, wanted="1")
        return "", "", factors
    (reference, unit), *_ = references
    others = {id: size / whole for id, size in factors.items() if id != reference}
    return reference, unit, {reference: factors[reference], **others}
