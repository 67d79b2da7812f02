"""Impact methods of a model: its GWP set, its categories, flows that they lack."""

from __future__ import annotations

from lcagraph.compile.draft import Draft
from lcagraph.errors import Finding
from lcagraph.impact import (
    GwpSet,
    gwp_set,
    gwp_sets,
    impact_categories,
    uncharacterised,
)
from lcagraph.nearest import nearest


def check_methods(draft: Draft) -> None:
    """Unknown sets and categories, and emissions that nothing characterises."""
    scope = draft.system.scope
    known = impact_categories()
    for position, category in enumerate(scope.categories):
        if category not in known:
            values = {
                "category": category,
                "categories": tuple(known),
                "nearest": nearest(category, known),
            }
            at = f"scope.categories.{position}"
            draft.findings.append(Finding(code="E615", at=at, values=values))
    sets = gwp_sets()
    if scope.gwp in sets:
        _check_flows(draft, gwp_set(scope.gwp))
    else:
        draft.report(
            "E606",
            "scope.gwp",
            gwp=scope.gwp,
            sets=sets,
            nearest=nearest(scope.gwp, sets),
        )


def _check_flows(draft: Draft, gwp: GwpSet) -> None:
    """Every elementary flow has a factor; where it has none, the place is told."""
    places = [(direct.flow, direct.path) for direct in draft.direct]
    for column in draft.factors.values():
        places += [(flow, f"factors.{column.id}") for flow in column.flows]
    missing = set(uncharacterised(gwp, [flow for flow, _ in places]))
    for flow, at in places:
        if flow in missing:
            draft.report_key("E605", at, flow=flow, gwp=gwp.id)
