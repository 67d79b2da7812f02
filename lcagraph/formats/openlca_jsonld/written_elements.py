"""Documents of what processes refer to, and the references to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from lcagraph.background.identifiers import (
    is_uuid,
    location_uuid,
    source_uuid,
    unit_names,
    unit_uuid,
    uuid_of,
)
from lcagraph.background.records import (
    Flow,
    FlowKind,
    FlowProperty,
    Package,
    UnitGroup,
)
from lcagraph.units.table import CURRENCIES

Document: TypeAlias = dict[str, Any]

VERSION = "00.00.000"
"""Of every document: sources tell theirs, if at all, for the whole database."""

FLOW_TYPES: Mapping[FlowKind, str] = {
    "product": "PRODUCT_FLOW",
    "waste": "WASTE_FLOW",
    "elementary": "ELEMENTARY_FLOW",
}


def without_blanks(document: Mapping[str, object]) -> Document:
    """The keys that have something to say."""
    return {key: v for key, v in document.items() if v is not None and v != ""}


def known_elsewhere(id: str, names: Mapping[str, str]) -> Document:
    """What openLCA has no field for: an id that is no UUID, names by language."""
    known: Document = {} if is_uuid(id) else {"id": id}
    return {**known, "names": dict(names)} if names else known


class References:
    """References to the datasets of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._flows: dict[str, Document] = {}
        self._locations = _location_ids(package)
        self._processes = {each.id: each.name for each in package.processes}

    @property
    def locations(self) -> Mapping[str, str]:
        """UUID of each location's code."""
        return self._locations

    def flow(self, id: str) -> Document:
        """Reference to a flow; only the id of one that the package lacks."""
        if id not in self._flows:
            found: Document = {"@type": "Flow", "@id": uuid_of(id, "flow")}
            flow = self.package.flows.get(id)
            if flow is not None:
                found["name"] = flow.name
                found["flowType"] = FLOW_TYPES[flow.kind]
                group = self.group_of(flow.property)
                found |= {"refUnit": group.reference} if group else {}
            self._flows[id] = found
        return self._flows[id]

    def provider(self, id: str) -> Document:
        """Reference to a process, which may be missing as it was in the source."""
        found = {"@type": "Process", "@id": uuid_of(id, "process")}
        name = self._processes.get(id, "" if is_uuid(id) else id)
        return {**found, "name": name} if name else found

    def location(self, code: str) -> Document | None:
        """Reference to a location; None if there is no code."""
        if not code:
            return None
        return {"@type": "Location", "@id": self._locations[code], "name": code}

    def source(self, name: str) -> Document:
        """Reference to a publication."""
        return {"@type": "Source", "@id": source_uuid(name), "name": name}

    def property(self, id: str) -> Document | None:
        """Reference to a flow property; None if there is no id."""
        if not id:
            return None
        found = {"@type": "FlowProperty", "@id": uuid_of(id, "flow property")}
        known = self.package.flow_properties.get(id)
        return {**found, "name": known.name} if known else found

    def property_of(self, flow: str, stated: str) -> Document | None:
        """Property of a number for a flow: the stated one, else the flow's own."""
        return self.property(stated or self._own_property(flow))

    def unit_of(self, flow: str, quantity: str, stated: str) -> Document | None:
        """Unit of a number for a flow: the stated one, else the reference unit."""
        group = self.group_of(quantity or self._own_property(flow))
        name = stated or (group.reference if group else "")
        if not name:
            return None
        if group is None or name not in unit_names(group):
            return {"@type": "Unit", "name": name}
        return {"@type": "Unit", "@id": unit_uuid(group, name), "name": name}

    def group_of(self, quantity: str) -> UnitGroup | None:
        """Unit group of a flow property."""
        known = self.package.flow_properties.get(quantity)
        return self.package.unit_groups.get(known.unit_group) if known else None

    def _own_property(self, flow: str) -> str:
        known = self.package.flows.get(flow)
        return known.property if known else ""


# ------------------------------------------------------------------------- documents


