"""ILCD documents of impact assessment methods: one per impact category."""

from __future__ import annotations

import math

from lcagraph.background.conversion import Conversion, Fault
from lcagraph.background.identifiers import source_uuid, uuid_of
from lcagraph.background.methods import is_climate_change
from lcagraph.background.records import Flow, Method, MethodFactor, Package
from lcagraph.formats.ilcd.written_xml import (
    Element,
    add,
    add_reference,
    add_text,
    number,
    root_element,
)

_CLIMATE = "Climate change"
"""In the format's own list of impact categories."""

_RESOURCES = ("resource", "natural resource")
"""How compartments begin that a flow is taken from."""


def method_element(
    package: Package, method: Method, conversion: Conversion | None = None
) -> Element:
    """An impact category with a factor per flow, in the flow's reference unit.

    It has no administrative part, in which the schema wants persons and their contacts.

    Parameters
    ----------
    package : Package
        With the flows; factors of others have no dataset to refer to and are left out.
    method : Method
        A factor that is no number, or in a unit that its flow hasn't, has no value.
    conversion : Conversion, optional
        Of the package, if there is one already.
    """
    root = root_element("LCIAMethodDataSet")
    information = add(root, "LCIAMethodInformation")
    described = add(information, "dataSetInformation")
    described.set("olca:olca_category_unit", method.unit)
    add(described, "common:UUID", uuid_of(method.id, "impact category").lower())
    add_text(described, "common:name", method.category)
    if method.name:
        add(described, "methodology", method.name)
    if is_climate_change(method):
        add(described, "impactCategory", _CLIMATE)
    if method.source:
        tag, type = "referenceToExternalDocumentation", "source data set"
        add_reference(described, tag, type, source_uuid(method.source), method.source)
    quantity = add(information, "quantitativeReference")
    unit = add(quantity, "referenceQuantity", type="flow property data set")
    add_text(unit, "common:shortDescription", method.unit)
    add(information, "geography")
    add(root, "modellingAndValidation")
    _add_factors(root, package, method, conversion or Conversion(package))
    return root


def _add_factors(
    root: Element, package: Package, method: Method, conversion: Conversion
) -> None:
    known = [factor for factor in method.factors if factor.flow in package.flows]
    if not known:
        return
    listed = add(root, "characterisationFactors")
    for factor in known:
        flow = package.flows[factor.flow]
        one = add(listed, "factor")
        add_reference(
            one,
            "referenceToFlowDataSet",
            "flow data set",
            uuid_of(flow.id, "flow").lower(),
            flow.name,
        )
        if factor.location:
            add(one, "location", factor.location)
        add(one, "exchangeDirection", _direction(flow))
        value = _per_reference_unit(factor, flow, conversion)
        if math.isfinite(value):
            add(one, "meanValue", number(value))


def _direction(flow: Flow) -> str:
    """Resources go into processes, everything else comes out of them."""
    first = flow.compartment[0].lower() if flow.compartment else ""
    return "Input" if first.startswith(_RESOURCES) else "Output"


def _per_reference_unit(
    factor: MethodFactor, flow: Flow, conversion: Conversion
) -> float:
    size = conversion.factor(flow, factor.unit, factor.property)
    return math.nan if isinstance(size, Fault) else factor.amount / size
