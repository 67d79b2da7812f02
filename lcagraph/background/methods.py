"""Impact assessment methods that came in a package, as rows of C.

A factor is stated per some unit of some property of its flow; C has it per reference
unit, as B has the flow. Factors stay as published: B is positive in a flow's own
direction, which is how methods count too.

What can't be known is NaN, never zero: a factor that is there but can't be used would
otherwise be missing from every result unnoticed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lcagraph.background.conversion import Conversion, Fault
from lcagraph.background.linked import Floats, LinkedDatabase
from lcagraph.background.records import Flow, Method, MethodFactor, Package
from lcagraph.errors import Finding
from lcagraph.impact import DEFAULT_GWP, gwp_set

SAME = 1e-9
"""Two factors of one flow that differ by less are one factor."""

DIFFERENT = 5e-3
"""Relative difference from which `compare_with_gwp` lists a factor; published ones are
rounded to three digits."""

_CO2E = re.compile(r"co2[ -]*(e\b|eq|equivalent|当量)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Characterised:
    """A method's factors on the elementary flows of a database."""

    row: Floats
    """Row of C, shape (elementary flows,), in the order of the rows of B; zero where
    the method has no factor, NaN where its factor can't be used.
    [unit of the method/reference unit of the flow]"""
    unit: str
    """Of the impact indicator, in the source's words."""
    used: int
    """Flows with a usable factor."""
    absent: int
    """Factors of flows that no exchange of the database names."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDifference:
    """A flow that a method weighs otherwise than a GWP set does."""

    flow: str
    """Id of the elementary flow."""
    name: str
    compartment: tuple[str, ...]
    gas: str
    """What the flow was mapped to; empty: not mapped."""
    theirs: float
    """Factor of the method, 0 if it has none. [kg CO2e/reference unit]"""
    ours: float
    """Factor of the set, 0 if not mapped, NaN if the set lacks the gas. [same unit]"""


def characterise(linked: LinkedDatabase, method: Method) -> Characterised:
    """Row of C of a method, with what of it could not be used.

    Parameters
    ----------
    linked : LinkedDatabase
        Its package may, but need not, be the one that the method came in.
    method : Method
        One impact category; flows are matched by id.

    Returns
    -------
    Characterised
        Findings: E047 no number, E083 unit unknown, E084 two values, E085 only for
        certain places, N083 how many factors for certain places were set aside, N084
        how many flows have the factor of their compartment.
    """
    return characterise_flows(linked.package, linked.elementary, method)


def characterise_flows(
    package: Package, elementary: tuple[str, ...], method: Method
) -> Characterised:
    """The same for the elementary flows of a package, rows of B as `elementary`."""
    conversion = Conversion(package)
    row_of = {flow: row for row, flow in enumerate(elementary)}
    row = np.zeros(len(elementary))
    findings: list[Finding] = []
    by_flow: dict[str, list[MethodFactor]] = {}
    for factor in method.factors:
        by_flow.setdefault(factor.flow, []).append(factor)
    inherited = compartment_factors(package, elementary, method)
    by_flow.update(inherited)
    placed = 0
    for flow_id, factors in sorted(by_flow.items()):
        flow = package.flows.get(flow_id)
        if flow_id not in row_of or flow is None:
            continue
        general = [factor for factor in factors if not factor.location]
        placed += len(factors) - len(general)
        value, finding = _value(method, flow, general, conversion)
        row[row_of[flow_id]] = value
        findings += [finding] if finding else []
    if placed:
        values = {"method": _title(method), "number": placed}
        findings.append(Finding(code="N083", at=method.id, values=values))
    if inherited:
        values = {"method": _title(method), "number": len(inherited)}
        findings.append(Finding(code="N084", at=method.id, values=values))
    usable = np.isfinite(row) & np.isin(elementary, list(by_flow))
    return Characterised(
        row=row,
        unit=method.unit,
        used=int(usable.sum()),
        absent=sum(len(f) for flow, f in by_flow.items() if flow not in row_of),
        findings=tuple(findings),
    )


def compartment_factors(
    package: Package, elementary: Sequence[str], method: Method
) -> Mapping[str, list[MethodFactor]]:
    """Factors that flows of subcompartments have by their compartment.

    In SimaPro, a factor of ``(unspecified)`` holds for every subcompartment that has
    none of its own. Other formats have a factor per flow and nothing else.

    Parameters
    ----------
    package : Package
        With the flows of `elementary`; the method may come from another one.
    elementary : sequence of str
        Ids of the flows that need factors.
    method : Method

    Returns
    -------
    mapping
        Flow → factors, in the order of `elementary`; flows with factors of their own
        are absent.

    References
    ----------
    `match_subcategories` of bw2io, which its importer of SimaPro methods applies.
    """
    if package.dialect != "simapro":
        return {}
    own: dict[str, list[MethodFactor]] = {}
    for factor in method.factors:
        own.setdefault(factor.flow, []).append(factor)
    found = {}
    for id_ in elementary:
        flow = package.flows.get(id_)
        if flow is not None and id_ not in own and len(flow.compartment) > 1:
            # the reader's id of the substance in the compartment as a whole
            factors = own.get(f"{flow.compartment[0]}/{flow.name}", [])
            if factors:
                found[id_] = [replace(factor, flow=id_) for factor in factors]
    return found


def with_compartment_factors(package: Package) -> tuple[Method, ...]:
    """Methods of a package with a factor per flow, as other programs need them."""
    flows = [id_ for id_, flow in package.flows.items() if flow.kind == "elementary"]
    found = []
    for method in package.methods:
        more = compartment_factors(package, flows, method).values()
        factors = (*method.factors, *(factor for each in more for factor in each))
        found.append(replace(method, factors=factors))
    return tuple(found)


def is_climate_change(method: Method) -> bool:
    """True if a method's indicator is counted in CO2 equivalents."""
    return _CO2E.search(method.unit.strip()) is not None


