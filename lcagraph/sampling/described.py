"""Distributions of numbers, as people and programs read them."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.compile import CompiledModel
from lcagraph.distributions import Distribution, Pedigree
from lcagraph.sampling.numbers import Origin, UncertainNumber, uncertain_numbers
from lcagraph.wording import Language, word
from lcagraph.wording.page import significant

LISTED = 6
"""Values of a discrete or empirical distribution that a text names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnNumber:
    """One uncertain number, as it is drawn."""

    path: str
    """Of the amount, in the model."""
    value: float
    """As written. [unit]"""
    unit: str
    distribution: Distribution
    """The one drawn from, around `value`, or around 1 as a factor of a formula."""
    mean: float
    """[unit; 1 of a formula]"""
    sd: float
    """[unit; 1 of a formula]"""
    origin: Origin
    """Stated, made of pedigree scores, or both."""
    pedigree: Pedigree = ()
    group: str | None = None
    """Path of the shares or the balance that it is made to fit."""

    def text(self, lang: Language) -> str:
        """Kind and parameters: `lognormal, gsd 1.2`."""
        parts = [word("distribution", self.distribution.kind, lang)]
        parts += _parameters(self.distribution, "" if self.unit == "1" else self.unit)
        return ("，" if lang == "zh" else ", ").join(parts)


def drawn_number(number: UncertainNumber, pedigree: Pedigree = ()) -> DrawnNumber:
    """An uncertain number of a sampler, to be shown."""
    return DrawnNumber(
        path=number.place,
        value=number.base,
        unit=number.unit.symbol,
        distribution=number.distribution,
        mean=number.mean,
        sd=number.sd,
        origin=number.origin,
        pedigree=pedigree,
        group=number.group,
    )


def drawn_numbers(compiled: CompiledModel) -> dict[str, DrawnNumber]:
    """Every uncertain number of a model by its path, in the order of the model."""
    numbers, _ = uncertain_numbers(compiled, {}, lambda path: path)
    terms = compiled.table.independent
    return {
        number.place: drawn_number(
            number, () if number.origin == "stated" else terms[number.column].pedigree
        )
        for number in numbers
    }


def _parameters(distribution: Distribution, unit: str) -> list[str]:
    found = []
    if distribution.sd is not None:
        found.append(f"sd {_shown(distribution.sd, unit)}")
    if distribution.rel_sd is not None:
        found.append(f"rel_sd {significant(100 * distribution.rel_sd)} %")
    if distribution.gsd is not None:
        found.append(f"gsd {significant(distribution.gsd)}")
    for name in ("minimum", "maximum"):
        bound = getattr(distribution, name)
        if bound is not None:
            found.append(f"{name[:3]} {_shown(bound, unit)}")
    if distribution.values:
        found.append(_list_of(distribution, unit))
    return found


def _list_of(distribution: Distribution, unit: str) -> str:
    values, weights = distribution.values, distribution.weights
    shown = [significant(value) for value in values[:LISTED]]
    if weights:
        each = zip(shown, weights, strict=False)
        shown = [f"{value} ({100 * weight:.3g} %)" for value, weight in each]
    more = f" … ({len(values)})" if len(values) > LISTED else ""
    return f"{' | '.join(shown)}{more} {unit}".rstrip()


def _shown(value: float, unit: str) -> str:
    return f"{significant(value)} {unit}".rstrip()
