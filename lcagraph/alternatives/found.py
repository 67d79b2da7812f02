"""What a user gets: the range of the footprint, its ranking, and who drives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lcagraph.displayed import Displayed
from lcagraph.result import Table
from lcagraph.wording import Language, label
from lcagraph.wording.page import (
    UNDEFINED,
    Fact,
    facts_html,
    facts_text,
    significant,
    table_html,
)

Coverage = Literal["every", "single", "extremes"]
"""Which combinations were calculated: all of them; one process at a time; too many for
all, so one at a time and each process at its lowest and at its highest."""

SHOWN = 20
"""Ranks on a page: if there are more, the lowest and the highest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisOutcome:
    """The footprint if one process is allocated by one basis, the rest as written."""

    basis: str
    is_chosen: bool
    factors: Mapping[str, float]
    """Allocation factor of each product of the process. [1]"""
    footprint: float
    """[kgCO2e per reference flow]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessAlternatives:
    """Every possible basis of one process, lowest footprint first."""

    process: str
    outcomes: tuple[BasisOutcome, ...]
    impossible: Mapping[str, str]
    """Bases that give no footprint, with the code of the reason."""
    share: float | None
    """Part of the range that this process answers for; None without a range. [1]"""

    @property
    def spread(self) -> float:
        """Highest less lowest footprint, the rest as written. [kgCO2e]"""
        return self.outcomes[-1].footprint - self.outcomes[0].footprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One basis for each process, and the footprint with them."""

    bases: Mapping[str, str]
    footprint: float
    """[kgCO2e per reference flow]"""
    is_written: bool
    """Whether it is the model as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRange:
    """Lowest and highest footprint that an allocation gives."""

    low: float
    """[kgCO2e]"""
    high: float
    """[kgCO2e]"""
    written: float
    """[kgCO2e]"""

    @property
    def spread(self) -> float:
        """Highest less lowest. [kgCO2e]"""
        return self.high - self.low

    @property
    def percent(self) -> float | None:
        """Spread ÷ |footprint as written|; None if that is zero. [%]"""
        return 100 * self.spread / abs(self.written) if self.written else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AllocationAlternatives(Displayed):
    """The footprint under every allocation basis that the data allow."""

    per: str
    """What every footprint is per, such as `1 t naoh_50`."""
    as_written: float
    """[kgCO2e per reference flow]"""
    processes: tuple[ProcessAlternatives, ...]
    """By their share of the range, largest first: the first one drives it."""
    ranking: tuple[Combination, ...]
    """Every combination that was calculated, lowest footprint first."""
    lowest: Combination
    highest: Combination
    combinations: int
    """How many combinations of bases there are; `ranking` may hold fewer."""
    without: Mapping[str, int]
    """Combinations that have no footprint, by the code of the reason."""
    coverage: Coverage
    is_exact: bool
    """How `share` was calculated. True: Shapley values of the way from the lowest to
    the highest combination. False: spread of the process ÷ sum of all spreads."""

    @property
    def is_complete(self) -> bool:
        """True if every combination was tried, so that the range is the whole range."""
        return self.coverage == "every"

    @property
    def range(self) -> AllocationRange:
        """Lowest and highest footprint, and the spread between them."""
        return AllocationRange(
            low=self.lowest.footprint,
            high=self.highest.footprint,
            written=self.as_written,
        )

    @property
    def driver(self) -> str | None:
        """The process that answers for most of the range; None without a range."""
        first = self.processes[0] if self.processes else None
        return first.process if first is not None and first.share else None

    def to_table(self) -> Table:
        """The ranking: a row per combination, a column per process with its basis."""
        names = tuple(sorted(process.process for process in self.processes))
        rows = tuple(
            (
                rank,
                one.footprint,
                change(one.footprint, self.as_written),
                "→" if one.is_written else "",
                *(one.bases[name] for name in names),
            )
            for rank, one in enumerate(self.ranking, start=1)
        )
        return Table(
            title="allocation alternatives",
            columns=("rank", "kgCO2e", "change", "as_written", *names),
            units=("", "kgCO2e", "%", "", *[""] * len(names)),
            rows=rows,
        )

    def to_frame(self) -> Any:
        """`to_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.to_table().to_frame()

    def facts(self, lang: Language) -> list[Fact]:
        """Range, driver and coverage in a language, for any page."""
        if not self.processes:
            return [(label("allocation.none", lang), UNDEFINED)]
        return [
            (label("allocation.range", lang), self._range_text(lang)),
            (label("allocation.written", lang), kilograms(self.as_written)),
            (label("allocation.driver", lang), self._driver_text(lang)),
            (label("allocation.coverage", lang), self._coverage_text(lang)),
        ]

    def __repr__(self) -> str:
        title = label("allocation.title", "en").format(per=self.per)
        return facts_text(title, self.facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Range, drivers and ranking."""
        title = label("allocation.title", lang).format(per=self.per)
        page = facts_html(title, self.facts(lang))
        return page + self._ranking_html(lang) if self.processes else page

    def _range_text(self, lang: Language) -> str:
        found = self.range
        percent = UNDEFINED if found.percent is None else f"{found.percent:.1f} %"
        return label("allocation.range_line", lang).format(
            low=significant(found.low),
            high=significant(found.high),
            spread=significant(found.spread),
            percent=percent,
        )

    def _driver_text(self, lang: Language) -> str:
        if self.driver is None:
            return label("allocation.no_driver", lang)
        how = "allocation.by_shapley" if self.is_exact else "allocation.by_spread"
        share = f"{100 * (self.processes[0].share or 0.0):.1f} %"
        line = label("allocation.driver_line", lang)
        return line.format(process=self.driver, share=share, how=label(how, lang))

    def _coverage_text(self, lang: Language) -> str:
        text = label(f"allocation.coverage_{self.coverage}", lang).format(
            count=f"{self.combinations:,}",
            processes=len(self.processes),
            calculated=f"{len(self.ranking):,}",
        )
        lost = [
            label("allocation.without", lang).format(count=count, code=code)
            for code, count in self.without.items()
        ]
        return "; ".join([text, *lost])

    def _ranking_html(self, lang: Language) -> str:
        names = sorted(process.process for process in self.processes)
        rows = [
            [
                f"→ {rank}" if one.is_written else str(rank),
                significant(one.footprint),
                change_text(one.footprint, self.as_written),
                *(one.bases[name] for name in names),
            ]
            for rank, one in shown_ranks(self)
        ]
        hidden = len(self.ranking) - len(rows)
        foot = label("allocation.hidden", lang).format(count=hidden) if hidden else ""
        heads = [label("allocation.rank", lang), "kgCO2e", "±", *names]
        return table_html(label("allocation.ranking", lang), heads, rows, foot)


def shown_ranks(found: AllocationAlternatives) -> list[tuple[int, Combination]]:
    """Ranks that a page shows: the lowest, the highest and the model as written."""
    ranks = list(enumerate(found.ranking, start=1))
    if len(ranks) <= SHOWN:
        return ranks
    ends = {rank for rank, _ in (*ranks[: SHOWN // 2], *ranks[-SHOWN // 2 :])}
    return [(rank, one) for rank, one in ranks if rank in ends or one.is_written]


def change(footprint: float, written: float) -> float | None:
    """Difference to the model as written, of its footprint; None if that is 0. [%]"""
    return 100 * (footprint - written) / abs(written) if written else None


def change_text(footprint: float, written: float) -> str:
    """The same as people read it."""
    found = change(footprint, written)
    return UNDEFINED if found is None else f"{found:+.1f}%"


def kilograms(footprint: float) -> str:
    """A footprint with its unit."""
    return f"{significant(footprint)} kgCO2e"
