"""Differences of two canonical trees, in blocks that can be swapped one by one.

A block is what an author edits as one thing: a parameter, an exchange, the allocation
of a process, a factor. Taking some blocks from one tree and the rest from the other
gives a model between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lcagraph.formats.yaml.tree import Plain

Steps = tuple[str, ...]
Tree = Mapping[str, Plain]

MAX_GROUPS = 12
"""More edits than this are gathered: 2^12 footprints are computed at most."""

SILENT_SECTIONS = (
    *("lcagraph", "languages", "title", "include", "evidence", "meters", "equipment"),
    *("suppliers", "organisation", "assessment", "data_exchange", "scenarios", "waive"),
)
"""Sections that no footprint depends on. Documents and meters that rows refer to are
taken from both models, and so are waivers: a waived finding doesn't stop a variant."""

SILENT_KEYS = frozenset(
    {
        *("name", "note", "data", "evidence", "source", "page", "licence", "why"),
        *("pedigree", "uncertainty", "technology", "annual_output"),
    }
)
"""Keys of a row, a factor or a process that no footprint depends on; of `data`, all
but `minus`."""

SILENT_SCOPE = frozenset(
    {
        *("goal", "method", "standards", "period", "period_reason", "geography"),
        *("categories", "cut_off", "excluded", "assurance", "declarations"),
    }
)
"""Keys of the scope that no footprint depends on."""

ROWS = frozenset(
    {"outputs", "treats", "inputs", "emissions", "removals", "waste", "avoids_waste"}
)
"""Keys of a process that hold rows."""

SECTION_DEPTH, OWNER_DEPTH = 1, 2
_DEPTHS = {"processes": 3, "databases": 1}
"""Keys that lead to a block; rows of a process lie one deeper, all else at two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that differs; None: it is not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blocks that are swapped together."""

    path: str
    """What they are below, such as `processes.casting.inputs.power`."""
    blocks: tuple[Steps, ...]
    changes: tuple[Change, ...]


def find_edits(before: Tree, after: Tree) -> list[Group]:
    """One group per block that differs in what a footprint may depend on, by path.

    Both trees are canonical long forms (`to_plain`). The order of keys is no
    difference.
    """
    found = []
    for section in sorted({*before, *after}):
        if section not in SILENT_SECTIONS:
            pair = (before.get(section), after.get(section))
            found += list(_blocks(pair[0], pair[1], (section,)))
    return [_group((steps,), before, after) for steps in sorted(found)]


def gathered(
    groups: Iterable[Group], before: Tree, after: Tree, depth: int
) -> list[Group]:
    """The same edits in larger groups: those whose paths begin with the same keys."""
    found: dict[Steps, list[Steps]] = {}
    for group in groups:
        for block in group.blocks:
            found.setdefault(block[:depth], []).append(block)
    return [
        _group(tuple(blocks), before, after, prefix) for prefix, blocks in found.items()
    ]


def merged(groups: Iterable[Group], before: Tree, after: Tree) -> Group:
    """Several groups as one."""
    blocks = tuple(block for group in groups for block in group.blocks)
    return _group(blocks, before, after)


def swapped(before: Tree, after: Tree, blocks: Iterable[Steps]) -> dict[str, Plain]:
    """The first tree with some blocks of the second."""
    tree = {key: value for key, value in before.items() if key != "scenarios"}
    for section in ("evidence", "meters", "suppliers", "equipment"):
        both = {**_mapping(after.get(section)), **_mapping(before.get(section))}
        if both:
            tree[section] = both
    waivers = [*_list(before.get("waive")), *_list(after.get("waive"))]
    if waivers:
        tree["waive"] = waivers
    for block in blocks:
        tree = _with_block(tree, block, _at(after, block))
    return tree


# --------------------------------------------------------------------------- blocks


def _blocks(before: Plain, after: Plain, steps: Steps) -> Iterator[Steps]:
    """Paths of the blocks below a path that differ."""
    if len(steps) == 1 or (len(steps) == 3 and steps[2] in ROWS):
        before, after = before or {}, after or {}  # nothing given is nothing in it
    if not _differ(before, after, steps):
        return
    is_block = len(steps) >= _depth(steps)
    if is_block or not (isinstance(before, dict) and isinstance(after, dict)):
        yield steps
        return
    for key in sorted({*before, *after}):
        yield from _blocks(before.get(key), after.get(key), (*steps, key))


def _depth(steps: Steps) -> int:
    if len(steps) > OWNER_DEPTH and steps[0] == "processes" and steps[2] in ROWS:
        return 4
    return _DEPTHS.get(steps[0], OWNER_DEPTH)


def _differ(before: Plain, after: Plain, steps: Steps) -> bool:
    """Whether two values differ in what a footprint may depend on."""
    if steps[0] == "scope" and steps[-1] in SILENT_SCOPE:
        return False
    is_key_of_format = len(steps) == 3 or (steps[0] == "reference" and len(steps) == 2)
    if is_key_of_format and steps[-1] in SILENT_KEYS:
        return False
    if len(steps) == _depth(steps) and isinstance(before, dict):
        return _loud(before) != _loud(after)
    return before != after


def _loud(value: Plain) -> Plain:
    """A block without what no footprint depends on.

    Of a datum card only what is taken off the reading counts.
    """
    if not isinstance(value, dict):
        return value
    loud = {key: inner for key, inner in value.items() if key not in SILENT_KEYS}
    minus = _mapping(value.get("data")).get("minus")
    return {**loud, "data": {"minus": minus}} if minus else loud


def _group(
    blocks: tuple[Steps, ...], before: Tree, after: Tree, path: Steps | None = None
) -> Group:
    changes = [
        change
        for block in blocks
        for change in _changes(_at(before, block), _at(after, block), block)
    ]
    return Group(
        path=".".join(_common(blocks) if path is None else path),
        blocks=blocks,
        changes=tuple(changes),
    )


def _common(blocks: tuple[Steps, ...]) -> Steps:
    """The keys that all blocks begin with."""
    first, last = min(blocks), max(blocks)
    count = 0
    while count < min(len(first), len(last)) and first[count] == last[count]:
        count += 1
    return first[:count]


def _changes(before: Plain, after: Plain, steps: Steps) -> Iterator[Change]:
    """Single values that differ below a path."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        first, second = _mapping(_loud(before)), _mapping(_loud(after))
        for key in [*first, *(key for key in second if key not in first)]:
            yield from _changes(first.get(key), second.get(key), (*steps, key))
        return
    path = ".".join(steps)
    yield Change(path=path, before=_shown(before), after=_shown(after))


def _shown(value: Plain) -> str | None:
    """A value in one line; a mapping by the first thing that it says."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_shown(item) or "" for item in value)
    for key in ("amount", "value", "co2e", "from"):
        if isinstance(found := value.get(key), str):
            return found
    return (
        "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    )


# -------------------------------------------------------------------------- swapping


def _at(tree: Tree, steps: Steps) -> Plain:
    """The value at a path; None if there is none."""
    node: Plain = dict(tree)
    for step in steps:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def _with_block(tree: Tree, steps: Steps, value: Plain) -> dict[str, Plain]:
    """A copy with a value set, or taken out if it is None; the rest is shared."""
    head, *rest = steps
    if rest:
        value = _with_block(_mapping(tree.get(head)), tuple(rest), value) or None
    if value is None:
        return {key: inner for key, inner in tree.items() if key != head}
    return {**tree, head: value}


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
