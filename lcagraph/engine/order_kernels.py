"""The greedy order of `order`, in the part of Python that numba compiles.

Nodes wait in buckets by (bought − sold) / (bought + sold), as doubly linked lists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.fast import jit

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]
Graph = tuple[Ints, Ints, Reals]
"""First link of each node, node at the other end, weight."""

BUCKETS = 4001
"""Steps between “sells only” and “buys only”."""


@jit
def bucket_of(bought: float, sold: float) -> int:
    """Bucket of a node; no unit matters."""
    share = (bought - sold) / max(bought + sold, 1e-300)
    return int((min(max(share, -1.0), 1.0) + 1.0) * 0.5 * (BUCKETS - 1))


@jit
def link(lists: tuple[Ints, Ints, Ints, Ints], i: int, b: int) -> None:
    """Put a node in front of a bucket."""
    head, after, before, bucket = lists
    bucket[i] = b
    before[i] = -1
    after[i] = head[b]
    if head[b] >= 0:
        before[head[b]] = i
    head[b] = i


@jit
def unlink(lists: tuple[Ints, Ints, Ints, Ints], i: int) -> None:
    """Take a node out of its bucket."""
    head, after, before, bucket = lists
    if before[i] >= 0:
        after[before[i]] = after[i]
    else:
        head[bucket[i]] = after[i]
    if after[i] >= 0:
        before[after[i]] = before[i]


@jit
def sums(graph: Graph) -> tuple[Reals, Ints]:
    """Weight, and number, of the links of each node."""
    first, _, weight = graph
    n = len(first) - 1
    total, count = np.zeros(n), np.zeros(n, np.int64)
    for i in range(n):
        count[i] = first[i + 1] - first[i]
        for e in range(first[i], first[i + 1]):
            total[i] += weight[e]
    return total, count


@jit
def withdraw(
    graph: Graph, i: int, is_placed: Ints, total: Reals, count: Ints, stack: Ints
) -> int:
    """Take the links of a placed node from its neighbours' sums.

    Neighbours without further links are pushed to `stack[1:]`, of length `stack[0]`.
    """
    first, node, weight = graph
    size = int(stack[0])
    for e in range(first[i], first[i + 1]):
        j = node[e]
        if is_placed[j] == 0:
            total[j] -= weight[e]
            count[j] -= 1
            if count[j] == 0:
                size += 1
                stack[size] = j
    stack[0] = size
    return size


@jit
def relink(
    graph: Graph,
    i: int,
    is_placed: Ints,
    sides: tuple[Reals, Reals],
    lists: tuple[Ints, Ints, Ints, Ints],
) -> int:
    """Move the neighbours of a placed node to their new buckets; the highest one."""
    first, node, _ = graph
    bought, sold = sides
    top = 0
    for e in range(first[i], first[i + 1]):
        j = node[e]
        if is_placed[j] == 0:
            b = bucket_of(bought[j], sold[j])
            if b != lists[3][j]:
                unlink(lists, j)
                link(lists, j, b)
                top = max(top, b)
    return top


@jit
def greedy_order(consumed: Graph, supplied: Graph) -> Ints:
    """Nodes so ordered that little weight points backwards: consumers first.

    Parameters
    ----------
    consumed : Graph
        Links of each node to what it buys from.
    supplied : Graph
        The same links, of each node to whom it sells.
    """
    bought, n_out = sums(consumed)
    sold, n_in = sums(supplied)
    n = len(bought)
    lists = (
        np.full(BUCKETS, -1, np.int64),
        np.full(n, -1, np.int64),
        np.full(n, -1, np.int64),
        np.zeros(n, np.int64),
    )
    order, is_placed = np.empty(n, np.int64), np.zeros(n, np.int64)
    ends, starts = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    for i in range(n):
        link(lists, i, bucket_of(bought[i], sold[i]))
        stack = ends if n_out[i] == 0 else starts
        if n_out[i] == 0 or n_in[i] == 0:
            stack[0] += 1
            stack[stack[0]] = i
    low, high, top = 0, n, BUCKETS - 1
    while low < high:
        is_end = ends[0] > 0
        if is_end or starts[0] > 0:
            stack = ends if is_end else starts
            i = stack[stack[0]]
            stack[0] -= 1
            if is_placed[i] == 1:
                continue
        else:
            while lists[0][top] < 0:
                top -= 1
            i = lists[0][top]
        if is_end:
            high -= 1
            order[high] = i
        else:
            order[low] = i
            low += 1
        is_placed[i] = 1
        unlink(lists, i)
        withdraw(consumed, i, is_placed, sold, n_in, starts)
        withdraw(supplied, i, is_placed, bought, n_out, ends)
        top = max(top, relink(consumed, i, is_placed, (bought, sold), lists))
        top = max(top, relink(supplied, i, is_placed, (bought, sold), lists))
    return order
