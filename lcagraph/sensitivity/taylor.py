"""First-order (Taylor) variance: how uncertain a footprint is, at once.

    h(v) ≈ h(μ) + ∇h(μ) (v − μ),      Var h ≈ ∇h Σ ∇hᵀ

with μ and Σ the means and covariances of the uncertain numbers (delta method; for LCA:
Heijungs & Lenzen 2014, doi:10.1007/s11367-013-0692-0). Exact for sums of independent
numbers; a product of two numbers with 20 % each lacks their product's 4 %, and a ratio
or a wide lognormal lacks more. Monte Carlo tells by how much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats, Prepared
from lcagraph.result import Table
from lcagraph.sampling import MOST_REFUSED, Sampler, sampler_of
from lcagraph.sensitivity.adjoint import item_derivatives
from lcagraph.sensitivity.numbers import short_name
from lcagraph.sensitivity.outputs import HEADLINE, output_names, weights_of
from lcagraph.sensitivity.pages import OutputPage
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, Fact, significant

PILOT_SEED, PILOT_DRAWS = 0, 65_536
"""Draws that tell covariances of shares and balances: the part of the standard
deviation that stems from them is known to 1/√(2 × 65,536) = 0.3 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceShare:
    """What one number adds to the variance."""

    path: str
    share: float
    """Of the variance; all add to one, none is negative. What gives way to the number
    in a mix or a balance counts as its own. [1]"""
    sd: float
    """|∂h/∂v| × sd of the number: the output's standard deviation by it, and by what
    gives way to it, alone. [kgCO2e]"""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Taylor(OutputPage):
    """Mean and standard deviation of an output by first-order propagation."""

    SCHEMA: ClassVar[str] = "lcagraph-taylor-1"
    TITLE: ClassVar[str] = "taylor.title"

    mean: float
    """The output at the means of all numbers. [kgCO2e]"""
    sd: float
    """Standard deviation. [kgCO2e]"""
    shares: tuple[VarianceShare, ...]
    """Largest first."""

    @property
    def cv(self) -> float | None:
        """Coefficient of variation, sd ÷ |mean|; None if the mean is zero. [1]"""
        return self.sd / abs(self.mean) if self.mean else None

    def to_table(self) -> Table:
        """A row per uncertain number, largest share first."""
        return Table(
            title="first-order variance",
            columns=("number", "sd", "variance_share"),
            units=("", "kgCO2e", "%"),
            rows=tuple((short_name(s.path), s.sd, 100 * s.share) for s in self.shares),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            **self._about(),
            "mean": self.mean,
            "sd": self.sd,
            "cv": self.cv,
            "shares": [
                {"path": s.path, "share": s.share, "sd": s.sd} for s in self.shares
            ],
        }

    def _facts(self, lang: Language) -> list[Fact]:
        cv = UNDEFINED if self.cv is None else f"{100 * self.cv:.3g} %"
        return [
            (label("taylor.mean", lang), f"{significant(self.mean)} kgCO2e"),
            (label("taylor.sd", lang), f"{significant(self.sd)} kgCO2e ({cv})"),
        ]

    def _notes(self, lang: Language) -> list[str]:
        return [label("taylor.read" if self.shares else "taylor.certain", lang)]


def taylor(
    prepared: Prepared, sampler: Sampler | None = None, *, output: str = HEADLINE
) -> Taylor:
    """Mean, standard deviation, and each number's share of the variance.

    One evaluation and one adjoint solve at the means of the numbers. Numbers that are
    drawn together (shares of a mix, mass balances) count with their covariances, which
    a fixed set of draws tells; what moves there belongs to the number that moves it.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    sampler : Sampler, optional
        Its uncertain numbers; made if it is not given.
    output : str
        `headline`, `including`, `excluding`, or an item.

    Raises
    ------
    UsageError
        No such output (E727).
    ModelError, CalculationError
        As `calculate.evaluate`, at the means of the numbers; or more of the draws than
        a Monte Carlo allows are impossible: as the first of them.
    """
    weights = weights_of(prepared, output)
    moments = _moments(prepared, sampler or sampler_of(prepared))
    found = item_derivatives(prepared, moments.mean[None, :])
    slopes = weights @ found.by_number[0]
    parts = moments.parts_of_variance(slopes)
    whole = float(parts.sum())
    order = np.argsort(-parts, kind="stable")
    table = prepared.compiled.table
    return Taylor(
        per=prepared.per,
        output=output,
        names=output_names(prepared, output),
        mean=float(found.items[0] @ weights),
        sd=float(np.sqrt(moments.variance(slopes))),
        shares=tuple(
            VarianceShare(
                path=table.independent[column].path,
                share=float(parts[column]) / whole if whole > 0 else 0.0,
                sd=float(np.sqrt(parts[column])),
            )
            for column in order
            if moments.sd[column] > 0
        ),
    )


