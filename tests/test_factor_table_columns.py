"""Which columns of a factor table count, and what their figures are per."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_factor_table import CHINESE, codes, figures, only, product, read

from lcagraph.background.build import link_package
from lcagraph.background.gases import map_gases
from lcagraph.errors import UsageError
from lcagraph.formats.factor_table import read_factor_table
from lcagraph.importing import recognise

# --------------------------------------------------------------- several CO2e columns


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("name,unit,kgCO2e (TTW),kgCO2e (WTW)", "diesel,L,2.5,3.1"),
        ("name,unit,kgCO2e (2023),kgCO2e (2024)", "x,kg,5,4"),
        ("名称,单位,碳足迹(kgCO2e),排放因子(kgCO2e)", "x,kg,5,4"),
        ("name,unit,kgCO2e,kgCO2e", "x,kg,5,4"),
        ("name,kgCO2e/kWh,kgCO2e/MJ", "x,0.36,0.1"),
        ("name,unit,kgCO2e (total),kgCO2e (fossil)", "x,kg,5,4"),  # 4 ≠ 5
        ("name,unit,co2e,co2e_fossil,co2e_land_use_change", "x,kg,5,4,0.9"),
        ("name,unit,kgCO2e (fossil),co2e_fossil", "x,kg,4,4"),
    ],
)
def test_several_co2e_figures_of_one_row_are_refused(
    tmp_path: Path, head: str, row: str
) -> None:
    with pytest.raises(UsageError, match="E031") as refused:
        read(tmp_path, f"{head}\n{row}\n")
    columns = head.split(",")[2 if "unit" in head or "单位" in head else 1 :]
    assert refused.value.finding.values["columns"] == tuple(columns)


def test_a_row_that_fills_one_of_several_columns_is_read(tmp_path: Path) -> None:
    package = read(tmp_path, "name,kgCO2e/kWh,kgCO2e/MJ\nx,0.36,\ny,,0.1\n")
    x, y = package.processes
    assert figures(x) == {"co2e_unspecified": (0.36, "kg")}
    assert (product(package, x), product(package, y)) == ((1.0, "kWh"), (1.0, "MJ"))


@pytest.mark.parametrize(
    ("total", "fossil", "biogenic"),
    [("5", "4", "1"), ("", "4", "1"), ("5", "4.02", "1.01")],
)
def test_parts_that_add_up_to_the_total_are_items(
    tmp_path: Path, total: str, fossil: str, biogenic: str
) -> None:
    """4.02 + 1.01 = 5.03: 5 within half of its last digit (0.5), and within 1 %."""
    head = "name,unit,kgCO2e (total),kgCO2e (fossil),kgCO2e (biogenic)"
    package = read(tmp_path, f"{head}\nx,kg,{total},{fossil},{biogenic}\n")
    assert figures(only(package)) == {
        "co2e_fossil": (float(fossil), "kg"),
        "co2e_unspecified": (float(biogenic), "kg"),  # may be net of uptake
    }


def test_the_table_may_say_which_column_counts(tmp_path: Path) -> None:
    table = "# column: kgCO2e (WTW)\nname,unit,kgCO2e (TTW),kgCO2e (WTW)\nx,L,2.5,3.1\n"
    assert figures(only(read(tmp_path, table))) == {"co2e_unspecified": (3.1, "kg")}
    with pytest.raises(UsageError, match="E029"):
        read(tmp_path, table.replace("# column: kgCO2e (WTW)", "# column: WTW"))


# ------------------------------------------------------------------------------ gases


@pytest.mark.parametrize("head", ["CO2 (kg)", "CO₂ [kg]", "二氧化碳（kg）"])
def test_co2_without_origin_is_mapped_as_everywhere(tmp_path: Path, head: str) -> None:
    """2 kg of CO2, whatever its origin, are 2 kg of CO2e; the methane stays methane."""
    package = read(tmp_path, f"name,unit,{head},CH4 (g)\nx,t,2,7\n")
    linked = link_package(package)
    gases = map_gases(package, linked.elementary)
    found = {gases.mapped[e.flow].gas: e.amount for e in only(package).exchanges[1:]}
    assert found == {"co2e_unspecified": 2.0, "ch4": 7.0}
    assert [each.code for each in gases.findings] == ["W084"]


def test_square_brackets_hold_a_unit_and_what_it_is_per(tmp_path: Path) -> None:
    package = read(tmp_path, "name,CO2 [kg/kWh],CH4 [g/kWh]\nx,0.5,2\n")
    assert [amount for amount, _ in figures(only(package)).values()] == [0.5, 2.0]
    assert product(package, only(package)) == (1.0, "kWh")


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        ("name,unit,CO₂,CH4 (g)", "x,t,2,7", "E039"),
        ("name,unit,二氧化碳,CH4 (g)", "x,t,2,7", "E039"),
        ("name,unit,kgCO2/kWh,CH4 (g)", "x,kWh,2,7", "E039"),
        ("name,unit,SF6 (ppm),CH4 (g)", "x,t,2,7", "E039"),
        ("name,unit,CO₂,CH4 (g)", "x,t,,7", None),
        ("name,unit,CO₂,CH4 (g)", "x,t,0,7", None),
        ("name,unit,CO₂,co2e", "x,t,4,7", None),  # a part of the total
    ],
)
def test_a_row_with_a_gas_that_is_not_read_is_left_out(
    tmp_path: Path, head: str, row: str, code: str | None
) -> None:
    *_, last = head.split(",")
    good = ",".join(
        "" if each not in ("name", "unit", last) else "1" for each in head.split(",")
    )
    found = codes(read(tmp_path, f"{head}\n{row}\n{good}\n"))
    assert found == ["N031", *([code] if code else [])]


@pytest.mark.parametrize("head", ["CO₂", "kgCO2/kWh", "kgCO2e 2023"])
def test_a_table_of_nothing_but_unread_gases_says_so(tmp_path: Path, head: str) -> None:
    with pytest.raises(UsageError, match="E039") as refused:
        read(tmp_path, f"name,unit,{head}\nx,kWh,5\n")
    assert f"“{head}”" in str(refused.value)


# ------------------------------------------------------------------------------ units


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        ("name,unit,kgCO2e/kWh", "x,MWh,580", "E039"),
        ("name,unit,kgCO2e/kWh", "x,t,580", "E039"),
        ("name,unit,kgCO2e/kWh", "x,kgCO2e/MWh,580", "E039"),
        ("name,unit,CO2 [kg/kWh],CH4 [g/MJ]", "x,,2,7", "E039"),
        ("name,unit,kgCO2e/kWh", "x,kWh,580", None),
        ("name,unit,kgCO2e/kWh", "x,kWh (net CV),580", None),
        ("name,unit,kgCO2e/t", "x,1000 kg,580", None),
        ("name,unit,kgCO2e/t", "x,kgCO2e,580", None),
    ],
)
def test_what_the_figures_are_per_is_said_once(
    tmp_path: Path, head: str, row: str, code: str | None
) -> None:
    empty = "," * (head.count(",") - 2)
    package = read(tmp_path, f"{head}\n{row}\ngood,,1{empty}\n")
    assert codes(package) == ([code] if code else [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_table_that_says_its_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "factors.csv"
    path.write_bytes(CHINESE.encode(encoding))
    assert recognise(path).id == "factor_table"
    assert codes(read_factor_table(path)) == []
