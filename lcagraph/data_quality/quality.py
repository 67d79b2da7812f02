"""All that is said about the data of a footprint, with what is missing as findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lcagraph.calculate import Prepared
from lcagraph.contribution import LedgerRow
from lcagraph.data_quality.completeness import Completeness, completeness_of
from lcagraph.data_quality.lacking import all_lacking
from lcagraph.data_quality.page import page_html, page_text, statements
from lcagraph.data_quality.plain import as_plain
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.ratings import Ratings, ratings_of
from lcagraph.data_quality.scores import DataQuality, scores_of
from lcagraph.data_quality.sources import emission_sources
from lcagraph.data_quality.tables import (
    completeness_table,
    primary_table,
    ratings_table,
    scores_table,
)
from lcagraph.displayed import Displayed
from lcagraph.errors import Finding
from lcagraph.result.tables import Table
from lcagraph.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality(Displayed):
    """Scores, ratings, primary data and completeness of one footprint."""

    prepared: Prepared
    scores: DataQuality
    """Shandong guide 3.4."""
    ratings: Ratings
    """DQR of PACT and PEF."""
    primary: PrimaryData
    completeness: Completeness

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is missing, at the place where it belongs, heaviest first."""
        return tuple(all_lacking(self.scores, self.ratings, self.primary))

    def tables(self, lang: Language = "en") -> tuple[Table, ...]:
        """Scores, ratings (if there are any), primary data, completeness."""
        found = [self.scores_table(lang)]
        if self.ratings.is_begun:
            found.append(self.ratings_table(lang))
        return (*found, self.primary_table(), self.completeness_table(lang))

    def to_table(self) -> Table:
        """As `scores_table`."""
        return self.scores_table()

    def to_frame(self) -> Any:
        """`scores_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.scores_table().to_frame()

    def scores_table(self, lang: Language = "en") -> Table:
        """The table of the Shandong guide 3.4 4), one row per source and their sum."""
        return scores_table(self.prepared, self.scores, lang)

    def ratings_table(self, lang: Language = "en") -> Table:
        """Ratings of every source, and their weighted means."""
        return ratings_table(self.prepared, self.ratings, lang)

    def primary_table(self) -> Table:
        """Shares of primary data by activity datum, factor, and both."""
        return primary_table(self.primary)

    def completeness_table(self, lang: Language = "en") -> Table:
        """Stage by stage: how much of activity data and factors is described."""
        return completeness_table(self.completeness, lang)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, with the version of its layout."""
        parts = (self.scores, self.ratings, self.primary, self.completeness)
        return as_plain(*parts, self.findings)

    def to_text(self, lang: Language = "en") -> str:
        """All four as plain text."""
        return page_text(self.statements(lang), self.tables(lang), lang)

    def statements(self, lang: Language = "en") -> tuple[str, ...]:
        """Score and level, ratings, primary data, completeness: a line each."""
        parts = (self.scores, self.ratings, self.primary, self.completeness)
        return tuple(statements(*parts, lang))

    def __repr__(self) -> str:
        return self.to_text("en")

    def to_html(self, lang: Language = "en") -> str:
        """All four as statements and tables."""
        return page_html(self.statements(lang), self.tables(lang), lang)


def assess_quality(prepared: Prepared, rows: Sequence[LedgerRow]) -> Quality:
    """Data quality of a footprint.

    Parameters
    ----------
    prepared : Prepared
        The compiled model, with its datum cards and factors.
    rows : sequence of LedgerRow
        The footprint taken apart, `Result.rows`.
    """
    sources = emission_sources(prepared, rows)
    by_stage = emission_sources(prepared, rows, is_by_stage=True)
    system = prepared.compiled.system
    return Quality(
        prepared=prepared,
        scores=scores_of(sources, system),
        ratings=ratings_of(sources),
        primary=PrimaryData(sources=by_stage, rule_set=system.scope.rule_set),
        completeness=completeness_of(by_stage),
    )