def linear_part(
    prepared: Prepared, sampler: Sampler, *, output: str = HEADLINE
) -> Callable[[Floats], Floats]:
    """What is linear of an output: values of any draws, shape (k, n) → ∇h(μ) v, (k,).

    Where the output itself has the same spread on the same draws, the model is linear
    over them, however few they are. [kgCO2e, but for a constant]
    """
    weights = weights_of(prepared, output)
    mean = _moments(prepared, sampler).mean[None, :]
    slopes = weights @ item_derivatives(prepared, mean).by_number[0]
    return lambda values: np.asarray(values @ slopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moments:
    """Means and spreads of all independent numbers."""

    mean: Floats
    """Shape (n,)."""
    sd: Floats
    """Of the uncertain ones by themselves, before they are made to fit, shape (n,)."""
    columns: NDArray[np.intp]
    """Columns of what is drawn together, and of what gives way there, shape (j,)."""
    draws: Floats
    """Their draws less the mean, shape (draws, j)."""
    movers: NDArray[np.intp]
    """Columns of the uncertain numbers that move them, shape (m,)."""
    own: Floats
    """Their own draws less the mean, before they fit each other, shape (draws, m)."""

    def variance(self, slopes: Floats) -> float:
        """∇h Σ ∇hᵀ."""
        alone = np.square(slopes * self.sd)
        alone[self.movers] = 0.0
        together = self.draws @ slopes[self.columns]
        return float(alone.sum() + together @ together / max(len(together) - 1, 1))

    def parts_of_variance(self, slopes: Floats) -> Floats:
        """What each uncertain number adds, shape (n,).

        Own draws of numbers are independent. So the variance of what is drawn together
        is Σ β² Var x to first order, with the slopes β of a regression on these draws.
        """
        parts = np.square(slopes * self.sd)
        if self.movers.size:
            together = self.draws @ slopes[self.columns]
            squares = self.own.T @ self.own
            beta = np.linalg.lstsq(squares, self.own.T @ together, rcond=None)[0]
            parts[self.movers] = np.square(beta * self.sd[self.movers])
        return np.asarray(parts)


def _moments(prepared: Prepared, sampler: Sampler) -> _Moments:
    mean, sd = prepared.base.copy(), np.zeros(len(prepared.base))
    for number in sampler.numbers:
        mean[number.column], sd[number.column] = number.mean, number.sd
    grouped = [i for i, n in enumerate(sampler.numbers) if n.group is not None]
    columns = np.zeros(0, dtype=np.intp)
    centred = own = np.zeros((0, 0))
    if grouped:
        u = sampler.uniforms(PILOT_SEED, 0, PILOT_DRAWS)
        u, draws = _possible(sampler, u)
        is_moved = np.ptp(draws, axis=0) > 0
        is_moved[[n.column for n in sampler.numbers if n.group is None]] = False
        columns = np.flatnonzero(is_moved)
        mean[columns] = draws[:, columns].mean(axis=0)
        centred = draws[:, columns] - mean[columns]
        spreads = [sampler.numbers[i].spread for i in grouped]
        each = zip(spreads, grouped, strict=True)
        own = np.stack([spread.quantile(u[:, i]) for spread, i in each], axis=1)
    return _Moments(
        mean=mean,
        sd=sd,
        columns=columns,
        draws=centred,
        movers=np.array([sampler.numbers[i].column for i in grouped], dtype=np.intp),
        own=own - own.mean(axis=0) if grouped else own,
    )


def _possible(sampler: Sampler, u: Floats) -> tuple[Floats, Floats]:
    """The quantiles at which all formulas have a value, and the values there."""
    most = int(MOST_REFUSED * len(u))
    found = sampler.samples_at(u, most=most)
    if len(found.refused) > most:
        raise found.refused[0][1]
    if found.is_whole.all():
        return u, found.values
    return u[found.is_whole], found.values[found.is_whole]
