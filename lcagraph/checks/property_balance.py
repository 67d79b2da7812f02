"""Carbon and energy balances of processes, where the model gives the properties.

Carbon: Σ in = Σ out within 5 %, where every material of the process states `carbon`
(or `fossil_carbon` and `biogenic_carbon`); emitted CO2 and CH4 carry theirs.
Energy: a process can't deliver more energy than enters it. A condensing boiler gives
up to 111 % of the lower heating value (natural gas: higher/lower = 1.11), so 11 % are
allowed; losses are not looked at.
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

CARBON_TOLERANCE = 0.05
"""As of the mass balance."""
ENERGY_TOLERANCE = 0.11
"""Higher over lower heating value of natural gas."""

CARBON_IN = {"co2": 12.011 / 44.009, "ch4": 12.011 / 16.043}
"""Mass of carbon per mass of gas (standard atomic weights, IUPAC). [kg/kg]"""
ENERGY_PROPERTIES = ("lhv", "energy")


def check_carbon(audit: Audit) -> Iterable[Finding]:
    """Carbon in = carbon out, where all materials of a process state theirs."""
    for id_ in audit.used_processes():
        if audit.system.processes[id_].kind != "process":
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
        if abs(into - out) > CARBON_TOLERANCE * max(into, out):
            yield from audit.tell(
                "carbon_balance",
                f"processes.{id_}",
                process=id_,
                into=f"{into:.4g} kg",
                out=f"{out:.4g} kg",
                share=f"{abs(into - out) / max(into, out):.1%}",
                tolerance=f"{CARBON_TOLERANCE:.0%}",
            )


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
        if ".emissions." in direct.path
    )


def _uptake(audit: Audit, id_: str) -> float:
    """Carbon taken out of the air; what is captured was emitted by the process."""
    return sum(
        flow_kilograms(audit, direct) * CARBON_IN["co2"]
        for direct in audit.direct.get(id_, ())
        if direct.flow == "co2_biogenic_removed"
    )


def check_energy(audit: Audit) -> Iterable[Finding]:
    """No process delivers more energy than enters it."""
    for id_, process in audit.system.processes.items():
        if process.kind == "mix" or not audit.runs.get(id_):
            continue
        out = sum(_delivered(audit, id_))
        into = _entering(audit, id_)
        if into and out > into * (1 + ENERGY_TOLERANCE):
            yield from audit.tell(
                "energy_balance",
                f"processes.{id_}",
                process=id_,
                into=f"{into:.4g} MJ",
                out=f"{out:.4g} MJ",
                share=f"{out / into:.0%}",
            )


def _delivered(audit: Audit, id_: str) -> Iterator[float]:
    """Energy of the outputs that are measured in it."""
    for row, output in audit.system.processes[id_].outputs.items():
        path = f"processes.{id_}.outputs.{row}"
        energy = audit.quantity(path, output.product or row, (), MEGAJOULE)
        if energy is not None:
            yield energy


def _entering(audit: Audit, id_: str) -> float:
    """Energy of the inputs, by unit or heating value; 0 if a fuel's is unknown."""
    process = audit.system.processes[id_]
    burnt = {m.row for m in materials(audit, id_) if m.is_burnt}
    total = 0.0
    for row, input_ in process.inputs.items():
        path = f"processes.{id_}.inputs.{row}"
        product = input_.product or row
        energy = audit.quantity(path, product, ENERGY_PROPERTIES, MEGAJOULE)
        if energy is None and row in burnt:
            return 0.0
        total += energy or 0.0
    return total
