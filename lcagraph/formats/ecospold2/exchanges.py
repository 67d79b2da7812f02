"""Exchanges, parameters and distributions of one EcoSpold 2 dataset."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lcagraph.background.records import Direction, Exchange, Parameter, Uncertainty
from lcagraph.errors import Finding
from lcagraph.formats.ecospold2.flows import EXCHANGES, FlowLedger
from lcagraph.formats.ecospold2.texts import (
    child,
    children,
    local_name,
    paragraphs,
    texts,
)
from lcagraph.formats.stated import preferred, stated_number
from lcagraph.formats.xml_guard import Element

_PEDIGREE = (
    "reliability",
    "completeness",
    "temporalCorrelation",
    "geographicalCorrelation",
    "furtherTechnologyCorrelation",
)
_LARGEST_EXPONENT = 700.0
"""exp() overflows beyond; no real geometric standard deviation comes near."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one dataset is read with, and what turned up on the way."""

    ledger: FlowLedger
    place: str
    """File inside the package, or the id of the dataset once it is known."""
    problems: list[Finding] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    """Flow ids of the reference products with an amount."""
    production_volume: float | None = None
    has_links: bool = False
    odd_spreads: int = 0
    """Distributions of kinds that are not computed, such as binomial ones."""

    def number(self, element: Element, name: str, what: str) -> float | None:
        """An attribute that must be a number; None and E027 if it is not."""
        text = element.get(name)
        value = stated_number(text)
        if value is None:
            values = {"what": what, "text": text or ""}
            self.problems.append(Finding(code="E027", at=self.place, values=values))
        return value


def read_exchanges(flow_data: Element | None, reading: Reading) -> Iterator[Exchange]:
    """Exchanges of a dataset in their order; those without direction are left out."""
    taken: set[str] = set()
    for number, element in enumerate(children(flow_data, *EXCHANGES), start=1):
        identifier = element.get("id") or str(number)
        if identifier in taken:
            identifier = f"{identifier}~{number}"
        taken.add(identifier)
        exchange = _exchange(element, identifier, reading)
        if exchange is not None:
            yield exchange


def _exchange(element: Element, identifier: str, reading: Reading) -> Exchange | None:
    flow = reading.ledger.add(element, in_use=True)
    name = preferred(texts(element, "name")) or flow
    if not flow:
        missing = f"{local_name(element)}Id"
        values = {"what": name, "missing": missing}
        reading.problems.append(Finding(code="E033", at=reading.place, values=values))
        return None
    direction, group = _direction(element)
    if direction is None:
        values = {"flow": name, "stated": group or "–"}
        reading.problems.append(Finding(code="E028", at=reading.place, values=values))
        return None
    amount = reading.number(element, "amount", name)
    is_reference = False
    if local_name(element) == EXCHANGES[0]:
        is_reference = direction == "output" and group == "0"
        _note_product(element, flow, direction, group, amount, reading)
    return Exchange(
        id=identifier,
        flow=flow,
        direction=direction,
        amount=amount,
        formula=formula_of(element),
        unit=preferred(texts(element, "unitName")),
        is_reference=is_reference,
        provider=element.get("activityLinkId") or "",
        uncertainty=_uncertainty(element, amount, reading),
        comment=paragraphs(element, "comment"),
    )


def _direction(element: Element) -> tuple[Direction | None, str]:
    """Direction and group code; exactly one group must be stated."""
    stated = [(local_name(g), (g.text or "").strip()) for g in _groups(element)]
    codes = ", ".join(f"{name} {code}" for name, code in stated)
    if len(stated) != 1:
        return None, codes
    name, code = stated[0]
    if name == "inputGroup":
        return ("input", code) if code in {"1", "2", "3", "4", "5"} else (None, codes)
    return ("output", code) if code in {"0", "2", "3", "4", "5"} else (None, codes)


def _groups(element: Element) -> Iterator[Element]:
    yield from children(element, "inputGroup", "outputGroup")


def _note_product(
    element: Element,
    flow: str,
    direction: Direction,
    group: str,
    amount: float | None,
    reading: Reading,
) -> None:
    """What an intermediate exchange tells about its flow and its dataset."""
    if element.get("activityLinkId") and direction == "input":
        reading.has_links = True
    if direction == "input":
        return
    reading.ledger.mark(flow, group, amount)
    reading.ledger.measure(flow, element)
    if group == "0" and amount:
        reading.references.append(flow)
        volume = stated_number(element.get("productionVolumeAmount"))
        reading.production_volume = volume


def formula_of(element: Element, name: str = "mathematicalRelation") -> str:
    """The formula behind an amount, if it is in force."""
    if (element.get("isCalculatedAmount") or "").strip().lower() in {"false", "0"}:
        return ""
    return (element.get(name) or "").strip()


# ------------------------------------------------------------------------ parameters


