"""Integrated hybrid: a foreground of processes inside a supply–use table, once.

The foreground's industries (processes) are parts of the table's industries, and its
products parts of the table's products. What both cover is taken out of the table, so
that outputs, uses and emissions of the whole stay what they were; what only the table
knows (services, capital, overheads) is shared between foreground and rest.

    H   which table industry a foreground industry belongs to   (back × fore)
    J   which table product a foreground product belongs to     (fore × back)

    V⁻ = V − H V₁ J                       what the rest of the table still makes
    U⁻ = U − Jᵀ U₁ Hᵀ                     uses that the foreground does not tell
    σ  = x₁ / (x₁ + x⁻)                   foreground's share of its table industry
    τ  = q₁ / (q₁ + q⁻)                   foreground's share of its table product
    Cᵘ = σ ∘ U⁻ H                         upstream: what foreground buys of the rest
    Cᵈ = τ ∘ J (U⁻ − Cᵘ Hᵀ)               downstream: what the rest buys of foreground

of which what foreground buys of foreground goes back to U₁, so that nothing stands
twice. Every amount that was taken out is in `Hybrid.corrections`.

Sources: the arrangement is that of Suh (2004), Ecol. Econ. 48, 451–467 (upstream and
downstream cut-off matrices); shares by output as in the published test case of
make–use hybridisation (two regions; PyPI `hybridvut`), whose numbers are reproduced.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.errors import CalculationError, Finding
from lcagraph.input_output.supply_use import SupplyUse
from lcagraph.solve.arrays import Reals

ROUNDING = 1e-9
"""Part of a table's amount by which a difference may be negative by rounding. [1]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Concordance:
    """Which part of the table each part of the foreground belongs to."""

    industries: Reals
    """H, shape (industries of the table, industries of the foreground), 0 or 1."""
    products: Reals
    """J, shape (products of the foreground, products of the table), 0 or 1."""
    extensions: Reals
    """Shape (extensions of the table, extensions of the foreground), 0 or 1."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hybrid:
    """Foreground and rest of the table as one supply–use table.

    Foreground industries, products and extensions come first.
    """

    table: SupplyUse
    corrections: tuple[Reals, Reals, Reals]
    """What was taken out of the table's V, U and F because the foreground tells it."""


def hybridised(foreground: SupplyUse, background: SupplyUse, by: Concordance) -> Hybrid:
    """A foreground put into a table without counting anything twice.

    Parameters
    ----------
    foreground, background : SupplyUse
        In the same currency and of the same year.
    by : Concordance

    Raises
    ------
    CalculationError
        E555: the foreground makes, uses or emits more of something than the whole
        table does; nothing is set to zero.
    """
    product = _weighted(by.products, foreground.product_output)
    made = by.industries @ foreground.V @ by.products
    used = by.products.T @ foreground.U @ by.industries.T
    emitted = by.extensions @ foreground.F @ by.industries.T
    rest = SupplyUse(
        V=_less(background.V, made, "V"),
        U=_less(background.U, used, "U"),
        F=_less(background.F, emitted, "F"),
    )
    industry = _weighted(by.industries.T, foreground.industry_output).T
    sigma = _share(foreground.industry_output, by.industries.T @ rest.industry_output)
    tau = _share(foreground.product_output, by.products @ rest.product_output)
    upstream = rest.U @ industry * sigma
    left = rest.U - upstream @ by.industries.T
    downstream = tau[:, None] * (product @ left)
    left = left - by.products.T @ downstream
    within = upstream * (by.products.T @ tau)[:, None]
    back = downstream * (by.industries @ sigma)[None, :]
    own = foreground.U + product @ within + back @ industry
    shared = rest.F @ industry * sigma
    table = SupplyUse(
        V=_blocks(foreground.V, None, None, rest.V),
        U=_blocks(own, downstream - back, upstream - within, left),
        F=_blocks(foreground.F, None, shared, rest.F - shared @ by.industries.T),
    )
    return Hybrid(table=table, corrections=(made, used, emitted))


def _weighted(concordance: Reals, output: Reals) -> Reals:
    """Each part's share of what several parts are together, by output."""
    parts = concordance * output[:, None]
    whole = parts.sum(axis=0)
    return np.asarray(parts / np.where(whole == 0, 1.0, whole)[None, :])


def _share(own: Reals, rest: Reals) -> Reals:
    """Own / (own + rest); 0 where there is nothing."""
    whole = own + rest
    return np.asarray(np.where(whole == 0, 0.0, own / np.where(whole == 0, 1, whole)))


def _less(whole: Reals, part: Reals, matrix: str) -> Reals:
    """What a part leaves of the whole; an error where it is more than the whole.

    A difference that is negative by rounding alone is 0.
    """
    left = whole - part
    size = np.maximum(np.abs(whole), np.abs(part))
    is_over = (part > 0) & (left < -ROUNDING * size)
    if is_over.any():
        places = np.argwhere(is_over).tolist()
        row, column = places[0]
        values = {
            "matrix": matrix,
            "count": len(places),
            "row": row,
            "column": column,
            "part": float(part[row, column]),
            "whole": float(whole[row, column]),
        }
        raise CalculationError([Finding(code="E555", values=values)])
    return np.asarray(np.where(np.abs(left) <= ROUNDING * size, 0.0, left))


def _blocks(own: Reals, right: Reals | None, below: Reals | None, rest: Reals) -> Reals:
    """[[own, right], [below, rest]]; blocks of zeros where there are none."""
    right = np.zeros((own.shape[0], rest.shape[1])) if right is None else right
    below = np.zeros((rest.shape[0], own.shape[1])) if below is None else below
    return np.asarray(np.block([[own, right], [below, rest]]))
