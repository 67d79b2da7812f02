"""The supply chain as a tree on a terminal."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.contribution import Branch
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Result, significant
from lcagraph.result.names import input_name, process_name
from lcagraph.result.tables import UNDEFINED

SCHEMA = "lcagraph-tree-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+) ?(%?)")


def parse_threshold(text: str) -> float:
    """A share such as `1 %` or `0.01`. [1]

    Raises
    ------
    UsageError
        No number between 0 and 1, or 0 % and 100 % (E738).
    """
    match = _SHARE.fullmatch(text.strip())
    share = float(match[1]) / (100 if match[2] else 1) if match else math.nan
    if not 0 <= share <= 1:
        raise UsageError(Finding(code="E738", values={"text": text}))
    return share


def tree_text(result: Result, threshold: float, screen: Screen) -> str:
    """One line per branch: what is drawn, how much of it, and its footprint."""
    root = result.tree(threshold)
    lines = _lines(root, "", "", result, screen)
    heads = [
        Column(head=screen.word("result.supply_chain")),
        Column(head=screen.word("result.amount"), is_number=True),
        Column(head="kgCO2e", is_number=True),
        Column(head="%", is_number=True),
        Column(head=screen.word("result.direct"), is_number=True),
    ]
    rows = [(name, *numbers) for name, numbers in lines]
    legend = screen.word("result.tree_legend", threshold=f"{threshold:.4g}")
    return f"{text_table(heads, rows)}\n\n{screen.faint(legend)}"


def _lines(
    branch: Branch, lead: str, below: str, result: Result, screen: Screen
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A branch and all under it; `below` is what its branches are indented by."""
    loop = " ↻" if branch.is_loop else ""
    yield (
        f"{lead}{_name(branch, result, screen)}{loop}",
        (
            f"{significant(branch.amount)} {branch.unit}",
            significant(branch.branch_total),
            _percent(branch.branch_total, result.total),
            significant(branch.direct),
        ),
    )
    rest = branch.below_threshold
    for position, inner in enumerate(branch.branches):
        is_last = position == len(branch.branches) - 1 and not rest
        head, stem = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield from _lines(inner, below + head, below + stem, result, screen)
    if rest:
        share = _percent(rest, result.total)
        word = screen.word("result.below_threshold")
        yield f"{below}└─ {word}", ("", significant(rest), share, "")


def _name(branch: Branch, result: Result, screen: Screen) -> str:
    lang = screen.lang
    name = process_name(result, branch.id, lang)
    name = input_name(result, branch.id, lang) if name == branch.id else name
    return branch.id if name == branch.id else f"{branch.id}  {name}"


def _percent(part: float, total: float) -> str:
    """Share of the footprint; none of it where that isn't positive."""
    return f"{100 * part / total:.1f}" if total > 0 and part >= 0 else UNDEFINED


def tree_json(result: Result, threshold: float, screen: Screen) -> str:
    """The tree as nested data."""
    return as_json_text(
        {
            "schema": SCHEMA,
            "footprint": {"value": result.total, "unit": "kgCO2e"},
            "threshold": threshold,
            "tree": _as_dict(result.tree(threshold)),
        }
    )


def _as_dict(branch: Branch) -> dict[str, Any]:
    return {
        "id": branch.id,
        "product": branch.product,
        "path": branch.path,
        "amount": branch.amount,
        "unit": branch.unit,
        "direct": branch.direct,
        "branch_total": branch.branch_total,
        "is_loop": branch.is_loop,
        "below_threshold": branch.below_threshold,
        "branches": [_as_dict(inner) for inner in branch.branches],
    }
