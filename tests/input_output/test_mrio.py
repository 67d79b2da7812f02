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
from publisher_tables import Economy, columns, eora, gloria, oecd, wiod

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


def test_intensities_without_their_totals_are_multiplied_by_output(system: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = system.copy().calc_all()
        other.emissions.F = None
    expected, found = table_of(system, "a", 2010), table_of(other, "b", 2010)
    assert_allclose(found.extensions, expected.extensions, rtol=1e-12)


# ------------------------------------------------------------- layouts of publishers

Z = np.array([[10.0, 20.0], [30.0, 40.0]])
Y = np.array([[70.0, 0.0], [30.0, 100.0]])
X = Z.sum(axis=1) + Y.sum(axis=1)  # (100, 200)
F = np.array([[5.0, 8.0]])
TWO = Economy(regions=("AAA", "USA"), sectors=("Farming",), Z=Z, Y=Y, F=F)
"""Two regions of one sector each."""

FOUR = Economy(
    regions=("AAA", "USA"),
    sectors=("Farming", "Mining"),
    Z=np.array([[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]]),
    Y=np.array([[60.0, 30], [50, 24], [40, 18], [30, 12]]),
    F=np.array([[5.0, 8, 13, 21]]),
)
"""So that regions and sectors can't be taken for each other; x = 100 of each row."""


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
    folder = write(tmp_path, TWO)
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


@pytest.mark.parametrize("write", [eora, oecd, wiod, gloria])
def test_regions_and_sectors_of_a_layout_stay_in_their_places(
    tmp_path: Path, write: Any
) -> None:
    table = read_mrio(write(tmp_path, FOUR))
    labels = [f"{region}/{sector}" for region, sector in FOUR.labels]
    assert [one.process for one in table.activities] == labels
    found = table.technosphere.toarray()
    assert_allclose(found, np.eye(4) - FOUR.Z / 100, rtol=1e-14)
    rows = [k for k, flow in enumerate(table.elementary) if "co2" in flow.casefold()]
    if rows:  # Gg per 100 thousand dollars
        emitted = table.interventions.toarray()[rows[0]]
        assert_allclose(emitted, FOUR.F[0] * 1e6 / 1e5, rtol=1e-14)


def test_the_rest_of_the_world_that_pymrio_takes_out_of_eora_is_told(
    tmp_path: Path,
) -> None:
    one = Economy(
        regions=("AAA", "ROW"), sectors=FOUR.sectors, Z=FOUR.Z, Y=FOUR.Y, F=FOUR.F
    )
    table = read_mrio(eora(tmp_path, one))
    assert [found.code for found in table.package.problems] == ["W518"]
    # of 100 Farming sells 3 + 4 + 30 to ROW, Mining 7 + 8 + 24: outputs 63 and 61
    expected = np.eye(2) - FOUR.Z[:2, :2] / [63.0, 61.0]
    assert_allclose(table.technosphere.toarray(), expected, rtol=1e-14)
    with warnings.catch_warnings():  # a system that pymrio saved remembers it
        warnings.simplefilter("ignore")
        pymrio.parse_eora26(tmp_path, 2015).save_all(tmp_path / "saved")
    again = read_mrio(tmp_path / "saved", options=TableOptions(year=2015))
    assert "W518" in {found.code for found in again.package.problems}


def test_a_column_of_the_oecd_that_no_row_is_called_by_is_refused(
    tmp_path: Path,
) -> None:
    # pymrio would give it the label of the row in its place
    path = oecd(tmp_path, FOUR) / "ICIO2021_2018.csv"
    stated(path, {(0, 2): "AAA_Minnig"})
    with pytest.raises(UsageError) as caught:
        read_mrio(path)
    assert caught.value.finding.code == "E557"
    assert caught.value.finding.values["first"] == "AAA_Mining"


@pytest.mark.parametrize("write", [eora, oecd, wiod])
def test_a_construct_is_refused_where_the_table_is_square(
    tmp_path: Path, write: Any
) -> None:
    options = TableOptions(construct="industry_technology")
    with pytest.raises(UsageError) as caught:
        read_mrio(write(tmp_path, TWO), options=options)
    assert caught.value.finding.code == "E513"


def test_a_bug_of_our_own_is_not_told_as_a_file_that_pymrio_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("lcagraph.formats.mrio.table_of", broken)
    with pytest.raises(KeyError, match="ours"):
        read_mrio(oecd(tmp_path, TWO))


def test_of_several_years_one_must_be_chosen(tmp_path: Path) -> None:
    folder = oecd(tmp_path, TWO)
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
    folder = gloria(tmp_path, TWO)
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
    folder = gloria(tmp_path, TWO)
    empty = {(row, column): 0.0 for row in range(2) for column in range(4)}
    empty |= {(row, column): 0.0 for row in range(4) for column in range(2)}
    stated(part_of_gloria(folder, "T"), empty)
    table = read_mrio(folder)
    (told,) = [one for one in table.package.problems if one.code == "N578"]
    assert told.values["regions"] == ("AAA",)
    assert [one.process for one in table.activities] == ["USA/Farming"]


def test_supply_of_gloria_that_is_not_diagonal_needs_a_construct(
    tmp_path: Path,
) -> None:
    folder = gloria(tmp_path, TWO)
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
    path = oecd(tmp_path, TWO) / "ICIO2021_2018.csv"
    assert "W577" not in {one.code for one in read_mrio(path).package.problems}
    # Z of AAA in BBB; a final demand; value added of final demand is empty by design
    stated(path, {(1, 2): "", (2, 3): "n/a", (3, 3): ""})
    (told,) = [o for o in read_mrio(tmp_path).package.problems if o.code == "W577"]
    assert told.values["count"] == 2
    assert told.values["places"] == (
        "AAA_Farming, USA_Farming",
        "USA_Farming, AAA_HFCE",
    )


def test_emissions_of_households_are_told_where_there_are_any(tmp_path: Path) -> None:
    folder = eora(tmp_path, TWO)
    assert "N574" not in {one.code for one in read_mrio(folder).package.problems}
    columns(folder / "Eora26_2015_bp_QY.txt", [[3.0, 4.0]], "\t")
    (told,) = [o for o in read_mrio(folder).package.problems if o.code == "N574"]
    assert told.values["extensions"] == ("Q",)


def test_a_table_without_a_known_gas_lists_all_its_extensions(tmp_path: Path) -> None:
    # OECD's tables come without emissions: value added alone
    stored = add_database(oecd(tmp_path, TWO), name="oecd", place=tmp_path / "db")
    assert "W567" in {one.code for one in stored.linked.findings}
    assert (stored.database.chain & UNMAPPED_GAS).all()
    rows = unmapped_gases(stored.linked)
    assert [row["flow"] for row in rows] == list(stored.linked.elementary)


def test_without_pymrio_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymrio", None)
    with pytest.raises(UsageError) as caught:
        read_mrio(oecd(tmp_path, TWO))
    assert caught.value.finding.code == "E008"
    assert caught.value.finding.values["package"] == "pymrio"


def test_files_that_pymrio_cannot_read_are_told_with_its_words(tmp_path: Path) -> None:
    (tmp_path / "ICIO2021_2018.csv").write_text("nothing", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_mrio(tmp_path)
    assert caught.value.finding.code == "E566"
