"""A result as the text of one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.result import Result
from lcagraph.uncertainty.found import Uncertainty
from lcagraph.web_page import overview, tables
from lcagraph.web_page.figures import flow_figures, system_figure
from lcagraph.web_page.places import with_short_places
from lcagraph.web_page.problems import Problem, problems
from lcagraph.web_page.records import Content
from lcagraph.web_page.rendering import rendered
from lcagraph.web_page.supply_tree import branch_paths, readable_tree, supply_tree
from lcagraph.web_page.traces import traces
from lcagraph.web_page.uncertainty_part import uncertainty_part
from lcagraph.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """How a page is shown first, and whether it follows its model."""

    lang: Language
    """Language that is shown until the reader chooses the other one."""
    is_live: bool = False
    """Whether it asks its server for the page of a changed model."""
    name: str = ""
    """File of the model, as the page calls it."""


def result_page(
    result: Result | None,
    settings: PageSettings,
    *,
    draws: Uncertainty | None = None,
    errors: Sequence[Problem] = (),
) -> str:
    """The text of a page that shows a result, or why there is none.

    Parameters
    ----------
    result : Result, optional
        None: only errors are shown.
    settings : PageSettings
    draws : Uncertainty, optional
        A Monte Carlo of the same model.
    errors : sequence of Problem
        What is wrong with the model by now; the result is then one of before.

    Returns
    -------
    str
        HTML in UTF-8 that needs no other file and no network. The same model gives
        the same text, byte by byte.
    """
    if result is None:
        return rendered(None, settings, found=(), errors=errors)
    short = with_short_places(result)
    locate = short.locate or _nowhere
    found = problems(short.findings, locate)
    return rendered(_content(short, draws), settings, found=found, errors=errors)


def _content(result: Result, draws: Uncertainty | None) -> Content:
    root, threshold = readable_tree(result)
    records, anchors = traces(result, tables.activity_rows(result), branch_paths(root))
    return Content(
        head=overview.head(result),
        totals=overview.totals(result),
        items=overview.items(result),
        memos=overview.memos(result),
        readings=overview.readings(result),
        stages=tables.stage_table(result),
        processes=tables.process_table(result),
        inputs=tables.input_table(result),
        activities=tables.activity_table(result, anchors),
        boundary=system_figure(result),
        flows=flow_figures(result),
        tree=supply_tree(result, root, threshold, anchors),
        traces=records,
        uncertainty=uncertainty_part(draws) if draws is not None else None,
        made_by=overview.made_by(result),
    )


def _nowhere(at: str, part: str, span: tuple[int, int] | None) -> None:
    return None
