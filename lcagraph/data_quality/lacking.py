"""Findings of data quality: what is missing, at its place, the heaviest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.ratings import Ratings
from lcagraph.data_quality.scores import DataQuality
from lcagraph.data_quality.sources import EmissionSource, shares_of
from lcagraph.errors import Finding


def all_lacking(
    scores: DataQuality, ratings: Ratings, primary: PrimaryData
) -> Iterator[Finding]:
    """What has no score, no rating, and isn't told to be primary or secondary.

    Sources that emit nothing weigh nothing, so nothing is asked of them.
    """
    shares = ratings.shares
    pairs = [pair for pair in zip(ratings.sources, shares, strict=True) if pair[1]]
    if ratings.is_begun:
        yield from _unrated(ratings, pairs)
    elif pairs:
        yield Finding(code="N849", at="factors", part="key")
    yield from _without_score(scores)
    yield from _without_origin(primary)


def _unrated(
    ratings: Ratings, pairs: Iterable[tuple[EmissionSource, Fraction]]
) -> Iterator[Finding]:
    """One finding per factor, or measured gas, that lacks a rating."""
    weights: dict[str, Fraction] = {}
    lacking: dict[str, tuple[str, ...]] = {}
    for source, share in pairs:
        missing = ratings.missing(source)
        if missing:
            own = source.card_paths[0]
            place = own if source.is_measured else source.factor_path
            weights[place] = weights.get(place, Fraction(0)) + share
            lacking[place] = missing
    for place in _heaviest_first(weights):
        values = {
            "name": place,
            "missing": lacking[place],
            "share": percent_text(weights[place]),
        }
        yield Finding(code="W847", at=place, part="key", values=values)


def _without_score(scores: DataQuality) -> Iterator[Finding]:
    """One finding per source that has no Shandong score."""
    weights = {
        source.path: share
        for source, share in zip(scores.sources, scores.shares, strict=True)
        if share and source.missing
    }
    missing = {source.path: source.missing for source in scores.sources}
    for path in _heaviest_first(weights):
        values = {
            "name": path,
            "missing": missing[path],
            "share": percent_text(weights[path]),
        }
        yield Finding(code="W846", at=_card_place(path), part="key", values=values)


def _card_place(path: str) -> str:
    """Where the card of a source can be written: supplies of recycling have none."""
    keys = path.split(".")
    is_recycled = keys[0] == "processes" and keys[2:3] == ["recycling"]
    return ".".join(keys[:2]) if is_recycled else path


def _without_origin(primary: PrimaryData) -> Iterator[Finding]:
    """One finding per datum or factor that is not told to be primary or secondary."""
    weights: dict[str, Fraction] = {}
    shares = shares_of(source.emission for source in primary.sources)
    for source, share in zip(primary.sources, shares, strict=True):
        if not share:
            continue
        places = []
        if primary.activity_part(source) is None:
            pairs = zip(source.cards, source.card_paths, strict=True)
            places += [p for card, p in pairs if card is None or card.origin is None]
        if primary.factor_part(source) is None and not source.is_measured:
            places.append(source.factor_path)
        for place in places:
            weights[place] = weights.get(place, Fraction(0)) + share
    for place in _heaviest_first(weights):
        values = {"name": place, "share": percent_text(weights[place])}
        yield Finding(code="W848", at=place, part="key", values=values)


def _heaviest_first(weights: dict[str, Fraction]) -> list[str]:
    return sorted(weights, key=lambda place: -weights[place])


def percent_text(share: Fraction) -> str:
    """A share with one decimal: `25.7 %`."""
    return f"{float(100 * share):.1f} %"
