"""Allocation loses nothing and makes nothing, under every method.

Witness: the same process in fractions, of which nothing passes through lcagraph.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from random_joint import BASES, CO2E, Joint, random_joint

import lcagraph as lg
from lcagraph.calculate import Numbers, Prepared, numbers_of

Plain = Any

RTOL = 1e-12  # products of a few numbers, nothing is solved but factors
METHODS = (*BASES, "shares")
joints = st.integers(0, 10**6).map(random_joint)


def with_allocation(joint: Joint, basis: str, **keys: Plain) -> lg.Model:
    """The process allocated by a basis, as somebody would write it."""
    plant = {
        **joint.model["processes"]["plant"],
        "allocation": joint.allocation(basis),
    }
    return lg.Model(**{**joint.model, "processes": {"plant": plant}, **keys})


def by_every_basis(joint: Joint) -> tuple[Prepared, Numbers]:
    """The arrays of the process under every method, all variants of one model."""
    prepared = with_allocation(joint, "shares").prepared
    (plan,) = prepared.compiled.allocations
    assert set(plan.weights) == set(METHODS)
    values = np.repeat(prepared.base[None, :], len(METHODS), axis=0)
    for i, method in enumerate(METHODS):
        for basis, switch in plan.switches.items():
            values[i, prepared.compiled.table.index[switch]] = basis == method
    return prepared, numbers_of(prepared, values)


def carried(joint: Joint, basis: str, row: str) -> Fraction:
    """What one product of the process answers for. [kgCO2e per run]"""
    share, causal = joint.factors(basis)[row], joint.causal[row]
    parts = [(CO2E[id_], *both) for id_, both in joint.drawn.items()]
    parts += [(Fraction(1), *both) for both in joint.emitted.values()]
    return sum(
        (
            co2e * (share * by_basis + causal * by_input)
            for co2e, by_basis, by_input in parts
        ),
        Fraction(0),
    )


@given(joint=joints)
def test_factors_of_each_exchange_add_to_one_under_every_method(joint: Joint) -> None:
    prepared, numbers = by_every_basis(joint)
    for entries in (prepared.layout.a, prepared.layout.b):
        for source in set(entries.source[entries.source >= 0]):
            shares = entries.share[entries.source == source]
            sums = numbers.shares[:, shares].sum(axis=1)
            assert_allclose(sums, 1, rtol=0, atol=RTOL)


@given(joint=joints)
def test_each_product_gets_its_exact_share_of_every_exchange(joint: Joint) -> None:
    prepared, numbers = by_every_basis(joint)
    layout = prepared.layout
    for i, method in enumerate(METHODS):
        A = np.zeros((layout.n, layout.n))
        np.add.at(A, (layout.a.row, layout.a.column), numbers.A[i])
        factors = joint.factors(method)
        for j, column in enumerate(layout.columns):
            for r, row in enumerate(layout.columns):
                if column.is_factor or not row.is_factor:
                    continue
                by_basis, by_input = joint.drawn[row.id]
                share, causal = factors[column.row], joint.causal[column.row]
                exact = float(share * by_basis + causal * by_input)
                largest = float(abs(by_basis) + abs(by_input))
                assert_allclose(-A[r, j], exact, rtol=0, atol=RTOL * max(largest, 1))


@given(joint=joints)
def test_inputs_per_product_times_what_is_made_are_those_of_the_process(
    joint: Joint,
) -> None:
    prepared, numbers = by_every_basis(joint)
    layout = prepared.layout
    made = [j for j, column in enumerate(layout.columns) if not column.is_factor]
    for i in range(len(METHODS)):
        A = np.zeros((layout.n, layout.n))
        np.add.at(A, (layout.a.row, layout.a.column), numbers.A[i])
        per_product = -A / np.diag(A)[None, :]
        amounts = [float(joint.made[layout.columns[j].row]) for j in made]
        together = per_product[:, made] @ amounts
        for r, row in enumerate(layout.columns):
            if row.is_factor:
                whole = float(sum(joint.drawn[row.id]))
                size = float(sum(map(abs, joint.drawn[row.id])))
                assert_allclose(together[r], whole, rtol=0, atol=RTOL * max(size, 1))


@given(joint=joints)
def test_each_elementary_flow_is_conserved_under_every_method(joint: Joint) -> None:
    prepared, numbers = by_every_basis(joint)
    layout = prepared.layout
    for flow, (by_basis, by_input) in joint.emitted.items():
        r = layout.flows.index(flow)
        own = (layout.b.row == r) & (layout.b.source >= 0)
        kilograms = numbers.B[:, own].sum(axis=1)
        gwp = {"ch4_fossil": 29.8, "co2_biogenic_removed": -1.0}.get(flow, 1.0)
        whole = float(by_basis + by_input)
        assert_allclose(kilograms * gwp, whole, rtol=RTOL, atol=1e-15)


@settings(max_examples=20)  # solves a model for each product
@given(joint=joints, basis=st.sampled_from(METHODS))
def test_footprints_of_the_products_add_to_what_the_process_causes(
    joint: Joint, basis: str
) -> None:
    found = []
    for row in joint.rows:
        amount = joint.model["processes"]["plant"]["outputs"][row]["amount"]
        reference = {"product": row, "amount": amount}
        total = with_allocation(joint, basis, reference=reference).solve().total
        exact = carried(joint, basis, row)
        size = sum(abs(CO2E[i]) * sum(map(abs, b)) for i, b in joint.drawn.items())
        assert_allclose(total, float(exact), rtol=0, atol=RTOL * float(size + 100))
        found.append(exact)
    assert sum(found) == joint.whole


@settings(max_examples=10)
@given(joint=joints)
def test_every_alternative_is_the_exact_footprint_of_its_basis(joint: Joint) -> None:
    found = with_allocation(joint, "mass").allocation_alternatives()
    (plant,) = found.processes
    outcomes = {o.basis.removeprefix("substitution + "): o for o in plant.outcomes}
    # alternative production and benefit distribution are two names of one rule
    for basis in set(BASES) - {"benefit_distribution"}:
        exact = float(carried(joint, basis, joint.rows[0]))
        assert_allclose(outcomes[basis].footprint, exact, rtol=1e-11, atol=1e-10)
        assert sum(outcomes[basis].factors.values()) == pytest.approx(1, abs=RTOL)
