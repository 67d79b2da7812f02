"""Parts of the footprint of datasets: what tables are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPart:
    """What one process of a database emits itself."""

    process: str
    """Id of the dataset; all its products together."""
    name: str
    location: str
    direct: float
    """[kgCO2e]"""
    open: tuple[str, ...]
    """What is open in the dataset itself: words of `FLAGS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByProcess:
    """The largest processes, and the sum of all others."""

    parts: tuple[ProcessPart, ...]
    """Largest |direct| first."""
    rest: float
    """[kgCO2e]"""
    count: int
    """Processes in `rest`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPart:
    """What one elementary flow contributes."""

    flow: str
    """Id in the database."""
    name: str
    compartment: tuple[str, ...]
    """As the source says."""
    gas: str
    """Id of `lcagraph.impact.elementary_flows`."""
    kilograms: float
    """[kg]"""
    amount: float
    """[kgCO2e]"""
