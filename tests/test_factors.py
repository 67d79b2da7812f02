"""The shipped factor sets: published values, complete rows, citation and search."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from lcagraph import factors
from lcagraph.errors import ModelError, UsageError
from lcagraph.factors import (
    FactorRecord,
    factor_sets,
    find,
    get,
    load_set,
    search,
    set_hash,
)
from lcagraph.impact import ITEMS, elementary_flows, gwp_sets
from lcagraph.locate import folder
from lcagraph.units import parse_unit

EVERY_RECORD = [record for name in factor_sets() for record in load_set(name)]


# ------------------------------------------------------------------ published values


@pytest.mark.parametrize(
    ("cited", "per", "figures"),
    [
        # MEE, NBS, NEA 2025-09-28, tables 1 to 3 [kgCO2e/kWh]
        ("cn-electricity/national-2024", "1 kWh", {"unspecified": "0.5777 kg"}),
        ("cn-electricity/coal-2024", "1 kWh", {"unspecified": "0.924 kg"}),
        ("cn-electricity/solar-pv-2024", "1 kWh", {"unspecified": "0.052 kg"}),
        (
            "cn-electricity/transmission-incl-losses-2024",
            "1 kWh",
            {"unspecified": "0.0327 kg"},
        ),
        # MEE announcement No. 3 of 2025
        ("cn-electricity/national-2023", "1 kWh", {"unspecified": "0.6205 kg"}),
        ("cn-electricity/wind-2023", "1 kWh", {"unspecified": "0.0336 kg"}),
        # MEE, NBS No. 47 of 2025, tables 1 to 3 [kgCO2/kWh]
        ("cn-electricity-co2/national-2023", "1 kWh", {"co2_fossil": "0.5306 kg"}),
        ("cn-electricity-co2/shandong-2023", "1 kWh", {"co2_fossil": "0.6191 kg"}),
        ("cn-electricity-co2/chongqing-2023", "1 kWh", {"co2_fossil": "0.5581 kg"}),
        ("cn-electricity-co2/grid-south-2023", "1 kWh", {"co2_fossil": "0.4042 kg"}),
        # National GHG emission factor database [tCO2/TJ = kg/GJ]
        ("cn-fuels/diesel-combustion", "1 GJ", {"co2_fossil": "74.1 kg"}),
        ("cn-fuels/firewood-combustion", "1 GJ", {"co2_biogenic": "112 kg"}),
        # 74.1 kg/GJ · 42652 kJ/kg = 3.1605132 kg/kg; 56.1 · 38931 = 2.1840291 kg/m3
        ("cn-fuels/diesel-combustion-kg", "1 kg", {"co2_fossil": "3.1605132 kg"}),
        ("cn-fuels/natural-gas-combustion-m3", "1 m3", {"co2_fossil": "2.1840291 kg"}),
        # CPCD by product id
        ("cn-fuels/diesel-upstream", "1 t", {"unspecified": "650.86 kg"}),
        ("cn-heat/shandong", "1 GJ", {"unspecified": "75.1 kg"}),
        ("cn-materials/steel-rebar", "1 t", {"unspecified": "2340 kg"}),
        ("cn-materials/cold-rolled-steel", "1 t", {"unspecified": "2600 kg"}),
        ("cn-materials/polypropylene", "1 kg", {"unspecified": "1.587 kg"}),
        ("cn-freight/diesel-truck-heavy", "1 t*km", {"unspecified": "0.0978 kg"}),
        ("cn-freight/rail", "1 t*km", {"unspecified": "0.006502 kg"}),
        # UK DESNZ 2025, rows 19_505_5144_15_1, 11_101_1012_8_1, 27_304_3132_14_1
        ("desnz-2025/material-plastics-pp", "1 t", {"unspecified": "2577.57172 kg"}),
        (
            "desnz-2025/wtt-diesel-100-percent-mineral-diesel-l",
            "1 L",
            {"unspecified": "0.62409 kg"},
        ),
        (
            "desnz-2025/hgv-articulated-over-33t-average-laden-tkm",
            "1 t*km",
            {"unspecified": "0.07703 kg"},
        ),
    ],
)
def test_figures_are_those_of_the_source(cited, per, figures):
    record = get(cited)
    assert record.per == per
    assert (record.co2e or record.emissions) == figures


@pytest.mark.parametrize(
    ("cited", "kind", "boundary", "class_", "gwp"),
    [
        (
            "cn-electricity/national-2024",
            *("electricity", "cradle_to_gate", "national", "unknown"),
        ),
        (
            "cn-electricity-co2/beijing-2022",
            *("electricity_accounting", "combustion_only", "regional", None),
        ),
        ("cn-fuels/diesel-upstream", "fuel", "upstream_only", "national", "unknown"),
        (
            "cn-fuels/diesel-combustion-cpcd",
            *("fuel", "combustion_only", "national", "unknown"),
        ),
        (
            "cn-materials/portland-clinker",
            *("material", "gate_to_gate", "national", "unknown"),
        ),
        ("cn-heat/shandong", "heat", "gate_to_grave", "regional", "unknown"),
        (
            "desnz-2025/material-glass",
            *("material", "cradle_to_gate", "international", "ipcc-ar5-gwp100"),
        ),
        (
            "desnz-2025/waste-plastics-pp-incineration",
            *("treatment", "gate_to_gate", "international", "ipcc-ar5-gwp100"),
        ),
        (
            "desnz-2025/waste-plastics-pp-landfill",
            *("treatment", "gate_to_grave", "international", "ipcc-ar5-gwp100"),
        ),
    ],
)
def test_kind_boundary_class_and_gwp_set_are_decided(
    cited, kind, boundary, class_, gwp
):
    record = get(cited)
    assert (record.kind, record.boundary) == (kind, boundary)
    assert (record.class_, record.gwp) == (class_, gwp)


def test_only_flights_are_aircraft_emissions():
    aircraft = {r.reference for r in EVERY_RECORD if r.aircraft}
    assert "cn-freight/air" in aircraft
    assert all("air-" in ref or ref.endswith("/air") for ref in aircraft)
    assert not any("wtt" in ref for ref in aircraft)


def test_a_freight_factor_says_what_it_holds():
    cited = "desnz-2025/hgv-refrigerated-all-hgvs-average-laden-tkm"
    assert get(cited).includes == ("load_factor", "refrigerated")


# ------------------------------------------------------------------ complete rows


def is_complete(record: FactorRecord) -> bool:
    """True if a row has all that a reader and a model need."""
    number, unit = record.per.split(" ", 1)
    figures = record.co2e or record.emissions or {}
    texts = (record.name.zh, record.name.en, record.source.en, record.licence)
    return (
        number == "1"
        and parse_unit(unit).factor > 0
        and all((*texts, record.as_published, record.keywords, figures))
        and not any("一" <= letter <= "鿿" for letter in record.name.en)
        and all(float(text.removesuffix(" kg")) > 0 for text in figures.values())
    )


def has_one_kind_of_figure(record: FactorRecord) -> bool:
    """True for ready CO2e with its GWP set, or gases without one."""
    if record.co2e is not None:
        known = record.gwp in (*gwp_sets(), "unknown")
        return known and record.emissions is None and set(record.co2e) <= set(ITEMS)
    return record.gwp is None and set(record.emissions) <= set(elementary_flows())


@pytest.mark.parametrize("check", [is_complete, has_one_kind_of_figure])
@pytest.mark.parametrize("name", factor_sets())
def test_every_row_holds_what_it_must(name, check):
    assert [r.reference for r in load_set(name) if not check(r)] == []


def test_the_sets_are_the_files():
    assert factor_sets() == (
        *("cn-electricity", "cn-electricity-co2", "cn-freight", "cn-fuels"),
        *("cn-heat", "cn-materials", "desnz-2025"),
    )


def test_net_and_gross_calorific_value_stay_apart():
    net = get("desnz-2025/wtt-lpg-kwh-net-cv")
    gross = get("desnz-2025/wtt-lpg-kwh-gross-cv")
    assert (net.co2e, gross.co2e) == (
        {"unspecified": "0.02736 kg"},
        {"unspecified": "0.02548 kg"},
    )
    assert net.name != gross.name


def test_the_hash_is_that_of_the_file():
    file = folder("databases") / "factors" / "cn_heat.csv"
    assert set_hash("cn-heat") == hashlib.sha256(file.read_bytes()).hexdigest()


# ------------------------------------------------------------------ citing


@pytest.mark.parametrize(
    "cited", ["cn-electricity/national-1999", "cn-power/national-2024", "national", ""]
)
def test_find_gives_none_for_what_is_not_there(cited):
    assert find(cited) is None


def test_an_unknown_record_is_refused_with_the_nearest_id():
    with pytest.raises(UsageError) as caught:
        get("cn-electricity/national-2034")
    finding = caught.value.finding
    assert (finding.code, finding.values["nearest"]) == ("E611", "national-2024")


def test_an_unknown_set_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError) as caught:
        load_set("cn-electricty")
    finding = caught.value.finding
    assert (finding.code, finding.values["nearest"]) == ("E610", "cn-electricity")


# ------------------------------------------------------------------ searching


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("电力", "cn-electricity/national-2024"),
        ("电力 2023", "cn-electricity/national-2023"),
        ("光伏发电", "cn-electricity/solar-pv-2024"),
        ("山东电力", "cn-electricity-co2/shandong-2023"),
        ("螺纹钢", "cn-materials/steel-rebar"),
        ("聚丙烯", "cn-materials/polypropylene"),
        ("Polypropylene", "cn-materials/polypropylene"),
        ("diesel upstream", "cn-fuels/diesel-upstream"),
        ("柴油 上游", "cn-fuels/diesel-upstream"),
        ("rail freight", "cn-freight/rail"),
        ("热力 山东", "cn-heat/shandong"),
        ("refrigerated truck", "cn-freight/diesel-truck-heavy-refrigerated"),
        ("ｓｔｅｅｌ　ｒｅｂａｒ", "cn-materials/steel-rebar"),
        ("wtt-lpg-kwh-net-cv", "desnz-2025/wtt-lpg-kwh-net-cv"),
    ],
)
def test_search_finds_the_obvious_record_first(query, first):
    assert search(query, 3)[0].reference == first


@pytest.mark.parametrize("query", ["", "   ", "unobtainium", "电力 unobtainium", "鿏"])
def test_search_for_nothing_finds_nothing(query):
    assert search(query) == ()


def test_search_gives_no_more_than_the_limit():
    assert len(search("freight", 7)) == 7


def test_accounting_factors_come_after_footprint_factors():
    kinds = [record.kind for record in search("电力", 1000)]
    first = kinds.index("electricity_accounting")
    assert "electricity" in kinds[:first]
    assert set(kinds[first:]) == {"electricity_accounting"}


def test_searching_needs_no_numpy():
    code = (
        "import sys; from lcagraph.factors import search; search('电力');"
        "sys.exit('numpy' in sys.modules)"
    )
    root = Path(factors.__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert run.returncode == 0


# ------------------------------------------------------------------ broken tables

HEADER = (
    "id,name_zh,name_en,kind,boundary,per,co2e,emissions,gwp,class,region,year,"
    "source,row,licence,as_published,includes,aircraft,keywords,note\n"
)
GOOD = "a,甲,A,material,unknown,1 kg,1.5,,unknown,national,CN,2024,s,,l,1.5,,,,\n"


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A folder of tables of its own in the place of the shipped one."""
    (tmp_path / "factors").mkdir()
    monkeypatch.setattr(factors, "folder", lambda _: tmp_path)
    caches = (factors._files, factors.load_set, factors._by_id)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path / "factors"
    for cached in caches:
        cached.cache_clear()


