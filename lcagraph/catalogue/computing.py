"""Bills become footprints: scenario by scenario, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.store import Database
from lcagraph.catalogue.assemblies import NO_TOTAL, NOT_FINITE, Assembled, assemble
from lcagraph.catalogue.bills import Bills, bills_of
from lcagraph.catalogue.datasets import Datasets
from lcagraph.catalogue.gather import (
    Basis,
    Chunk,
    Gathered,
    footprints_of_chunk,
)
from lcagraph.catalogue.lines import Lines
from lcagraph.catalogue.resolving import Resolved, Rules, resolve
from lcagraph.executor import Chunk as WorkChunk
from lcagraph.executor import Workplace, run
from lcagraph.impact import DEFAULT_GWP

CHUNK_LINES = 2_000_000
"""Lines of a chunk: 40 MB of arrays, a tenth of a second of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a catalogue is computed."""

    gwp: str = DEFAULT_GWP
    rules: Rules = field(default_factory=Rules)
    threads: int = 1
    chunk_lines: int = CHUNK_LINES
    is_replacing: bool = False
    """Whether an output that is there already gives way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """One scenario, ready to be computed."""

    number: int
    bills: Bills
    assembled: Assembled
    shown: NDArray[np.intp]
    """Products that get a row of the result."""

    def chunks(self, lines: int) -> Iterator[tuple[str, int, int]]:
        """Name and range of products of each chunk of about so many lines."""
        pointers = self.bills.pointers
        begin, last = 0, len(pointers) - 1
        while begin < last:
            end = int(np.searchsorted(pointers, pointers[begin] + lines, "right")) - 1
            # bills without lines take room too
            end = min(max(end, begin + 1), begin + lines, last)
            yield f"{self.number:03}-{begin:010}.npz", begin, end
            begin = end

    def chunk(self, begin: int, end: int) -> Chunk:
        """Whole bills of some products."""
        first, last = self.bills.pointers[[begin, end]].tolist()
        return Chunk(
            pointers=self.bills.pointers[begin : end + 1] - first,
            targets=self.assembled.row[self.bills.target[first:last]],
            amounts=self.bills.amount[first:last],
        )

    def judged(self, found: Gathered, begin: int, end: int) -> Gathered:
        """Footprints with what is known of the products themselves; NaN: no total."""
        flags = found.flags | self.assembled.own[begin:end]
        is_finite = np.isfinite(found.items).all(axis=1)
        flags[~is_finite & (flags & np.uint16(NO_TOTAL) == 0)] |= np.uint16(NOT_FINITE)
        has_none = (flags & np.uint16(NO_TOTAL)) != 0
        items = np.where(has_none[:, None], np.nan, found.items)
        return Gathered(items=items, flags=flags)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A table with its components found, ready to be computed."""

    datasets: Datasets
    resolved: Resolved
    scenarios: tuple[Scenario, ...]

    @property
    def lines(self) -> Lines:
        return self.resolved.lines

    @property
    def bills(self) -> int:
        """Rows of the result."""
        return sum(len(one.shown) for one in self.scenarios)

    @property
    def loops(self) -> tuple[tuple[str, ...], ...]:
        """Products of each loop without net output, of all scenarios."""
        found = (loop for one in self.scenarios for loop in one.assembled.loops)
        return tuple(dict.fromkeys(found))


def prepare(lines: Lines, databases: Sequence[Database], options: Options) -> Prepared:
    """Find what lines draw on, and solve the products that others draw on.

    Raises
    ------
    UsageError
        An unknown GWP set (E606), or a database that is damaged (E071).
    CalculationError
        An answer could not be proven (E505 to E507).
    """
    is_waived = bool(options.rules.waive_lacking_gases)
    datasets = Datasets(databases, options.gwp, is_lacking_waived=is_waived)
    resolved = resolve(lines, datasets, options.rules)
    basis = Basis(datasets.items, datasets.flags)
    scenarios = tuple(
        _scenario(number, resolved, basis) for number in range(len(lines.scenarios))
    )
    return Prepared(datasets=datasets, resolved=resolved, scenarios=scenarios)


def _scenario(number: int, resolved: Resolved, basis: Basis) -> Scenario:
    lines = resolved.lines
    bills = bills_of(resolved, number)
    assembled = assemble(bills, basis, lines.products, lines.incomplete)
    is_shown = bills.filled | (assembled.own != 0)
    if number == 0 and not bills.filled.any() and len(lines.scenarios) > 1:
        is_shown[:] = False  # every line names its scenario
    return Scenario(
        number=number,
        bills=bills,
        assembled=assembled,
        shown=np.flatnonzero(is_shown),
    )


def compute(
    scenario: Scenario,
    wanted: Sequence[tuple[str, int, int]],
    threads: int = 1,
    executor: Workplace = None,
) -> Iterator[tuple[str, Gathered]]:
    """Footprints of chunks, each as soon as it is there, in any order.

    Parameters
    ----------
    scenario : Scenario
    wanted : sequence of (str, int, int)
        Of `Scenario.chunks`: name and range of products.
    threads : int
        Of the compiled loop, where there is no executor.
    executor : Workplace
        Where chunks are worked off; see `lcagraph.executor`.
    """
    range_of = {name: (begin, end) for name, begin, end in wanted}
    chunks = (
        WorkChunk(key=name, item=scenario.chunk(begin, end))
        for name, begin, end in wanted
    )
    task = partial(footprints_of_chunk, threads=1 if executor else threads)
    basis = scenario.assembled.basis
    for done in run(task, chunks, basis, executor=executor, in_order=False):
        yield done.key, scenario.judged(done.value, *range_of[done.key])
