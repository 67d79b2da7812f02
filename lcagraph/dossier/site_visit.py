"""现场核查计划: what is gone through on site, with room for what is found there.

The plan has what the Shandong guide asks for (5.5.1: purpose, scope, schedule, whom,
who does what, the sample) and the three parts of the Chongqing guide (四(三):
capability, consistency, verification). What the model doesn't say is a blank; what only
the visit can tell has an empty column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.bundle.members import SampleChoice, sample_of
from lcagraph.checks.data_cards import activity_data
from lcagraph.dossier.checklist import EMPTY, TICKED
from lcagraph.dossier.data_list import datum_amount, datum_documents, datum_name
from lcagraph.dossier.writing import NOTHING, Desk, counted
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.report_fields import Assessment
from lcagraph.graph.words import Text
from lcagraph.report.content import Blank, Block, Report, Row
from lcagraph.report.printed import date_text
from lcagraph.report.writer import number_cell, row
from lcagraph.wording import label, sentence
from lcagraph.workflow import workflow

MOST_FOCUS = 10
"""Rows of the footprint that the plan calls its focus, largest first."""

CAPABILITY = ("responsible", "records", "metering", "training", "changes", "reduction")
CONSISTENCY = ("product", "materials", "process", "site")
VERIFIED = ("boundary", "quality", "inventory", "acquisition", "factors")
BODY = ("legal_person", "finances", "organisation", "staff", "no_breach")
PAPERS = ("contract", "impartiality", "confidentiality")
NAMED = ("date", "agenda", "objects")
"""What a model may tell of its visit besides; any other key names itself."""


def site_visit(desk: Desk) -> Report:
    """The plan of a site visit, and the lists that are filled in there."""
    assessment = desk.subject.system.assessment or Assessment()
    blocks: list[Block] = [
        desk.list_table("steps", ("step", "done_on", "lacks"), _steps(desk)),
        desk.list_table("plan", ("item", "answer"), _plan(desk, assessment), (25, 75)),
        desk.list_table("team", ("person", "role", "field", "on_site"), _team(desk)),
        desk.list_table("focus", ("no", "name", "process", "share"), _focus(desk)),
        desk.list_table(
            "sample",
            ("no", "process", "name", "amount", "unit", "document", "found"),
            _sample(desk),
            (4, 15, 20, 10, 8, 18, 25),
        ),
    ]
    lists = {"capability": CAPABILITY, "consistency": CONSISTENCY, "verified": VERIFIED}
    if desk.subject.system.scope.rule_set == "sd-2023":
        lists |= {"body": BODY, "papers": PAPERS}
    blocks += [
        desk.list_table(
            id_, ("no", "item", "found"), _items(desk, id_, keys), (5, 60, 35)
        )
        for id_, keys in lists.items()
    ]
    return desk.document("site_visit", *blocks)


def _steps(desk: Desk) -> Iterator[Row]:
    """The steps of the guide with their dates, and what each still lacks."""
    system = desk.subject.system
    stated = replace(system, assessment=system.assessment or Assessment())
    for state in workflow(stated):
        path = f"assessment.steps.{state.step}"
        done = state.date and date_text(state.date, desk.lang)
        others = [key for key in state.lacks if key != path]
        yield row(
            label(f"workflow.{state.step}", desk.lang),
            desk.asked(done, path, "done_on"),
            ", ".join(others) or NOTHING,
        )


def _plan(desk: Desk, assessment: Assessment) -> Iterator[Row]:
    scope, told = desk.subject.system.scope, assessment.site_visit
    declared = scope.declarations
    yield _said(desk, "purpose", scope.goal, "scope.goal")
    boundary = declared.boundary if declared is not None else None
    yield _said(desk, "range", boundary, "scope.declarations.boundary")
    standards = desk.listed(list(scope.standards)) or None
    yield _said(desk, "criteria", standards, "scope.standards")
    for key in ("period", "form"):
        at = f"assessment.site_visit.{key}"
        yield _said(desk, f"visit_{key}", told.get(key), at)
    for key in told:
        if key not in ("period", "form"):
            name = desk.text(f"dossier.visit_{key}") if key in NAMED else key
            yield row(name, desk.said(told[key]))
    processes = desk.subject.system.processes.values()
    count = sum(process.kind == "process" for process in processes)
    yield row(desk.text("dossier.complexity"), desk.text("dossier.steps_of", n=count))


def _said(desk: Desk, key: str, said: Text | str | None, path: str) -> Row:
    name = desk.text(f"dossier.{key}")
    return row(name, desk.said(said) or Blank(path=path, label=name))


def _team(desk: Desk) -> Iterator[Row]:
    assessment = desk.subject.system.assessment or Assessment()
    for id_, one in assessment.team.items():
        at = f"assessment.team.{id_}"
        on_site = None if one.on_site is None else TICKED if one.on_site else EMPTY
        yield row(
            desk.said(one.name),
            desk.asked(one.role, f"{at}.role", "role"),
            desk.asked(one.field_of_expertise, f"{at}.field_of_expertise", "field"),
            desk.asked(on_site, f"{at}.on_site", "on_site"),
        )


def _focus(desk: Desk) -> Iterator[Row]:
    """The largest rows of the footprint, whatever their sign."""
    footprint = desk.subject.footprint
    weights = footprint.weights
    sizes = [(float(one.items @ weights), one) for one in footprint.rows]
    whole = sum(abs(size) for size, _ in sizes)
    largest = sorted(sizes, key=lambda pair: (-abs(pair[0]), pair[1].path))
    for number, (size, one) in enumerate(largest[:MOST_FOCUS], start=1):
        share = 100 * abs(size) / whole if whole else None
        yield (
            *row(
                f"{number}",
                desk.names.of(one.path, one.name, desk.lang),
                desk.process_name(one.process),
            ),
            number_cell(share, digits=3, unit="%"),
        )


def _sample(desk: Desk) -> Iterator[Row]:
    """The data that the bundle draws, with room for what is found."""
    system = desk.subject.system
    data = {one.path: one for one in activity_data(system)}
    drawn = [data[path] for path in sample_of(system, SampleChoice()).paths]
    said = (
        (
            desk.process_name(one.process),
            datum_name(desk, one),
            *datum_amount(desk, one),
            datum_documents(desk, one.card or DataCard(), one.card_path),
            "",
        )
        for one in drawn
    )
    yield from counted(said)


def _items(desk: Desk, id_: str, keys: tuple[str, ...]) -> Iterator[Row]:
    for number, key in enumerate(keys, start=1):
        yield row(f"{number}", sentence(f"dossier.{id_}_{key}", desk.lang), "")
