"""The call itself: help, mistakes, exit codes, languages, pipes, completion."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lcagraph
from lcagraph.cli import main

InProcess = Callable[..., subprocess.CompletedProcess[str]]


# -------------------------------------------------------------------- the call itself


def test_help_is_in_the_language_of_the_option_or_the_environment(
    run: Any, in_process: InProcess
) -> None:
    assert "supply chain" in run("--help")[1]
    assert "供应链" in run("--lang", "zh", "--help")[1]
    assert "情景" in run("solve", "--help", "--lang=zh")[1]
    assert "供应链" in in_process(["--help"], LANG="zh_CN.UTF-8").stdout


def test_a_command_speaks_the_language_named_before_it(run: Any, model: Path) -> None:
    assert "按生命周期阶段" in run("--lang", "zh", "solve", model)[1]
    assert "因子数" in run("--lang", "zh", "factors", "list")[1]
    assert (
        "By life cycle stage" in run("--lang", "zh", "solve", model, "--lang", "en")[1]
    )


def test_no_command_prints_help_and_is_a_wrong_call(run: Any) -> None:
    code, out, _ = run()
    assert code == 2
    assert "solve" in out


def test_the_version_is_printed(run: Any) -> None:
    assert run("--version") == (0, f"lcagraph {lcagraph.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["slove", "x"], "E743", "did you mean “solve”?"),
        (["--lang", "zh", "slove"], "E743", "solve"),
        (["solve"], "E742", "MODEL"),
        (["solve", "x", "--jsn"], "E741", "did you mean “--json”?"),
        (["solve", "x", "y"], "E730", "lcagraph solve --help"),
        (["check", "x", "--format", "xml"], "E730", "concise"),
        (["solve", "nowhere.yaml"], "E701", "nowhere.yaml"),
        (["explain", "E301", "--lang", "fr"], "E740", "fr"),
        (["factors", "search", "x", "--limit", "0"], "E730", "0"),
    ],
)
def test_a_wrong_call_exits_with_2_and_a_cure(
    run: Any, arguments: list[str], code: str, hint: str
) -> None:
    exit_code, out, err = run(*arguments)
    assert (exit_code, out) == (2, "")
    assert f"[{code}]" in err
    assert hint in err


def test_an_unknown_scenario_names_the_nearest(run: Any, model: Path) -> None:
    code, _, err = run("solve", model, "-s", "lite")
    assert code == 2
    assert "error[E722]" in err
    assert "light, heavy" in err


def test_a_bug_is_said_to_be_ours(
    run: Any, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object) -> None:
        raise RuntimeError("a case nobody thought of")

    monkeypatch.setattr("lcagraph.model.Model.solve", fail)
    monkeypatch.delenv("LCAGRAPH_TRACEBACK", raising=False)
    code, out, err = run("solve", model)
    assert (code, out) == (70, "")
    assert "error[E749]" in err
    assert "Traceback" not in err
    monkeypatch.setenv("LCAGRAPH_TRACEBACK", "1")
    assert "Traceback" in run("solve", model)[2]


def test_ctrl_c_ends_with_one_line(
    run: Any, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lcagraph.model.Model.solve", interrupt)
    told = (128 + signal.SIGINT, "", "stopped; nothing was written\n")
    assert run("solve", model, "--lang", "en") == told


# ------------------------------------------------------------------ as a shell sees it


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys; from lcagraph.cli import main; main(['--help']);"
        "heavy = {'numpy', 'scipy', 'pint', 'pandas', 'networkx', 'pydantic', 'yaml'};"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_solve_draws_its_tables_without_rich(model: Path) -> None:
    probe = (
        f"import sys; from lcagraph.cli import main; main(['solve', {str(model)!r}]);"
        "sys.exit('rich' if 'rich' in sys.modules else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_the_language_of_the_environment_is_spoken(
    wrong: Path, in_process: InProcess
) -> None:
    done = in_process(["solve", wrong], LANG="zh_CN.UTF-8")
    assert done.returncode == 1
    assert "错误[E204]" in done.stderr
    assert "error[E204]" in in_process(["solve", wrong], LANG="de_DE.UTF-8").stderr


def test_output_is_utf_8_whatever_the_locale(
    model: Path, in_process: InProcess
) -> None:
    done = in_process(["solve", model, "--lang", "zh"], LC_ALL="C", PYTHONUTF8="0")
    assert "1 个零件" in done.stdout


def test_colours_are_for_those_who_want_them(
    model: Path, in_process: InProcess
) -> None:
    plain = in_process(["solve", model])
    assert "\x1b" not in plain.stdout + plain.stderr
    forced = in_process(["solve", model], NO_COLOR="", FORCE_COLOR="1")
    assert "\x1b[1m4.45 kgCO2e" in forced.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("options", [["explain", "--json"], ["solve", "--watch"]])
def test_a_reader_that_leaves_is_no_error(model: Path, options: list[str]) -> None:
    command = [sys.executable, "-m", "lcagraph", *options]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*command, str(model)] if "solve" in options else command,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_was_closed_before_the_start_takes_nothing(
    model: Path, closed: str
) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m lcagraph solve "$1" {closed}', sys.executable, model],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert ("4.45 kgCO2e" in done.stdout) is (closed == "2>&-")


# ----------------------------------------------------------------------- completion


def completed(in_process: InProcess, words: str, position: int) -> list[str]:
    done = in_process(
        [],
        _LCAGRAPH_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(position),
    )
    return done.stdout.split()


def test_commands_codes_and_scenarios_are_completed(
    model: Path, in_process: InProcess
) -> None:
    assert completed(in_process, "lcagraph so", 1) == ["solve"]
    assert completed(in_process, "lcagraph explain E30", 2)[:2] == ["E301", "E302"]
    assert completed(in_process, f"lcagraph solve {model} -s ", 4) == ["light", "heavy"]


def test_a_program_that_asks_for_json_gets_the_findings_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "model.yaml"
    wrong.write_text("lcagraph: 1\nreference: {product: x_}\n", encoding="utf-8")
    assert main(["solve", str(wrong), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["is_ok"] is False
    assert told["findings"][0]["place"]["line"] == 2
