"""The six steps of an assessment (5.1, figure 1), and the plan of the visit (5.5.1)."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.checks.certification import ASSESSMENT
from lcagraph.contribution import percentages
from lcagraph.graph.words import WorkflowStep
from lcagraph.report.content import Inline, Row, Table, Words
from lcagraph.report.printed import date_text
from lcagraph.report.shandong.evaluation import activity_lines, factor_lines
from lcagraph.report.shandong.grid import cell, head, head_cell, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.summary import assurance, boundary_words

MOST = 10
"""Sources that the visit is to look at first."""

ENOUGH = 90.0
"""Share of all emissions and removals at which the list of them may end. [%]"""

PLANNED = ("period", "date", "form", "agenda", "objects")
"""Keys of `assessment.site_visit` that have their row in the plan."""


def steps_table(matter: Matter) -> Table:
    """Each step with what is done in it, when it was done, and its chapter."""
    say = matter.phrases
    columns = ("no", "step", "work", "date", "place")
    return Table(
        id="steps",
        number="",
        title=say.text("table.steps"),
        head=(head(*(say.text(f"steps.{one}") for one in columns)),),
        body=tuple(_steps(matter)),
        widths=shares(7, 18, 41, 19, 15),
        answers=("SD-05",),
    )


def _steps(matter: Matter) -> Iterator[Row]:
    say = matter.phrases
    gaps = {
        "client": matter.client,
        "body": matter.body,
        "version": matter.said(matter.assessment.version, "assessment.version"),
    }
    for number, step in enumerate(ASSESSMENT, start=1):
        yield row(
            str(number),
            say.text(f"steps.{step}"),
            say.words(f"steps.{step}_work", **gaps),
            _date(matter, step),
            say.text(f"steps.{step}_place"),
        )


def _date(matter: Matter, step: WorkflowStep) -> Inline:
    """When a step was done; a report is written before it is delivered."""
    about = matter.assessment
    told = about.steps.get(step) or (about.date if step == "reported" else None)
    if told is not None:
        return date_text(told, matter.lang)
    if step == "delivered":
        return "—"
    label = f"steps.{step}"
    return matter.said(None, f"assessment.steps.{step}", label)


# ----------------------------------------------------------------- plan of the visit


def visit_plan(matter: Matter) -> Table:
    """Purpose, scope, schedule, whom and what, who does what, sample, focus."""
    say = matter.phrases
    rows = tuple(
        (head_cell(say.text(f"plan.{key}")), cell(said))
        for key, said in _planned(matter)
    )
    return Table(
        id="visit-plan",
        number="",
        title=say.text("table.plan"),
        body=rows,
        widths=shares(22, 78),
        answers=("SD-09",),
    )


def _planned(matter: Matter) -> Iterator[tuple[str, Words]]:
    say, told = matter.phrases, matter.assessment.site_visit
    at = "assessment.site_visit"
    yield "purpose", say.words("plan.purpose_said", level=assurance(matter))
    scope = {"boundary": boundary_words(matter), "period": matter.period}
    yield "scope", say.words("plan.scope_said", **scope)
    own = told.get("agenda")
    agenda = say.text("plan.meetings") if own is None else own.get(say.lang)
    yield "agenda", say.words("plan.agenda_said", agenda=agenda)
    objects = matter.said(told.get("objects"), f"{at}.objects", "plan.objects")
    named = [matter.process_name(id_) for id_ in _plant(matter)]
    yield (
        "objects",
        say.words("plan.objects_said", objects=objects, steps=say.listed(named) or "—"),
    )
    yield "team", _team(matter)
    yield "sample", _sample(matter)
    yield "considered", _considered(matter)
    yield "focus", say.words("plan.focus_said")


def _plant(matter: Matter) -> list[str]:
    """Unit processes in use that stand in the plant; a supply of energy is none."""
    system = matter.system
    return [
        id_
        for id_ in matter.subject.audit.used_processes()
        if id_ not in system.supply
        and system.processes[id_].kind == "process"
        and system.processes[id_].stage == "production"
    ]


def _team(matter: Matter) -> Words:
    """Who does what: each member with the role that is told."""
    say, team = matter.phrases, matter.assessment.team
    if not team:
        return (matter.said(None, "assessment.team"),)
    words: list[Inline] = []
    for id_, one in team.items():
        at = f"assessment.team.{id_}.role"
        words += [say.text("semicolon")] if words else []
        role = matter.said(one.role, at, "team.role")
        words += say.words("plan.member", name=one.name.get(matter.lang), role=role)
    return tuple(words)


def _sample(matter: Matter) -> Words:
    """How records are drawn (5.5.1), with the start by which they are drawn again."""
    say, sample = matter.phrases, matter.assessment.sample
    if sample is None or sample.size is None:
        return (matter.said(None, "assessment.sample", "plan.sample"),)
    at = "assessment.sample"
    population = None if sample.population is None else str(sample.population)
    said = say.words(
        "plan.sample_said",
        size=str(sample.size),
        population=matter.said(population, f"{at}.population", "plan.population"),
        method=matter.said(sample.method, f"{at}.method", "plan.method"),
    )
    seed = sample.seed
    return said if seed is None else said + say.words("plan.seed", seed=str(seed))


def _considered(matter: Matter) -> Words:
    """Factors a–e of the plan as far as a model knows them."""
    counts = {
        "processes": str(len(_plant(matter))),
        "data": str(len(activity_lines(matter))),
        "factors": str(len(factor_lines(matter))),
    }
    given = matter.assessment.risks.get("complexity")
    level = matter.said(given, "assessment.risks.complexity", "risk.complexity")
    return matter.phrases.words("plan.considered_said", complexity=level, **counts)


def focus_words(matter: Matter) -> str:
    """The largest sources with their shares of all emissions and removals.

    Shares are of Σ |A − B|, so that no credit hides an emission.
    """
    say = matter.phrases
    lines = sorted(matter.lines, key=lambda one: abs(one.net), reverse=True)
    found = percentages([abs(one.net) for one in lines])
    items, whole = [], 0.0
    for line, share in zip(lines[:MOST], found, strict=False):
        if share is None or not share or whole >= ENOUGH:
            break
        name = matter.told_apart(line)
        if line.is_freight:
            mode = matter.supplier_name(line)
            name = say.text("scores.freight", goods=name, mode=mode)
        items.append(say.text("plan.source", name=name, share=f"{share} %"))
        whole += float(share)
    if not items:
        return "—"
    listed = say.text("semicolon").join(items)
    return say.text("focus.sources", sources=listed, whole=f"{whole:.2f} %")
