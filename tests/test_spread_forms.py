"""The long form of a number with its distribution: set, refused and kept."""

from __future__ import annotations

from typing import Any

import pytest
from test_spread_of_every_number import CASES, GAS, OUTPUT, of_two_gases, spread_of

from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.sampling import sampler_of

Plain = Any

# ------------------------------------------------------------------------------ edits


@pytest.mark.parametrize(
    ("value", "total", "is_certain"),
    [
        ("4 MJ/kg", 8.0, True),  # 10 × 4 / 5
        ("4 MJ/kg ± 10 %", 8.0, False),
        (
            {"value": "4 MJ/kg", "uncertainty": {"dist": "lognormal", "gsd": 1.1}},
            8,
            False,
        ),
    ],
)
@pytest.mark.parametrize("path", [f"{OUTPUT}.lhv", f"{OUTPUT}.properties.lhv"])
def test_a_value_that_is_set_brings_its_own_uncertainty(
    path: str, value: Plain, total: float, is_certain: bool
) -> None:
    changed = CASES["heating value"].of.with_({path: value})
    assert changed.solve().total == pytest.approx(total)
    assert (not sampler_of(changed.prepared).numbers) == is_certain


def test_the_value_alone_can_be_set_too() -> None:
    changed = CASES["price"].of.with_({f"{OUTPUT}.price.value": "4 CNY/kg"})
    assert changed.solve().total == pytest.approx(8)
    assert not sampler_of(changed.prepared).numbers


def test_a_distribution_can_be_set_alone() -> None:
    path = f"{OUTPUT}.price"
    changed = (
        CASES["price"]
        .of.with_({path: "3 CNY/kg"})
        .with_({f"{path}.uncertainty": {"dist": "lognormal", "gsd": 1.1}})
    )
    assert spread_of(changed, path).distribution.gsd == 1.1


# --------------------------------------------------------------------------- refusals


def findings(tree: Plain) -> list[tuple[str, str]]:
    base = {"lcagraph": 1, "reference": {"product": "goods", "amount": "1 kg"}}
    _, found = parse_system({**base, **tree})
    return [(f.code, f.at) for f in found]


def row(**keys: Plain) -> Plain:
    return {"processes": {"works": {"outputs": {"goods": {"amount": "1 kg", **keys}}}}}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (
            row(price={"value": "3 CNY/kg", "pedigree": [1, 1, 1, 1, 1]}),
            [("E201", f"{OUTPUT}.price.pedigree")],
        ),
        (
            row(price={"uncertainty": {"dist": "lognormal", "gsd": 2}}),
            [("E205", f"{OUTPUT}.price")],
        ),
        (
            row(
                price={
                    "value": "3 CNY/kg ± 5 %",
                    "uncertainty": {"dist": "lognormal", "gsd": 2},
                }
            ),
            [("E220", f"{OUTPUT}.price.uncertainty")],
        ),
        (row(price=["3 CNY/kg"]), [("E208", f"{OUTPUT}.price")]),
        (row(price={"value": None}), [("E209", f"{OUTPUT}.price.value")]),
        (
            row(
                lhv={
                    "value": "3 MJ/kg",
                    "uncertainty": {"dist": "normal", "sd": "2 MJ/kg"},
                }
            ),
            [("E466", f"{OUTPUT}.lhv.uncertainty")],
        ),
        (
            row(
                transport={
                    "truck": {
                        "value": "3 km",
                        "uncertainty": {"dist": "normal", "sd": "1 kg"},
                    }
                }
            ),
            [("E433", f"{OUTPUT}.transport.truck.uncertainty.sd")],
        ),
        (
            {
                "factors": {
                    "resin": {
                        "per": "1 kg",
                        "kind": "material",
                        "boundary": "cradle_to_gate",
                        "co2e": {
                            "value": "1 kg",
                            "uncertainty": {"dist": "normal", "sd": "-1 kg"},
                        },
                    }
                }
            },
            [("E462", "factors.resin.co2e.uncertainty")],
        ),
        (row(amount={"value": "3 kg"}), [("E239", f"{OUTPUT}.amount")]),
    ],
)
def test_what_is_wrong_in_the_long_form_is_told_at_its_place(
    tree: Plain, expected: list[tuple[str, str]]
) -> None:
    assert findings(tree) == expected


def test_a_figure_with_scores_of_its_own_is_kept() -> None:
    tree = to_plain(
        of_two_gases(
            GAS, {"value": "= 1 g * 10", "pedigree": [1, 2, 1, 1, 1]}
        ).prepared.compiled.system
    )
    assert tree["factors"]["fibre"]["emissions"]["ch4_fossil"] == {  # type: ignore[index, call-overload]
        "value": "= 1 g * 10",
        "pedigree": ["1", "2", "1", "1", "1"],
    }
    again, _ = parse_system(tree)
    assert again is not None
    assert to_plain(again) == tree