def compare_with_gwp(
    linked: LinkedDatabase, method: Method, gwp: str = DEFAULT_GWP
) -> tuple[FactorDifference, ...]:
    """Where a package's own climate-change method and a GWP set part, widest first.

    Parameters
    ----------
    linked : LinkedDatabase
        With `gases`.
    method : Method
        In kilograms of CO2e.
    gwp : str
        Id of the set.

    Returns
    -------
    tuple of FactorDifference
        Flows whose factors differ by more than `DIFFERENT`, those that only one of the
        two weighs, and those where either is unknown.

    Raises
    ------
    UsageError
        No such set (E606).
    """
    factors = gwp_set(gwp).factors
    row = characterise(linked, method).row
    found = []
    for flow_id, theirs in zip(linked.elementary, row.tolist(), strict=True):
        mapped = linked.gases.get(flow_id)
        ours = 0.0
        if mapped is not None:
            ours = factors.get(mapped.gas, math.nan) * mapped.factor
        if _agree(theirs, ours):
            continue
        flow = linked.package.flows[flow_id]
        found.append(
            FactorDifference(
                flow=flow_id,
                name=flow.name,
                compartment=flow.compartment,
                gas=mapped.gas if mapped else "",
                theirs=theirs,
                ours=ours,
            )
        )
    return tuple(sorted(found, key=_by_width))


def _agree(theirs: float, ours: float) -> bool:
    return abs(theirs - ours) <= DIFFERENT * max(abs(theirs), abs(ours))


def _by_width(each: FactorDifference) -> tuple[float, str]:
    width = abs(each.theirs - each.ours)
    return (-math.inf if math.isnan(width) else -width, each.flow)


def _value(
    method: Method, flow: Flow, general: Sequence[MethodFactor], conversion: Conversion
) -> tuple[float, Finding | None]:
    """The factor per reference unit, or NaN and why."""
    named = {"method": _title(method), "flow": flow.name}
    if not general:
        return math.nan, Finding(code="E085", at=flow.id, values=named)
    values = []
    for factor in general:
        if not math.isfinite(factor.amount):
            return math.nan, Finding(code="E047", at=flow.id, values=named)
        size = conversion.factor(flow, factor.unit, factor.property)
        if isinstance(size, Fault):
            unit = {**named, "unit": factor.unit or "–"}
            return math.nan, Finding(code="E083", at=flow.id, values=unit)
        values.append(factor.amount / size)
    if max(values) - min(values) > SAME * max(map(abs, values)):
        several = {**named, "values": ", ".join(f"{each:g}" for each in values)}
        return math.nan, Finding(code="E084", at=flow.id, values=several)
    return values[0], None


def _title(method: Method) -> str:
    return " / ".join(part for part in (method.name, method.category) if part)
