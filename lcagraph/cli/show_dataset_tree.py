"""The supply chain of one dataset as a tree on a terminal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.background.contributions import gas_weights
from lcagraph.background.offers import find_offer
from lcagraph.background.store import Database
from lcagraph.background.upstream import Upstream
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.show_paths import paths_json, paths_text
from lcagraph.cli.show_tree import SCHEMA, Shape, branch_as_dict, branches_text
from lcagraph.contribution import Branch
from lcagraph.engine.tree import MAX_DEPTH
from lcagraph.errors import Finding, UsageError
from lcagraph.impact import DEFAULT_GWP, including_and_excluding
from lcagraph.result.datasets import Branches


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetTree:
    """The tree of one unit of a dataset, excluding biogenic CO2."""

    root: Branch
    threshold: float
    is_cut: bool
    """Whether it ends at a depth that was asked for."""
    gwp: str


def dataset_tree(
    database: Database, key: str, threshold: float, *, depth: int | None, gwp: str
) -> DatasetTree:
    """The supply chain of one unit of a dataset.

    Parameters
    ----------
    key : str
        Id or name of the dataset, or name of its product.
    threshold : float
        Smallest |branch_total| that is shown, as a share of the |footprint|. [1]
    depth : int, optional
        Most branches between the root and an end.
    gwp : str
        Id of a GWP set; empty: the usual one.

    Raises
    ------
    UsageError
        There is no such dataset, or it has no result (E086–E089).
    """
    offer = find_offer(f"{database.name}/{key}", key)
    if isinstance(offer, Finding):
        raise UsageError(offer)
    database, column = offer.database, offer.found.column
    _, view = including_and_excluding()
    gwp = gwp or DEFAULT_GWP
    weights = gas_weights(database, gwp, view, np.array([column]))
    upstream = Upstream(database, weights)
    smallest = threshold * abs(float(upstream.intensity[column]))
    limit = MAX_DEPTH if depth is None else depth
    found = upstream.tree(column, 1.0, smallest=smallest, depth=limit)
    return DatasetTree(
        root=Branches(database).of(found),
        threshold=threshold,
        is_cut=depth is not None,
        gwp=gwp,
    )


def dataset_tree_text(tree: DatasetTree, screen: Screen) -> str:
    """One line per branch, largest first."""
    return branches_text(tree.root, _shape(tree), tree.threshold, screen)


def dataset_paths_text(tree: DatasetTree, screen: Screen) -> str:
    """One line per path, largest first."""
    return paths_text(tree.root, _shape(tree), tree.threshold, screen)


def dataset_paths_json(tree: DatasetTree) -> str:
    """The paths as data."""
    root, unit = tree.root, f"kgCO2e/{tree.root.unit}"
    return paths_json(root, root.branch_total, tree.threshold, unit)


def _shape(tree: DatasetTree) -> Shape:
    return Shape(
        name_of=lambda branch: branch.id,
        total=tree.root.branch_total,
        rest="result.not_shown" if tree.is_cut else "result.below_threshold",
    )


def dataset_tree_json(tree: DatasetTree) -> str:
    """The tree as nested data."""
    unit = f"kgCO2e/{tree.root.unit}"
    return as_json_text(
        {
            "schema": SCHEMA,
            "footprint": {"value": tree.root.branch_total, "unit": unit},
            "view": "excluding",
            "gwp": tree.gwp,
            "threshold": tree.threshold,
            "tree": branch_as_dict(tree.root),
        }
    )
