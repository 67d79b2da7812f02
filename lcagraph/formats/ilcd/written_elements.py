"""ILCD documents of flows, flow properties, unit groups and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lcagraph.background.identifiers import source_uuid, unit_names, unit_uuid, uuid_of
from lcagraph.background.records import (
    Flow,
    FlowKind,
    FlowProperty,
    Package,
    UnitGroup,
)
from lcagraph.formats.ilcd.reading import preferred
from lcagraph.formats.ilcd.written_xml import (
    Element,
    add,
    add_classes,
    add_reference,
    add_text,
    add_texts,
    add_version,
    names_of,
    number,
    root_element,
)
from lcagraph.formats.own_words import spelt

_TYPES: Mapping[FlowKind, str] = {
    "product": "Product flow",
    "waste": "Waste flow",
    "elementary": "Elementary flow",
}

_CAS = re.compile(r"(\d{2,7})-(\d{2})-(\d)", re.ASCII)


def flow_element(package: Package, flow: Flow) -> Element:
    """A flow with its properties, the first of them its reference."""
    root = root_element("flowDataSet")
    information = add(root, "flowInformation")
    described = add(information, "dataSetInformation")
    add(described, "common:UUID", uuid_of(flow.id, "flow").lower())
    names = names_of(flow.name, flow.names)
    add_texts(add(described, "name"), "baseName", names)
    add_text(described, "common:synonyms", "; ".join(flow.synonyms))
    sorted_in = add(described, "classificationInformation")
    group, item = "common:elementaryFlowCategorization", "common:category"
    add_classes(sorted_in, group, item, flow.compartment)
    group, item = "common:classification", "common:class"
    add_classes(sorted_in, group, item, flow.classification)
    if flow.cas:
        add(described, "CASNumber", _padded(flow.cas))
    if flow.formula:
        add(described, "sumFormula", flow.formula)
    add_own(described, {"id": original_id(flow.id, "flow")}, flow.name, names)
    properties = [flow.property, *(each for each in flow.properties if each)]
    listed = [each for each in dict.fromkeys(properties) if each]
    if listed:
        reference = add(information, "quantitativeReference")
        add(reference, "referenceToReferenceFlowProperty", "0")
    if flow.location:
        place = add(information, "geography")
        add_text(place, "locationOfSupply", flow.location)
    validation = add(root, "modellingAndValidation")
    add(add(validation, "LCIMethod"), "typeOfDataSet", _TYPES[flow.kind])
    add_version(root)
    if listed:
        _add_properties(root, package, flow, listed)
    return root


def _add_properties(
    root: Element, package: Package, flow: Flow, listed: list[str]
) -> None:
    parent = add(root, "flowProperties")
    for place, id in enumerate(listed):
        one = add(parent, "flowProperty", dataSetInternalID=str(place))
        known = package.flow_properties.get(id)
        add_reference(
            one,
            "referenceToFlowPropertyDataSet",
            "flow property data set",
            uuid_of(id, "flow property").lower(),
            known.name if known else "",
        )
        add(one, "meanValue", number(flow.properties.get(id, 1.0)))


def property_element(package: Package, property: FlowProperty) -> Element:
    """A flow property with its unit group."""
    root = root_element("flowPropertyDataSet")
    information = add(root, "flowPropertiesInformation")
    described = add(information, "dataSetInformation")
    add(described, "common:UUID", uuid_of(property.id, "flow property").lower())
    add_text(described, "common:name", property.name)
    group = package.unit_groups.get(property.unit_group)
    if group is not None:
        add_reference(
            add(information, "quantitativeReference"),
            "referenceToReferenceUnitGroup",
            "unit group data set",
            uuid_of(group.id, "unit group").lower(),
            group.name,
        )
    add_version(root)
    return root


def unit_group_element(group: UnitGroup) -> Element:
    """A unit group; openLCA's ids of the units are in its extension."""
    root = root_element("unitGroupDataSet")
    information = add(root, "unitGroupInformation")
    described = add(information, "dataSetInformation")
    add(described, "common:UUID", uuid_of(group.id, "unit group").lower())
    add_text(described, "common:name", group.name)
    names = unit_names(group)
    if group.reference in names:
        names.remove(group.reference)
    names.insert(0, group.reference)
    reference = add(information, "quantitativeReference")
    add(reference, "referenceToReferenceUnit", "0")
    add_version(root)
    units = add(root, "units")
    for place, name in enumerate(names):
        unit = add(units, "unit", dataSetInternalID=str(place))
        unit.set("olca:unitId", unit_uuid(group, name))
        add(unit, "name", name)
        add(unit, "meanValue", number(group.factors.get(name, 1.0)))
    return root


def source_element(name: str) -> Element:
    """A publication of which nothing but its name is known."""
    root = root_element("sourceDataSet")
    described = add(add(root, "sourceInformation"), "dataSetInformation")
    add(described, "common:UUID", source_uuid(name))
    add_text(described, "common:shortName", name)
    add_version(root)
    return root


def add_own(
    parent: Element, facts: Mapping[str, str], name: str, names: Mapping[str, str]
) -> None:
    """What ILCD has no element for, in its place for extensions.

    So are names that it can't hold letter by letter, and which of several languages a
    dataset goes by where `reading.preferred` would tell another.
    """
    told = {key: text for key, text in facts.items() if text}
    if name != preferred(names):
        told["main"] = next(lang for lang, each in names.items() if each == name)
    letters = {lang: spelt(each) for lang, each in names.items() if spelt(each)}
    if told or letters:
        other = add(parent, "common:other")
        for key, text in told.items():
            add(other, f"lcagraph:{key}", text)
        add_texts(other, "lcagraph:name", letters)


def original_id(id: str, kind: str) -> str:
    """The source's id where the UUID is another."""
    return "" if uuid_of(id, kind) == id else id


def _padded(cas: str) -> str:
    """A CAS number with the six digits in front that ILCD asks for."""
    found = _CAS.fullmatch(cas.strip())
    return f"{int(found[1]):06}-{found[2]}-{found[3]}" if found else cas
