"""Ctrl-C: one line on what was kept, in the user's language, and exit code 130."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from catalogues import database

DATA = Path(__file__).parents[1] / "data"
SMALL = DATA / "ilcd" / "tiangong"
OTHER = DATA / "uslci_chain" / "ecospold2.tar.gz"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends a signal")

# The command, halted before (or, if told so, after) one step of it; {count} lets as
# many calls through first.
HALTED = """
import signal, sys, time
# a shell's background job starts with Ctrl-C ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
import {module} as halted
from lcagraph.cli import main
original, calls = halted.{function}, []
def wait(*arguments, **options):
    calls.append(1)
    is_here = len(calls) == {count} + 1
    done = original(*arguments, **options) if {is_after} or not is_here else None
    if is_here:
        print("halted", flush=True)
        time.sleep(60)
    return done
halted.{function} = wait
sys.exit(main(sys.argv[1:]))
"""

Stop = Callable[..., tuple[int, str, str]]


@pytest.fixture
def stopped() -> Iterator[Stop]:
    """Runs a command up to a step, presses Ctrl-C; exit code, stdout and stderr."""
    begun: list[subprocess.Popen[str]] = []

    def stop(
        step: str, *arguments: object, is_after: bool = False, count: int = 0
    ) -> tuple[int, str, str]:
        module, _, function = step.rpartition(".")
        code = HALTED.format(
            module=module, function=function, is_after=is_after, count=count
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        begun.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if line == "halted\n":
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    yield stop
    for process in begun:
        process.kill()
        process.communicate()


@pytest.fixture
def databases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the user's databases, none of them there yet."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home" / "databases"


@pytest.mark.parametrize(
    ("lang", "line"),
    [("en", "stopped; nothing was written\n"), ("zh", "已中断；未写入任何文件\n")],
)
def test_a_command_that_only_prints_says_that_nothing_was_written(
    stopped: Stop, model: Path, lang: str, line: str
) -> None:
    code, out, err = stopped(
        "lcagraph.cli.show_result.print_result", "solve", model, "--lang", lang
    )
    assert (code, out, err) == (130, "", line)


def test_a_command_that_writes_says_that_no_file_is_half_written(
    stopped: Stop, model: Path, tmp_path: Path
) -> None:
    output = tmp_path / "canonical.yaml"
    code, _, err = stopped(
        "lcagraph.cli.output.deliver", "expand", model, "-o", output, "--lang", "en"
    )
    assert code == 130
    assert err == "stopped; every file is as it was before, or written whole\n"
    assert not output.exists()


@pytest.mark.parametrize("step", ["lcagraph.cli.run.run", "lcagraph.cli.run._run"])
def test_it_is_told_while_the_program_starts_too(
    stopped: Stop, model: Path, step: str
) -> None:
    code, out, err = stopped(step, "solve", model, "--lang", "en")
    assert (code, out, err) == (130, "", "stopped; nothing was written\n")


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (
            "en",
            "stopped; nothing was imported, and the stored databases are as they were "
            "before\n",
        ),
        ("zh", "已中断；未导入任何内容，已存的数据库保持原样\n"),
    ],
)
@pytest.mark.parametrize(
    "step",
    [
        "lcagraph.importing.adding.link_package",
        "lcagraph.background.store.writing._take_place",
    ],
)
def test_an_import_says_that_the_store_is_as_before(
    stopped: Stop, run: Any, databases: Path, step: str, lang: str, line: str
) -> None:
    assert run("db", "add", OTHER, "--name", "one")[0] == 0
    before = run.data("db", "show", "one", "--json")
    arguments = ["db", "add", SMALL, "--name", "one", "--replace", "--lang", lang]
    code, out, err = stopped(step, *arguments)
    assert (code, out, err) == (130, "", line)
    assert run.data("db", "show", "one", "--json") == before
    assert [path.name for path in databases.iterdir()] == ["one"]
    assert run("db", "verify", "one")[0] == 0


@pytest.mark.parametrize("count", [0, 1])
def test_an_import_stopped_while_it_replaces_puts_the_old_one_back(
    stopped: Stop, run: Any, databases: Path, count: int
) -> None:
    # os.replace: first the old one goes aside, then the new one takes its place
    assert run("db", "add", OTHER, "--name", "one")[0] == 0
    before = run.data("db", "show", "one", "--json")
    step = "os.replace"
    arguments = ["db", "add", SMALL, "--name", "one", "--replace", "--lang", "en"]
    code, _, err = stopped(step, *arguments, is_after=count == 0, count=count)
    assert code == 130
    assert err.startswith("stopped; nothing was imported")
    assert run.data("db", "show", "one", "--json") == before
    assert [path.name for path in databases.iterdir()] == ["one"]


def test_an_import_stopped_after_its_end_says_that_it_is_there(
    stopped: Stop, run: Any, databases: Path
) -> None:
    step = "lcagraph.cli.show_databases.added_text"
    code, _, err = stopped(step, "db", "add", SMALL, "--name", "one", "--lang", "en")
    assert (code, err) == (130, "stopped, but one had been imported whole by then\n")
    assert run("db", "verify", "one")[0] == 0


@pytest.mark.parametrize(
    ("step", "is_after", "line", "left"),
    [
        ("typer.confirm", False, "stopped; one was not removed\n", ["one"]),
        (
            "lcagraph.background.store.remove_database",
            True,
            "stopped, but one had been removed by then\n",
            [],
        ),
    ],
)
def test_a_stopped_removal_says_whether_the_database_is_still_there(
    stopped: Stop,
    run: Any,
    databases: Path,
    step: str,
    is_after: bool,
    line: str,
    left: list[str],
) -> None:
    assert run("db", "add", SMALL, "--name", "one")[0] == 0
    more = ["--yes"] if is_after else []
    code, _, err = stopped(
        step, "db", "remove", "one", "--lang", "en", *more, is_after=is_after
    )
    assert (code, err) == (130, line)
    assert [path.name for path in databases.iterdir()] == left


KEPT = "stopped; what is finished is kept, and the same call goes on from there\n"
TABLE = "product,component,amount,unit\npot,a-1,2,kg\nlid,p-1,1,kWh\n"


def test_a_stopped_batch_keeps_what_is_done_and_the_same_call_goes_on(
    stopped: Stop, run: Any, databases: Path, tmp_path: Path
) -> None:
    database(databases)
    table, output = tmp_path / "bom.csv", tmp_path / "out.csv"
    table.write_text(TABLE)
    call = ["batch", table, "-d", "smelter", "-o", output, "--lang", "en"]
    # the only part is saved, the output is not written yet
    code, out, err = stopped("lcagraph.catalogue.batch.write_table", *call)
    assert (code, out, err) == (130, "", KEPT)
    assert not output.exists()
    code, _, err = run(*call)
    assert code == 0
    assert "N798" in err  # gone on with
    # 2 kg of 8.6
    assert "17.2" in output.read_text(encoding="utf-8-sig")


def test_a_stopped_batch_of_a_folder_keeps_the_tables_that_are_done(
    stopped: Stop, run: Any, databases: Path, tmp_path: Path
) -> None:
    database(databases)
    tables, results = tmp_path / "tables", tmp_path / "results"
    tables.mkdir()
    shutil.copy(_written(tmp_path / "a.csv", TABLE), tables / "a.csv")
    shutil.copy(tables / "a.csv", tables / "b.csv")
    call = ["batch", tables, "-d", "smelter", "-o", results, "-j", "1"]
    step = "lcagraph.cli.batch_folder._show"
    code, _, err = stopped(step, *call, "--lang", "en")
    assert (code, err) == (130, KEPT)
    assert (results / "a.csv").exists()
    code, out, _ = run(*call, "--lang", "en")
    assert code == 0
    assert "a.csv: 2 products, 2 complete, 0 rows set aside (computed before)" in out


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
