"""`lcagraph db add`: what it takes and refuses, and what it leaves when stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import small_packages as small
from exported_databases import database

from lcagraph.formats.openlca_jsonld.writer import write_openlca_jsonld

DATA = Path(__file__).parents[1] / "data"
ECOSPOLD2 = DATA / "uslci_chain" / "ecospold2.tar.gz"
SMALL = DATA / "ilcd" / "tiangong"  # three datasets: imported in a blink


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without databases, beside the working directory."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home" / "databases"


def test_an_import_says_what_it_read_and_what_is_open(run: Any, empty: Path) -> None:
    code, out, _ = run("db", "add", SMALL, "--lang", "en")
    assert code == 0
    assert "ILCD 1.1" in out
    assert "nothing in the package supplies" in out
    assert "3 of 3 activities have a result" in out
    assert [path.name for path in empty.iterdir()] == ["tiangong"]


def test_an_import_speaks_chinese(run: Any, empty: Path) -> None:
    code, out, _ = run("db", "add", SMALL, "--name", "天工", "--lang", "zh")
    assert code == 0
    assert "ILCD 1.1" in out
    assert "供应链" in out
    assert (empty / "天工" / "report.zh.md").is_file()


def test_the_format_is_told_by_content_and_not_by_suffix(
    run: Any, empty: Path, tmp_path: Path
) -> None:
    path = tmp_path / "data.xlsx"
    shutil.copy(ECOSPOLD2, path)
    code, out, _ = run("db", "add", path, "--name", "u", "--lang", "en")
    assert code == 0
    assert "EcoSpold 2" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nothing.zip"], "E701"),
        (["text.txt"], "E098"),
        (["empty"], "E098"),
        (["broken.zip"], "E001"),
        ([SMALL, "--name", "a/b"], "E066"),
        ([SMALL, "--name", "cn-electricity"], "E067"),
        ([SMALL, "--allocation", "by-colour"], "E065"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_leaves_nothing(
    run: Any, empty: Path, tmp_path: Path, arguments: list[object], code: str
) -> None:
    (tmp_path / "text.txt").write_text("Dear reader,\nthis is no database.\n")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    (tmp_path / "empty").mkdir()
    exit_code, out, errors = run("db", "add", *arguments)
    assert exit_code == 2
    assert out == ""
    assert code in errors
    assert not empty.exists() or not list(empty.iterdir())


@pytest.mark.parametrize("package", ["lxml", "zstandard"])
def test_a_missing_package_is_named_with_how_to_install_it(
    empty: Path, tmp_path: Path, package: str
) -> None:
    # the first bytes of a Zstandard frame
    (tmp_path / "a.tar.zst").write_bytes(b"\x28\xb5\x2f\xfd" + bytes(60))
    file = SMALL if package == "lxml" else tmp_path / "a.tar.zst"
    code = f"""if True:
        import sys
        sys.modules[{package!r}] = None
        from lcagraph.cli import main
        sys.exit(main(sys.argv[1:]))
    """
    done = subprocess.run(
        [sys.executable, "-c", code, "db", "add", str(file), "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert package in done.stderr
    assert "pip install 'lcagraph[databases]'" in done.stderr


def test_a_taken_name_is_kept_unless_replaced(run: Any, empty: Path) -> None:
    run("db", "add", SMALL, "--name", "one")
    code, _, errors = run("db", "add", ECOSPOLD2, "--name", "one")
    assert (code, "E072" in errors) == (2, True)
    assert run.data("db", "show", "one", "--json")["format"] == "ILCD 1.1"
    code, _, _ = run("db", "add", ECOSPOLD2, "--name", "one", "--replace")
    assert code == 0
    assert run.data("db", "show", "one", "--json")["format"] == "EcoSpold 2"


def test_a_home_that_cannot_be_written_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "file"))
    code, _, errors = run("db", "add", SMALL)
    assert (code, "E731" in errors) == (2, True)


def test_here_puts_a_database_into_the_project_and_it_comes_first(
    run: Any, empty: Path, tmp_path: Path
) -> None:
    run("db", "add", ECOSPOLD2, "--name", "one")
    code, _, _ = run("db", "add", SMALL, "--name", "one", "--here")
    assert code == 0
    assert (tmp_path / "databases" / "one" / "manifest.json").is_file()
    (listed,) = run.data("db", "list", "--json")
    assert listed["format"] == "ILCD 1.1"
    assert listed["folder"] == str(tmp_path / "databases" / "one")


# --------------------------------------------------------------------- interruption

# The command, halted where a stage of the import would go on.
HALTED = """
import signal, sys, time
# a shell's background job starts with Ctrl-C ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
import {module} as halted
from lcagraph.cli import main
original = halted.{function}
def wait(*arguments, **options):
    print("halted", flush=True)
    time.sleep(60)
