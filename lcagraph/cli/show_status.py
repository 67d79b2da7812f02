"""The five steps of a study as `lcagraph status` prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.errors import Finding, FindingsError
from lcagraph.model import Model
from lcagraph.result import finding_as_dict
from lcagraph.status import Lack, Step, five_steps
from lcagraph.wording import message, word
from lcagraph.workflow import workflow

SCHEMA = "lcagraph-status-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

MAX_NAMES = 5
"""Names in one line; `--json` holds all of them."""


def steps_of(model: Model) -> tuple[Step, ...]:
    """The five steps of a model.

    Raises
    ------
    ModelError
        It can't be read at all; with all findings.
    """
    system, findings = model.system, model.check()
    try:
        prepared = model.prepared
    except FindingsError:
        prepared = None
    return five_steps(system, findings, prepared, is_solved=findings.is_ok)


def status_text(model: Model, screen: Screen) -> str:
    """One line per step, and under it what it lacks, with the place."""
    page = []
    for number, step in enumerate(steps_of(model), start=1):
        lines = list(_lines(step, model, screen))
        state = screen.word("status.done")
        if not step.is_done:
            state = screen.word("status.open", count=len(lines))
        title = screen.bold(screen.word(f"status.step.{step.id}"))
        page.append("\n".join([f"{number}  {title}  {state}", *lines]))
    page += _workflow_lines(model, screen)
    return "\n".join(page)


def _workflow_lines(model: Model, screen: Screen) -> Iterator[str]:
    """The steps of certification or assessment, if the model says anything of it."""
    states = workflow(model.system)
    if states:
        yield ""
        yield screen.bold(screen.word("workflow.title"))
    for number, each in enumerate(states, start=1):
        title = screen.word(f"workflow.{each.step}")
        date = each.date or screen.word("workflow.open")
        if each.date is not None and each.lacks:
            date += "  " + screen.word("status.open", count=len(each.lacks))
        yield f"{number}  {title}  {date}"
        for at in each.lacks:
            yield f"   - {screen.word('workflow.lacks', at=at)}"


def _lines(step: Step, model: Model, screen: Screen) -> Iterator[str]:
    for lack in step.lacks:
        yield f"   - {lack_text(lack, screen)}{_place(lack.at, model)}"
    for finding in step.findings:
        text = message(finding, screen.lang)
        yield f"   - {finding.code} {text}{_place(finding.at, model)}"


def lack_text(lack: Lack, screen: Screen) -> str:
    """What is lacking, with the first names of a long list."""
    values = dict(lack.values)
    names = values.get("names")
    if isinstance(names, Sequence) and not isinstance(names, str):
        more = ["…"] if len(names) > MAX_NAMES else []
        comma = "、" if screen.lang == "zh" else ", "
        kind = "declaration" if lack.key == "declarations" else ""
        some = [word(kind, str(name), screen.lang) for name in names[:MAX_NAMES]]
        values["names"] = comma.join([*some, *more])
    return screen.word(f"status.lack.{lack.key}", **values)


def _place(at: str, model: Model) -> str:
    place = model.locate(at) if at else None
    return f"  ({place})" if place else ""


def status_json(model: Model, screen: Screen) -> str:
    """The steps as data."""
    steps = [_as_dict(step, screen) for step in steps_of(model)]
    states = [
        {
            "id": each.step,
            "date": each.date,
            "is_done": each.is_done,
            "lacks": list(each.lacks),
        }
        for each in workflow(model.system)
    ]
    return as_json_text({"schema": SCHEMA, "steps": steps, "workflow": states})


def _as_dict(step: Step, screen: Screen) -> dict[str, Any]:
    return {
        "id": step.id,
        "is_done": step.is_done,
        "lacks": [
            {
                "key": lack.key,
                "at": lack.at,
                "values": dict(lack.values),
                "message": lack_text(lack, screen),
            }
            for lack in step.lacks
        ],
        "findings": [_finding(finding, screen) for finding in step.findings],
    }


def _finding(finding: Finding, screen: Screen) -> dict[str, Any]:
    return {**finding_as_dict(finding), "message": message(finding, screen.lang)}
