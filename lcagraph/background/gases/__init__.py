"""Elementary flows of a package mapped to the gases of the GWP sets.

    identifier, CAS number, formula, name, synonym → which substance
    compartment                                    → to the air, or taken from it
    words of the name                              → fossil, biogenic, land use
    unit                                           → kilograms of the gas

What a flow leaves open is told with the number of exchanges that it concerns:

- CO2 without origin counts as CO2e that is not split: its factor is 1 in every GWP set,
  so both totals come out as with fossil CO2, but no item claims it. Neither “fossil”
  nor “biogenic” is known: USLCI has flows for both besides, and the US federal list
  had no biogenic CO2 until 2026.
- Methane without origin is ``ch4``, the general value of the IPCC table.
- Methane of land-use change is ``ch4_fossil``: its carbon was in a stock, so that what
  it oxidises to counts, as EF 3.1 has it (29.8).
- A flow without compartment counts as an emission to air only if it is a gas that
  nobody emits elsewhere: CO2, methane, nitrous oxide, fluorinated gases. If datasets
  both take it and give it away, nobody can tell an emission from a resource: it is
  told and flagged.

Whatever looks like a greenhouse gas and can't be mapped is listed, and flags the
processes that have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lcagraph.background.conversion import Conversion
from lcagraph.background.directions import own_directions
from lcagraph.background.gases.media import Medium, medium_of, proven_compartment
from lcagraph.background.gases.origins import Origin, Spoken, read_origin
from lcagraph.background.gases.own_map import STRATEGY, GasMap, mapped_by
from lcagraph.background.gases.substances import ORIGINS, Identity, identify
from lcagraph.background.gases.suspects import looks_like_greenhouse_gas
from lcagraph.background.gases.tables import (
    identified,
    own_identifiers,
    stressors,
)
from lcagraph.background.linked import Mapped
from lcagraph.background.records import Direction, Flow, Package
from lcagraph.errors import Finding
from lcagraph.impact import elementary_flows

__all__ = ["STRATEGIES", "GasMapping", "map_gases"]

CONCORDANCE = "concordance"
STRATEGIES = (CONCORDANCE, "identifier", "cas", "formula", "name", "synonym")
"""Ways by which a flow is found, in this order, unless the user says what it is."""

_MASS = (("mass", 1),)

_EMITTED: Mapping[tuple[str, Origin], str] = {
    ("co2", "fossil"): "co2_fossil",
    ("co2", "biogenic"): "co2_biogenic",
    ("co2", "land_use"): "co2_land_use",
    ("co2", ""): "co2e_unspecified",
    ("ch4", "fossil"): "ch4_fossil",
    ("ch4", "biogenic"): "ch4_biogenic",
    ("ch4", "land_use"): "ch4_fossil",
    ("ch4", ""): "ch4",
    ("n2o", "fossil"): "n2o_fossil",
    ("n2o", "biogenic"): "n2o_biogenic",
    ("n2o", ""): "n2o",
}

_TAKEN: Mapping[Origin, str] = {
    "": "co2_biogenic_removed",
    "biogenic": "co2_biogenic_removed",
    "land_use": "co2_land_use_removed",
    "stock": "co2_land_use_removed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GasMapping:
    """What the elementary flows of a package are in climate change."""

    mapped: Mapping[str, Mapped]
    """Flow id → gas; flows that are no greenhouse gas are absent."""
    unmapped: frozenset[str]
    """Flows that look like a greenhouse gas and are not mapped: a column that has one
    gets `UNMAPPED_GAS`."""
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    """``gases_by_<strategy>``, ``gases_unmapped``, ``gases_not_to_air``,
    ``gases_without_origin``, ``gases_without_compartment``: flows each."""


Times = Counter[tuple[str, Direction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What one flow was found to be."""

    gas: str = ""
    strategy: str = ""
    findings: tuple[Finding, ...] = ()
    is_suspect: bool = False
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One flow with what the package says about its use."""

    flow: Flow
    medium: Medium
    values: Mapping[str, object]
    """What its findings quote: name, compartment, number of exchanges."""
    is_bare: bool
    """Nothing tells its compartment."""
    is_mixed: bool
    """Nothing tells its compartment, and it is stated as input and as output."""


def map_gases(
    package: Package,
    used: Collection[str],
    own: GasMap | None = None,
    times: Times | None = None,
) -> GasMapping:
    """Gases of the elementary flows that the exchanges of a package name.

    Parameters
    ----------
    package : Package
        As read.
    used : collection of str
        Ids of the elementary flows to look at: the rows of B.
    own : GasMap, optional
        What the user says of some of them.
    times : mapping, optional
        How often each flow is stated on each side, where the exchanges of the package
        don't tell it.

    Returns
    -------
    GasMapping
        Findings, one per flow: W081 looks like a greenhouse gas, unknown; W082
        contradicts itself; W083 not a mass; W084 no origin; W085 no compartment; N082
        number of another isomer; W086 a row of the user that is about no flow.
    """
    own = own or GasMap()
    conversion = Conversion(package)
    directions = own_directions(package)
    times = _times(package) if times is None else times
    mapped: dict[str, Mapped] = {}
    unmapped: set[str] = set()
    findings: list[Finding] = []
    counts = Counter({f"gases_by_{strategy}": 0 for strategy in STRATEGIES})
    for flow_id in sorted(used):
        flow = package.flows.get(flow_id)
        if flow is None or flow.kind != "elementary":
            continue
        if (row := own.row_of(flow)) is not None:
            if row.gas:  # else the user says that it is none
                mapped[flow_id] = mapped_by(row)
            counts[f"gases_by_{STRATEGY}"] += 1
            continue
        unit = conversion.unit_of(flow)
        if (gas := stressors().get((flow.name, unit))) is not None:
            mapped[flow_id] = Mapped(gas=gas, factor=1.0, strategy=CONCORDANCE)
            counts[f"gases_by_{CONCORDANCE}"] += 1
            continue
        direction = directions.get(flow_id)
        case = _case(flow, unit, direction, times)
        verdict = _verdict(case)
        if verdict.gas:
            mass = conversion.measures(flow).get(_MASS)
            if mass is None or _is_of_another(unit, verdict.gas):
                verdict = _without_mass(case, verdict, unit)
            else:
                is_reverse = direction not in (None, _expected(case.medium))
                mapped[flow_id] = Mapped(
                    gas=verdict.gas,
                    factor=-mass if is_reverse else mass,
                    strategy=verdict.strategy,
                )
                counts[f"gases_by_{verdict.strategy}"] += 1
        if verdict.is_suspect:
            unmapped.add(flow_id)
        counts.update(verdict.counted)
        findings += verdict.findings
    findings += _without_flow(own, package, used)
    counts["gases_unmapped"] = len(unmapped)
    return GasMapping(
        mapped=mapped,
        unmapped=frozenset(unmapped),
        findings=tuple(findings),
        counts=dict(sorted(counts.items())),
    )


def _without_flow(
    own: GasMap, package: Package, used: Collection[str]
) -> Iterator[Finding]:
    """W086: rows of the user that no elementary flow of the package fits."""
    if not own:
        return
    flows = [package.flows[each] for each in sorted(used) if each in package.flows]
    for row in own.rows:
        if not any(flow.kind == "elementary" and row.fits(flow) for flow in flows):
            values = {"file": own.file, "line": row.line, "flow": row.flow or row.name}
            yield Finding(code="W086", values=values)


def _times(package: Package) -> Times:
    """How often each flow is stated on each side."""
    return Counter(
        (e.flow, e.direction)
        for process in package.processes
        for e in process.exchanges
    )


def _case(flow: Flow, unit: str, direction: Direction | None, times: Times) -> _Case:
    compartment = flow.compartment
    medium = medium_of(flow, compartment)
    if medium == "unknown":
        proven = proven_compartment(flow, unit)
        if proven:
            compartment, medium = proven, medium_of(flow, proven)
    is_bare = medium == "unknown"
    inputs, outputs = times[flow.id, "input"], times[flow.id, "output"]
    is_mixed = is_bare and bool(inputs and outputs)
    if is_bare and direction == "input":
        medium = "resource"
    values = {
        "flow": flow.name,
        "compartment": " / ".join(compartment) or "–",
        "exchanges": inputs + outputs,
        "inputs": inputs if is_mixed else None,
        "outputs": outputs if is_mixed else None,
    }
    return _Case(
        flow=flow, medium=medium, values=values, is_bare=is_bare, is_mixed=is_mixed
    )


def _expected(medium: Medium) -> Direction:
    return "input" if medium in ("from_air", "resource") else "output"


def _verdict(case: _Case) -> _Verdict:
    """By identifier, unless everything else about the flow says another gas."""
    # a factor table or an export of ours: it speaks our words
    own = own_identifiers().get(case.flow.id, case.flow.id)
    if own in elementary_flows():
        return _Verdict(gas=own, strategy="identifier")
    gas = identified().get(case.flow.id, "")
    other = _by_properties(case)
    if not gas or "W082" in {finding.code for finding in other.findings}:
        return other
    if other.gas not in ("", gas):
        told = (f"{case.flow.id} → {gas}", f"“{case.flow.name}” → {other.gas}")
        return _contradicting(case, told)
    return _told(case, gas, "identifier", ())


def _by_properties(case: _Case) -> _Verdict:
    """By CAS number, formula, name or synonym."""
    identity = identify(case.flow)
    if identity.conflict:
        return _contradicting(case, identity.conflict)
    if len(identity.gases) != 1:
        return _unidentified(case, identity)
    (gas,) = identity.gases
    if gas in ORIGINS:
        return _of_origin(case, gas, identity)
    is_lost = case.is_bare and case.medium == "resource"
    if case.is_mixed or (is_lost and _is_hardly_a_resource(gas)):
        return _unknown(case, identity)
    if case.medium in ("air", "unknown"):
        return _emitted(case, gas, identity)
    return _Verdict(counted=("gases_not_to_air",))


def _of_origin(case: _Case, species: str, identity: Identity) -> _Verdict:
    """CO2, methane or nitrous oxide, by medium and the words of the name."""
    spoken = _spoken(case.flow, identity.strategy)
    spoken = spoken or Spoken(species, "", is_in_air=False, strange="")
    is_known = species == "n2o" or not spoken.strange
    if case.is_mixed and not (spoken.is_in_air and case.medium == "resource"):
        return _unknown(case, identity)
    if spoken.origin == "stock" and is_known and species == "co2":
        return _told(case, "co2_land_use_removed", identity.strategy, ())
    if case.medium in ("air", "unknown"):
        gas = _EMITTED.get((species, spoken.origin), "") if is_known else ""
        return _emitted(case, gas, identity) if gas else _unknown(case, identity)
    is_taken = case.medium == "from_air" or (
        case.medium == "resource" and spoken.is_in_air
    )
    if species == "co2" and is_taken:
        if spoken.origin == "fossil":
            told = (f"“{case.flow.name}”", str(case.values["compartment"]))
            return _contradicting(case, told)
        gas = _TAKEN[spoken.origin] if is_known else ""
        if gas:
            return _told(case, gas, identity.strategy, ())
        return _unknown(case, identity)
    is_lost = case.is_bare and case.medium == "resource" and species == "n2o"
    if is_lost or (species == "co2" and case.medium in ("soil", "resource")):
        return _unknown(case, identity)  # stored, or a mistake: nobody can tell
    return _Verdict(counted=("gases_not_to_air",))


def _is_hardly_a_resource(gas: str) -> bool:
    """True for fluorinated gases: nobody takes them from nature."""
    return "F" in elementary_flows()[gas].formula


def _emitted(case: _Case, gas: str, identity: Identity) -> _Verdict:
    findings: tuple[Finding, ...] = ()
    counted: tuple[str, ...] = ()
    if case.medium == "unknown":
        species = gas.split("_", maxsplit=1)[0]
        is_gas = species in (*ORIGINS, "co2e") or _is_hardly_a_resource(gas)
        if not is_gas:
            return _unknown(case, identity)
        findings = (Finding(code="W085", at=case.flow.id, values=case.values),)
        counted = ("gases_without_compartment",)
    if identity.by_structure:
        values = {**case.values, "gas": gas, "number": identity.by_structure}
        findings += (Finding(code="N082", at=case.flow.id, values=values),)
    return _told(case, gas, identity.strategy, findings, counted)


def _told(
    case: _Case,
    gas: str,
    strategy: str,
    findings: tuple[Finding, ...],
    counted: tuple[str, ...] = (),
) -> _Verdict:
    """A flow that was mapped, with W084 if its origin had to be left open."""
    spoken = _spoken(case.flow, strategy)
    is_land_use = gas == "ch4_fossil" and spoken and spoken.origin == "land_use"
    if gas in ("co2e_unspecified", "ch4") or is_land_use:
        values = {**case.values, "gas": gas}
        findings += (Finding(code="W084", at=case.flow.id, values=values),)
        counted += ("gases_without_origin",)
    return _Verdict(gas=gas, strategy=strategy, findings=findings, counted=counted)


def _spoken(flow: Flow, strategy: str) -> Spoken | None:
    """What the names say; synonyms only where they alone told the gas."""
    others = flow.synonyms if strategy == "synonym" else ()
    for name in (flow.name, *flow.names.values(), *others):
        spoken = read_origin(name)
        if spoken is not None:
            return spoken
    return None


# ---------------------------------------------------------------------- left unmapped


def _unidentified(case: _Case, identity: Identity) -> _Verdict:
    """No gas of the sets, or several isomers: told if it looks like one."""
    if case.medium not in ("air", "from_air", "unknown"):
        return _Verdict()
    names = (case.flow.name, *case.flow.names.values())
    if not identity.gases and not looks_like_greenhouse_gas(names):
        return _Verdict()
    return _unknown(case, identity)


def _unknown(case: _Case, identity: Identity) -> _Verdict:
    gases = sorted(g.upper() if g in ORIGINS else g for g in identity.gases)
    values = {**case.values, "candidates": ", ".join(gases) or "–"}
    finding = Finding(code="W081", at=case.flow.id, values=values)
    return _Verdict(findings=(finding,), is_suspect=True)


def _contradicting(case: _Case, said: tuple[str, ...]) -> _Verdict:
    if case.medium == "elsewhere":
        return _Verdict(counted=("gases_not_to_air",))
    values = {**case.values, "said": "; ".join(said)}
    finding = Finding(code="W082", at=case.flow.id, values=values)
    return _Verdict(findings=(finding,), is_suspect=True)


def _is_of_another(unit: str, gas: str) -> bool:
    """Whether a unit says CO2 of what is none: tCO2 of methane is a GWP ahead."""
    return "CO2" in unit and not gas.startswith("co2")


def _without_mass(case: _Case, verdict: _Verdict, unit: str) -> _Verdict:
    values = {**case.values, "gas": verdict.gas, "unit": unit or "–"}
    finding = Finding(code="W083", at=case.flow.id, values=values)
    return _Verdict(findings=(finding,), is_suspect=True)
