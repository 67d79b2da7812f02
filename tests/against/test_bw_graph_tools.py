"""Upstream trees, node by node, against the traversal of bw_graph_tools (Brightway)."""

from __future__ import annotations

from typing import Any

import exact
import numpy as np
import pytest
from random_systems import RandomSystem, random_system

from lcagraph.engine.tree import draws_of, supply_tree

pytestmark = [
    pytest.mark.heavy,
    # Warnings of other packages, at import and in use, are not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

FIRST_PRODUCT, FIRST_PROCESS, FLOW = 1_000_000, 2_000_000, 3_000_000
Way = tuple[int, ...]


def matrices(seed: int) -> tuple[np.ndarray, np.ndarray, int, float]:
    """A with references on the diagonal, direct scores, a product and its amount."""
    rng = np.random.default_rng([20240229, seed])
    drawn: RandomSystem = random_system(rng, int(rng.integers(4, 9)))
    A = drawn.A[drawn.matching]
    direct = np.abs((drawn.C @ drawn.B)[0])
    product = int(np.flatnonzero(drawn.f[drawn.matching])[0])
    return A, direct, product, float(drawn.f[drawn.matching][product])


def theirs(
    A: np.ndarray, direct: np.ndarray, demand: dict[int, float], share: float
) -> tuple[dict[Way, tuple[float, float]], float]:
    """Nodes of the rival by the way to each: score and direct score."""
    bc = pytest.importorskip("bw2calc")
    tools = pytest.importorskip("bw_graph_tools")
    lca = bc.LCA(
        {FIRST_PRODUCT + row: amount for row, amount in demand.items()},
        data_objs=[datapackage(A, direct)],
    )
    lca.lci(factorize=True)
    lca.lcia()
    settings = tools.GraphTraversalSettings(
        cutoff=share, max_calc=100_000, separate_biosphere_flows=False
    )
    # NewNodeEachVisitGraphTraversal, told that references are on the diagonal
    found = tools.AssumedDiagonalGraphTraversal(lca, settings)
    found.traverse()
    consumer = {
        edge.producer_unique_id: edge.consumer_unique_id for edge in found.edges
    }
    nodes: dict[Way, tuple[float, float]] = {}
    for number, node in found.nodes.items():
        way, at = [], number
        while at >= 0:
            way.append(int(found.nodes[at].activity_index))
            at = consumer[at]
        if way:
            scores = (float(node.cumulative_score), float(node.direct_emissions_score))
            nodes[tuple(reversed(way))] = scores
    return nodes, float(lca.score)


def datapackage(A: np.ndarray, direct: np.ndarray) -> Any:
    """One flow that scores 1 a kilogram, emitted as `direct` says."""
    bwp = pytest.importorskip("bw_processing")
    package = bwp.create_datapackage()
    rows, columns = np.nonzero(A)
    emitting = np.flatnonzero(direct)
    for matrix, row, column, data in (
        (
            "technosphere_matrix",
            rows + FIRST_PRODUCT,
            columns + FIRST_PROCESS,
            A[rows, columns],
        ),
        (
            "biosphere_matrix",
            np.full(len(emitting), FLOW),
            emitting + FIRST_PROCESS,
            direct[emitting],
        ),
        ("characterization_matrix", np.array([FLOW]), np.array([FLOW]), np.ones(1)),
    ):
        places = np.zeros(len(data), dtype=bwp.INDICES_DTYPE)
        places["row"], places["col"] = row, column
        package.add_persistent_vector(
            matrix=matrix, name=matrix, indices_array=places, data_array=data
        )
    return package


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("share", [0.1, 0.01])
def test_trees_have_the_nodes_and_scores_of_brightway(seed: int, share: float) -> None:
    A, direct, product, amount = matrices(seed)
    nodes, score = theirs(A, direct, {product: amount}, share)
    sign = np.where(np.diag(A) < 0, -1.0, 1.0)
    column, row = np.nonzero(A.T)
    draws = draws_of(
        len(A),
        (row.astype(np.int32), column.astype(np.int32), A[row, column]),
        sign=sign,
        intensity=sign * exact.scaling(A.T, direct),
        direct=direct,
    )
    tree = supply_tree(
        draws, {product: amount * sign[product]}, smallest=share * abs(score)
    )
    ways = {
        tuple(tree.column[list(tree.way(node))].tolist()): node
        for node in range(len(tree))
    }
    assert ways.keys() == nodes.keys()
    for way, (total, own) in nodes.items():
        limit = 1e-10 * abs(score)
        assert tree.total[ways[way]] == pytest.approx(total, rel=1e-9, abs=limit)
        assert tree.direct[ways[way]] == pytest.approx(own, rel=1e-9, abs=limit)
