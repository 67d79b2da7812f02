"""The typed layer: short and long forms, and models built in Python, mean the same."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lcagraph.formats.yaml.reader import read_file, read_text
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.places import child_shape, written_path
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.formulas import parse_amount
from lcagraph.graph.process import Input, TransportLeg
from lcagraph.graph.scope import Declarations
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text

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


# ---------------------------------------------------------------- what is right


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("850 kWh", {"amount": "850 kWh"}),
        (
            {"amount": "1 t", "transport": {"truck": "420 km"}},
            {"amount": "1 t", "transport": [{"mode": "truck", "distance": "420 km"}]},
        ),
        (
            {
                "amount": "1 t",
                "transport": {"truck": {"distance": "9 km", "note": "n"}},
            },
            {
                "amount": "1 t",
                "transport": [{"mode": "truck", "distance": "9 km", "note": "n"}],
            },
        ),
        (
            {"amount": "1 t", "data": {"evidence": "bill"}},
            {"amount": "1 t", "data": {"evidence": ["bill"]}},
        ),
        (
            {"amount": "1 t", "data": {"cross_check": "发票"}},
            {"amount": "1 t", "data": {"cross_check": {"source": "发票"}}},
        ),
        (
            {"amount": "1 t", "lhv": "120 GJ/t"},
            {"amount": "1 t", "properties": {"lhv": "120 GJ/t"}},
        ),
        ({"amount": "1 t", "x-note": "mine"}, {"amount": "1 t"}),
    ],
    ids=["amount", "legs", "leg", "evidence", "cross-check", "property", "note"],
)
def test_a_short_form_of_an_input_means_its_long_form(short: Any, long: Any) -> None:
    def with_input(row: Any) -> ProductSystem:
        tree = tree_of("")
        tree["processes"]["moulding"]["inputs"] = {"resin": row}
        return system_of(tree)

    assert with_input(short) == with_input(long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("parameters: {loss: 0.3}", "parameters: {loss: {value: 0.3}}"),
        (
            factor(f"{FACTOR}, co2e: 1.83 kg"),
            factor(f"{FACTOR}, co2e: {{unspecified: 1.83 kg}}"),
        ),
        (moulding("allocation: mass"), moulding("allocation: {by: mass}")),
        (moulding("recycling: cff"), moulding("recycling: {method: cff}")),
        (
            moulding("outputs: {runner: {amount: 1 t, substitutes: resin}}"),
            moulding("outputs: {runner: {amount: 1 t, substitutes: {product: resin}}}"),
        ),
        ('databases: {uslci: "1.0"}', 'databases: {uslci: {version: "1.0"}}'),
        (
            "reference: {product: crate, amount: 1 t, annual_output: 9 t}",
            "reference: {product: crate, amount: 1 t, annual_output: {amount: 9 t}}",
        ),
        (
            "scenarios: {wet: {}, dry: {extends: wet}}",
            "scenarios: {wet: {}, dry: {extends: [wet]}}",
        ),
    ],
)
def test_a_short_form_means_its_long_form(short: str, long: str) -> None:
    assert system_of(tree_of(short)) == system_of(tree_of(long))


def test_a_row_of_the_model_becomes_a_frozen_input() -> None:
    system = system_of(
        tree_of(
            moulding("inputs: {resin: {amount: 96.7 t, transport: {truck: 420 km}}}")
        )
    )
    assert system.processes["moulding"].inputs["resin"] == Input(
        amount=parse_amount("96.7 t"),
        transport=(TransportLeg(mode="truck", distance=parse_amount("420 km")),),
    )


@pytest.mark.parametrize(
    ("languages", "title", "text"),
    [
        ("[zh, en]", "标题 | Title", Text("标题", "Title")),
        ("[en, zh]", "Title | 标题", Text("标题", "Title")),
        ("[zh, en]", "标题", Text("标题", "标题")),
        ("zh", "标题", Text("标题", "标题")),
        ("[zh, en]", r"A\|B 双组分 | A\|B mix", Text("A|B 双组分", "A|B mix")),
    ],
)
def test_names_follow_the_order_of_the_languages(
    languages: str, title: str, text: Text
) -> None:
    tree = tree_of(f"languages: {languages}")
    tree["title"] = title
    assert system_of(tree).title == text


def test_a_declaration_may_give_the_reason_why_it_does_not_apply() -> None:
    snippet = "scope: {declarations: {unit: 一件, specific_ghg: {not_applicable: 无}}}"
    assert system_of(tree_of(snippet)).scope.declarations == Declarations(
        unit=Text("一件", "一件"), not_applicable={"specific_ghg": Text("无", "无")}
    )


# sd: 1 % of 200 kWh is relative; of a share it is one percentage point; a bare number
# is in the amount's own unit, and 2 MWh of an amount in kWh are 2000 kWh.
@pytest.mark.parametrize(
    ("amount", "sd", "expected"),
    [
        ("200 kWh", "1 %", {"rel_sd": 0.01, "sd": None}),
        ("20 %", "1 %", {"rel_sd": None, "sd": 1.0}),
        ("200 kWh", "3", {"rel_sd": None, "sd": 3.0}),
        ("20000 kWh", "2 MWh", {"rel_sd": None, "sd": 2000.0}),
    ],
)
def test_a_standard_deviation_is_in_the_unit_of_its_amount(
    amount: str, sd: str, expected: dict[str, float | None]
) -> None:
    spread = f"uncertainty: {{dist: normal, sd: {sd}}}"
    system = system_of(tree_of(f"parameters: {{loss: {{value: {amount}, {spread}}}}}"))
    distribution = system.parameters["loss"].value.distribution
    assert distribution is not None
    assert {key: getattr(distribution, key) for key in expected} == expected


# ----------------------------------------------------------- models built in Python


def test_a_model_built_in_python_equals_the_one_read_from_text() -> None:
    # 0.1 + 0.2 is 0.30000000000000004: all digits must arrive
    built = {
        "lcagraph": 1,
        "reference": {"product": "crate", "amount": "1 piece"},
        "parameters": {
            "sum": 0.1 + 0.2,
            "five": 5,
            "half": np.float64(0.5),
            "three": np.int64(3),
        },
        "factors": {
            "air": {
                "per": "1 t*km",
                "kind": "transport",
                "boundary": "cradle_to_gate",
                "co2e": 1.5,
                "aircraft": True,
                "year": 2023,
            }
        },
        "evidence": {
            "bill": {
                "title": "t",
                "page": 3,
                "date": datetime.date(2024, 5, 1),
            }
        },
        "scenarios": {"dry": {"set": {"sum": 1, "five": 2.5}}},
    }
    text = """
