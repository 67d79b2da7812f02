"""Rows that draws take below zero: they count as credits, so their share is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lcagraph.errors import Finding
from lcagraph.uncertainty.draws import Draws
from lcagraph.uncertainty.words import share_text
from lcagraph.waivers import waive
from lcagraph.wording.page import significant


def negative_findings(draws: Draws) -> Iterator[Finding]:
    """W548 of each row that is negative in some draws, though it isn't as written.

    Of several sides the one with the most such draws is told.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for part in draws.kept.taken:
        for name, rows in part.negative.items():
            for path, count in rows.items():
                counts[path, name] += count
    told: set[str] = set()
    for (path, name), count in counts.most_common():
        if path not in told:
            told.add(path)
            system = draws.study.prepared(draws.study.side(name)).compiled.system
            yield from waive(system, [_finding(draws, path, name, count)])


def _finding(draws: Draws, path: str, name: str, count: int) -> Finding:
    sampler = draws.study.samplers[draws.study.side(name).model]
    row = next(row for row in sampler.signs.others if row.path == path)
    values = {
        "flow": row.flow,
        "amount": f"{significant(row.written)} {row.unit}".removesuffix(" 1"),
        "count": f"{count:,}",
        "n": f"{draws.n:,}",
        "share": share_text(count / draws.n),
        "name": name,
        "numbers": [n.place for n in sampler.numbers if n.column in row.numbers],
    }
    return Finding(code="W548", at=path, values=values)
