"""Upstream trees beside those of bw_graph_tools: the same nodes, the same scores.

    python benchmarks/tree.py [--preset small] [--preset ecoinvent] [--products 3]

Both know their background: lcagraph its intensities, the rival its factorised matrix,
which it has used for the score. Times are of one tree; the rival's traversal includes
making its object ready, ours is also given with making the database ready. The rule is
the rival's: a draw is a node if |score| is at least the share of the whole.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from background import background, best_of, characterised, machine, triplets
from direct import Direct
from economy import Ints, Reals
from rival import lca
from synthetic import Background

from lcagraph.engine.tree import Draws, SupplyTree, draws_of, supply_tree

SHARES = (0.01, 0.001)
AGREEMENT = 1e-10
REPEATS = 20

Way = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One tree of both sides."""

    nodes: int
    ours: float
    """[s]"""
    theirs: float
    """[s]"""
    difference: float
    """Largest, of the whole score. [1]"""


def ready(one: Background, intensity: Reals) -> Draws:
    """Category 0 of a background as `engine.tree` takes it."""
    entries = triplets(one.A)
    sign = np.where(one.A.diagonal() < 0, -1.0, 1.0)
    return draws_of(
        one.A.shape[0],
        (entries.row, entries.column, entries.value),
        sign=sign,
        intensity=intensity * sign,
        direct=characterised(one)[0],
    )


def interesting(draws: Draws, count: int, seed: int = 5) -> Ints:
    """Products whose trees have branches, drawn at random."""
    rng = np.random.default_rng(seed)
    found: list[int] = []
    for column in rng.permutation(len(draws.intensity)).tolist():
        smallest = 0.01 * abs(float(draws.intensity[column]))
        tree = supply_tree(draws, {column: 1.0}, smallest=smallest)
        if draws.sign[column] > 0 and len(tree) >= 40:
            found.append(column)
        if len(found) == count:
            break
    return np.array(found)


def our_ways(tree: SupplyTree) -> dict[Way, float]:
    return {
        tuple(tree.column[list(tree.way(node))].tolist()): float(tree.total[node])
        for node in range(len(tree))
    }


def their_tree(model: Any, share: float) -> tuple[float, dict[Way, float]]:
    """Time of the rival's traversal, and its nodes by the way to each."""
    # NewNodeEachVisitGraphTraversal, told that references are on the diagonal
    from bw_graph_tools import AssumedDiagonalGraphTraversal as Traversal
    from bw_graph_tools.graph_traversal.settings import GraphTraversalSettings

    settings = GraphTraversalSettings(
        cutoff=share, max_calc=100_000, separate_biosphere_flows=False
    )
    begin = perf_counter()
    found = Traversal(model, settings)
    found.traverse()
    elapsed = perf_counter() - begin
    consumer = {
        edge.producer_unique_id: edge.consumer_unique_id for edge in found.edges
    }
    ways: list[tuple[Way, float]] = []
    for number, node in found.nodes.items():
        way, at = [], number
        while at >= 0:  # −1 is the functional unit
            way.append(int(found.nodes[at].activity_index))
            at = consumer[at]
        if way:
            ways.append((tuple(reversed(way)), float(node.cumulative_score)))
    if max(Counter(way for way, _ in ways).values()) > 1:
        raise SystemExit("the rival visits one way twice")
    return elapsed, dict(ways)


def measured(one: Background, draws: Draws, product: int) -> list[Measured]:
    """Trees of one product to each share."""
    model = lca(one, {product: 1.0})
    model.lci(factorize=True)
    model.lcia()
    whole = abs(float(draws.intensity[product]))
    lines = []
    for share in SHARES:
        ours, tree = best_of(
            REPEATS,
            partial(supply_tree, draws, {product: 1.0}, smallest=share * whole),
        )
        theirs, ways = their_tree(model, share)
        found = our_ways(tree)
        if found.keys() != ways.keys():
            odd = sorted(found.keys() ^ ways.keys())[:5]
            raise SystemExit(f"product {product}, {share:g}: other nodes: {odd}")
        difference = max(abs(found[way] - ways[way]) for way in found) / whole
        if not difference <= AGREEMENT:
            raise SystemExit(f"product {product}: scores differ by {difference:.1e}")
        lines.append(
            Measured(nodes=len(found), ours=ours, theirs=theirs, difference=difference)
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--preset", action="append", choices=["small", "ecoinvent"])
    parser.add_argument("--products", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    write = sys.stdout.write
    write(f"{machine()}\n")
    for preset in options.preset or ["small", "ecoinvent"]:
        one = background(preset)
        n = one.A.shape[0]
        entries = triplets(one.A)
        solver = Direct(n, entries.row, entries.column, entries.value)
        intensity = solver.adjoint(characterised(one)[:1])[0]
        made, draws = best_of(5, partial(ready, one, intensity))
        write(f"\n{preset}: {n:,} processes; made ready in {made * 1e3:.1f} ms, once\n")
        write(f"{'product':>9}{'share':>8}{'nodes':>7}{'lcagraph':>13}")
        write(f"{'bw_graph_tools':>17}{'ratio':>10}{'differ':>10}\n")
        for product in interesting(draws, options.products).tolist():
            for share, line in zip(SHARES, measured(one, draws, product), strict=True):
                write(
                    f"{product:>9}{share:>8.1%}{line.nodes:>7}"
                    f"{line.ours * 1e3:>10.3f} ms{line.theirs * 1e3:>14,.0f} ms"
                    f"{line.theirs / line.ours:>9,.0f}×{line.difference:>10.0e}\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
