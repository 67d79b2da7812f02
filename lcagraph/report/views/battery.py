"""Carbon footprint of a battery by its four life cycle stages.

Regulation (EU) 2023/1542, Art. 7 and Annex II, known to us from secondary sources: per
kWh of the total energy that the battery delivers over its service life. A figure per
kWh of capacity is another one, so the model has to say which it is per.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lcagraph.errors import Finding, ModelError
from lcagraph.graph.words import Text
from lcagraph.report.content import Block, Report, Row, Table, Words
from lcagraph.report.printed import result_text, share_texts
from lcagraph.report.regrouping import BATTERY, module_of, stage_sums
from lcagraph.report.subject import ReportSubject
from lcagraph.report.views.frame import in_each_language, view_report
from lcagraph.report.writer import Writer, cell, result_cell, share_cell
from lcagraph.result.names import stage_name
from lcagraph.units import conversion, parse_unit
from lcagraph.wording import Language

TEMPLATE = "battery-eu"

SERVICE_LIFE = ("service life", "寿命")
"""How the name of a functional unit says it, in either language."""

_KILOWATT_HOUR = parse_unit("kWh")


def battery_report(subject: ReportSubject, lang: Language) -> Report:
    """The four stages of a battery per kWh delivered over its service life.

    Raises
    ------
    ModelError
        The reference isn't such energy, the boundary leaves stages out, or something
        is booked to a stage that is none of the four (E634, all reasons at once).
    """
    reasons = in_each_language(_reasons, subject)
    if reasons:
        values = {"reasons": reasons}
        raise ModelError([Finding(code="E634", at="reference", values=values)])
    writer = Writer(subject=subject, lang=lang)
    return view_report(writer, TEMPLATE, tuple(_lines(writer)), tuple(_blocks(writer)))


def _reasons(writer: Writer) -> Iterator[str]:
    system = writer.subject.system
    unit = writer.subject.prepared.compiled.table.units["reference.amount"]
    name = system.reference.name
    said = f"{name.zh} {name.en}".lower() if name is not None else ""
    is_energy = unit.dimension == _KILOWATT_HOUR.dimension
    if not is_energy or system.reference.kind != "functional_unit":
        yield writer.text("views.battery-eu_not_energy")
    if not any(words in said for words in SERVICE_LIFE):
        yield writer.text("views.battery-eu_not_service_life")
    if system.scope.boundary != "cradle-to-grave":
        yield writer.text("views.battery-eu_not_whole")
    outside = [
        stage_name(stage, writer.lang)
        for stage in dict.fromkeys(row.stage for row in writer.subject.footprint.rows)
        if module_of(stage, BATTERY) is None
    ]
    if outside:
        names = writer.listed(outside)
        yield writer.text("views.battery-eu_other_stages", stages=names)


def _lines(writer: Writer) -> Iterator[tuple[str, Words]]:
    """Fields of the declaration that a model may hold; the rest is filled by hand."""
    subject = writer.subject
    id_ = subject.system.reference.product
    product = subject.system.products.get(id_)
    certificate = subject.assessment.certification
    fields: dict[str, tuple[Text | str | None, str]] = {
        "model": (product.model if product else None, f"products.{id_}.model"),
        "plant": (subject.organisation.location, "organisation.location"),
        "link": (
            certificate.link if certificate else None,
            "assessment.certification.link",
        ),
    }
    for key, (said, path) in fields.items():
        label = f"views.battery-eu_{key}"
        yield writer.text(label), (writer.given(said, path, label),)
    conformity = writer.text("views.battery-eu_conformity")
    yield conformity, (writer.text("views.battery-eu_by_hand"),)


def delivered(writer: Writer) -> float:
    """Energy that the footprint is per. [kWh]"""
    table = writer.subject.prepared.compiled.table
    amount = writer.subject.numbers.filled[0, table.index["reference.amount"]]
    unit = table.units["reference.amount"]
    return float(amount) * conversion(unit, _KILOWATT_HOUR)


def _blocks(writer: Writer) -> Iterator[Block]:
    energy = delivered(writer)
    per = {
        id_: amount / energy
        for id_, amount in stage_sums(writer, BATTERY).items()
        if id_ in BATTERY
    }
    total = result_text(math.fsum(per.values()))
    yield writer.paragraph("views.battery-eu_is", emphasis="statement", total=total)
    yield _table(writer, per)
    yield writer.paragraph("views.battery-eu_mapping", emphasis="note")
    yield writer.paragraph("views.battery-eu_sources", emphasis="note")


def _table(writer: Writer, per: dict[str, float]) -> Table:
    shares = share_texts(list(per.values()))
    body: list[Row] = [
        (
            cell(writer.text(f"views.battery-eu_{id_}")),
            result_cell(amount, f"battery/{id_}"),
            share_cell(share),
        )
        for (id_, amount), share in zip(per.items(), shares, strict=True)
    ]
    total = math.fsum(per.values())
    whole = "100.00" if any(share != "—" for share in shares) else "—"
    last = (
        cell(writer.text("shared.total")),
        result_cell(total, "battery/total"),
        share_cell(whole),
    )
    keys = ("shared.stage", "views.battery-eu_unit", "shared.percent")
    title = writer.text("views.battery-eu_stages")
    made = writer.table("stages", title, writer.head(*keys), [*body, last])
    return replace(made, totals=1, widths=(0.5, 0.3, 0.2))
