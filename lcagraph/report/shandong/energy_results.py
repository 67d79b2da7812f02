"""Chapter 3.3.5: bought energy, by place and by contract (ISO 14067 6.4.9.4)."""

from __future__ import annotations

from lcagraph.graph.factor import Supply
from lcagraph.report.content import Row, Section, Table, Words
from lcagraph.report.shandong.grid import cell, head, number, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see


def energy_results(matter: Matter) -> Section | None:
    """Both results with the certificates behind them; None without energy supplies."""
    say, views = matter.phrases, matter.result.supply_views
    if not views:
        return None
    results = Table(
        id="energy-results",
        number=matter.numbers.table(3, "3-21a"),
        title=say.text("table.energy_results"),
        head=(head(say.text("energy.view"), say.text("energy.footprint")),),
        body=tuple(
            (cell(say.text(f"energy.{view}")), number(value, f"total/{view}"))
            for view, value in views.items()
        ),
        widths=shares(60, 40),
        notes=(say.words("energy.unit", unit=matter.per_unit),),
    )
    columns = ("supply", "kind", "factors", "certificate", "volume", "period")
    supplies = Table(
        id="energy-supplies",
        number=matter.numbers.table(3, "3-21b"),
        title=say.text("table.energy_supplies"),
        head=(head(*(say.text(f"energy.{one}") for one in columns)),),
        body=tuple(_supply(matter, *one) for one in matter.system.supply.items()),
        widths=shares(16, 12, 28, 18, 12, 14),
    )
    return Section(
        id="energy-results-section",
        title=say.numbered("3.3.5", "heading.energy_results"),
        blocks=(
            say.paragraph(
                "energy.two", results=see(results.id), supplies=see(supplies.id)
            ),
            results,
            supplies,
        ),
    )


def _supply(matter: Matter, id_: str, one: Supply) -> Row:
    say, proof = matter.phrases, one.certificate
    by_place = matter.product_name(one.location_based)
    by_contract = matter.product_name(one.market_based or one.location_based)
    blank = matter.said(None, f"supply.{id_}.certificate", "energy.certificate")
    certificate: Words = (blank,) if one.kind == "contract" else ("—",)
    if proof is not None and proof.registry is not None:
        registry = proof.registry.get(matter.lang)
        certificate = (say.text("energy.registered", id=proof.id, registry=registry),)
    elif proof is not None:
        certificate = (proof.id,)
    volume = proof.volume if proof is not None and proof.volume else one.volume
    period = proof.period if proof is not None and proof.period else one.period
    return row(
        one.name.get(matter.lang) if one.name else id_,
        say.text(f"energy.kind_{one.kind}"),
        say.text("energy.by", place=by_place, contract=by_contract),
        certificate,
        volume.text if volume else "—",
        period or "—",
    )
