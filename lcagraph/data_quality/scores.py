"""Data quality by the Shandong guide 3.4: scores of every source, weighted to a level.

    average_i = (activity_i + factor_i + calibration_i) / 3
    score     = Σ average_i × |e_i| / Σ |e|

with e_i the emission of source i, biogenic CO2 taken out. The level is read off the
score: one from 5, two from 4, three from 3, four from 2, else five. (The guide prints
“level two” for the band from 2 to 3 as well; by the order of the bands it is four.)

What the guide leaves open is decided here: shares are of absolute values, since a
removal would make others exceed the whole; and data that no instrument measures count
as “no rule asks for calibration”, 1, unless their card says otherwise. A class that is
missing is never guessed: its source has no average, and the model no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lcagraph.calculate import Prepared
from lcagraph.checks.dates import is_valid_on, last_of
from lcagraph.contribution import LedgerRow
from lcagraph.data_quality.sources import (
    EmissionSource,
    emission_sources,
    shares_of,
)
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Calibration, DataClass, FactorClass

ACTIVITY_SCORE: Mapping[DataClass, int] = {
    "continuous": 6,
    "periodic": 3,
    "estimated": 1,
}
"""自动连续量测, 定期测量/铭牌资料, 自行推估 (3.4 1)."""

FACTOR_SCORE: Mapping[FactorClass, int] = {
    "measured": 6,
    "process": 5,
    "supplier": 4,
    "regional": 3,
    "national": 2,
    "international": 1,
}
"""量测/质量平衡, 同制程/设备经验, 制造厂提供, 区域, 国内, 国际 (3.4 2)."""

CALIBRATION_SCORE: Mapping[Calibration, int] = {
    "conforming": 6,
    "accepted": 3,
    "none": 1,
}
"""按规定执行且符合, 未按规定但被认可或不符合, 没有相关规定 (3.4 3)."""

LEVEL_FROM = ((5, 1), (4, 2), (3, 3), (2, 4))
"""Least score and its level; below all of them: five."""

DECIMALS = 9
"""Scores are compared with the bands after rounding: shares are binary fractions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One emission source with its three scores: a row of the guide's table."""

    path: str
    name: str
    stage: str
    emission: Fraction
    """Signed, without biogenic CO2. [kgCO2e]"""
    activity: int | None
    factor: int | None
    calibration: int | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of the three scores can't be told."""
        scores = {
            "activity": self.activity,
            "factor": self.factor,
            "calibration": self.calibration,
        }
        return tuple(name for name, score in scores.items() if score is None)

    @property
    def average(self) -> Fraction | None:
        """Mean of the three scores; None if one is missing. [1]"""
        if self.activity is None or self.factor is None or self.calibration is None:
            return None
        return Fraction(self.activity + self.factor + self.calibration, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """Scores of all sources of a footprint, and their weighted sum."""

    sources: tuple[Source, ...]

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """Weight of each source: |e_i| / Σ |e|; all zero if nothing is emitted."""
        return shares_of(source.emission for source in self.sources)

    @property
    def signed_shares(self) -> tuple[Fraction, ...]:
        """The same with the sign of the emission, as tables print it.

        A removal, or a credit, is below zero; the sum is one only where nothing is.
        """
        pairs = zip(self.sources, self.shares, strict=True)
        return tuple(-w if s.emission < 0 else w for s, w in pairs)

    @property
    def emission(self) -> Fraction:
        """Σ e: the footprint without biogenic CO2. [kgCO2e]"""
        return sum((source.emission for source in self.sources), Fraction(0))

    @property
    def incomplete(self) -> tuple[Source, ...]:
        """Sources without one of their scores."""
        return tuple(source for source in self.sources if source.missing)

    @property
    def score(self) -> Fraction | None:
        """Σ average × share; None if a source that weighs anything has no average."""
        total = Fraction(0)
        for source, share in zip(self.sources, self.shares, strict=True):
            if not share:
                continue
            if source.average is None:
                return None
            total += source.average * share
        return total if any(self.shares) else None

    @property
    def level(self) -> int | None:
        """Level of precision, 1 (best) to 5; None without a score."""
        return None if self.score is None else level_of(self.score)


def level_of(score: Fraction | float) -> int:
    """Level of a score: [5, 6] one, [4, 5) two, [3, 4) three, [2, 3) four, else five.

    Raises
    ------
    ValueError
        No score of this scale: below 1 or above 6.
    """
    rounded = round(Fraction(score), DECIMALS)
    if not 1 <= rounded <= 6:
        raise ValueError(f"scores lie between 1 and 6, not at {float(score):.6g}")
    return next((level for least, level in LEVEL_FROM if rounded >= least), 5)


def assess_data(prepared: Prepared, rows: Sequence[LedgerRow]) -> DataQuality:
    """Scores of every source of a footprint.

    Parameters
    ----------
    prepared : Prepared
        The compiled model, with its datum cards and factors.
    rows : sequence of LedgerRow
        The footprint taken apart, `Result.rows`.
    """
    found = emission_sources(prepared, rows)
    return scores_of(found, prepared.compiled.system)


def scores_of(sources: Sequence[EmissionSource], system: ProductSystem) -> DataQuality:
    """Scores of sources that were told apart already."""
    return DataQuality(
        sources=tuple(
            Source(
                path=source.path,
                name=source.name,
                stage=source.stage,
                emission=source.emission,
                activity=_least(map(_activity_score, source.cards)),
                factor=_factor_score(source),
                calibration=_least(
                    _calibration_score(system, card) for card in source.cards
                ),
            )
            for source in sources
        )
    )


def _least(scores: Iterable[int | None]) -> int | None:
    """The worst score of several data behind one source; None if one is missing."""
    found = list(scores)
    known = [score for score in found if score is not None]
    return min(known) if len(known) == len(found) else None


def _activity_score(card: DataCard | None) -> int | None:
    if card is None or card.class_ is None:
        return None
    return ACTIVITY_SCORE[card.class_]


def _factor_score(source: EmissionSource) -> int | None:
    """By the factor's class; a gas that is measured itself has no factor to doubt."""
    if source.factor_class is not None:
        return FACTOR_SCORE[source.factor_class]
    if not source.is_measured:
        return None
    is_metered = all(
        card is not None and card.class_ in ("continuous", "periodic")
        for card in source.cards
    )
    return FACTOR_SCORE["measured"] if is_metered else None


def _calibration_score(system: ProductSystem, card: DataCard | None) -> int | None:
    """As the card says; else by its meter's certificate; 1 where nothing is metered."""
    if card is None:
        return None
    if card.calibration is not None:
        return CALIBRATION_SCORE[card.calibration]
    if card.class_ is None:
        return None  # whether an instrument measures it is not told either
    if card.meter is None:
        # an invoice or an estimate: “没有相关规定要求执行”
        return CALIBRATION_SCORE["none"] if card.class_ != "continuous" else None
    meter = system.meters.get(card.meter)
    certificate = meter.calibration if meter is not None else None
    period = system.scope.period
    if certificate is None or certificate.valid_until is None or period is None:
        return None
    is_valid = is_valid_on(certificate.valid_until, last_of(period))
    return CALIBRATION_SCORE["conforming"] if is_valid else None
