"""Chapter 2: who assessed, on paper and on site, and how the report was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcagraph.graph.report_fields import Person
from lcagraph.report.content import Listing, Paragraph, Row, Section, Table, Words
from lcagraph.report.shandong.consumption import energy_carriers
from lcagraph.report.shandong.grid import cell, even, head, head_cell, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see
from lcagraph.report.shandong.steps import (
    PLANNED,
    focus_words,
    steps_table,
    visit_plan,
)

RISKS = ("complexity", "energy", "monitoring", "management")
VISITED = ("calculation", "records", "assumptions", "equipment", "interviews")
FUELS_FOR_THREE = 3


def procedure(matter: Matter) -> Section:
    """2 评价程序和步骤."""
    say = matter.phrases
    return Section(
        id="procedure",
        title=say.numbered("2.", "heading.procedure"),
        blocks=(say.paragraph("procedure.steps", "SD-05"), steps_table(matter)),
        sections=(
            _team(matter),
            _documents(matter),
            _visit(matter),
            Section(
                id="writing",
                title=say.numbered("2.4", "heading.writing"),
                blocks=(say.paragraph("writing.done", "SD-48"), *_changes(matter)),
            ),
            _control(matter),
        ),
    )


def _team(matter: Matter) -> Section:
    say, about = matter.phrases, matter.assessment
    columns = ("person", "role", "expertise", "on_site")
    body = (
        *_people(matter, about.team, "team"),
        *_people(matter, about.reviewers, "reviewers"),
    )
    table = Table(
        id="team",
        number=matter.numbers.table(2, "2-1"),
        title=say.text("table.team"),
        head=(head(*(say.text(f"team.{one}") for one in columns)),),
        body=body,
        widths=even(len(columns)),
        answers=("SD-46", "SD-07", "SD-12"),
    )
    return Section(
        id="team-section",
        title=say.numbered("2.1", "heading.team"),
        blocks=(say.paragraph("team.is", table=see("team")), table),
    )


def _people(matter: Matter, people: Mapping[str, Person], key: str) -> Iterator[Row]:
    say = matter.phrases
    yield (head_cell(say.text(f"team.{key}"), columns=4),)
    if not people:
        yield (cell(matter.said(None, f"assessment.{key}"), columns=4),)
    for id_, one in people.items():
        at = f"assessment.{key}.{id_}"
        on_site = (
            None
            if one.on_site is None
            else say.text("word.yes" if one.on_site else "word.no")
        )
        expertise = one.field_of_expertise
        yield row(
            one.name.get(matter.lang),
            matter.said(one.role, f"{at}.role", "team.role"),
            matter.said(expertise, f"{at}.field_of_expertise", "team.expertise"),
            matter.said(on_site, f"{at}.on_site", "team.on_site"),
        )


def _documents(matter: Matter) -> Section:
    say, told = matter.phrases, matter.assessment.risks
    rows = []
    for key in RISKS:
        given = told.get(key)
        said: Words = (matter.said(given, f"assessment.risks.{key}", f"risk.{key}"),)
        if key == "energy":
            computed = _energy(matter)
            said = (
                (computed,)
                if given is None
                else (*say.words("risk.both", computed=computed), *said)
            )
        rows.append(
            (
                head_cell(say.text(f"risk.{key}")),
                cell(say.text(f"risk.{key}_asks")),
                cell(said),
            )
        )
    table = Table(
        id="risks",
        number="",
        title=say.text("table.risks"),
        head=(head(*(say.text(f"risk.{k}") for k in ("factor", "asks", "found"))),),
        body=tuple(rows),
        widths=shares(20, 45, 35),
        answers=("SD-47",),
    )
    return Section(
        id="documents-review",
        title=say.numbered("2.2", "heading.documents"),
        blocks=(
            say.paragraph("documents.review", "SD-08"),
            say.paragraph("documents.focus", "SD-08", focus=focus_words(matter)),
            say.paragraph("documents.risk", "SD-47"),
            table,
            say.paragraph("documents.sample", "SD-09", size=_sample(matter)),
        ),
    )


def _energy(matter: Matter) -> str:
    """Energy carriers that the production draws on, counted (factor 2)."""
    say = matter.phrases
    carriers = energy_carriers(matter)
    count = len(carriers)
    level = "three" if count >= FUELS_FOR_THREE else "two" if count == 2 else "one"
    names = say.listed(list(carriers)) or "—"
    return say.text("risk.energy_found", level=say.text(f"risk.{level}"), names=names)


def _sample(matter: Matter) -> Words:
    """How many records were checked, or a blank."""
    say, sample = matter.phrases, matter.assessment.sample
    if sample is None or sample.size is None:
        return (matter.said(None, "assessment.sample.size", "field.sample_size"),)
    population = "—" if sample.population is None else str(sample.population)
    return (say.text("sample.size", size=str(sample.size), population=population),)


def _visit(matter: Matter) -> Section:
    say, told = matter.phrases, matter.assessment.site_visit
    at = "assessment.site_visit"
    items = tuple((say.text(f"visit.{one}"),) for one in VISITED)
    others = [k for k in told if k not in PLANNED]
    period = told.get("period") or told.get("date")
    blocks = [
        say.paragraph(
            "visit.when" if matter.is_visited else "visit.planned",
            "SD-10",
            "SD-48",
            period=matter.said(period, f"{at}.period", "field.visit_period"),
            form=matter.said(told.get("form"), f"{at}.form", "field.visit_form"),
        ),
    ]
    # a list of what is still to be seen answers nothing
    done = ("SD-10", "SD-48") if matter.is_visited else ()
    extra = tuple(Paragraph(words=(told[key].get(matter.lang),)) for key in others)
    return Section(
        id="site-visit",
        title=say.numbered("2.3", "heading.visit"),
        blocks=(
            visit_plan(matter),
            *blocks,
            Listing(items=items, is_numbered=True, answers=done),
            *extra,
        ),
    )


def _changes(matter: Matter) -> Iterator[Paragraph | Listing]:
    """What changed since the last version of the report."""
    changes = matter.assessment.changes
    if changes:
        yield matter.phrases.paragraph("writing.changes", "SD-13")
        items = tuple((one.get(matter.lang),) for one in changes)
        yield Listing(items=items, is_numbered=True)


def _control(matter: Matter) -> Section:
    say, about = matter.phrases, matter.assessment
    approver = matter.said(about.approver, "assessment.approver")
    return Section(
        id="control",
        title=say.numbered("2.5", "heading.control"),
        blocks=(say.paragraph("control.rule", "SD-12", "SD-48", approver=approver),),
    )
