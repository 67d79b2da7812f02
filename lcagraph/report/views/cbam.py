"""Embedded emissions of a good at the gate of its installation, for CBAM.

    SEE = (direct + indirect + precursors) / activity level  [tCO2e/t]

Regulation (EU) 2023/956, known to us from secondary sources only. It is no footprint:
mining and transport lie outside, so life cycle factors can't stand in for the embedded
emissions of electricity and precursors, and the sum is then not stated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lcagraph.compile.plan import FactorColumn
from lcagraph.contribution import LedgerRow
from lcagraph.errors import Finding, ModelError
from lcagraph.report.content import Block, Inline, Listing, Report, Row, Table, Words
from lcagraph.report.printed import amount_text, shown_unit
from lcagraph.report.subject import ReportSubject
from lcagraph.report.things import source_thing
from lcagraph.report.views.frame import in_each_language, view_report
from lcagraph.report.writer import Writer, cell, result_cell
from lcagraph.units import conversion, parse_unit
from lcagraph.wording import Language

TEMPLATE = "cbam"

_TONNE = parse_unit("t")
_CODE = re.compile(r"\d{8}")
_KILOGRAMS = 1000.0

INSTALLATION = ("gate_to_gate", "combustion_only")
"""Boundaries of factors that hold no life cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Rows of the ledger by what they are to the installation."""

    direct: tuple[LedgerRow, ...]
    electricity: tuple[LedgerRow, ...]
    precursors: tuple[LedgerRow, ...]
    """Draws on goods that the model gives a CN code."""
    left_out: tuple[LedgerRow, ...]


def cbam_report(subject: ReportSubject, lang: Language) -> Report:
    """Direct emissions, electricity and precursors of one installation.

    Raises
    ------
    ModelError
        The model can't tell the boundary of the installation: it isn't gate-to-gate,
        its processes have several locations, or the good isn't told by mass (E635).
    """
    reasons = in_each_language(_reasons, subject)
    if reasons:
        values = {"reasons": reasons}
        raise ModelError([Finding(code="E635", at="scope.boundary", values=values)])
    writer = Writer(subject=subject, lang=lang)
    code = cn_code(writer, subject.system.reference.product)
    id_ = subject.system.reference.product
    said = writer.given(code, f"products.{id_}.codes.cn", "views.cbam_code")
    lines: tuple[tuple[str, Words], ...] = ((writer.text("views.cbam_code"), (said,)),)
    return view_report(writer, TEMPLATE, lines, tuple(_blocks(writer)))


def cn_code(writer: Writer, product: str) -> str | None:
    """CN code of a product, 8 digits; None if the model gives none that is whole."""
    known = writer.subject.system.products.get(product)
    code = known.codes.get("cn", "").replace(" ", "") if known else ""
    return code if _CODE.fullmatch(code) else None


def _reasons(writer: Writer) -> Iterator[str]:
    system = writer.subject.system
    if system.scope.boundary != "gate-to-gate":
        yield writer.text("views.cbam_not_gate")
    used = writer.subject.audit.used_processes()
    places = {system.processes[id_].location for id_ in used} - {None}
    if len(places) > 1:
        yield writer.text("views.cbam_places")
    unit = writer.subject.prepared.compiled.table.units["reference.amount"]
    if unit.dimension != _TONNE.dimension:
        yield writer.text("views.cbam_not_mass")


def parts_of(writer: Writer) -> Parts:
    """The ledger sorted; each row stands in one part."""
    found: dict[str, list[LedgerRow]] = {
        part: [] for part in ("direct", "electricity", "precursors", "left_out")
    }
    columns = _columns(writer)
    own = writer.subject.system.processes
    for row in writer.subject.footprint.rows:
        column = columns.get(row.supplier or "")
        if row.supplier is None:
            part = "direct" if row.process in own else "left_out"
        elif column is not None and column.factor.kind == "electricity":
            part = "electricity"
        elif row.kind == "input" and cn_code(writer, row.name) is not None:
            part = "precursors"
        else:
            part = "left_out"
        found[part].append(row)
    return Parts(**{part: tuple(rows) for part, rows in found.items()})


def _columns(writer: Writer) -> dict[str, FactorColumn]:
    return {one.id: one for one in writer.subject.prepared.compiled.factors}


def tonnes_of_good(writer: Writer) -> float:
    """Mass that the model's reference flow is. [t]"""
    table = writer.subject.prepared.compiled.table
    amount = writer.subject.numbers.filled[0, table.index["reference.amount"]]
    return float(amount) * conversion(table.units["reference.amount"], _TONNE)


