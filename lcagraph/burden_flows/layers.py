"""Columns and order in which the nodes of burden flows stand in a picture.

Every flow is turned so that burden runs the way it is drawn: a credit leaves the node
that it is given to. Flows that close a loop are told apart by a search upstream from
the reference; what is left has no loops, and each node stands as far from the
reference as its longest way there. Order within a column follows from links and the
order of the model alone, never from amounts.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lcagraph.burden_flows.flows import REFERENCE, BurdenFlow

SWEEPS = 12
"""Most passes over the columns; a few settle the order."""


MOST_LINKS = 160
"""Flows that a picture can show; of more, the thinnest are a hair of a hair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """All flows of one sign between two nodes, turned the way they are drawn."""

    tail: str
    head: str
    amount: float
    """Positive. [kgCO2e]"""
    is_negative: bool
    """It is a credit, from the node that it is given to."""
    is_return: bool = False
    """It runs back, downstream to upstream."""
    way: tuple[str, ...] = ()
    """Tail, its places in the columns between, head; of a return only the ends."""

    @property
    def role(self) -> str:
        """What a picture calls it, by its ends as they are drawn.

        Between two nodes there may be one of each sign, and they are two ribbons:
        `ribbon:casting→extrusion`, and `turned:works→credit:heat` of a credit that the
        works are given.
        """
        return f"{'turned' if self.is_negative else 'ribbon'}:{self.tail}→{self.head}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Nodes in columns, from left to right, each from top to bottom."""

    columns: tuple[tuple[str, ...], ...]
    """Node ids, and places of links that pass (`link 3 at 2`)."""
    links: tuple[Link, ...]

    def column_of(self) -> dict[str, int]:
        """Column of each node and place."""
        return {id_: k for k, ids in enumerate(self.columns) for id_ in ids}


def layered(flows: Sequence[BurdenFlow]) -> Layers:
    """Nodes of some flows in columns and order.

    Parameters
    ----------
    flows : sequence of BurdenFlow
        In the order of the model.
    """
    links = links_of(flows)
    order, returns = _searched(links)
    columns = _columns([x for n, x in enumerate(links) if n not in returns], order)
    first = min(columns.values(), default=0)
    columns = {id_: column - first for id_, column in columns.items()}
    placed, members = [], {id_: columns[id_] for id_ in order}
    for number, link in enumerate(links):
        inner: list[str] = []
        if number not in returns:
            between = range(columns[link.tail] + 1, columns[link.head])
            inner = [f"link {number} at {column}" for column in between]
            members |= dict(zip(inner, between, strict=True))
        placed.append(
            Link(
                tail=link.tail,
                head=link.head,
                amount=link.amount,
                is_negative=link.is_negative,
                is_return=number in returns,
                way=(link.tail, *inner, link.head),
            )
        )
    width = max(members.values(), default=-1) + 1
    start = [[i for i, c in members.items() if c == k] for k in range(width)]
    forward = [link for link in placed if not link.is_return]
    last = {id_ for link in forward if link.is_negative for id_ in link.way[1:]}
    last -= {id_ for link in forward if not link.is_negative for id_ in link.way}
    found = _ordered(start, [link.way for link in forward], last)
    return Layers(columns=tuple(map(tuple, found)), links=tuple(placed))


def thickest(
    flows: Sequence[BurdenFlow], most: int = MOST_LINKS
) -> tuple[tuple[BurdenFlow, ...], int]:
    """Flows that a picture shows, in their order, and how many it leaves out.

    All of them as a rule; of very many the largest, and from each node and to each the
    largest one, so that none stands alone.
    """
    if len(flows) <= most:
        return tuple(flows), 0
    ranking = sorted(range(len(flows)), key=lambda n: (-abs(flows[n].amount), n))
    kept = set(ranking[:most])
    seen: set[tuple[str, str]] = set()
    for number in ranking:
        ends = {("from", flows[number].source), ("to", flows[number].target)}
        if not ends <= seen:
            kept.add(number)
            seen |= ends
    return tuple(flows[number] for number in sorted(kept)), len(flows) - len(kept)


def links_of(flows: Iterable[BurdenFlow]) -> list[Link]:
    """Flows of one sign between two nodes as one, in order: a ribbon each."""
    sums: dict[tuple[str, str, bool], float] = {}
    for flow in flows:
        is_negative = flow.amount < 0
        key = (flow.source, flow.target, is_negative)
        sums[key] = sums.get(key, 0.0) + abs(flow.amount)
    return [
        Link(
            tail=target if is_negative else source,
            head=source if is_negative else target,
            amount=amount,
            is_negative=is_negative,
        )
        for (source, target, is_negative), amount in sums.items()
        if amount or target == REFERENCE
    ]


