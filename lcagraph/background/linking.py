"""Who supplies an input, and who treats a waste: by name of the provider, else by rule.

A provider that the source names is the supplier, or nobody is: if the package lacks it,
another one would be invented. Where none is named, all columns of the same flow are
candidates, and these rules choose, each only if one candidate remains, in this order:

1. there is only one;
2. markets come before producers; for a market, producers before markets, and for a
   market group, markets before producers, other groups and itself;
3. the location that the source asks for, else the consumer's own;
4. the narrowest region around that location: country of a province, continent, rest
   of the world, world;
5. the locations or processes (by name or id) that the user prefers, in their order;
6. the largest production volume, if all candidates state one, each in the reference
   unit of the flow.

What then has several candidates is ambiguous: all are listed and nothing is linked. A
location that the source asks for is never overruled: a supplier elsewhere counts only
if its region contains that location, or if it states none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lcagraph.background.amounts import Line, place_of
from lcagraph.background.division import Column
from lcagraph.background.locations import contains, widening
from lcagraph.background.records import Process
from lcagraph.errors import Finding

Way = Literal[
    "provider", "only", "name", "market", "location", "region", "preference", "volume"
]
"""How a supplier was found; the report counts each."""

CUT_OFF_MARK = "cutoff"
"""First letters of flows that their source leaves out on purpose (USLCI)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The supplier of one exchange, or why it has none."""

    column: int = -1
    """Index of the supplying column; −1: open."""
    way: Way | None = None
    finding: Finding | None = None


_Test = Callable[[Process], bool]


class Suppliers:
    """Columns by what they make and treat, asked for the supplier of each exchange."""

    def __init__(self, columns: Sequence[Column], prefer: Sequence[str] = ()) -> None:
        self._columns = columns
        self._prefer = tuple(prefer)
        self._by_key: dict[tuple[str, str], int] = {}
        self._by_name: dict[tuple[str, str], list[int]] = {}
        self._made: dict[str, list[int]] = {}
        self._treated: dict[str, list[int]] = {}
        self._known: dict[str, str] = {}
        self._texts: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._chosen: dict[tuple[object, ...], Link | tuple[int, ...]] = {}
        for i, column in enumerate(columns):
            process, product = column.sheet.process, column.product.id
            self._by_key[process.id, product] = i
            self._by_name.setdefault((process.name, product), []).append(i)
            side = self._made if column.amount > 0 else self._treated
            side.setdefault(product, []).append(i)
            self._known[process.id] = process.name

    def link(self, consumer: Process, line: Line) -> Link:
        """The supplier of one exchange.

        Parameters
        ----------
        consumer : Process
            The dataset that the exchange belongs to.
        line : Line
            A product that it draws, a waste that it gives away, or a credit.

        Returns
        -------
        Link
            Findings: E056 nobody supplies it, E057 several could, E058 the provider is
            not there, W059 cut off by the source, E062 nobody treats it, E064 nobody
            supplies it where it is asked for.
        """
        exchange, flow = line.exchange, line.flow
        if exchange.provider:
            found = self._by_key.get((exchange.provider, flow.id))
            if found is not None:
                return Link(column=found, way="provider")
            return Link(finding=self._absent(consumer, line))
        candidates = self._candidates(line)
        way: Way = "only"
        # a product's own name is no name of a provider: SimaPro writes nothing else
        if exchange.provider_name not in ("", flow.name):
            named = self._by_name.get((exchange.provider_name, flow.id), ())
            candidates, way = tuple(named), "name"
            if not candidates:
                return Link(finding=self._absent(consumer, line))
        if not candidates:
            return Link(finding=self._open(consumer, line))
        asked_by = (exchange.location, consumer.location)
        key = (candidates, way, *asked_by, consumer.is_market, consumer.is_market_group)
        chosen = self._chosen.get(key)
        if chosen is None:
            chosen = self._chosen[key] = self._choose(candidates, consumer, line, way)
        if isinstance(chosen, Link):
            return chosen
        return Link(finding=self._undecided(consumer, line, chosen or candidates))

    # -------------------------------------------------------------------- candidates

    def _candidates(self, line: Line) -> tuple[int, ...]:
        """Columns of the same flow on the side that the exchange needs."""
        made = self._made.get(line.flow.id, ())
        treated = self._treated.get(line.flow.id, ())
        if line.flow.kind == "waste":
            return tuple(treated)
        if drawn(line) > 0 and not line.exchange.is_avoided:
            return tuple(treated or made)  # a negative input is given away
        return tuple(made)

    def _choose(
        self, candidates: tuple[int, ...], consumer: Process, line: Line, way: Way
    ) -> Link | tuple[int, ...]:
        """A link, or the candidates between which no rule decides (none: elsewhere)."""
        asked = line.exchange.location
        if asked:
            candidates = self._reaching(candidates, asked)
        at = asked or consumer.location
        rings = [_lies_in(ring) for ring in widening(at)] if at else []
        rules: tuple[tuple[Way, list[_Test]], ...] = (
            (way, []),
            ("market", _market_first(consumer)),
            ("location", rings[:1]),
            ("region", rings[1:]),
            ("preference", [_is_preferred(words) for words in self._prefer]),
        )
        for rule, tests in rules:
            candidates = self._narrowed(candidates, tests)
            if len(candidates) == 1:
                return Link(column=candidates[0], way=rule)
        largest = self._largest(candidates)
        return Link(column=largest, way="volume") if largest >= 0 else candidates

    def _narrowed(
        self, candidates: tuple[int, ...], tests: list[_Test]
    ) -> tuple[int, ...]:
        """Those that pass the first test which any passes; all, if none does."""
        for test in tests:
            passed = tuple(i for i in candidates if test(self._process(i)))
            if passed:
                return passed
        return candidates

    def _process(self, column: int) -> Process:
        return self._columns[column].sheet.process

    def _reaching(self, candidates: tuple[int, ...], asked: str) -> tuple[int, ...]:
        return tuple(
            i
            for i in candidates
            if not self._process(i).location
            or contains(self._process(i).location, asked)
        )

    def _largest(self, candidates: tuple[int, ...]) -> int:
        """The candidate with the largest production, or −1 if that is not certain."""
        volumes = []
        for i in candidates:
            volume = self._volume(i)
            if not volume > 0:
                return -1
            volumes.append((volume, i))
        volumes.sort(reverse=True)
        is_certain = len(volumes) > 1 and volumes[0][0] > volumes[1][0]
        return volumes[0][1] if is_certain else -1

    def _volume(self, column: int) -> float:
        """Production in the reference unit of the flow; NaN: not known.

        Datasets state it in the unit of their own reference: 50 t beside 900 kg.
        """
        one = self._columns[column]
        stated = one.sheet.process.production_volume
        factors = {
            line.factor
            for line in one.sheet.lines
            if line.exchange.is_reference and line.flow.id == one.product.id
        }
        return stated * factors.pop() if stated and len(factors) == 1 else math.nan

    # ---------------------------------------------------------------------- findings

    def _absent(self, consumer: Process, line: Line) -> Finding:
        """A provider is named, but is not there or makes something else."""
        provider = line.exchange.provider
        values = {
            **_quoted(consumer, line),
            "provider": line.exchange.provider_name or provider,
            "makes_other": self._known.get(provider, ""),
            "candidates": self._described(self._candidates(line)),
        }
        return Finding(code="E058", at=place_of(consumer, line.exchange), values=values)

    def _open(self, consumer: Process, line: Line) -> Finding:
        code = "E062" if line.flow.kind == "waste" else "E056"
        if line.flow.name.casefold().startswith(CUT_OFF_MARK):
            code = "W059"
        place = place_of(consumer, line.exchange)
        return Finding(code=code, at=place, values=_quoted(consumer, line))

    def _undecided(
        self, consumer: Process, line: Line, candidates: tuple[int, ...]
    ) -> Finding:
        values = {
            **_quoted(consumer, line),
            "candidates": self._described(candidates),
            "asked": line.exchange.location,
        }
        asked = line.exchange.location
        is_elsewhere = bool(asked) and not self._reaching(candidates, asked)
        code = "E064" if is_elsewhere else "E057"
        return Finding(code=code, at=place_of(consumer, line.exchange), values=values)

    def _described(self, candidates: tuple[int, ...]) -> tuple[str, ...]:
        """Candidates as text, sorted; one tuple for all exchanges with the same."""
        if candidates not in self._texts:
            self._texts[candidates] = tuple(
                sorted(
                    f"{process.name} ({process.location or '–'}) [{process.id}]"
                    for process in map(self._process, candidates)
                )
            )
        return self._texts[candidates]


def drawn(line: Line) -> float:
    """Entry of an exchange in A: given away positive, drawn negative.

    A credit is more of a product, or less of a waste, whichever direction the source
    writes it in. [reference unit]
    """
    if not line.exchange.is_avoided:
        return line.flowing
    return line.amount if line.flow.kind == "product" else -line.amount


def _quoted(consumer: Process, line: Line) -> Mapping[str, object]:
    return {
        "flow": line.flow.name,
        "process": consumer.name,
        "location": consumer.location,
    }


def _market_first(consumer: Process) -> list[_Test]:
    """Whom a consumer takes from before others: markets, or what a market joins."""
    if consumer.is_market_group:
        return [
            lambda each: each.is_market and not each.is_market_group,
            lambda each: not each.is_market,
            lambda each: each.id != consumer.id,
        ]
    return [lambda each: each.is_market is not consumer.is_market]


def _lies_in(ring: frozenset[str]) -> _Test:
    return lambda process: process.location.upper() in ring


def _is_preferred(words: str) -> _Test:
    return lambda process: (
        words in (process.id, process.name) or words.upper() == process.location.upper()
    )