lcagraph: 1
reference: {product: crate, amount: 1 piece}
parameters: {sum: 0.30000000000000004, five: 5, half: 0.5, three: 3}
factors:
  air: {per: 1 t*km, kind: transport, boundary: cradle_to_gate, co2e: 1.5,
        aircraft: true, year: 2023}
evidence: {bill: {title: t, page: 3, date: 2024-05-01}}
scenarios: {dry: {set: {sum: 1, five: 2.5}}}
"""
    assert system_of(built) == system_of(read_text(text).tree)


@pytest.mark.parametrize(
    ("value", "code"),
    [(float("nan"), "E415"), (float("inf"), "E415"), (True, "E208"), (None, "E209")],
)
def test_a_python_value_that_is_no_number_is_no_amount(
    value: object, code: str
) -> None:
    tree = {**tree_of(""), "parameters": {"loss": value}}
    assert [(f.code, f.at) for f in parse_system(tree)[1]] == [
        (code, "parameters.loss")
    ]


def test_a_python_float_is_no_version_because_it_may_have_lost_a_zero() -> None:
    tree = {**tree_of(""), "databases": {"uslci": 1.10}}
    findings = parse_system(tree)[1]
    assert [(f.code, f.at) for f in findings] == [("E226", "databases.uslci")]


def test_reading_leaves_the_tree_as_it_was() -> None:
    tree = read_file(EVERY_KEY).tree
    before = copy.deepcopy(tree)
    parse_system(tree)
    assert tree == before


@pytest.mark.parametrize("tree", [None, [], "text", 5, {}, {1: 2}, {"lcagraph": []}])
def test_what_is_no_model_at_all_is_told_too(tree: object) -> None:
    system, findings = parse_system(tree)
    assert system is None
    assert findings


# ------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("long", "written"),
    [
        ("inputs.resin.amount", "inputs.resin"),
        ("inputs.wood.amount", "inputs.wood.amount"),
        ("inputs.wood.transport.0.distance", "inputs.wood.transport.truck"),
        ("inputs.wood.transport.1.distance", "inputs.wood.transport.rail.distance"),
        ("inputs.wood.properties.lhv", "inputs.wood.lhv"),
        ("inputs.gone.amount", "inputs"),
    ],
)
def test_a_path_of_the_long_form_leads_to_what_was_written(
    long: str, written: str
) -> None:
    legs = {"truck": "420 km", "rail": {"distance": "900 km"}}
    wood = {"amount": "1 t", "lhv": "18 GJ/t", "transport": legs}
    tree = {"inputs": {"resin": "1 t", "wood": wood}}
    assert written_path(tree, long.split("."))[0] == written


def keys_used(shape: object, node: object) -> Iterator[tuple[str, str]]:
    """Spec model and key, for every key that a tree uses."""
    if isinstance(shape, type) and issubclass(shape, Spec):
        # `{not_applicable: …}` moves in the long form: both are looked at
        written = node if isinstance(node, Mapping) else {}
        node = {**written, **(shape.long_form(node) or {})}
    if isinstance(node, Mapping):
        for key, inner in node.items():
            if isinstance(shape, type) and issubclass(shape, Spec):
                yield shape.__name__, key
            yield from keys_used(child_shape(shape, key), inner)
    elif isinstance(node, list):
        for position, inner in enumerate(node):
            yield from keys_used(child_shape(shape, str(position)), inner)


def all_specs(root: type[Spec] = Spec) -> Iterator[type[Spec]]:
    for spec in root.__subclasses__():
        yield spec
        yield from all_specs(spec)


def test_the_model_of_every_key_uses_every_key() -> None:
    used = set(keys_used(SystemSpec, read_file(EVERY_KEY).tree))
    bases = {"ExchangeSpec", "FreightedSpec", "Uncertain"}
    unused = [
        f"{spec.__name__}.{key}"
        for spec in all_specs()
        for key in spec.key_names()
        if spec.__name__ not in bases and (spec.__name__, key) not in used
    ]
    # `treats`, which are plain exchanges, and what comes with all rows are seen once
    rows = ("OutputSpec.", "WasteSpec.")
    common = {".name", ".uncertainty", ".pedigree", ".data", ".stage", ".note"}
    common |= {".product", ".properties", ".transport"}
    assert [
        key
        for key in unused
        if not (key.startswith(rows) and key[key.index(".") :] in common)
    ] == []


def test_the_model_of_every_key_is_sound() -> None:
    system, findings = parse_system(read_file(EVERY_KEY).tree)
    assert findings == ()
    assert system is not None


# ------------------------------------------------------------------ stages in Chinese


@pytest.mark.parametrize(
    ("word", "meant"), [("生产", "production"), ("使用", "use"), ("产品", None)]
)
def test_a_stage_in_chinese_is_recognised_where_only_one_is_meant(
    word: str, meant: str | None
) -> None:
    process = {"moulding": {"stage": word, "outputs": {"crate": "1 piece"}}}
    (finding,) = parse_system({**tree_of(""), "processes": process})[1]
    assert finding.code == "E204"
    assert finding.values["nearest"] == meant
