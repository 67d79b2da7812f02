"""What is asked of a Monte Carlo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lcagraph.errors import Finding, UsageError
from lcagraph.uncertainty.statistics import CONFIDENCE
from lcagraph.uncertainty.stopping import Precision

DRAWS = 10_000
"""Draws, if nothing is said: the 97.5 % percentile of a normal footprint with a
standard deviation of 10 % is then known to about ± 0.5 % of the mean."""

MOST_DRAWS = 1_000_000
"""Draws at which a run with a stopping rule gives up, if nothing else is said."""

Keep = Literal["items", "totals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How many draws, by which seed, and what is kept of them."""

    seed: int
    n: int | None = None
    """Draws; the most, if there is a stopping rule. None: `DRAWS` or `MOST_DRAWS`."""
    until: Precision | None = None
    """Stop as soon as the footprints are known so precisely."""
    keep: Keep = "items"
    """Every item of the footprint, or both totals only (a fifth of the room)."""
    is_background: bool = True
    """Draw what background databases say of their own numbers, too."""
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        wrong = {
            "n": (self.n, self.n is None or self.n >= 2),
            "seed": (self.seed, self.seed >= 0),
            "keep": (self.keep, self.keep in ("items", "totals")),
            "confidence": (self.confidence, 0 < self.confidence < 1),
        }
        for name, (value, is_right) in wrong.items():
            if not is_right:
                values = {"name": name, "value": str(value)}
                raise UsageError(Finding(code="E540", values=values))

    @property
    def draws(self) -> int:
        """Draws, or the most of them."""
        if self.n is not None:
            return self.n
        return MOST_DRAWS if self.until is not None else DRAWS
