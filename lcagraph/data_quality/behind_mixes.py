"""Which activity data stand behind an exchange: its own, or those behind a mix.

A mix, and the utility that stands for an energy supply, measures nothing: how much it
delivers is the sum of what others draw, read at their meters. So without a card of its
own its exchanges rest on the data of all that draws on it, however many mixes lie
between; where these differ, the worst one counts.
"""

from __future__ import annotations

from lcagraph.calculate import Prepared
from lcagraph.checks.data_cards import Datum, datum_of
from lcagraph.compile.plan import Edge


class ActivityData:
    """Looks up the activity data behind the exchanges of one model."""

    def __init__(self, prepared: Prepared) -> None:
        compiled = prepared.compiled
        self.system = compiled.system
        self.edges = {edge.path: edge for edge in compiled.edges}
        self.used = _used(compiled.demand.process, compiled.edges)
        self.draws: dict[str, list[Edge]] = {}
        for edge in compiled.edges:
            if edge.process in self.used:
                self.draws.setdefault(edge.supplier, []).append(edge)

    def of(self, path: str) -> tuple[Datum, ...]:
        """Data behind the exchange at a model path; empty if nothing is known of it."""
        return self._of(path, frozenset())

    def _of(self, path: str, seen: frozenset[str]) -> tuple[Datum, ...]:
        datum, edge = datum_of(self.system, path), self.edges.get(path)
        own = (datum,) if datum is not None else ()
        if edge is None or not self._measures_nothing(edge.process):
            return own
        if datum is not None and datum.card is not None:
            return own
        if edge.process in seen:
            return ()  # mixes that draw on each other: what they draw is not read
        behind: dict[str, Datum] = {}
        for draw in self.draws.get(edge.process, ()):
            for one in self._of(draw.path, seen | {edge.process}):
                behind.setdefault(one.path, one)
        return tuple(behind.values()) or own

    def _measures_nothing(self, process: str) -> bool:
        if process in self.system.supply:
            return True
        return self.system.processes[process].kind == "mix"


def _used(reference: str, edges: tuple[Edge, ...]) -> set[str]:
    """Processes that the reference product needs, through whatever lies between."""
    suppliers: dict[str, list[str]] = {}
    for edge in edges:
        suppliers.setdefault(edge.process, []).append(edge.supplier)
    used, waiting = {reference}, [reference]
    while waiting:
        for supplier in suppliers.get(waiting.pop(), ()):
            if supplier not in used:
                used.add(supplier)
                waiting.append(supplier)
    return used
