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
from lcagraph.checks.data_cards import datum_of
from lcagraph.data_quality import ACTIVITY_SCORE, FACTOR_SCORE
from lcagraph.result import Table
from lcagraph.sampling import Sampler, UncertainNumber, sampler_of
from lcagraph.sensitivity.gradient import Gradient, Slope, gradient
from lcagraph.sensitivity.numbers import Number
from lcagraph.sensitivity.pages import Page
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, significant

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
    elasticity: float
    """[1]"""
    relative_sd: float | None
    """Standard deviation over the value; None where that is zero. [1]"""
    effect: float
    """|∂h/∂v| × sd / |h|. [1]"""
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
                {"path": each.number.path, "elasticity": each.elasticity}
                for each in self.unstated
            ],
        }

    def _title(self, lang: Language) -> str:
        view = label(f"result.{self.view}", lang)
        return label("worth.title", lang).format(per=self.per, view=view)

    def _facts(self, lang: Language) -> list[Fact]:
        total = f"{significant(self.footprint)} kgCO2e"
        return [(label("sensitivity.footprint", lang), total)]

    def _notes(self, lang: Language) -> list[str]:
        notes = [label("worth.read", lang)]
        if any(each.score is None for each in self.candidates):
            notes.append(label("worth.unscored", lang))
        if self.unstated:
            some = [
                f"{each.number.name} ({each.elasticity:+.2g})"
                for each in self.unstated[:MOST_NAMES]
            ]
            text = label("worth.unstated", lang)
            count = len(self.unstated)
            notes.append(text.format(count=count, paths=", ".join(some)))
        return notes


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
    candidates = [
        _candidate(prepared, found, slope, known[slope.number.path])
        for slope in found.slopes()
        if slope.number.path in known and np.isfinite(slope.elasticity)
    ]
    moving = [each for each in candidates if each.effect > 0]
    return WorthMeasuring(
        per=found.per,
        view=found.view,
        footprint=found.outputs["headline"],
        candidates=tuple(sorted(moving, key=lambda each: -each.priority)),
        unstated=tuple(
            slope
            for slope in found.slopes()
            if slope.number.path not in known and not slope.number.is_basis
            if abs(slope.elasticity) >= NOTED
        ),
    )


def _candidate(
    prepared: Prepared, found: Gradient, slope: Slope, spread: UncertainNumber
) -> Candidate:
    size = abs(found.outputs["headline"])
    base = abs(slope.number.base)
    return Candidate(
        number=slope.number,
        elasticity=slope.elasticity,
        relative_sd=spread.sd / base if base else None,
        effect=abs(slope.derivative) * spread.sd / size,
        score=score_of(prepared, slope.number.path),
    )


def score_of(prepared: Prepared, path: str) -> int | None:
    """Score of the data behind a number, 1 to 6; None if no class is stated.

    Parameters
    ----------
    path : str
        Of a term: an amount, a distance, a parameter, or a figure of a factor.
    """
    system = prepared.compiled.system
    keys = path.split(".")
    if keys[0] == "factors":
        by_id = {column.id: column.factor for column in prepared.compiled.factors}
        factor = by_id.get(keys[1])
        class_ = factor.class_ if factor is not None else None
        return FACTOR_SCORE[class_] if class_ is not None else None
    if keys[0] == "parameters" and keys[1] in system.parameters:
        card = system.parameters[keys[1]].data
    elif keys[0] == "processes" and len(keys) > 4:
        is_leg = keys[4] == "transport" and len(keys) > 5
        datum = datum_of(system, ".".join(keys[: 6 if is_leg else 4]))
        card = datum.card if datum is not None else None
    else:
        return None
    if card is None or card.class_ is None:
        return None
    return ACTIVITY_SCORE[card.class_]
