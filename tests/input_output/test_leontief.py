"""Leontief systems: published tables give their published answers."""

from __future__ import annotations

import numpy as np
import pytest
from input_output_cases import (
    GERMANY_CO2,
    GERMANY_EMPLOYMENT,
    GERMANY_VALUE_ADDED,
    GERMANY_X,
    GERMANY_Z,
    MILLER_BLAIR_Y,
    MILLER_BLAIR_Z,
    MRIO_CBA,
    MRIO_EXP,
    MRIO_F,
    MRIO_IMP,
    MRIO_L,
    MRIO_M,
    MRIO_PBA,
    MRIO_Y,
    MRIO_Z,
)
from numpy.testing import assert_allclose

from lcagraph.errors import CalculationError
from lcagraph.input_output import Leontief, accounts, coefficients

REGION = np.repeat([0, 1], 3)


def leontief(Z: np.ndarray, F: np.ndarray, x: np.ndarray) -> Leontief:
    return Leontief(A=coefficients(Z, x), D=coefficients(F, x))


def mrio() -> Leontief:
    return leontief(MRIO_Z, MRIO_F, MRIO_Z.sum(axis=1) + MRIO_Y.sum(axis=1))


def test_new_output_of_two_sectors_is_that_of_the_textbook() -> None:
    x = MILLER_BLAIR_Z.sum(axis=1) + MILLER_BLAIR_Y
    assert_allclose(x, [1000, 2000])
    one = leontief(MILLER_BLAIR_Z, np.array([[300.0, 500.0]]), x)  # 0.3·1000, 0.25·2000
    assert_allclose(one.L, [[1.25412541, 0.330033], [0.2640264, 1.12211221]], rtol=1e-6)
    # (I − A)⁻¹ (600, 1500): determinant 0.85·0.95 − 0.25·0.2 = 0.7575;
    # x₁ = (0.95·600 + 0.25·1500)/0.7575 = 945/0.7575; x₂ = (0.2·600 + 0.85·1500)/0.7575
    new = one.output(np.array([600.0, 1500.0]))
    assert_allclose(new, [945 / 0.7575, 1395 / 0.7575], rtol=1e-14)
    assert_allclose(one.D[0] * new, [374.25, 460.4], rtol=2e-4)  # printed, rounded


def test_germany_1995_gives_the_multipliers_of_the_manual() -> None:
    F = np.array([np.ones(6), GERMANY_VALUE_ADDED, GERMANY_EMPLOYMENT, GERMANY_CO2])
    F[0] = GERMANY_X  # output itself as an extension: its multipliers are column sums
    one = leontief(GERMANY_Z, F, GERMANY_X)
    output = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
    value_added = [0.845, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199]
    employment = [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242]
    assert_allclose(np.diag(one.L)[:3], [1.0339, 1.4292, 1.0289], atol=1e-4)
    assert_allclose(one.N[:3], [output, value_added, employment], atol=2e-4)
    assert_allclose(one.N[0], one.L.sum(axis=0), rtol=1e-13)
    assert one.D[3, 1] == 558327 / 1079446  # kt CO2 per million euros


def test_two_regions_have_the_inverse_and_multipliers_of_pymrio() -> None:
    assert_allclose(mrio().L, MRIO_L, rtol=1e-12, atol=1e-15)
    assert_allclose(mrio().N, MRIO_M, rtol=1e-12)


@pytest.mark.parametrize("times", [1, 3])
def test_accounts_of_two_regions_are_those_of_pymrio(times: int) -> None:
    """Of 2 extensions by their multipliers; of 6, more than sectors, by outputs."""
    extended = Leontief(A=mrio().A, D=np.tile(mrio().D, (times, 1)))
    found = accounts(extended, MRIO_Y, REGION)
    for part, expected in (
        (found.production, MRIO_PBA),
        (found.consumption, MRIO_CBA),
        (found.imports, MRIO_IMP),
        (found.exports, MRIO_EXP),
    ):
        assert_allclose(part, np.tile(expected, (times, 1)), rtol=1e-12)


def test_accounts_add_up_over_the_world_and_in_each_region() -> None:
    found = accounts(mrio(), MRIO_Y, REGION)
    everything = MRIO_F.sum(axis=1)
    assert_allclose(found.production.sum(axis=1), everything, rtol=1e-13)
    assert_allclose(found.consumption.sum(axis=1), everything, rtol=1e-13)
    for region in (0, 1):
        own = region == REGION
        left = (found.consumption - found.production)[:, own].sum(axis=1)
        right = (found.imports - found.exports)[:, own].sum(axis=1)
        assert_allclose(left, right, rtol=1e-12)


@pytest.mark.parametrize(
    ("names", "told"), [((), (1,)), (("farms", "mines"), ("mines",))]
)
def test_a_sector_without_output_that_uses_something_is_refused(
    names: tuple[str, ...], told: tuple[object, ...]
) -> None:
    with pytest.raises(CalculationError) as caught:
        coefficients(np.array([[1.0, 2.0]]), np.array([5.0, 0.0]), names)
    (finding,) = caught.value.findings
    assert (finding.code, finding.values["sectors"]) == ("E551", told)


def test_a_sector_without_output_and_flows_has_no_coefficients() -> None:
    found = coefficients(np.array([[1.0, 0.0]]), np.array([5.0, 0.0]))
    assert_allclose(found, [[0.2, 0.0]])


def test_credits_and_heavy_buyers_go_to_the_engine() -> None:
    # (I − A)⁻¹ of [[0.99, 0], [-0.5, 0.2]]: 1/0.01 = 100, 1/0.8, −0.5·100/0.8
    one = Leontief(A=np.array([[0.99, 0.0], [-0.5, 0.2]]), D=np.array([[1.0, 2.0]]))
    assert_allclose(one.L, [[100, 0], [-62.5, 1.25]], rtol=1e-12)
    assert_allclose(one.N, [[-25.0, 2.5]], rtol=1e-12)  # 100 − 2·62.5, 2·1.25
    assert one.multipliers()[1].residual <= 1e-12