halted.{function} = wait
sys.exit(main(sys.argv[1:]))
"""
STAGES = {
    "linking": ("lcagraph.importing.adding", "link_package"),
    "written but for the manifest": (
        "lcagraph.background.store.writing",
        "write_manifest",
    ),
    "about to take its place": ("lcagraph.background.store.writing", "_take_place"),
}


@pytest.fixture(params=STAGES.values(), ids=STAGES)
def halted(
    request: pytest.FixtureRequest, empty: Path
) -> Iterator[subprocess.Popen[str]]:
    """An import that stands still in the middle."""
    module, function = request.param
    code = HALTED.format(module=module, function=function)
    process = subprocess.Popen(
        [sys.executable, "-c", code, "db", "add", str(SMALL), "--name", "half"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "halted\n"
    yield process
    process.kill()
    process.communicate()


def test_ctrl_c_leaves_the_store_clean(
    halted: subprocess.Popen[str], empty: Path
) -> None:
    halted.send_signal(signal.SIGINT)
    out, errors = halted.communicate(timeout=30)
    assert halted.returncode == 130
    assert "Traceback" not in out + errors
    assert not empty.exists() or not list(empty.iterdir())


def test_a_killed_import_leaves_no_database_and_the_next_one_sweeps(
    halted: subprocess.Popen[str], empty: Path, run: Any
) -> None:
    halted.kill()
    halted.communicate(timeout=30)
    assert run.data("db", "list", "--json") == []
    assert run("db", "add", SMALL, "--name", "half")[0] == 0
    assert [path.name for path in empty.iterdir()] == ["half"]
    assert run("db", "verify", "half")[0] == 0


# --------------------------------------------------------------------------- loops

SIZES = {"short": 4, "long": 40}


def ring(count: int, place: Path) -> Path:
    """Processes that each use up all that the one before makes, as openLCA writes."""
    flows = [small.product(f"p{i}") for i in range(count)]
    processes = [
        small.process(f"step {i}", small.reference(f"p{i}"), small.used(f"p{j}", 1.0))
        for i, j in ((i, (i + 1) % count) for i in range(count))
    ]
    path = place / "ring.zip"
    write_openlca_jsonld(database(small.package(flows, *processes), place), path)
    return path


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_of_a_long_loop_the_screen_names_a_few_and_the_reports_all(
    run: Any, empty: Path, tmp_path: Path, lang: str
) -> None:
    path = ring(SIZES["long"], tmp_path)
    code, out, _ = run("db", "add", path, "--name", "ring", "--lang", lang)
    assert code == 0
    (line,) = [line for line in out.splitlines() if "W096" in line]
    assert line.count("step") == 3
    assert str(SIZES["long"] - 3) in line
    assert "`lcagraph db check ring`" in line
    steps = {f"step {i}" for i in range(SIZES["long"])}
    findings = run.data("db", "check", "ring", "--json")["findings"]
    (found,) = [each for each in findings if each["code"] == "W096"]
    names = [name.rpartition(" (")[0] for name in found["values"]["processes"]]
    assert len(names) == SIZES["long"]
    assert set(names) == steps
    _, report, _ = run("db", "check", "ring", "--lang", lang)
    assert all(f"{step} (" in report for step in steps)


def test_a_short_loop_is_named_whole(run: Any, empty: Path, tmp_path: Path) -> None:
    path = ring(SIZES["short"], tmp_path)
    _, out, _ = run("db", "add", path, "--name", "ring", "--lang", "en")
    (line,) = [line for line in out.splitlines() if "W096" in line]
    assert line.count("step") == SIZES["short"]
    assert "more" not in line
