"""One ILCD process dataset."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.background.records import (
    AllocationFactor,
    AllocationMethod,
    Exchange,
    Parameter,
    Process,
)
from lcagraph.formats.ilcd.exchanges import read_allocation, read_exchanges
from lcagraph.formats.ilcd.reading import (
    COMMON,
    OPENLCA,
    PROCESS,
    Notes,
    Stated,
    classes,
    dataset_id,
    exact_number,
    full_names,
    own_word,
    preferred_text,
    text_of,
    texts,
    told_names,
    uncertainty,
    unreadable,
    year,
)
from lcagraph.formats.own_words import factor_of, market_of
from lcagraph.formats.provenance import stated_version
from lcagraph.formats.xml_guard import Element

_NAME = [
    f"{PROCESS}{part}"
    for part in (
        "baseName",
        "treatmentStandardsRoutes",
        "mixAndLocationTypes",
        "functionalUnitFlowProperties",
    )
]

_METHODS: Mapping[str, AllocationMethod] = {
    "Allocation - mass": "physical",
    "Allocation - volume": "physical",
    "Allocation - net calorific value": "physical",
    "Allocation - gross calorific value": "physical",
    "Allocation - exergetic content": "physical",
    "Allocation - element content": "physical",
    "Allocation - market value": "economic",
    "Allocation - physical causality": "causal",
}
"""ILCD's closed list of approaches, as far as it names an allocation factor."""

_SYSTEMS = ("LCI result", "EPD")
"""Types whose inventory is already summed over the supply chain."""


def read_process(root: Element, file: str, notes: Notes) -> Process:
    """A process as its dataset states it.

    Raises
    ------
    FindingsError
        It has no UUID, a parameter without a name, or an exchange that nobody can
        place (E014).
    """
    information = _child(root, "processInformation")
    described = _child(information, "dataSetInformation")
    own_id = dataset_id(described, file)
    name, names = told_names(described, full_names(_child(described, "name"), _NAME))
    kinds = market_of(own_word(described, "market"))
    is_market, is_group = kinds or (_is_market(_child(described, "name")), False)
    references = _references(_child(information, "quantitativeReference"))
    listed = _child(root, "exchanges")
    exchanges = read_exchanges(listed, own_id, references, notes)
    method = _method(root)
    allocation = read_allocation(listed, exchanges, method, notes, own_id)
    time = _child(information, "time")
    return Process(
        id=own_id,
        name=name,
        names=names,
        location=_location(information),
        classification=classes(
            _child(described, "classificationInformation"),
            f"{COMMON}classification",
            f"{COMMON}class",
        ),
        is_system=_type(root) in _SYSTEMS,
        exchanges=exchanges,
        parameters=_parameters(information, own_id, notes),
        allocation=allocation,
        default_method=_default(allocation, exchanges, method),
        year_from=None if time is None else year(time.find(f"{COMMON}referenceYear")),
        year_until=(
            None if time is None else year(time.find(f"{COMMON}dataSetValidUntil"))
        ),
        description=preferred_text(described, f"{COMMON}generalComment"),
        technology=preferred_text(
            _child(information, "technology"),
            f"{PROCESS}technologyDescriptionAndIncludedProcesses",
        ),
        source=_source(root),
        licence=_licence(root),
        is_market=is_market,
        production_volume=exact_number(own_word(described, "volume")),
        open=tuple(own_word(described, "open").split()),
        factor=factor_of(own_word(described, "factor")),
        version=_version(root),
        is_market_group=is_group,
        file=file,
    )


def _child(parent: Element | None, name: str) -> Element | None:
    return None if parent is None else parent.find(f"{PROCESS}{name}")


def _references(reference: Element | None) -> set[str]:
    """Internal ids of the reference exchanges."""
    if reference is None:
        return set()
    listed = reference.iterfind(f"{PROCESS}referenceToReferenceFlow")
    return {text for each in listed if (text := text_of(each))}


def _location(information: Element | None) -> str:
    place = _child(
        _child(information, "geography"), "locationOfOperationSupplyOrProduction"
    )
    return "" if place is None else (place.get("location") or "").strip()


