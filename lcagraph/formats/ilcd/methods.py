"""ILCD LCIA methods: one dataset is one impact category."""

from __future__ import annotations

import math

from lcagraph.background.records import Method, MethodFactor
from lcagraph.formats.ilcd.reading import (
    COMMON,
    METHOD,
    OPENLCA,
    Notes,
    dataset_id,
    preferred,
    preferred_text,
    reference_id,
    text_of,
    texts,
)
from lcagraph.formats.xml_guard import Element

_FACTOR = f"{METHOD}characterisationFactors/{METHOD}factor"


def read_method(root: Element, file: str, notes: Notes) -> Method:
    """An impact category with its factors; one without a number is told, and NaN.

    Raises
    ------
    FindingsError
        It has no UUID (E014).
    """
    information = root.find(f"{METHOD}LCIAMethodInformation")
    described = _child(information, "dataSetInformation")
    own_id = dataset_id(described, file)
    names = texts(described, f"{COMMON}name")
    method = preferred_text(described, f"{METHOD}methodology")
    category = preferred_text(described, f"{METHOD}impactCategory")
    reference = _child(
        _child(information, "quantitativeReference"), "referenceQuantity"
    )
    unit = preferred_text(reference, f"{COMMON}shortDescription")
    if described is not None:
        unit = described.get(f"{OPENLCA}olca_category_unit") or unit
    return Method(
        id=own_id,
        name=method or preferred(names),
        category=preferred(names) or category,
        unit=unit.strip(),
        factors=_factors(root, own_id, notes),
        source=preferred_text(
            _child(described, "referenceToExternalDocumentation"),
            f"{COMMON}shortDescription",
        ),
    )


def _child(parent: Element | None, name: str) -> Element | None:
    return None if parent is None else parent.find(f"{METHOD}{name}")


def _factors(root: Element, own_id: str, notes: Notes) -> tuple[MethodFactor, ...]:
    factors = []
    for element in root.iterfind(_FACTOR):
        flow = reference_id(_child(element, "referenceToFlowDataSet"))
        text = text_of(_child(element, "meanValue"))
        amount = notes.number(text, "meanValue", f"{own_id}#{flow}")
        location = text_of(_child(element, "location"))
        value = math.nan if amount is None else amount
        factors.append(MethodFactor(flow=flow, amount=value, location=location))
    return tuple(factors)
