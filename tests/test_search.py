"""What a search of a database lists first, on real names and a real excerpt."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_packages as small
from small_databases import imported

from lcagraph.background.records import Flow, Package
from lcagraph.background.store import Database
from lcagraph.background.store.searching import search
from lcagraph.importing import add_database

CHAIN = Path(__file__).parent / "data" / "uslci_chain" / "jsonld.tar.gz"

# USLCI FY2018 Q1: (process, its products)
METALS = (
    ("Aluminum, secondary, rolled", "Aluminum, secondary, rolled"),
    ("Aluminum, secondary ingot, at plant", "Aluminum, secondary, ingot, at plant"),
    ("Lost foam casting, aluminum", "Aluminum, cast, lost foam, at plant"),
    ("Aluminum, primary ingot, at plant", "Aluminum, primary, ingot, at plant"),
    ("Steel, stainless 304, scrap", "Steel, stainless 304, scrap"),
    ("Steel, stainless 304, quarto plate", "Secondary fuel renewable"),
    ("Iron and steel, production mix", "Iron and steel, production mix"),
    ("Steel, liquid, at plant", "Steel, liquid, at plant"),
    ("Natural gas, combusted in industrial boiler", "Natural gas, combusted"),
    ("Natural gas, processed, at plant", "Natural gas, processed, at plant"),
    ("market for copper", "copper"),
    ("copper mine operation, sulphide ore", "copper concentrate"),
    ("treatment of copper scrap, electrolytic refining", "copper"),
)
CHINESE = (
    ("铝型材生产；电解铝", "铝型材"),
    ("再生铝生产", "再生铝"),
    ("电解铝生产", "电解铝"),
    ("铝土矿开采", "铝土矿"),
)


def named(pairs: tuple[tuple[str, str], ...]) -> Package:
    flows = [
        Flow(id=f"f{i}", name=product, kind="product", property="mass")
        for i, (_, product) in enumerate(pairs)
    ]
    processes = [
        small.process(f"p{i}", small.reference(f"f{i}"), name=name)
        for i, (name, _) in enumerate(pairs)
    ]
    return small.package(flows, *processes)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="module")
def metals(place: Path) -> Database:
    return imported(named(METALS), place, "metals")


@pytest.fixture(scope="module")
def chinese(place: Path) -> Database:
    return imported(named(CHINESE), place, "chinese")


@pytest.fixture(scope="module")
def uslci(place: Path) -> Database:
    return add_database(CHAIN, name="uslci", place=place).database


def names(database: Database, text: str) -> list[str]:
    return [hit.activity.name for hit in search(database, text).found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("aluminum", "Aluminum, primary ingot, at plant"),
        ("aluminium", "Aluminum, primary ingot, at plant"),  # the other spelling
        ("primary aluminium ingot", "Aluminum, primary ingot, at plant"),
        ("secondary aluminum ingot", "Aluminum, secondary ingot, at plant"),
        ("steel", "Steel, liquid, at plant"),
        ("steel scrap", "Steel, stainless 304, scrap"),
        ("natural gas", "Natural gas, processed, at plant"),
        ("copper", "market for copper"),
    ],
)
def test_the_plain_product_comes_first(metals: Database, text: str, first: str) -> None:
    assert names(metals, text)[0] == first


def test_by_products_and_what_is_recycled_come_last(metals: Database) -> None:
    # a product that is called steel, a steel mix, a scrap, a fuel of a steelworks
    assert names(metals, "steel") == [
        "Steel, liquid, at plant",
        "Iron and steel, production mix",
        "Steel, stainless 304, scrap",
        "Steel, stainless 304, quarto plate",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电解铝", ["电解铝生产", "铝型材生产；电解铝"]),
        ("再生铝", ["再生铝生产"]),
    ],
)
def test_chinese_products_come_before_what_is_made_of_them(
    chinese: Database, text: str, found: list[str]
) -> None:
    assert names(chinese, text) == found


def test_what_is_recycled_comes_last_in_chinese_too(chinese: Database) -> None:
    hits = names(chinese, "铝")
    assert (len(hits), hits[-1]) == (4, "再生铝生产")


def test_a_fuel_comes_before_its_combustion_in_a_real_database(uslci: Database) -> None:
    found = search(uslci, "diesel").found
    products = [hit.activity.product_name for hit in found]
    assert products[:2] == ["Diesel, at refinery"] * 2
    assert "Diesel, combusted in industrial boiler" in products[2:]


def test_british_spelling_finds_an_american_database(uslci: Database) -> None:
    assert names(uslci, "aluminium") == ["Aluminum, primary ingot, at plant"]


def test_a_word_of_the_classification_alone_still_finds(uslci: Database) -> None:
    with_class = next(one for one in uslci.activities() if one.classification)
    word = with_class.classification[-1].split()[-1]
    assert with_class.name in names(uslci, word)
