"""Exchanges, distributions and allocation factors of one EcoSpold 1 dataset."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lcagraph.background.records import (
    AllocationFactor,
    Direction,
    Exchange,
    Uncertainty,
)
from lcagraph.errors import Finding
from lcagraph.formats.ecospold1.flows import FlowLedger, value_of
from lcagraph.formats.stated import stated_number
from lcagraph.formats.xml_guard import Element

_REFERENCE = ("outputGroup", "0")
_GROUPS: Mapping[tuple[str, str], tuple[Direction, str]] = {
    ("inputGroup", "1"): ("input", "product"),  # materials, fuels
    ("inputGroup", "2"): ("input", "product"),  # electricity, heat
    ("inputGroup", "3"): ("input", "product"),  # services
    ("inputGroup", "4"): ("input", "elementary"),
    ("inputGroup", "5"): ("input", "product"),  # technosphere, not specified
    _REFERENCE: ("output", "product"),
    ("outputGroup", "1"): ("output", "product"),  # avoided product system
    ("outputGroup", "2"): ("output", "product"),  # co-product
    ("outputGroup", "3"): ("output", "waste"),  # waste to treatment
    ("outputGroup", "4"): ("output", "elementary"),
}
"""Direction and kind of flow by group. EcoSpold 1 schema, fields 3503 and 3504."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one dataset is read with, and what turned up on the way."""

    ledger: FlowLedger
    place: str
    problems: list[Finding]
    by_number: dict[str, list[Exchange]] = field(default_factory=dict)
    """Exchanges by the number by which allocation refers to them."""
    both_ways: set[str] = field(default_factory=set)
    """Ids of exchanges that state an input and the reference output at once."""
    co_products: set[str] = field(default_factory=set)
    """Ids of the exchanges that are allocated co-products."""

    def tell(self, code: str, **values: object) -> None:
        """Take down a problem of this dataset."""
        self.problems.append(Finding(code=code, at=self.place, values=values))

    def number(self, element: Element, name: str, what: str) -> float | None:
        """An attribute that must be a number; None and E027 if it is not."""
        value = stated_number(element.get(name))
        if value is None:
            self.tell("E027", what=what, text=element.get(name) or "")
        return value


def read_exchanges(elements: Sequence[Element], reading: Reading) -> Iterator[Exchange]:
    """Exchanges in their order; those without direction are left out."""
    taken: set[str] = set()
    for position, element in enumerate(elements, start=1):
        number = (element.get("number") or "").strip() or str(position)
        identifier = f"{number}~{position}" if number in taken else number
        taken.add(number)
        exchange = _exchange(element, identifier, reading)
        if exchange is not None:
            reading.by_number.setdefault(number, []).append(exchange)
            yield exchange


def _exchange(element: Element, identifier: str, reading: Reading) -> Exchange | None:
    name = (element.get("name") or "").strip()
    if not name:
        reading.tell("E033", what=f"exchange {identifier}", missing="name")
        return None
    groups = _groups(element)
    known = [group for group in groups if group in _GROUPS]
    stated = ", ".join(f"{group} {code}" for group, code in groups) or "–"
    is_doubtful = len(known) == 2 and known[1] == _REFERENCE
    if (
        len(known) != len(groups)
        or len(known) not in (1, 2)
        or (len(known) == 2 and not is_doubtful)
    ):
        reading.tell("E028", flow=name, stated=stated)
        return None
    direction, kind = _GROUPS[known[0]]
    if is_doubtful:
        reading.both_ways.add(identifier)
        reading.tell("W029", flow=name, stated=stated)
    if known[0] == ("outputGroup", "2"):
        reading.co_products.add(identifier)
    flow = getattr(reading.ledger, kind)(element)
    amount = reading.number(element, "meanValue", name)
    return Exchange(
        id=identifier,
        flow=flow,
        direction=direction,
        amount=amount,
        unit=(element.get("unit") or "").strip(),
        is_reference=known[0] == _REFERENCE,
        is_avoided=known[0] == ("outputGroup", "1"),
        location=value_of(element, "location") if kind != "elementary" else "",
        uncertainty=_uncertainty(element, amount),
        comment=(element.get("generalComment") or "").strip(),
    )


def _groups(element: Element) -> list[tuple[str, str]]:
    """Groups with their codes, inputs first."""
    return sorted(
        (kind, (group.text or "").strip())
        for kind in ("inputGroup", "outputGroup")
        for group in element.iterchildren(f"{{*}}{kind}")
    )


def _uncertainty(element: Element, mean: float | None) -> Uncertainty | None:
    """The stated distribution. EcoSpold 1 schema, fields 3708 to 3797.

    `standardDeviation95` is the squared geometric standard deviation of a lognormal and
    twice the standard deviation of a normal.
    """
    kind = (element.get("uncertaintyType") or "").strip()
    width = stated_number(element.get("standardDeviation95"))
    low = stated_number(element.get("minValue"))
    high = stated_number(element.get("maxValue"))
    if kind == "1" and width is not None and width >= 0:
        return Uncertainty(spread="lognormal", location=mean, scale=math.sqrt(width))
    if kind == "2" and width is not None:
        return Uncertainty(spread="normal", location=mean, scale=width / 2)
    if kind == "3":
        mode = stated_number(element.get("mostLikelyValue"))
        mode = mean if mode is None else mode
        return Uncertainty(
            spread="triangular", location=mode, minimum=low, maximum=high
        )
    if kind == "4":
        return Uncertainty(spread="uniform", minimum=low, maximum=high)
    return None


# ------------------------------------------------------------------------ allocation


def read_allocation(
    elements: Sequence[Element], reading: Reading
) -> Iterator[AllocationFactor]:
    """Factors of co-products in exchanges, as shares of 1.

    A factor that lists no exchange holds for all of them.
    """
    # beside factors of single exchanges, it holds for those that have none
    has_targets = any(e.find("{*}referenceToInputOutput") is not None for e in elements)
    for element in elements:
        number = (element.get("referenceToCoProduct") or "").strip()
        products = reading.by_number.get(number, [])
        percent = reading.number(element, "fraction", f"allocation {number}")
        if percent is None:
            continue
        if len(products) != 1:
            _tell_lost(reading, number)
            continue
        share = percent / 100
        targets = [
            (target.text or "").strip()
            for target in element.iterchildren("{*}referenceToInputOutput")
        ]
        if not targets:
            yield AllocationFactor(
                product=products[0].flow,
                factor=share,
                method="causal" if has_targets else "unspecified",
            )
        for target in dict.fromkeys(targets):
            exchanges = reading.by_number.get(target, [])
            if not exchanges:
                _tell_lost(reading, target)
            for exchange in exchanges:
                yield AllocationFactor(
                    product=products[0].flow,
                    factor=share,
                    method="causal",
                    exchange=exchange.id,
                )


def _tell_lost(reading: Reading, number: str) -> None:
    reading.tell(
        "W035",
        what={
            "en": f"an allocation factor refers to exchange {number or '–'}, which is "
            "not there, or there several times",
            "zh": f"某分配系数引用了编号 {number or '–'}，但它不存在或有多个",
        },
    )
