"""Which numbers to measure better: elasticity × uncertainty × data quality.

    effect   = |∂h/∂v| × sd / |h|           what one sd of the number moves, relative
    priority = effect × (7 − score) / 6      score 1 (worst) to 6 (best) of its data

The score is that of the Shandong guide 3.4: of the activity datum for an amount, of the
class of the factor for an emission factor. Data without a class weigh as the worst. A
number of the best class keeps a sixth of its effect: what is metered and calibrated is
hard to improve, but may still be the most uncertain of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Prepared
from lcagraph.result import Table
from lcagraph.sampling import Sampler, UncertainNumber, sampler_of
from lcagraph.sensitivity.gradient import Slope, gradient
from lcagraph.sensitivity.numbers import Number
from lcagraph.sensitivity.pages import Page, finite_or_none, footprint_fact
from lcagraph.sensitivity.scored import DataScores
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, Fact

BEST = 6
"""Best score of a datum."""

NOTED = 0.01
"""Elasticity from which a number without an uncertainty is told. [1]"""

MOST_NAMES = 8
"""Numbers that a note lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One uncertain number, and what measuring it better is worth."""

    number: Number
    elasticity: float | None
    """None at a kink: it is another on each side. [1]"""
    relative_sd: float | None
    """Standard deviation over the value; None where that is zero. Of a number that is
    made to fit with others, what it has in the draws, to first order. [1]"""
    effect: float
    """|∂h/∂v| × sd / |h|; at a kink, by the steeper side. [1]"""
    score: int | None
    """Of its data, 1 (worst) to 6; None: no class is stated."""

    @property
    def priority(self) -> float:
        """Effect, weighted by how poor the data are. [1]"""
        return self.effect * (BEST + 1 - (self.score or 1)) / BEST


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorthMeasuring(Page):
    """Uncertain numbers, the most worth measuring first."""

    per: str
    view: str
    """`including` or `excluding`: the headline."""
    footprint: float
    """As written. [kgCO2e]"""
    candidates: tuple[Candidate, ...]
    unstated: tuple[Slope, ...]
    """Numbers that move the footprint and state no uncertainty, largest first."""
    unmoved: tuple[Slope, ...] = ()
    """Uncertain numbers that can't move by themselves, or have no derivative."""
    uncertain: int = 0
    """Uncertain numbers of the model."""

    def to_table(self) -> Table:
        """A row per uncertain number that moves the footprint."""
        return Table(
            title="worth measuring",
            columns=(
                "number",
                "elasticity",
                "relative_sd",
                "effect",
                "score",
                "priority",
            ),
            units=("", "1", "%", "%", "", "%"),
            rows=tuple(
                (
                    each.number.name,
                    each.elasticity,
                    None if each.relative_sd is None else 100 * each.relative_sd,
                    100 * each.effect,
                    each.score,
                    100 * each.priority,
                )
                for each in self.candidates
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": "lcagraph-worth-measuring-1",
            "per": self.per,
            "view": self.view,
            "unit": "kgCO2e",
            "footprint": self.footprint,
            "candidates": [
                {
                    "path": each.number.path,
                    "value": each.number.base,
                    "unit": each.number.unit.symbol,
                    "elasticity": each.elasticity,
                    "relative_sd": each.relative_sd,
                    "effect": each.effect,
                    "score": each.score,
                    "priority": each.priority,
                }
                for each in self.candidates
            ],
            "unstated": [
                {
                    "path": each.number.path,
                    "elasticity": finite_or_none(each.elasticity),
                }
                for each in self.unstated
            ],
            "unmoved": [each.number.path for each in self.unmoved],
        }

    def _title(self, lang: Language) -> str:
        view = label(f"result.{self.view}", lang)
        return label("worth.title", lang).format(per=self.per, view=view)

    def _facts(self, lang: Language) -> list[Fact]:
        return [footprint_fact(self.footprint, lang)]

    def _notes(self, lang: Language) -> list[str]:
        notes = (
            [label("worth.read", lang)] if self.candidates else self._why_empty(lang)
        )
        if any(each.score is None for each in self.candidates):
            notes.append(label("worth.unscored", lang))
        if self.unmoved:
            paths = ", ".join(s.number.name for s in self.unmoved[:MOST_NAMES])
            paths += " …" if len(self.unmoved) > MOST_NAMES else ""
            text = label("worth.unmoved", lang)
            notes.append(text.format(count=len(self.unmoved), paths=paths))
        if self.unstated:
            some = [
                f"{each.number.name} ({_told(each.elasticity)})"
                for each in self.unstated[:MOST_NAMES]
            ]
            some += ["…"] if len(self.unstated) > MOST_NAMES else []
            text = label("worth.unstated", lang)
            count = len(self.unstated)
            notes.append(text.format(count=count, paths=", ".join(some)))
        return notes

    def _why_empty(self, lang: Language) -> list[str]:
        """Why there is no table."""
        if not self.footprint:
            return [label("worth.zero", lang)]
        return [label("worth.idle" if self.uncertain else "worth.certain", lang)]


def worth_measuring(
    prepared: Prepared, sampler: Sampler | None = None
) -> WorthMeasuring:
    """Uncertain numbers by what measuring them better would be worth.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    sampler : Sampler, optional
        Its uncertain numbers; made if it is not given.

    Raises
    ------
    ModelError, CalculationError
        As `calculate.evaluate`: the model as written has no footprint.
    """
    found = gradient(prepared)
    known = {n.path: n for n in (sampler or sampler_of(prepared)).numbers}
    scores = DataScores(prepared)
    size = abs(found.outputs["headline"])
    candidates = [
        _candidate(slope, known[slope.number.path], size, scores)
        for slope in found.slopes()
        if slope.number.path in known and size and np.isfinite(slope.steepest)
    ]
    slopes = found.slopes()
    return WorthMeasuring(
        per=found.per,
        view=found.view,
        footprint=found.outputs["headline"],
        candidates=tuple(
            sorted(
                (each for each in candidates if each.effect > 0),
                key=lambda each: -each.priority,
            )
        ),
        unstated=tuple(
            slope
            for slope in slopes
            if slope.number.path not in known and not slope.number.is_basis
            if size and slope.steepest * abs(slope.number.size) >= NOTED * size
        ),
        unmoved=tuple(
            slope
            for slope in slopes
            if slope.number.path in known and not np.isfinite(slope.steepest)
        ),
        uncertain=len(known),
    )


def _candidate(
    slope: Slope, spread: UncertainNumber, size: float, scores: DataScores
) -> Candidate:
    sd = spread.sd * slope.gain
    base = abs(slope.number.base)
    return Candidate(
        number=slope.number,
        elasticity=finite_or_none(slope.elasticity),
        relative_sd=sd / base if base else None,
        effect=slope.steepest * sd / size,
        score=scores.of(slope.number.path),
    )


def _told(elasticity: float) -> str:
    """An elasticity with its sign; at a kink there is none."""
    return f"{elasticity:+.2g}" if np.isfinite(elasticity) else UNDEFINED
