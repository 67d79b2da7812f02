"""Global sensitivity of a footprint: Sobol indices, Morris effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.charts import Caption, Estimate, index_bars, index_bars_text
from lcagraph.charts import Index as Bar
from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.result import Table
from lcagraph.sampling import Sampler, sampler_of
from lcagraph.sensitivity.numbers import find_number, short_name
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    MOST_CELLS,
    outcomes_where_possible,
    output_name,
    weights_of,
)
from lcagraph.sensitivity.pages import Page
from lcagraph.sensitivity.salib import (
    Effect,
    Estimates,
    Index,
    morris_effects,
    sobol_indices,
)
from lcagraph.wording import LANGUAGES, Language, label
from lcagraph.wording.page import Fact, significant

Groups = Mapping[str, Sequence[str]]
"""Name of a group → names of its numbers."""

MOST_LOST = 0.001
"""Share of points without a footprint from which an analysis is refused. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Design(Page):
    """What both analyses tell of themselves."""

    per: str
    output: str
    names: tuple[str, str]
    """What the output is called, in Chinese and in English."""
    members: Mapping[str, tuple[str, ...]]
    """Paths of the numbers in each group; a group of one bears its number's path."""
    evaluations: int
    seed: int
    confidence: float
    """Of the intervals. [1]"""
    lost: int
    """Points that went lost, since a variant beside them had no footprint."""

    def _facts(self, lang: Language) -> list[Fact]:
        count = f"{self.evaluations:,}"
        text = label("global.design", lang)
        percent = f"{100 * self.confidence:g}"
        told = text.format(count=count, seed=self.seed, percent=percent)
        return [(label("global.evaluations", lang), told)]

    def _notes(self, lang: Language) -> list[str]:
        notes = (
            [label("global.lost", lang).format(count=self.lost)] if self.lost else []
        )
        for name, paths in self.members.items():
            if paths != (name,):
                text = label("global.group", lang)
                names = ", ".join(map(short_name, paths))
                notes.append(text.format(name=short_name(name), paths=names))
        return notes

    def _output(self, lang: Language) -> str:
        return self.names[lang == "en"]

    def _design(self) -> dict[str, Any]:
        return {
            "per": self.per,
            "output": self.output,
            "unit": "kgCO2e",
            "evaluations": self.evaluations,
            "seed": self.seed,
            "confidence": self.confidence,
            "lost": self.lost,
            "members": {name: list(paths) for name, paths in self.members.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sobol(_Design):
    """Parts of the variance that numbers and groups answer for, largest total first."""

    indices: tuple[Index, ...]
    mean: float
    """Of the output. [kgCO2e]"""
    sd: float
    """Of the output. [kgCO2e]"""

    def to_table(self) -> Table:
        """A row per number or group."""
        return Table(
            title="sobol",
            columns=("number", "first", "first_margin", "total", "total_margin"),
            units=("", "1", "1", "1", "1"),
            rows=tuple(
                (short_name(i.name), i.first, i.first_margin, i.total, i.total_margin)
                for i in self.indices
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        indices = [
            {
                "name": i.name,
                "first": i.first,
                "first_margin": i.first_margin,
                "total": i.total,
                "total_margin": i.total_margin,
            }
            for i in self.indices
        ]
        own = {"schema": "lcagraph-sobol-1", "mean": self.mean, "sd": self.sd}
        return {**own, **self._design(), "indices": indices}

    def to_svg(self, lang: Language = "zh", *, most: int = 15) -> str:
        """The picture: first-order and total index of each, with intervals."""
        return index_bars(self._bars(), self._caption(lang), most=most)

    def to_chart(self, lang: Language = "zh", *, width: int = 80) -> str:
        """The picture as lines of text, for a terminal."""
        return index_bars_text(self._bars(), self._caption(lang), width=width)

    def _bars(self) -> list[Bar]:
        return [
            Bar(
                name=short_name(i.name),
                first=_estimate(i.first, i.first_margin),
                total=_estimate(i.total, i.total_margin),
            )
            for i in self.indices
        ]

    def _caption(self, lang: Language) -> Caption:
        (_, note), *_ = _Design._facts(self, lang)
        return Caption(title=self._title(lang), lang=lang, note=note)

    def _title(self, lang: Language) -> str:
        text = label("sobol.title", lang)
        return text.format(per=self.per, output=self._output(lang))

    def _facts(self, lang: Language) -> list[Fact]:
        mean = f"{significant(self.mean)} kgCO2e"
        sd = f"{significant(self.sd)} kgCO2e"
        own = [(label("global.mean", lang), mean), (label("taylor.sd", lang), sd)]
        return [*own, *_Design._facts(self, lang)]

    def _notes(self, lang: Language) -> list[str]:
        return [label("sobol.read", lang), *_Design._notes(self, lang)]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Morris(_Design):
    """Elementary effects of numbers and groups, largest first."""

    effects: tuple[Effect, ...]
    probability: float
    """The grid runs over this middle part of each distribution. [1]"""

    def to_table(self) -> Table:
        """A row per number or group."""
        return Table(
            title="morris",
            columns=("number", "absolute", "absolute_margin", "mean", "effect_sd"),
            units=("", "kgCO2e", "kgCO2e", "kgCO2e", "kgCO2e"),
            rows=tuple(
                (
                    short_name(e.name),
                    e.absolute,
                    e.absolute_margin,
                    _or_none(e.mean),
                    _or_none(e.sd),
                )
                for e in self.effects
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        effects = [
            {
                "name": e.name,
                "mean": _or_none(e.mean),
                "absolute": e.absolute,
                "absolute_margin": e.absolute_margin,
                "sd": _or_none(e.sd),
            }
            for e in self.effects
        ]
        own = {"schema": "lcagraph-morris-1", "probability": self.probability}
        return {**own, **self._design(), "effects": effects}

    def _title(self, lang: Language) -> str:
        text = label("morris.title", lang)
        return text.format(per=self.per, output=self._output(lang))

    def _notes(self, lang: Language) -> list[str]:
        tail = 100 * (1 - self.probability) / 2
        read = label("morris.read", lang)
        told = read.format(low=f"{tail:g}", high=f"{100 - tail:g}")
        return [told, *_Design._notes(self, lang)]


def sobol(
    prepared: Prepared,
    sampler: Sampler | None = None,
    *,
    n: int = 1024,
    groups: Groups | None = None,
    output: str = HEADLINE,
    seed: int = 1,
    confidence: float = 0.95,
) -> Sobol:
    """First-order and total Sobol indices of every uncertain number, or of groups.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    sampler : Sampler, optional
        Its uncertain numbers; made if it is not given.
    n : int
        Base points, a power of two; the model is evaluated at n (groups + 2) points.
    groups : mapping of str to sequence of str, optional
        Numbers that are taken together; each other number stays alone. Numbers that
        are drawn together (shares of a mix) are a group in any case.
    output : str
        `headline`, `including`, `excluding`, or an item.
    seed : int
    confidence : float
        Of the intervals. [1]

    Raises
    ------
    UsageError
        E744 SALib is missing, E745 no such `n`, E746 nothing is uncertain, E724 a
        group that can't be, E720 and E723 no such number, E727 no such output.
    CalculationError
        More than 0.1 % of the points have no footprint.
    """
    study = _Study(prepared, sampler or sampler_of(prepared), output)
    named = study.groups(groups or {})
    found = sobol_indices(
        study.outcomes, list(named), n=n, seed=seed, confidence=confidence
    )
    order = sorted(found.found, key=lambda each: -each.total)
    return Sobol(
        **study.design(named, found, seed, confidence),
        indices=tuple(order),
        mean=float(found.outputs.mean()),
        sd=float(found.outputs.std()),
    )


def morris(
    prepared: Prepared,
    sampler: Sampler | None = None,
    *,
    trajectories: int = 50,
    groups: Groups | None = None,
    output: str = HEADLINE,
    seed: int = 1,
    probability: float = 0.95,
) -> Morris:
    """Elementary effects of every uncertain number, or of groups: a screening.

    Parameters
    ----------
    trajectories : int
        The model is evaluated at trajectories (groups + 1) points.
    probability : float
        Numbers move over this middle part of their distributions. [1]

    The others, and what is raised, are as in `sobol`.
    """
    study = _Study(prepared, sampler or sampler_of(prepared), output)
    named = study.groups(groups or {})
    found = morris_effects(
        study.outcomes,
        list(named),
        trajectories=trajectories,
        seed=seed,
        probability=probability,
    )
    order = sorted(found.found, key=lambda each: -each.absolute)
    return Morris(
        **study.design(named, found, seed, 0.95),
        effects=tuple(order),
        probability=probability,
    )


@dataclass(frozen=True, slots=True)
class _Study:
    """A model as a function of the quantiles of its uncertain numbers."""

    prepared: Prepared
    sampler: Sampler
    output: str

    def outcomes(self, u: Floats) -> Floats:
        """Outputs at quantiles, shape (k,); NaN: no footprint."""
        step = max(1, MOST_CELLS // len(self.prepared.base))
        parts: list[Floats] = []
        reasons: list[Finding] = []
        for first in range(0, len(u), step):
            values = self.sampler.at_quantiles(u[first : first + step])
            found, refused = outcomes_where_possible(self.prepared, values, self.output)
            parts.append(found)
            reasons += refused.values()
        if len(reasons) > MOST_LOST * len(u):
            raise CalculationError(reasons[:1])
        return np.concatenate(parts)

    def groups(self, stated: Groups) -> tuple[str, ...]:
        """Name of the group of each uncertain number, in the sampler's order."""
        weights_of(self.prepared, self.output)  # refuses an unknown output first
        if not self.sampler.numbers:
            raise UsageError(Finding(code="E746", values={}))
        chosen: dict[str, str] = {}
        uncertain = {number.path for number in self.sampler.numbers}
        for group, names in stated.items():
            for name in names:
                path = find_number(self.prepared, name).path
                if path not in uncertain or path in chosen:
                    code = "certain" if path not in uncertain else "twice"
                    raise _impossible(group, path, code)
                chosen[path] = group
        found: dict[str, str] = {}
        for number in self.sampler.numbers:
            together = number.group or number.path
            own = chosen.get(number.path, together)
            if found.setdefault(together, own) != own:
                raise _impossible(own, number.path, "together")
        return tuple(found[n.group or n.path] for n in self.sampler.numbers)

    def design(
        self, named: tuple[str, ...], found: Estimates, seed: int, confidence: float
    ) -> dict[str, Any]:
        """Fields that both analyses share."""
        members: dict[str, tuple[str, ...]] = {}
        for name, number in zip(named, self.sampler.numbers, strict=True):
            members[name] = (*members.get(name, ()), number.path)
        names = tuple(
            output_name(self.prepared, self.output, lang) for lang in ("zh", "en")
        )
        return {
            "per": self.prepared.per,
            "output": self.output,
            "names": names,
            "members": members,
            "evaluations": len(found.outputs) + found.lost,
            "seed": seed,
            "confidence": confidence,
            "lost": found.lost,
        }


def _impossible(group: str, path: str, reason: str) -> UsageError:
    """E724, to be raised."""
    said = {lang: label(f"global.{reason}", lang) for lang in LANGUAGES}
    values = {"group": group, "path": path, "reason": said}
    return UsageError(Finding(code="E724", values=values))


def _estimate(value: float, margin: float) -> Estimate:
    return Estimate(value=value, low=value - margin, high=value + margin)


def _or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None
