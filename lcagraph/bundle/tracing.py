"""From each row of the footprint back to what it rests on, for the verifier's visit.

One line per row, in the five headings that a site visit goes through (Chongqing guide
四(三)3): boundary, data quality, inventory, data acquisition, factor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lcagraph.bundle.tables import both
from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import Datum, datum_of
from lcagraph.checks.data_kinds import deviation_of
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.system import ProductSystem

Record = Mapping[str, Any]


def trace_rows(
    system: ProductSystem, audit: Audit, record: Record
) -> list[dict[str, Any]]:
    """Every row of the footprint with what it rests on.

    Parameters
    ----------
    system : ProductSystem
    audit : Audit
        Of the same result: second sources are compared with its numbers.
    record : mapping
        Its inventory, of `lcagraph.inventory_record`.

    Returns
    -------
    list of dict
        In the order of the record. Shares are of the total; none where that is 0.
        [kgCO2e, 1]
    """
    factors = {one["id"]: one for one in record["factors"]}
    shares = {one["id"]: one for one in record["products"]}
    total = record["result"]["total"]
    return [
        _boundary(row)
        | _quality(card)
        | _inventory(row, shares.get(row["process"]), total)
        | _acquisition(system, card)
        | {"acquisition.deviation": deviation_of(audit, datum) if datum else None}
        | _factor(row, factors.get(row["factor"]))
        for row, datum, card in _with_cards(system, record)
    ]


def _with_cards(
    system: ProductSystem, record: Record
) -> Iterator[tuple[Record, Datum | None, DataCard]]:
    """Rows with the data behind them; emissions that are no datum have none."""
    for row in record["rows"]:
        datum = datum_of(system, row["at"])
        card = datum.card if datum is not None else None
        yield row, datum, card or DataCard()


def _boundary(row: Record) -> dict[str, Any]:
    keys = ("at", "stage", "process", "name")
    return {f"boundary.{key}": row[key] for key in keys}


def _quality(card: DataCard) -> dict[str, Any]:
    return {
        "quality.class": card.class_,
        "quality.origin": card.origin,
        "quality.calibration": card.calibration,
    }


def _inventory(row: Record, product: Record | None, total: float) -> dict[str, Any]:
    return {
        "inventory.activity": float(row["activity"]["value"]),
        "inventory.unit": row["activity"]["unit"],
        "inventory.runs": product["runs_of_process"] if product else None,
        "inventory.allocated": product["share"] if product else None,
        "inventory.kgCO2e": row["co2e"],
        "inventory.share": row["co2e"] / total if total else None,
    }


def _acquisition(system: ProductSystem, card: DataCard) -> dict[str, Any]:
    check, meter = card.cross_check, system.meters.get(card.meter or "")
    calibration = meter.calibration if meter is not None else None
    second = check.value if check is not None else None
    return {
        **both("acquisition.source", card.source),
        **both("acquisition.method", card.method),
        **both("acquisition.monitoring", card.monitoring),
        **both("acquisition.gaps", card.gaps),
        "acquisition.period": card.period or system.scope.period,
        "acquisition.meter": card.meter,
        "acquisition.calibrated_until": calibration.valid_until
        if calibration
        else None,
        "acquisition.evidence": "; ".join(card.evidence),
        "acquisition.second_value": second.text if second is not None else None,
        **both("acquisition.second_source", check.source if check else None),
    }


def _factor(row: Record, factor: Record | None) -> dict[str, Any]:
    """Per unit of activity; a row that measures emissions itself has no factor."""
    known = factor or {}
    activity = row["activity"]["value"]
    has_figure = factor is not None and activity
    per = float(row["co2e"] / activity) if has_figure else None
    plain = ("page", "year", "region", "class", "kind", "boundary", "gwp", "origin")
    return {
        "factor.id": row["factor"],
        **both("factor.name", known.get("name")),
        "factor.kgCO2e": per,
        "factor.unit": row["activity"]["unit"] if factor is not None else None,
        **both("factor.source", known.get("source")),
        **{f"factor.{key}": known.get(key) for key in plain},
    }
