"""What is asked of a Monte Carlo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lcagraph.errors import Finding, UsageError
from lcagraph.uncertainty.statistics import CONFIDENCE
from lcagraph.uncertainty.stopping import Precision, is_share, is_whole

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
        rules: dict[str, Callable[[], bool]] = {
            "n": lambda: self.n is None or is_whole(self.n, least=2),
            "seed": lambda: is_whole(self.seed, least=0),
            "until": lambda: isinstance(self.until, Precision | None),
            "keep": lambda: self.keep in ("items", "totals"),
            "confidence": lambda: is_share(self.confidence),
        }
        for name, is_right in rules.items():
            if not is_right():
                values = {"name": name, "value": repr(getattr(self, name))}
                raise UsageError(Finding(code="E540", values=values))
        # numbers of numpy are no numbers of JSON
        object.__setattr__(self, "seed", int(self.seed))
        if self.n is not None:
            object.__setattr__(self, "n", int(self.n))

    @property
    def draws(self) -> int:
        """Draws, or the most of them."""
        if self.n is not None:
            return self.n
        return MOST_DRAWS if self.until is not None else DRAWS
