"""Exchanges of an ILCD process, with their allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from sys import intern
from typing import get_args

from lcagraph.background.records import (
    AllocationFactor,
    AllocationMethod,
    Direction,
    Exchange,
    Uncertainty,
)
from lcagraph.errors import Finding
from lcagraph.formats.ilcd.reading import (
    OPENLCA,
    PROCESS,
    Notes,
    Stated,
    by_language,
    preferred,
    reference_id,
    text_of,
    uncertainty,
    unreadable,
)
from lcagraph.formats.xml_guard import Element

_DIRECTIONS: Mapping[str, Direction] = {
    word.capitalize(): word for word in get_args(Direction)
}

_FLOW = f"{PROCESS}referenceToFlowDataSet"
_DIRECTION = f"{PROCESS}exchangeDirection"
_MEAN = f"{PROCESS}meanAmount"
_RESULT = f"{PROCESS}resultingAmount"
_VARIABLE = f"{PROCESS}referenceToVariable"
_COMMENT = f"{PROCESS}generalComment"
_LOCATION = f"{PROCESS}location"
_MINIMUM = f"{PROCESS}minimumAmount"
_MAXIMUM = f"{PROCESS}maximumAmount"
_KIND = f"{PROCESS}uncertaintyDistributionType"
_DEVIATION = f"{PROCESS}relativeStandardDeviation95In"
_ALLOCATION = f"{PROCESS}allocations/{PROCESS}allocation"

_REPEATED = "@"
"""Between an id and the place of its exchange, where ids are missing or repeated."""

_CHILDREN = Mapping[str, Element]


def read_exchanges(
    parent: Element | None, process: str, references: Set[str], notes: Notes
) -> tuple[Exchange, ...]:
    """Inputs and outputs of a process, in its order.

    Parameters
    ----------
    process : str
        Id of the process, for the places of problems.
    references : set of str
        Internal ids of its reference flows.

    Raises
    ------
    FindingsError
        An exchange has no direction, so nobody can tell what it does, or the id of the
        reference is given twice (E014).
    """
    if parent is None:
        return ()
    exchanges = []
    taken: set[str] = set()
    for place, element in enumerate(parent.iterfind(f"{PROCESS}exchange")):
        stated = (element.get("dataSetInternalID") or "").strip()
        is_reference = stated in references
        own = stated
        if not stated or stated in taken:
            own = f"{stated}{_REPEATED}{place}"
            if is_reference:
                raise unreadable(f"{process}#{own}", "dataSetInternalID", stated)
        taken.add(own)
        exchanges.append(_exchange(element, f"{process}#{own}", is_reference, notes))
    return tuple(exchanges)


def _exchange(element: Element, at: str, is_reference: bool, notes: Notes) -> Exchange:
    children: _CHILDREN = {child.tag: child for child in element}
    amount, formula, mean = _amount(children, at, notes)
    spread = _uncertainty(element, children, (amount, mean), at, notes)
    comment = ""
    if _COMMENT in children:
        comment = preferred(by_language(element.iterfind(_COMMENT)))
    unit = property_id = ""
    if len(element.attrib) > 1:
        unit, property_id, amount, formula, spread = _in_own_unit(
            element, (amount, formula, spread), at, notes
        )
    return Exchange(
        id=intern(at.partition("#")[2]),
        flow=reference_id(children.get(_FLOW)),
        direction=_direction(children, at),
        amount=amount,
        formula=formula,
        unit=unit,
        property=property_id,
        is_reference=is_reference,
        is_avoided=(element.get(f"{OPENLCA}avoidedProduct") or "") == "true",
        provider=(element.get(f"{OPENLCA}defaultProvider") or "").lower(),
        location=intern(text_of(children.get(_LOCATION))),
        uncertainty=spread,
        comment=comment,
    )


def _direction(children: _CHILDREN, at: str) -> Direction:
    word = text_of(children.get(_DIRECTION))
    if word not in _DIRECTIONS:
        raise unreadable(at, "exchangeDirection", word)
    return _DIRECTIONS[word]


def _amount(
    children: _CHILDREN, at: str, notes: Notes
) -> tuple[float | None, str, float | None]:
    """Amount, formula and mean: resulting amount = mean × variable.

    Without a variable, a mean alone is the amount.
    """
    before = len(notes.problems)
    mean_text = text_of(children.get(_MEAN))
    result_text = text_of(children.get(_RESULT))
    mean = notes.number(mean_text, "meanAmount", at)
    result = notes.number(result_text, "resultingAmount", at)
    variable = text_of(children.get(_VARIABLE))
    formula = f"{mean_text} * ({variable})" if variable and mean is not None else ""
    if not result_text and not variable:
        result = mean
    if result is None and not formula and len(notes.problems) == before:
        notes.problems.append(Finding(code="E013", at=at))
    return result, formula, mean


def _uncertainty(
    element: Element,
    children: _CHILDREN,
    numbers: tuple[float | None, float | None],
    at: str,
    notes: Notes,
) -> Uncertainty | None:
    """Distribution of the amount: ILCD states that of the mean."""
    if not (_KIND in children or _MINIMUM in children or _DEVIATION in children):
        return None
    amount, mean = numbers
    factor = amount / mean if amount is not None and mean else 1.0
    low = notes.number(text_of(children.get(_MINIMUM)), "minimumAmount", at)
    high = notes.number(text_of(children.get(_MAXIMUM)), "maximumAmount", at)
    mode = notes.number(element.get(f"{OPENLCA}mostLikelyValue"), "mostLikelyValue", at)
    kind = text_of(children.get(_KIND))
    deviation = notes.number(
        text_of(children.get(_DEVIATION)), "relativeStandardDeviation95In", at
    )
    if kind == "normal" and deviation is not None:
        deviation *= abs(factor)
    scaled = [None if n is None else n * factor for n in (low, high, mode)]
    if factor < 0:
        scaled[:2] = scaled[1::-1]
    stated = Stated(
        kind=kind,
        deviation=deviation,
        minimum=scaled[0],
        maximum=scaled[1],
        mode=scaled[2],
    )
    return uncertainty(stated, amount)


def _in_own_unit(
    element: Element,
    stated: tuple[float | None, str, Uncertainty | None],
    at: str,
    notes: Notes,
) -> tuple[str, str, float | None, str, Uncertainty | None]:
    """Unit, property, amount, formula and distribution of an export by openLCA.

    ILCD's own amounts are in the reference unit, so they are taken as they are, except
    where openLCA adds a formula: that one gives the amount in the unit of its own.
    """
    amount, formula, spread = stated
    own_formula = (element.get(f"{OPENLCA}formula") or "").strip()
    unit = (element.get(f"{OPENLCA}unitId") or "").strip().lower()
    property_id = (element.get(f"{OPENLCA}propertyId") or "").strip().lower()
    own = notes.number(element.get(f"{OPENLCA}amount"), "amount", at)
    if not own_formula or not unit or not property_id or own is None:
        return "", "", amount, formula, spread
    return unit, property_id, own, own_formula, None


# ----------------------------------------------------------------------- allocation


def read_allocation(
    parent: Element | None,
    exchanges: tuple[Exchange, ...],
    method: AllocationMethod,
    notes: Notes,
    process: str,
) -> tuple[AllocationFactor, ...]:
    """Shares of each exchange that belong to a product, from percent to fractions.

    Shares of an input or emission divide it by itself. A product that states its own
    share (as openLCA writes physical factors) gives a share of the whole process only
    if nothing else states shares; else it says that the product is its own (100 %),
    which divides nothing and is no physical causality.

    Raises
    ------
    FindingsError
        A share is for a product that the process has not, or has twice (E014).
    """
    if parent is None:
        return ()
    repeated = {e.id.partition(_REPEATED)[0] for e in exchanges if _REPEATED in e.id}
    flows = {e.id: e.flow for e in exchanges if e.id not in repeated}
    factors = []
    elements = list(parent.iterfind(f"{PROCESS}exchange"))
    if _divides_others(elements):
        method = "unspecified" if method == "causal" else method
    for exchange, element in zip(exchanges, elements, strict=True):
        at = f"{process}#{exchange.id}"
        for share in _shares(element):
            product = (share.get("internalReferenceToCoProduct") or "").strip()
            if product not in flows:
                raise unreadable(at, "internalReferenceToCoProduct", product)
            percent = notes.number(
                share.get("allocatedFraction"), "allocatedFraction", at
            )
            is_whole = product == exchange.id
            factors.append(
                AllocationFactor(
                    product=flows[product],
                    factor=None if percent is None else percent / 100,
                    method=method if is_whole else "causal",
                    exchange="" if is_whole else exchange.id,
                )
            )
    return tuple(factors)


def _divides_others(elements: Sequence[Element]) -> bool:
    """True if an exchange that is none of the products states shares."""
    stated: dict[str, list[str]] = {}
    for element in elements:
        own = (element.get("dataSetInternalID") or "").strip()
        names = (s.get("internalReferenceToCoProduct") for s in _shares(element))
        stated.setdefault(own, []).extend((name or "").strip() for name in names)
    products = {product for names in stated.values() for product in names}
    return any(names and own not in products for own, names in stated.items())


def _shares(element: Element) -> list[Element]:
    """Shares that an exchange states; editors leave empty elements behind."""
    return [share for share in element.iterfind(_ALLOCATION) if share.attrib]
