"""数据和信息采集清单: the plant, every activity datum with its card, every factor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.checks.data_cards import Datum, activity_data
from lcagraph.dossier.writing import NOTHING, Desk, Document, counted
from lcagraph.graph.evidence import DataCard
from lcagraph.report.collection.questions import ORGANISATION, SCOPE
from lcagraph.report.content import Blank, Cell, Inline, Row
from lcagraph.report.factor_rows import factor_table
from lcagraph.report.sentences import Gap
from lcagraph.report.writer import number_cell, row, unnumbered
from lcagraph.wording import sentence

DATA = (
    *("no", "process", "name", "amount", "unit", "source", "data_class"),
    *("data_origin", "period", "meter", "document"),
)
MEASURED = ("continuous", "periodic")
TERMS = ("amount", "activity", "distance")
"""Keys of a row of which one holds its datum."""


def data_list(desk: Desk) -> Document:
    """What is collected for the footprint, with blanks where it is still asked for."""
    system = desk.subject.system
    rows = counted(_datum(desk, one) for one in activity_data(system))
    widths = (4, 12, 13, 9, 6, 18, 10, 8, 10, 9, 9)
    data = desk.list_table("data", DATA, rows, widths)
    plant = desk.list_table("plant", ("item", "answer"), _plant(desk), (35, 65))
    factors = replace(unnumbered(desk, factor_table(desk)), is_wide=True)
    report = desk.document("data_collection", plant, data, factors)
    return Document(kind="data_collection", report=report, rows=len(rows))


def _plant(desk: Desk) -> Iterator[Row]:
    """Fields of the producer and the study, asked for as in the questionnaire."""
    system = desk.subject.system
    for key in ORGANISATION:
        said = getattr(desk.subject.organisation, key)
        yield _field(desk, desk.said(said), f"organisation.{key}", key)
    for key in SCOPE:
        yield _field(desk, getattr(system.scope, key) or "", f"scope.{key}", key)
    output = system.reference.annual_output
    amount = output.amount.text if output is not None else ""
    yield _field(desk, amount, "reference.annual_output", "annual_output")


def _field(desk: Desk, said: str, path: str, key: str) -> Row:
    catalogue = "collect.field" if key in ORGANISATION else "dossier"
    label = sentence(f"{catalogue}.{key}", desk.lang)
    return row(label, said or Blank(path=path, label=label))


def _datum(desk: Desk, datum: Datum) -> tuple[Gap | Cell, ...]:
    card = datum.card or DataCard()
    value, unit = datum_amount(desk, datum)
    at = datum.card_path
    period = card.period or desk.subject.system.scope.period
    return (
        desk.process_name(datum.process),
        datum_name(desk, datum),
        value,
        unit,
        desk.asked(card.source, f"{at}.source", "source"),
        _word(desk, "data_class", card.class_, f"{at}.class"),
        _word(desk, "origin", card.origin, f"{at}.origin"),
        desk.asked(period, f"{at}.period", "period"),
        _meter(desk, card, at),
        datum_documents(desk, card, at),
    )


def datum_name(desk: Desk, datum: Datum) -> str:
    """Name of the row; of a transport leg also how goods are carried."""
    parts = datum.path.split(".")
    row_path = ".".join(parts[:4])
    name = desk.names.of(row_path, parts[3], desk.lang)
    if "transport" not in parts[4:]:
        return name
    mode = datum.row.rpartition("→")[2].strip()
    return f"{name} → {desk.names.of(datum.path, mode, desk.lang)}"


def datum_amount(desk: Desk, datum: Datum) -> tuple[Gap | Cell, str]:
    """Its value, or a blank, and its own unit."""
    table = desk.subject.prepared.compiled.table
    terms = (f"{datum.path}.{key}" for key in TERMS)
    term = next((one for one in terms if one in table.index), None)
    if term is None:
        return desk.asked(None, datum.path, "amount"), ""
    value = float(desk.subject.numbers.filled[0, table.index[term]])
    return number_cell(value), table.units[term].symbol


def _word(desk: Desk, kind: str, said: str | None, path: str) -> Inline:
    name = desk.called(kind, said) if said else None
    label = "data_origin" if kind == "origin" else kind
    return desk.asked(name, path, label)


def _meter(desk: Desk, card: DataCard, at: str) -> Inline:
    """The meter; a blank where something was measured by none that is named."""
    known = desk.subject.system.meters.get(card.meter or "")
    if known is None and card.class_ not in MEASURED:
        return NOTHING
    return desk.asked(known.name if known else None, f"{at}.meter", "meter")


def datum_documents(desk: Desk, card: DataCard, at: str) -> Inline:
    """Titles of supporting documents; asked for where something was measured."""
    evidence = desk.subject.evidence
    titles = [
        desk.said(evidence[id_].title) for id_ in card.evidence if id_ in evidence
    ]
    if not titles and card.class_ not in MEASURED:
        return NOTHING
    return desk.asked(desk.listed(titles) or None, f"{at}.evidence", "document")
