"""The typed layer: all that is wrong with a model is found at once, at its place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.errors import Finding
from lcagraph.formats.yaml.reader import read_file, read_text
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.graph.system import ProductSystem
from lcagraph.wording import LANGUAGES, help_lines, message

MODELS = Path(__file__).parent / "models"
EVERY_KEY = MODELS / "every_key.yaml"

BASE = """
lcagraph: 1
reference: {product: crate, amount: 1 piece}
processes: {moulding: {outputs: {crate: 1 piece}}}
"""

FACTOR = "per: 1 kg, kind: material, boundary: cradle_to_gate"


def tree_of(snippet: str) -> dict[str, Any]:
    """A small sound model with some top-level keys replaced."""
    changes = read_text(snippet).tree if snippet else {}
    return {**read_text(BASE).tree, **changes}


def system_of(tree: object) -> ProductSystem:
    system, findings = parse_system(tree)
    assert system is not None, findings
    return system


def moulding(keys: str) -> str:
    return f"processes: {{moulding: {{{keys}}}}}"


def factor(keys: str) -> str:
    return f"factors: {{resin: {{{keys}}}}}"


# ------------------------------------------------------------------ what is wrong

IN = "processes.moulding.inputs"
LEG = f"{IN}.resin.transport.truck"
OUT = "processes.moulding.outputs"

WRONG = [
    # keys
    ("proceses: {}", [("E201", "proceses")]),
    (moulding("output: {crate: 1 piece}"), [("E201", "processes.moulding.output")]),
    (
        moulding("inputs: {resin: {amount: 1 t, transprot: {truck: 420 km}}}"),
        [("E201", f"{IN}.resin.transprot")],
    ),
    ("products: {crate: {naem: 周转箱}}", [("E201", "products.crate.naem")]),
    ("products: {crate: {gloss: 0.5}}", [("E201", "products.crate.gloss")]),
    (
        factor(f"{FACTOR}, co2e: {{fossl: 1 kg}}"),
        [("E201", "factors.resin.co2e.fossl")],
    ),
    (
        "scope: {declarations: {not_applicable: {unit: 无}}}",
        [("E201", "scope.declarations.not_applicable")],
    ),
    ("scope: {offsets: 5 t}", [("E223", "scope.offsets")]),
    ("carbon_credits: {}", [("E223", "carbon_credits")]),
    (moulding("offset: 3 kg"), [("E223", "processes.moulding.offset")]),
    # versions
    ("lcagraph: 2", [("E202", "lcagraph")]),
    # closed lists
    (moulding("stage: produktion"), [("E204", "processes.moulding.stage")]),
    (moulding("stage: Production"), [("E204", "processes.moulding.stage")]),
    ("languages: [zh, de]", [("E204", "languages.1")]),
    ("languages: [zh, zh]", [("E225", "languages")]),
    # missing keys
    ("reference: {amount: 1 t}", [("E205", "reference")]),
    (factor("co2e: 1 kg, per: 1 kg, kind: fuel"), [("E205", "factors.resin")]),
    (
        factor("co2e: 1 kg"),
        [
            ("E205", "factors.resin"),
            ("E205", "factors.resin"),
            ("E205", "factors.resin"),
        ],
    ),
    (
        "scope: {excluded: {canteen: {name: 食堂, reason: 无关}}}",
        [("E205", "scope.excluded.canteen")],
    ),
    (
        moulding("emissions: {co2_fossil: {factor: 2.16 kg/m3}}"),
        [("E205", "processes.moulding.emissions.co2_fossil")],
    ),
    (
        moulding("removals: {co2: {amount: 1 kg, of: e, fate: stored}}"),
        [("E205", "processes.moulding.removals.co2")],
    ),
    # shapes
    ("processes: [moulding]", [("E206", "processes")]),
    ("processes: {moulding: 注塑}", [("E206", "processes.moulding")]),
    (moulding("inputs: {resin: [1 t]}"), [("E206", f"{IN}.resin")]),
    ("waive: {code: E301}", [("E207", "waive")]),
    (
        moulding("inputs: {resin: {amount: {value: 1 t}}}"),
        [("E239", f"{IN}.resin.amount")],
    ),
    (moulding("stage: [production]"), [("E208", "processes.moulding.stage")]),
    ("title: {zh: 标题}", [("E208", "title")]),
    (moulding("stage: "), [("E209", "processes.moulding.stage")]),
    (moulding("inputs: {resin: }"), [("E209", f"{IN}.resin")]),
    ("processes: ", [("E209", "processes")]),
    ('title: ""', [("E209", "title")]),
    # ids
    (moulding("inputs: {2nd_resin: 1 t}"), [("E210", f"{IN}.2nd_resin")]),
    (moulding("inputs: {x-ray: 1 t}"), [("E210", f"{IN}.x-ray")]),
    (moulding("inputs: {PP resin: 1 t}"), [("E210", f"{IN}.PP resin")]),
    ("parameters: {scrap-share: 0.3}", [("E210", "parameters.scrap-share")]),
    ("parameters: {max: 0.3}", [("E211", "parameters.max")]),
    (moulding("inputs: {kWh: 1 t}"), [("E211", f"{IN}.kWh")]),
    (moulding("outputs: {件: 1 t}"), [("E211", f"{OUT}.件")]),
    # single values
    ("title: a | b | c", [("E212", "title")]),
    ("title: 标题 |", [("E212", "title")]),
    ("languages: [en]\ntitle: a | b", [("E212", "title")]),
    (factor(f"{FACTOR}, co2e: 1 kg, year: 2023.5"), [("E213", "factors.resin.year")]),
    (
        factor(f"{FACTOR}, co2e: 1 kg, aircraft: yes"),
        [("E214", "factors.resin.aircraft")],
    ),
    (
        "evidence: {bill: {title: t, date: 2024-2-3}}",
        [("E215", "evidence.bill.date")],
    ),
    (
        "evidence: {bill: {title: t, date: 2024-13}}",
        [("E215", "evidence.bill.date")],
    ),
    ("scope: {period: 2024}", [("E216", "scope.period")]),
    ("scope: {period: 2024-12-31/2024-01-01}", [("E217", "scope.period")]),
    ("waive: [{code: E999, at: scope, why: 测试}]", [("E227", "waive.0.code")]),
    (
        moulding("inputs: {resin: {amount: 1 t, pedigree: [1, 2, 9, 1, 1]}}"),
        [("E470", f"{IN}.resin.pedigree")],
    ),
    # one key against another
    (
        factor(f"{FACTOR}, co2e: 1 kg, emissions: {{co2_fossil: 1 kg}}"),
        [("E218", "factors.resin.emissions")],
    ),
    (factor("from: a/b, co2e: 1 kg"), [("E218", "factors.resin.from")]),
    (factor(FACTOR), [("E219", "factors.resin")]),
    (
        moulding("waste: {scrap: {amount: 1 t, to: burner, untreated: 回用}}"),
        [("E218", "processes.moulding.waste.scrap.untreated")],
    ),
    (
        moulding("emissions: {co2_fossil: {amount: 1 kg, activity: gas, from: a/b}}"),
        [("E218", "processes.moulding.emissions.co2_fossil.activity")],
    ),
    (
        moulding(
            "inputs: {resin: {amount: 1 t, lhv: 1 GJ/t, properties: {lhv: 2 GJ/t}}}"
        ),
        [("E229", f"{IN}.resin.properties.lhv")],
    ),
    (
        moulding("inputs: {resin: {amount: 1 t, transport: {truck: {mode: rail}}}}"),
        [("E218", f"{LEG}.mode"), ("E205", LEG)],
    ),
    (moulding("allocation: economic"), [("E222", "processes.moulding.allocation")]),
    (
        moulding("allocation: {shares: {crate: 60 %, runner: 40 %}}"),
        [("E222", "processes.moulding.allocation")],
    ),
    (moulding("allocation: {why: 理由}"), [("E219", "processes.moulding.allocation")]),
    # uncertainty
    (
        moulding(
            "inputs: {resin: {amount: 1 t ± 5 %, uncertainty: {dist: normal, sd: 1 %}}}"
        ),
        [("E220", f"{IN}.resin.uncertainty")],
    ),
    (
        moulding("inputs: {resin: {amount: 1 t, uncertainty: {dist: normal}}}"),
        [("E460", f"{IN}.resin.uncertainty")],
    ),
    (
        moulding(
            "inputs: {resin: {amount: 1 t, uncertainty: {dist: normal, sd: 2 kWh}}}"
        ),
        [("E433", f"{IN}.resin.uncertainty.sd")],
    ),
    (
        moulding(
            "inputs: {resin: {amount: 1 t, uncertainty: {dist: normal, sd: = loss}}}"
        ),
        [("E224", f"{IN}.resin.uncertainty.sd")],
    ),
    (
        moulding(
            "inputs: {resin: {amount: = x, uncertainty: {dist: normal, sd: 2 kg}}}"
        ),
        [("E228", f"{IN}.resin.uncertainty.sd")],
    ),
    (
        factor(
            f"{FACTOR}, co2e: {{fossil: 1 kg, unspecified: 1 kg}},"
            " uncertainty: {dist: lognormal, gsd: 1.1}"
        ),
        [("E221", "factors.resin.uncertainty")],
    ),
    (
        factor("from: a/b, uncertainty: {dist: lognormal, gsd: 1.1}"),
        [("E218", "factors.resin.uncertainty")],
    ),
]


@pytest.mark.parametrize(("snippet", "expected"), WRONG, ids=[w[0][:60] for w in WRONG])
def test_what_is_wrong_is_found_with_its_code_and_place(
    snippet: str, expected: list[tuple[str, str]]
) -> None:
    system, findings = parse_system(tree_of(snippet))
    assert system is None
    assert [(finding.code, finding.at) for finding in findings] == expected


@pytest.mark.parametrize(
    "tree",
    [
        {"lcagraph": "1", "": "x"},
        {"lcagraph": "1", "scenarios": {"wet": {"extends": "", "set": {"": "1"}}}},
        {
            "lcagraph": "1",
            "scenarios": {"wet": {"extends": ["gone", 5], "set": {5: 1}}},
        },
    ],
)
def test_even_an_empty_word_can_be_told(tree: dict[str, Any]) -> None:
    for finding in parse_system(tree)[1]:
        assert message(finding, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "snippet", [w[0] for w in WRONG], ids=[w[0][:60] for w in WRONG]
)
def test_every_finding_can_be_told_with_a_cure(snippet: str, lang: Any) -> None:
    for finding in parse_system(tree_of(snippet))[1]:
        assert message(finding, lang)
        assert help_lines(finding, lang)


def test_all_problems_of_a_model_are_found_at_once() -> None:
    snippet = """
