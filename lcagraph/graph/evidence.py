"""Where a number is from: the datum card of the Shandong guide, meters, documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lcagraph.formulas import Amount
from lcagraph.graph.words import (
    Calibration,
    DataClass,
    DossierPaper,
    Origin,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """A second source for the same datum (SD-08)."""

    value: Amount | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """How often a datum is measured and recorded (表3-5)."""

    measure: Text | None = None
    record: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How data from many sources (SD-29), or products and records, were sampled."""

    population: int | None = None
    size: int | None = None
    method: Text | None = None
    seed: int | None = None
    """Start of the random numbers, by which the sample can be drawn again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityRating:
    """How well a datum represents what it stands for, 1 (best) to 5 (DQR)."""

    technological: Decimal | None = None
    temporal: Decimal | None = None
    geographical: Decimal | None = None
    precision: Decimal | None = None
    """The fourth criterion of the Environmental Footprint method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCard:
    """Datum card: the nine rows of 表3-5, and the classes of chapter 3.4."""

    class_: DataClass | None = None
    calibration: Calibration | None = None
    origin: Origin | None = None
    source: Text | None = None
    method: Text | None = None
    monitoring: Text | None = None
    frequency: Frequency | None = None
    period: str | None = None
    gaps: Text | None = None
    cross_check: CrossCheck | None = None
    meter: str | None = None
    """Id of a meter of the model."""
    minus: Mapping[str, Amount] | None = None
    """What the meter also counts but the product does not cause (SD-23)."""
    evidence: tuple[str, ...] = ()
    """Ids of supporting documents."""
    sampling: Sampling | None = None
    dqr: QualityRating | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A supporting document (报告附件1)."""

    title: Text
    kind: DossierPaper | None = None
    """What it is in an application for certification; none: any other document."""
    file: str | None = None
    page: str | None = None
    date: str | None = None
    sha256: str | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterCalibration:
    """How an instrument is calibrated (表3-3)."""

    cycle: Text | None = None
    last: str | None = None
    valid_until: str | None = None
    by: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """A measuring instrument (表3-3)."""

    name: Text
    model: str | None = None
    serial: str | None = None
    quantity: str | None = None
    accuracy: Text | None = None
    measures: Text | None = None
    place: Text | None = None
    calibration: MeterCalibration | None = None
    evidence: tuple[str, ...] = ()
