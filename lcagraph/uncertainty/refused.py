"""Draws that give no footprint: told with their values, never dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcagraph.arrays import Floats
from lcagraph.errors import Finding, FindingsError
from lcagraph.sampling import UncertainNumber
from lcagraph.sampling.numbers import unusual_values
from lcagraph.wording import LANGUAGES, message

LIMIT = 0.001
"""Largest share of refused draws: beyond, what is left is another distribution. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One draw without a footprint."""

    name: str
    """Of the model or scenario."""
    draw: int
    """Number of the sample, from 0 on."""
    code: str
    at: str
    reason: Mapping[str, str]
    """What was refused, by language."""
    values: Mapping[str, float]
    """Every uncertain number of this draw, by path. [its own unit]"""
    unusual: tuple[str, ...]
    """The values furthest from their means, as text."""

    def to_dict(self) -> dict[str, object]:
        """Plain data."""
        return {
            "name": self.name,
            "draw": self.draw,
            "code": self.code,
            "at": self.at,
            "reason": dict(self.reason),
            "values": dict(self.values),
            "unusual": list(self.unusual),
        }


def refusal_of(
    name: str,
    draw: int,
    error: FindingsError,
    numbers: Sequence[UncertainNumber],
    values: Floats,
) -> Refusal:
    """What a refused draw tells.

    Parameters
    ----------
    name : str
        Model or scenario.
    draw : int
        Number of the sample.
    error : FindingsError
        Of this draw alone.
    numbers : sequence of UncertainNumber
    values : ndarray, shape (n,)
        Its values. [each in its own unit]
    """
    finding = next((f for f in error.findings if f.is_fatal), error.findings[-1])
    return Refusal(
        name=name,
        draw=draw,
        code=finding.code,
        at=finding.at,
        reason={lang: message(finding, lang) for lang in LANGUAGES},
        values={n.path: float(values[n.column]) for n in numbers},
        unusual=unusual_values(numbers, values),
    )


def refusal_from(told: Mapping[str, object]) -> Refusal:
    """A refusal as it was written to disk."""
    fields = dict(told)
    unusual = fields.pop("unusual")
    assert isinstance(unusual, list)
    return Refusal(**fields, unusual=tuple(unusual))  # type: ignore[arg-type]


def refusal_finding(refused: Sequence[Refusal], n: int) -> Finding:
    """What refused draws of a run mean: a warning, or an error if they are many.

    Parameters
    ----------
    refused : sequence of Refusal
        At least one, in the order of the draws.
    n : int
        Draws in all.
    """
    first = refused[0]
    values = {
        "count": len({one.draw for one in refused}),
        "n": f"{n:,}",
        "share": f"{share_of(refused, n):.2%}",
        "limit": f"{LIMIT:.1%}",
        "draw": first.draw,
        "name": first.name,
        "reason": {
            lang: f"{first.code} {first.at} {said}".replace("  ", " ")
            for lang, said in first.reason.items()
        },
        "values": first.unusual,
    }
    if share_of(refused, n) > LIMIT:
        return Finding(code="E541", at=first.at, values=values)
    return Finding(code="W541", at=first.at, values=values)


def share_of(refused: Sequence[Refusal], n: int) -> float:
    """Share of draws that some model has no footprint for. [1]"""
    return len({one.draw for one in refused}) / n
