"""Tables of many regions through pymrio, and the same accounts as pymrio computes.

The files of publishers are imitated in their layouts with two regions and few sectors;
pymrio's own test system has six regions and eight sectors.
"""

from __future__ import annotations

import csv
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lcagraph.background.findings_report import unmapped_gases
from lcagraph.background.gases.own_map import read_gas_map
from lcagraph.background.linked import BAD_NUMBER, UNMAPPED_GAS
from lcagraph.errors import UsageError
from lcagraph.formats.mrio import read_mrio, table_of
from lcagraph.importing import Choices, add_database
from lcagraph.importing.recognise import recognise
from lcagraph.input_output import Leontief, accounts, coefficients
from lcagraph.input_output.table import TableOptions

pymrio = pytest.importorskip("pymrio")
pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def system() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pymrio.load_test()


@pytest.fixture(scope="module")
def computed(system: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return system.copy().calc_all()


@pytest.fixture(scope="module")
def saved(system: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("mrio") / "IOT_2010"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        system.save_all(folder)
    return folder


@pytest.fixture(scope="module")
def ours(system: Any) -> Leontief:
    table = table_of(system, "test", 2010)
    assert table.flows is not None
    assert table.output is not None
    emissions = np.array([row.name.startswith("emission") for row in table.stressors])
    return Leontief(
        A=coefficients(table.flows, table.output),
        D=coefficients(table.extensions[emissions], table.output),
    )


def test_multipliers_are_those_of_pymrio(ours: Leontief, computed: Any) -> None:
    assert_allclose(ours.A, computed.A.to_numpy(), rtol=1e-12, atol=1e-18)
    assert_allclose(ours.L, computed.L.to_numpy(), rtol=1e-11, atol=1e-14)
    assert_allclose(ours.D, computed.emissions.S.to_numpy(), rtol=1e-12)
    assert_allclose(ours.N, computed.emissions.M.to_numpy(), rtol=1e-11)


def test_production_and_consumption_accounts_are_those_of_pymrio(
    ours: Leontief, computed: Any
) -> None:
    regions = list(computed.get_regions())
    region = np.array([regions.index(one) for one, _ in computed.Z.index])
    demand = computed.Y.T.groupby(level="region", sort=False).sum().T
    found = accounts(ours, demand[regions].to_numpy(), region)
    emissions = computed.emissions
    for own, theirs in (
        (found.production, emissions.D_pba),
        (found.consumption, emissions.D_cba),
        (found.imports, emissions.D_imp),
        (found.exports, emissions.D_exp),
    ):
        expected = theirs.to_numpy()
        assert_allclose(own, expected, rtol=1e-10, atol=1e-9 * np.abs(expected).max())


def test_a_saved_system_is_a_database_with_the_multipliers_of_pymrio(
    saved: Path, computed: Any, tmp_path: Path
) -> None:
    own = tmp_path / "map.csv"
    own.write_text("name,gas\nemission_type1,co2_fossil\nemission_type2,none\n")
    choices = Choices(gases=read_gas_map(own))
    assert recognise(saved).id == "mrio"
    stored = add_database(saved, name="test", place=tmp_path / "db", choices=choices)
    database = stored.database
    # kg per million dollars become kg per dollar; the year is that of the folder's name
    expected = computed.emissions.M.to_numpy()[0] / 1e6
    assert_allclose(database.intensities[:, 0], expected, rtol=1e-11)
    labels = ["/".join(label) for label in computed.Z.index]
    assert database.process_ids() == labels
    assert {one.unit for one in stored.linked.activities} == {"USD_2010"}
    assert not database.chain.any()


def test_the_year_of_a_saved_system_must_be_known(system: Any, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        system.save_all(tmp_path / "table")
    with pytest.raises(UsageError) as caught:
        read_mrio(tmp_path / "table")
    assert caught.value.finding.code == "E559"
    read_mrio(tmp_path / "table", options=TableOptions(currency="USD_2010"))
    with pytest.raises(UsageError) as caught:  # the table counts in dollars
        read_mrio(tmp_path / "table", options=TableOptions(currency="EUR_2010"))
    assert caught.value.finding.code == "E560"


def test_characterised_extensions_are_left_out_and_told(system: Any) -> None:
    from lcagraph.input_output.array_form import as_arrays

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = system.copy()
        other.impacts = other.emissions.copy()
    table = as_arrays(table_of(other, "test", 2010), "pymrio")
    assert [one.code for one in table.package.problems] == ["N568", "N574"]
    assert len(table.elementary) == 3  # value added and two emissions, once each


# ------------------------------------------------------------- layouts of publishers

Z = np.array([[10.0, 20.0], [30.0, 40.0]])
Y = np.array([[70.0, 0.0], [30.0, 100.0]])
X = Z.sum(axis=1) + Y.sum(axis=1)  # (100, 200)
F = np.array([[5.0, 8.0]])
"""Two regions A and B of one sector each."""


def columns(path: Path, rows: list[list[object]], separator: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)


def eora(folder: Path) -> Path:
    def labels(name: str, rows: list[list[object]]) -> None:
        columns(folder / f"labels_{name}.txt", rows, "\t")

    start = "Eora26_2015_bp"
    for part, values in (("T", Z), ("FD", Y), ("Q", F), ("QY", F * 0), ("VA", F * 0)):
        columns(folder / f"{start}_{part}.txt", values.tolist(), "\t")
    labels("T", [["Aland", "AAA", "Industries", "all"], ["Bland", "BBB", "I", "all"]])
    labels("FD", [["Aland", "AAA", "F", "house"], ["Bland", "BBB", "F", "house"]])
    labels("Q", [["CO2 emissions (Gg)", "EDGAR"]])
    labels("VA", [["Primary", "wages"]])
    return folder


def oecd(folder: Path) -> Path:
    rows = [
        ["", "AAA_01", "BBB_01", "AAA_HFCE", "BBB_HFCE", "OUT"],
        ["AAA_01", *Z[0], *Y[0], X[0]],
        ["BBB_01", *Z[1], *Y[1], X[1]],
        ["VALU", 60, 140, 0, 0, 0],
        ["OUT", *X, 0, 0, 0],
    ]
    columns(folder / "ICIO2021_2018.csv", rows)
    return folder


def wiod(folder: Path) -> Path:
    import xlsxwriter

    head = ["World Input-Output Table 2011", "", "(industry-by-industry)"]
    with xlsxwriter.Workbook(folder / "wiot11_row_apr12.xlsx") as book:
        sheet = book.add_worksheet("2011")
        sheet.write_column(0, 0, [*head, "(millions of US$)"])
        for row, labels in enumerate(
            (
                ["AtB", "AtB", "F", "F", "total"],
                ["Farming", "Farming", "Households", "Households", "Total"],
                ["AAA", "USA", "AAA", "USA", "TOT"],
                ["c35", "c35", "c37", "c37", "c99"],
            ),
            start=2,
        ):
            sheet.write_row(row, 4, labels)
        for row, region in enumerate(("AAA", "USA")):
            sheet.write_row(6 + row, 0, ["AtB", "Farming", region, "c35"])
            sheet.write_row(6 + row, 4, [*Z[row], *Y[row], X[row]])
        sheet.write_row(8, 0, ["", "Value added", "TOT", "r64", 60, 140, 0, 0, 200])
    return folder


def gloria(folder: Path) -> Path:
    """Two regions with one sector each, which makes its own product alone."""
    import xlsxwriter

    mrio = folder / "GLORIA_MRIOs_59_2022"
    satellites = folder / "GLORIA_SatelliteAccounts_059_2022"
    mrio.mkdir()
    satellites.mkdir()
    # rows and columns: industry and product of A, then of B
    T = np.zeros((4, 4))
    T[0, 1], T[2, 3] = X  # an industry makes its product
    T[1, 0], T[1, 2], T[3, 0], T[3, 2] = Z.ravel()  # and uses products
    demand = np.zeros((4, 2))
    demand[1], demand[3] = Y
    emitted = np.zeros((1, 4))
    emitted[0, [0, 2]] = F[0]
    for place, part, values in (
        (mrio, "T", T),
        (mrio, "Y", demand),
        (mrio, "V", emitted.repeat(2, axis=0)),
        (satellites, "TQ", emitted),
        (satellites, "YQ", np.zeros((1, 2))),
    ):
        name = f"_120secMother_AllCountries_002_{part}-Results_2022_059"
        columns(place / f"x{name}_Markup001(full).csv", values.tolist())
    with xlsxwriter.Workbook(folder / "GLORIA_ReadMe_059.xlsx") as book:
        for title, cells in (
            ("Regions", [["Region_acronyms"], ["AAA"], ["BBB"]]),
            ("Sectors", [["Sector_names"], ["Farming"]]),
            (
                "Value added and final demand",
                [["Final_demand_names", "Value_added_names"], ["Household", "Wages"]],
            ),
            (
                "Satellites",
                [
                    ["Sat_indicator", "Sat_head_indicator", "Sat_unit"],
                    ["co2_fossil", "Emissions", "kilotonnes"],
                ],
            ),
        ):
            sheet = book.add_worksheet(title)
            for row, line in enumerate(cells):
                sheet.write_row(row, 0, line)
    return folder


@pytest.mark.parametrize(
    ("write", "year", "factor"),
    [
        (eora, 2015, 1e3),
        (oecd, 2018, 1e6),
        (wiod, 2011, 1e6),
        (gloria, 2022, 1e3),
    ],
)
def test_a_publishers_layout_gives_its_coefficients(
    tmp_path: Path, write: Any, year: int, factor: float
) -> None:
    folder = write(tmp_path)
    assert recognise(folder).id == "mrio"
    table = read_mrio(folder)  # of one year, there is nothing to choose
    assert_allclose(table.technosphere.toarray(), np.eye(2) - Z / X, rtol=1e-14)
    assert {one.unit for one in table.activities} == {f"USD_{year}"}
    assert table.activities[0].location == "AAA"
    rows = ["co2" in flow.casefold() for flow in table.elementary]
    assert any(rows) == (write in (eora, gloria))  # the others come in files apart
    if any(rows):  # 5 Gg of 100 units of output, 8 Gg of 200
        row = rows.index(True)
        found = table.interventions.toarray()[row]
        assert_allclose(found, [5e6 / (100 * factor), 8e6 / (200 * factor)])


def test_of_several_years_one_must_be_chosen(tmp_path: Path) -> None:
    folder = oecd(tmp_path)
    (folder / "ICIO2021_2017.csv").write_bytes(
        (folder / "ICIO2021_2018.csv").read_bytes()
    )
    with pytest.raises(UsageError, match="2017, 2018") as caught:
        read_mrio(folder)
    assert caught.value.finding.code == "E566"
    table = read_mrio(folder, options=TableOptions(year=2017))
    assert {one.unit for one in table.activities} == {"USD_2017"}


def stated(path: Path, cells: dict[tuple[int, int], object]) -> None:
    """Write some cells of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for (row, column), value in cells.items():
        rows[row][column] = str(value)
    columns(path, rows)


def part_of_gloria(folder: Path, part: str) -> Path:
    (found,) = folder.glob(f"GLORIA_*/*_{part}-Results_*.csv")
    return found


def test_a_sector_of_gloria_without_output_is_told_and_not_set_to_0(
    tmp_path: Path,
) -> None:
    folder = gloria(tmp_path)
    # industry A makes nothing any more, but uses 10 and 30 and emits 5
    stated(part_of_gloria(folder, "T"), {(0, 1): 0.0})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pymrio.parse_gloria(folder, year=2022).A.to_numpy()
    assert not theirs[:, 0].any()  # pymrio: as if it needed nothing
    table = read_mrio(folder)
    found = {one.code: one for one in table.package.problems}
    assert found["E563"].values["sectors"] == ("AAA/Farming",)
    assert table.flags.tolist() == [BAD_NUMBER, 0]


def test_a_region_of_gloria_without_transactions_is_told(tmp_path: Path) -> None:
    folder = gloria(tmp_path)
    empty = {(row, column): 0.0 for row in range(2) for column in range(4)}
    empty |= {(row, column): 0.0 for row in range(4) for column in range(2)}
    stated(part_of_gloria(folder, "T"), empty)
    table = read_mrio(folder)
    (told,) = [one for one in table.package.problems if one.code == "N578"]
    assert told.values["regions"] == ("AAA",)
    assert [one.process for one in table.activities] == ["BBB/Farming"]


def test_supply_of_gloria_that_is_not_diagonal_needs_a_construct(
    tmp_path: Path,
) -> None:
    folder = gloria(tmp_path)
    # industry A makes 20 of the product of B, too: V = [[100, 20], [0, 180]]
    stated(part_of_gloria(folder, "T"), {(0, 3): 20.0, (2, 3): 180.0})
    with pytest.raises(UsageError) as caught:
        read_mrio(folder)
    assert caught.value.finding.code == "E561"
    options = TableOptions(construct="industry_technology")
    found = read_mrio(folder, options=options).technosphere.toarray()
    # A = U x̂⁻¹ V q̂⁻¹ with x = (120, 180), q = (100, 200)
    made = np.array([[100.0, 20.0], [0.0, 180.0]])
    assert_allclose(found, np.eye(2) - Z / [120, 180] @ made / [100, 200], rtol=1e-13)


def test_empty_cells_of_the_oecd_are_counted_since_pymrio_takes_them_for_0(
    tmp_path: Path,
) -> None:
    path = oecd(tmp_path) / "ICIO2021_2018.csv"
    assert "W577" not in {one.code for one in read_mrio(path).package.problems}
    # Z of AAA in BBB; a final demand; value added of final demand is empty by design
    stated(path, {(1, 2): "", (2, 3): "n/a", (3, 3): ""})
    (told,) = [o for o in read_mrio(tmp_path).package.problems if o.code == "W577"]
    assert told.values["count"] == 2
    assert told.values["places"] == ("AAA_01, BBB_01", "BBB_01, AAA_HFCE")


def test_emissions_of_households_are_told_where_there_are_any(tmp_path: Path) -> None:
    folder = eora(tmp_path)
    assert "N574" not in {one.code for one in read_mrio(folder).package.problems}
    columns(folder / "Eora26_2015_bp_QY.txt", [[3.0, 4.0]], "\t")
    (told,) = [o for o in read_mrio(folder).package.problems if o.code == "N574"]
    assert told.values["extensions"] == ("Q",)


def test_a_table_without_a_known_gas_lists_all_its_extensions(tmp_path: Path) -> None:
    # OECD's tables come without emissions: value added alone
    stored = add_database(oecd(tmp_path), name="oecd", place=tmp_path / "db")
    assert "W567" in {one.code for one in stored.linked.findings}
    assert (stored.database.chain & UNMAPPED_GAS).all()
    rows = unmapped_gases(stored.linked)
    assert [row["flow"] for row in rows] == list(stored.linked.elementary)


def test_without_pymrio_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymrio", None)
    with pytest.raises(UsageError) as caught:
        read_mrio(oecd(tmp_path))
    assert caught.value.finding.code == "E008"
    assert caught.value.finding.values["package"] == "pymrio"


def test_files_that_pymrio_cannot_read_are_told_with_its_words(tmp_path: Path) -> None:
    (tmp_path / "ICIO2021_2018.csv").write_text("nothing", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_mrio(tmp_path)
    assert caught.value.finding.code == "E566"
