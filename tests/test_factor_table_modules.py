"""Tables of environmental declarations: modules and indicators of EN 15804."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_factor_table import codes, figures, only, product, read

import lcagraph as lg
from lcagraph.background.records import Package
from lcagraph.errors import UsageError
from lcagraph.formats.factor_table.modules import indicator_of, parted_module
from lcagraph.importing import add_database


def by_name(package: Package) -> dict[str, dict[str, float | None]]:
    """Dataset → item → amount. [kg]"""
    return {
        process.name: {flow: amount for flow, (amount, _) in figures(process).items()}
        for process in package.processes
    }


def reason(package: Package) -> str:
    (found,) = [each for each in package.problems if each.code == "E032"]
    return str(found.values["reason"])


# ------------------------------------------------------------------------------ heads


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("A1-A3", ("A1-A3", "")),
        ("A1–A3", ("A1-A3", "")),
        ("A1...A3", ("A1-A3", "")),
        ("A1 to A3", ("A1-A3", "")),
        ("A1至A3", ("A1-A3", "")),
        ("A1+A2+A3", ("A1-A3", "")),
        ("A1/A2/A3", ("A1-A3", "")),
        ("Module C3", ("C3", "")),
        ("模块A4", ("A4", "")),
        ("D", ("D", "")),
        ("GWP-total A1-A3 (kgCO2e)", ("A1-A3", "GWP-total (kgCO2e)")),
        ("GWP-total (A1-A3)", ("A1-A3", "GWP-total")),
        ("kgCO2e (C1)", ("C1", "kgCO2e")),
        ("A4: transport [kgCO2e]", ("A4", "transport [kgCO2e]")),
        ("A1 A2", ("", "A1 A2")),  # two
        ("A3-A1", ("", "A3-A1")),  # backwards
        ("CO2e", ("", "CO2e")),
        ("BA1", ("", "BA1")),
        ("data", ("", "data")),
        ("Density", ("", "Density")),
    ],
)
def test_a_head_is_parted_into_module_and_rest(
    head: str, expected: tuple[str, str]
) -> None:
    assert parted_module(head) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GWP-total", "total"),
        ("GWP", "total"),
        ("GWP100", "total"),
        ("Global warming potential - fossil fuels", "fossil"),
        ("Climate change – biogenic", "biogenic"),
        ("GWP-luluc", "luluc"),
        ("Climate change - land use and land use change", "luluc"),
        ("全球变暖潜势-化石", "fossil"),
        ("气候变化（土地利用及土地利用变化）", "luluc"),
        ("GWP-xyz", None),
        ("ODP", None),
        ("Steel", None),
    ],
)
def test_an_indicator_is_known_by_its_names(text: str, expected: str | None) -> None:
    assert indicator_of(text) == expected


# ---------------------------------------------------------------------------- modules

HEAD = "name,unit,A1 (kgCO2e),A2 (kgCO2e),A3 (kgCO2e),A1-A3 (kgCO2e),A4 (kgCO2e)"


def test_production_beside_its_parts_is_counted_once(tmp_path: Path) -> None:
    """1.5 + 0.25 + 0.75 = 2.5 kgCO2e; transport to the site stands apart."""
    package = read(tmp_path, f"{HEAD}\nrebar,kg,1.5,0.25,0.75,2.5,0.125\n")
    assert by_name(package) == {
        "rebar [A1-A3]": {"co2e_unspecified": 2.5},
        "rebar [A4]": {"co2e_unspecified": 0.125},
    }
    assert codes(package) == ["N032"]
    production, transport = package.processes
    assert production.factor["boundary"] == "cradle_to_gate"
    assert transport.factor["boundary"] == "unknown"
    assert product(package, production) == (1.0, "kg")


def test_the_parts_of_production_are_added_up_where_nobody_did(tmp_path: Path) -> None:
    package = read(tmp_path, f"{HEAD}\nrebar,kg,1.5,0.25,0.75,,0.125\n")
    assert by_name(package)["rebar [A1-A3]"] == {"co2e_unspecified": 2.5}


@pytest.mark.parametrize("whole", ["2.51", "3.5", "5"])
def test_production_that_is_not_the_sum_of_its_parts_is_refused(
    tmp_path: Path, whole: str
) -> None:
    """Half digits of 1.500, 0.250, 0.750 and 2.51: 0.0065 at most; 2.51 is 0.01 off."""
    with pytest.raises(UsageError, match="E032"):
        read(tmp_path, f"{HEAD}\nrebar,kg,1.500,0.250,0.750,{whole},0.125\n")


def test_rounded_parts_are_a_sum_within_their_digits(tmp_path: Path) -> None:
    """0.3 + 0.3 + 0.3 = 0.9 beside 1.0: each digit may hide 0.05, four of them 0.2."""
    package = read(tmp_path, f"{HEAD}\nx,kg,0.3,0.3,0.3,1.0,\n")
    assert by_name(package) == {"x [A1-A3]": {"co2e_unspecified": 1.0}}


@pytest.mark.parametrize(
    ("cells", "text"), [("1.5,0.25,,", "A1, A2"), ("1.5,MND,MND,", "A1")]
)
def test_a_part_of_production_is_no_cradle_to_gate(
    tmp_path: Path, cells: str, text: str
) -> None:
    package = read(tmp_path, f"{HEAD}\nrebar,kg,{cells},0.125\n")
    assert list(by_name(package)) == ["rebar [A4]"]
    assert text in reason(package)


@pytest.mark.parametrize("cell", ["MND", "ND", "MNR", "-", "INA", "未声明", ""])
def test_a_module_that_is_not_declared_is_no_figure(tmp_path: Path, cell: str) -> None:
    table = f"name,unit,A1-A3 (kgCO2e),C1 (kgCO2e),D (kgCO2e)\nx,kg,2.5,{cell},-0.5\n"
    package = read(tmp_path, table)
    assert by_name(package) == {
        "x [A1-A3]": {"co2e_unspecified": 2.5},
        "x [D]": {"co2e_unspecified": -0.5},
    }


def test_a_figure_without_module_is_not_taken_beside_modules(tmp_path: Path) -> None:
    table = "name,unit,kgCO2e,A1-A3 (kgCO2e),C3 (kgCO2e)\nx,kg,3,2.5,0.5\n"
    with pytest.raises(UsageError, match="E032"):
        read(tmp_path, table)
    chosen = read(tmp_path, f"# column: A1-A3 (kgCO2e)\n{table}")
    assert by_name(chosen) == {"x [A1-A3]": {"co2e_unspecified": 2.5}}


def test_two_figures_of_one_module_are_refused(tmp_path: Path) -> None:
    table = "name,unit,A4 truck (kgCO2e),A4 ship (kgCO2e)\nx,kg,3,2.5\n"
    with pytest.raises(UsageError, match="E031"):
        read(tmp_path, table)


def test_bare_modules_need_a_unit_said_somewhere(tmp_path: Path) -> None:
    table = "name,unit,A1-A3,A4,C3\nx,m2,2.5,0.5,0.25\n"
    with pytest.raises(UsageError, match="E039"):
        read(tmp_path, table)
    package = read(tmp_path, f"# figure unit: kgCO2e\n{table}")
    assert by_name(package)["x [C3]"] == {"co2e_unspecified": 0.25}
    assert product(package, package.processes[0]) == (1.0, "m2")


def test_a_letter_alone_is_no_module(tmp_path: Path) -> None:
    package = read(tmp_path, "name,unit,D,kgCO2e\nx,kg,7,2.5\n")
    assert by_name(package) == {"x": {"co2e_unspecified": 2.5}}


def test_rows_by_module_keep_apart(tmp_path: Path) -> None:
    """“(A2)” is then the amended standard, EN 15804+A2, and no module."""
    table = (
        "name,unit,module,GWP-fossil (A2),GWP-biogenic (A2),GWP-luluc (A2)\n"
        "wood,m3,A1-A3,50,-750,1\nwood,m3,C3,2,750,\n"
    )
    package = read(tmp_path, table)
    assert by_name(package) == {
        "wood [A1-A3]": {
            "co2e_fossil": 50.0,
            "co2e_unspecified": -750.0,
            "co2e_land_use_change": 1.0,
        },
        "wood [C3]": {"co2e_fossil": 2.0, "co2e_unspecified": 750.0},
    }
    assert package.processes[0].factor["boundary"] == "cradle_to_gate"
    assert [each for each in codes(package) if each != "N032"] == ["W033"]


# ------------------------------------------------------------------------- indicators

SPLIT = "name,unit,GWP-total,GWP-fossil,GWP-biogenic,GWP-luluc"


@pytest.mark.parametrize("total", ["-699", ""])
def test_the_total_is_split_into_its_items(tmp_path: Path, total: str) -> None:
    """50 − 750 + 1 = −699."""
    package = read(tmp_path, f"{SPLIT}\nwood,m3,{total},50,-750,1\n")
    assert by_name(package)["wood"] == {
        "co2e_fossil": 50.0,
        "co2e_unspecified": -750.0,
        "co2e_land_use_change": 1.0,
    }
    assert codes(package) == []


def test_a_total_beside_other_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E031"):
        read(tmp_path, f"{SPLIT}\nwood,m3,-600,50,-750,1\n")


def test_parts_that_cancel_are_judged_by_their_size(tmp_path: Path) -> None:
    """50.0 − 50.2 + 0.1 = −0.1, beside 0.0: each digit may hide 0.05."""
    package = read(tmp_path, f"{SPLIT}\nwood,m3,0.0,50.0,-50.2,0.1\n")
    assert by_name(package)["wood"]["co2e_fossil"] == 50.0


def test_a_total_alone_is_the_factor(tmp_path: Path) -> None:
    package = read(tmp_path, "name,unit,GWP-total (kg CO2 eq.)\nx,t,730\n")
    assert figures(only(package)) == {"co2e_unspecified": (730.0, "kg")}
    assert codes(package) == []


def test_a_part_without_the_others_is_told(tmp_path: Path) -> None:
    package = read(tmp_path, "name,unit,GWP-fossil\nx,t,730\n")
    (found,) = package.problems
    assert found.code == "W033"
    assert found.values["missing"] == ("GWP-biogenic", "GWP-luluc")


def test_gwp_with_a_unit_is_a_figure_and_without_one_a_set(tmp_path: Path) -> None:
    package = read(tmp_path, "name,unit,GWP (kgCO2e)\nx,t,730\n")
    assert figures(only(package)) == {"co2e_unspecified": (730.0, "kg")}
    package = read(tmp_path, "name,unit,kgCO2e,GWP\nx,t,730,AR5\n")
    assert only(package).factor["gwp"] == "ipcc-ar5-gwp100"


def test_modules_and_indicators_together(tmp_path: Path) -> None:
    """A1 + A2 + A3 of each item: 1 + 2 + 3 fossil, 0.1 + 0.2 + 0.3 land use."""
    heads = [
        f"GWP-{part} {module}"
        for part in ("total", "fossil", "biogenic", "luluc")
        for module in ("A1", "A2", "A3")
    ]
    cells = "1.1,2.2,3.3,1,2,3,0,0,0,0.1,0.2,0.3"
    package = read(tmp_path, f"name,unit,{','.join(heads)}\nx,kg,{cells}\n")
    (found,) = by_name(package).values()
    assert found == pytest.approx(
        {"co2e_fossil": 6.0, "co2e_unspecified": 0.0, "co2e_land_use_change": 0.6}
    )


# -------------------------------------------------------------------- rows exchanged


@pytest.mark.parametrize(
    "table",
    [
        "indicator,unit,A1-A3,A4\nGWP-total,kg CO2e,2.5,0.5\nODP,kg CFC11e,1e-9,0\n",
        "name,unit,A1-A3 (kgCO2e)\nGWP-fossil,kg,2.5\n",
        "指标,单位,A1-A3,C4\n全球变暖潜势-总,kgCO2e,2.5,0.1\n",
    ],
)
def test_a_table_with_a_row_per_indicator_is_refused(
    tmp_path: Path, table: str
) -> None:
    path = tmp_path / "epd.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(UsageError, match="E034"):
        add_database(path, name="epd", place=tmp_path / "databases")


def test_a_declaration_serves_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 kg × 2.5 kgCO2e, of which fossil 2 × 2.25; 2 kg × 0.125 of waste processing."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    path = tmp_path / "epd.csv"
    path.write_text(
        "# gwp: AR6\n"
        "name,unit,GWP-fossil A1-A3,GWP-biogenic A1-A3,GWP-luluc A1-A3,GWP-total C3\n"
        "rebar,kg,2.25,0.125,0.125,0.125\n",
        encoding="utf-8",
    )
    add_database(path, name="epd", place=tmp_path / "databases")
    model = lg.read_string("""
lcagraph: 1
reference: {product: part, amount: 1 piece}
processes:
  building:
    stage: production
    outputs: {part: 1 piece}
    inputs:
      steel: {amount: 2 kg, from: "epd/rebar [A1-A3]", stage: raw_materials}
      end: {amount: 2 kg, from: "epd/rebar [C3]", stage: end_of_life}
""")
    result = model.solve()
    assert result.total == pytest.approx(2 * 2.5 + 2 * 0.125, rel=1e-14)
