"""Mass balance of each process, and over the boundary after allocation (CQ-10).

Before allocation, per process and run:  Σ in = Σ out, in kg, within 5 %.
After allocation, over the boundary and per reference flow, the columns of a process
hold shares of what it takes in:  Σ_j s_j (in_j − out_j) = 0, within 5 % of what the
columns take in. With a basis other than mass the shares can't follow the masses; then
the difference is told as a note, since it is a property of the choice.

The format has no rows for what a process takes from nature as matter: ore, water, air,
what plants bind. So a process of the stage of raw materials, or one that changes the
carbon of its land, may give more than its rows take in; that is told as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lcagraph.checks.audit import Audit
from lcagraph.checks.materials import (
    Material,
    emitted,
    materials,
    open_removals,
    unclear,
)
from lcagraph.errors import Finding
from lcagraph.impact import CARBON_STOCKS
from lcagraph.wording.page import significant

MASS_TOLERANCE = 0.05
"""As much as the cut-off rule lets a model leave out in all (SD 表1-1: 5 %): what is
missing beyond that can't be called cut off."""

ROUNDING = 1e-9
"""A loss of 5 % is not quite 5 % in floating point: 1000 − 950 kg of 1000 kg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MassBalance:
    """What a process takes in and gives out, per run and before allocation."""

    process: str
    into: float | None
    """[kg]; None: the mass of some rows isn't known."""
    out: float | None
    """[kg]"""


def mass_balances(audit: Audit) -> tuple[MassBalance, ...]:
    """Each process that makes matter, in the order of the model."""
    found = []
    for id_ in audit.used_processes():
        listed = materials(audit, id_)
        if not _is_checked(audit, id_, listed):
            continue
        known = _gap(audit, id_, listed) is None
        into, out = _sums(audit, id_, listed) if known else (None, None)
        found.append(MassBalance(process=id_, into=into, out=out))
    return tuple(found)


def check_mass(audit: Audit) -> Iterable[Finding]:
    """Mass balance per process, then over the boundary."""
    found: list[Finding] = []
    differences: dict[str, tuple[float, float]] = {}
    for id_ in audit.used_processes():
        listed = materials(audit, id_)
        if not _is_checked(audit, id_, listed):
            continue
        gap = _gap(audit, id_, listed)
        if gap is not None:
            rule, rows = gap
            found += audit.tell(rule, f"processes.{id_}", process=id_, rows=rows)
            continue
        into, out = _sums(audit, id_, listed)
        differences[id_] = into, out
        if _is_off(into, out):
            found += _told(audit, id_, into, out)
    yield from found
    if not found:  # a sum with gaps, or of what is off already, tells nothing new
        yield from _boundary(audit, differences)


def _is_checked(audit: Audit, id_: str, listed: Sequence[Material]) -> bool:
    """Whether matter is made: no mix, boiler, landfill or mine."""
    process = audit.system.processes[id_]
    takes_in = any(m.side == "in" and not m.is_burnt for m in listed)
    is_from_nature = not takes_in and process.stage == "raw_materials"
    delivers = any(m.section == "outputs" for m in listed)
    return process.kind == "process" and delivers and not is_from_nature


def _gap(
    audit: Audit, id_: str, listed: Sequence[Material]
) -> tuple[str, Sequence[str]] | None:
    """Why no balance can be drawn, and the rows that it fails by."""
    unknown = [m.row for m in listed if m.kilograms is None and not m.is_burnt]
    if unknown:
        return "mass_unknown", unknown
    unbalanced = open_removals(audit, id_)
    return ("uptake_unknown", unbalanced) if unbalanced else None


def _sums(audit: Audit, id_: str, listed: Sequence[Material]) -> tuple[float, float]:
    """What enters and what leaves a process. [kg]

    A gas that may be flue gas of a fuel, or not, is taken to whatever share closes the
    gap best: nothing can be said against a balance that one of the readings closes.
    """
    into = sum(m.kilograms or 0 for m in listed if m.side == "in" and not m.is_burnt)
    out = sum(m.kilograms or 0 for m in listed if m.side == "out")
    least = out + sum(kilograms for _, kilograms in emitted(audit, id_, listed))
    most = least + sum(kilograms for _, kilograms in unclear(audit, id_, listed))
    return into, min(max(into, least), most)


