"""Spending of another year, currency and price concept; units of tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from plain_io_tables import TABLE, N, added, written

from lcagraph.errors import UsageError
from lcagraph.input_output.money import Money, mass_unit, money, sector_unit
from lcagraph.input_output.purchaser_prices import read_prices

HEADER = "sector,currency,deflator,exchange_rate,tax,margin:农业\n"


def prices(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "prices.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_purchase_buys_producers_prices_margins_and_no_tax(tmp_path: Path) -> None:
    path = prices(
        tmp_path, "工业,USD_2024,1.25,0.14,0.1,0.2", "农业,USD_2024,2,0.14,0,0"
    )
    io = written(tmp_path / "io", TABLE)
    one = added(io, tmp_path / "db", prices=path)
    assert one.database.process_ids() == [
        *("农业", "工业"),
        *("工业 @ USD_2024", "农业 @ USD_2024"),
    ]
    assert one.linked.activities[2].unit == "USD_2024"
    # 1 USD: (1 − 0.1 − 0.2) / (1.25 · 0.14) = 4 CNY_2018 of 工业,
    # 0.2 / (2 · 0.14) = 5/7 CNY_2018 of 农业; the second: 1 / 0.28 = 25/7 of 农业
    expected = [4 * N[1] + 5 / 7 * N[0], 25 / 7 * N[0]]
    found = one.database.intensities[2:, 0]
    assert_allclose(found, expected, rtol=1e-12)
    # who spends at producers' prices of the table still can
    assert_allclose(one.database.intensities[:2, 0], N)


def test_a_table_of_prices_is_part_of_what_the_database_is(tmp_path: Path) -> None:
    path = prices(tmp_path, "农业,CNY_2024,1.25,1,0,0")
    one = added(written(tmp_path / "io", TABLE), tmp_path / "db", prices=path)
    assert one.database.manifest.options["prices"].startswith("prices.csv sha256:")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["工业,USD_2024,0,1,0,0"], "deflator 0"),
        (["工业,USD_2024,1.2,-7,0,0"], "exchange_rate -7"),
        (["工业,USD,1.2,1,0,0"], "currency USD"),
        (["工业,USD_2024,x,1,0,0"], "deflator x"),
        (["工业,USD_2024,1,1,1.2,0"], "tax 1.2"),
        (["工业,USD_2024,1,1,0.6,0.4", "农业,USD_2024,1,1,0,0"], "margins = 0"),
        (["工业,USD_2024,1,1,0,0.1"], "deflator of 农业"),  # the margin's own price
        (["工业,USD_2024,1,1,0,0", "工业,USD_2024,2,1,0,0"], "工业 × 2"),
        (["工业,USD_2024,1,1,0,0", "农业,CNY_2024,2,1,0,0"], "CNY_2024 ≠ USD_2024"),
        (["工业部,USD_2024,1,1,0,0"], "工业部 ?"),
        (["工业,USD_2024,1,1,0"], "5 ≠ 6"),
    ],
)
def test_a_row_of_prices_that_cannot_be_used_is_told(
    tmp_path: Path, rows: list[str], problem: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_prices(
            prices(tmp_path, *rows), dict.fromkeys(("农业", "工业"), "CNY_2018")
        )
    finding = caught.value.finding
    assert finding.code == "E565"
    assert problem in str(finding.values["problem"])
    assert finding.values["line"] in (2, 3)


def test_a_column_of_prices_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = prices(tmp_path, header="sector,currency,deflater\n")
    with pytest.raises(UsageError, match="deflater"):
        read_prices(path, {"农业": "CNY_2018"})


@pytest.mark.parametrize(
    ("stated", "factor", "currency", "year"),
    [
        ("M.EUR", 1e6, "EUR", None),  # EXIOBASE
        ("‘000 US$", 1e3, "USD", None),  # GLORIA
        ("000 USD", 1e3, "USD", None),  # Eora
        ("Million USD", 1e6, "USD", None),  # OECD
        ("millions of US$", 1e6, "USD", None),  # WIOD
        ("Mill USD", 1e6, "USD", None),  # the test system of pymrio
        ("USD_2012", 1.0, "USD", 2012),
        ("万元", 1e4, "CNY", None),
        ("亿元", 1e8, "CNY", None),
        ("bn JPY", 1e9, "JPY", None),
    ],
)
def test_units_of_money_are_read_as_publishers_write_them(
    stated: str, factor: float, currency: str, year: int | None
) -> None:
    assert money(stated) == Money(factor=factor, currency=currency, year=year)


@pytest.mark.parametrize("stated", ["t", "TJ", "zillion USD", "USD/kg", "M.XYZ"])
def test_what_is_no_known_money_is_not_guessed(stated: str) -> None:
    assert money(stated) is None


def test_a_table_may_count_some_sectors_in_tonnes() -> None:
    assert sector_unit("t", "EUR_2015") == (1.0, "t")
    with pytest.raises(UsageError) as caught:
        sector_unit("zillion USD", "USD_2015")
    assert caught.value.finding.code == "E559"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Gg", (1e6, "kg")),
        ("1000 t", (1e6, "kg")),
        ("Mt", (1e9, "kg")),
        ("mt", (1.0, "mt")),  # a millitonne, or a slip: nobody knows
        ("MT", (1.0, "MT")),  # megatonnes, or metric tons as in the United States
        ("百万吨", (1e9, "kg")),
        ("kg CO2-eq", (1.0, "kg CO2e")),
        ("kgCO2e", (1.0, "kg CO2e")),
        ("kt CO2 eq.", (1e6, "kg CO2e")),
        ("Gg CO2-eq", (1e6, "kg CO2e")),
        ("1000 t CO2e", (1e6, "kg CO2e")),
        ("MT CO2e", (1.0, "MT CO2e")),
        ("万吨二氧化碳当量", (1e7, "kg CO2e")),
        ("kt C", (1.0, "kt C")),  # carbon, not CO2
        ("t CO2", (1.0, "t CO2")),  # of methane, it would be CO2e
        ("tCO2", (1.0, "tCO2")),
        ("TJ", (1.0, "TJ")),
    ],
)
def test_masses_become_kilograms(stated: str, expected: tuple[float, str]) -> None:
    assert mass_unit(stated) == expected
