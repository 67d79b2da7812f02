"""Wrong tables: what contradicts itself is refused or told, never made a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from plain_io_tables import TABLE, N, Rows, added, codes, workbook, written

from lcagraph.background.linked import BAD_NUMBER
from lcagraph.errors import UsageError
from lcagraph.exporting import databases, export_database
from lcagraph.formats.io_table import read_io_table
from lcagraph.input_output import SupplyUse, constructed
from lcagraph.input_output.purchaser_prices import read_prices
from lcagraph.input_output.table import TableOptions

HEAD: list[object] = ["sector", "农业", "工业"]
A: Rows = [HEAD, ["农业", 0.15, 0.25], ["工业", 0.2, 0.05]]
D: Rows = [["flow", "unit", "农业", "工业"], ["co2_fossil", "kg", 100, 50]]


def table(**parts: Rows | None) -> dict[str, Rows]:
    every: dict[str, Rows | None] = {**TABLE, **parts}
    return {part: rows for part, rows in every.items() if rows is not None}


def refused(folder: Path, parts: dict[str, Rows]) -> str:
    with pytest.raises(UsageError) as caught:
        read_io_table(written(folder / "io", parts))
    return caught.value.finding.code


def test_emissions_of_coefficients_need_an_output(tmp_path: Path) -> None:
    # 100 t of a sector whose output nobody states are not 100 t per yuan
    assert refused(tmp_path, table(A=A, Z=None, x=None)) == "E570"
    one = added(written(tmp_path / "io2", table(A=A, Z=None)), tmp_path / "db")
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)


def test_of_two_columns_of_output_none_is_chosen(tmp_path: Path) -> None:
    rows: Rows = [["sector", "2017", "2018"], ["农业", 9, 1000], ["工业", 9, 2000]]
    assert refused(tmp_path, table(x=rows)) == "E517"


def test_a_header_without_sectors_is_no_table(tmp_path: Path) -> None:
    assert refused(tmp_path, table(Z=[["sector"]])) == "E570"


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    rows: Rows = [["currency", "CNY_2018"], ["currency", "CNY_2017"]]
    assert refused(tmp_path, table(说明=rows)) == "E516"


def test_a_currency_that_no_model_can_spend_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, table(说明=[["currency", "XYZ_2018"]])) == "E559"


@pytest.mark.parametrize(
    ("row", "place", "found"),
    [
        (["农业", "x", 500], "Z:3, 农业", "x"),
        (["农业", 150], "Z:3, 工业", "–"),  # a formula without its result is empty, too
        (["农业", 150, 500, 650], "Z:3", "3 > 2"),  # a total that has no header
    ],
)
def test_a_bad_cell_is_told_by_its_row_in_the_spreadsheet_and_its_column(
    tmp_path: Path, row: list[object], place: str, found: str
) -> None:
    rows: Rows = [HEAD, [], row, ["工业", 200, 100]]
    with pytest.raises(UsageError) as caught:
        read_io_table(written(tmp_path / "io", table(Z=rows)))
    finding = caught.value.finding
    assert (finding.code, dict(finding.values)) == (
        "E558",
        {"place": place, "found": found},
    )


@pytest.mark.parametrize(
    "rows",
    [
        [["", "农业", "工业"], ["农业", 150, 500], ["工业", 200, 100]],  # blank corner
        [["部门名称", "农业", "工业"], ["农业", 150, 500], ["工业", 200, 100]],
        [["2018年投入产出表"], HEAD, ["农业", 150, 500], ["工业", 200, 100]],  # a title
        [],
    ],
)
def test_labels_without_their_word_are_no_numbers_but_told_as_labels(
    tmp_path: Path, rows: Rows
) -> None:
    assert refused(tmp_path, table(Z=rows)) == "E512"


def test_extensions_without_a_name_are_refused(tmp_path: Path) -> None:
    rows: Rows = [["unit", "农业", "工业"], ["t", 100, 100]]
    assert refused(tmp_path, table(F=rows)) == "E512"


def test_a_sector_that_stands_twice_is_refused(tmp_path: Path) -> None:
    twice = table(
        Z=[["sector", "a", "a"], ["a", 150, 500], ["a", 200, 100]],
        Y=[["sector", "y"], ["a", 350], ["a", 1700]],
        x=[["sector", "x"], ["a", 1000], ["a", 2000]],
        F=[["flow", "unit", "a", "a"], ["co2_fossil", "t", 100, 100]],
    )
    assert refused(tmp_path, twice) == "E511"


def test_two_sheets_of_the_same_part_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, table(flows=TABLE["Z"])) == "E511"


def test_an_extension_of_the_name_of_a_sector_is_refused(tmp_path: Path) -> None:
    rows: Rows = [D[0], ["农业", "t", 1, 1]]
    assert refused(tmp_path, table(F=rows)) == "E511"


def test_a_construct_asked_of_a_square_table_is_refused_and_a_stated_one_told(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "io", TABLE)
    with pytest.raises(UsageError) as caught:
        read_io_table(path, options=TableOptions(construct="by_product"))
    assert caught.value.finding.code == "E513"
    rows: Rows = [["currency", "CNY_2018"], ["construct", "by_product"]]
    one = added(written(tmp_path / "io", table(说明=rows)), tmp_path / "db")
    assert "N514" in codes(one)


def test_merged_cells_of_regions_count_for_all_their_rows_and_columns(
    tmp_path: Path,
) -> None:
    # a spreadsheet program stores a merged cell's text in its first cell alone
    parts: dict[str, Rows] = {
        "table": [["currency", "CNY_2018"]],
        "Z": [
            ["", "region", "CN", "", "DE", ""],
            ["region", "sector", "a", "b", "a", "b"],
            ["CN", "a", 150, 500, 0, 0],
            ["", "b", 200, 100, 0, 0],
            ["DE", "a", 0, 0, 150, 500],
            ["", "b", 0, 0, 200, 100],
        ],
        "x": [
            ["region", "sector", "x"],
            *(["CN", "a", 1000], ["", "b", 2000]),
            *(["DE", "a", 1000], ["", "b", 2000]),
        ],
        "F": [
            ["", "region", "CN", "", "DE", ""],
            ["flow", "unit", "a", "b", "a", "b"],
            ["co2_fossil", "t", 100, 100, 100, 100],
        ],
    }
    one = added(workbook(tmp_path / "io.xlsx", parts), tmp_path / "db")
    assert one.database.process_ids() == ["CN/a", "CN/b", "DE/a", "DE/b"]
    assert_allclose(one.database.intensities[:, 0], [*N, *N], rtol=1e-13)


def test_a_sector_without_a_label_is_not_given_its_neighbours(tmp_path: Path) -> None:
    rows: Rows = [["sector", "", "工业"], ["农业", 150, 500], ["工业", 200, 100]]
    assert refused(tmp_path, table(Z=rows)) == "E557"


@pytest.mark.parametrize(
    ("stated", "factor"), [("CNY", 1.0), ("万元", 1e4), ("亿元", 1e8)]
)
def test_currency_and_year_may_stand_in_rows_of_their_own(
    tmp_path: Path, stated: str, factor: float
) -> None:
    rows: Rows = [["currency", stated], ["year", "2018"]]
    one = added(written(tmp_path / "io", table(说明=rows)), tmp_path / "db")
    assert {each.unit for each in one.linked.activities} == {"CNY_2018"}
    # the same tonnes for 10⁴ or 10⁸ times the money
    expected = np.array(N) / factor
    assert_allclose(one.database.intensities[:, 0], expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("part", "rows", "is_told"),
    [
        ("A", A, False),
        ("A", [HEAD, ["农业", 0.15, 0.25], ["工业", 0.2, 0.5]], True),
        ("D", D, False),
        ("D", [D[0], ["co2_fossil", "t", 0.1, 0.05]], False),
        ("D", [D[0], ["co2_fossil", "t", 0.1, 0.06]], True),
        ("D", [D[0], ["ch4_fossil", "t", 0.1, 0.05]], True),
    ],
)
def test_coefficients_beside_their_flows_must_agree(
    tmp_path: Path, part: str, rows: Rows, is_told: bool
) -> None:
    one = added(written(tmp_path / "io", table(**{part: rows})), tmp_path / "db")
    assert ("W571" in codes(one)) == is_told
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)  # flows count


def test_an_empty_sector_is_told_and_marked_not_a_footprint_of_0(
    tmp_path: Path,
) -> None:
    one = added(
        written(
            tmp_path / "io",
            table(
                Z=[HEAD, ["农业", 150, 0], ["工业", 0, 0]],
                Y=[["sector", "居民"], ["农业", 850], ["工业", 0]],
                x=[["sector", "x"], ["农业", 1000], ["工业", 0]],
                F=[["flow", "unit", "农业", "工业"], ["co2_fossil", "t", 100, 0]],
            ),
        ),
        tmp_path / "db",
    )
    (told,) = [f for f in one.linked.findings if f.code == "N572"]
    assert told.values["sectors"] == ("工业",)
    assert one.database.chain.tolist() == [0, BAD_NUMBER]


def test_a_table_whose_sectors_are_all_alive_has_no_empty_one(tmp_path: Path) -> None:
    one = added(written(tmp_path / "io", TABLE), tmp_path / "db")
    assert not {"N572", "W571", "E573"} & codes(one)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_of_a_chinese_office_are_read_in_their_encoding(
    tmp_path: Path, encoding: str
) -> None:
    folder = written(tmp_path / "io", TABLE)
    for file in folder.iterdir():
        file.write_text(file.read_text(encoding="utf-8"), encoding=encoding)
    one = added(folder, tmp_path / "db")
    assert one.database.process_ids() == ["农业", "工业"]
    assert_allclose(one.database.intensities[:, 0], N, rtol=1e-13)


@pytest.mark.parametrize(
    "cell", ["=500+500", "nan", "1e999", "1 000", "1,000", "1_000", "-"]
)
def test_a_cell_that_is_no_number_is_refused(tmp_path: Path, cell: str) -> None:
    rows: Rows = [["sector", "x"], ["农业", cell], ["工业", 2000]]
    assert refused(tmp_path, table(x=rows)) == "E558"


def test_a_table_that_takes_more_than_it_makes_gives_no_footprint(
    tmp_path: Path,
) -> None:
    # (1 − 0.9)(1 − 0.3) − 0.9 · 0.5 = −0.38 < 0: rounds of purchases never end
    rows: Rows = [HEAD, ["农业", 0.9, 0.9], ["工业", 0.5, 0.3]]
    parts = table(A=rows, D=D, Z=None, F=None, x=None, Y=None)
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    assert {"W562", "W097"} <= codes(one)
    assert one.database.chain.all()


# ------------------------------------------------------------------ supply and use

SUPPLY: Rows = [["industry", "a", "b"], ["a", 90, 10], ["b", 0, 100]]
USE: Rows = [["product", "a", "b"], ["a", 12, 10], ["b", 10, 7]]
# q = (90, 110), U 1 = (22, 17): final demand (68, 93); x = (100, 100)
FINAL: Rows = [["product", "y"], ["a", 68], ["b", 93]]
OUTPUT: Rows = [["industry", "x"], ["a", 100], ["b", 100]]


def supply_use(**parts: Rows) -> dict[str, Rows]:
    return {
        "table": [["currency", "CNY_2018"], ["construct", "industry_technology"]],
        "supply": SUPPLY,
        "use": USE,
        "Y": FINAL,
        "x": OUTPUT,
        "F": [["flow", "unit", "a", "b"], ["co2_fossil", "kg", 30, 50]],
        **parts,
    }


def test_swapped_supply_and_use_of_the_same_labels_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, supply_use(supply=USE, use=SUPPLY)) == "E573"


def test_a_supply_table_of_products_by_industries_is_refused(tmp_path: Path) -> None:
    turned: Rows = [["产品", "a", "b"], ["a", 90, 0], ["b", 10, 100]]
    assert refused(tmp_path, supply_use(supply=turned)) == "E573"


def test_a_turned_supply_table_without_a_word_does_not_balance(tmp_path: Path) -> None:
    # rows under `sector`: turned, products sum to (100, 100), used are (90, 110)
    turned: Rows = [["sector", "a", "b"], ["a", 90, 0], ["b", 10, 100]]
    one = added(written(tmp_path / "io", supply_use(supply=turned)), tmp_path / "db")
    found = [f for f in one.linked.findings if f.code == "W564"]
    assert [f.values["count"] for f in found] == [2, 2]  # products, then industries
    assert found[0].values["worst"] in ("-0.1", "0.1")


def test_a_balanced_supply_use_table_is_told_nothing_about(tmp_path: Path) -> None:
    one = added(written(tmp_path / "io", supply_use()), tmp_path / "db")
    assert codes(one) == {"N070"}


@pytest.mark.parametrize(
    "supply",
    [
        [SUPPLY[0], ["a", 0, 0], ["b", 90, 110]],  # a makes nothing, and buys
        [SUPPLY[0], ["a", -90, 10], ["b", 180, 100]],  # less than nothing
    ],
)
def test_an_industry_that_makes_nothing_but_buys_is_refused(
    tmp_path: Path, supply: Rows
) -> None:
    assert refused(tmp_path, supply_use(supply=supply)) == "E563"


def test_a_product_that_is_bought_but_not_made_is_marked_with_its_buyers(
    tmp_path: Path,
) -> None:
    # all of product b is imported: of its recipe nothing is known
    parts = supply_use(
        supply=[SUPPLY[0], ["a", 90, 0], ["b", 100, 0]],
        Y=[["product", "y"], ["a", 168], ["b", 0]],
        x=[["industry", "x"], ["a", 90], ["b", 100]],
    )
    one = added(written(tmp_path / "io", parts), tmp_path / "db")
    assert "N572" in codes(one)
    assert (one.database.chain & BAD_NUMBER).tolist() == [BAD_NUMBER] * 2
    # where industries stand for products its purchases would be lost
    parts["table"] = [["currency", "CNY_2018"], ["construct", "fixed_product_sales"]]
    assert refused(tmp_path, parts) == "E563"


def test_aggregation_counts_all_that_an_industry_makes_as_one() -> None:
    # A = U x̂⁻¹: of 100 in all, industry a uses 12 of product a and 10 of product b
    found = constructed(
        SupplyUse(
            V=np.array([[90.0, 10.0], [0.0, 100.0]]),
            U=np.array([[12.0, 10.0], [10.0, 7.0]]),
            F=np.array([[30.0, 50.0]]),
        ),
        "aggregation",
    )
    assert_allclose(found.A, [[0.12, 0.1], [0.1, 0.07]], rtol=1e-15)
    assert_allclose(found.D, [[0.3, 0.5]], rtol=1e-15)


# ---------------------------------------------------------------------------- prices


@pytest.mark.parametrize(
    ("row", "unit", "problem"),
    [
        ("a,USD_2024,1.2,", "CNY_2018", "exchange_rate ?"),  # whose rate is no 1
        ("a,CNY_2024,1.2,7", "CNY_2018", "exchange_rate 7"),
        ("a,CNY_2018,1.2,", "CNY_2018", "deflator 1.2"),
        ("a,CNY_2024,1.2,", "t", "CNY_2024 / t"),  # of a tonne nobody knows the price
    ],
)
def test_prices_that_contradict_the_money_of_the_table_are_refused(
    tmp_path: Path, row: str, unit: str, problem: str
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(f"sector,currency,deflator,exchange_rate\n{row}\n")
    with pytest.raises(UsageError) as caught:
        read_prices(path, {"a": unit})
    assert caught.value.finding.code == "E565"
    assert problem in str(caught.value.finding.values["problem"])


def test_margins_alone_need_no_other_year(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(
        "sector,currency,deflator,margin:b\na,CNY_2018,1,0.2\nb,CNY_2018,1,0\n"
    )
    first, second = read_prices(path, {"a": "CNY_2018", "b": "CNY_2018"})
    assert dict(first.bought) == {0: 0.8, 1: 0.2}
    assert dict(second.bought) == {1: 1.0}


# ---------------------------------------------------------------------------- export


def test_a_database_too_large_for_text_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = added(written(tmp_path / "io", TABLE), tmp_path / "db")
    monkeypatch.setattr(databases, "MOST_ENTRIES", 5)  # 4 of A and 2 of B
    with pytest.raises(UsageError) as caught:
        export_database(one.database, tmp_path / "io.zip", "openlca_jsonld")
    assert caught.value.finding.code == "E579"
    assert not (tmp_path / "io.zip").exists()
    export_database(one.database, tmp_path / "io.zip", "datapackage")
    monkeypatch.setattr(databases, "MOST_ENTRIES", 6)
    export_database(one.database, tmp_path / "json.zip", "openlca_jsonld")
