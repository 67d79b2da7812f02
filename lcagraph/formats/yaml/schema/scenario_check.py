"""Scenarios are checked when the model is read, each value where it is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from lcagraph.errors import Finding
from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.edit_paths import (
    Edit,
    child_node,
    inner_shape,
    is_spec,
    resolve,
)
from lcagraph.formats.yaml.schema.findings import findings_of
from lcagraph.formats.yaml.schema.scenarios import Scenarios
from lcagraph.formats.yaml.schema.setting import apply_edits
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.formats.yaml.tree import Plain


def check_scenarios(
    tree: Mapping[str, Plain],
    languages: tuple[str, ...],
    known: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """Everything wrong with the values that the scenarios of a model set.

    Parameters
    ----------
    tree : plain tree
        The model.
    languages : tuple of str
        Order of the parts of names.
    known : iterable of Finding
        What is wrong with the model itself, which is not repeated.

    Returns
    -------
    tuple of Finding
        Their places are those of the scenarios: ``scenarios.green.set.green_share``.
    """
    given = tree.get("scenarios")
    if not isinstance(given, Mapping):
        return ()
    scenarios = Scenarios(tree)
    before = {(finding.code, finding.at) for finding in known}
    findings: dict[tuple[str, str, object], Finding] = {}
    for scenario in given:
        for finding in _checked(tree, scenarios, scenario, languages):
            place = (finding.code, str(finding.values.get("_at", "")))
            if place not in before:
                key = (finding.code, finding.at, finding.values.get("key"))
                findings.setdefault(key, _told(finding))
    return (*scenarios.findings, *findings.values())


def _told(finding: Finding) -> Finding:
    values = {key: value for key, value in finding.values.items() if key != "_at"}
    return replace(finding, values=values)


def _checked(
    tree: Mapping[str, Plain],
    scenarios: Scenarios,
    scenario: str,
    languages: tuple[str, ...],
) -> Iterator[Finding]:
    """Findings about the values that one scenario states itself."""
    edits = scenarios.edits(scenario)
    at = f"scenarios.{scenario}.set"
    edited, findings = apply_edits(tree, edits, at=at)
    own = scenarios.own(scenario)
    for finding in findings:
        if finding.at.removeprefix(f"{at}.") in own:
            yield finding
    for path, value in own.items():
        edit = resolve(tree, path, value, at="")
        if isinstance(edit, Edit):
            yield from _checked_value(edited, edit, f"{at}.{path}", languages)


def _checked_value(
    edited: Mapping[str, Plain], edit: Edit, at: str, languages: tuple[str, ...]
) -> Iterator[Finding]:
    """Findings about one value, and about the mapping that it now stands in."""
    spec, steps, node = _enclosing(edited, edit)
    try:
        spec.model_validate(node, context={"languages": languages})
    except ValidationError as error:
        for finding in findings_of(error, node, spec):
            yield _at_the_edit(finding, edit, steps, at)


def _enclosing(
    edited: Mapping[str, Plain], edit: Edit
) -> tuple[type[Spec], tuple[str, ...], Any]:
    """The mapping of fixed keys that the edit is in; itself, if that is the model."""
    shape: object = SystemSpec
    node: Any = edited
    found: tuple[type[Spec], tuple[str, ...], Any] = (SystemSpec, (), edited)
    for position, step in enumerate(edit.steps):
        node = child_node(shape, node, step)
        shape = inner_shape(shape, step)
        is_target = position + 1 == len(edit.steps)
        if is_spec(shape) and not (is_target and found[1]):
            found = (shape, edit.steps[: position + 1], node)
    return found


def _at_the_edit(
    finding: Finding, edit: Edit, steps: tuple[str, ...], at: str
) -> Finding:
    """The finding at the place of the scenario, and where it would be in the model."""
    inside = tuple(finding.at.split(".")) if finding.at else ()
    place = (*steps, *inside)
    values = {**finding.values, "_at": ".".join(place)}
    if place[: len(edit.steps)] == edit.steps:
        rest = place[len(edit.steps) :]
        return replace(finding, at=".".join((at, *rest)), values=values)
    return replace(finding, at=at, values=values, span=None, part="value")
