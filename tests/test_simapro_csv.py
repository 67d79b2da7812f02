"""SimaPro CSV: exports of all versions, and every construct of a process block."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from lcagraph.background.records import Exchange, Package, Process
from lcagraph.errors import UsageError
from lcagraph.formats.container import peek
from lcagraph.formats.simapro_csv import is_simapro_csv, read_simapro_csv

DATA = Path(__file__).parent / "data" / "simapro_csv"
SCENARIO = "{SimaPro 9.1}\n{CSV separator: Semicolon}\n{Decimal separator: .}\n\n"

Write = Callable[..., Package]


def read(name: str) -> Package:
    return read_simapro_csv(DATA / name)


@pytest.fixture
def export(tmp_path: Path) -> Write:
    """Reads a text as an export."""

    def read_text(text: str, encoding: str = "utf-8", head: str = SCENARIO) -> Package:
        path = tmp_path / "export.csv"
        path.write_bytes((head + text).encode(encoding))
        return read_simapro_csv(path)

    return read_text


def block(*sections: str, kind: str = "material") -> str:
    """A process of sections, each a name with its rows."""
    described = ("Process", f"Category type\n{kind}", "Process identifier\nP1")
    return "\n\n".join((*described, *sections, "End", ""))


def one(package: Package) -> Process:
    (found,) = package.processes
    return found


def exchange(package: Package, flow: str) -> Exchange:
    """The one exchange of a flow."""
    (found,) = [e for p in package.processes for e in p.exchanges if e.flow == flow]
    return found


# ----------------------------------------------------------------------- real exports


@pytest.mark.parametrize(
    ("name", "exchanges"),
    [
        # rows in the sections of each process, counted by hand
        ("allocation.csv", [3, 2]),
        ("cas_missing_check_number.csv", [13]),
        ("inventory.csv", [2]),
        ("multioutput.txt", [2]),
        ("process.csv", [13]),
        ("process_with_invalid_lognormal_scale.csv", [2]),
        ("project_params.csv", [1, 2]),
        ("simple.txt", [4, 2]),
        ("waste.csv", [12]),
        ("weird_units.csv", [2]),
    ],
)
def test_every_row_of_an_export_becomes_an_exchange(
    name: str, exchanges: list[int]
) -> None:
    package = read(name)
    assert [len(p.exchanges) for p in package.processes] == exchanges
    assert package.problems == ()
    assert package.dialect == "simapro"


@pytest.mark.parametrize("name", ["header.csv", "minimal_header.csv"])
def test_an_export_of_a_header_alone_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(name)
    assert caught.value.finding.code == "E026"


@pytest.mark.parametrize(
    "path", sorted(DATA.glob("*.[ct][sx][vt]")), ids=lambda p: p.name
)
def test_an_export_is_recognised_by_its_content(path: Path) -> None:
    assert is_simapro_csv(peek(path))


def test_other_tables_are_not_taken_for_exports(tmp_path: Path) -> None:
    path = tmp_path / "simapro.csv"
    path.write_text("name;unit\nSimaPro;kg\n", "utf-8")
    assert not is_simapro_csv(peek(path))


def test_sections_give_directions_and_kinds() -> None:
    package = read("process.csv")
    described = {
        e.flow: (e.direction, package.flows[e.flow].kind, e.amount, e.unit)
        for e in one(package).exchanges
    }
    assert described == {
        "product/my product": ("output", "product", 0.5, "kg"),
        "product/Wool, at field/US": ("output", "product", 1, "kg"),
        "Raw/Acids": ("input", "elementary", 1, "kg"),
        "product/Soy oil, refined, at plant/kg/RNA": ("input", "product", 0, "kg"),
        "product/Electricity, biomass, at power plant/US": (
            *("input", "product", 0.1, "kWh"),
        ),
        "Air/low. pop./(+-)-Citronellol": ("output", "elementary", 1, "kg"),
        "Water/lake/(1r,4r)-(+)-Camphor": ("output", "elementary", 1, "kg"),
        "Soil/forestry/1'-Acetoxysafrole": ("output", "elementary", 1, "kg"),
        "Waste/Asbestos": ("output", "elementary", 1, "kg"),
        "Non mat./Noise from bus km": ("output", "elementary", 1, "km"),
        "Social/venting of argon, crude, liquid": ("output", "elementary", 1, "kg"),
        "Economic/Sample economic issue": ("output", "elementary", 1, "kg"),
        "waste/Dummy, Disposal, msw, to sanitary landfill/kg/GLO": (
            *("output", "waste", 1, "kg"),
        ),
    }
    assert exchange(package, "product/Wool, at field/US").is_avoided


def test_the_four_distributions_are_understood() -> None:
    # Lognormal;2: squared geometric sd 2. Normal;3: two standard deviations
    package = read("process.csv")
    stated = {
        e.uncertainty.spread: e.uncertainty
        for e in one(package).exchanges
        if e.uncertainty is not None
    }
    assert stated["lognormal"].scale == pytest.approx(math.sqrt(2), rel=1e-15)
    assert stated["lognormal"].pedigree == (1, 2, 3, 4, 5)
    assert stated["normal"].scale == 1.5
    assert (stated["triangular"].minimum, stated["triangular"].maximum) == (1, 5)
    assert (stated["uniform"].minimum, stated["uniform"].maximum) == (1, 2)


def test_parameters_of_all_levels_are_read() -> None:
    package = read("process.csv")
    own = {p.name: (p.value, p.formula) for p in one(package).parameters}
    assert own == {"input_param": (23.4, ""), "calc_param": (None, "input_param ^ 2")}
    assert {p.name: (p.value, p.formula) for p in package.parameters} == {
        "db_input_param": (1, ""),
        "db_calc_param": (None, "db_input_param * 3"),
        "proj_input_param": (32, ""),
        "proj_calc_param": (None, "db_input_param *4"),
    }


def test_units_come_in_groups_with_their_sizes() -> None:
    package = read("process.csv")
    energy = package.unit_groups["Energy"]
    assert (energy.reference, energy.factors["kWh"]) == ("MJ", 3.6)
    # a key that looks like “g” is another unit: nothing is tidied away
    odd = read("weird_units.csv").unit_groups["Mass"].factors
    assert odd["\x8dg"] == 1e-9
    assert "g" not in odd


def test_substances_have_cas_numbers_without_filling_zeros() -> None:
    flows = read("process.csv").flows
    assert flows["Air/low. pop./(+-)-Citronellol"].cas == "26489-01-0"
    assert flows["Air/low. pop./(+-)-Citronellol"].property == "Mass"


def test_shares_of_products_are_read() -> None:
    rice = read("allocation.csv").processes[1]
    assert [(f.factor, f.method) for f in rice.allocation] == [
        (0.958, "unspecified"),
        (0.042, "unspecified"),
    ]
    assert [e.is_reference for e in rice.exchanges] == [True, True]


def test_a_waste_treatment_takes_its_waste_in() -> None:
    treated = one(read("waste.csv")).exchanges[-1]
    assert (treated.direction, treated.is_reference) == ("input", True)
    # the decimal comma of the file became a point
    assert treated.formula == "1034*0.6684*0.59*0.03"
    assert treated.amount is None


def test_a_process_tells_when_and_where() -> None:
    found = one(read("waste.csv"))
    assert (found.year_from, found.year_until) == (2005, 2009)
    assert found.location == "RER"  # “… on process {RER} U”
    assert found.classification == ("waste treatment", "Biowaste", "Transformation")


def test_the_oldest_exports_write_the_amount_before_the_unit() -> None:
    bikes, cats = read("simple.txt").processes
    made, lunch = bikes.exchanges[:2]
    assert (made.amount, made.unit) == (1, "p")
    assert (lunch.flow, lunch.amount, lunch.unit) == ("product/lunch/CA U", 1, "kg")
    assert (bikes.name, cats.name) == (
        "bikes rule, cars drool",
        "raining cats and dogs",
    )


def test_formulas_are_kept_for_the_import() -> None:
    package = read("project_params.csv")
    drawn = exchange_in(package, "abc456", "product/Watermelon")
    assert (drawn.amount, drawn.formula) == (None, "4.8*variable_name/((7*0.9)-3)")
    assert [(p.name, p.value) for p in package.parameters] == [("variable_name", 1)]


def exchange_in(package: Package, process: str, flow: str) -> Exchange:
    (found,) = [
        e
        for p in package.processes
        for e in p.exchanges
        if p.id == process and e.flow == flow
    ]
    return found


# ---------------------------------------------------------------- encodings and headers


def test_a_chinese_export_in_gbk_is_read(export: Write) -> None:
    text = block("Products\n钢材;kg;1;100;not defined;金属\\钢铁;")
    package = export(text, "gbk")
    assert one(package).name == "钢材"
    assert package.format == "SimaPro CSV (gb18030)"


def test_a_western_export_in_its_code_page_is_read(export: Write) -> None:
    text = block("Products\nacier à façonner;µg;1;100;not defined;Métaux;")
    package = export(text, "windows-1252")
    assert one(package).exchanges[0].unit == "µg"
    assert one(package).name == "acier à façonner"


def test_an_export_in_utf16_is_read(export: Write) -> None:
    assert one(export(block("Products\n钢;kg;1;100;;;"), "utf-16")).name == "钢"


def test_translated_header_labels_are_understood(export: Write) -> None:
    head = (
        "{SimaPro 9.5.0.0}\n{processus}\n{Projet: Acier}\n{CSV Format version: 9.0.0}"
    )
    head += "\n{CSV separator: Point-virgule}\n{Decimal separator: ,}\n"
    head += "{Skip empty fields: Non}\n{Ouvrir bibliothèque : 'Acier'}\n\n"
    package = export(block("Products\nacier;kg;1,5;100;;;"), head=head)
    assert package.name == "Acier"
    assert one(package).exchanges[0].amount == 1.5


def test_cells_with_separators_quotes_and_line_breaks_stay_whole(export: Write) -> None:
    comment = '"one; two\n\nthree ""four"""'
    text = block(
        f"Comment\n{comment}",
        'Products\n5" pipe;p;1;100;;;\n"a; b";p;2;100;;;first\x7fsecond',
    )
    found = one(export(text))
    assert found.description == 'one; two\n\nthree "four"'
    assert [e.flow for e in found.exchanges] == ['product/5" pipe', "product/a; b"]
    assert found.exchanges[1].comment == "first\nsecond"


def test_a_quote_that_is_never_closed_is_a_plain_character(export: Write) -> None:
    text = block(
        'Products\n"steel;kg;1;100;;;', "Resources\nOre;;kg;2;Undefined;0;0;0;"
    )
    assert [e.amount for e in one(export(text)).exchanges] == [1, 2]
