"""The supply chain as a tree on a terminal."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, shortened, text_table
from lcagraph.contribution import Branch
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Result, significant
from lcagraph.result.names import input_name, process_name
from lcagraph.result.tables import UNDEFINED
from lcagraph.wording import Language

SCHEMA = "lcagraph-tree-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+) ?(%?)")


def parse_threshold(text: str, option: str = "--threshold") -> float:
    """A share such as `1 %` or `0.01`. [1]

    Parameters
    ----------
    text : str
    option : str
        Where it stands, for the message.

    Raises
    ------
    UsageError
        No number between 0 and 1, or 0 % and 100 % (E738).
    """
    match = _SHARE.fullmatch(text.strip())
    share = float(match[1]) / (100 if match[2] else 1) if match else math.nan
    if not 0 <= share <= 1:
        raise UsageError(Finding(code="E738", values={"text": text, "option": option}))
    return share


def tree_text(result: Result, root: Branch, threshold: float, screen: Screen) -> str:
    """One line per branch: what is drawn, how much of it, and its footprint."""
    return branches_text(root, shape_of(result, screen), threshold, screen)


def shape_of(result: Result, screen: Screen) -> Shape:
    """How the branches of a model are named, and what their shares are of."""
    lang = screen.lang

    def name_of(branch: Branch) -> str:
        name = process_name(result, branch.id, lang)
        name = input_name(result, branch.id, lang) if name == branch.id else name
        if branch.database and "/" in branch.id:  # an input names the dataset itself
            return shortened(name)
        return branch.id if name == branch.id else f"{branch.id}  {name}"

    return Shape(name_of=name_of, total=result.total, rest="result.below_threshold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the lines of a tree have in common."""

    name_of: Callable[[Branch], str]
    """Names what the model supplies; a dataset has a name of its own."""
    total: float
    """What shares are of. [kgCO2e]"""
    rest: str
    """Label of what is not shown."""


def branches_text(root: Branch, shape: Shape, threshold: float, screen: Screen) -> str:
    """A tree as a table with its legend."""
    lines = list(_lines(root, "", "", shape, screen))
    heads = [
        Column(head=screen.word("result.supply_chain")),
        Column(head=screen.word("result.amount"), is_number=True),
        Column(head="kgCO2e", is_number=True),
        Column(head="%", is_number=True),
        Column(head=screen.word("result.direct"), is_number=True),
    ]
    rows = [(name, *numbers) for name, numbers in lines]
    legend = screen.word("result.tree_legend", threshold=f"{threshold:.4g}")
    text = f"{text_table(heads, rows)}\n\n{screen.faint(legend)}"
    for name in sorted(_open_in(root)):
        text += f"\n{screen.faint(screen.word('result.tree_open', name=name))}"
    return text


def _lines(
    branch: Branch, lead: str, below: str, shape: Shape, screen: Screen
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A branch and all under it; `below` is what its branches are indented by."""
    yield (
        f"{lead}{_name(branch, shape, screen.lang)}",
        (
            f"{significant(branch.amount)} {branch.unit}",
            significant(branch.branch_total),
            _percent(branch.branch_total, shape.total),
            significant(branch.direct),
        ),
    )
    rest = branch.below_threshold
    for position, inner in enumerate(branch.branches):
        is_last = position == len(branch.branches) - 1 and not rest
        head, stem = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield from _lines(inner, below + head, below + stem, shape, screen)
    if rest:
        share = _percent(rest, shape.total)
        word = screen.word(shape.rest)
        yield f"{below}└─ {word}", ("", significant(rest), share, "")


def _name(branch: Branch, shape: Shape, lang: Language) -> str:
    """Name of a branch, with the database that it is in, and its marks."""
    name = shape.name_of(branch) if branch.name is None else branch.name.get(lang)
    marks = [f"({branch.location})"] if branch.location else []
    marks += [f"[{branch.database}]"] if branch.database else []
    marks += ["*"] if branch.open else []
    marks += ["↻"] if branch.is_loop else []
    return " ".join([shortened(name) if branch.name else name, *marks])


def _open_in(branch: Branch) -> set[str]:
    """Databases of the datasets in a tree in which something is open."""
    inner = (_open_in(each) for each in branch.branches)
    return ({branch.database} if branch.open else set()).union(*inner)


def _percent(part: float, total: float) -> str:
    """Share of the footprint; none of it where that isn't positive."""
    return f"{100 * part / total:.1f}" if total > 0 and part >= 0 else UNDEFINED


def tree_json(result: Result, root: Branch, threshold: float, screen: Screen) -> str:
    """The tree as nested data."""
    return as_json_text(
        {
            "schema": SCHEMA,
            "footprint": {"value": result.total, "unit": "kgCO2e"},
            "threshold": threshold,
            "tree": branch_as_dict(root),
        }
    )


def branch_as_dict(branch: Branch) -> dict[str, Any]:
    """A branch with all under it; what is from a database says so."""
    inside = {
        "database": branch.database,
        "name": {"zh": branch.name.zh, "en": branch.name.en} if branch.name else None,
        "location": branch.location,
        "open": list(branch.open),
    }
    return {
        "id": branch.id,
        "product": branch.product,
        "path": branch.path,
        "amount": branch.amount,
        "unit": branch.unit,
        "direct": branch.direct,
        "branch_total": branch.branch_total,
        "is_loop": branch.is_loop,
        **(inside if branch.database else {}),
        "below_threshold": branch.below_threshold,
        "branches": [branch_as_dict(inner) for inner in branch.branches],
    }