def _searched(links: Sequence[Link]) -> tuple[list[str], set[int]]:
    """Nodes in the order in which a search upstream meets them, and what closes loops.

    A link closes a loop if its tail lies on the way from where the search began.
    """
    upstream: dict[str, list[int]] = {}
    heads = {link.head for link in links}
    tails = {link.tail for link in links}
    for number, link in enumerate(links):
        upstream.setdefault(link.head, []).append(number)
    ends = [link.head for link in links if link.head not in tails]
    starts = [REFERENCE] * (REFERENCE in heads | tails)
    starts = [*starts, *ends, *(link.head for link in links)]
    order: dict[str, None] = {}
    returns: set[int] = set()
    for start in starts:
        if start in order:
            continue
        order[start] = None
        way = {start}
        stack = [(start, iter(upstream.get(start, ())))]
        while stack:
            here, left = stack[-1]
            number = next(left, -1)
            if number < 0:
                way.discard(here)
                stack.pop()
                continue
            tail = links[number].tail
            if tail in way:
                returns.add(number)
            elif tail not in order:
                order[tail] = None
                way.add(tail)
                stack.append((tail, iter(upstream.get(tail, ()))))
    return list(order), returns


def _columns(links: Sequence[Link], ids: Sequence[str]) -> dict[str, int]:
    """Column of each node, zero at the reference, without loops.

    What burden reaches the reference from stands as far left of it as its longest way;
    what takes burden away from there stands right of all it takes from.
    """
    after: dict[str, list[str]] = {id_: [] for id_ in ids}
    before: dict[str, list[str]] = {id_: [] for id_ in ids}
    for link in links:
        after[link.tail].append(link.head)
        before[link.head].append(link.tail)
    found: dict[str, int] = {}
    downstream = _topological(before, after)
    for id_ in reversed(downstream):
        ahead = [found[head] for head in after[id_] if head in found]
        if id_ == REFERENCE:
            found[id_] = 0
        elif ahead:
            found[id_] = min(ahead) - 1
    for id_ in downstream:
        if id_ not in found and before[id_]:
            behind = [found[tail] for tail in before[id_] if tail in found]
            found[id_] = max(behind, default=0) + 1
    for id_ in reversed(downstream):
        if id_ not in found:
            found[id_] = min((found[head] for head in after[id_]), default=1) - 1
    return found


def _topological(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> list[str]:
    """Each node behind everything that flows into it."""
    missing = {id_: len(tails) for id_, tails in before.items()}
    ready = [id_ for id_, count in missing.items() if not count]
    found: list[str] = []
    while ready:
        id_ = ready.pop()
        found.append(id_)
        for head in after[id_]:
            missing[head] -= 1
            if not missing[head]:
                ready.append(head)
    return found


# ----------------------------------------------------------------- order in columns


def _ordered(
    start: list[list[str]], ways: Sequence[tuple[str, ...]], last: set[str]
) -> list[list[str]]:
    """Columns with few crossings: each place near the middle of its neighbours.

    What takes nothing but credits stands below the others.
    """
    start = [sorted(ids, key=last.__contains__) for ids in start]
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for way in ways:
        for a, b in pairwise(way):
            right.setdefault(a, []).append(b)
            left.setdefault(b, []).append(a)
    best, columns = start, [list(ids) for ids in start]
    fewest = _crossings(columns, right)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        is_leftward = sweep % 2 == 0
        near = right if is_leftward else left
        span = range(len(columns))
        for k in reversed(span) if is_leftward else span:
            other = k + (1 if is_leftward else -1)
            found = _near(columns[k], columns, near, other)
            columns[k] = sorted(found, key=last.__contains__)
        count = _crossings(columns, right)
        if count < fewest:
            fewest, best = count, [list(ids) for ids in columns]
    return best


def _near(
    ids: list[str], columns: list[list[str]], near: dict[str, list[str]], other: int
) -> list[str]:
    """One column sorted by the middles of its neighbours in another."""
    if not 0 <= other < len(columns):
        return ids
    place = {id_: n for n, id_ in enumerate(columns[other])}
    scale = len(columns[other]) / max(len(ids), 1)
    keys = {}
    for number, id_ in enumerate(ids):
        seen = [place[n] for n in near.get(id_, ()) if n in place]
        # what has no neighbour there keeps its place
        keys[id_] = sum(seen) / len(seen) if seen else number * scale
    return sorted(ids, key=lambda id_: keys[id_])


def _crossings(columns: list[list[str]], right: dict[str, list[str]]) -> int:
    """Pairs of links between neighbouring columns that cross."""
    total = 0
    for ids, following in pairwise(columns):
        place = {id_: n for n, id_ in enumerate(following)}
        seen: list[int] = []
        for id_ in ids:
            ends = sorted(place[n] for n in right.get(id_, ()) if n in place)
            total += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
