"""The canonical long form says the same as the model, and says it in one way."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.reader import read_file, read_text
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formats.yaml.writer import dump
from lcagraph.graph.system import ProductSystem

MODELS = sorted((Path(__file__).parent / "models").glob("*.yaml"))
NAMES = [path.stem for path in MODELS]

BASE: dict[str, Any] = {
    "lcagraph": "1",
    "reference": {"product": "crate", "amount": "1 piece"},
}


def system_of(tree: object) -> ProductSystem:
    system, findings = parse_system(tree)
    assert system is not None, findings
    return system


def row_of(written: object) -> Any:
    """The canonical form of one input of a small model."""
    tree = {**BASE, "processes": {"moulding": {"inputs": {"resin": written}}}}
    plain: Any = to_plain(system_of(tree))
    return plain["processes"]["moulding"]["inputs"]["resin"]


def leaves(node: Any) -> list[object]:
    """Every value of a tree that is no mapping or list."""
    if isinstance(node, dict):
        return [leaf for inner in node.values() for leaf in leaves(inner)]
    if isinstance(node, list):
        return [leaf for inner in node for leaf in leaves(inner)]
    return [node]


# ------------------------------------------------------------------- whole models


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_the_canonical_form_is_read_as_the_same_model(path: Path) -> None:
    system = system_of(read_file(path).tree)
    assert system_of(to_plain(system)) == system


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_the_canonical_form_of_the_canonical_form_is_itself(path: Path) -> None:
    plain = to_plain(system_of(read_file(path).tree))
    again = to_plain(system_of(plain))
    assert again == plain
    assert list(again) == list(plain)


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_the_printed_canonical_form_is_read_as_the_same_model(path: Path) -> None:
    plain = to_plain(system_of(read_file(path).tree))
    plain.pop("include", None)  # its factors are already here; the path is another's
    system = system_of(plain)
    assert system_of(read_text(dump(plain)).tree) == system


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_every_leaf_of_the_canonical_form_is_text(path: Path) -> None:
    plain = to_plain(system_of(read_file(path).tree))
    assert {type(leaf) for leaf in leaves(plain)} == {str}


def shuffled(node: Any, rng: random.Random) -> Any:
    """The same tree with the keys of every mapping in another order."""
    if isinstance(node, dict):
        keys = rng.sample(list(node), len(node))
        return {key: shuffled(node[key], rng) for key in keys}
    if isinstance(node, list):
        return [shuffled(inner, rng) for inner in node]
    return node


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_keys_is_that_of_the_format_and_not_of_the_file(
    path: Path, seed: int
) -> None:
    tree = read_file(path).tree
    mixed = {"lcagraph": "1", **shuffled(tree, random.Random(seed))}
    plain, other = to_plain(system_of(tree)), to_plain(system_of(mixed))
    assert other == plain
    assert list(other) == list(plain)
    assert list(other["reference"]) == list(plain["reference"])  # type: ignore[arg-type]


# --------------------------------------------------------------------- single rows


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("850 kWh", {"amount": "850 kWh"}),
        ("850kWh", {"amount": "850 kWh"}),
        ("850.0 kWh ± 5%", {"amount": "850 kWh ± 5 %"}),
        ("=1 t/(1-loss)", {"amount": "= 1 t / (1 - loss)"}),
        (
            {
                "amount": "9 kWh",
                "uncertainty": {"max": "11 kWh", "dist": "uniform", "min": "8000 Wh"},
            },
            {
                "amount": "9 kWh",
                "uncertainty": {"dist": "uniform", "min": "8 kWh", "max": "11 kWh"},
            },
        ),
        (
            {"amount": "9 kWh", "uncertainty": {"dist": "normal", "sd": "1 %"}},
            {"amount": "9 kWh", "uncertainty": {"dist": "normal", "rel_sd": "0.01"}},
        ),
        (
            {"amount": "1 t", "transport": {"truck": "420 km"}, "x-mine": "note"},
            {"amount": "1 t", "transport": [{"mode": "truck", "distance": "420 km"}]},
        ),
        (
            {"amount": "1 t", "properties": {"lhv": "9 GJ/t", "gloss": "1"}},
            {"amount": "1 t", "lhv": "9 GJ/t", "properties": {"gloss": "1"}},
        ),
        (
            {"amount": "1 t", "data": {"evidence": "bill"}, "name": "树脂 | 树脂"},
            {"amount": "1 t", "name": "树脂", "data": {"evidence": ["bill"]}},
        ),
    ],
)
def test_a_row_has_one_canonical_form(written: object, canonical: object) -> None:
    assert row_of(written) == canonical


def test_the_note_comes_last() -> None:
    row = row_of({"note": "n", "transport": {"truck": "1 km"}, "amount": "1 t"})
    assert list(row) == ["amount", "transport", "note"]


def test_defaults_are_left_out_but_for_those_that_decide_a_result() -> None:
    tree = {
        **BASE,
        "languages": ["zh", "en"],
        "processes": {"moulding": {"kind": "process", "inputs": {}}},
    }
    assert to_plain(system_of(tree)) == {
        **BASE,
        "reference": {**BASE["reference"], "kind": "declared_unit"},
        "scope": {"rule_set": "gbt24067-cq", "gwp": "ipcc-ar6-gwp100"},
        "processes": {"moulding": {}},
    }


@pytest.mark.parametrize(
    ("languages", "title"),
    [
        (["zh", "en"], "标题 | Title"),
        (["en", "zh"], "Title | 标题"),
        (["en"], "Title"),
        (["zh", "en"], r"A\|B | C\|D"),
    ],
)
def test_names_are_printed_in_the_order_of_the_languages(
    languages: list[str], title: str
) -> None:
    tree = {"lcagraph": "1", "languages": languages, "title": title, **BASE}
    assert to_plain(system_of(tree))["title"] == title


# ------------------------------------------------------------------ any model at all

NUMBERS = st.floats(min_value=0.001, max_value=1e6).map(lambda x: f"{x!r}")
UNITS = st.sampled_from(["kg", "t", "kWh", "m3", "piece", "t*km", "元"])
QUANTITIES = st.builds("{} {}".format, NUMBERS, UNITS)
TEXTS = st.text(st.sampled_from("甲乙 ab|\\:#'\"-,{[&*!%@`"), min_size=1).filter(
    lambda text: text.strip() != ""
)


def written_name(text: str) -> str:
    """A text of one part: its bars are written with a backslash."""
    return text.replace("|", "\\|")


UNCERTAINTIES = st.one_of(
    st.fixed_dictionaries(
        {"dist": st.just("normal"), "rel_sd": st.floats(0, 0.3).map(repr)}
    ),
    st.fixed_dictionaries(
        {"dist": st.just("lognormal"), "gsd": st.floats(1.01, 9).map(repr)}
    ),
    st.fixed_dictionaries(
        {"dist": st.just("triangular"), "min": st.just("0"), "max": st.just("2e6")}
    ),
)
ROWS = st.one_of(
    QUANTITIES,
    QUANTITIES.map("{} ± 5 %".format),
    st.fixed_dictionaries(
        {"amount": QUANTITIES},
        optional={
            "uncertainty": UNCERTAINTIES,
            "name": TEXTS.map(written_name),
            "note": TEXTS.map(written_name),
            "stage": st.sampled_from(["use", "production"]),
            "lhv": QUANTITIES,
            "transport": st.dictionaries(
                st.sampled_from(["truck", "rail"]), NUMBERS.map("{} km".format)
            ),
            "pedigree": st.lists(st.integers(1, 5), min_size=5, max_size=5),
        },
    ),
)


@given(st.dictionaries(st.sampled_from(["resin", "电力", "gas_2"]), ROWS))
def test_expanding_and_reading_again_changes_nothing(rows: dict[str, Any]) -> None:
    system = system_of({**BASE, "processes": {"moulding": {"inputs": rows}}})
    plain = to_plain(system)
    assert system_of(plain) == system
    assert system_of(read_text(dump(plain)).tree) == system
