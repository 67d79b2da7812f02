"""Results of the global analyses as tables, pages and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lcagraph.arrays import Prepared
from lcagraph.charts import Caption, Estimate, index_bars, index_bars_text
from lcagraph.charts import Index as Bar
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.result import Table
from lcagraph.sensitivity.called import names_of
from lcagraph.sensitivity.numbers import short_name
from lcagraph.sensitivity.pages import OutputPage, finite_or_none
from lcagraph.sensitivity.salib import (
    Effect,
    Index,
)
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, significant


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Design(OutputPage):
    """What both analyses tell of themselves."""

    prepared: Prepared = field(compare=False)
    """Whose numbers they are: pictures tell their names."""
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

    def _design(self) -> dict[str, Any]:
        return {
            **self._about(),
            "evaluations": self.evaluations,
            "seed": self.seed,
            "confidence": self.confidence,
            "lost": self.lost,
            "members": {name: list(paths) for name, paths in self.members.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sobol(Design):
    """Parts of the variance that numbers and groups answer for, largest total first."""

    SCHEMA: ClassVar[str] = "lcagraph-sobol-1"
    TITLE: ClassVar[str] = "sobol.title"

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
        moments = {"mean": self.mean, "sd": self.sd}
        return {**self._design(), **moments, "indices": indices}

    def to_svg(self, lang: Language = "zh", *, most: int = 15) -> str:
        """The picture: first-order and total index of each, with intervals."""
        return to_svg(self.drawing(lang, most=most))

    def drawing(self, lang: Language = "zh", *, most: int = 15) -> Drawing:
        """The same as a drawing, which PDF and PNG are written from."""
        names = names_of(self.prepared, [i.name for i in self.indices], lang)
        return index_bars.drawing(self._bars(names), self._caption(lang), most=most)

    def to_chart(self, lang: Language = "zh", *, width: int = 80) -> str:
        """The picture as lines of text, for a terminal."""
        return index_bars_text(self._bars({}), self._caption(lang), width=width)

    def _picture(self, lang: Language) -> str:
        return self.to_svg(lang) if self.indices else ""

    def _bars(self, names: Mapping[str, str]) -> list[Bar]:
        """The indices by the names that are given, else by their short paths."""
        return [
            Bar(
                name=names.get(i.name, short_name(i.name)),
                first=_estimate(i.first, i.first_margin),
                total=_estimate(i.total, i.total_margin),
            )
            for i in self.indices
        ]

    def _caption(self, lang: Language) -> Caption:
        (_, note), *_ = Design._facts(self, lang)
        return Caption(title=self._title(lang), lang=lang, note=note)

    def _facts(self, lang: Language) -> list[Fact]:
        mean = f"{significant(self.mean)} kgCO2e"
        sd = f"{significant(self.sd)} kgCO2e"
        own = [(label("global.mean", lang), mean), (label("taylor.sd", lang), sd)]
        return [*own, *Design._facts(self, lang)]

    def _notes(self, lang: Language) -> list[str]:
        return [label("sobol.read", lang), *Design._notes(self, lang)]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Morris(Design):
    """Elementary effects of numbers and groups, largest first."""

    SCHEMA: ClassVar[str] = "lcagraph-morris-1"
    TITLE: ClassVar[str] = "morris.title"

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
                    finite_or_none(e.mean),
                    finite_or_none(e.sd),
                )
                for e in self.effects
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        effects = [
            {
                "name": e.name,
                "mean": finite_or_none(e.mean),
                "absolute": e.absolute,
                "absolute_margin": e.absolute_margin,
                "sd": finite_or_none(e.sd),
            }
            for e in self.effects
        ]
        return {
            **self._design(),
            "probability": self.probability,
            "effects": effects,
        }

    def _notes(self, lang: Language) -> list[str]:
        tail = 100 * (1 - self.probability) / 2
        read = label("morris.read", lang)
        told = read.format(low=f"{tail:g}", high=f"{100 - tail:g}")
        return [told, *Design._notes(self, lang)]


def _estimate(value: float, margin: float) -> Estimate:
    return Estimate(value=value, low=value - margin, high=value + margin)
