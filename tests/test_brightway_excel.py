"""Workbooks in Brightway's layout become datasets, and come back from them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
import small_packages as small
import xlsxwriter
from sheets import Rows, Writer, as_csv, as_workbook

from lcagraph.background.build import link_package
from lcagraph.background.linked import NO_ALLOCATION, OPEN_LINK, LinkedDatabase
from lcagraph.background.records import Exchange, Package, Process
from lcagraph.errors import UsageError
from lcagraph.formats.brightway_excel import (
    is_brightway_excel,
    read_brightway_excel,
)
from lcagraph.formats.container import peek

DATA = Path(__file__).parent / "data" / "brightway_excel"

HEAD = ("name", "amount", "unit", "location", "type", "reference product", "database")
STEEL: Rows = (
    ("Database", "mine"),
    (),
    ("Activity", "steel making"),
    ("location", "CN"),
    ("reference product", "steel"),
    ("unit", "kilogram"),
    ("Exchanges",),
    HEAD,
    ("steel making", 1, "kilogram", "CN", "production", "steel"),
)
POWER: Rows = (
    ("Activity", "power plant"),
    ("code", "pp"),
    ("location", "CN"),
    ("unit", "kilowatt hour"),
)


def activity(*rows: Sequence[str | float], head: Sequence[str] = HEAD) -> Rows:
    """The steel works with further rows, and a power plant without any."""
    made = dict(zip(HEAD, STEEL[8], strict=False))
    return (
        *STEEL[:7],
        head,
        [made.get(name, "") for name in head],
        *rows,
        (),
        *POWER,
    )


def read(place: Path, rows: Rows) -> Package:
    return read_brightway_excel(as_csv(place, rows))


def codes(package: Package) -> list[str]:
    return [finding.code for finding in package.problems]


def process_of(package: Package, name: str) -> Process:
    (found,) = [each for each in package.processes if each.name == name]
    return found


def drawn_amounts(database: LinkedDatabase) -> dict[tuple[str, str], float]:
    """Names of supplier and consumer → amount drawn."""
    matrix, names = database.technosphere, [a.name for a in database.activities]
    return {
        (names[r], names[c]): -float(value)
        for r, c, value in zip(matrix.row, matrix.column, matrix.value, strict=True)
    }


def last_exchange(package: Package) -> Exchange:
    return process_of(package, "steel making").exchanges[-1]


# -------------------------------------------------------------------- real workbooks


def test_the_example_of_bw2io_is_read_whole() -> None:
    # three activities with 4, 0 and 5 rows; the second makes one unit of itself
    package = read_brightway_excel(DATA / "example.xlsx")
    assert package.name == "BW2 Excel example"
    assert [len(each.exchanges) for each in package.processes] == [4, 1, 5]
    assert package.problems == ()
    acid = process_of(package, "Acetic acid, at plant")
    assert acid.id == "d80f3c8f5d04d518ab02b13aca9ab7c8"
    assert acid.location == "RNA"
    assert acid.classification[0] == "Chemical Manufacturing"


def test_amounts_of_the_parameterised_example_come_from_its_formulas() -> None:
    """Its amounts are 0 beside the formulas; Brightway computes these on import.

    1 / 200,000 cars per km; battery: 0.2 kg/kWh × 50 kWh = 10 kg, of which 1.2 % is
    lithium; car: 1,931 − 10 kg; cells: 50 / 0.2 × 8 kWh; petrol: 2.3 × 0.062 kg CO2/km.
    """
    package = read_brightway_excel(DATA / "sample_parameterized_database.xlsx")
    database = link_package(package)
    assert len(package.parameters) == 13
    assert all(f.code == "W050" for f in database.findings)  # lithium: no exchanges
    drawn = drawn_amounts(database)
    assert drawn["Electric car", "Driving an electric car"] == pytest.approx(5e-6)
    assert drawn["Steel", "Electric car"] == pytest.approx(1921)
    assert drawn["Steel", "Electric car battery"] == pytest.approx(10 * 0.988)
    assert drawn["Lithium", "Electric car battery"] == pytest.approx(10 * 0.012)
    assert drawn["Electricity", "Electric car battery"] == pytest.approx(2000)
    emitted = small.entries_of_b(database)
    (co2,) = [
        value
        for (_, column), value in emitted.items()
        if column.startswith("Driving an combustion car")
    ]
    assert co2 == pytest.approx(2.3 * 0.062)


def test_the_order_of_activities_changes_nothing(tmp_path: Path) -> None:
    rows = activity(("power plant", 2, "MWh", "CN", "technosphere"))
    turned = (*rows[:2], *POWER, (), *rows[2:-5])
    one, other = (link_package(read(tmp_path, each)) for each in (rows, turned))
    assert one.activities == other.activities
    assert small.entries_of_a(one) == small.entries_of_a(other)


# ---------------------------------------------------------------------------- layout


@pytest.mark.parametrize("write", [as_workbook, as_csv])
def test_workbooks_and_csv_files_say_the_same(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path, activity(("power plant", 2.5, "", "", "technosphere")))
    assert is_brightway_excel(peek(path))
    package = read_brightway_excel(path)
    assert [each.name for each in package.processes] == ["steel making", "power plant"]
    assert last_exchange(package).amount == 2.5
    assert last_exchange(package).provider == "pp"


def test_a_code_that_is_missing_is_that_of_bw2io(tmp_path: Path) -> None:
    # bw2io: MD5 of name, categories, unit, reference product and location, small
    package = read(tmp_path, STEEL)
    text = b"steel makingkilogramsteelcn"
    assert package.processes[0].id == hashlib.md5(text).hexdigest()


def test_sheets_that_begin_with_skip_and_columns_beyond_cutoff_do_not_count(
    tmp_path: Path,
) -> None:
    rows = [["cutoff", 3, "note"], *STEEL]
    package = read(tmp_path, rows)
    # columns D and further hold location, type and product: without type, no row
    assert codes(package) == ["E033"]
    with pytest.raises(UsageError, match="E026"):
        read(tmp_path, [["skip"], *STEEL])


def test_a_sheet_without_first_cell_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sheets.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for rows in (STEEL, ((), *STEEL)):
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    package = read_brightway_excel(path)
    assert codes(package) == ["W036"]
    assert package.problems[0].values["count"] == 1


def test_a_file_in_a_chinese_code_page_is_read_and_told(tmp_path: Path) -> None:
    rows = [[str(c).replace("steel", "钢板热轧") for c in row] for row in STEEL]
    package = read_brightway_excel(as_csv(tmp_path, rows, "gbk"))
    assert package.processes[0].name == "钢板热轧 making"
    assert codes(package) == ["N037"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("coal", "much", "kilogram", "", "technosphere"), "E027"),
        (("coal", "1,5", "kilogram", "", "technosphere"), "E027"),
        (("coal", "", "kilogram", "", "technosphere"), "E027"),
        (("coal", 1, "kilogram", "", "stocks"), "E033"),
        (("", 1, "kilogram", "", "technosphere"), "E033"),
        (("coal", 1, "kilogram", "", "technosphere"), None),
    ],
)
def test_rows_that_lack_something_are_told(
    tmp_path: Path, row: Sequence[str | float], code: str | None
) -> None:
    assert codes(read(tmp_path, activity(row))) == ([code] if code else [])


# ----------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("row", "provider"),
    [
        (("power plant", 1, "kilowatt hour", "CN", "technosphere"), "pp"),
        (("Power Plant", 1, "", "", "technosphere"), "pp"),
        (("power plant", 1, "MJ", "", "technosphere"), "pp"),  # another unit of energy
        (("power plant", 1, "kilogram", "", "technosphere"), ""),
        (("power plant", 1, "", "DE", "technosphere"), ""),
        (("power plant", 1, "", "", "technosphere", "heat"), ""),
        (("power plant", 1, "", "", "technosphere", "", "mine"), "pp"),
        # of a database column that says otherwise, only a match in all fields is left
        (("power plant", 1, "", "", "technosphere", "", "old"), "old::power plant"),
        (
            ("power plant", 1, "kWh", "CN", "technosphere", "power plant", "old"),
            "pp",
        ),
    ],
)
def test_an_input_is_linked_by_all_that_it_says(
    tmp_path: Path, row: Sequence[str | float], provider: str
) -> None:
    assert last_exchange(read(tmp_path, activity(row))).provider == provider


def test_an_input_from_elsewhere_keeps_what_it_says(tmp_path: Path) -> None:
    row = ("market for coal", 0.4, "kilogram", "GLO", "technosphere", "hard coal")
    package = read(tmp_path, activity(row))
    exchange = last_exchange(package)
    assert exchange.provider_name == "market for coal"
    assert exchange.location == "GLO"
    assert package.flows[exchange.flow].name == "hard coal"
    assert package.flows[exchange.flow].unit == "kilogram"
    database = link_package(package)
    assert "E058" in small.codes(database)  # named, but not here
    assert {flag & OPEN_LINK for flag in small.flags(database).values()} == {0, 1}


def test_a_column_input_links_by_code(tmp_path: Path) -> None:
    head = (*HEAD[:5], "input")
    row = ("whatever", 1, "kilowatt hour", "", "technosphere", "mine::pp")
    assert last_exchange(read(tmp_path, activity(row, head=head))).provider == "pp"
    row = ("whatever", 1, "kilowatt hour", "", "technosphere", "ecoinvent::pp")
    found = last_exchange(read(tmp_path, activity(row, head=head))).provider
    assert found == "ecoinvent::pp"


def test_credits_and_wastes_have_the_signs_of_brightway(tmp_path: Path) -> None:
    """Brightway's A: substitution +, technosphere −, a treatment's diagonal −1.

    −0.2 kg of slag as an input is 0.2 kg given away.
    """
    landfill: Rows = (
        *((), ("Activity", "landfill"), ("unit", "kilogram"), ("Exchanges",), HEAD),
        ("landfill", -1, "kilogram", "", "production"),
    )
    rows = activity(
        ("power plant", 0.5, "", "", "substitution"),
        ("landfill", -0.2, "kilogram", "", "technosphere"),
    )
    found = drawn_amounts(link_package(read(tmp_path, [*rows, *landfill])))
    assert found["power plant", "steel making"] == -0.5
    assert found["landfill", "steel making"] == -0.2
    assert found["landfill", "landfill"] == 1.0


def test_several_products_without_factors_are_not_divided(tmp_path: Path) -> None:
    row = ("slag cement", 0.3, "kilogram", "CN", "production", "cement")
    database = link_package(read(tmp_path, activity(row)))
    assert "E051" in small.codes(database)
    flags = [f for f in small.flags(database).values() if f & NO_ALLOCATION]
    assert len(flags) == 2


def test_the_product_of_a_row_may_have_its_own_name(tmp_path: Path) -> None:
    """Activity “rolling”, product “sheet”; another activity draws “sheet”."""
    rows: Rows = (
        *(("Activity", "rolling"), ("unit", "kg"), ("Exchanges",), HEAD),
        *(("sheet", 2, "kg", "", "production"), (), ("Activity", "pressing")),
        *(("unit", "kg"), ("Exchanges",), HEAD),
        ("sheet", 3, "kg", "", "technosphere"),
    )
    found = drawn_amounts(link_package(read(tmp_path, rows)))
    assert found == {
        ("rolling", "rolling"): -2.0,
        ("rolling", "pressing"): 3.0,
        ("pressing", "pressing"): -1.0,  # no production: one unit of itself
    }


# ------------------------------------------------------------------------- biosphere


@pytest.mark.parametrize(
    ("categories", "direction"),
    [
        ("air::urban air close to ground", "output"),
        ("water", "output"),
        ("natural resource::in ground", "input"),
    ],
)
def test_positive_amounts_run_in_the_direction_of_the_flow(
    tmp_path: Path, categories: str, direction: str
) -> None:
    head = ("name", "amount", "unit", "categories", "type")
    row = ("something", 2, "kilogram", categories, "biosphere")
    package = read(tmp_path, activity(row, head=head))
    exchange = last_exchange(package)
    assert exchange.direction == direction
    assert package.flows[exchange.flow].compartment == tuple(categories.split("::"))
    matrix = link_package(package).interventions
    assert list(matrix.value) == [2.0]


def test_an_activity_of_type_emission_is_a_flow(tmp_path: Path) -> None:
    flow: Rows = ((), ("Activity", "CO2"), ("code", "gas"), ("type", "emission"))
    rows = [*activity(("CO2", 2, "kilogram", "GLO", "biosphere")), *flow]
    package = read(tmp_path, rows)
    assert len(package.processes) == 2
    assert last_exchange(package).flow == "gas"
    assert package.flows["gas"].kind == "elementary"


# ------------------------------------------------------------- formulas and spreads


def test_parameters_of_the_activity_hide_those_of_database_and_project(
    tmp_path: Path,
) -> None:
    """a: 1 (project), 2 (database), 3 (activity); b: 10 and 20. a + b = 3 + 20."""
    tables: Rows = (
        *(("Project parameters",), ("name", "amount"), ("a", 1), ("b", 10), ()),
        *(("Database parameters",), ("name", "amount"), ("a", 2), ("b", 20), ()),
    )
    head = ("name", "amount", "type", "formula")
    rows = activity(("power plant", 0, "technosphere", "a + b"), head=head)
    own: Rows = (("Parameters", "group"), ("name", "amount"), ("a", 3))
    rows = [rows[0], (), *tables, *rows[2:6], *own, *rows[6:]]
    found = drawn_amounts(link_package(read(tmp_path, rows)))
    assert found["power plant", "steel making"] == 23.0


@pytest.mark.parametrize(
    ("cells", "spread", "numbers"),
    [
        # lognormal: location and scale of the logarithm; ln 2, ln 1.2
        ((2, math.log(2), math.log(1.2), "", ""), "lognormal", (2.0, 1.2, None, None)),
        ((3, 5.0, 0.5, "", ""), "normal", (5.0, 0.5, None, None)),
        ((4, "", "", 1.0, 3.0), "uniform", (None, None, 1.0, 3.0)),
        ((5, 2.0, "", 1.0, 3.0), "triangular", (2.0, None, 1.0, 3.0)),
        (("lognormal", "", math.log(1.2), "", ""), "lognormal", (2.0, 1.2, None, None)),
        ((0, 2.0, "(Unknown)", "", ""), None, ()),
        (("", "", "", "", ""), None, ()),
    ],
)
def test_uncertainty_has_the_ids_of_stats_arrays(
    tmp_path: Path,
    cells: Sequence[str | float],
    spread: str | None,
    numbers: Sequence[float | None],
) -> None:
    head = ("name", "amount", "type", "uncertainty type", "loc", "scale")
    head = (*head, "minimum", "maximum")
    row = ("power plant", 2.0, "technosphere", *cells)
    found = last_exchange(read(tmp_path, activity(row, head=head))).uncertainty
    if spread is None:
        assert found is None
        return
    assert found is not None
    stated = (found.location, found.scale, found.minimum, found.maximum)
    assert found.spread == spread
    assert stated == tuple(n if n is None else pytest.approx(n) for n in numbers)


def test_distributions_of_unknown_kinds_are_counted(tmp_path: Path) -> None:
    head = ("name", "amount", "type", "uncertainty type", "loc", "scale")
    row = ("power plant", 2.0, "technosphere", 14, 1.0, 2.0)
    package = read(tmp_path, activity(row, head=head))
    assert codes(package) == ["N031"]
    assert last_exchange(package).uncertainty is None
