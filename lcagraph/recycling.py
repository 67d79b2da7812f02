"""Recycling: what a product takes from virgin and recycled supply, and gives back.

One formula serves all methods, the Circular Footprint Formula of the Product
Environmental Footprint (Commission Recommendation (EU) 2021/2279, Annex I, 4.4.8):

    material   (1 − R1)·Ev + R1·(A·Erec + (1 − A)·Ev·Qsin/Qp)
               + (1 − A)·R2·(ErecEoL − Ev*·Qsout/Qp)
    energy     (1 − B)·R3·(Eer − LHV·Xheat·Eheat − LHV·Xelec·Eelec)
    disposal   (1 − R2 − R3)·Ed

A = 1 is the recycled-content (cut-off) method, A = 0 the end-of-life method, and
A = 0.5 the 50/50 method. Each term is an amount of one supply per amount of material,
so a recycling formula is a set of ordinary inputs, negative where it is a credit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.formulas import (
    Expression,
    difference,
    number,
    product,
    total,
)
from lcagraph.graph.words import RecyclingMethod, Stage

ALLOCATION_FACTOR: Mapping[RecyclingMethod, float] = {
    "cut_off": 1.0,
    "fifty_fifty": 0.5,
    "end_of_life": 0.0,
}
"""A of the methods that fix it; `cff` takes it from its parameters."""

SHARES = ("A", "B", "R1", "R2", "R3")
DEFAULTS = {"B": 0.0, "R1": 0.0, "R2": 0.0, "R3": 0.0}
"""Shares that are none unless they are stated."""

RATIOS = {"Qsin_Qp": 1.0, "Qsout_Qp": 1.0}
"""Quality of secondary over primary material; 1 unless it is stated."""

ENERGY = ("LHV", "Xheat", "Xelec")
PARAMETERS = ("mass", *SHARES, *RATIOS, *ENERGY)

STAGE_OF_SUPPLY: Mapping[str, Stage] = {
    "Ev": "raw_materials",
    "Erec": "raw_materials",
    "ErecEoL": "end_of_life",
    "Ev_star": "end_of_life",
    "Eer": "end_of_life",
    "Eheat": "end_of_life",
    "Eelec": "end_of_life",
    "Ed": "end_of_life",
}
"""Every supply that the formula may draw on, with the stage that it books to."""

CREDITS = ("Ev_star", "Eheat", "Eelec")
"""Supplies that the formula takes in a negative amount: what recycling replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecyclingTerm:
    """One supply of the formula: how much of it per amount of material."""

    supply: str
    amount: Expression
    """Per unit of material; negative for a credit."""
    is_needed: bool
    """False if the model leaves the share out that would make it count."""


def recycling_terms(
    values: Mapping[str, Expression], stated: frozenset[str]
) -> tuple[RecyclingTerm, ...]:
    """The formula as amounts of its supplies.

    Parameters
    ----------
    values : mapping
        Expression of each of `PARAMETERS` except `mass`.
    stated : frozenset of str
        Parameters that the model gives; the others stand at their defaults.
    """
    one = number(1.0)
    a, b = values["A"], values["B"]
    r1, r2, r3 = values["R1"], values["R2"], values["R3"]
    not_a, not_b = difference(one, a), difference(one, b)
    virgin = total(difference(one, r1), product(product(r1, not_a), values["Qsin_Qp"]))
    recovered = product(not_b, r3)
    heat = product(product(recovered, values["LHV"]), values["Xheat"])
    power = product(product(recovered, values["LHV"]), values["Xelec"])
    returned = product(not_a, r2)
    has_input, has_output = "R1" in stated, "R2" in stated
    has_energy = "R3" in stated
    amounts = {
        "Ev": (virgin, True),
        "Erec": (product(r1, a), has_input),
        "ErecEoL": (returned, has_output),
        "Ev_star": (negative(product(returned, values["Qsout_Qp"])), has_output),
        "Eer": (recovered, has_energy),
        "Eheat": (negative(heat), has_energy and "Xheat" in stated),
        "Eelec": (negative(power), has_energy and "Xelec" in stated),
        "Ed": (difference(difference(one, r2), r3), True),
    }
    return tuple(
        RecyclingTerm(supply=supply, amount=amount, is_needed=is_needed)
        for supply, (amount, is_needed) in amounts.items()
    )


def negative(expression: Expression) -> Expression:
    """The expression with the other sign."""
    return product(number(-1.0), expression)
