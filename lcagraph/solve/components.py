"""Strongly connected components: which processes supply each other."""

from __future__ import annotations

import numpy as np

from lcagraph.solve.arrays import Indices

SMALL = 1_000
"""Below this many processes the walk in Python takes less time than importing scipy
(0.2 s): most foreground models never load it."""


def strong_components(n: int, tails: Indices, heads: Indices) -> tuple[int, Indices]:
    """Number of strongly connected components, and the label of each node.

    Parameters
    ----------
    n : int
        Number of nodes.
    tails, heads : ndarray of int, shape (e,)
        Ends of each link, tail → head.

    Returns
    -------
    count : int
    labels : ndarray of int, shape (n,)
        Nodes of one component share a label.

    References
    ----------
    Tarjan (1972), Depth-first search and linear graph algorithms, SIAM J. Comput. 1,
    doi:10.1137/0201010.
    """
    if n > SMALL:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        graph = csr_array((np.ones(len(tails)), (tails, heads)), shape=(n, n))
        count, labels = connected_components(graph, connection="strong")
        return int(count), labels.astype(np.intp)
    followers: list[list[int]] = [[] for _ in range(n)]
    for tail, head in zip(tails.tolist(), heads.tolist(), strict=True):
        followers[tail].append(head)
    return _tarjan(followers)


def _tarjan(followers: list[list[int]]) -> tuple[int, Indices]:
    """Components by one depth-first walk, kept on a list instead of the call stack."""
    n = len(followers)
    labels = np.full(n, -1, dtype=np.intp)
    number = [-1] * n
    lowest = [0] * n
    open_nodes: list[int] = []
    count = visited = 0
    for root in range(n):
        if number[root] >= 0:
            continue
        walk = [(root, iter(followers[root]))]
        number[root] = lowest[root] = visited
        visited += 1
        open_nodes.append(root)
        while walk:
            node, rest = walk[-1]
            step = next(rest, None)
            if step is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    first = open_nodes.index(node)
                    labels[open_nodes[first:]] = count
                    del open_nodes[first:]
                    count += 1
            elif number[step] < 0:
                number[step] = lowest[step] = visited
                visited += 1
                open_nodes.append(step)
                walk.append((step, iter(followers[step])))
            elif labels[step] < 0:
                lowest[node] = min(lowest[node], number[step])
    return count, labels
