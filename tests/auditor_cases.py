"""Every check of the guides: a model that it finds wrong, and the corrected one.

`auditor/base.yaml` claims to follow the Shandong guide and is told nothing but that its
footprint is a partial one. A case of `auditor/cases.yaml` changes it (path → value,
null takes the key away) so that one check speaks, and otherwise so that it is silent.
`docs/list_checks.py` prints this table.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Plain = Any
FOLDER = Path(__file__).parent / "auditor"

BASE: dict[str, Plain] = yaml.safe_load((FOLDER / "base.yaml").read_text("utf-8"))
TOLD_OF_BASE = {"N855"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A check with a model that it finds wrong, and what sets it right."""

    requirements: str
    code: str
    at: str
    """Model path of the finding."""
    what: str
    wrong: Mapping[str, Plain]
    right: Mapping[str, Plain]
    """Changes of the base; none: the base itself is right."""


def _case(row: Mapping[str, Plain]) -> Case:
    rest = {key: value for key, value in row.items() if key != "from"}
    return Case(requirements=row["from"], **rest)


CASES = tuple(map(_case, yaml.safe_load((FOLDER / "cases.yaml").read_text("utf-8"))))


def changed(changes: Mapping[str, Plain]) -> dict[str, Plain]:
    """The base with other values at some paths."""
    tree = copy.deepcopy(BASE)
    for path, value in changes.items():
        *way, last = path.split("/")
        node = tree
        for key in way:
            node = node.setdefault(key, {})
        if value is None:
            del node[last]
        else:
            node[last] = copy.deepcopy(value)
    return tree
