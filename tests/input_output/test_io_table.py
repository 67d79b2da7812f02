"""Plain input–output tables: workbooks and CSV folders become databases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from plain_io_tables import TABLE, N, Rows, Z, added, codes, workbook, written

import lcagraph as lg
from lcagraph.background.gases.own_map import read_gas_map
from lcagraph.background.linked import BAD_NUMBER, UNMAPPED_GAS
from lcagraph.cli import main
from lcagraph.errors import UsageError
from lcagraph.exporting import export_database
from lcagraph.formats.container import peek
from lcagraph.formats.io_table import is_io_table, read_io_table
from lcagraph.importing import Choices, add_database
from lcagraph.importing.recognise import recognise
from lcagraph.input_output import SupplyUse, constructed
from lcagraph.input_output.square import CONSTRUCTS
from lcagraph.input_output.table import TableOptions


@pytest.mark.parametrize("kind", ["folder", "workbook"])
def test_a_two_sector_table_has_the_multipliers_of_the_textbook(
    tmp_path: Path, kind: str
) -> None:
    if kind == "folder":
        path = written(tmp_path / "io", TABLE)
    else:
        path = workbook(tmp_path / "io.xlsx", TABLE)
    one = added(path, tmp_path / "db")
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)
    assert [each.unit for each in one.linked.activities] == ["CNY_2018"] * 2
    assert one.database.manifest.licence == "CC0-1.0"
    assert codes(one) == {"N070"}  # no version; nothing else is wrong


def test_keys_of_the_table_may_be_chinese(tmp_path: Path) -> None:
    rows: Rows = [
        ["名称", "国表"],
        ["货币", "万元"],
        ["年份", 2018],
        ["许可", "CC0-1.0"],
    ]
    one = added(written(tmp_path / "io", changed("说明", rows)), tmp_path / "db")
    assert {each.unit for each in one.linked.activities} == {"CNY_2018"}
    assert one.database.manifest.licence == "CC0-1.0"
    expected = np.array(N) / 1e4  # tonnes per ten thousand yuan
    assert_allclose(one.database.intensities[:, 0], expected, rtol=1e-13)


def test_files_that_hold_no_part_are_not_looked_at(tmp_path: Path) -> None:
    path = written(tmp_path / "io", TABLE)
    (path / "notes.csv").write_text("a" * 200_000)  # no cell is so long
    one = added(path, tmp_path / "db")
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)


def test_coefficients_and_intensities_give_the_same_as_flows(tmp_path: Path) -> None:
    table = {
        "table": TABLE["说明"],
        "A": [["sector", "农业", "工业"], ["农业", 0.15, 0.25], ["工业", 0.2, 0.05]],
        "D": [["flow", "unit", "农业", "工业"], ["co2_fossil", "kg", 100, 50]],
    }
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)


def test_spending_on_a_sector_is_a_model_of_ten_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(written(tmp_path / "io", TABLE), tmp_path / "databases")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    model = tmp_path / "model.yaml"
    model.write_text(
        """\
lcagraph: 1
title: 支出 | Spending
reference: {product: chair, amount: 1 piece, kind: declared_unit}
databases: {io: {}}
processes:
  assembly:
    stage: production
    outputs: {chair: 1 piece}
    inputs:
      parts: {amount: 40 CNY_2018, from: io/工业}
