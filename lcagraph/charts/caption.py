"""What a chart says about itself: title, unit, language, a note below."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.wording import Language, label


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words around the numbers of a chart, already in the reader's language."""

    title: str
    unit: str = ""
    """Unit of the numbers, such as ``kgCO2e``; empty: they have none."""
    lang: Language = "zh"
    note: str = ""
    """A small line below the chart: how many draws, which seed."""
    second_title: str = ""
    """The title in a second language, below the first."""
    second: Language | None = None
    """Language in which a reader is told what is seen, too."""

    def word(self, key: str, **values: str) -> str:
        """A label of the catalogue's `chart` words in the caption's language."""
        return label(f"chart.{key}", self.lang).format_map(values)

    def said(self, key: str, **values: str) -> str:
        """The same as it stands in the picture: in both languages if there are two."""
        spoken = [self.lang] if self.second is None else [self.lang, self.second]
        texts = [label(f"chart.{key}", each).format_map(values) for each in spoken]
        return "  ".join(dict.fromkeys(texts))
