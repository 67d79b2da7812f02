"""Carbon and energy balances of processes, where the model gives the properties.

Carbon: Σ in = Σ out within 5 %, where every material of the process states `carbon`
(or `fossil_carbon` and `biogenic_carbon`); emitted CO2 and CH4 carry theirs.
Energy: a process can't deliver more energy than enters it. A condensing boiler gives
up to 111 % of the lower heating value (natural gas: higher/lower = 1.11), so 11 % are
allowed; losses are not looked at. Sun, wind, ambient heat and the heat of reactions are
no rows of a model: where they may give the rest, the gap is told as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lcagraph.checks.audit import KILOGRAM, MEGAJOULE, Audit
from lcagraph.checks.materials import (
    Material,
    flow_kilograms,
    materials,
)
from lcagraph.errors import Finding
from lcagraph.graph.process import Exchange
from lcagraph.impact import CARBON_STOCKS, NOT_STORED
from lcagraph.wording.page import significant

CARBON_TOLERANCE = 0.05
"""As of the mass balance."""
ENERGY_TOLERANCE = 0.11
"""Higher over lower heating value of natural gas."""

CARBON_IN = {"co2": 12.011 / 44.009, "ch4": 12.011 / 16.043}
"""Mass of carbon per mass of gas (standard atomic weights, IUPAC). [kg/kg]"""
ENERGY_PROPERTIES = ("lhv", "energy")
INERT = ("service", "transport", "treatment")
"""Kinds of factors that bring in no energy: water, freight, the care of wastes."""

ROUNDING = 1e-9
"""A gap of exactly the tolerance is within it, whatever the last digits say."""


def check_carbon(audit: Audit) -> Iterable[Finding]:
    """Carbon in = carbon out, where all materials of a process state theirs."""
    for id_ in audit.used_processes():
        if audit.system.processes[id_].kind != "process" or _is_open(audit, id_):
            continue
        listed = materials(audit, id_)
        carbon = [(m, _carbon(audit, m)) for m in listed]
        known = [(m, c) for m, c in carbon if c is not None]
        if len(known) < len(listed) or not any(c for _, c in known):
            continue
        into = sum(c for m, c in known if m.side == "in")
        into += _uptake(audit, id_)
        out = sum(c for m, c in known if m.side == "out")
        out += _emitted_carbon(audit, id_)
        limit = CARBON_TOLERANCE * max(into, out)
        if abs(into - out) > limit * (1 + ROUNDING):
            yield from audit.tell(
                "carbon_balance",
                f"processes.{id_}",
                process=id_,
                into=f"{significant(into)} kg",
                out=f"{significant(out)} kg",
                share=f"{abs(into - out) / max(into, out):.1%}",
                tolerance=f"{CARBON_TOLERANCE:.0%}",
            )


def _is_open(audit: Audit, id_: str) -> bool:
    """Whether captured CO2 is used or bound: it may leave in a product, or not."""
    return any(direct.flow == NOT_STORED for direct in audit.direct.get(id_, ()))


def _carbon(audit: Audit, material: Material) -> float | None:
    """Carbon of a material in kg; None if the model doesn't say."""
    whole = _carbon_by(audit, material, "carbon")
    if whole is not None:
        return whole
    parts = [
        _carbon_by(audit, material, name)
        for name in ("fossil_carbon", "biogenic_carbon")
    ]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _carbon_by(audit: Audit, material: Material, name: str) -> float | None:
    if audit.property_of(material.path, material.product, name) is None:
        return None
    return audit.quantity(material.path, material.product, (name,), KILOGRAM)


def _emitted_carbon(audit: Audit, id_: str) -> float:
    """Carbon of every CO2 and CH4 emission: here fuels count with their flue gas."""
    return sum(
        flow_kilograms(audit, direct) * CARBON_IN.get(direct.flow.split("_")[0], 0.0)
        for direct in audit.direct.get(id_, ())
        if ".emissions." in direct.path and direct.flow not in CARBON_STOCKS
    )


def _uptake(audit: Audit, id_: str) -> float:
    """Carbon taken out of the air; what is captured was emitted by the process."""
    return sum(
        flow_kilograms(audit, direct) * CARBON_IN["co2"]
        for direct in audit.direct.get(id_, ())
        if direct.flow == "co2_biogenic_removed"
    )


def check_energy(audit: Audit) -> Iterable[Finding]:
    """No process that turns fuels into energy delivers more than enters it."""
    for id_, process in audit.system.processes.items():
        if process.kind == "mix" or not audit.runs.get(id_):
            continue
        out = sum(_delivered(audit, id_))
        into, rule = _entering(audit, id_)
        if into and out > into * (1 + ENERGY_TOLERANCE) * (1 + ROUNDING):
            values = {
                "into": f"{significant(into)} MJ",
                "out": f"{significant(out)} MJ",
            }
            values["share"] = f"{out / into:.0%}"
            yield from audit.tell(rule, f"processes.{id_}", process=id_, **values)


def _delivered(audit: Audit, id_: str) -> Iterator[float]:
    """Energy of the outputs that are measured in it."""
    for row, output in audit.system.processes[id_].outputs.items():
        path = f"processes.{id_}.outputs.{row}"
        energy = audit.quantity(path, output.product or row, (), MEGAJOULE)
        if energy is not None:
            yield energy


def _entering(audit: Audit, id_: str) -> tuple[float, str]:
    """Energy that enters, by unit or heating value, and the rule that judges it.

    Zero if a fuel's heating value is unknown. Only what burns fuels, and takes in
    nothing else that could react, is known to have no other source of energy: sun,
    wind, ambient heat and reactions have no rows in the format.
    """
    process = audit.system.processes[id_]
    burnt = {m.row for m in materials(audit, id_) if m.is_burnt}
    total, has_fuel, has_other = 0.0, False, False
    rows: list[tuple[str, str, Exchange]] = [
        *(("inputs", row, input_) for row, input_ in process.inputs.items()),
        *(("treats", row, waste) for row, waste in process.treats.items()),
    ]
    for section, row, exchange in rows:
        path = f"processes.{id_}.{section}.{row}"
        product = exchange.product or row
        energy = audit.quantity(path, product, ENERGY_PROPERTIES, MEGAJOULE)
        kind = _factor_kind(audit, path)
        is_fuel = row in burnt or kind == "fuel"
        if energy is None and is_fuel:
            return 0.0, ""
        total += energy or 0.0
        has_fuel |= is_fuel
        has_other |= energy is None and kind not in INERT
    is_closed = has_fuel and not has_other
    return total, "energy_balance" if is_closed else "energy_elsewhere"


def _factor_kind(audit: Audit, path: str) -> str | None:
    """Kind of the factor that supplies an input; None: a process does."""
    column = audit.factors.get(audit.suppliers.get(path, ""))
    return column.factor.kind if column is not None else None
