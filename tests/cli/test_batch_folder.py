"""`lcagraph batch` with a folder of tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from catalogues import HEAD, database


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    database(tmp_path / "home" / "databases")
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{HEAD}pot,a-1,2,kg\npan,a-1,3,kg\n")
    (folder / "b.csv").write_text(f"{HEAD}lid,p-1,1,kWh\njar,Steel,1,kg\n")
    (folder / "c.csv").write_text(f"{HEAD}cup,a-1,1,kg\n")
    return folder


@pytest.mark.parametrize("more", [[], ["--send"], ["-j", "1"]])
def test_the_command_takes_a_folder(run: Any, tables: Path, more: list[str]) -> None:
    output = str(tables.with_name("results"))
    code, out, _ = run("batch", str(tables), "-d", "smelter", "-o", output, *more)
    assert code == 1  # a row was set aside
    assert "a.csv: 2 products, 2 complete, 0 rows set aside" in out
    assert "b.csv: 2 products, 1 complete, 1 rows set aside" in out


def test_its_json_has_every_report(run: Any, tables: Path) -> None:
    (tables / "b.csv").write_text("a,b\n1,2\n")
    output = str(tables.with_name("results"))
    code, out, _ = run("batch", str(tables), "-d", "smelter", "-o", output, "--json")
    told = json.loads(out)
    assert code == 1
    assert told["a.csv"]["counts"]["bills"] == 2
    assert told["b.csv"]["findings"][0]["code"] == "E780"


def test_a_second_call_says_what_was_there(run: Any, tables: Path) -> None:
    output = str(tables.with_name("results"))
    arguments = ["batch", str(tables), "-d", "smelter", "-o", output, "--lang", "zh"]
    run(*arguments)
    _, out, _ = run(*arguments)
    assert "c.csv: 产品 1 个，完整 1 个，搁置 0 行（此前已算完）" in out
