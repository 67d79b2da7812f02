"""Scenarios of the model beside each other: a table, and what is to be learnt of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.report.content import Row, Table, Words
from lcagraph.report.printed import change_text, percent_change, result_text
from lcagraph.report.scenarios import Change
from lcagraph.report.writer import Writer, cell, number_cell, result_cell
from lcagraph.wording.page import UNDEFINED


def scenario_table(writer: Writer) -> Table | None:
    """Scenario, what it changes, footprint, change; None: the model has none."""
    changes = writer.subject.changes
    if not changes:
        return None
    body: list[Row] = [
        (
            cell(writer.text("shared.as_written")),
            cell("—"),
            result_cell(writer.subject.footprint.total, "footprint"),
            number_cell(None),
            number_cell(None),
        ),
        *(_row(writer, one) for one in changes),
    ]
    keys = ("scenario", "scenario_kind", "amount_co2e", "change", "change_percent")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text("shared.scenarios_title")
    made = writer.table("scenarios", title, head, body)
    notes = [writer.words("shared.scenarios_note")]
    if any(one.total is None for one in changes):
        notes.append(writer.words("shared.scenario_without"))
    return replace(made, widths=(0.34, 0.2, 0.18, 0.16, 0.12), notes=tuple(notes))


def _row(writer: Writer, one: Change) -> Row:
    key = f"scenario/{one.scenario}"
    kind = "method" if one.is_method else "input"
    by = number_cell(one.by, f"{key}/change")
    share = number_cell(None if one.share is None else 100 * one.share)
    return (
        cell(scenario_name(writer, one)),
        cell(writer.text(f"shared.scenario_{kind}")),
        result_cell(one.total, key),
        replace(by, words=(UNDEFINED if one.by is None else change_text(one.by),)),
        replace(share, words=(percent_change(one.share),)),
    )


def scenario_name(writer: Writer, one: Change) -> str:
    """What a scenario is called."""
    known = writer.subject.system.scenarios[one.scenario].name
    return writer.said(known) or one.scenario


def improvements(writer: Writer) -> Iterator[Words]:
    """What lowers the footprint, most first; choices of method are none."""
    lower = [one for one in writer.subject.changes if one.is_lower]
    made = [one for one in lower if not one.is_method]
    for one in sorted(made, key=lambda change: change.by or 0.0):
        yield writer.words(
            "shared.improvement",
            name=scenario_name(writer, one),
            total=result_text(one.total or 0.0),
            by=result_text(-(one.by or 0.0)),
            percent=percent_change(one.share).removeprefix("−"),
        )


def worse_scenarios(writer: Writer) -> tuple[str, ...]:
    """Scenarios that raise the footprint, each with by how much."""
    higher = [one for one in writer.subject.changes if one.is_higher]
    made = [one for one in higher if not one.is_method]
    names = [
        f"{scenario_name(writer, one)} ({percent_change(one.share)} %)" for one in made
    ]
    if writer.lang == "en":
        return tuple(names)
    return tuple(
        f"{scenario_name(writer, one)}（{percent_change(one.share)} %）" for one in made
    )
