"""From a package to a linked database: amounts, columns, links, matrices, findings.

    Package ─ read_sheets → amounts in reference units
            ─ divide      → columns
            ─ Suppliers   → links
            ─ Entries     → A and B, each column flagged with what is open in it

The order in which a package lists its datasets changes nothing: columns are sorted by
process and product, rows of B by flow.
"""

from __future__ import annotations

import functools
import math
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from lcagraph.background.amounts import Line, Sheet, read_sheets
from lcagraph.background.conversion import Conversion
from lcagraph.background.directions import own_directions
from lcagraph.background.division import (
    Column,
    Division,
    divide,
)
from lcagraph.background.linked import (
    BAD_NUMBER,
    DANGLING,
    FLAGS,
    OPEN_LINK,
    Activity,
    LeftOut,
    LinkedDatabase,
)
from lcagraph.background.linking import Link, Suppliers, drawn
from lcagraph.background.records import (
    ALLOCATIONS,
    Allocation,
    Exchange,
    Package,
    Process,
)
from lcagraph.background.spreads import Parameters, entry_spread
from lcagraph.background.triplets import Entries
from lcagraph.errors import Finding, UsageError


def _ignore(done: int) -> None:
    """No progress is shown."""


def link_package(
    package: Package,
    *,
    allocation: str | None = None,
    prefer: Sequence[str] = (),
    tick: Callable[[int], None] = _ignore,
) -> LinkedDatabase:
    """Settle everything that a reader left as stated.

    Parameters
    ----------
    package : Package
        As read.
    allocation : str, optional
        ``mass``, ``energy``, ``volume``, ``economic`` or ``reference``: divides
        datasets with several products that state no usable factors of their own.
    prefer : sequence of str
        Locations, or names or ids of processes, best first, that decide between
        suppliers whom no location rule tells apart.
    tick : callable
        Called with the number of datasets done since the last call.

    Returns
    -------
    LinkedDatabase
        Without gases. Whatever is open has a finding, and its column a flag.

    Raises
    ------
    UsageError
        There is no such allocation (E065).
    """
    method = _method(allocation)
    conversion = Conversion(package)
    builder = _Builder(package)
    divided = []
    for sheet in read_sheets(package, conversion):
        divided.append((sheet, divide(sheet, conversion, method)))
        tick(1)
    columns = builder.settle_columns(divided)
    builder.fill(columns, Suppliers([column for column, _ in columns], prefer))
    choices = {"allocation": allocation or "", "prefer": ", ".join(prefer)}
    return builder.database(
        columns, conversion, {key: text for key, text in choices.items() if text}
    )


def _method(allocation: str | None) -> Allocation | None:
    if allocation is None:
        return None
    for known in ALLOCATIONS:
        if allocation == known:
            return known
    values = {"allocation": allocation, "choices": ALLOCATIONS}
    raise UsageError(Finding(code="E065", values=values))


_Columns = Sequence[tuple[Column, Division]]


