"""Factor tables with very many columns: read without advice, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcagraph.errors import UsageError
from lcagraph.formats.factor_table import read_factor_table
from lcagraph.formats.factor_table.columns import read_columns
from lcagraph.impact import names
from lcagraph.importing import recognise


def table(place: Path, columns: int) -> Path:
    path = place / "wide.csv"
    heads = ["name", "unit", "kgCO2e", *(f"remark {i}" for i in range(columns - 3))]
    path.write_text(f"{','.join(heads)}\nsteel,kg,2\n", encoding="utf-8")
    return path


def test_heads_that_name_no_gas_are_compared_with_no_gas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looking for the nearest of 300 gases took 3 ms per head."""

    def nearest(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(names, "nearest", nearest)
    columns = read_columns(("name", "unit", "kgCO2e", "colour", "CH4 (kg)", "CFC (kg)"))
    assert [each.flow for each in columns.figures] == ["co2e_unspecified", "ch4"]
    assert columns.unread == ["colour", "CFC (kg)"]
    assert [head for _, head in columns.unread_gases] == ["CFC (kg)"]


def test_a_wide_table_is_read(tmp_path: Path) -> None:
    (found,) = read_factor_table(table(tmp_path, 2_000)).processes
    assert found.name == "steel"


def test_a_row_wider_than_any_table_is_no_header(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E098"):
        recognise(table(tmp_path, 2_001))
