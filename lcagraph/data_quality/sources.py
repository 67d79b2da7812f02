"""The emission sources of a footprint, each with its activity datum and its factor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from lcagraph.calculate import Prepared
from lcagraph.checks.data_cards import Datum
from lcagraph.compile.plan import FactorColumn
from lcagraph.contribution import LedgerRow, net_exchanges
from lcagraph.data_quality.behind_mixes import ActivityData
from lcagraph.factors import FactorRecord, find
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.process import Emission
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import FactorClass


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionSource:
    """One draw on a factor, or one elementary flow of a process."""

    path: str
    """Model path of the exchange."""
    name: str
    """Id of the product, the freight or the gas."""
    stage: str
    emission: Fraction
    """Signed, without biogenic CO2. [kgCO2e]"""
    data: tuple[Datum, ...]
    """The activity data that it follows: one, or those behind a mix."""
    column: FactorColumn | None
    """The factor that it draws on; None: an elementary flow of the process itself."""
    emitted: Emission | None = None
    """The process's own emission, if it is one."""

    @property
    def cards(self) -> tuple[DataCard | None, ...]:
        """Cards of its activity data; a single None if nothing is known of them."""
        return tuple(datum.card for datum in self.data) or (None,)

    @property
    def card_paths(self) -> tuple[str, ...]:
        """Where the cards of its activity data stand, or would stand."""
        return tuple(datum.card_path for datum in self.data) or (self.path,)

    @property
    def is_measured(self) -> bool:
        """Whether the gas itself is the datum, without a factor."""
        if self.column is not None:
            return False
        return self.emitted is None or (
            self.emitted.amount is not None and self.emitted.from_ is None
        )

    @property
    def record(self) -> FactorRecord | None:
        """The published record that an emission of the process cites."""
        cited = self.emitted.from_ if self.emitted is not None else None
        return find(cited) if cited is not None else None

    @property
    def factor_class(self) -> FactorClass | None:
        """Class of its factor, as stated or by the record; None: not told."""
        if self.column is not None:
            return self.column.factor.class_
        stated = self.emitted.class_ if self.emitted is not None else None
        known = stated or (self.record.class_ if self.record is not None else None)
        return next((word for word in _CLASSES if word == known), None)

    @property
    def factor_card(self) -> DataCard | None:
        """Card of its factor: what an emission that follows an input states itself."""
        if self.column is not None:
            return self.column.factor.data
        if self.emitted is None or self.is_measured:
            return None
        return self.emitted.data

    @property
    def factor_path(self) -> str:
        """Where its factor is described."""
        return self.path if self.column is None else f"factors.{self.column.id}"


_CLASSES: tuple[FactorClass, ...] = get_args(FactorClass)


def emission_sources(
    prepared: Prepared,
    rows: Sequence[LedgerRow],
    *,
    is_by_stage: bool = False,
    is_net: bool = True,
) -> tuple[EmissionSource, ...]:
    """The footprint as sources: one per exchange and factor, its gases added up.

    Parameters
    ----------
    prepared : Prepared
        The compiled model, with its datum cards and factors.
    rows : sequence of LedgerRow
        The footprint taken apart, `Result.rows`.
    is_by_stage : bool
        Whether what a mix books to several stages is one source in each.
    is_net : bool
        Whether a spending counts with what is left of it: what is taken off it as
        covered is no source of its own, and has no data to judge.
    """
    factors = {column.id: column for column in prepared.compiled.factors}
    system, behind = prepared.compiled.system, ActivityData(prepared)
    groups = net_exchanges(prepared, rows) if is_net else [(row,) for row in rows]
    return tuple(
        EmissionSource(
            path=row.path,
            name=row.name,
            stage=row.stage,
            emission=emission,
            data=behind.of(row.path),
            column=factors[row.supplier] if row.supplier is not None else None,
            emitted=_emitted(system, row),
        )
        for row, emission in _merged(groups, is_by_stage=is_by_stage)
    )


def _merged(
    groups: Iterable[tuple[LedgerRow, ...]], *, is_by_stage: bool
) -> Iterable[tuple[LedgerRow, Fraction]]:
    """Rows of one source added up, in the order of their first one."""
    sums: dict[tuple[str, str | None, str], Fraction] = {}
    first: dict[tuple[str, str | None, str], LedgerRow] = {}
    for row, *taken_off in groups:
        key = row.path, row.supplier, row.stage if is_by_stage else ""
        first.setdefault(key, row)
        emission = sum(Fraction(each.excluding) for each in (row, *taken_off))
        sums[key] = sums.get(key, Fraction(0)) + emission
    return [(first[key], emission) for key, emission in sums.items()]


def _emitted(system: ProductSystem, row: LedgerRow) -> Emission | None:
    """The emission of a process behind a row; None for factors and removals."""
    if row.supplier is not None:
        return None
    _, process, section, id_ = row.path.split(".")[:4]
    return system.processes[process].emissions[id_] if section == "emissions" else None


def shares_of(emissions: Iterable[Fraction]) -> tuple[Fraction, ...]:
    """Weight of each source: |e_i| / Σ |e|; all zero if nothing is emitted."""
    sizes = [abs(emission) for emission in emissions]
    whole = sum(sizes, Fraction(0))
    return tuple(size / whole if whole else Fraction(0) for size in sizes)
