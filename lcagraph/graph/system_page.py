"""The page of a product system: what it is per, what it consists of, its processes."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.graph.process import UnitProcess
from lcagraph.graph.scope import Reference, Scope
from lcagraph.graph.words import Text
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, Fact, facts_html, table_html

SHOWN = 40
"""Processes on a page; `ProductSystem.processes` has all of them."""


def system_html(
    title: Text | None,
    goal: tuple[Reference, Scope],
    processes: Mapping[str, UnitProcess],
    counts: Mapping[str, int],
    lang: Language,
) -> str:
    """Facts and a table of the processes, as plain HTML.

    Parameters
    ----------
    title : Text, optional
    goal : tuple
        What every result is per, and the rules.
    processes : mapping of str to UnitProcess
    counts : mapping of str to int
        How many there are of each section.
    lang : {"zh", "en"}
    """
    head = title.get(lang) if title else label("system.title", lang)
    facts = facts_html(head, _facts(goal, counts, lang))
    heads = [label(f"system.{key}", lang) for key in ("process", "name", "stage")]
    heads += [label(f"system.{key}", lang) for key in ("outputs", "rows")]
    rows = [
        [id_, *_row(process, lang)] for id_, process in [*processes.items()][:SHOWN]
    ]
    rest = len(processes) - len(rows)
    foot = label("result.others", lang).format(count=rest) if rest > 0 else ""
    return facts + table_html(label("system.processes", lang), heads, rows, foot)


def _facts(
    goal: tuple[Reference, Scope], counts: Mapping[str, int], lang: Language
) -> list[Fact]:
    reference, scope = goal
    per = f"{reference.amount.text} {reference.product}"
    if reference.name is not None:
        per = f"{reference.name.get(lang)} ({per})"
    sizes = (
        label(f"result.card_{key}", lang).format(count=count)
        for key, count in counts.items()
        if count
    )
    boundary = label(f"diagram.{scope.boundary}", lang) if scope.boundary else None
    rules = [boundary, scope.gwp, label(f"rule_set.{scope.rule_set}", lang)]
    return [
        (label("system.per", lang), per),
        (label("system.has", lang), " · ".join(sizes)),
        (label("system.rules", lang), " · ".join(filter(None, rules))),
    ]


def _row(process: UnitProcess, lang: Language) -> list[str]:
    """Name, stage or kind, what it delivers, how many rows it has otherwise."""
    name = process.name.get(lang) if process.name else UNDEFINED
    stage = process.own_stage
    if stage is not None:
        booked = label(f"stage.{stage}", lang)
    else:
        booked = UNDEFINED if process.kind == "process" else process.kind
    rows = (process.inputs, process.emissions, process.removals, process.waste)
    outputs = ", ".join((*process.outputs, *process.treats)) or UNDEFINED
    return [name, booked, outputs, str(sum(map(len, rows)))]
