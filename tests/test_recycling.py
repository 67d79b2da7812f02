"""Recycling formulas: what one life gives and the next one takes is counted once.

The factor A of the Circular Footprint Formula splits the burden of recycling, and the
credit for what is replaced, between the life that gives secondary material and the one
that takes it (Commission Recommendation (EU) 2021/2279, Annex I, 4.4.8). Summed over
both lives, A must cancel:

    giver   m1·Ev + (1 − A)·m1·R2·(E − q·Ev)              R2: what it hands on
    taker   (1 − R1)·m2·Ev + A·m2·R1·E + (1 − A)·m2·R1·q·Ev      m2·R1 = m1·R2
    sum     m1·Ev + (m2 − m1·R2)·Ev + m1·R2·E

It holds if both lives use one A, one recycling process (ErecEoL = Erec = E), one virgin
material (Ev* = Ev) and one ratio of qualities q. It does not hold for energy: the
formula leaves the part B of the recovered energy to a life that has no term for it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from small_models import factor

import lcagraph as lg
from lcagraph.formulas import parse_expression
from lcagraph.formulas.evaluation import evaluate_expression
from lcagraph.recycling import PARAMETERS, recycling_terms
from lcagraph.units import DIMENSIONLESS

Plain = Any

RTOL = 1e-12  # sums of products of a few numbers
VIRGIN, RECYCLED, DISPOSAL = Fraction(3), Fraction(11, 10), Fraction(1, 10)
"""kgCO2e per kg."""
METHODS = {"cut_off": 1, "fifty_fifty": Fraction(1, 2), "end_of_life": 0}

tenths = st.integers(1, 99).map(lambda n: Fraction(n, 10))
shares = st.integers(1, 100).map(lambda n: Fraction(n, 100))
methods = st.sampled_from([*METHODS, "cff"])


def life(method: str, mass: Fraction, **parameters: Fraction) -> Plain:
    """A product whose material is all in the formula."""
    return {
        "stage": "production",
        "recycling": {
            "method": method,
            "parameters": {
                "mass": f"= {mass.numerator} kg / {mass.denominator}",
                **{
                    key: f"= {value.numerator} / {value.denominator}"
                    for key, value in parameters.items()
                },
            },
            "suppliers": {
                **{"Ev": "virgin", "Ev_star": "virgin", "Ed": "incinerator"},
                **{"Erec": "recycled", "ErecEoL": "recycled"},
            },
        },
    }


def both(giver: Plain, taker: Plain) -> lg.Result:
    """The two lives together."""
    factors = {"virgin": VIRGIN, "recycled": RECYCLED, "incinerator": DISPOSAL}
    return lg.Model(
        reference={"product": "set", "amount": "1 piece"},
        processes={
            "giver": {**giver, "outputs": {"first": "1 piece"}},
            "taker": {**taker, "outputs": {"second": "1 piece"}},
            "set": {
                "stage": "production",
                "outputs": {"set": "1 piece"},
                "inputs": {"first": "1 piece", "second": "1 piece"},
            },
        },
        factors={id_: factor(float(co2e)) for id_, co2e in factors.items()},
    ).solve()


def drawn(result: lg.Result, supplier: str) -> float:
    """What both lives take of one supply, credits off. [kg]"""
    return sum(row.amount for row in result.rows if row.supplier == supplier)


@given(method=methods, a=shares, q=shares, m1=tenths, r2=shares, r1=shares)
def test_what_is_given_and_taken_is_counted_once(
    *, method: str, a: Fraction, q: Fraction, m1: Fraction, r2: Fraction, r1: Fraction
) -> None:
    split = {"A": a} if method == "cff" else {}
    m2 = m1 * r2 / r1  # the taker uses up what the giver hands on
    result = both(
        life(method, m1, R1=Fraction(0), R2=r2, Qsout_Qp=q, **split),
        life(method, m2, R1=r1, R2=Fraction(0), Qsin_Qp=q, **split),
    )
    size = float(m1 + m2)
    exact = {
        "virgin": m1 + m2 - m1 * r2,
        "recycled": m1 * r2,
        "incinerator": m1 * (1 - r2) + m2,  # each life disposes of its own
    }
    for supplier, amount in exact.items():
        found = drawn(result, supplier)
        assert_allclose(found, float(amount), rtol=0, atol=RTOL * size)
    total = exact["virgin"] * VIRGIN + exact["recycled"] * RECYCLED
    total += exact["incinerator"] * DISPOSAL
    assert_allclose(result.total, float(total), rtol=0, atol=RTOL * 10 * size)


@pytest.mark.parametrize(
    ("giver", "taker", "recycled"),
    [
        # 1 kg is recycled: (1 − A_giver) + A_taker of it is counted
        ("cut_off", "cut_off", 1),
        ("cut_off", "end_of_life", 0),  # by nobody
        ("end_of_life", "cut_off", 2),  # twice
        ("fifty_fifty", "cut_off", 1.5),
    ],
)
def test_lives_with_different_methods_lose_or_double_what_is_recycled(
    giver: str, taker: str, recycled: float
) -> None:
    one, none = Fraction(1), Fraction(0)
    result = both(life(giver, one, R1=none, R2=one), life(taker, one, R1=one, R2=none))
    assert_allclose(drawn(result, "recycled"), recycled, rtol=0, atol=RTOL)


@given(a=shares, b=shares, r1=shares, r2=shares, r3=shares, q=shares)
def test_the_formula_is_the_printed_one(
    *, a: Fraction, b: Fraction, r1: Fraction, r2: Fraction, r3: Fraction, q: Fraction
) -> None:
    lhv, heat, power = Fraction(22), Fraction(3, 10), Fraction(1, 10)
    values = {"A": a, "B": b, "R1": r1, "R2": r2, "R3": r3, "Qsin_Qp": q}
    values |= {"Qsout_Qp": q / 2, "LHV": lhv, "Xheat": heat, "Xelec": power}
    terms = recycling_terms(
        {key: parse_expression(key) for key in values}, frozenset(PARAMETERS)
    )
    exact = {
        "Ev": 1 - r1 + r1 * (1 - a) * q,
        "Erec": r1 * a,
        "ErecEoL": (1 - a) * r2,
        "Ev_star": -(1 - a) * r2 * q / 2,
        "Eer": (1 - b) * r3,
        "Eheat": -(1 - b) * r3 * lhv * heat,
        "Eelec": -(1 - b) * r3 * lhv * power,
        "Ed": 1 - r2 - r3,
    }
    numbers = {key: float(value) for key, value in values.items()}
    units = dict.fromkeys(values, DIMENSIONLESS)
    found = {
        term.supply: float(evaluate_expression(term.amount, numbers, units))
        for term in terms
    }
    assert found == pytest.approx({k: float(v) for k, v in exact.items()}, abs=1e-12)
