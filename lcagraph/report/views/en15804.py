"""GWP of a construction product by the modules of EN 15804+A2.

GWP-total = GWP-fossil + GWP-biogenic + GWP-luluc per module; D lies outside the system
and is never added. Known to us from secondary sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lcagraph.contribution import LedgerRow
from lcagraph.errors import Finding, ModelError
from lcagraph.graph.process import Recycling
from lcagraph.impact import BIOGENIC_METHANE_CARBON, EXCLUDED_ROWS, ROWS
from lcagraph.recycling import CREDITS
from lcagraph.report.content import Block, Report, Row, Table
from lcagraph.report.printed import result_text
from lcagraph.report.regrouping import EN15804, module_of
from lcagraph.report.subject import ReportSubject
from lcagraph.report.views.frame import in_each_language, view_report
from lcagraph.report.writer import Writer, cell, result_cell
from lcagraph.wording import Language

TEMPLATE = "en15804"

AVOIDED = ("substitution", "avoided_waste")
"""Draws that are credits: what they stand for lies outside the system."""

MANDATORY = ("A1-A3", "C", "D")

INDICATORS: Mapping[str, tuple[str, ...]] = {
    "fossil": ("fossil",),
    "biogenic": (
        "biogenic_co2_emitted",
        "biogenic_co2_removed",
        "biogenic_other",
        BIOGENIC_METHANE_CARBON,
    ),
    "luluc": ("land_use_change",),
    "rest": ("land_management", "technological_removal", "unspecified"),
}
"""Indicator → items of the footprint; `rest` can't be told apart into the three."""

Items = NDArray[np.float64]


def en15804_report(subject: ReportSubject, lang: Language) -> Report:
    """GWP per module A1–A3, A4, A5, B, C, and D apart.

    Raises
    ------
    ModelError
        Modules A1–A3 aren't whole, something has no stage, or credits can't be told
        apart from what they are booked in (E636, all reasons at once).
    """
    reasons = in_each_language(_reasons, subject)
    if reasons:
        values = {"reasons": reasons}
        raise ModelError([Finding(code="E636", at="scope.boundary", values=values)])
    writer = Writer(subject=subject, lang=lang)
    return view_report(writer, TEMPLATE, (), tuple(_blocks(writer)))


def _reasons(writer: Writer) -> Iterator[str]:
    subject = writer.subject
    compiled = subject.prepared.compiled
    if subject.system.scope.boundary not in ("cradle-to-gate", "cradle-to-grave"):
        yield writer.text("views.en15804_not_from_cradle")
    stages = {row.stage for row in subject.footprint.rows}
    if any(module_of(stage, EN15804) is None for stage in stages):
        yield writer.text("views.en15804_no_stage")
    used = set(subject.audit.used_processes())
    factors = {column.id for column in compiled.factors}
    if any(
        edge.kind in AVOIDED and edge.process in used and edge.supplier not in factors
        for edge in compiled.edges
    ):
        yield writer.text("views.en15804_credits")
    recycled = (compiled.system.processes[id_].recycling for id_ in used)
    if any(one is not None and _credits(one) for one in recycled):
        yield writer.text("views.en15804_recycling")


def _credits(recycling: Recycling) -> bool:
    """Whether a recycling formula may hold credits beside its burdens."""
    return recycling.method != "cut_off" or bool(
        set(CREDITS) & set(recycling.suppliers)
    )


def modules(rows: Sequence[LedgerRow]) -> dict[str, Items]:
    """Items per declared module, D among them; shape (items,). [kgCO2e]"""
    found: dict[str, Items] = {}
    for row in rows:
        is_credit = row.kind in AVOIDED
        module = "D" if is_credit else module_of(row.stage, EN15804)
        if module is not None:
            found[module] = found.get(module, np.zeros(len(ROWS))) + row.items
    return found


def _blocks(writer: Writer) -> Iterator[Block]:
    found = modules(writer.subject.footprint.rows)
    inside = [found[module] for module in EN15804 if module in found]
    whole: Items = np.sum([np.zeros(len(ROWS)), *inside], axis=0)
    yield writer.paragraph(
        "views.en15804_is", emphasis="statement", total=result_text(float(whole.sum()))
    )
    body = [_line(writer, module, found.get(module)) for module in EN15804]
    last = _line(writer, "total", whole)
    made = _table(writer, "modules", [*body, last])
    yield replace(made, totals=1, notes=(writer.words("views.en15804_note"),))
    apart = _line(writer, "D", found.get("D"))
    yield _table(writer, "module-d", [apart])
    yield writer.paragraph("views.en15804_apart", emphasis="note")
    missing = [module for module in MANDATORY if module not in found]
    if missing:
        names = writer.listed(missing)
        yield writer.paragraph("views.en15804_missing", modules=names)


def _line(writer: Writer, module: str, items: Items | None) -> Row:
    """Module and its indicators; dashes: it is not declared."""
    name = cell(writer.text(f"views.en15804_{module}"))
    key = f"module/{module}"
    if items is None:
        said = cell(writer.text("views.en15804_undeclared"))
        return (name, *(result_cell(None) for _ in range(len(INDICATORS) + 1)), said)
    parts = {
        id_: float(sum(items[ROWS.index(item)] for item in group))
        for id_, group in INDICATORS.items()
    }
    ghg = float(sum(items[i] for i, id_ in enumerate(ROWS) if id_ not in EXCLUDED_ROWS))
    indicators = (result_cell(one, f"{key}/{id_}") for id_, one in parts.items())
    total = result_cell(float(items.sum()), f"{key}/total")
    return (name, *indicators, total, result_cell(ghg, f"{key}/ghg"))


def _table(writer: Writer, id_: str, body: Sequence[Row]) -> Table:
    keys = ("module", *(f"gwp_{one}" for one in (*INDICATORS, "total", "ghg")))
    head = writer.head(*(f"views.en15804_{key}" for key in keys))
    title = writer.text(f"views.en15804_{id_.replace('-', '_')}_title")
    made = writer.table(id_, title, head, body)
    return replace(made, widths=(0.22, 0.13, 0.13, 0.13, 0.13, 0.13, 0.13))
