"""Data quality as tables: the ten columns of the Shandong guide, ratings, shares."""

from __future__ import annotations

from fractions import Fraction

from lcagraph.calculate import Prepared
from lcagraph.checks.period import days_of
from lcagraph.data_quality.completeness import Completeness, StageCompleteness
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.ratings import Ratings, rating_of
from lcagraph.data_quality.scores import DataQuality
from lcagraph.result.names import ExchangeNames, stage_name
from lcagraph.result.tables import Cell, Table
from lcagraph.wording import Language, label


def scores_table(prepared: Prepared, scores: DataQuality, lang: Language) -> Table:
    """The ten columns of 3.4 4), one row per source; the last row is the score.

    Emissions and shares have their sign, so that emissions add up to the footprint;
    the weighted score is of the share without it. No share without any emission.
    """
    year, names = year_of(prepared), ExchangeNames(prepared)
    rows: list[tuple[Cell, ...]] = []
    is_emitting = any(scores.shares)
    for source, share in zip(scores.sources, scores.signed_shares, strict=True):
        average = source.average
        rows.append(
            (
                year,
                category_name(prepared, source.path, source.stage, lang),
                source_name(names, source.path, source.name, lang),
                source.activity,
                source.factor,
                source.calibration,
                _number(average),
                float(source.emission),
                float(100 * share) if is_emitting else None,
                None if average is None else float(average * abs(share)),
            )
        )
    whole = float(100 * sum(scores.signed_shares)) if is_emitting else None
    total = label("quality.score", lang)
    last = (None, None, total, None, None, None, None, float(scores.emission), whole)
    rows.append((*last, _number(scores.score)))
    return Table(
        title="data uncertainty scores",
        columns=(
            *("year", "category", "source", "activity_score", "factor_score"),
            *("calibration_score", "average", "emission", "share", "weighted_score"),
        ),
        units=("", "", "", "1–6", "1–6", "1–6", "", "kgCO2e", "%", ""),
        rows=tuple(rows),
    )


def ratings_table(prepared: Prepared, ratings: Ratings, lang: Language) -> Table:
    """Ratings of every source by criterion, and the means of the whole."""
    criteria, names = ratings.criteria, ExchangeNames(prepared)
    rows: list[tuple[Cell, ...]] = [
        (
            source_name(names, source.path, source.name, lang),
            *(_number(rating_of(source, criterion)) for criterion in criteria),
            float(100 * share),
        )
        for source, share in zip(ratings.sources, ratings.shares, strict=True)
    ]
    whole = [_number(ratings.value(criterion)) for criterion in criteria]
    covered = float(100 * sum(ratings.shares, Fraction(0)))
    rows.append((label("quality.whole", lang), *whole, covered))
    return Table(
        title="data quality ratings",
        columns=("source", *criteria, "share"),
        units=("", *("1–5" for _ in criteria), "%"),
        rows=tuple(rows),
    )


def primary_table(primary: PrimaryData) -> Table:
    """Shares of primary data, and of what is not told."""
    shares = {
        "activity": primary.activity,
        "factor": primary.factor,
        "both": primary.both,
        "unknown": primary.unknown,
    }
    return Table(
        title="primary data",
        columns=("primary", "share"),
        units=("", "%"),
        rows=tuple((name, _percent(share)) for name, share in shares.items()),
    )


def completeness_table(completeness: Completeness, lang: Language) -> Table:
    """One row per stage, the whole last."""
    rows = [
        (stage.stage or label("quality.whole", lang), stage.count, *_percents(stage))
        for stage in (*completeness.stages, completeness.whole)
    ]
    return Table(
        title="completeness of the data",
        columns=(
            *("stage", "sources", "share"),
            *("activity_described", "factor_described", "both_described"),
        ),
        units=("", "", "%", "%", "%", "%"),
        rows=tuple(rows),
    )


def _percents(stage: StageCompleteness) -> tuple[Cell, ...]:
    parts = (stage.share, stage.activity, stage.factor, stage.both)
    return tuple(_percent(part) for part in parts)


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(100 * share)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def year_of(prepared: Prepared) -> str | None:
    """Year that the data are of: `2024`, or `2023–2024`."""
    period = prepared.compiled.system.scope.period
    if period is None:
        return None
    first, last = (day.year for day in days_of(period))
    return str(first) if first == last else f"{first}–{last}"


BOUGHT = ("raw_materials", "inbound_transport")
"""Stages whose emissions are elsewhere: which process buys doesn't matter there."""


def category_name(prepared: Prepared, path: str, stage: str, lang: Language) -> str:
    """Category of the guide's table: `产品生产-熔铸`, the stage and its process."""
    name = stage_name(stage, lang)
    parts = path.split(".")
    process = prepared.compiled.system.processes.get(parts[1])
    if stage in BOUGHT or process is None or parts[0] != "processes":
        return name
    called = process.name.get(lang) if process.name is not None else parts[1]
    return f"{name}-{called}" if lang == "zh" else f"{name}: {called}"


def source_name(names: ExchangeNames, path: str, id_: str, lang: Language) -> str:
    """What people call a source, after the input that it follows: `diesel: CO2`."""
    own = names.of(path, id_, lang)
    parts = path.split(".")
    colon = "：" if lang == "zh" else ": "
    if parts[0] != "processes" or len(parts) < MIN_PARTS:
        return own
    process = names.system.processes[parts[1]]
    if parts[2] == "emissions":
        followed = process.emissions[parts[3]].activity
        if followed is not None and followed in process.inputs:
            at = f"processes.{parts[1]}.inputs.{followed}"
            before = names.of(at, followed, lang)
            return f"{before}{colon}{own}"
    if "transport" in parts[4:]:
        at = ".".join(parts[:4])
        before = names.of(at, parts[3], lang)
        return f"{before}{colon}{own}"
    return own


MIN_PARTS = 4
"""`processes`, the process, the section and the row."""
