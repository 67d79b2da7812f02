"""Places in a model: which spec model reads a path, and where a path was written.

A path is always that of the long form (`processes.casting.inputs.power.amount`); the
short form (`power: 850 kWh`) holds the same value one step higher.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from lcagraph.formats.yaml.schema.base import Given, Spec

Step = str | int

_GATHERED = ("properties", "not_applicable", "unspecified", "distance")
"""Mappings whose entries may stand one step higher: beside the other keys, or in place
of the mapping that would hold them."""


def written_path(tree: Given, steps: Sequence[Step]) -> tuple[str, bool]:
    """Path in the tree as written, and whether a single value is wholly meant.

    Steps that the short form leaves out are left out; a path that ends in nothing
    (a missing key) gives the mapping that it is missing from.

    Parameters
    ----------
    tree : plain tree
        The model as written.
    steps : sequence of str or int
        Path of the long form; list positions may be text or int.

    Returns
    -------
    path : str
        Steps joined by dots.
    is_whole : bool
        True if the path leads to a value that is no mapping or list.
    """
    path: list[str] = []
    node = tree
    remaining = list(steps)
    while remaining:
        step = remaining.pop(0)
        found = _descend(node, step)
        if found is None:
            if step in _GATHERED and remaining and _descend(node, remaining[0]):
                continue
            break
        key, node = found
        path.append(key)
    return ".".join(path), not isinstance(node, Mapping | list | tuple)


def _descend(node: Given, step: Step) -> tuple[str, Given] | None:
    """The entry that a step leads to; a leg written by its mode has a position too."""
    if isinstance(node, Mapping):
        if step in node:
            return str(step), node[step]
        if str(step).isdecimal() and int(step) < len(node):
            key = list(node)[int(step)]
            return str(key), node[key]
        return None
    if not isinstance(node, list | tuple) or not str(step).isdecimal():
        return None
    return (str(step), node[int(step)]) if int(step) < len(node) else None


# --------------------------------------------------------------- the reader of a path


def spec_at(root: type[Spec], steps: Sequence[Step]) -> type[Spec] | None:
    """Spec model that reads the mapping at a path; None if another type does."""
    shape: object = root
    for step in steps:
        shape = child_shape(shape, step)
    return shape if isinstance(shape, type) and issubclass(shape, Spec) else None


def child_shape(shape: object, step: Step) -> object:
    """Annotation of what stands under a key, in a mapping of ids, or in a list."""
    if isinstance(shape, type) and issubclass(shape, Spec):
        return _fields(shape).get(str(step))
    origin, arguments = get_origin(shape), get_args(shape)
    if origin is dict:
        return plain_shape(arguments[1])
    if origin is tuple and str(step).isdecimal():
        return plain_shape(arguments[0])
    return None


@cache
def _fields(spec: type[Spec]) -> dict[str, object]:
    return {
        field.alias or name: plain_shape(field.annotation)
        for name, field in spec.model_fields.items()
    }


def plain_shape(annotation: Any) -> object:
    """An annotation without `Annotated[…]` and `| None`."""
    if get_origin(annotation) is Annotated:
        return plain_shape(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (only,) = (a for a in get_args(annotation) if a is not NoneType)
        return plain_shape(only)
    return annotation
