"""docs/allocation.md names every basis; its examples have the figures it states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.compile.bases import BASES, EXAMPLES
from lcagraph.formats.yaml.json_schema import json_schema
from lcagraph.formats.yaml.schema.property_words import PROPERTY_WORDS
from lcagraph.formulas import parse_amount
from lcagraph.graph.words import PROPERTIES
from lcagraph.wording import LANGUAGES, Language, explanation

USED = {key for basis in BASES.values() for key in (*basis.properties, *basis.divisors)}


@pytest.fixture(scope="module")
def page() -> str:
    path = Path(__file__).parents[1] / "docs" / "allocation.md"
    return path.read_text(encoding="utf-8")


def example(page: str, title: str) -> lg.Model:
    """The model below a heading."""
    _, _, rest = page.partition(f"### {title}")
    found = re.search(r"```yaml\n(.*?)```", rest, re.DOTALL)
    assert found is not None
    return lg.read_string(found[1])


@pytest.mark.parametrize("basis", BASES)
def test_the_page_tells_each_basis_with_its_properties(page: str, basis: str) -> None:
    (row,) = [
        line
        for line in page.splitlines()
        if line.startswith(f"| `{basis}` | ") and line.count("|") == 6
    ]
    stated = set(re.findall(r"`(\w+)`", row.split("|")[2]))
    rule = BASES[basis]
    assert {*rule.properties, *rule.divisors} <= stated | {"lhv"}
    assert stated <= PROPERTY_WORDS.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_explanation_of_a_missing_property_names_all_of_them(
    lang: Language,
) -> None:
    text = explanation("E309", lang)
    assert [key for key in USED if f"`{key}`" not in text] == []
    assert [basis for basis in BASES if basis not in text] == []


def test_editors_see_every_basis_and_what_every_property_is_for() -> None:
    definitions = json_schema()["$defs"]
    _, whole = definitions["Allocation"]["anyOf"]
    by = whole["properties"]["by"]
    assert by["anyOf"][0]["enum"] == list(BASES)
    assert [basis for basis in BASES if basis not in by["description"]] == []
    output = definitions["Output"]["anyOf"][1]["properties"]
    known = output["properties"]["properties"]
    assert known.keys() >= {*USED, *PROPERTIES}
    assert output["mass"] == known["mass"]
    assert all("; " in text["description"] for text in known.values())


def test_examples_of_properties_are_quantities_of_the_properties_used() -> None:
    assert EXAMPLES.keys() == USED
    for key, example_ in EXAMPLES.items():
        name, _, amount = example_.partition(": ")
        assert name == key
        assert parse_amount(amount).text == amount


def test_the_example_of_a_store_is_shared_as_it_says(page: str) -> None:
    # 10 × 2 × 15 = 300 beside 50 × 0.1 × 20 = 100: 400 kWh × 3/4 / 10 × 0.6 = 18
    assert example(page, "Storage").solve().total == pytest.approx(18, rel=1e-12)


def test_the_example_of_heat_and_power_is_shared_as_it_says(page: str) -> None:
    (plant,) = example(page, "Heat").allocation_alternatives().processes
    found = {one.basis: one.factors["power"] for one in plant.outcomes}
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([\d.]+) % \|$", page, re.MULTILINE)
    stated = {basis: float(share) / 100 for basis, share in rows}
    # 0.3/0.525 / (0.3/0.525 + 0.5/0.82) = 0.571429 / 1.181185 = 0.483776
    assert stated.keys() == {"energy", "efficiency", "alternative_production"}
    for basis, share in stated.items():
        assert found[basis] == pytest.approx(share, abs=5e-5)
