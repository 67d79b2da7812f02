"""ILCD flows, flow properties and unit groups."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.background.records import Flow, FlowKind, FlowProperty, UnitGroup
from lcagraph.formats.ilcd.reading import (
    COMMON,
    FLOW,
    FLOW_PROPERTY,
    OPENLCA,
    UNIT_GROUP,
    Notes,
    classes,
    dataset_id,
    full_names,
    preferred,
    preferred_text,
    reference_id,
    text_of,
    texts,
    told_names,
    unreadable,
)
from lcagraph.formats.xml_guard import Element

_NAME = [
    f"{FLOW}{part}"
    for part in (
        "baseName",
        "treatmentStandardsRoutes",
        "mixAndLocationTypes",
        "flowProperties",
    )
]

_KINDS: Mapping[str, FlowKind] = {
    "Elementary flow": "elementary",
    "Product flow": "product",
    "Waste flow": "waste",
    # “Other flow” is what links systems without being an elementary flow or waste.
    "Other flow": "product",
}


def read_flow(root: Element, file: str, notes: Notes) -> Flow:
    """A flow as its dataset states it.

    Raises
    ------
    FindingsError
        It has no UUID, or its type is not in the list of ILCD (E014).
    """
    information = root.find(f"{FLOW}flowInformation")
    described = _child(information, "dataSetInformation")
    own_id = dataset_id(described, file)
    name, names = told_names(described, full_names(_child(described, "name"), _NAME))
    sorted_in = _child(described, "classificationInformation")
    reference, properties = _properties(root, information, own_id, notes)
    return Flow(
        id=own_id,
        name=name,
        kind=_kind(root, file),
        names=names,
        synonyms=_synonyms(described),
        compartment=classes(
            sorted_in, f"{COMMON}elementaryFlowCategorization", f"{COMMON}category"
        ),
        classification=classes(sorted_in, f"{COMMON}classification", f"{COMMON}class"),
        cas=text_of(_child(described, "CASNumber")),
        formula=text_of(_child(described, "sumFormula")),
        location=preferred_text(
            _child(information, "geography"), f"{FLOW}locationOfSupply"
        ),
        property=reference,
        properties=properties,
    )


def _within(parent: Element | None, namespace: str, name: str) -> Element | None:
    return None if parent is None else parent.find(f"{namespace}{name}")


def _child(parent: Element | None, name: str) -> Element | None:
    return _within(parent, FLOW, name)


def _kind(root: Element, file: str) -> FlowKind:
    validation = _child(root, "modellingAndValidation")
    word = text_of(_child(_child(validation, "LCIMethod"), "typeOfDataSet"))
    if word not in _KINDS:
        raise unreadable(file, "typeOfDataSet", word)
    return _KINDS[word]


def _synonyms(described: Element | None) -> tuple[str, ...]:
    """Names that ILCD separates by semicolons, of all languages, each once."""
    if described is None:
        return ()
    listed = described.iterfind(f"{COMMON}synonyms")
    names = (name.strip() for each in listed for name in text_of(each).split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def _properties(
    root: Element, information: Element | None, own_id: str, notes: Notes
) -> tuple[str, dict[str, float]]:
    """Reference property, and the amount of each property per reference unit."""
    listed = _child(root, "flowProperties")
    if listed is None:
        return "", {}
    reference = text_of(
        _child(
            _child(information, "quantitativeReference"),
            "referenceToReferenceFlowProperty",
        )
    )
    stated: dict[str, float] = {}
    of_reference, size = "", None
    for element in listed.iterfind(f"{FLOW}flowProperty"):
        property_id = reference_id(_child(element, "referenceToFlowPropertyDataSet"))
        value = notes.number(text_of(_child(element, "meanValue")), "meanValue", own_id)
        if (element.get("dataSetInternalID") or "") == reference:
            of_reference, size = property_id, value
        if value is not None:
            stated[property_id] = value
    if not size:
        # Without an amount of the reference property the others have no measure.
        return of_reference, {of_reference: 1.0} if of_reference else {}
    return of_reference, {key: value / size for key, value in stated.items()}


# ------------------------------------------------------- flow properties, unit groups


def read_flow_property(root: Element, file: str) -> FlowProperty:
    """A quantity such as mass, and the unit group in which it is measured.

    Raises
    ------
    FindingsError
        It has no UUID (E014).
    """
    information = root.find(f"{FLOW_PROPERTY}flowPropertiesInformation")
    described = _within(information, FLOW_PROPERTY, "dataSetInformation")
    reference = _within(
        _within(information, FLOW_PROPERTY, "quantitativeReference"),
        FLOW_PROPERTY,
        "referenceToReferenceUnitGroup",
    )
    own_id = dataset_id(described, file)
    names = texts(described, f"{COMMON}name")
    return FlowProperty(
        id=own_id, name=preferred(names), unit_group=reference_id(reference)
    )


def read_unit_group(root: Element, file: str, notes: Notes) -> UnitGroup:
    """Units of a quantity, by name and, in exports of openLCA, by id.

    Raises
    ------
    FindingsError
        It has no UUID, or no reference unit (E014).
    """
    information = root.find(f"{UNIT_GROUP}unitGroupInformation")
    described = _within(information, UNIT_GROUP, "dataSetInformation")
    reference = _within(
        _within(information, UNIT_GROUP, "quantitativeReference"),
        UNIT_GROUP,
        "referenceToReferenceUnit",
    )
    own_id = dataset_id(described, file)
    names = texts(described, f"{COMMON}name")
    factors: dict[str, float] = {}
    ids: dict[str, str] = {}
    reference_name, size = "", None
    for element in root.iterfind(f"{UNIT_GROUP}units/{UNIT_GROUP}unit"):
        name = text_of(element.find(f"{UNIT_GROUP}name"))
        text = text_of(element.find(f"{UNIT_GROUP}meanValue"))
        value = notes.number(text, "meanValue", f"{own_id}#{name}")
        if (element.get("dataSetInternalID") or "") == text_of(reference):
            reference_name, size = name, value
        if value is not None:
            own = (element.get(f"{OPENLCA}unitId") or "").lower()
            factors |= {key: value for key in (name, own) if key}
            if name and own:
                ids.setdefault(name, own)
    if not reference_name or not size:
        raise unreadable(file, "referenceToReferenceUnit", text_of(reference))
    return UnitGroup(
        id=own_id,
        name=preferred(names),
        reference=reference_name,
        factors={name: value / size for name, value in factors.items()},
        ids=ids,
    )
