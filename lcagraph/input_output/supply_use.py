"""Supply–use tables and the constructs that make one square table of them.

    V  make: what each industry makes of each product     (industries × products)
    U  use: what each industry uses of each product       (products × industries)
    F  extensions of each industry                        (extensions × industries)
    x = V 1   output of industries       q = Vᵀ 1   output of products
    B = U x̂⁻¹                            inputs of an industry per unit of its output
    T = V q̂⁻¹                            market shares of industries in a product
    C = Vᵀ x̂⁻¹                           product mix of an industry

Source: Miller & Blair (2009), Input–Output Analysis, ch. 5; Eurostat (2008), Manual of
Supply, Use and Input–Output Tables, ch. 11 (models A, B, C, D).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lcagraph.errors import CalculationError, Finding
from lcagraph.input_output.leontief import Leontief, coefficients
from lcagraph.solve.arrays import Reals

Construct = Literal[
    "industry_technology",
    "commodity_technology",
    "fixed_industry_sales",
    "fixed_product_sales",
    "by_product",
    "aggregation",
]
"""How a joint product is taken to be made.

    industry_technology   an industry makes all its products alike (Eurostat B):
                          A = B T, products by products
    commodity_technology  a product is made alike by all industries (Eurostat A):
                          A = B C⁻¹, products by products; may give negative inputs
    by_product            what an industry makes besides its own product spares the
                          industry whose product it is (Stone): A = (U − Ṽᵀ) v̂⁻¹
    fixed_industry_sales  each industry sells in its own pattern (Eurostat C):
                          A = C⁻¹ B, industries by industries; may give negative ones
    fixed_product_sales   each product sells in its own pattern (Eurostat D):
                          A = T B, industries by industries
    aggregation           all that an industry makes counts as its own product, by
                          worth (lump sum): A = U x̂⁻¹, products by products
"""

BY_INDUSTRY: frozenset[Construct] = frozenset(
    {"fixed_industry_sales", "fixed_product_sales"}
)
"""Constructs whose table is industries by industries."""
SQUARE: frozenset[Construct] = frozenset(
    {"commodity_technology", "fixed_industry_sales", "by_product", "aggregation"}
)
"""Constructs that need as many industries as products, each with its own."""


ROUNDING = 1e-12
"""Part of a matrix's largest entry below which a negative one is rounding. [1]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class SupplyUse:
    """A supply–use table with its extensions."""

    V: Reals
    """Make, shape (industries, products). [currency]"""
    U: Reals
    """Use, shape (products, industries). [currency]"""
    F: Reals
    """Extensions, shape (m, industries). [amount]"""
    industries: tuple[str, ...] = ()
    """Their names, for what is told; else they are counted from 0."""
    products: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()

    @property
    def industry_output(self) -> Reals:
        """Output x of each industry. [currency]"""
        return np.asarray(self.V.sum(axis=1))

    @property
    def product_output(self) -> Reals:
        """Output q of each product. [currency]"""
        return np.asarray(self.V.sum(axis=0))

    @property
    def final_demand(self) -> Reals:
        """What industries leave of each product: q − U 1. [currency]"""
        return np.asarray(self.product_output - self.U.sum(axis=1))


def constructed(table: SupplyUse, construct: Construct) -> Leontief:
    """The square table that a construct makes of a supply–use table.

    Returns
    -------
    Leontief
        Its `findings` tell negative coefficients that undoing a product mix has made
        (W556): they follow from the construct, so they stay as they are.

    Raises
    ------
    CalculationError
        E551: an industry or product without output has flows. E552: the construct
        needs as many industries as products, or a mix that can be undone.
    """
    if construct in SQUARE and table.V.shape[0] != table.V.shape[1]:
        raise _not_square(table, construct)
    if construct == "by_product":
        return _by_product(table)
    B = coefficients(table.U, table.industry_output, table.industries)
    D = coefficients(table.F, table.industry_output, table.industries)
    T = coefficients(table.V, table.product_output, table.products)
    match construct:
        case "industry_technology":
            return Leontief(A=B @ T, D=D @ T)
        case "fixed_product_sales":
            return Leontief(A=T @ B, D=D)
        case "aggregation":
            return Leontief(A=B, D=D)
    C = coefficients(table.V.T, table.industry_output, table.industries)
    undone = _undone(C, table, construct)
    if construct == "commodity_technology":
        made = Leontief(A=B @ undone, D=D @ undone)
    else:
        made = Leontief(A=undone @ B, D=D)
    return _told(made, table, construct)


def _told(made: Leontief, table: SupplyUse, construct: Construct) -> Leontief:
    """The table with its negative coefficients told, rounding apart."""
    own = table.industries if construct in BY_INDUSTRY else table.products
    found = []
    for name, values, rows in (("A", made.A, own), ("D", made.D, table.extensions)):
        least = -ROUNDING * np.abs(values).max(initial=0.0)
        negative = np.argwhere(values < least)
        if len(negative):
            row, column = np.unravel_index(values.argmin(), values.shape)
            told = {
                "construct": construct,
                "matrix": name,
                "count": len(negative),
                "row": rows[row] if rows else int(row),
                "column": own[column] if own else int(column),
                "value": f"{values[row, column]:.6g}",
            }
            found.append(Finding(code="W556", at=name, values=told))
    return replace(made, findings=tuple(found))


def _by_product(table: SupplyUse) -> Leontief:
    """Stone's method: secondary products are negative inputs of their makers."""
    own = np.diag(table.V).copy()
    secondary = table.V - np.diag(own)
    A = coefficients(table.U - secondary.T, own, table.products)
    return Leontief(A=A, D=coefficients(table.F, own, table.products))


def _undone(mix: Reals, table: SupplyUse, construct: Construct) -> Reals:
    """The inverse of the product mix, where it has one that can be trusted."""
    try:
        undone = np.linalg.inv(mix)
    except np.linalg.LinAlgError:
        raise _not_square(table, construct) from None
    if not np.linalg.cond(mix) * np.finfo(float).eps < 1e-6:
        raise _not_square(table, construct)
    return np.asarray(undone)


def _not_square(table: SupplyUse, construct: Construct) -> CalculationError:
    industries, products = table.V.shape
    values = {"construct": construct, "industries": industries, "products": products}
    return CalculationError([Finding(code="E552", values=values)])
