"""How completely the data are described, by life cycle stage.

An activity datum is described if its card tells class, origin, and where it is from (a
source, a document or a meter); a factor, if class, year and source are told. A gas that
is measured has no factor to describe. Shares are of the emissions, Σ |e|.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lcagraph.data_quality.primary import weighted
from lcagraph.data_quality.sources import EmissionSource, shares_of
from lcagraph.graph.evidence import DataCard


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCompleteness:
    """One life cycle stage: how much of it is described."""

    stage: str
    """Empty: all stages together."""
    count: int
    """Sources. [1]"""
    share: Fraction
    """Share of the stage in all emissions, Σ |e|. [1]"""
    activity: Fraction | None
    """Part of the stage whose activity data are described; None: it emits nothing."""
    factor: Fraction | None
    """Part of the stage whose factors are described. [1]"""
    both: Fraction | None
    """Part of the stage of which both are. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How completely the sources of a footprint are described."""

    sources: tuple[EmissionSource, ...]
    """One per stage, if a source books to several."""

    @property
    def stages(self) -> tuple[StageCompleteness, ...]:
        """The stages that have sources, in the order of the footprint."""
        names = dict.fromkeys(source.stage for source in self.sources)
        return tuple(self._stage(name) for name in names)

    @property
    def whole(self) -> StageCompleteness:
        """All stages together."""
        return self._stage("")

    def _stage(self, stage: str) -> StageCompleteness:
        inside = [s for s in self.sources if not stage or s.stage == stage]
        shares = zip(
            self.sources, shares_of(s.emission for s in self.sources), strict=True
        )
        chosen = (share for s, share in shares if not stage or s.stage == stage)
        return StageCompleteness(
            stage=stage,
            count=len(inside),
            share=sum(chosen, Fraction(0)),
            activity=weighted(inside, lambda s: not lacking_activity(s)),
            factor=weighted(inside, lambda s: not lacking_factor(s)),
            both=weighted(
                inside, lambda s: not lacking_activity(s) and not lacking_factor(s)
            ),
        )


def lacking_activity(source: EmissionSource) -> tuple[str, ...]:
    """What the card of an activity datum doesn't tell: class, origin, source."""
    lacking = [key for card in source.cards for key in _lacking_on(card)]
    return tuple(dict.fromkeys(lacking))


def _lacking_on(card: DataCard | None) -> tuple[str, ...]:
    if card is None:
        return ("class", "origin", "source")
    told = {
        "class": card.class_,
        "origin": card.origin,
        "source": card.source or card.evidence or card.meter,
    }
    return tuple(key for key, value in told.items() if not value)


def lacking_factor(source: EmissionSource) -> tuple[str, ...]:
    """What is not told about a factor: class, year, source."""
    if source.is_measured:
        return ()
    if source.column is not None:
        factor = source.column.factor
        told: dict[str, object] = {
            "class": factor.class_,
            "year": factor.year,
            "source": factor.source or factor.evidence,
        }
    else:
        record, emitted = source.record, source.emitted
        stated = emitted.source if emitted is not None else None
        # the format has no year for a factor that stands in the process itself
        told = {"class": source.factor_class, "source": stated or record}
    return tuple(key for key, value in told.items() if not value)


def completeness_of(sources: Sequence[EmissionSource]) -> Completeness:
    """Completeness of sources that were told apart by stage."""
    return Completeness(sources=tuple(sources))
