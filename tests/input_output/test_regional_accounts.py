"""Accounts of regions, from a published table as a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

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
from plain_io_tables import TABLE, Rows, added, written

from lcagraph.cli import main
from lcagraph.errors import CalculationError, UsageError
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
    assert caught.value.finding.code == "E529"


def test_a_stored_database_has_no_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    added(written(tmp_path / "table", REGIONS), tmp_path / "databases")  # named io
    with pytest.raises(UsageError) as caught:
        published_table(Path("io"))
    assert caught.value.finding.code == "E529"
    with pytest.raises(UsageError) as caught:
        published_table(Path("nowhere"))
    assert caught.value.finding.code == "E701"


def test_the_command_prints_sums_of_the_regions(tmp_path: Path, capsys: Any) -> None:
    path = written(tmp_path / "io", REGIONS)
    assert main(["accounts", str(path), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["accounts"]
    keys = [(row["flow"], row["unit"], row["region"]) for row in rows]
    assert keys == [
        ("co2_fossil", "kt", "reg1"),
        ("co2_fossil", "kt", "reg2"),
        ("water", "m3", "reg1"),
        ("water", "m3", "reg2"),
    ]
    # 20 + 1 + 42, 4 + 20 + 5; 5 + 4 + 11, 8 + 2 + 10
    assert_allclose([row["production"] for row in rows], [63, 29, 20, 20])
    for row in rows:
        balance = row["production"] + row["imports"] - row["exports"]
        assert row["consumption"] == pytest.approx(balance, rel=1e-12)


def test_the_command_writes_every_sector_of_the_flows_asked_for(
    tmp_path: Path, capsys: Any
) -> None:
    path, target = written(tmp_path / "io", REGIONS), tmp_path / "accounts.csv"
    told = ["--flow", "CO2", "-o", str(target), "--lang", "en"]
    assert main(["accounts", str(path), *told]) == 0
    assert "water" not in capsys.readouterr().out
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    places = [(row["flow"], row["region"], row["sector"]) for row in rows]
    assert places == [("co2_fossil", *label) for label in LABELS]
    for part, expected in (
        ("production", MRIO_PBA),
        ("consumption", MRIO_CBA),
        ("imports", MRIO_IMP),
        ("exports", MRIO_EXP),
    ):
        assert_allclose([float(row[part]) for row in rows], expected[0], rtol=1e-12)


def test_a_long_page_says_how_much_is_not_shown(tmp_path: Path, capsys: Any) -> None:
    head = REGIONS["F"][:2]
    many = [*head, *([f"flow {k}", "kg", *MRIO_F[0]] for k in range(31))]
    path = written(tmp_path / "io", {**REGIONS, "F": many})
    assert main(["accounts", str(path), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "2 more rows" in out  # 31 flows of two regions, 60 of which are shown
    assert "flow 29" in out
    assert "flow 30" not in out


def test_a_flow_that_the_table_lacks_is_refused_with_what_it_has(
    tmp_path: Path,
) -> None:
    table = published_table(written(tmp_path / "io", REGIONS))
    with pytest.raises(UsageError) as caught:
        accounts_of(table, ["co2", "methane"])
    assert caught.value.finding.code == "E538"
    assert caught.value.finding.values["known"] == ["co2_fossil", "water"]
    assert [one.id for one in accounts_of(table, ["CO2"]).stressors] == ["co2_fossil"]


def test_a_sector_without_output_is_told_by_its_name(tmp_path: Path) -> None:
    x: Rows = [["sector", "x"], ["农业", 1000], ["工业", 0]]
    table = published_table(written(tmp_path / "io", {**TABLE, "x": x}))
    with pytest.raises(CalculationError) as caught:
        accounts_of(table)
    (found,) = caught.value.findings
    assert (found.code, found.values["sectors"]) == ("E551", ("工业",))
