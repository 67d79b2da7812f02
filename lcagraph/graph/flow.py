"""Products and their properties; parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.formulas import Amount
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is known about a product or waste whoever makes it.

    Properties (`mass`, `lhv`, `carbon`, `biogenic_carbon`, `moles`, `price`, any other)
    are per unit of the product: 0.92 kg/L, 120 GJ/t, 0.27 (kg carbon per kg).
    """

    name: Text | None = None
    properties: Mapping[str, Amount] = field(default_factory=dict)
    function: Text | None = None
    description: Text | None = None
    picture: str | None = None
    brand: Text | None = None
    trademark: str | None = None
    model: Text | None = None
    specification: Text | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    """Classification codes: `cn: "76042100"`, `cpc`, `gtin`, …"""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named number or formula; scenarios, sweeps and sliders move it."""

    value: Amount
    min: Amount | None = None
    max: Amount | None = None
    name: Text | None = None
    data: DataCard | None = None
    evidence: tuple[str, ...] = ()
    note: Text | None = None
