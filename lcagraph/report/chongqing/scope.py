"""三 scope: unit, boundary with its boxes and figure 1, cut-off, period."""

from __future__ import annotations

from dataclasses import replace

from lcagraph.graph.scope import Declarations
from lcagraph.report.choice_tables import left_out_table, missing_stages
from lcagraph.report.chongqing.overview import product_name
from lcagraph.report.content import (
    Blank,
    Block,
    Choice,
    Choices,
    Figure,
    Inline,
    Paragraph,
    Section,
)
from lcagraph.report.places import place_name
from lcagraph.report.printed import amount_text, counted_unit, period_text
from lcagraph.report.regrouping import CHONGQING
from lcagraph.report.system_figure import system_figure
from lcagraph.report.writer import Writer, unnumbered


def scope_part(writer: Writer) -> Section:
    """三、量化范围."""
    return Section(
        id="scope",
        title=writer.text("chongqing.part_3"),
        sections=(
            _unit(writer),
            _boundary(writer),
            _cut_off(writer),
            _period(writer),
        ),
        answers=("CQ-32",),
    )


def unit_words(writer: Writer) -> str:
    """What the footprint is per, in words of the model."""
    return writer.subject.footprint.name.get(writer.lang)


def _unit(writer: Writer) -> Section:
    kind = writer.text(f"chongqing.{writer.subject.system.reference.kind}")
    words = writer.words("chongqing.unit_sentence", unit=unit_words(writer), kind=kind)
    return Section(
        id="unit",
        title=writer.text("chongqing.unit_heading"),
        blocks=(Paragraph(words=words, answers=("CQ-34",)),),
    )


def included_stages(writer: Writer) -> tuple[str, ...]:
    """Stages of the form that the model has anything in."""
    booked = {row.stage for row in writer.subject.footprint.rows}
    processes = writer.subject.audit.used_processes()
    booked |= {
        stage
        for id_ in processes
        if (stage := writer.subject.system.processes[id_].own_stage) is not None
    }
    return tuple(form for form, stages in CHONGQING.items() if booked & set(stages))


def is_partial(writer: Writer) -> bool:
    """Whether a stage of the form is missing, by the boundary or in fact."""
    is_short = len(included_stages(writer)) < len(CHONGQING)
    return writer.subject.is_partial or is_short


def _boundary(writer: Writer) -> Section:
    included = included_stages(writer)
    boxes = Choices(
        choices=tuple(
            Choice(
                label=writer.text(f"chongqing.box_{form}"), is_ticked=form in included
            )
            for form in CHONGQING
        ),
        answers=("CQ-04", "CQ-34"),
    )
    scope = writer.subject.system.scope
    blocks: list[Block] = [boxes]
    if scope.boundary is not None:
        said = writer.called("boundary", scope.boundary)
        place = place_name(scope.geography, writer.lang) if scope.geography else None
        where = writer.given(place, "scope.geography", "chongqing.geography")
        blocks.append(
            writer.paragraph(
                "chongqing.boundary_sentence", boundary=said, geography=where
            )
        )
        if is_partial(writer):
            blocks.append(writer.paragraph("chongqing.partial"))
        blocks += missing_stages(writer)
    else:
        blank = Blank(path="scope.boundary", label=writer.text("chongqing.boundary"))
        blocks.append(Paragraph(words=(blank,)))
    blocks.append(writer.paragraph("chongqing.stage_mapping", emphasis="note"))
    blocks.append(_category_rule(writer))
    blocks.append(_figure(writer))
    return Section(
        id="boundary",
        title=writer.text("chongqing.boundary_heading"),
        blocks=tuple(blocks),
    )


def _category_rule(writer: Writer) -> Paragraph:
    rule = writer.subject.system.scope.category_rule
    if rule is None:
        declared = writer.subject.system.scope.declarations or Declarations()
        reason = writer.said(declared.not_applicable.get("category_specific"))
        label = "chongqing.category_rule_name"
        said = writer.given(reason, "scope.category_rule", label)
        key = "no_category_rule" if reason else "blank_category_rule"
        none = writer.paragraph(f"chongqing.{key}", "CQ-08", reason=said)
        return replace(none, excuse=reason)
    deviation, name = rule.boundary_deviation_reason, writer.said(rule.name)
    if deviation is None:
        return writer.paragraph("chongqing.category_rule", "CQ-08", rule=name)
    return writer.paragraph(
        "chongqing.category_rule_deviates",
        "CQ-08",
        rule=name,
        reason=writer.said(deviation),
    )


def _figure(writer: Writer) -> Figure:
    name = product_name(writer)
    said = name if isinstance(name, str) else unit_words(writer)
    title = writer.text("chongqing.boundary_figure", product=said)
    return replace(system_figure(writer, title), answers=("CQ-34",))


def _cut_off(writer: Writer) -> Section:
    cut_off = writer.subject.system.scope.cut_off
    basis: Inline = writer.said(cut_off.basis if cut_off else None)
    if not basis:  # the standards followed are none: they give no numbers
        label = writer.text("chongqing.cut_off_basis")
        basis = Blank(path="scope.cut_off.basis", label=label)
    blocks: list[Block] = [
        writer.paragraph("chongqing.cut_off_sentence", "CQ-35", basis=basis)
    ]
    limits = {
        key: amount
        for key in ("each", "total", "coverage")
        if cut_off is not None and (amount := getattr(cut_off, key)) is not None
    }
    for key, amount in limits.items():
        said = writer.words(f"chongqing.cut_off_{key}", limit=amount.text)
        blocks.append(Paragraph(words=said, answers=("CQ-35",)))
    if not limits:
        label = writer.text("chongqing.cut_off_rule")
        blank = Blank(path="scope.cut_off", label=label)
        blocks.append(Paragraph(words=(blank,), answers=("CQ-35",)))
    table = left_out_table(writer)
    if table is not None:
        plain = unnumbered(writer, table)
        blocks.append(replace(plain, answers=("CQ-14", "CQ-35")))
    else:
        answers = ("CQ-14",) if limits else ()
        blocks.append(writer.paragraph("chongqing.nothing_left_out", *answers))
    return Section(
        id="cut-off",
        title=writer.text("chongqing.cut_off_heading"),
        blocks=tuple(blocks),
    )


def _period(writer: Writer) -> Section:
    period = writer.subject.system.scope.period
    said: Inline = (
        period_text(period, writer.lang)
        if period
        else Blank(path="scope.period", label=writer.text("chongqing.period"))
    )
    blocks: list[Block] = [
        writer.paragraph("chongqing.period_is", "CQ-36", period=said)
    ]
    reason = writer.subject.system.scope.period_reason
    if reason is not None:
        why = writer.said(reason)
        blocks.append(writer.paragraph("chongqing.period_reason", "CQ-36", reason=why))
    output = writer.subject.system.reference.annual_output
    if output is not None:
        runs = writer.subject.footprint.annual_factor or 0.0
        table = writer.subject.prepared.compiled.table
        one = writer.subject.numbers.filled[0, table.index["reference.amount"]]
        symbol = table.units["reference.amount"].symbol
        total = runs * float(one)
        amount = f"{amount_text(total)} {counted_unit(symbol, total, writer.lang)}"
        times = amount_text(runs)
        blocks.append(
            writer.paragraph("chongqing.annual_output", amount=amount, times=times)
        )
    return Section(
        id="period", title=writer.text("chongqing.period_heading"), blocks=tuple(blocks)
    )
