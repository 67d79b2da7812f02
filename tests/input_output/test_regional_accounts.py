"""Accounts of regions, from a published table as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from input_output_cases import (
    MRIO_CBA,
    MRIO_EXP,
    MRIO_F,
    MRIO_IMP,
    MRIO_PBA,
    MRIO_Y,
    MRIO_Z,
)
from numpy.testing import assert_allclose
from plain_io_tables import TABLE, Rows, written

from lcagraph.errors import UsageError
from lcagraph.importing import published_table
from lcagraph.input_output import accounts_of

LABELS = [(region, f"s{k}") for region in ("reg1", "reg2") for k in (1, 2, 3)]
HEAD: Rows = [
    ["", "region", *(region for region, _ in LABELS)],
    ["region", "sector", *(name for _, name in LABELS)],
]
REGIONS: dict[str, Rows] = {
    "table": [["currency", "EUR_2015"]],
    "Z": [*HEAD, *([*a, *b] for a, b in zip(LABELS, MRIO_Z.tolist(), strict=True))],
    "Y": [
        ["", "region", "reg1", "reg2"],
        ["region", "sector", "all", "all"],
        *([*a, *b] for a, b in zip(LABELS, MRIO_Y.tolist(), strict=True)),
    ],
    "F": [
        *([["", *HEAD[0][1:]], ["flow", "unit", *HEAD[1][2:]]]),
        ["co2_fossil", "kt", *MRIO_F[0]],
        ["water", "m3", *MRIO_F[1]],
    ],
}


def test_accounts_of_a_file_are_those_of_pymrio(tmp_path: Path) -> None:
    found = accounts_of(published_table(written(tmp_path / "io", REGIONS)))
    own = found.accounts
    for part, expected in (
        (own.production, MRIO_PBA),
        (own.consumption, MRIO_CBA),
        (own.imports, MRIO_IMP),
        (own.exports, MRIO_EXP),
    ):
        assert_allclose(part, expected, rtol=1e-12)
    assert found.regions == ("reg1", "reg2")
    # 20 + 1 + 42 and 4 + 20 + 5; 5 + 4 + 11 and 8 + 2 + 10
    assert_allclose(found.of_regions(own.production), [[63, 29], [20, 20]])
    assert [one.name for one in found.stressors] == ["co2_fossil", "water"]


def test_a_table_of_one_region_consumes_what_it_makes(tmp_path: Path) -> None:
    found = accounts_of(published_table(written(tmp_path / "io", TABLE)))
    assert_allclose(found.accounts.production.sum(), 200, rtol=1e-13)  # 100 t + 100 t
    assert_allclose(found.accounts.consumption.sum(), 200, rtol=1e-13)
    assert not found.accounts.imports.any()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"Y": None}, "E570"),
        ({"Y": [["region", "sector", "all"], *([*a, 1] for a in LABELS)]}, "E570"),
        (
            {
                "Y": [
                    ["", "region", "reg1", "elsewhere"],
                    ["region", "sector", "all", "all"],
                    *([*a, 1, 1] for a in LABELS),
                ]
            },
            "E557",
        ),
    ],
)
def test_accounts_need_to_know_who_consumes(
    tmp_path: Path, parts: dict[str, Rows | None], code: str
) -> None:
    x: Rows = [["region", "sector", "x"], *([*a, 100] for a in LABELS)]
    every = {**REGIONS, "x": x, **parts}
    kept = {part: rows for part, rows in every.items() if rows is not None}
    table = published_table(written(tmp_path / "io", kept))
    with pytest.raises(UsageError) as caught:
        accounts_of(table)
    assert caught.value.finding.code == code


def test_a_file_that_is_no_table_has_no_accounts(tmp_path: Path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("name,unit,co2e\nsteel,kg,2.0\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        published_table(path)
    assert caught.value.finding.code == "E569"
