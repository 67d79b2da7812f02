"""Tables of results that every form prints: items, gases, energy, sensitivity."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lcagraph.impact import GwpSet, gwp_set
from lcagraph.impact.flows import elementary_flows
from lcagraph.report.content import Cell, Row, Table
from lcagraph.report.documents import document_name
from lcagraph.report.printed import amount_text, factor_unit, result_text, shown_unit
from lcagraph.report.things import factor_thing, source_thing, thing_at
from lcagraph.report.writer import (
    Writer,
    cell,
    number_cell,
    result_cell,
    row,
    share_cell,
)
from lcagraph.result.names import item_name
from lcagraph.sensitivity.gradient import gradient
from lcagraph.sensitivity.numbers import Number
from lcagraph.wording.page import UNDEFINED

LARGEST = 10
"""Rows of a table of the largest contributions, and of sensitivities."""

HASH_LENGTH = 16


def item_table(writer: Writer) -> Table:
    """Fossil, biogenic, land use, …: always all of them, zeros too."""
    result = writer.subject.footprint
    body: list[Row] = [
        (cell(_capital(item_name(id_, writer.lang))), result_cell(value, f"item/{id_}"))
        for id_, value in result.items.items()
    ]
    memo = result.memo
    beside = {
        "aircraft": memo.aircraft,
        "credits": memo.credits,
        "stored_carbon": memo.stored_carbon,
        "captured_not_stored": memo.captured_not_stored,
    }
    totals: list[Row] = [
        (
            cell(writer.text(f"shared.total_{view}")),
            result_cell(getattr(result, view), f"total/{view}"),
        )
        for view in ("including", "excluding")
    ]
    memos: list[Row] = [
        (cell(writer.text(f"shared.memo_{id_}")), result_cell(value, f"memo/{id_}"))
        for id_, value in beside.items()
    ]
    keys = ("shared.item", "shared.amount_co2e")
    title = writer.text("shared.items_title")
    made = writer.table("items", title, writer.head(*keys), [*body, *totals, *memos])
    return replace(made, notes=(writer.words("shared.items_note"),), widths=(0.7, 0.3))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def gas_table(writer: Writer) -> Table:
    """Greenhouse gases: mass and contribution; ready figures stand for mixtures."""
    body: list[Row] = [
        (
            cell(flow_name(writer, str(flow))),
            result_cell(float(str(mass)), f"gas/{flow}/kg"),
            result_cell(float(str(co2e)), f"gas/{flow}"),
        )
        for flow, mass, co2e in writer.subject.footprint.by_gas().rows
    ]
    keys = ("shared.gas", "shared.mass_kg", "shared.amount_co2e")
    title = writer.text("shared.gases_title")
    return replace(
        writer.table("gases", title, writer.head(*keys), body),
        widths=(0.5, 0.25, 0.25),
        notes=(writer.words("shared.gases_note"),),
    )


def gwp_table(writer: Writer) -> Table | None:
    """Factors of the GWP set for the gases of the inventory, with their sources.

    None: no gas is characterised here, all factors are ready ones.
    """
    known = gwp_set(writer.subject.system.scope.gwp)
    gases = [
        str(flow)
        for flow, _, _ in writer.subject.footprint.by_gas().rows
        if not elementary_flows()[str(flow)].is_ready
    ]
    body: list[Row] = [
        (
            cell(flow_name(writer, gas)),
            cell(elementary_flows()[gas].formula or "—"),
            replace(number_cell(known.factors[gas], f"gwp/{gas}"), is_fixed=True),
            cell(_gwp_source(writer, known, gas)),
        )
        for gas in gases
        if gas in known.factors
    ]
    if not body:
        return None
    keys = ("shared.gas", "shared.formula", "shared.gwp_value", "shared.source")
    title = writer.text("shared.gwp_title", edition=known.edition)
    return replace(
        writer.table("gwp", title, writer.head(*keys), body),
        widths=(0.35, 0.15, 0.15, 0.35),
    )


def _gwp_source(writer: Writer, known: GwpSet, gas: str) -> str:
    stated = known.sources.get(gas, known.source) or known.source
    return document_name(stated, writer.lang)


def flow_name(writer: Writer, flow: str) -> str:
    """What people call an elementary flow."""
    known = elementary_flows().get(flow)
    return writer.said(known.name) if known else flow


def largest_table(writer: Writer) -> Table:
    """The largest contributors by what is bought or emitted, with their shares."""
    result = writer.subject.footprint
    found = [
        (str(id_), float(str(amount)), share)
        for id_, amount, share in result.by_input().rows
    ]
    body: list[Row] = [
        (
            cell(source_thing(writer, id_)),
            result_cell(amount, f"input/{id_}"),
            share_cell("—" if share is None else f"{share}"),
        )
        for id_, amount, share in found[:LARGEST]
    ]
    rest = math.fsum(amount for _, amount, _ in found[LARGEST:])
    if len(found) > LARGEST:
        others = writer.text("shared.others", count=len(found) - LARGEST)
        shares = [share for _, _, share in found[LARGEST:] if share is not None]
        known = f"{sum(Decimal(str(one)) for one in shares)}" if shares else "—"
        body.append((cell(others), result_cell(rest), share_cell(known)))
    keys = ("shared.source_of_emission", "shared.amount_co2e", "shared.percent")
    title = writer.text("shared.largest_title")
    return replace(
        writer.table("largest", title, writer.head(*keys), body),
        widths=(0.5, 0.3, 0.2),
    )


def energy_table(writer: Writer) -> Table | None:
    """Location-based beside market-based total; None without energy supplies."""
    views = writer.subject.footprint.supply_views
    if not views:
        return None
    body: list[Row] = [
        (cell(writer.text(f"shared.{view}")), result_cell(value, f"total/{view}"))
        for view, value in views.items()
    ]
    for id_, supply in writer.subject.system.supply.items():
        name = writer.said(supply.name) or id_
        kind = writer.text(f"shared.supply_{supply.kind}")
        certificate = supply.certificate.id if supply.certificate else "—"
        said = writer.text("shared.supply_line", kind=kind, certificate=certificate)
        body.append((cell(name), cell(said)))
    title = writer.text("shared.energy_title")
    head = writer.head("shared.energy_view", "shared.amount_co2e")
    return writer.table("energy", title, head, body)


def sensitivity_table(writer: Writer) -> Table:
    """The numbers that move the footprint most, by their elasticities."""
    slopes = [
        slope
        for slope in gradient(writer.subject.prepared).slopes()
        if not slope.number.is_basis and slope.steepest * abs(slope.number.base) > 0
    ]
    body: list[Row] = [
        (
            cell(_number_name(writer, slope.number)),
            cell(_number_value(writer, slope.number)),
            _elasticity(slope.elasticity),
        )
        for slope in slopes[:LARGEST]
    ]
    keys = ("shared.number", "shared.value", "shared.elasticity")
    title = writer.text("shared.sensitivity_title")
    return replace(
        writer.table("sensitivity", title, writer.head(*keys), body),
        notes=(writer.words("shared.elasticity_note"),),
        widths=(0.55, 0.25, 0.2),
    )


def _number_name(writer: Writer, number: Number) -> str:
    """What a number is about: a parameter, a factor, a row of a process."""
    parts = number.path.split(".")
    system = writer.subject.system
    if parts[0] == "parameters":
        return writer.said(system.parameters[parts[1]].name) or parts[1]
    if parts[0] == "factors":
        factor = writer.names.factors.get(parts[1])
        thing = factor_thing(writer, factor, parts[1]) if factor else parts[1]
        return writer.text("shared.factor_of", thing=thing)
    if parts[0] != "processes" or len(parts) < _ROW:
        return number.path
    at = ".".join(parts[:_ROW])
    name = f"{writer.process_name(parts[1])} · {thing_at(writer, at, parts[3])}"
    match parts[_ROW:]:
        case ["transport", position, "distance"]:
            legs = getattr(system.processes[parts[1]], parts[2])[parts[3]].transport
            mode = source_thing(writer, legs[int(position)].mode)
            return writer.text("shared.number_distance", name=name, mode=mode)
    is_made = parts[2] in ("outputs", "treats")
    return writer.text("shared.number_made", name=name) if is_made else name


_ROW = 4
"""Keys of the path of a row: `processes`, the process, the section, the row."""


def _number_value(writer: Writer, number: Number) -> str:
    """The number with its unit; a factor's is per something."""
    value = amount_text(number.base)
    parts = number.path.split(".")
    if parts[0] != "factors":
        return f"{value} {shown_unit(number.symbol)}".strip()
    factor = writer.names.factors.get(parts[1])
    per = factor.per.text.strip() if factor is not None and factor.per else ""
    unit = per.removeprefix("1 ")
    if parts[2] == "co2e":
        return f"{value} {factor_unit(unit)}" if unit else f"{value} kgCO2e"
    return f"{value} {shown_unit(number.symbol)}" + (
        f"/{shown_unit(unit)}" * bool(unit)
    )