def flow_document(refs: References, flow: Flow) -> Document:
    """A flow with its properties."""
    known = known_elsewhere(flow.id, flow.names)
    properties = [
        {
            "@type": "FlowPropertyFactor",
            "conversionFactor": size,
            "isRefFlowProperty": id == flow.property,
            "flowProperty": refs.property(id),
        }
        for id, size in flow.properties.items()
        if id
    ]
    is_elementary = flow.kind == "elementary"
    path = flow.compartment if is_elementary else flow.classification
    others = {lang: name for lang, name in flow.names.items() if name != flow.name}
    return without_blanks(
        {
            "@type": "Flow",
            "@id": uuid_of(flow.id, "flow"),
            "name": flow.name,
            "description": "\n".join(
                f"{lang}: {name}" for lang, name in others.items()
            ),
            "category": "/".join(path),
            "version": VERSION,
            "otherProperties": {"lcagraph": known} if known else None,
            "flowType": FLOW_TYPES[flow.kind],
            "cas": flow.cas,
            "formula": flow.formula,
            "synonyms": "; ".join(flow.synonyms),
            "location": refs.location(flow.location),
            "flowProperties": properties,
        }
    )


def property_document(refs: References, property: FlowProperty) -> Document:
    """A flow property with its unit group."""
    group = refs.package.unit_groups.get(property.unit_group)
    is_money = group is not None and group.reference[:3] in CURRENCIES
    return without_blanks(
        {
            "@type": "FlowProperty",
            "@id": uuid_of(property.id, "flow property"),
            "name": property.name,
            "version": VERSION,
            "flowPropertyType": f"{'ECONOMIC' if is_money else 'PHYSICAL'}_QUANTITY",
            "unitGroup": group and _group_reference(group),
        }
    )


def unit_group_document(refs: References, group: UnitGroup) -> Document:
    """A unit group with its units; other words for a unit are its synonyms."""
    names = unit_names(group)
    synonyms: dict[str, list[str]] = {}
    for word, size in group.factors.items():
        if word not in names and not is_uuid(word):
            meant = next((name for name in names if group.factors[name] == size), "")
            synonyms.setdefault(meant, []).append(word)
    units = [
        without_blanks(
            {
                "@type": "Unit",
                "@id": unit_uuid(group, name),
                "name": name,
                "conversionFactor": group.factors[name],
                "isRefUnit": name == group.reference,
                "synonyms": synonyms.get(name),
            }
        )
        for name in names
    ]
    measured = next(
        (
            each
            for each in refs.package.flow_properties.values()
            if each.unit_group == group.id
        ),
        None,
    )
    return without_blanks(
        {
            **_group_reference(group),
            "version": VERSION,
            "defaultFlowProperty": measured and refs.property(measured.id),
            "units": units,
        }
    )


def location_documents(refs: References) -> Iterator[Document]:
    """All locations, by code."""
    for code, id in refs.locations.items():
        yield {
            "@type": "Location",
            "@id": id,
            "name": code,
            "version": VERSION,
            "code": code,
        }


def source_document(name: str) -> Document:
    """A publication of which nothing but its name is known."""
    return {
        "@type": "Source",
        "@id": source_uuid(name),
        "name": name,
        "version": VERSION,
        "textReference": name,
    }


def _group_reference(group: UnitGroup) -> Document:
    id = uuid_of(group.id, "unit group")
    return {"@type": "UnitGroup", "@id": id, "name": group.name}


# ------------------------------------------------------------------------------- ids


def _location_ids(package: Package) -> Mapping[str, str]:
    """UUID of each code; codes that differ only in capitals get different ones."""
    codes = {each.location for each in package.processes}
    codes |= {flow.location for flow in package.flows.values()}
    codes |= {e.location for each in package.processes for e in each.exchanges}
    codes |= {factor.location for each in package.methods for factor in each.factors}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for code in sorted(codes - {""}):
        id = location_uuid(code)
        found[code] = id if id not in taken else uuid_of(f"[{code}]", "location")
        taken.add(id)
    return found