def read_parameters(flow_data: Element | None, reading: Reading) -> Iterator[Parameter]:
    """Parameters of a dataset, and every amount that formulas may call by a name."""
    for element in children(flow_data, "parameter"):
        name = element.get("variableName") or preferred(texts(element, "name"))
        if name:
            amount = reading.number(element, "amount", name)
            yield Parameter(
                name=name,
                value=amount,
                formula=formula_of(element),
                uncertainty=_uncertainty(element, amount, reading),
                comment=paragraphs(element, "comment"),
            )
    for element in children(flow_data, *EXCHANGES):
        yield from _named(element, "variableName", "amount", "mathematicalRelation")
        yield from _named(
            element,
            "productionVolumeVariableName",
            "productionVolumeAmount",
            "productionVolumeMathematicalRelation",
        )
        for each in children(element, "property"):
            yield from _named(each, "variableName", "amount", "mathematicalRelation")


def _named(
    element: Element, variable: str, amount: str, relation: str
) -> Iterator[Parameter]:
    """An amount with a variable name, as the parameter that formulas see."""
    name = (element.get(variable) or "").strip()
    if name:
        value = stated_number(element.get(amount))
        yield Parameter(name=name, value=value, formula=formula_of(element, relation))


# --------------------------------------------------------------------- distributions


def _uncertainty(
    element: Element, amount: float | None, reading: Reading
) -> Uncertainty | None:
    """The stated distribution, or None; with pedigree uncertainty where it has that."""
    stated = child(element, "uncertainty")
    if stated is None:
        return None
    pedigree: tuple[int, ...] = ()
    for matrix in children(stated, "pedigreeMatrix"):
        scores = [matrix.get(name) or "" for name in _PEDIGREE]
        if all(s in {"1", "2", "3", "4", "5"} for s in scores):
            pedigree = tuple(int(score) for score in scores)
    for each in stated:
        found = _distribution(each, amount)
        if found is not None:
            return replace(found, pedigree=pedigree)
    kinds = [local_name(each) for each in stated if local_name(each) not in _NO_KINDS]
    reading.odd_spreads += bool(kinds)
    return Uncertainty(spread="undefined", pedigree=pedigree) if pedigree else None


_NO_KINDS = ("pedigreeMatrix", "comment", "undefined")


def _distribution(stated: Element, amount: float | None) -> Uncertainty | None:
    kind = local_name(stated)
    low, high = (stated_number(stated.get(k)) for k in ("minValue", "maxValue"))
    if kind == "lognormal":
        spread = _root(stated)
        gsd = math.exp(spread) if spread is not None else None
        return Uncertainty(spread="lognormal", location=_median(stated), scale=gsd)
    if kind == "normal":
        mean = stated_number(stated.get("meanValue"))
        return Uncertainty(spread="normal", location=mean, scale=_root(stated))
    if kind == "triangular":
        mode = stated_number(stated.get("mostLikelyValue"))
        mode = amount if mode is None else mode
        return Uncertainty(
            spread="triangular", location=mode, minimum=low, maximum=high
        )
    if kind == "uniform":
        return Uncertainty(spread="uniform", minimum=low, maximum=high)
    return _rare_distribution(stated, amount)


def _rare_distribution(stated: Element, amount: float | None) -> Uncertainty | None:
    """A beta, gamma or binomial. EcoSpold 2 schema, fields 2140 and the following.

    Its beta has the exponents 1 + 4 (m − a)/(b − a) and 6 minus that: a beta PERT with
    λ = 4. A binomial of one trial is a Bernoulli; of several it is not known here.
    """
    kind = local_name(stated)
    names = ("minValue", "maxValue", "shape", "scale", "p", "n")
    low, high, shape, scale, p, n = (stated_number(stated.get(k)) for k in names)
    if kind == "beta":
        modes = (stated_number(stated.get(k)) for k in _MODES)
        mode = next((m for m in modes if m is not None), amount)
        return Uncertainty(
            spread="pert", location=mode, scale=4.0, minimum=low, maximum=high
        )
    if kind == "gamma":
        return Uncertainty(spread="gamma", location=low, scale=scale, shape=shape)
    if kind == "binomial" and n == 1:
        return Uncertainty(spread="bernoulli", location=p)
    return None


_MODES = ("mostFrequentValue", "mostLikelyValue")


def _median(stated: Element) -> float | None:
    """`meanValue` is the geometric mean; `mu`, its logarithm, only where it is missing.

    Programs that scale a dataset forget `mu` more often than `meanValue`.
    """
    mean = stated_number(stated.get("meanValue"))
    mu = stated_number(stated.get("mu"))
    if mean is None and mu is not None and abs(mu) < _LARGEST_EXPONENT:
        return math.exp(mu)
    return mean


def _root(stated: Element) -> float | None:
    """Standard deviation from the variance with pedigree uncertainty, else without."""
    for name in ("varianceWithPedigreeUncertainty", "variance"):
        variance = stated_number(stated.get(name))
        if variance is not None and 0 <= variance < _LARGEST_EXPONENT**2:
            return math.sqrt(variance)
    return None
