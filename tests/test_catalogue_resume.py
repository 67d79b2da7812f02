"""Catalogues that were stopped go on; parts of another run are not used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from catalogues import ALUMINIUM, HEAD, database, run, totals
from killed_runs import kill_midway

from lcagraph.catalogue import Options, Rules, batch
from lcagraph.executor import Threads


@pytest.fixture(scope="module")
def smelter(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return database(tmp_path_factory.mktemp("one"))


def many(path: Path, count: int = 40) -> Path:
    rows = "".join(f"p{n},a-1,{n + 1},kg\n" for n in range(count))
    path.write_text(HEAD + rows)
    return path


class StoppedError(Exception):
    """Stands for a kill."""


def stopped(
    smelter: Any, source: Path, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ends after three parts."""
    save, saved = batch.Parts.save, []

    def stopping(self: Any, name: str, found: Any) -> None:
        if len(saved) == 3:
            raise StoppedError
        saved.append(name)
        save(self, name, found)

    with monkeypatch.context() as patch:
        patch.setattr(batch.Parts, "save", stopping)
        with pytest.raises(StoppedError):
            run(smelter, source, options=options)


def test_a_run_that_was_stopped_goes_on_and_gives_the_same(
    smelter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = many(tmp_path / "bom.csv")
    options = Options(chunk_lines=7)
    whole, _ = run(smelter, source, tmp_path / "whole.csv", options=options)
    stopped(smelter, source, options, monkeypatch)
    assert not (tmp_path / "out.csv").exists()
    found, outcome = run(smelter, source, options=options)
    assert [(f.code, f.values["count"]) for f in outcome.findings] == [("N798", 3)]
    assert found == whole
    assert not outcome.places.parts.exists()


@pytest.mark.parametrize("damage", ["torn list", "torn part"])
def test_what_a_kill_left_half_written_is_computed_anew(
    smelter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    source = many(tmp_path / "bom.csv")
    options = Options(chunk_lines=7)
    whole, _ = run(smelter, source, tmp_path / "whole.csv", options=options)
    stopped(smelter, source, options, monkeypatch)
    parts = tmp_path / "out.csv.parts"
    torn = parts / "parts.jsonl" if damage == "torn list" else max(parts.glob("*.npz"))
    torn.write_bytes(torn.read_bytes()[:-9])
    found, outcome = run(smelter, source, options=options)
    assert outcome.findings[0].values["count"] == 2
    assert found == whole


@pytest.mark.parametrize(
    ("change", "key"), [("input", "input"), ("gwp", "gwp"), ("rule", "rules")]
)
def test_parts_of_another_run_are_not_used(
    smelter: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    key: str,
) -> None:
    source = many(tmp_path / "bom.csv")
    options = Options(chunk_lines=7)
    stopped(smelter, source, options, monkeypatch)
    if change == "input":
        many(source, 41)
    elif change == "gwp":
        options = Options(chunk_lines=7, gwp="ipcc-ar5-gwp100")
    else:
        options = Options(chunk_lines=7, rules=Rules(is_negative_allowed=True))
    _, outcome = run(smelter, source, options=options)
    assert [(f.code, f.values["changed"]) for f in outcome.findings] == [
        ("N799", (key,))
    ]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_process_leaves_parts_that_the_next_one_uses(
    smelter: Any, tmp_path: Path
) -> None:
    source = many(tmp_path / "bom.csv")
    script = f"""
import time
from pathlib import Path
from lcagraph.background.store import Database
from lcagraph.catalogue import Options, batch
save = batch.Parts.save
def slowly(self, name, found):
    save(self, name, found)
    time.sleep(0.2)
batch.Parts.save = slowly
batch.calculate_catalogue(Path({str(source)!r}), Path({str(tmp_path / "out.csv")!r}),
    [Database(Path({str(smelter.folder)!r}))], Options(chunk_lines=4))
"""
    kill_midway(script, tmp_path / "out.csv.parts" / "parts.jsonl")
    assert not (tmp_path / "out.csv").exists()
    found, outcome = run(smelter, source, options=Options(chunk_lines=4))
    assert outcome.findings[0].code == "N798"
    # n kilograms of 8.6
    wanted = {f"p{n}": (n + 1) * ALUMINIUM for n in range(40)}
    assert totals(found) == pytest.approx(wanted, rel=1e-14)


def test_an_executor_gives_the_same_bit_by_bit(smelter: Any, tmp_path: Path) -> None:
    source = many(tmp_path / "bom.csv")
    options = Options(chunk_lines=7)
    alone, _ = run(smelter, source, tmp_path / "alone.csv", options=options)
    spread, _ = run(smelter, source, options=options, executor=Threads(3))
    assert spread == alone
