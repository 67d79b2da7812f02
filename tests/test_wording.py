"""The catalogue is whole: each code is used, explained, and equal in both languages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lcagraph.errors import Finding
from lcagraph.wording import (
    LANGUAGES,
    Language,
    codes,
    explanation,
    help_lines,
    label,
    message,
)

PACKAGE = Path(__file__).resolve().parents[1] / "lcagraph"
WORDING = PACKAGE / "wording"

CODE = re.compile(r"[EWN]\d{3}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEYS = {f"{part}{lang}" for part in ("", "help_", "explain_") for lang in LANGUAGES}

FAMILIES = {path.stem.removeprefix("findings_") for path in WORDING.glob("findings_*")}


# ------------------------------------------------------------- reading the catalogue


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Code → its entry, from all families."""
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted(WORDING.glob("findings_*.toml")):
        entries |= tomllib.loads(path.read_text(encoding="utf-8"))
    return entries


@cache
def labels() -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDING / "labels.toml").read_text(encoding="utf-8"))


def fields(text: str) -> list[str]:
    """Names that a sentence quotes, sorted, as often as it quotes them."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


# ---------------------------------------------------------------- reading the source


@cache
def source_nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every syntax node of the package, with the file it stands in."""
    return tuple(
        (str(path.relative_to(PACKAGE.parent)), node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


@cache
def codes_in_source() -> dict[str, str]:
    """Code → a place where the source names it as a string."""
    return {
        node.value: f"{file}:{node.lineno}"
        for file, node in source_nodes()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }


def literal_keys(node: ast.expr | None) -> set[str] | None:
    """Keys of a dict written out in the source; None if some are computed."""
    if not isinstance(node, ast.Dict):
        return None
    keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
    return None if None in keys else {str(key) for key in keys}


def dicts_named(function: ast.AST) -> dict[str, ast.expr]:
    """Name → expression, for the names that a function assigns exactly once."""
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    return {name: each[0] for name, each in assigned.items() if len(each) == 1}


def code_and_values(call: ast.Call) -> tuple[ast.expr | None, ast.expr | None]:
    """The two arguments of `Finding(…)` or `QuantityError(…)`, as written."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "QuantityError" and len(call.args) == 3:
        return call.args[0], call.args[2]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    nothing_quoted = ast.Dict(keys=[], values=[])
    return given.get("code"), given.get("values", nothing_quoted)


def findings_written_out() -> Iterator[tuple[str, str, set[str]]]:
    """Place, code and value names of each finding whose values the source spells."""
    for file, function in source_nodes():
        if not isinstance(function, ast.FunctionDef):
            continue
        known = dicts_named(function)
        for call in ast.walk(function):
            if not isinstance(call, ast.Call):
                continue
            code, values = code_and_values(call)
            if isinstance(values, ast.Name):
                values = known.get(values.id)
            keys = literal_keys(values)
            if isinstance(code, ast.Constant) and keys is not None:
                yield f"{file}:{call.lineno}", str(code.value), keys


def labels_asked_for() -> Iterator[tuple[str, str]]:
    """Place and key of each `label("…", lang)` whose key is written out."""
    for file, node in source_nodes():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "label"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"{file}:{node.lineno}", str(node.args[0].value)


# -------------------------------------------------------------------------- codes


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    unknown = {c: at for c, at in codes_in_source().items() if c not in catalogue()}
    assert unknown == {}


def test_every_code_of_the_catalogue_is_raised_somewhere() -> None:
    assert sorted(catalogue().keys() - codes_in_source().keys()) == []


def test_codes_lists_the_whole_catalogue_by_number() -> None:
    assert sorted(codes()) == sorted(catalogue())
    assert [code[1:] for code in codes()] == sorted(code[1:] for code in catalogue())


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_holds_only_codes_that_begin_with_its_digit(family: str) -> None:
    text = (WORDING / f"findings_{family}.toml").read_text(encoding="utf-8")
    strange = [
        code
        for code in tomllib.loads(text)
        if not (CODE.fullmatch(code) and code[1] == family)
    ]
    assert strange == []


def test_a_finding_gives_every_value_that_its_message_quotes() -> None:
    lacking = {
        at: sorted(set(fields(catalogue()[code]["en"])) - keys)
        for at, code, keys in findings_written_out()
        if code in catalogue() and not set(fields(catalogue()[code]["en"])) <= keys
    }
    assert lacking == {}


# -------------------------------------------------------------- the two languages


@pytest.mark.parametrize("code", codes())
def test_an_entry_has_all_its_texts_and_no_other_key_but_its_class(code: str) -> None:
    entry = catalogue()[code]
    assert set(entry) - {"class"} == KEYS
    assert entry.get("class", "wrong") in ("missing", "wrong")


@pytest.mark.parametrize("code", codes())
def test_both_languages_quote_the_same_values(code: str) -> None:
    entry = catalogue()[code]
    assert fields(entry["zh"]) == fields(entry["en"])
    assert [fields(line) for line in entry["help_zh"]] == [
        fields(line) for line in entry["help_en"]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_a_code_is_explained_and_has_a_cure(code: str, lang: Language) -> None:
    entry = catalogue()[code]
    assert entry[lang].strip()
    assert explanation(code, lang).strip()
    assert [line for line in entry[f"help_{lang}"] if line.strip()]


@pytest.mark.parametrize("code", codes())
def test_chinese_texts_are_chinese_and_english_ones_are_a_sentence(code: str) -> None:
    entry = catalogue()[code]
    assert CHINESE.search(entry["zh"])
    assert CHINESE.search(entry["explain_zh"])
    assert not CHINESE.search(entry["en"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_a_finding_with_all_values_renders(code: str, lang: Language) -> None:
    entry = catalogue()[code]
    texts = [entry[lang], *entry[f"help_{lang}"]]
    values = {name: "x" for text in texts for name in fields(text)}
    finding = Finding(code=code, values=values)
    assert "{" not in message(finding, lang)
    assert len(help_lines(finding, lang)) == len(entry[f"help_{lang}"])


# -------------------------------------------------------------------------- labels


@pytest.mark.parametrize("key", sorted(labels()))
def test_a_label_has_both_languages(key: str) -> None:
    assert set(labels()[key]) == set(LANGUAGES)
    assert all(label(key, lang).strip() for lang in LANGUAGES)
    assert fields(label(key, "zh")) == fields(label(key, "en"))


def test_every_label_asked_for_exists() -> None:
    assert {at: k for at, k in labels_asked_for() if k not in labels()} == {}