def test_a_csv_file_adds_a_set(tables):
    (tables / "my_set.csv").write_text("\ufeff" + HEADER + GOOD, encoding="utf-8")
    assert factor_sets() == ("my-set",)
    assert get("my-set/a").co2e == {"unspecified": "1.5 kg"}


def test_ready_co2e_may_be_split_by_item(tables):
    row = GOOD.replace("1.5,,unknown", "fossil=2; biogenic_co2_removed=-1,,unknown")
    (tables / "s.csv").write_text(HEADER + row, encoding="utf-8")
    assert get("s/a").co2e == {"fossil": "2 kg", "biogenic_co2_removed": "-1 kg"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("material", "stuff"),
        ("national", "best"),
        (",unknown,1 kg", ",everything,1 kg"),
        ("1.5,,unknown", ",,unknown"),
        ("1.5,,unknown", "1.5,co2_fossil=1,unknown"),
        ("1.5,,unknown", "1.5,,"),
        ("1.5,,unknown", ",co2_fossil=1,unknown"),
        ("1.5,,unknown", "1e3,,unknown"),
        ("1.5,,unknown", "nan,,unknown"),
        ("1.5,,unknown", ",5,"),
        ("2024", "24"),
        ("2024,s", "2024,"),
        (GOOD, GOOD + GOOD),
        (GOOD, "a,甲\n"),
    ],
)
def test_a_broken_row_is_refused(tables, old, new):
    text = HEADER + GOOD.replace(old, new, 1)
    (tables / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        load_set("s")
    assert [finding.code for finding in caught.value.findings] == ["E612"]


def test_an_unknown_column_is_refused(tables):
    text = HEADER.replace("note", "remark") + GOOD
    (tables / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="note"):
        load_set("s")
