"""`lcagraph batch`: a table in, a table out, and an exit code that tells."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from catalogues import database
from small_databases import smelter, triplets

from lcagraph.background.linked import NO_ALLOCATION

TABLE = "product,component,amount,unit\npot,a-1,2,kg\nlid,p-1,1,kWh\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    database(tmp_path / "home" / "databases")
    return tmp_path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "bom.csv"
    path.write_text(TABLE)
    return path


def arguments(table: Path, *more: str) -> list[str]:
    output = str(table.with_name("out.csv"))
    return ["batch", str(table), "-d", "smelter", "-o", output, *more]


def test_a_complete_run_says_what_it_did(run: Any, table: Path) -> None:
    code, out, err = run(*arguments(table))
    assert code == 0
    assert "complete" in out
    assert "out.csv" in err
    # 2 kg of 8.6
    assert "17.2" in table.with_name("out.csv").read_text(encoding="utf-8-sig")


def test_rows_that_were_set_aside_end_in_exit_code_1(run: Any, table: Path) -> None:
    table.write_text(TABLE + "jar,Steel,1,kg\n")
    code, out, _ = run(*arguments(table))
    assert code == 1
    assert "E786 ×1" in out
    assert table.with_name("out.csv.rejected.csv").exists()


def test_it_speaks_chinese(run: Any, table: Path) -> None:
    table.write_text(TABLE + "jar,Steel,1,kg\n")
    _, out, _ = run(*arguments(table, "--lang", "zh"))
    assert "无合计" in out
    told = table.with_name("out.csv.rejected.csv").read_text(encoding="utf-8-sig")
    assert "既不是本表的产品" in told


def test_json_is_the_report(run: Any, table: Path) -> None:
    _, out, _ = run(*arguments(table, "--json"))
    assert json.loads(out)["counts"]["complete"] == 2


def test_an_output_is_replaced_only_if_asked(run: Any, table: Path) -> None:
    assert run(*arguments(table))[0] == 0
    code, _, err = run(*arguments(table))
    assert code == 2
    assert "E075" in err
    assert run(*arguments(table, "--replace"))[0] == 0


def test_a_loop_is_named(run: Any, table: Path) -> None:
    table.write_text(TABLE + "x,y,1,piece\ny,x,1,piece\n")
    code, out, _ = run(*arguments(table))
    assert code == 1
    assert "→" in out


def test_an_unknown_database_is_a_wrong_call(run: Any, table: Path) -> None:
    code, _, err = run("batch", str(table), "-d", "none", "-o", "x.csv")
    assert code == 2
    assert "E068" in err


def test_a_waiver_stands_in_the_result(run: Any, table: Path) -> None:
    _, out, _ = run(*arguments(table, "--waive-open-links", "a trial"))
    assert "a trial" in out


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], (1, "E798 ×1")),
        (["--waive-open-links", "a trial"], (1, "E798 ×1")),  # nothing is missing
        (["--waive-no-allocation", " "], (1, "E798 ×1")),  # no reason
        (["--waive-no-allocation", "a trial"], (0, "a trial")),
    ],
)
def test_undivided_datasets_are_accepted_with_a_reason_of_their_own(
    run: Any, home: Path, table: Path, more: list[str], expected: tuple[int, str]
) -> None:
    """The smelter's flag; the power station, of which the lid is made, has none."""
    flags = np.array([NO_ALLOCATION, 0], dtype=np.uint16)
    undivided = replace(smelter(), flags=flags)
    database(home / "home" / "databases", undivided, "undivided")
    output = table.with_name("out.csv")
    call = ["batch", table, "-d", "undivided", "-o", output, "--lang", "en"]
    code, out, _ = run(*call, *more)
    assert (code, expected[1] in out) == (expected[0], True)
    report = json.loads(table.with_name("out.csv.report.json").read_text("utf-8"))
    assert report["waive_no_allocation"] == (None if code else "a trial")
    # 1 kWh of 0.5 kg is there in any case, 2 kg of 8.6 only where they were accepted
    figures = output.read_text(encoding="utf-8-sig")
    assert ("17.2" in figures, "0.5" in figures) == (code == 0, True)


def test_gases_without_a_value_are_accepted_with_a_reason(
    run: Any, home: Path, table: Path
) -> None:
    """Ethane has no value in AR5; 1 g of it is emitted per kg of aluminium."""
    base = smelter()
    traces = replace(
        base,
        interventions=triplets({(0, 0): 1.6, (1, 0): 0.001, (0, 1): 0.5}),
        elementary=("co2", "c2h6"),
        gases={**base.gases, "c2h6": replace(base.gases["co2"], gas="ethane")},
    )
    database(home / "home" / "databases", traces, "traces")
    output = table.with_name("out.csv")
    call = ["batch", table, "-d", "traces", "-o", output, "--gwp", "ipcc-ar5-gwp100"]
    code, out, _ = run(*call, "--lang", "en")
    assert (code, "E799 ×1" in out) == (1, True)
    call += ["--replace", "--waive-lacking-gases", "a trace"]
    code, out, err = run(*call, "--lang", "en")
    assert (code, "a trace" in out, "W799 ethane" in err) == (0, True, True)
    assert "17.2" in output.read_text(encoding="utf-8-sig")
    # another reason is another run: nothing of the first one is told again
    call[-1] = "negligible"
    code, out, _ = run(*call, "--lang", "zh")
    assert (code, "negligible" in out) == (0, True)
