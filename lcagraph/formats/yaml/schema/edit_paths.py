"""Where the path of an edit leads in a model: which key or id, read by which spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from lcagraph.errors import Finding
from lcagraph.formats.yaml.schema.base import Spec, is_scalar, shown
from lcagraph.formats.yaml.schema.places import child_shape
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.formats.yaml.schema.uncertainty import SpreadQuantitySpec
from lcagraph.formats.yaml.tree import Plain
from lcagraph.nearest import nearest

Steps = tuple[str, ...]

_FIXED = frozenset({"lcagraph", "languages", "include", "scenarios", "waive"})
"""What a model is read by, not what it says: no scenario changes it."""

_NUMBERS = frozenset({"amount", "value"})
"""Short forms that are a row's number; the other keys of the row stay."""

MAX_KNOWN = 20
"""Names that a message lists; a model may have thousands of ids."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One value to set, its path resolved."""

    path: str
    """As written."""
    steps: Steps
    """Keys of the long form that lead to it; equal for paths that mean the same."""
    shape: object
    """Spec model, or annotation, that reads the value."""
    value: Plain


def resolve(
    tree: Mapping[str, Plain], path: str, value: Plain, *, at: str
) -> Edit | Finding:
    """Where a path leads in a model, or the finding that says why nowhere.

    Parameters
    ----------
    tree : plain tree
        The model.
    path : str
        A parameter's name, or keys and ids joined by dots.
    value : plain tree
        What is to be set there.
    at : str
        Place of the finding.
    """
    steps = path.split(".")
    if len(steps) == 1:
        steps = ["parameters", *steps]
    shape: object = SystemSpec
    node: object = tree
    plain: list[str] = []
    for position, step in enumerate(steps):
        inner = inner_shape(shape, step)
        is_fixed = position == 0 and step in _FIXED
        if inner is None or is_fixed or not _has(shape, node, step):
            known = _known(shape, node, is_top=position == 0)
            values = {
                "step": shown(step),
                "path": ".".join(steps[:position]) or shown(path),
                "nearest": nearest(step, known),
                "known": known[:MAX_KNOWN],
            }
            return Finding(code="E230", at=at, values=values, part="key")
        following = steps[position + 1 : position + 2]
        if not (
            is_spec(shape) and step == "properties" and _is_direct(shape, following)
        ):
            plain.append(step)
        node, shape = child_node(shape, node, step), inner
    return _with_number(Edit(path, tuple(plain), shape, value), at)


def _is_direct(shape: type[Spec], following: list[str]) -> bool:
    """True if the next step is a property that stands on the row itself."""
    return bool(following) and following[0] in shape.direct


def _has(shape: object, node: object, step: str) -> bool:
    """True for every key of the format, and for ids and positions that exist."""
    if is_spec(shape):
        return True
    if isinstance(node, Mapping):
        return step in node
    return step in _positions(node)


def _positions(node: object) -> list[str]:
    return list(map(str, range(len(node)))) if isinstance(node, list | tuple) else []


def _known(shape: object, node: object, *, is_top: bool) -> list[str]:
    """Keys and ids that may follow: those of the format, or those that exist."""
    if is_spec(shape):
        names = [*shape.key_names(), *shape.direct]
        return [name for name in names if not (is_top and name in _FIXED)]
    if isinstance(node, Mapping):
        return [key for key in node if isinstance(key, str)]
    return _positions(node)


def is_spec(shape: object) -> TypeGuard[type[Spec]]:
    """True if a mapping with fixed keys is read at a place."""
    return isinstance(shape, type) and issubclass(shape, Spec)


def inner_shape(shape: object, step: str) -> object:
    """What reads the value under a step; None if nothing does."""
    if is_spec(shape) and step in shape.direct:
        return child_shape(child_shape(shape, "properties"), step)
    return child_shape(shape, step)


def child_node(shape: object, node: Any, step: str) -> Any:
    """What stands under a step; short forms are resolved, None if nothing does."""
    if is_spec(shape):
        keys: dict[str, Any] = shape.long_form(node) or {}
        if step in shape.direct:
            properties = keys.get("properties")
            return properties.get(step) if isinstance(properties, Mapping) else None
        return keys.get(step)
    if isinstance(node, Mapping):
        return node.get(step)
    return node[int(step)]


def _with_number(edit: Edit, at: str) -> Edit | Finding:
    """A single value for a row is its number; some mappings have none."""
    shape = edit.shape
    if not is_spec(shape) or not is_scalar(edit.value):
        return edit
    if shape.short is None:
        values = {"path": edit.path, "keys": shape.key_names()}
        return Finding(code="E231", at=at, values=values)
    if shape.short not in _NUMBERS or issubclass(shape, SpreadQuantitySpec):
        return edit
    inner = child_shape(shape, shape.short)
    return Edit(edit.path, (*edit.steps, shape.short), inner, edit.value)