""",
        encoding="utf-8",
    )
    assert_allclose(float(lg.read(model).solve().total), 40 * N[1], rtol=1e-12)


def test_several_regions_stand_in_a_header_row_of_their_own(tmp_path: Path) -> None:
    # two regions that trade nothing: each has the multipliers of the single table
    head: Rows = [
        ["", "region", "CN", "CN", "DE", "DE"],
        ["region", "sector", "a", "b", "a", "b"],
    ]
    table: dict[str, Rows] = {
        "table": [["currency", "EUR_2015"]],
        "Z": [
            *head,
            ["CN", "a", 150, 500, 0, 0],
            ["CN", "b", 200, 100, 0, 0],
            ["DE", "a", 0, 0, 150, 500],
            ["DE", "b", 0, 0, 200, 100],
        ],
        "x": [
            ["region", "sector", "x"],
            ["CN", "a", 1000],
            ["CN", "b", 2000],
            ["DE", "a", 1000],
            ["DE", "b", 2000],
        ],
        "F": [
            ["", "", "region", "CN", "CN", "DE", "DE"],
            ["flow", "compartment", "unit", "a", "b", "a", "b"],
            ["CO2, fossil", "air", "kt", 100, 100, 0, 0],
            ["methane, biogenic", "air", "t", 0, 0, 100, 100],
        ],
    }
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    assert one.database.process_ids() == ["CN/a", "CN/b", "DE/a", "DE/b"]
    assert [each.location for each in one.linked.activities] == ["CN", "CN", "DE", "DE"]
    assert one.database.manifest.gases == ("ch4_biogenic", "co2_fossil")
    tonnes = [N[0], N[1]]
    kilotonnes = [1e3 * N[0], 1e3 * N[1]]
    expected = [[0, kilotonnes[0]], [0, kilotonnes[1]], [tonnes[0], 0], [tonnes[1], 0]]
    assert_allclose(one.database.intensities, expected, rtol=1e-13)


V = [[90.0, 10.0], [0.0, 100.0]]
U = [[12.0, 10.0], [10.0, 7.0]]


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_supply_use_workbook_becomes_square_by_the_construct_named(
    tmp_path: Path, construct: str
) -> None:
    table: dict[str, Rows] = {
        "table": [["currency", "CNY_2018"]],
        "supply": [["industry", "p", "q"], ["I", *V[0]], ["J", *V[1]]],
        "use": [["product", "I", "J"], ["p", *U[0]], ["q", *U[1]]],
        "F": [["flow", "unit", "I", "J"], ["co2_fossil", "kg", 30.0, 50.0]],
    }
    path = written(tmp_path / "io", table)
    read = read_io_table(path, options=TableOptions(construct=construct))
    rival = constructed(
        SupplyUse(V=np.array(V), U=np.array(U), F=np.array([[30.0, 50.0]])),
        construct,  # type: ignore[arg-type]
    )
    assert_allclose(read.technosphere.toarray(), np.eye(2) - rival.A, atol=1e-15)
    assert_allclose(read.interventions.toarray(), rival.D, rtol=1e-14)
    by_industry = construct in ("fixed_industry_sales", "fixed_product_sales")
    labels = [each.process for each in read.activities]
    assert labels == (["I", "J"] if by_industry else ["p", "q"])


def test_an_export_of_a_table_reads_back_with_the_same_intensities(
    tmp_path: Path,
) -> None:
    one = added(written(tmp_path / "io", TABLE), tmp_path / "db")
    export_database(one.database, tmp_path / "io.zip", "openlca_jsonld")
    back = add_database(tmp_path / "io.zip", name="back", place=tmp_path / "db")
    expected = sorted(one.database.intensities[:, 0].tolist())
    found = sorted(back.database.intensities[:, 0].tolist())
    assert_allclose(found, expected, rtol=1e-12)


def test_a_database_of_a_table_stores_no_spreads(tmp_path: Path) -> None:
    one = added(written(tmp_path / "io", TABLE), tmp_path / "db")
    assert not np.load(one.database.folder / "a_spread.npy").size
    assert one.database.technosphere.spread["kind"].tolist() == [0] * 4


# ------------------------------------------------------------------------- bad tables


def changed(part: str, rows: Rows | None, **others: Rows) -> dict[str, Rows]:
    table: dict[str, Rows] = {**TABLE, **others}
    if rows is None:
        del table[part]
    else:
        table[part] = rows
    return table


@pytest.mark.parametrize(
    ("table", "code"),
    [
        # rows of F in another order than those of Z
        (changed("F", [["flow", "unit", "工业", "农业"], ["co2", "t", 1, 1]]), "E557"),
        (changed("x", [["sector", "x"], ["农业", 1000]]), "E557"),
        (changed("Z", [["sector", "a", "a"], ["a", 1, 1], ["a", 1, 1]]), "E557"),
        (changed("Z", [["sector", "农业", "工业"], ["农业", 1, ""]]), "E558"),
        (changed("x", [["sector", "x"], ["农业", "1,000"], ["工业", 1]]), "E558"),
        (changed("说明", [["curency", "CNY_2018"]]), "E516"),
        (changed("说明", None), "E559"),
        (changed("说明", [["currency", "CNY"]]), "E559"),
        (changed("说明", [["currency", "CNY_2018"], ["year", "2012"]]), "E560"),
        (changed("说明", [["year", "last"]]), "E516"),
        (changed("F", None), "E570"),
        (changed("x", None, Y=[["sector", "c"], ["农业", 1]]), "E557"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    tmp_path: Path, table: dict[str, Rows], code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_io_table(written(tmp_path / "io", table))
    assert caught.value.finding.code == code


def test_a_table_needs_outputs_or_final_demand(tmp_path: Path) -> None:
    table = {key: rows for key, rows in TABLE.items() if key not in ("x", "Y")}
    with pytest.raises(UsageError, match="x, Y"):
        read_io_table(written(tmp_path / "io", table))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"currency": "USD_2018"}, "E560"),
        ({"currency": "CNY_2020"}, "E560"),
    ],
)
def test_a_currency_or_year_other_than_the_tables_is_refused(
    tmp_path: Path, options: dict[str, str], code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_io_table(
            written(tmp_path / "io", TABLE),
            options=TableOptions(**options),  # type: ignore[arg-type]
        )
    assert caught.value.finding.code == code


@pytest.mark.parametrize(
    ("stated", "asked", "code"),
    [
        ("", "", "E561"),
        ("technology", "", "E561"),
        ("industry_technology", "by_product", "E560"),
    ],
)
def test_a_supply_use_table_without_its_construct_is_refused(
    tmp_path: Path, stated: str, asked: str, code: str
) -> None:
    table: dict[str, Rows] = {
        "table": [["currency", "CNY_2018"], ["construct", stated]],
        "supply": [["industry", "p", "q"], ["I", *V[0]], ["J", *V[1]]],
        "use": [["product", "I", "J"], ["p", *U[0]], ["q", *U[1]]],
        "F": [["flow", "unit", "I", "J"], ["co2_fossil", "kg", 30.0, 50.0]],
    }
    with pytest.raises(UsageError) as caught:
        read_io_table(
            written(tmp_path / "io", table), options=TableOptions(construct=asked)
        )
    assert caught.value.finding.code == code


def test_negative_value_added_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    # 工业 buys 500 + 1600 = 2100 of an output of 2000: value added −100, −0.05 of it
    table = changed(
        "Z", [["sector", "农业", "工业"], ["农业", 150, 500], ["工业", 200, 1600]],
        Y=[["sector", "居民"], ["农业", 350], ["工业", 200]],
    )  # fmt: skip
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    (told,) = [f for f in one.linked.findings if f.code == "W562"]
    assert told.values["sectors"] == ("工业",)
    assert told.values["worst"] == "-0.05"
    # det = 0.85 · 0.2 − 0.25 · 0.2 = 0.12
    # N · det = (100 · 0.2 + 50 · 0.2, 100 · 0.25 + 50 · 0.85) = (30, 67.5)
    expected = [30 / 0.12, 67.5 / 0.12]
    assert_allclose(one.database.intensities[:, 0], expected, rtol=1e-12)


def test_a_sector_that_adds_no_value_is_no_loss(tmp_path: Path) -> None:
    # 工业 buys 500 + 1500 of an output of 2000
    table = changed(
        "Z", [["sector", "农业", "工业"], ["农业", 150, 500], ["工业", 200, 1500]],
        Y=[["sector", "居民"], ["农业", 350], ["工业", 300]],
    )  # fmt: skip
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    assert codes(one) == {"N070"}


def test_a_sector_without_output_is_marked_and_its_flows_not_lost_in_silence(
    tmp_path: Path,
) -> None:
    table = changed(
        "Z",
        [["sector", "农业", "工业"], ["农业", 150, 500], ["工业", 0, 0]],
        Y=[["sector", "居民"], ["农业", 350], ["工业", 0]],
        x=[["sector", "x"], ["农业", 1000], ["工业", 0]],
    )
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    (told,) = [f for f in one.linked.findings if f.code == "E563"]
    assert told.values["sectors"] == ("工业",)
    assert one.database.chain.tolist() == [0, BAD_NUMBER]
    # the other sector stands by itself: 100 / (1 − 0.15)
    assert_allclose(one.database.intensities[0, 0], 100 / 0.85, rtol=1e-13)


def test_a_row_that_does_not_balance_is_told(tmp_path: Path) -> None:
    # 农业: 150 + 500 + 400 = 1050 against 1000, 5 % too much
    table = changed("Y", [["sector", "居民"], ["农业", 400], ["工业", 1700]])
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    (told,) = [f for f in one.linked.findings if f.code == "W564"]
    assert (told.values["sectors"], told.values["worst"]) == (("农业",), "0.05")


def test_a_table_without_a_known_gas_gives_no_footprint_of_zero(tmp_path: Path) -> None:
    table = changed("F", [["flow", "unit", "农业", "工业"], ["jobs", "p", 1, 1]])
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    assert "W567" in codes(one)
    assert one.database.chain.tolist() == [UNMAPPED_GAS] * 2


def test_options_of_tables_are_refused_for_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("name,unit,co2e\nsteel,kg,2.0\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        recognise(path).read(path, lambda done: None, TableOptions(year=2015))
    assert caught.value.finding.code == "E569"


def test_a_table_is_recognised_by_its_parts(tmp_path: Path) -> None:
    path = written(tmp_path / "io", TABLE)
    assert is_io_table(peek(path))
    assert recognise(path).id == "io_table"
    assert not is_io_table(peek(written(tmp_path / "other", {"Z": Z})))


# ------------------------------------------------------------------------------ gases


def test_stressors_of_exiobase_are_known_by_name_and_unit(tmp_path: Path) -> None:
    table = changed(
        "F",
        [
            ["flow", "unit", "农业", "工业"],
            ["CO2 - combustion - air", "kg", 1, 1],
            ["CO2_bio - combustion - air", "kg", 1, 1],
            ["CH4 - waste - air", "kg", 1, 1],
            ["HFC - air", "kg CO2-eq", 1, 1],
            ["PFC - air", "kg", 1, 1],  # not the unit it is published in
        ],
    )
    one = added(written(tmp_path / "io", table), tmp_path / "db")
    gases = {flow: mapped.gas for flow, mapped in one.linked.gases.items()}
    assert gases == {
        "CO2 - combustion - air": "co2_fossil",
        "CO2_bio - combustion - air": "co2_biogenic",
        "CH4 - waste - air": "ch4_biogenic",
        "HFC - air": "co2e_unspecified",
    }
    (unknown,) = [f for f in one.linked.findings if f.code == "W081"]
    assert unknown.at == "PFC - air"
    assert unknown.values["exchanges"] == 2
    assert (one.database.chain & UNMAPPED_GAS).all()


def test_a_user_can_say_that_a_flow_is_not_to_be_counted(tmp_path: Path) -> None:
    table = changed(
        "F",
        [
            ["flow", "unit", "农业", "工业"],
            ["co2_fossil", "t", 100, 100],
            ["GHG total", "t CO2e", 100, 100],
        ],
    )
    path = written(tmp_path / "io", table)
    assert added(path, tmp_path / "db").database.chain.all()
    own = tmp_path / "map.csv"
    own.write_text("name,gas\nGHG total,none\n", encoding="utf-8")
    choices = Choices(gases=read_gas_map(own))
    one = add_database(path, name="two", place=tmp_path / "db", choices=choices)
    assert not one.database.chain.any()
    assert_allclose(one.database.intensities[0, 0], N[0], rtol=1e-13)


def test_a_table_is_added_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    path = written(tmp_path / "io", changed("说明", None))
    assert main(["db", "add", str(path), "--lang", "en"]) == 2
    assert "E559" in capsys.readouterr().err
    said = ["--currency", "CNY_2018", "--version", "1", "--licence", "CC0-1.0"]
    assert main(["db", "add", str(path), *said, "--lang", "en"]) == 0
    assert main(["db", "show", "io", "工业", "--json"]) == 0
    assert '"CNY_2018"' in capsys.readouterr().out
