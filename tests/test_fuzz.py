"""Mutated models: reading, checking, showing and solving raise nothing undeliberate.

Each seed takes a model that ships or a small one of `wrong/`, damages it a few times
and does with it what a user does. Whatever is wrong must be told as findings, or raised
as an `LcaGraphError`; anything else would end in a traceback.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

import lcagraph as lg
from lcagraph.findings import Findings
from lcagraph.formats.yaml.reader import read_text
from lcagraph.wording import LANGUAGES

TESTS = Path(__file__).parent
LIGHT = 25
HEAVY = 150
PER_TEST = 10

SCALARS = (
    "",
    "~",
    "0",
    "-1",
    "-5 kg",
    "1e-320 kg",
    "1e308 kWh",
    "1e999 t",
    "９９ kg",
    "0,62 kg",
    "3 kt",
    "5 ton",
    "n/a",
    "50 %",
    "1 t ± 500 %",
    "1 kg ± -3 %",
    "1 piece",
    "1 m3",
    "1 Nm3",
    "12 CNY/t",
    "= 1 / 0",
    "= 0 kg / 0",
    "= -1 t ^ 0.5",
    "= 10 ^ 400 * 1 kg",
    "= exp(1000) * 1 kg",
    "= scrap_share",
    "= metal_in * metal_in",
    "= if(1 > 0, 1 kg, 2 kWh)",
    "= ((((((1 kg",
    "= __import__('os')",
    "= a.b.c",
    "= 9^9^9^9",
    "crate",
    "moulding",
    "power",
    "pp_granulate",
    "cn-electricity/national-2024",
    "cn-electricity/",
    "/",
    "../../etc/passwd",
    "co2",
    "74-82-8",
    "burden_free",
    "mass",
    "economic",
    "shares",
    "mix",
    "production",
    "2024-02-31/2023-01-01",
    "true",
    "no",
    "{}",
    "[]",
    "[1, 2]",
    "{amount: 1 kg}",
    "{by: economic, why: x}",
    "{by: price, why: x}",
    "{shares: {crate: 1}, why: x}",
    "{dist: normal, sd: 1 kg}",
    "{dist: triangular, min: 3, max: 1}",
    "{truck: 3 km}",
    "[{mode: truck, distance: 3 kg}]",
    "{not_applicable: x}",
    "甲 | b | c",
    "\\",
    "'",
    '"\\u202e"',
    "&a b",
    "*a",
    "!!python/name:os.system",
    "\x1b[31m",
    "\u202e",
    "\ud800",
    "\x00",
    "👩\u200d🔬",
    "﷽",
    "x" * 5000,
    "{" * 60,
    "%s %d {0} {x.__class__}",
)
"""Values that a scalar may be replaced by."""

_WORDS = (
    "amount from to product flow role allocation outputs inputs emissions removals "
    "waste avoids_waste treats transport substitutes uncertainty data stage kind why "
    "activity factor land_use_change of origin fate shares price mass lhv properties "
    "co2e per boundary gwp region include scenarios set extends waive parameters "
    "reference scope languages recycling pedigree untreated location mode distance "
    "load_factor empty_return x-note 0 lcagraph 数量 a.b <<"
)
KEYS = tuple(_WORDS.split())

OBJECTS: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    float("nan"),
    float("inf"),
    -0.0,
    1e-320,
    b"bytes",
    object(),
    (),
    [],
    {},
    [[[]]],
    {"amount": None},
    {1: 2},
    {None: {}},
    {"": ""},
    range(3),
    {1, 2},
    complex(1, 2),
)
"""Values that a model written in Python may hold by mistake."""


@cache
def sources() -> tuple[str, ...]:
    shipped = sorted((TESTS.parent / "models").glob("*/model.yaml"))
    small = sorted((TESTS / "wrong").glob("*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in shipped] * 12
    for path in small:
        try:
            texts.append(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
    return tuple(texts)


# ---------------------------------------------------------------------- damaged text


def _delete(dice: random.Random, lines: list[str]) -> None:
    start = dice.randrange(len(lines))
    del lines[start : start + dice.choice((1, 1, 1, 2, 5, 20))]


def _duplicate(dice: random.Random, lines: list[str]) -> None:
    start = dice.randrange(len(lines))
    lines[start:start] = lines[start : start + dice.choice((1, 1, 3, 8))]


def _swap(dice: random.Random, lines: list[str]) -> None:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _indent(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    shift = dice.choice(("  ", " ", "\t", "　", "\u00a0", ""))
    lines[at] = shift + lines[at].removeprefix("  ")


def _replace_value(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    head, colon, _ = lines[at].partition(":")
    lines[at] = f"{head}{colon} {dice.choice(SCALARS)}"


def _replace_inner_value(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    parts = lines[at].split(", ")
    place = dice.randrange(len(parts))
    head, colon, _ = parts[place].partition(": ")
    end = "}" if parts[place].endswith("}") else ""
    parts[place] = f"{head}{colon}{dice.choice(SCALARS)}{end}"
    lines[at] = ", ".join(parts)


def _replace_key(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    head, colon, rest = lines[at].partition(":")
    depth = len(head) - len(head.lstrip())
    lines[at] = f"{' ' * depth}{dice.choice(KEYS)}{colon}{rest}"


def _splice(dice: random.Random, lines: list[str]) -> None:
    other = dice.choice(sources()).split("\n")
    start = dice.randrange(len(other))
    at = dice.randrange(len(lines))
    lines[at:at] = other[start : start + dice.randrange(1, 15)]


def _truncate(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    lines[at:] = [lines[at][: dice.randrange(len(lines[at]) + 1)]]


def _rename(dice: random.Random, lines: list[str]) -> None:
    """One word is another one everywhere: links lead elsewhere, or to themselves."""
    words = [word.strip() for line in lines for word in line.split(":")[:1]]
    words = [word for word in words if word.isidentifier()]
    if words:
        one, other = dice.choice(words), dice.choice(words)
        lines[:] = [line.replace(one, other) for line in lines]


def _number(dice: random.Random, lines: list[str]) -> None:
    places = [i for i, line in enumerate(lines) if any(map(str.isdigit, line))]
    if places:
        at = dice.choice(places)
        digit = dice.choice([char for char in lines[at] if char.isdigit()])
        new = dice.choice(("0", "-1", "99999999999999999999", "1e300", "1e-300", "٣"))
        lines[at] = lines[at].replace(digit, new, dice.choice((1, -1)))


def _strange_character(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    where = dice.randrange(len(lines[at]) + 1)
    code = dice.choice((dice.randrange(0x250), dice.randrange(0x110000)))
    char = dice.choice((chr(code), dice.choice("：，　｛｝（）％～{}[]|>&*!%@`\"'#-")))
    lines[at] = lines[at][:where] + char + lines[at][where:]


DAMAGES: tuple[Callable[[random.Random, list[str]], None], ...] = (
    _delete,
    _duplicate,
    _swap,
    _indent,
    _replace_value,
    _replace_value,
    _replace_inner_value,
    _replace_inner_value,
    _replace_key,
    _splice,
    _truncate,
    _rename,
    _number,
    _number,
    _strange_character,
)


def damaged(seed: int) -> str:
    dice = random.Random(seed)
    lines = dice.choice(sources()).split("\n")
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        dice.choice(DAMAGES)(dice, lines)
        lines = lines or [""]
    return "\n".join(lines)


# ---------------------------------------------------------------------- damaged trees


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with one of its keys or positions."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


def damaged_tree(seed: int) -> dict[str, Any]:
    """A model as Python holds it, with values that no file could hold."""
    dice = random.Random(seed)
    shipped = sorted((TESTS.parent / "models").glob("*/model.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in shipped]
    tree: dict[str, Any] = copy.deepcopy(dict(read_text(dice.choice(texts)).tree))
    for _ in range(dice.choice((1, 1, 2, 4))):
        places = list(_places(tree))
        node, key = dice.choice(places)
        other, other_key = dice.choice(places)
        way = dice.randrange(5)
        if way == 0:
            del node[key]
        elif way == 1:
            node[key] = copy.deepcopy(other[other_key])
        elif way == 2 and isinstance(node, dict):
            node[dice.choice((*KEYS, 1, None, "a b"))] = node.pop(key)
        else:
            node[key] = dice.choice((*OBJECTS, *SCALARS))
    return {str(key): value for key, value in tree.items()}


# -------------------------------------------------------------------------- the tests


def use(make: Callable[[], lg.Model]) -> None:
    """What a user does with a model; deliberate errors are answers too."""
    try:
        model = make()
    except lg.ModelError as error:
        show(Findings(error.findings, getattr(error, "document", None)))
        return
    except lg.LcaGraphError as error:
        show_error(error)
        return
    found = model.check()
    show(found)
    if not found.is_ok:
        return
    for scenario in model.scenarios:
        try:
            model.solve(scenario)
        except lg.LcaGraphError as error:
            show_error(error)
    again = lg.read_string(model.to_yaml())
    assert again.check().is_ok
    result, written = model.solve(), again.solve()
    assert written.total == pytest.approx(result.total, rel=1e-9, abs=1e-12)
    assert result.to_json()


def show(found: Findings) -> None:
    for lang in LANGUAGES:
        assert "\x1b" not in found.to_text(lang, width=80)
        assert found.to_lines(lang) or not found


def show_error(error: lg.LcaGraphError) -> None:
    assert str(error)


def seeds(count: int, start: int) -> list[range]:
    return [
        range(start + i * PER_TEST, start + (i + 1) * PER_TEST) for i in range(count)
    ]


@pytest.mark.parametrize("block", seeds(LIGHT, 0), ids=str)
def test_a_damaged_text_never_ends_in_a_traceback(block: range) -> None:
    for seed in block:
        use(partial(lg.read_string, damaged(seed)))


@pytest.mark.parametrize("block", seeds(LIGHT // 5, 1_000_000), ids=str)
def test_a_damaged_python_model_never_ends_in_a_traceback(block: range) -> None:
    for seed in block:
        use(partial(lg.Model, **damaged_tree(seed)))


@pytest.mark.heavy
@pytest.mark.parametrize("block", seeds(HEAVY, 10_000), ids=str)
def test_many_damaged_texts_never_end_in_a_traceback(block: range) -> None:
    for seed in block:
        use(partial(lg.read_string, damaged(seed)))


@pytest.mark.heavy
@pytest.mark.parametrize("block", seeds(HEAVY, 2_000_000), ids=str)
def test_many_damaged_python_models_never_end_in_a_traceback(block: range) -> None:
    for seed in block:
        use(partial(lg.Model, **damaged_tree(seed)))
