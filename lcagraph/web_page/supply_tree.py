"""The supply chain as a tree that a page can fold."""

from __future__ import annotations

from lcagraph.contribution import Branch
from lcagraph.graph.words import Text
from lcagraph.result import Footprint, significant
from lcagraph.result.names import input_name, process_name
from lcagraph.web_page.records import SupplyTree, TreeBranch
from lcagraph.web_page.tables import Anchors, share_text
from lcagraph.web_page.words import in_both
from lcagraph.wording import Language

THRESHOLDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Smallest branches that a page shows; the first that gives few enough. [1]"""
MOST_BRANCHES = 150


def readable_tree(result: Footprint) -> tuple[Branch, float]:
    """The upstream tree, down to a threshold that keeps it readable."""
    for threshold in THRESHOLDS:
        root = result.tree(threshold)
        if len(branch_paths(root)) <= MOST_BRANCHES:
            break
    return root, threshold


def branch_paths(branch: Branch) -> list[str]:
    """Model paths of a branch and of all below it."""
    return [branch.path, *(p for one in branch.branches for p in branch_paths(one))]


def supply_tree(
    result: Footprint, root: Branch, threshold: float, anchors: Anchors
) -> SupplyTree:
    """The same with names, numbers as text, and the traces of its branches."""
    by_path = {path: anchor for (path, _, _), anchor in reversed(list(anchors.items()))}
    return SupplyTree(
        root=_branch(result, root, by_path), threshold=f"{100 * threshold:g} %"
    )


def _branch(result: Footprint, branch: Branch, traces: dict[str, str]) -> TreeBranch:
    total = abs(result.total)
    share = 100 * abs(branch.branch_total) / total if total else 0.0
    return TreeBranch(
        key=branch.id,
        name=_name(result, branch),
        id=branch.id,
        amount=f"{significant(branch.amount)} {branch.unit}",
        footprint=significant(branch.branch_total),
        direct=significant(branch.direct) if branch.direct else "",
        share=share_text(branch.branch_total, result.total),
        bar=round(min(share, 100.0), 1),
        is_negative=branch.branch_total < 0,
        is_loop=branch.is_loop,
        trace=traces.get(branch.path, ""),
        branches=tuple(_branch(result, one, traces) for one in branch.branches),
        rest=significant(branch.below_threshold) if branch.below_threshold else "",
    )


def _name(result: Footprint, branch: Branch) -> Text:
    """Name of the supplier; of a dataset, its own."""

    def said(lang: Language) -> str:
        if branch.name is not None:
            return branch.name.get(lang)
        name = process_name(result, branch.id, lang)
        return input_name(result, branch.id, lang) if name == branch.id else name

    return in_both(said)
