"""The JSON Schema for editors accepts what is right and underlines common slips."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.json_schema import json_schema
from lcagraph.formats.yaml.reader import read_file
from lcagraph.formats.yaml.schema import parse_system

MODELS_FOLDER = Path(__file__).parents[1] / "models"
MODELS = sorted((Path(__file__).parent / "models").rglob("*.yaml"))
SCHEMA = json_schema()
SHIPPED = sorted(p.parent.name for p in MODELS_FOLDER.glob("*/model.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_editors_see(path: Path) -> Any:
    """A file with the types of plain YAML; dates are text in JSON."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return json.loads(json.dumps(loaded, default=date.isoformat))


def errors(tree: Any) -> list[str]:
    return [
        f"{list(e.absolute_path)}: {e.message}" for e in VALIDATOR.iter_errors(tree)
    ]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    json.dumps(SCHEMA)


WHOLE = [path for path in MODELS if path.parent.name == "models"]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_the_example_models_are_accepted(path: Path) -> None:
    assert errors(as_editors_see(path)) == []


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_the_canonical_form_is_accepted_but_for_its_numbers_as_text(path: Path) -> None:
    system, _ = parse_system(read_file(path).tree)
    assert system is not None
    # The printed file has no quotes, so that a plain loader sees numbers again.
    assert errors(untyped(to_plain(system))) == []


def untyped(node: Any) -> Any:
    """Texts that a plain YAML loader reads as a number or a boolean."""
    if isinstance(node, dict):
        return {key: untyped(inner) for key, inner in node.items()}
    if isinstance(node, list):
        return [untyped(inner) for inner in node]
    loaded = yaml.safe_load(node) if node in ("1", "true", "false") else node
    return int(node) if node.isdecimal() and not node.startswith("0") else loaded


SMALL: dict[str, Any] = {
    "lcagraph": 1,
    "reference": {"product": "crate", "amount": "1 piece"},
}


def with_row(row: Any) -> dict[str, Any]:
    return {**SMALL, "processes": {"moulding": {"inputs": {"树脂": row}}}}


@pytest.mark.parametrize(
    "tree",
    [
        {**SMALL, "x-editor": {"anything": [1, 2]}},
        with_row("850 kWh ± 5 %"),
        with_row("= 1 t / (1 - loss)"),
        with_row({"amount": 5, "transport": {"truck": {"distance": "4 km"}}}),
        with_row({"amount": "5 t", "lhv": "40 GJ/t", "x-note": "mine"}),
    ],
)
def test_short_forms_and_notes_are_accepted(tree: Any) -> None:
    assert errors(tree) == []


@pytest.mark.parametrize(
    "tree",
    [
        {**SMALL, "lcagraph": 2},
        {"lcagraph": 1},
        {**SMALL, "proceses": {}},
        with_row("96,7 t"),
        with_row("1 240 t"),
        with_row({"amount": "1 t", "transprot": {}}),
        with_row({"product": "resin"}),
        {**SMALL, "processes": {"moulding": {"stage": "produktion"}}},
        {**SMALL, "processes": {"2nd": {}}},
        {**SMALL, "processes": {"x-ray": {}}},
        {**SMALL, "parameters": {"scrap-share": 0.3}},
        {**SMALL, "factors": {"grid": {"per": "1 kWh", "co2e": "0.6 kg"}}},
        {**SMALL, "scope": {"period": "2024"}},
    ],
)
def test_common_slips_are_underlined(tree: Any) -> None:
    assert errors(tree)


def test_the_gases_are_offered_for_emissions() -> None:
    emissions = SCHEMA["$defs"]["UnitProcess"]["properties"]["emissions"]["properties"]
    assert {"co2_fossil", "ch4_biogenic", "n2o_fossil", "sf6"} <= emissions.keys()


def test_every_key_has_a_description_in_chinese() -> None:
    texts = {
        f"{name}.{key}": str(schema.get("description", ""))
        for name, definition in SCHEMA["$defs"].items()
        for form in definition.get("anyOf", [definition])
        for key, schema in form.get("properties", {}).items()
    }
    assert [key for key, text in texts.items() if text.isascii()] == []


def test_the_schema_beside_the_models_is_the_one_of_the_program(root: Path) -> None:
    shipped = root / "models" / "schema" / "lcagraph-1.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_model_says_where_its_schema_is(root: Path, name: str) -> None:
    model = root / "models" / name / "model.yaml"
    first = model.read_text(encoding="utf-8").splitlines()[0]
    _, _, place = first.partition("$schema=")
    assert (model.parent / place).resolve().is_file()
