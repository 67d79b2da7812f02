"""Print the checks of the guides as Markdown, from the table that the tests check."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lcagraph.checks.rules import RULES
from lcagraph.wording import item_class, statement

CASES = Path(__file__).resolve().parents[1] / "tests" / "auditor"

RULE_SETS = ("gbt24067-cq", "sd-2023", "iso14067", "pact-3")

HEAD = """# The auditor

Links, units, numbers and factors are checked in every model. The rules below judge a
claim: they hold for a model that names the standards it follows (`scope.standards`);
a sketch without them is left alone. `scope.rule_set` decides which rules hold and how
severely (E stops the result, W and N stand beside it). Each can be accepted by code,
place and reason under `waive`; it stays printed, with the reason, in every format. A
waiver that covers nothing is told (W334), one of an error without which there is no
number is refused (E370). The reason that an allocation lacks (E222) is no matter of a
waiver: it is written under `why`.

`lcagraph check MODEL` prints all of them, each classed as a missing item (缺项) or a
wrong one (错项); `--format full|concise|json|github|sarif`. `lcagraph solve` counts
them beside the result. This page is made by `docs/list_checks.py` from the cases that
`tests/test_auditor.py` runs. CQ are clauses of the Chongqing guide and SD of the
Shandong guide, by our own numbering.
"""


def as_markdown() -> str:
    """Requirements with their codes; rules by rule set; cases; pairs of models."""
    return "\n".join([HEAD, *_requirements(), *_rules(), *_cases(), *_pairs()])


def requirements_in(text: str) -> list[str]:
    """Requirements that a case is for: `CQ-15…17, SD-43b` are four.

    Parameters
    ----------
    text : str
        The `from` of a case.
    """
    found = []
    for guide, first, last, letter in _REQUIREMENT.findall(text):
        numbers = range(int(first), int(last or first) + 1)
        found += [f"{guide}-{number:02}{letter}" for number in numbers]
    return found


_REQUIREMENT = re.compile(r"\b(CQ|SD)-(\d+)(?:…(\d+))?([a-z]?)")


def _read(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def _requirements() -> list[str]:
    """What the guides ask to be checked, and the codes whose cases show it."""
    rows = [
        "## Requirements and codes\n",
        "| requirement | asks | codes |",
        "|---|---|---|",
    ]
    cases = [*_read("cases.yaml"), *_read("pairs.yaml")]
    for id_, asks in _read("requirements.yaml").items():
        codes = [c["code"] for c in cases if id_ in requirements_in(c["from"])]
        rows.append(f"| {id_} | {asks} | {', '.join(dict.fromkeys(codes))} |")
    return [*rows, ""]


def _rules() -> list[str]:
    rows = [
        "## Rules and rule sets\n",
        f"| from | rule | {' | '.join(RULE_SETS)} | class |",
    ]
    rows.append(f"|---|---|{'---|' * len(RULE_SETS)}---|")
    for rule in RULES.values():
        codes = [rule.codes.get(name, "–") for name in RULE_SETS]  # type: ignore[call-overload]
        any_code = next(iter(rule.codes.values()))
        class_ = {"missing": "缺项", "wrong": "错项"}.get(
            item_class(any_code) or "", "–"
        )
        said = statement(any_code, "en").replace("|", "\\|")
        rows.append(f"| {rule.requirement} | {said} | {' | '.join(codes)} | {class_} |")
    return [*rows, ""]


def _cases() -> list[str]:
    base = (CASES / "base.yaml").read_text(encoding="utf-8")
    rows = [
        "## A wrong and a right model for each\n",
        "The base, on which every case is a change:\n",
        f"```yaml\n{base}```\n",
        "| from | code | wrong model | what is wrong | right model |",
        "|---|---|---|---|---|",
    ]
    rows += map(_case, _read("cases.yaml"))
    return [*rows, ""]


def _pairs() -> list[str]:
    rows = [
        "## Two models beside each other\n",
        "The base is compared with a change of it, or that with a scenario of its own. "
        "The comparison is\nrefused, or made if one says so (`--anyway`); then it is "
        "printed.\n",
        "| from | code | refused | what differs | compared |",
        "|---|---|---|---|---|",
    ]
    rows += map(_case, _read("pairs.yaml"))
    return [*rows, ""]


def _case(case: Mapping[str, Any]) -> str:
    cells = [
        case["from"],
        case["code"],
        _edits(case["wrong"]),
        case["what"],
        _edits(case["right"]),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _edits(changes: Mapping[str, object]) -> str:
    """Path and value of each change of the base."""
    if not changes:
        return "the base"
    return "; ".join(
        f"`{path}` gone"
        if value is None
        else f"`{path}: {json.dumps(value, ensure_ascii=False)}`"
        for path, value in changes.items()
    )


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
