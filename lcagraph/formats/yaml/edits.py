"""Values set on top of a model: `set` of scenarios, and `--set` of the command line.

    edits, findings = scenario_edits(tree, "green_100")      what a scenario sets
    edited, findings = apply_edits(tree, edits)              the tree with it set
    edited, findings = scenario_tree(tree, "green_100")      both at once
    system, findings = parse_system(edited)                  typed and checked

The rules of paths and values are told in `schema.setting`.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.errors import Finding, UsageError
from lcagraph.formats.yaml.schema.scenarios import (
    JOINED,
    scenario_edits,
    with_combined,
)
from lcagraph.formats.yaml.schema.setting import apply_edits
from lcagraph.formats.yaml.tree import Plain
from lcagraph.nearest import nearest


def scenario_tree(
    tree: Mapping[str, Plain], scenario: str
) -> tuple[dict[str, Plain], tuple[Finding, ...]]:
    """The tree with the values of one of its scenarios, and without scenarios.

    Parameters
    ----------
    tree : plain tree
        A model in canonical form.
    scenario : str
        Id of one of its scenarios, or of several: ``green_100 + more_scrap``.

    Raises
    ------
    UsageError
        The model has no such scenario (E722).
    """
    tree = with_combined(tree, scenario)
    scenarios = tree.get("scenarios")
    known = tuple(scenarios) if isinstance(scenarios, Mapping) else ()
    if scenario not in known:
        parts = (part.strip() for part in scenario.split(JOINED))
        unknown = next(part for part in parts if part not in known)
        values = {
            "scenario": unknown,
            "nearest": nearest(unknown, known),
            "known": known,
        }
        raise UsageError(Finding(code="E722", values=values))
    edits, problems = scenario_edits(tree, scenario)
    edited, findings = apply_edits(tree, edits, at=f"scenarios.{scenario}.set")
    # one scenario may take away what another one sets
    rest = {key: value for key, value in edited.items() if key != "scenarios"}
    return rest, (*problems, *findings)


__all__ = ["apply_edits", "scenario_edits", "scenario_tree"]
