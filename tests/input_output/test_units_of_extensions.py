"""Units of extensions: what is no mass of the gas is never counted as kilograms."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from plain_io_tables import TABLE, N, Rows, added, codes, written

from lcagraph.background.linked import UNMAPPED_GAS


def emitting(gas: str, unit: str) -> dict[str, Rows]:
    head: list[object] = ["flow", "unit", "农业", "工业"]
    return {**TABLE, "F": [head, [gas, unit, 100, 100]]}


@pytest.mark.parametrize(
    ("gas", "unit"),
    [
        ("co2_fossil", "t"),
        ("co2_fossil", "tCO2"),
        ("ch4_fossil", "t"),
        ("co2e_unspecified", "t"),
        ("co2e_unspecified", "tCO2e"),
        ("co2e_unspecified", "t CO2-eq"),
        ("co2e_unspecified", "吨二氧化碳当量"),
    ],
)
def test_tonnes_of_a_gas_are_a_thousand_kilograms(
    tmp_path: Path, gas: str, unit: str
) -> None:
    one = added(written(tmp_path / "io", emitting(gas, unit)), tmp_path / "db")
    assert one.database.manifest.gases == (gas,)
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)


@pytest.mark.parametrize(
    ("gas", "unit"),
    [
        ("co2_fossil", "MT"),  # a million tonnes, or one
        ("co2_fossil", ""),
        ("co2_fossil", "t C"),
        ("ch4_fossil", "tCO2"),  # with a GWP in it already, or by mistake
        ("ch4_fossil", "tCO2e"),
        ("co2e_unspecified", "MT CO2e"),
        ("co2e_unspecified", "GWP"),
        ("co2e_unspecified", ""),
    ],
)
def test_what_is_no_mass_of_the_gas_marks_all_that_emits_it(
    tmp_path: Path, gas: str, unit: str
) -> None:
    one = added(written(tmp_path / "io", emitting(gas, unit)), tmp_path / "db")
    assert "W083" in codes(one)
    assert one.database.chain.tolist() == [UNMAPPED_GAS] * 2
