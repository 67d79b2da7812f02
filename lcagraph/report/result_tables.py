"""Tables of results that every form prints: stages, items, gases, energy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from lcagraph.impact import gwp_set
from lcagraph.impact.flows import elementary_flows
from lcagraph.report.content import (
    Calculation,
    Cell,
    Figure,
    Row,
    Share,
    Table,
    calculated,
)
from lcagraph.report.printed import amount_text, share_texts
from lcagraph.report.writer import Writer, cell, number_cell, row, share_cell
from lcagraph.result.names import item_name
from lcagraph.result.stage_pictures import stage_bars
from lcagraph.sensitivity.gradient import gradient

LARGEST = 10
"""Rows of a table of the largest contributions, and of sensitivities."""

HASH_LENGTH = 16


def stage_table(
    writer: Writer, title: str, names: Mapping[str, str], sums: Mapping[str, float]
) -> Table:
    """Stage, kgCO2e per unit, percent; shares add to 100.00, removals have none."""
    values = list(sums.values())
    shares = share_texts(values)
    body: list[Row] = [
        (
            cell(names[id_]),
            number_cell(value, f"stage/{id_}"),
            calculated(
                share_cell(share, f"share/{id_}"),
                Share(part=f"stage/{id_}", of=tuple(f"stage/{one}" for one in sums)),
            ),
        )
        for (id_, value), share in zip(sums.items(), shares, strict=True)
    ]
    total = writer.subject.footprint.total
    whole = "100.00" if total > 0 and any(s != "—" for s in shares) else "—"
    last = (
        cell(writer.text("shared.total")),
        number_cell(total, "footprint"),
        calculated(
            share_cell(whole),
            Calculation(plus=tuple(f"share/{id_}" for id_ in sums)),
        ),
    )
    keys = ("shared.stage", "shared.footprint_per_unit", "shared.percent")
    table = writer.table("stages", title, writer.head(*keys), [*body, last])
    notes = [writer.words("shared.shares_rounded")]
    if any(value < 0 for value in values):
        notes.append(writer.words("shared.removals_no_share"))
    return replace(table, totals=1, widths=(0.5, 0.3, 0.2), notes=tuple(notes))


def stage_figure(writer: Writer, title: str) -> Figure:
    """Bars by stage, which can show removals; a pie can't."""
    return Figure(
        id="stage-chart",
        number=writer.captions.figure(),
        title=title,
        drawing=stage_bars(writer.subject.footprint, writer.lang),
    )


def item_table(writer: Writer) -> Table:
    """Fossil, biogenic, land use, …: always all of them, zeros too."""
    result = writer.subject.footprint
    body: list[Row] = [
        (cell(item_name(id_, writer.lang)), number_cell(value, f"item/{id_}"))
        for id_, value in result.items.items()
    ]
    memo = result.memo
    beside = {
        "aircraft": memo.aircraft,
        "stored_carbon": memo.stored_carbon,
        "credits": memo.credits,
        "captured_not_stored": memo.captured_not_stored,
    }
    totals: list[Row] = [
        (
            cell(writer.text(f"shared.total_{view}")),
            number_cell(getattr(result, view), f"total/{view}"),
        )
        for view in ("including", "excluding")
    ]
    memos: list[Row] = [
        (cell(writer.text(f"shared.memo_{id_}")), number_cell(value, f"memo/{id_}"))
        for id_, value in beside.items()
    ]
    keys = ("shared.item", "shared.amount_co2e")
    title = writer.text("shared.items_title")
    made = writer.table("items", title, writer.head(*keys), [*body, *totals, *memos])
    return replace(made, notes=(writer.words("shared.items_note"),), widths=(0.7, 0.3))


def gas_table(writer: Writer) -> Table:
    """Greenhouse gases: mass and contribution; ready figures stand for mixtures."""
    body: list[Row] = [
        (
            cell(flow_name(writer, str(flow))),
            number_cell(float(str(mass)), f"gas/{flow}/kg"),
            number_cell(float(str(co2e)), f"gas/{flow}"),
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


def gwp_table(writer: Writer) -> Table:
    """Factors of the GWP set for the gases of the inventory, with their sources."""
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
            cell(known.sources.get(gas, known.source) or known.source),
        )
        for gas in gases
        if gas in known.factors
    ]
    keys = ("shared.gas", "shared.formula", "shared.gwp_value", "shared.source")
    title = writer.text("shared.gwp_title", edition=known.edition)
    return replace(
        writer.table("gwp", title, writer.head(*keys), body),
        widths=(0.35, 0.15, 0.15, 0.35),
    )


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
            cell(input_name_of(writer, id_)),
            number_cell(amount, f"input/{id_}"),
            share_cell("—" if share is None else f"{share}"),
        )
        for id_, amount, share in found[:LARGEST]
    ]
    rest = math.fsum(amount for _, amount, _ in found[LARGEST:])
    if len(found) > LARGEST:
        others = writer.text("shared.others", count=len(found) - LARGEST)
        shares = [share for _, _, share in found[LARGEST:] if share is not None]
        known = f"{sum(Decimal(str(one)) for one in shares)}" if shares else "—"
        body.append((cell(others), number_cell(rest), share_cell(known)))
    keys = ("shared.source_of_emission", "shared.amount_co2e", "shared.percent")
    title = writer.text("shared.largest_title")
    return replace(
        writer.table("largest", title, writer.head(*keys), body),
        widths=(0.5, 0.3, 0.2),
    )


def input_name_of(writer: Writer, id_: str) -> str:
    """Name of a factor, product or gas."""
    compiled = writer.subject.prepared.compiled
    for column in compiled.factors:
        if column.id == id_ and column.factor.name:
            return writer.said(column.factor.name)
    product = compiled.system.products.get(id_)
    if product is not None and product.name is not None:
        return writer.said(product.name)
    return flow_name(writer, id_)


def energy_table(writer: Writer) -> Table | None:
    """Location-based beside market-based total; None without energy supplies."""
    views = writer.subject.footprint.supply_views
    if not views:
        return None
    body: list[Row] = [
        (cell(writer.text(f"shared.{view}")), number_cell(value, f"total/{view}"))
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
            cell(writer.name_of(slope.number.path)),
            cell(f"{amount_text(slope.number.base)} {slope.number.symbol}".strip()),
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


def _elasticity(value: float) -> Cell:
    return number_cell(value if math.isfinite(value) else None, digits=3)


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
        widths=(0.3, 0.7),
    )


def _hashes(writer: Writer) -> Iterator[tuple[str, str]]:
    for name, hash_ in writer.subject.footprint.provenance.factor_hashes.items():
        yield writer.text("shared.factor_set", name=name), hash_