class _Builder:
    """What piles up while the columns are filled."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.directions = own_directions(package)
        self.elementary = tuple(sorted(self.directions))
        self.row_of = {flow: row for row, flow in enumerate(self.elementary)}
        self.technosphere, self.interventions = Entries(), Entries()
        self.findings: list[Finding] = list(package.problems)
        self.counts: Counter[str] = Counter()
        self.flags: list[int] = []
        self.open_inputs: Counter[int] = Counter()
        self.left_out: list[LeftOut] = []
        self.doubled: set[tuple[str, str]] = set()

    # ---------------------------------------------------------------------- columns

    def settle_columns(
        self, divided: Iterable[tuple[Sheet, Division]]
    ) -> list[tuple[Column, Division]]:
        """All columns, one per key, sorted."""
        by_key: dict[tuple[str, str], list[tuple[Column, Division]]] = {}
        for sheet, division in divided:
            self._count_dataset(sheet, division)
            self.findings += [*sheet.findings, *division.findings]
            for column in division.columns:
                key = (sheet.process.id, column.product.id)
                by_key.setdefault(key, []).append((column, division))
        return [self._only(key, by_key[key]) for key in sorted(by_key)]

    def _count_dataset(self, sheet: Sheet, division: Division) -> None:
        codes = Counter(
            finding.code for finding in (*sheet.findings, *division.findings)
        )
        for code, name in _COUNTED.items():
            self.counts[name] += codes[code]
        self.counts["exchanges"] += len(sheet.process.exchanges)
        self.counts["spreads"] += sum(
            line.exchange.uncertainty is not None for line in sheet.lines
        )
        self.counts["several_outputs"] += _makes_several(sheet)
        self.counts["spreads_blank"] += sheet.blank_spreads
        if len(division.columns) > 1:
            self.counts["multi_output"] += 1
            self.counts[f"divided_{division.method}"] += 1
        place = sheet.process.id
        if division.columns and _is_empty(sheet, division):
            self.counts["empty"] += 1
            values = {"process": sheet.process.name}
            self.findings.append(Finding(code="W050", at=place, values=values))
        for product in (column.product for column in division.columns):
            if product.kind == "elementary":
                self.counts["elementary_reference"] += 1
                values = {"process": sheet.process.name, "flow": product.name}
                self.findings.append(Finding(code="W063", at=place, values=values))

    def _only(
        self, key: tuple[str, str], found: list[tuple[Column, Division]]
    ) -> tuple[Column, Division]:
        """One column of those with one key; several that differ are flagged."""
        if len(found) == 1:
            return found[0]
        # by file, not by place in the package: no order of datasets counts
        found.sort(key=lambda each: (_process(each).file, repr(_process(each))))
        first = _process(found[0])
        is_same = all(
            replace(_process(each), file=first.file) == first for each in found[1:]
        )
        self.counts["duplicates_equal" if is_same else "duplicates_different"] += 1
        if not is_same:
            self.doubled.add(key)
        values = {
            "process": first.name,
            "product": found[0][0].product.name,
            "files": [_process(each).file or "–" for each in found],
            "kept": first.file,
        }
        code = "N055" if is_same else "E054"
        self.findings.append(Finding(code=code, at=first.id, values=values))
        return found[0]

    # ---------------------------------------------------------------------- entries

    def fill(self, columns: _Columns, suppliers: Suppliers) -> None:
        """Enter all exchanges of all columns; link each exchange once."""
        links: dict[int, dict[int, Link]] = {}
        for j, (column, division) in enumerate(columns):
            sheet = column.sheet
            key = (sheet.process.id, column.product.id)
            flags = sheet.flags | division.flags | _stated_flags(sheet.process)
            self.flags.append(flags | (BAD_NUMBER if key in self.doubled else 0))
            if id(sheet) not in links:
                links[id(sheet)] = self._link(sheet, division, suppliers)
            self._fill_column(j, column, division, links[id(sheet)])

    def _link(
        self, sheet: Sheet, division: Division, suppliers: Suppliers
    ) -> dict[int, Link]:
        """Suppliers of a dataset's exchanges, by index of its line."""
        links = {}
        for i, line in enumerate(sheet.lines):
            is_drawn = line.flow.kind != "elementary" and i not in division.functional
            if not (is_drawn and line.counts):
                continue
            link = links[i] = suppliers.link(sheet.process, line)
            side = "wastes" if line.flow.kind == "waste" else "product_inputs"
            self.counts[side] += 1
            if link.finding is None:
                self.counts[f"linked_{link.way}"] += 1
            else:
                self.counts[_COUNTED_LINKS[link.finding.code]] += 1
                self.findings.append(link.finding)
        return links

    def _fill_column(
        self, j: int, column: Column, division: Division, links: dict[int, Link]
    ) -> None:
        for i, line in enumerate(column.sheet.lines):
            if i in division.functional:
                if line.flow.id == column.product.id:
                    self._enter(self.technosphere, j, j, line, line.flowing, 1.0)
                continue
            share = column.causal.get(i, column.share)
            if not (share and line.counts):
                if share and math.isnan(line.amount):
                    self._leave_out(j, line.exchange, share)
                continue
            if line.flow.kind == "elementary":
                is_own = self.directions[line.flow.id] == line.exchange.direction
                value = line.amount if is_own else -line.amount
                row = self.row_of[line.flow.id]
                self._enter(self.interventions, row, j, line, value, share)
            elif links[i].column >= 0:
                row = links[i].column
                self._enter(self.technosphere, row, j, line, drawn(line), share)
            else:
                self.flags[j] |= OPEN_LINK
                self.open_inputs[j] += 1
                amount = repr(drawn(line) * share)
                one = LeftOut(column=j, flow=line.flow.id, amount=amount)
                self.left_out.append(one)
        if column.sheet.flags & DANGLING and column.share:
            for exchange in column.sheet.process.exchanges:
                if exchange.flow not in self.package.flows:
                    self._leave_out(j, exchange, column.share)

    def _leave_out(self, j: int, exchange: Exchange, share: float) -> None:
        """Remember an exchange whose amount nobody can compute with, as stated."""
        number = exchange.formula or repr(exchange.amount)
        stated = f"{exchange.direction} {share!r} × {number} {exchange.unit}"
        one = LeftOut(column=j, flow=exchange.flow, amount=stated)
        self.left_out.append(one)

    def _enter(
        self, entries: Entries, row: int, j: int, line: Line, value: float, share: float
    ) -> None:
        spread: Parameters | None = None
        if line.uncertainty is not None:
            amount = line.amount / line.factor
            spread = entry_spread(line.uncertainty, amount, value * share / amount)
        entries.add(row, j, value * share, spread)

    # ----------------------------------------------------------------------- result

    def database(
        self, columns: _Columns, conversion: Conversion, choices: dict[str, str]
    ) -> LinkedDatabase:
        """Everything that was gathered."""
        technosphere, dropped = self.technosphere.triplets()
        interventions, others = self.interventions.triplets()
        self._tell_sums(columns, dropped, [column for _, column in others])
        if blank := self.counts["spreads_blank"]:
            values = {"number": blank, "of": self.counts["spreads"]}
            self.findings.append(Finding(code="N060", values=values))
        self.findings += conversion.findings
        sizes = [each for each in conversion.findings if each.code == "W047"]
        self.counts["unit_sizes"] = len(sizes)
        self.counts["processes"] = len(self.package.processes)
        self.counts["columns"] = len(columns)
        self.counts["elementary_flows"] = len(self.elementary)
        self.counts["problems"] = len(self.package.problems)
        flows = self.package.flows
        return LinkedDatabase(
            package=self.package,
            activities=tuple(_activity(each, conversion) for each, _ in columns),
            technosphere=technosphere,
            interventions=interventions,
            elementary=self.elementary,
            flags=np.array(self.flags, dtype=np.uint16),
            open_inputs=dict(self.open_inputs),
            left_out=tuple(sorted(self.left_out)),
            findings=tuple(self.findings),
            counts=dict(sorted(self.counts.items())),
            flow_units={f: conversion.unit_of(flows[f]) for f in self.elementary},
            choices=choices,
        )

    def _tell_sums(
        self, columns: _Columns, inside: list[tuple[int, int]], outside: list[int]
    ) -> None:
        """N061 per process whose entries are sums, with how many lost a spread."""
        self.counts["spreads_of_sums"] = len(inside) + len(outside)
        lost = Counter(columns[j][0].sheet.process.id for _, j in inside)
        lost.update(columns[j][0].sheet.process.id for j in outside)
        for process, number in sorted(lost.items()):
            values = {"number": number}
            self.findings.append(Finding(code="N061", at=process, values=values))