def _is_off(into: float, out: float) -> bool:
    limit = MASS_TOLERANCE * max(abs(into), abs(out))
    return abs(into - out) > limit * (1 + ROUNDING)


def _told(audit: Audit, id_: str, into: float, out: float) -> Iterator[Finding]:
    at = f"processes.{id_}"
    from_nature = out > into and _takes_from_nature(audit, id_)
    rule = "taken_from_nature" if from_nature else "mass_balance"
    yield from audit.tell(rule, at, process=id_, **_values(into, out))


def _takes_from_nature(audit: Audit, id_: str) -> bool:
    """Whether a process mines, fells or grows: by its stage, or by its land."""
    process = audit.system.processes[id_]
    flows = {direct.flow for direct in audit.direct.get(id_, ())}
    return process.stage == "raw_materials" or bool(flows & CARBON_STOCKS)


def _boundary(
    audit: Audit, differences: dict[str, tuple[float, float]]
) -> Iterator[Finding]:
    """Σ over the columns of what they take in and give, per reference flow."""
    demand = audit.prepared.compiled.demand
    if demand.process not in differences:
        return
    into = out = within = 0.0
    not_by_mass: dict[str, None] = {}
    for id_, (taken, given) in differences.items():
        shares, runs = _columns(audit, id_)
        products = _product_masses(audit, id_)
        rest = given - sum(products)  # wastes, gases, burden-free: shared like inputs
        for share, run, product in zip(shares, runs, products, strict=True):
            into += share * taken * run
            out += (product + share * rest) * run
            within += product * run
            if _is_off(share * taken, product + share * rest):
                not_by_mass[id_] = None
    for id_ in not_by_mass:
        at, tolerance = f"processes.{id_}.allocation", f"{MASS_TOLERANCE:.0%}"
        yield from audit.tell("allocated_masses", at, process=id_, tolerance=tolerance)
    within -= _reference_mass(audit)  # what is made and used inside is no crossing
    if not not_by_mass and _is_off(into - within, out - within):
        yield from audit.tell(
            "boundary_balance", "reference", **_values(into - within, out - within)
        )


def _values(into: float, out: float) -> dict[str, str]:
    return {
        "into": f"{significant(into)} kg",
        "out": f"{significant(out)} kg",
        "difference": f"{significant(abs(into - out))} kg",
        "share": f"{abs(into - out) / max(abs(into), abs(out)):.1%}",
        "tolerance": f"{MASS_TOLERANCE:.0%}",
    }


def _reference_mass(audit: Audit) -> float:
    """Mass of the reference flow, by what its process delivers per run. [kg]"""
    layout, demand = audit.prepared.layout, audit.prepared.compiled.demand
    own = [f for f in audit.prepared.compiled.functions if f.process == demand.process]
    masses = _product_masses(audit, demand.process)
    position = [f.row for f in own].index(demand.row)
    amount = audit.term(demand.term)
    if amount is None or not amount[0]:
        return 0.0
    wanted = float(audit.numbers.f[0, layout.demand_column])
    return masses[position] * wanted / amount[0]


def _columns(audit: Audit, id_: str) -> tuple[list[float], list[float]]:
    """Allocation share and runs of each column of a process."""
    layout, numbers = audit.prepared.layout, audit.numbers
    own = [j for j, c in enumerate(layout.columns) if c.id == id_ and not c.is_factor]
    shares = [float(numbers.shares[0, layout.share[j]]) for j in own]
    return shares, [float(numbers.s[0, j]) for j in own]


def _product_masses(audit: Audit, id_: str) -> list[float]:
    """Mass of what each column of a process delivers; a treated waste: none."""
    masses = {m.row: m for m in materials(audit, id_) if m.section == "outputs"}
    own = [f for f in audit.prepared.compiled.functions if f.process == id_]
    return [masses[f.row].kilograms or 0.0 if f.row in masses else 0.0 for f in own]
