"""Footprints as columns, and what was set aside as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import FLAGS
from lcagraph.catalogue.assemblies import (
    BELOW,
    CLOSED,
    INCOMPLETE,
    NO_ROWS,
    NOT_FINITE,
)
from lcagraph.catalogue.computing import Prepared, Scenario
from lcagraph.catalogue.gather import Flags, Gathered
from lcagraph.errors import Finding
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.wording import Language, help_lines, message

STATUSES: Mapping[str, int] = {
    "no_lines": NO_ROWS,
    "incomplete": INCOMPLETE,
    "loop_without_net_output": CLOSED,
    "overflow": NOT_FINITE,
    "component_incomplete": BELOW,
}
"""Why a product has no total, the first that applies; else it is ``complete``."""

COMPLETE = "complete"
INCLUDING, EXCLUDING = "including_biogenic_kgCO2e", "excluding_biogenic_kgCO2e"
_MARK = "_kgCO2e"

REJECTED_HEAD = (
    *("row", "code", "reason", "cure", "product", "component", "amount", "unit"),
    *("scenario", "dataset", "location"),
)


def item_columns() -> tuple[str, ...]:
    """Heads of the items, in the order of `ROWS`."""
    return tuple(f"{row}{_MARK}" for row in ROWS)


def status_of(flags: Flags) -> list[str]:
    """Word for each product's flags."""
    words, codes = _statuses(flags)
    return [words[code] for code in codes.tolist()]


def count_statuses(flags: Flags) -> Counter[str]:
    """Number of products with each status."""
    words, codes = _statuses(flags)
    counts = np.bincount(codes, minlength=len(words))
    pairs = zip(words, counts.tolist(), strict=True)
    return Counter({word: count for word, count in pairs if count})


def _statuses(flags: Flags) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    masks = [(flags & np.uint16(bit)) != 0 for bit in STATUSES.values()]
    none = len(masks)
    codes = np.select(masks, list(range(none)), default=none).astype(np.intp)
    return (*STATUSES, COMPLETE), codes


def block_of(
    prepared: Prepared,
    scenario: Scenario,
    begin: int,
    end: int,
    found: Gathered,
) -> dict[str, Any]:
    """Columns of the products of a chunk that get a row.

    Each figure is per one unit of its product; columns end with their unit.
    """
    first, last = np.searchsorted(scenario.shown, [begin, end])
    shown = scenario.shown[first:last]
    items, flags = found.items[shown - begin], found.flags[shown - begin]
    including, excluding = including_and_excluding()
    lines = prepared.lines
    outputs = prepared.resolved.outputs
    pointers = scenario.bills.pointers
    block: dict[str, Any] = {}
    if len(lines.scenarios) > 1:
        block["scenario"] = [scenario.bills.scenario] * len(shown)
    block["product"] = [lines.products[i] for i in shown.tolist()]
    block["per"] = [outputs.units[i].symbol for i in outputs.unit[shown].tolist()]
    block[INCLUDING] = items @ including
    block[EXCLUDING] = items @ excluding
    for column, name in enumerate(item_columns()):
        block[name] = items[:, column]
    block["lines"] = pointers[shown + 1] - pointers[shown]
    block["status"] = status_of(flags)
    block["open_chain"] = _open_words(flags)
    return block


def _open_words(flags: Flags) -> list[str]:
    """What is open in the supply chains of each product."""
    open_ = flags & np.uint16(sum(FLAGS.values()))
    different, place = np.unique(open_, return_inverse=True)
    words = [
        " + ".join(word for word, bit in FLAGS.items() if bit & flag)
        for flag in different.tolist()
    ]
    return [words[i] for i in place.tolist()]


# ------------------------------------------------------------------------- set aside


def rejected(prepared: Prepared) -> Iterator[tuple[int, int | None, Finding]]:
    """Row of the file, position of its line if it has one, and what is wrong."""
    resolved = prepared.resolved
    lost = [(row, None, finding) for row, finding in prepared.lines.findings]
    places = np.flatnonzero(resolved.reason >= 0)
    rows = prepared.lines.row[places]
    order = np.argsort(rows, kind="stable")
    told = iter(sorted(lost, key=lambda one: one[0]))
    waiting = next(told, None)
    for place, row in zip(places[order].tolist(), rows[order].tolist(), strict=True):
        while waiting is not None and waiting[0] < row:
            yield waiting
            waiting = next(told, None)
        yield row, place, resolved.findings[int(resolved.reason[place])]
    while waiting is not None:
        yield waiting
        waiting = next(told, None)


def count_rejected(prepared: Prepared) -> Counter[str]:
    """Rows that were set aside, by code."""
    resolved = prepared.resolved
    reasons = resolved.reason[resolved.reason >= 0]
    counts = np.bincount(reasons, minlength=len(resolved.findings))
    found: Counter[str] = Counter()
    for finding, count in zip(resolved.findings, counts.tolist(), strict=True):
        if count:
            found[finding.code] += count
    found.update(finding.code for _, finding in prepared.lines.findings)
    return found


def rejected_rows(prepared: Prepared, lang: Language) -> Iterator[Sequence[object]]:
    """Head and rows of the table of what was set aside, with the cells as written."""
    lines = prepared.lines
    told: dict[int, tuple[str, str]] = {}
    yield REJECTED_HEAD
    for row, place, finding in rejected(prepared):
        if id(finding) not in told:
            cure = "; ".join(help_lines(finding, lang))
            told[id(finding)] = (message(finding, lang), cure)
        if place is None:
            yield (
                row,
                finding.code,
                *told[id(finding)],
                *[""] * (len(REJECTED_HEAD) - 4),
            )
            continue
        component = lines.components[int(lines.component[place])]
        amount = float(lines.amount[place])
        yield (
            *(row, finding.code, *told[id(finding)]),
            *(lines.products[int(lines.product[place])], component.text),
            lines.odd.get(row, "") if amount != amount else repr(amount),  # noqa: PLR0124
            lines.units[int(lines.unit[place])],
            lines.scenarios[int(lines.scenario[place])],
            *(component.dataset, component.location),
        )
