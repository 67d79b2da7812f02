"""Chapters 3.3.1 and 3.3.4: the method, and C = A × B by stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from lcagraph.report.content import (
    Block,
    Calculation,
    Paragraph,
    Row,
    Section,
    Table,
    calculated,
)
from lcagraph.report.lines import Line
from lcagraph.report.printed import counted_unit
from lcagraph.report.shandong.boundary import data_table
from lcagraph.report.shandong.corrections import corrections, net_key
from lcagraph.report.shandong.evaluation import activity_section, factor_section
from lcagraph.report.shandong.grid import cell, head, number, printed, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see
from lcagraph.report.shandong.totals import net_table, per_unit_table, share_table
from lcagraph.wording import report_text

SEED_TABLES = {
    "raw_materials": "3-17",
    "inbound_transport": "3-18",
    "inbound_storage": "3-18a",
    "production": "3-19",
}
"""Numbers of the guide; it has no table of storage, of later stages or of removals."""

COLUMNS = ("activity", "amount", "unit", "factor", "factor_unit", "emission")
WIDTHS = shares(30, 16, 10, 16, 14, 16)


def quantification(matter: Matter) -> Section:
    """3.3 GHG 排放与清除量化."""
    say = matter.phrases
    table = data_table(matter)
    return Section(
        id="quantification",
        title=say.numbered("3.3", "heading.quantification"),
        blocks=(say.paragraph("data.are", table=see(table.id)), table),
        sections=(
            _method(matter),
            activity_section(matter),
            factor_section(matter),
            _results(matter),
        ),
    )


def _method(matter: Matter) -> Section:
    say, family = matter.phrases, matter.system.scope.method
    told = {
        key: report_text("report_chongqing", f"chongqing.{family}_{key}", say.lang)
        for key in ("method", "advantage", "drawback", "range")
    }
    blocks: tuple[Block, ...] = (
        Paragraph(words=say.words("method.family", **told)),
        say.paragraph("method.is", "SD-58"),
        say.paragraph("method.formula", "SD-58", "SD-33", emphasis="formula"),
        say.paragraph("method.where"),
        say.paragraph("method.gwp", "SD-33", gwp=matter.gwp),
        say.paragraph("method.sign", "SD-31"),
        say.paragraph("method.why"),
    )
    return Section(
        id="method", title=say.numbered("3.3.1", "heading.method"), blocks=blocks
    )


def _results(matter: Matter) -> Section:
    say = matter.phrases
    basis = say.paragraph(
        "results.annual" if matter.is_annual else "results.per_unit",
        "SD-24",
        unit=matter.one_unit,
        period=matter.period,
        output=_output(matter),
    )
    blocks: list[Block] = [say.paragraph("results.are"), basis]
    place = 0
    for stage in matter.stages:
        place += 1
        blocks += [_step(matter, place, stage.stage), _stage_table(matter, stage.stage)]
    blocks += corrections(matter)
    if matter.has_removals:
        heading = f"({place}b) {say.text('results.removals')}"
        blocks += [_heading(heading), _removals(matter)]
    blocks += [_heading(f"({place + 1}) {say.text('results.net')}"), net_table(matter)]
    blocks += [
        _heading(f"({place + 2}) {say.text('results.unit')}"),
        per_unit_table(matter),
    ]
    blocks += [_heading(f"({place + 3}) {say.text('results.shares')}")]
    blocks += [say.paragraph("results.shares_are", "SD-63"), share_table(matter)]
    has_shares = matter.total.net > 0
    digits = "results.digits" if has_shares else "results.digits_alone"
    blocks.append(say.paragraph(digits, emphasis="note"))
    return Section(
        id="results",
        title=say.numbered("3.3.4", "heading.results"),
        blocks=tuple(blocks),
    )


def _heading(text: str) -> Paragraph:
    return Paragraph(words=(text,), emphasis="strong")


def _output(matter: Matter) -> str:
    factor = matter.result.annual_factor
    if factor is None:
        return ""
    return f"{printed(factor)} {counted_unit(matter.unit, factor, matter.lang)}"


def _step(matter: Matter, place: int, stage: str) -> Paragraph:
    name = matter.stage_name(stage)
    return _heading(f"({place}) {matter.phrases.text('results.stage', stage=name)}")


# ------------------------------------------------------------------ tables by stage


def _stage_table(matter: Matter, stage: str) -> Table:
    """表3-17…3-19: activity A, factor B, emission C; subtotals."""
    say, lines = matter.phrases, [one for one in matter.lines_in(stage) if _counts(one)]
    is_freight = stage == "inbound_transport"
    rows: list[Row] = []
    if is_freight:
        rows += _freight_rows(matter, lines)
    elif stage == "production":
        rows += _production_rows(matter, lines)
    else:
        rows += [_line(matter, one) for one in lines]
    whole = sum(one.emitted for one in lines)
    name = matter.stage_name(stage)
    parts = tuple(f"{one.key}/emission" for one in lines)
    if stage == "production" and lines:
        kinds = {_kind(one) for one in lines}
        parts = tuple(f"emitted/{kind}" for kind in KINDS if kind in kinds)
    total = _subtotal(
        say.text("subtotal.of", name=name),
        whole,
        f"emitted/{stage}",
        7 if is_freight else 6,
        parts,
    )
    columns = (*(("mode",) if is_freight else ()), *COLUMNS)
    letters = {"amount": "A", "factor": "B", "emission": "C = A × B"}
    heads = (
        head(*(say.text(f"calc.{one}") for one in columns)),
        head(*(letters.get(one, "") for one in columns)),
    )
    return Table(
        id=f"calc-{stage}",
        number=matter.numbers.table(3, SEED_TABLES.get(stage, "3-19b")),
        title=say.text("table.calc", stage=name),
        head=heads,
        body=(*rows, total),
        widths=shares(16, 24, 14, 9, 14, 13, 14) if is_freight else WIDTHS,
        totals=1,
        answers=("SD-61", *(("SD-21",) if is_freight else ())),
    )


def _counts(line: Line) -> bool:
    """Whether a line has its place among emissions; a removal alone has not."""
    return bool(line.emitted) or not line.removed


def _line(matter: Matter, line: Line) -> Row:
    key = line.key
    amount, factor = f"{key}/amount", f"{key}/factor"
    amounts, factors = number(line.amount, amount), number(line.factor, factor)
    if line.activity != line.path:  # gases of a fuel, told per unit of the fuel
        drawn = f"activity-{line.stage}-{line.activity}"
        amounts = calculated(amounts, Calculation(plus=(drawn,)))
        gases = f"line/{line.stage}/{line.path}"
        factors = calculated(factors, Calculation(plus=(gases,), over=amount))
    if line.corrections:  # per unit of the spending, what is left
        left = Calculation(plus=(net_key(line),), over=amount)
        factors = calculated(factors, left)
    emission = Calculation(plus=(amount,), times=(factor,))
    return (
        cell(matter.told_apart(line)),
        amounts,
        cell(matter.phrases.unit(line.unit)),
        factors,
        cell(matter.phrases.factor_unit(line.unit)),
        calculated(number(line.emitted, f"{key}/emission"), emission),
    )


def _subtotal(
    name: str, value: float, key: str, columns: int, parts: tuple[str, ...]
) -> Row:
    whole = calculated(number(value, key), Calculation(plus=parts))
    return cell(name, columns=columns - 1), whole


def _freight_rows(matter: Matter, lines: Iterable[Line]) -> Iterator[Row]:
    """Freight by mode, each with the goods that it carries."""
    by_mode: dict[str, list[Line]] = {}
    for line in lines:
        by_mode.setdefault(matter.supplier_name(line), []).append(line)
    for mode, carried in by_mode.items():
        for n, line in enumerate(carried):
            first = (cell(mode, rows=len(carried)),) if not n else ()
            yield (*first, *_line(matter, line))


def _production_rows(matter: Matter, lines: Iterable[Line]) -> Iterator[Row]:
    """Transport in the plant, that of waste, then the processes; a subtotal of each."""
    found = sorted(lines, key=lambda one: KINDS.index(_kind(one)))
    for key, group in groupby(found, key=_kind):
        part = list(group)
        yield from (_line(matter, one) for one in part)
        name = matter.phrases.text(f"subtotal.{key}")
        keys = tuple(f"{one.key}/emission" for one in part)
        whole = sum(one.emitted for one in part)
        yield _subtotal(name, whole, f"emitted/{key}", 6, keys)


KINDS = ("in_plant", "waste_transport", "processing")
"""Parts of production, in the order of the table."""


def _kind(line: Line) -> str:
    """The part of production that a line is in; waste is hauled outside the plant."""
    if not line.is_freight:
        return "processing"
    return "waste_transport" if line.is_waste else "in_plant"


def _removals(matter: Matter) -> Table:
    """(3b): removals, which the guide's 表3-8 lists and none of its tables computes."""
    say = matter.phrases
    rows: list[Row] = []
    for line in matter.lines:
        if line.removed:
            rows.append(
                (
                    cell(matter.stage_name(line.stage)),
                    cell(matter.line_name(line)),
                    number(line.amount),
                    cell(matter.phrases.unit(line.unit)),
                    number(line.removal_factor),
                    number(line.removed, line.removal_key),
                )
            )
    columns = ("stage", "activity", "amount", "unit", "removal_factor", "removal")
    keys = tuple(line.removal_key for line in matter.lines if line.removed)
    total = _subtotal(say.text("total"), matter.total.removed, "removed", 6, keys)
    return Table(
        id="calc-removals",
        number=matter.numbers.table(3, "3-19a"),
        title=say.text("table.removals"),
        head=(head(*(say.text(f"calc.{one}") for one in columns)),),
        body=(*rows, total),
        widths=shares(18, 26, 15, 9, 16, 16),
        totals=1,
        notes=(say.words("note.removals"),),
        answers=("SD-31", "SD-57", "SD-62"),
    )
