"""Every check of the guides: a model that it finds wrong, and the corrected one.

`auditor/base.yaml` claims to follow the Shandong guide and is told nothing but that its
footprint is a partial one. A case of `auditor/cases.yaml` changes it (path → value,
null takes the key away) so that one check speaks, and otherwise so that it is silent.
A pair of `auditor/pairs.yaml` changes it so that a comparison with the base, or with a
scenario of its own, is refused, and otherwise so that it is made.
`auditor/requirements.yaml` lists what the guides ask to be checked.
`docs/list_checks.py` prints these tables.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Case):
    """Two models that may not be compared, and what makes them comparable."""

    scenario: str | None = None
    """Scenario of the changed model that it is compared with; none: the base."""


def _read(name: str) -> Plain:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


def _arguments(row: Mapping[str, Plain]) -> dict[str, Plain]:
    return {"requirements" if key == "from" else key: row[key] for key in row}


CASES = tuple(Case(**_arguments(row)) for row in _read("cases.yaml"))
PAIRS = tuple(Pair(**_arguments(row)) for row in _read("pairs.yaml"))
BASE: dict[str, Plain] = _read("base.yaml")
CHECK_ROWS: Mapping[str, str] = _read("requirements.yaml")


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