def _type(root: Element) -> str:
    method = _child(_child(root, "modellingAndValidation"), "LCIMethodAndAllocation")
    return text_of(_child(method, "typeOfDataSet"))


def _method(root: Element) -> AllocationMethod:
    """Basis of the shares that products state, where the dataset tells one only."""
    method = _child(_child(root, "modellingAndValidation"), "LCIMethodAndAllocation")
    if method is None:
        return "unspecified"
    told = {
        _METHODS[word]
        for each in method.iterfind(f"{PROCESS}LCIMethodApproaches")
        if (word := text_of(each)) in _METHODS
    }
    return told.pop() if len(told) == 1 else "unspecified"


def _default(
    allocation: tuple[AllocationFactor, ...],
    exchanges: tuple[Exchange, ...],
    method: AllocationMethod,
) -> AllocationMethod | None:
    """How the source allocates: only shares that it states can tell."""
    if not allocation:
        return None
    products = {share.product for share in allocation}
    own = {each.id for each in exchanges if each.flow in products}
    divided = {share.exchange for share in allocation} - own - {""}
    return "causal" if divided else method


def _source(root: Element) -> str:
    treatment = _child(
        _child(root, "modellingAndValidation"),
        "dataSourcesTreatmentAndRepresentativeness",
    )
    if treatment is None:
        return ""
    listed = treatment.iterfind(f"{PROCESS}referenceToDataSource")
    named = (preferred_text(each, f"{COMMON}shortDescription") for each in listed)
    return "; ".join(name for name in named if name)


def _version(root: Element) -> str:
    published = _child(
        _child(root, "administrativeInformation"), "publicationAndOwnership"
    )
    if published is None:
        return ""
    return stated_version(text_of(published.find(f"{COMMON}dataSetVersion")))


def _licence(root: Element) -> str:
    """Licence type, then restrictions of access in words."""
    published = _child(
        _child(root, "administrativeInformation"), "publicationAndOwnership"
    )
    if published is None:
        return ""
    kind = text_of(published.find(f"{COMMON}licenseType"))
    restrictions = preferred_text(published, f"{COMMON}accessRestrictions")
    return "; ".join(part for part in (kind, restrictions) if part)


def _is_market(name: Element | None) -> bool:
    """True for a consumption mix, the nearest that ILCD has to a market."""
    kinds = texts(name, f"{PROCESS}mixAndLocationTypes")
    return kinds.get("en", "").lower().startswith("consumption mix")


# ----------------------------------------------------------------------- parameters


def _parameters(
    information: Element | None, process: str, notes: Notes
) -> tuple[Parameter, ...]:
    """Variables of a process; those that openLCA calls global go to the package."""
    relations = _child(information, "mathematicalRelations")
    if relations is None:
        return ()
    own = []
    for element in relations.iterfind(f"{PROCESS}variableParameter"):
        if not element.attrib and not len(element):
            continue  # editors leave an empty one where there is none
        parameter = _parameter(element, process, notes)
        if element.get(f"{OPENLCA}scope") == "global":
            notes.parameters.setdefault(parameter.name, parameter)
        else:
            own.append(parameter)
    return tuple(own)


def _parameter(element: Element, process: str, notes: Notes) -> Parameter:
    name = (element.get("name") or "").strip()
    at = f"{process}#{name}"
    if not name:
        raise unreadable(at, "variableParameter/@name", "")

    def number(key: str) -> float | None:
        return notes.number(text_of(_child(element, key)), key, at)

    value = number("meanValue")
    stated = Stated(
        kind=text_of(_child(element, "uncertaintyDistributionType")),
        deviation=number("relativeStandardDeviation95In"),
        minimum=number("minimumValue"),
        maximum=number("maximumValue"),
    )
    return Parameter(
        name=name,
        value=value,
        formula=text_of(_child(element, "formula")),
        uncertainty=uncertainty(stated, value),
        comment=preferred_text(element, f"{PROCESS}comment"),
    )
