"""An input–output table as its publisher gives it, before anything is computed.

    Z    flows, row supplies column            [currency]
    Y    final demand                          [currency]
    x    output                                [currency]
    F    extensions of each sector             [amount]

Readers fill it; `array_form` turns it into what the store keeps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from lcagraph.errors import Finding
from lcagraph.solve.arrays import Reals


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A row and column of the table: an industry or product of a region."""

    id: str
    """By which a model names it: ``region/sector``, or the sector alone."""
    name: str
    location: str = ""
    unit: str = ""
    """As stated, such as ``M.EUR``; empty: not stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stressor:
    """A row of the extensions."""

    id: str
    name: str
    compartment: str = ""
    unit: str = ""
    """As stated, such as ``kg`` or ``1000 t``."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """One square table with its extensions."""

    name: str
    sectors: tuple[Sector, ...]
    stressors: tuple[Stressor, ...]
    flows: Reals | None = None
    """Z, shape (n, n). [currency]"""
    coefficients: Reals | None = None
    """A, shape (n, n), where the publisher gives no flows. [1]"""
    output: Reals | None = None
    """x, shape (n,). [currency]"""
    demand: Reals | None = None
    """Y, shape (n, categories). [currency]"""
    consumers: tuple[str, ...] = ()
    """Region of each column of Y; none if the table doesn't say it."""
    extensions: Reals
    """F, shape (m, n), or intensities D = F x̂⁻¹ where `is_per_output`."""
    is_per_output: bool = False
    year: int | None = None
    """Of the prices, as far as the publisher says it."""
    currency: str = ""
    """``USD_2012``, if the table states it once for all sectors."""
    version: str = ""
    licence: str = ""
    source: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """What the user says of a table when it is imported."""

    year: int | None = None
    """Which table of a folder of years; the year of its prices if nothing else is
    stated."""
    currency: str = ""
    """Currency and price year, ``EUR_2015``."""
    construct: str = ""
    """How a supply–use table becomes square: a word of `Construct`."""
    prices: Path | None = None
    """Table of deflators, exchange rates and margins."""

    def __bool__(self) -> bool:
        return self != TableOptions()

    def prices_text(self) -> str:
        """Name and SHA-256 of the table of prices, by which the manifest knows it."""
        if self.prices is None or not self.prices.is_file():
            return ""
        digest = hashlib.sha256(self.prices.read_bytes()).hexdigest()
        return f"{self.prices.name} sha256:{digest}"
