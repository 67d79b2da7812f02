"""What a Monte Carlo found: the draws with their tables and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lcagraph.displayed import Displayed
from lcagraph.drawing.image import image_html
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding
from lcagraph.result.tables import Table
from lcagraph.sensitivity.taylor import Taylor
from lcagraph.uncertainty.draws import Draws
from lcagraph.uncertainty.fingerprint import plan_of
from lcagraph.uncertainty.listed import drawn_of
from lcagraph.uncertainty.page import page_html, page_text
from lcagraph.uncertainty.paired import summary_dict
from lcagraph.uncertainty.pictures import (
    convergence_chart,
    convergence_drawing,
    histogram_chart,
    histogram_drawing,
    intervals_chart,
    intervals_drawing,
)
from lcagraph.uncertainty.stopping import Reached
from lcagraph.uncertainty.tables import (
    convergence_table,
    differences_table,
    summary_table,
)
from lcagraph.version import __version__
from lcagraph.wording import LANGUAGES, Language, message

SCHEMA = "lcagraph-uncertainty-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Uncertainty(Draws, Displayed):
    """Footprints of one or several models under the uncertainty of their numbers.

    Draws of all names share their random numbers: see `paired`.
    """

    def summary(self) -> Table:
        """A row per name and item, the headline total of each name first."""
        return summary_table(self)

    def differences(self) -> Table:
        """A row per name beside the base: the chance to be lower, the difference."""
        return differences_table(self)

    def convergence(self, name: str | None = None) -> Table:
        """Mean and tails after ever more draws, each with its interval."""
        return convergence_table(self, name)

    def to_table(self) -> Table:
        """As `summary`."""
        return self.summary()

    def to_frame(self) -> Any:
        """`summary` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.summary().to_frame()

    def to_dict(self) -> dict[str, Any]:
        """Everything but the draws as plain data."""
        return {
            "schema": SCHEMA,
            "seed": self.seed,
            "n": self.n,
            "per": self.per,
            "unit": "kgCO2e",
            "view": self.view,
            "confidence": self.settings.confidence,
            "is_interrupted": self.is_interrupted,
            "numbers": {name: len(self.numbers(name)) for name in self.names},
            "drawn": drawn_of(self.study),
            "made_by": self._made_by(),
            "made_certain": self.made_certain_of_sides,
            "shared": list(self.study.shared),
            "drawn_apart": list(self.study.drawn_apart),
            "databases": [one.name for one in self.study.databases],
            "precision": _precision(self.precision),
            "names": {name: self._side(name) for name in self.names},
            "paired": [one.to_dict() for one in self.pairs],
            "refused": [one.to_dict() for one in self.refused],
            "findings": [_finding(finding) for finding in self.findings],
        }

    def _made_by(self) -> dict[str, Any]:
        """Version, choices and hashes: what ties the figures to their models."""
        scope = self.study.prepared(self.study.sides[0]).compiled.system.scope
        plan = plan_of(self.study)
        return {
            "lcagraph": __version__,
            "gwp": scope.gwp,
            "rule_set": scope.rule_set,
            "method": scope.method,
            "draws": plan["sides"],
            "databases": dict(plan["databases"]),
            "names": {
                name: {
                    "model": made.model_hash,
                    "factors": dict(made.factor_hashes),
                    "scenario": made.scenario,
                    "settings": dict(made.settings),
                }
                for name, made in self.made_by.items()
            },
        }

    def _side(self, name: str) -> dict[str, Any]:
        return {
            "as_written": self.as_written(name),
            "first_order": _first_order(self.first_order.get(name)),
            "total": summary_dict(self.of(name)),
            "items": {
                column: summary_dict(found)
                for column, found in self.item_summaries(name).items()
            },
        }

    def to_svg(self, lang: Language = "zh", *, name: str | None = None) -> str:
        """A histogram of the footprint, with percentiles and both totals as written."""
        return to_svg(self.drawing(lang, name=name))

    def drawing(self, lang: Language = "zh", *, name: str | None = None) -> Drawing:
        """The histogram as a drawing, which PDF and PNG are written from."""
        return histogram_drawing(self, name or self.names[0], lang)

    def to_chart(
        self, lang: Language = "zh", *, name: str | None = None, width: int = 80
    ) -> str:
        """The histogram as lines of text, for a terminal."""
        return histogram_chart(self, name or self.names[0], lang, width)

    def convergence_svg(self, lang: Language = "zh", *, name: str | None = None) -> str:
        """A picture of `convergence`."""
        return to_svg(self.convergence_drawing(lang, name=name))

    def convergence_drawing(
        self, lang: Language = "zh", *, name: str | None = None
    ) -> Drawing:
        """A picture of `convergence` as a drawing."""
        return convergence_drawing(self, name or self.names[0], lang)

    def convergence_chart(
        self, lang: Language = "zh", *, name: str | None = None, width: int = 80
    ) -> str:
        """The same as lines of text, for a terminal."""
        return convergence_chart(self, name or self.names[0], lang, width)

    def intervals_svg(self, lang: Language = "zh") -> str:
        """All names side by side: middle half and 95 % of the draws, and as written."""
        return to_svg(self.intervals_drawing(lang))

    def intervals_drawing(self, lang: Language = "zh") -> Drawing:
        """The same as a drawing."""
        return intervals_drawing(self, lang)

    def intervals_chart(self, lang: Language = "zh", *, width: int = 80) -> str:
        """The same as lines of text, for a terminal."""
        return intervals_chart(self, lang, width)

    def to_text(self, lang: Language = "en") -> str:
        """The page of the command line."""
        return page_text(self, lang)

    def __repr__(self) -> str:
        return self.to_text("en")

    def to_html(self, lang: Language = "en") -> str:
        """The page of a notebook, with its pictures."""
        sides = image_html(self.intervals_svg(lang)) if len(self.names) > 1 else ""
        return page_html(self, lang) + sides + image_html(self.to_svg(lang))


def _precision(found: Reached | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"mean": found.mean, "percentiles": found.percentiles}


def _first_order(found: Taylor | None) -> dict[str, float] | None:
    return None if found is None else {"mean": found.mean, "sd": found.sd}


def _finding(finding: Finding) -> dict[str, Any]:
    said = {f"message_{lang}": message(finding, lang) for lang in LANGUAGES}
    return {"code": finding.code, "at": finding.at, **said}