reference: {product: crate, amount: 1 piece, kind: fu}
processes:
  moulding:
    stage: produktion
    output: {crate: 1 piece}
    inputs: {resin: "96,7 t", electricity: 5 kWhh}
factors:
  resin: {per: 1 kg, kind: materials, co2e: }
scenarios: {green: {set: {green_shar: 1}}}
"""
    findings = parse_system(tree_of(snippet))[1]
    assert {(finding.code, finding.at) for finding in findings} == {
        ("E204", "reference.kind"),
        ("E204", "processes.moulding.stage"),
        ("E201", "processes.moulding.output"),
        ("E408", f"{IN}.resin"),
        ("E432", f"{IN}.electricity"),
        ("E204", "factors.resin.kind"),
        ("E205", "factors.resin"),
        ("E209", "factors.resin.co2e"),
        ("E230", "scenarios.green.set.green_shar"),
    }


def only(snippet: str) -> Finding:
    (finding,) = parse_system(tree_of(snippet))[1]
    return finding


def test_the_nearest_key_is_suggested() -> None:
    finding = only(moulding("inputs: {resin: {amount: 1 t, transprot: {truck: 1 km}}}"))
    assert finding.values["nearest"] == "transport"
    assert finding.part == "key"


def test_the_nearest_property_is_suggested_too() -> None:
    finding = only("products: {crate: {biogenic_carbn: 0.3}}")
    assert finding.values["nearest"] == "biogenic_carbon"


def test_the_nearest_word_and_the_whole_list_are_given() -> None:
    finding = only(moulding("allocation: mass, stage: produktion"))
    assert finding.values["nearest"] == "production"
    assert finding.values["words"] == [
        "raw_materials",
        "inbound_transport",
        "inbound_storage",
        "production",
        "distribution",
        "storage",
        "use",
        "end_of_life",
    ]


@pytest.mark.parametrize(
    "row", ["124300 kWhh", "{amount: 124300 kWhh}"], ids=["short", "long"]
)
def test_the_span_of_a_wrong_unit_counts_in_the_text_as_written(row: str) -> None:
    finding = only(moulding(f"inputs: {{electricity: {row}}}"))
    # "124300 kWhh": the unit begins after six digits and a space, and has four letters
    assert finding.span == (7, 11)


def test_a_missing_key_is_shown_at_the_key_of_its_mapping() -> None:
    finding = only("reference: {product: crate}")
    assert (finding.part, finding.values["key"]) == ("key", "amount")


def test_a_version_that_does_not_come_first_is_a_warning() -> None:
    tree = tree_of("title: 标题")
    late = {key: tree[key] for key in ("title", "lcagraph", "reference", "processes")}
    system, findings = parse_system(late)
    assert system is not None
    assert [(finding.code, finding.at) for finding in findings] == [
        ("W203", "lcagraph")
    ]


def test_an_ambiguous_unit_is_noted_at_its_row() -> None:
    snippet = factor("per: 1 kg, kind: material, boundary: unknown, co2e: 2 kg/t*km")
    system, findings = parse_system(tree_of(snippet))
    assert system is not None
    assert [(f.code, f.at) for f in findings] == [("N401", "factors.resin.co2e")]


# ------------------------------------------------------------------- mutated models

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["= a", "5 kWh ± 3 %", "x-", "a.b", "1 t | 2 t", "economic"]),
    st.lists(st.sampled_from(["a", None, 1, {}]), max_size=3),
    st.dictionaries(
        st.sampled_from(
            ["amount", "mode", "x-a", "set", "dist", "0", "not_applicable"]
        ),
        st.sampled_from(["1 t", None, {}, [], 0.5]),
        max_size=3,
    ),
)


def places(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path of a tree."""
    yield at
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    if isinstance(node, dict | list):
        for key, inner in entries:
            yield from places(inner, (*at, key))


PLACES = list(places(read_file(EVERY_KEY).tree))[1:]


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
def test_no_mutated_model_ends_in_a_traceback(
    mutations: list[tuple[tuple[Any, ...], Any]],
) -> None:
    tree: Any = copy.deepcopy(read_file(EVERY_KEY).tree)
    for at, junk in mutations:
        node = tree
        for step in at[:-1]:
            node = node[step] if isinstance(node, dict) and step in node else None
        if isinstance(node, dict):
            node[at[-1]] = junk
    _, findings = parse_system(tree)
    for finding in findings:
        assert message(finding, "zh")
