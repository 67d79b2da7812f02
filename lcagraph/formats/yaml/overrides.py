"""What was set on top of a model: by which scenario or call, where, in place of what.

`edits` sets the values; here is told what a trace says about each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lcagraph.formats.yaml.schema.edit_paths import Edit, resolve
from lcagraph.formats.yaml.schema.scenarios import Scenarios, with_combined
from lcagraph.formats.yaml.tree import Plain
from lcagraph.trace import Override, latest
from lcagraph.wording.screen import Locate


def set_by_call(
    tree: Mapping[str, Plain],
    values: Mapping[str, Plain],
    earlier: Sequence[Override],
    locate: Locate,
) -> tuple[Override, ...]:
    """What the values that the call gives replace.

    Parameters
    ----------
    tree : plain tree
        The model in its long form, with the earlier overrides in it.
    values : mapping
        Path → value.
    earlier : sequence of Override
        What was set on top of the text before.
    locate : callable
        Place of a model path in the text.
    """
    return tuple(_overrides(tree, values, {}, earlier, locate))


def set_by_scenario(
    tree: Mapping[str, Plain],
    scenario: str,
    earlier: Sequence[Override],
    locate: Locate,
) -> tuple[Override, ...]:
    """What the values of a scenario, and of those that it extends, replace.

    Each names the scenario that states it. Parameters as in `set_by_call`.
    """
    scenarios = Scenarios(with_combined(tree, scenario))
    values, origins = scenarios.edits(scenario), scenarios.origins(scenario)
    return tuple(_overrides(tree, values, origins, earlier, locate))


def _overrides(
    tree: Mapping[str, Plain],
    values: Mapping[str, Plain],
    origins: Mapping[str, str],
    earlier: Sequence[Override],
    locate: Locate,
) -> Iterator[Override]:
    """What each value replaces; one whose path leads nowhere is told as a finding."""
    for written, value in values.items():
        edit = resolve(tree, written, value, at="")
        # what only another of the values brings into being replaces nothing
        steps = edit.steps if isinstance(edit, Edit) else tuple(written.split("."))
        path, origin = ".".join(steps), origins.get(written)
        was = _value_at(tree, steps)
        before = latest(earlier, path)
        stated = before.place if before else locate(path, "value", None)
        set_at = f"scenarios.{origin}.set.{written}"
        yield Override(
            path=path,
            written=written,
            value=_in_one_line(value) or "",
            was=_in_one_line(was),
            scenario=origin,
            place=locate(set_at, "value", None) if origin else None,
            was_place=stated if was is not None else None,
        )


def _value_at(tree: Mapping[str, Plain], steps: Sequence[str]) -> Plain:
    """What the long form says at a path; None if nothing."""
    node: Plain = dict(tree)
    for step in steps:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, str) and step == "value":
            continue  # a number without a distribution stands in place of its mapping
        else:
            return None
    return node


def _in_one_line(value: Plain) -> str | None:
    """A value as it may stand in one line of a model."""
    if isinstance(value, dict):
        inner = (f"{key}: {_in_one_line(item)}" for key, item in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_in_one_line(item) or '' for item in value)}]"
    return value
