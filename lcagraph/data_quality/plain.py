"""Data quality as plain data for JSON: schema-versioned, shares from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from lcagraph.data_quality.completeness import Completeness, StageCompleteness
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.ratings import Ratings, rating_of
from lcagraph.data_quality.scores import DataQuality
from lcagraph.errors import Finding
from lcagraph.wording import message

SCHEMA = "lcagraph-quality-1"
"""Version of the layout; changes when a key changes its meaning."""


def as_plain(
    scores: DataQuality,
    ratings: Ratings,
    primary: PrimaryData,
    completeness: Completeness,
    findings: Iterable[Finding],
) -> dict[str, Any]:
    """Everything that is said about the data, as dictionaries, lists and numbers."""
    return {
        "schema": SCHEMA,
        "scores": _scores(scores),
        "ratings": _ratings(ratings),
        "primary": {
            "rule_set": primary.rule_set,
            "share": _number(primary.headline),
            "activity": _number(primary.activity),
            "factor": _number(primary.factor),
            "both": _number(primary.both),
            "unknown": _number(primary.unknown),
        },
        "completeness": {
            "stages": [_stage(stage) for stage in completeness.stages],
            "whole": _stage(completeness.whole),
        },
        "findings": [
            {
                "code": finding.code,
                "at": finding.at,
                "message": {lang: message(finding, lang) for lang in ("zh", "en")},
            }
            for finding in findings
        ],
    }


def _scores(scores: DataQuality) -> dict[str, Any]:
    return {
        "score": _number(scores.score),
        "level": scores.level,
        "sources": [
            {
                "path": source.path,
                "stage": source.stage,
                "activity": source.activity,
                "factor": source.factor,
                "calibration": source.calibration,
                "average": _number(source.average),
                "emission": {"value": float(source.emission), "unit": "kgCO2e"},
                "share": float(share),
            }
            for source, share in zip(scores.sources, scores.shares, strict=True)
        ],
    }


def _ratings(ratings: Ratings) -> dict[str, Any]:
    return {
        "dqr": _number(ratings.overall),
        "level": ratings.level,
        "criteria": {
            criterion: {
                "value": _number(ratings.value(criterion)),
                "of_rated": _number(ratings.of_rated(criterion)),
                "coverage": float(ratings.coverage(criterion)),
            }
            for criterion in ratings.criteria
        },
        "sources": [
            {
                "path": source.path,
                "share": float(share),
                **{c: _number(rating_of(source, c)) for c in ratings.criteria},
            }
            for source, share in zip(ratings.sources, ratings.shares, strict=True)
        ],
    }


def _stage(stage: StageCompleteness) -> dict[str, Any]:
    return {
        **({"stage": stage.stage} if stage.stage else {}),
        "sources": stage.count,
        "share": float(stage.share),
        "activity": _number(stage.activity),
        "factor": _number(stage.factor),
        "both": _number(stage.both),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
