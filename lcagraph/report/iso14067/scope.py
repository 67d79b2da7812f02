"""1 Goal and scope: unit, method, declarations, boundary with its figure, cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.graph.scope import Declarations
from lcagraph.impact import gwp_set
from lcagraph.report.choice_tables import (
    declaration_table,
    left_out_table,
    missing_stages,
)
from lcagraph.report.content import Block, Paragraph, Section
from lcagraph.report.iso14067.parts import parted, without
from lcagraph.report.places import place_name
from lcagraph.report.printed import period_text
from lcagraph.report.system_figure import system_figure
from lcagraph.report.writer import Writer


def scope_section(writer: Writer) -> Section:
    """Goal and scope of the study."""
    parts = {
        "goal": _goal(writer),
        "unit": _unit(writer),
        "method": _method(writer),
        "declarations": _declarations(writer),
        "boundary": _boundary(writer),
        "cut_off": _cut_off(writer),
    }
    return parted(writer, "scope", parts)


def _goal(writer: Writer) -> Iterator[Block]:
    goal = writer.subject.system.scope.goal
    yield Paragraph(words=(writer.given(goal, "scope.goal", "iso.goal"),))


def _unit(writer: Writer) -> Iterator[Block]:
    kind = writer.subject.system.reference.kind
    unit = writer.subject.footprint.name.get(writer.lang)
    yield writer.paragraph(f"iso.{kind}", "iso.unit", unit=unit)


def _method(writer: Writer) -> Iterator[Block]:
    """Method, period, category rule, and what the study chose."""
    scope = writer.subject.system.scope
    keys = ("method", "advantage", "drawback", "range")
    told = {key: writer.text(f"chongqing.{scope.method}_{key}") for key in keys}
    yield Paragraph(words=writer.words("iso.method_is", **told))
    if scope.period is not None:
        period = period_text(scope.period, writer.lang)
        yield writer.paragraph("iso.period_is", "iso.period", period=period)
    if scope.period_reason is not None:
        why = writer.said(scope.period_reason)
        yield writer.paragraph("iso.period_reason", "iso.period", reason=why)
    yield _category_rule(writer)
    yield _choices(writer)


def _category_rule(writer: Writer) -> Paragraph:
    """The product category rule followed, or why there is none."""
    scope = writer.subject.system.scope
    if scope.category_rule is not None:
        name = writer.said(scope.category_rule.name)
        return writer.paragraph("iso.category_rule_is", "iso.rule", rule=name)
    declared = scope.declarations or Declarations()
    reason = writer.said(declared.not_applicable.get("category_specific"))
    said = writer.given(reason, "scope.category_rule", "iso.rule")
    key = "iso.no_category_rule" if reason else "iso.category_rule_is"
    none = writer.paragraph(key, "iso.rule", rule=said)
    return replace(none, excuse=reason)


def _choices(writer: Writer) -> Paragraph:
    """What the study chose where the standard leaves a choice."""
    scope = writer.subject.system.scope
    declared = scope.declarations or Declarations()
    path = "scope.declarations.allocation"
    return writer.paragraph(
        "iso.choices_are",
        "iso.choices",
        horizon=f"{gwp_set(scope.gwp).horizon}",
        view=writer.text(f"iso.view_{writer.subject.footprint.view}"),
        allocation=writer.given(declared.allocation, path, "iso.allocation"),
    )


def _declarations(writer: Writer) -> Iterator[Block]:
    """The twelve, scenarios of use and end of life as assumptions."""
    has_scenarios = writer.subject.reaches_the_grave
    answers = {"assumptions": ("iso.scenarios",)} if has_scenarios else {}
    yield declaration_table(writer, answers)
    if not has_scenarios:
        yield without(writer, "scenarios")


def _boundary(writer: Writer) -> Iterator[Block]:
    scope = writer.subject.system.scope
    if scope.boundary is not None:
        boundary = writer.called("boundary", scope.boundary)
        yield writer.paragraph("iso.boundary_is", "iso.boundary", boundary=boundary)
        if scope.geography is not None:
            place = place_name(scope.geography, writer.lang)
            yield writer.paragraph("iso.geography_is", "iso.boundary", place=place)
        if writer.subject.is_partial:
            yield writer.paragraph("iso.partial", "iso.boundary")
        yield from missing_stages(writer)
    made = system_figure(writer, writer.text("iso.boundary_figure"))
    yield replace(made, answers=("iso.boundary", "iso.processes"))


def _cut_off(writer: Writer) -> Iterator[Block]:
    cut_off = writer.subject.system.scope.cut_off
    if cut_off is not None and cut_off.basis is not None:
        basis = writer.said(cut_off.basis)
        yield writer.paragraph("iso.cut_off_basis", "iso.cut_off", basis=basis)
    for key in ("each", "total", "coverage"):
        limit = getattr(cut_off, key, None)
        if limit is not None:
            said = limit.text
            yield writer.paragraph(f"iso.cut_off_{key}", "iso.cut_off", limit=said)
    table = left_out_table(writer)
    if table is not None:
        yield replace(table, answers=("iso.cut_off",))
    else:
        yield writer.paragraph("iso.nothing_left_out")
