"""Amounts per reference flow: what a run of a process takes in × its runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Numbers, Prepared, runs_of_processes
from lcagraph.matrices import Entries
from lcagraph.units import Unit, conversion, parse_unit

Floats = NDArray[np.float64]

KILOGRAM = parse_unit("kg")

LEFT_OVER = 1e-9
"""Share of a product below which what is left over counts as rounding."""


class _OfProcess(Protocol):
    @property
    def process(self) -> str: ...


Link = TypeVar("Link", bound=_OfProcess)


def by_process(links: Iterable[Link]) -> Mapping[str, list[tuple[int, Link]]]:
    """Links of the plan with their numbers, by the process that has them."""
    found: dict[str, list[tuple[int, Link]]] = {}
    for number, link in enumerate(links):
        found.setdefault(link.process, []).append((number, link))
    return found


class Amounts:
    """What each exchange of the first variant comes to per reference flow.

    An exchange of a process with several products counts with the share that the
    products in demand answer for:  amount × Σ_columns share × s.
    """

    def __init__(self, prepared: Prepared, numbers: Numbers) -> None:
        self.compiled = prepared.compiled
        self.filled = numbers.filled[0]
        self.runs = runs_of_processes(prepared, numbers)
        layout = prepared.layout
        self._of_edge = _weights(layout.a, numbers, len(self.compiled.edges))
        self._of_flow = _weights(layout.b, numbers, len(self.compiled.direct))
        shares = numbers.shares[0, layout.share]
        self.share: dict[tuple[str, str], float] = {}
        self.scaling: dict[tuple[str, str], float] = {}
        self._most: dict[str, float] = {}
        for j, function in enumerate(self.compiled.functions):
            self.share[function.process, function.row] = float(shares[j])
            runs = float(numbers.s[0, j])
            self.scaling[function.process, function.row] = runs
            most = self._most.get(function.process, runs)
            self._most[function.process] = max(most, runs)

    def edge(self, number: int) -> tuple[float, Unit]:
        """Amount of one edge in the exchange's own unit."""
        term = self.compiled.edges[number].term
        value = self._value(term) * float(self._of_edge[number])
        return value, self.compiled.table.units[term]

    def flow(self, number: int) -> float:
        """Amount of one elementary flow. [kg]"""
        term = self.compiled.direct[number].term
        per_run = self._value(term) * conversion(self._unit(term), KILOGRAM)
        return per_run * float(self._of_flow[number])

    def term(self, path: str, process: str) -> tuple[float, Unit]:
        """A term of a process × its runs, such as a burden-free output."""
        return self._value(path) * self.runs.get(process, 0.0), self._unit(path)

    def distance(self, leg_path: str) -> tuple[float, Unit]:
        """Distance of a transport leg, as stated."""
        path = f"{leg_path}.distance"
        return self._value(path), self._unit(path)

    def is_left_over(self, process: str, row: str) -> bool:
        """Whether more of a product is made than the product system takes up.

        A process runs as often as its most wanted product needs; of the others, what
        nobody in the system wants leaves it.
        """
        return self.scaling[process, row] < self._most[process] * (1 - LEFT_OVER)

    def burden_free_left(self, process: str, row: str) -> tuple[float, Unit]:
        """A burden-free output less what other processes use of it."""
        path = f"processes.{process}.outputs.{row}.amount"
        made, unit = self.term(path, process)
        used = 0.0
        for link in self.compiled.burden_free:
            if link.supplier_term == path:
                value, own = self.term(link.term, link.process)
                used += value * conversion(own, unit)
        left = made - used
        return (left if abs(left) > LEFT_OVER * abs(made) else 0.0), unit

    def _value(self, path: str) -> float:
        return float(self.filled[self.compiled.table.index[path]])

    def _unit(self, path: str) -> Unit:
        return self.compiled.table.units[path]


def _weights(entries: Entries, numbers: Numbers, count: int) -> Floats:
    """Σ share × s over the columns that an exchange appears in, shape (count,). [1]"""
    of_exchange = entries.source >= 0
    weights = numbers.shares[0, entries.share] * numbers.s[0, entries.column]
    summed = np.zeros(count)
    np.add.at(summed, entries.source[of_exchange], weights[of_exchange])
    return summed