def _blocks(writer: Writer) -> Iterator[Block]:
    parts = parts_of(writer)
    good = tonnes_of_good(writer)
    sums = {
        part: math.fsum(one.excluding for one in rows) / _KILOGRAMS / good
        for part, rows in (
            ("direct", parts.direct),
            ("electricity", parts.electricity),
            ("precursors", parts.precursors),
        )
    }
    yield writer.paragraph("views.cbam_apart", emphasis="strong")
    obstacles = tuple(_obstacles(writer, parts))
    yield _parts_table(writer, sums, is_whole=not obstacles)
    if obstacles:
        yield writer.paragraph("views.cbam_no_sum")
        yield Listing(items=tuple((one,) for one in obstacles))
    for id_ in ("electricity", "precursors"):
        rows = getattr(parts, id_)
        if rows:
            yield _draws_table(writer, id_, rows, good)
    names = dict.fromkeys(_name(writer, row) for row in parts.left_out)
    listed = writer.listed(names) or writer.text("shared.none")
    yield writer.paragraph("views.cbam_left_out", names=listed)
    yield writer.paragraph("views.cbam_sources", emphasis="note")


def _obstacles(writer: Writer, parts: Parts) -> Iterator[str]:
    """Why the parts don't add to specific embedded emissions."""
    columns = _columns(writer)
    if cn_code(writer, writer.subject.system.reference.product) is None:
        yield writer.text("views.cbam_no_code")
    wide = dict.fromkeys(
        _name(writer, row)
        for row in (*parts.electricity, *parts.precursors)
        if columns[str(row.supplier)].factor.boundary not in INSTALLATION
    )
    if wide:
        yield writer.text("views.cbam_wide", names=writer.listed(wide))
    kinds = {"heat", "material"}
    unclear = dict.fromkeys(
        _name(writer, row)
        for row in parts.left_out
        if row.supplier is not None
        and (row.supplier not in columns or columns[row.supplier].factor.kind in kinds)
    )
    if unclear:
        yield writer.text("views.cbam_unclear", names=writer.listed(unclear))


def _name(writer: Writer, row: LedgerRow) -> str:
    return source_thing(writer, row.supplier or row.name)


def _parts_table(writer: Writer, sums: dict[str, float], *, is_whole: bool) -> Table:
    body: list[Row] = [
        (cell(writer.text(f"views.cbam_{part}")), result_cell(value, f"cbam/{part}"))
        for part, value in sums.items()
    ]
    if is_whole:
        total = result_cell(math.fsum(sums.values()), "cbam/see")
        body.append((cell(writer.text("views.cbam_see")), total))
    head = writer.head("views.cbam_part", "views.cbam_unit")
    title = writer.text("views.cbam_table")
    made = writer.table("embedded", title, head, body)
    notes = [writer.words("views.cbam_biogenic")]
    if is_whole and sums["precursors"]:
        notes.append(writer.words("views.cbam_of_precursors"))
    return replace(made, totals=int(is_whole), widths=(0.6, 0.4), notes=tuple(notes))


def _draws_table(
    writer: Writer, id_: str, rows: Sequence[LedgerRow], good: float
) -> Table:
    columns = _columns(writer)
    body: list[Row] = []
    for row in rows:
        boundary = columns[str(row.supplier)].factor.boundary
        code: Inline = cn_code(writer, row.name) or "—"
        body.append(
            (
                cell(_name(writer, row)),
                cell(code),
                cell(f"{amount_text(row.amount / good)} {shown_unit(row.unit)}"),
                result_cell(row.excluding / _KILOGRAMS / good, f"cbam/{row.path}"),
                cell(writer.called("boundary", boundary) if boundary else "—"),
            )
        )
    keys = ("input", "code", "amount", "unit", "factor_boundary")
    head = writer.head(*(f"views.cbam_{key}" for key in keys))
    made = writer.table(id_, writer.text(f"views.cbam_{id_}_title"), head, body)
    return replace(made, widths=(0.28, 0.14, 0.2, 0.2, 0.18))