def _stated_flags(process: Process) -> int:
    """Flags of what a dataset says is open in it; words that are none count nothing."""
    return functools.reduce(
        operator.or_, (FLAGS.get(word, 0) for word in process.open), 0
    )


def _process(each: tuple[Column, Division]) -> Process:
    return each[0].sheet.process


_COUNTED = {
    "E043": "dangling",
    "E044": "unknown_units",
    "E045": "unknown_properties",
    "E046": "no_number",
    "E048": "no_reference",
    "E049": "zero_reference",
    "E061": "dangling_reference",
    "W060": "spreads_impossible",
}
"""Findings on datasets that the report counts."""

_COUNTED_LINKS = {
    "E056": "unlinked",
    "E057": "ambiguous",
    "E058": "provider_missing",
    "W059": "cut_off",
    "E062": "untreated",
    "E064": "elsewhere",
}
"""Findings on links that the report counts."""


def _is_empty(sheet: Sheet, division: Division) -> bool:
    """True if a dataset has nothing but its products: its footprint would be zero."""
    return all(
        i in division.functional or not line.amount
        for i, line in enumerate(sheet.lines)
    )


def _makes_several(sheet: Sheet) -> bool:
    """True if several rows of a dataset are outputs of products."""
    made = (
        line.flow.kind == "product"
        and line.exchange.direction == "output"
        and not line.exchange.is_avoided
        for line in sheet.lines
    )
    return sum(made) > 1


def _activity(column: Column, conversion: Conversion) -> Activity:
    process, product = column.sheet.process, column.product
    return Activity(
        process=process.id,
        product=product.id,
        name=process.name,
        product_name=product.name,
        location=process.location,
        unit=conversion.unit_of(product),
        amount=abs(column.amount),
        is_treatment=column.amount < 0,
        classification=process.classification,
    )
