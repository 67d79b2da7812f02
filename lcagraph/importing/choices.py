"""What a user decides about an import, in one place: the manifest remembers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lcagraph.background.gases.own_map import GasMap
from lcagraph.background.open_lines import SEPARATOR
from lcagraph.background.records import Package
from lcagraph.errors import Finding
from lcagraph.input_output.table import TableOptions

_NO_OPTIONS = TableOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Decisions of the user about one import."""

    allocation: str | None = None
    """Divides datasets with several products that state no factors of their own."""
    prefer: tuple[str, ...] = ()
    """Locations or processes that decide between suppliers, best first."""
    version: str = ""
    """Of the database; empty: as its source states it."""
    licence: str = ""
    gases: GasMap | None = None
    """Elementary flows that the user maps to gases."""
    table: TableOptions = _NO_OPTIONS
    """Of an input–output table: year, currency, construct, prices."""

    def options(self) -> Mapping[str, str]:
        """As the manifest has them: an export links by them again."""
        stated = {
            "allocation": self.allocation or "",
            "prefer": SEPARATOR.join(self.prefer),
            "version": self.version,
            "licence": self.licence,
            "map": self.gases.text() if self.gases else "",
            "year": str(self.table.year or ""),
            "currency": self.table.currency,
            "construct": self.table.construct,
            "prices": self.table.prices_text(),
        }
        return {key: text for key, text in stated.items() if text}

    def stated(self, package: Package) -> Package:
        """The package with its version and licence, as far as anybody states them."""
        return replace(
            package,
            version=self.version or package.version,
            licence=self.licence or package.licence,
        )


def not_stated(package: Package) -> Iterator[Finding]:
    """N070 for a version or licence that neither the source nor the user states."""
    for text, option, en, zh in (
        (package.version, "--version", "version", "版本"),
        (package.licence, "--licence", "licence", "许可"),
    ):
        if not text:
            values = {"what": {"en": en, "zh": zh}, "option": option}
            yield Finding(code="N070", values=values)