def _elasticity(value: float) -> Cell:
    known = value if math.isfinite(value) else None
    said = UNDEFINED if known is None else result_text(known, 3)
    return replace(number_cell(known), words=(said,))


def uncertainty_words(writer: Writer) -> Iterator[str]:
    """What was computed about the uncertainty; else that it was not studied."""
    said = writer.subject.statements.get(writer.lang, ())
    yield from said or (writer.text("shared.uncertainty_not_done"),)


def provenance_table(writer: Writer) -> Table:
    """Program, hashes, proof of the solution: what makes the same result again."""
    result = writer.subject.footprint
    made, proof = result.provenance, result.solution
    rows = [
        row(writer.text("shared.program"), f"lcagraph {made.lcagraph_version}"),
        row(writer.text("shared.model_hash"), made.model_hash),
        row(
            writer.text("shared.proof"),
            writer.text(
                "shared.proof_line",
                residual=f"{proof.residual:.0e}",
                bound=f"{proof.error_bound:.0e}",
            ),
        ),
    ]
    if writer.subject.inventory_sha256:
        key = writer.text("shared.inventory_hash")
        rows.insert(2, row(key, writer.subject.inventory_sha256))
    if made.scenario:
        rows.append(row(writer.text("shared.scenario"), made.scenario))
    rows += [row(name, f"{hash_[:HASH_LENGTH]}…") for name, hash_ in _hashes(writer)]
    title = writer.text("shared.provenance_title")
    head = writer.head("shared.what", "shared.says")
    return replace(
        writer.table("provenance", title, head, rows),
        widths=(0.24, 0.76),
    )


def _hashes(writer: Writer) -> Iterator[tuple[str, str]]:
    for name, hash_ in writer.subject.footprint.provenance.factor_hashes.items():
        yield writer.text("shared.factor_set", name=name), hash_
