"""Values set on top of a model: `set` of scenarios, and `--set` of the command line.

A path names ids of the model and keys of the format, as in the long form; a single
word is a parameter. What can be set is what exists: ids that the model has, and keys
that the format has. A single value set on a row is its amount, on a parameter its
value; a mapping replaces the whole mapping and is never merged. A number that is set
takes its uncertainty from what is set: `90 kWh` is certain, `90 kWh ± 2 %` is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lcagraph.errors import Finding
from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.edit_paths import (
    Edit,
    Steps,
    inner_shape,
    is_spec,
    resolve,
)
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.formats.yaml.tree import Plain


def apply_edits(
    tree: Mapping[str, Plain], edits: Mapping[str, Plain], *, at: str = ""
) -> tuple[dict[str, Plain], tuple[Finding, ...]]:
    """A copy of a tree with values set; unchanged parts are shared.

    Parameters
    ----------
    tree : plain tree
        A model, in the short or the long form.
    edits : mapping
        Path → value, set in this order.
    at : str
        Path of the edits themselves, such as ``scenarios.green.set``, for the
        findings; empty: they are at the path that they set.

    Returns
    -------
    edited : dict
        To be read by `parse_system`, which checks the values.
    findings : tuple of Finding
        E230 a path that leads nowhere, E231 a single value for a mapping, E235 a value
        that a later edit overwrites. The first two are left out.
    """
    edited: dict[str, Plain] = dict(tree)
    findings: list[Finding] = []
    resolved: list[Edit] = []
    together = _steps_of(tree, edits)
    for path, value in edits.items():
        # Each on the tree as the edits before have left it.
        edit = resolve(edited, path, value, at=_under(at, path))
        if isinstance(edit, Finding):
            findings.append(edit)
            continue
        resolved.append(edit)
        setting = _Setting(edit.steps, edit.value, together)
        edited = setting.copied(edited, SystemSpec, 0)
    for edit, later in _overwritten(resolved):
        values = {"path": edit.path, "other": later.path}
        place = _under(at, edit.path)
        findings.append(Finding(code="E235", at=place, part="key", values=values))
    return edited, tuple(findings)


def _steps_of(tree: Mapping[str, Plain], edits: Mapping[str, Plain]) -> set[Steps]:
    """Places that are set, spelled in one way."""
    found = (resolve(tree, path, value, at="") for path, value in edits.items())
    return {edit.steps for edit in found if isinstance(edit, Edit)}


def _under(at: str, path: str) -> str:
    return f"{at}.{path}" if at else path


def _overwritten(edits: list[Edit]) -> Iterator[tuple[Edit, Edit]]:
    """Edits of which nothing is left once a later one is made."""
    for position, edit in enumerate(edits):
        for later in edits[position + 1 :]:
            if edit.steps[: len(later.steps)] == later.steps:
                yield edit, later
                break


# ------------------------------------------------------------------------- setting


@dataclass(frozen=True, slots=True)
class _Setting:
    """One edit on its way down the tree."""

    steps: Steps
    value: Plain
    together: set[Steps]
    """Paths that are set at the same time."""

    def copied(self, node: Any, shape: object, depth: int) -> Any:
        """A copy of a node along the path; the value itself at its end."""
        if depth == len(self.steps):
            return self.value
        step = self.steps[depth]
        inner = inner_shape(shape, step)
        if is_spec(shape):
            return self._copied_keys(node, shape, inner, depth)
        if isinstance(node, Mapping):
            return {**node, step: self.copied(node[step], inner, depth + 1)}
        entries = list(node)
        entries[int(step)] = self.copied(entries[int(step)], inner, depth + 1)
        return entries

    def _copied_keys(
        self, node: Any, shape: type[Spec], inner: object, depth: int
    ) -> dict[str, Any]:
        """The long form of a mapping, with one of its keys changed."""
        step = self.steps[depth]
        keys = dict(node) if depth == 0 else (shape.long_form(node) or {})
        if step in shape.direct:
            listed = keys.get("properties")
            others = listed if isinstance(listed, Mapping) else {}
            keys["properties"] = {**others, step: self.value}
            return keys
        keys[step] = self.copied(keys.get(step), inner, depth + 1)
        beside = (*self.steps[:depth], "uncertainty")
        if step in shape.uncertain and not self._is_set_too(beside):
            keys.pop("uncertainty", None)
        return keys

    def _is_set_too(self, steps: Steps) -> bool:
        """True if another edit sets this place or a part of it."""
        return any(other[: len(steps)] == steps for other in self.together)
