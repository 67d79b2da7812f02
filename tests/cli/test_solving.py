"""`solve` asked for plainly: the same reading as typer's, and the same end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcagraph.cli import solving
from lcagraph.cli.app import command_in
from lcagraph.cli.solving import Asked, plainly_asked

PLAIN = [
    ["m.yaml"],
    ["m.yaml", "--json"],
    ["--annual", "m.yaml", "--json"],
    ["m.yaml", "-s", "light"],
    ["m.yaml", "--scenario=light", "-s", "heavy"],
    ["--set", "a=1", "m.yaml", "--set=b.c={x: 1}", "--set", "a=2"],
    ["m.yaml", "--lang", "zh"],
    ["m.yaml", "--lang=zh", "--lang=en"],
    ["folder with blanks/模型.yaml", "--json", "--json"],
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What typer asks for, without an answer."""
    found: list[Asked] = []

    def note(one: Asked, screen: object = None) -> int:
        found.append(one)
        return 0

    monkeypatch.setattr(solving, "print_footprint", note)
    return found


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_a_plain_call_is_read_as_typer_reads_it(
    asked: list[Asked], arguments: list[str]
) -> None:
    command = command_in("en", "solve")
    command.main(["solve", *arguments], prog_name="lcagraph", standalone_mode=False)
    assert asked == [plainly_asked(["solve", *arguments])]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check", "m.yaml"],
        ["--lang", "zh", "solve", "m.yaml"],
        ["solve"],
        ["solve", ""],
        ["solve", "a.yaml", "b.yaml"],
        ["solve", "m.yaml", "--help"],
        ["solve", "m.yaml", "-h"],
        ["solve", "m.yaml", "--watch"],
        ["solve", "m.yaml", "--jsn"],
        ["solve", "m.yaml", "--js"],
        ["solve", "m.yaml", "-slight"],
        ["solve", "m.yaml", "-s=light"],
        ["solve", "m.yaml", "-s"],
        ["solve", "m.yaml", "-s", "-x"],
        ["solve", "m.yaml", "--set="],
        ["solve", "m.yaml", "--json=1"],
        ["solve", "--", "m.yaml"],
        ["solve", "-"],
        ["solve", "m.yaml", "--lang", "fr"],
    ],
    ids=" ".join,
)
def test_whatever_leaves_something_to_judge_is_left_to_typer(
    arguments: list[str],
) -> None:
    assert plainly_asked(arguments) is None


def test_a_shell_that_completes_words_is_answered_by_typer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("_LCAGRAPH_COMPLETE", "complete_bash")
    assert plainly_asked(["solve", "m.yaml"]) is None


def test_a_plain_call_never_loads_typer(model: Path) -> None:
    script = (
        "import sys\n"
        "from lcagraph.cli import main\n"
        f"code = main(['solve', {str(model)!r}])\n"
        "sys.exit(code or 9 * ('typer' in sys.modules or 'rich' in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("name", ["solve", "db", "factors", "batch"])
def test_one_command_is_described_as_it_is_among_all(name: str) -> None:
    whole, part = command_in("zh"), command_in("zh", name)
    assert list(part.commands) == [name]
    assert _described(part.commands[name]) == _described(whole.commands[name])


def _described(command: Any) -> list[Any]:
    own = [(p.name, p.opts, getattr(p, "help", None)) for p in command.params]
    inner = getattr(command, "commands", {})
    return [command.help, own, {name: _described(inner[name]) for name in inner}]


def test_help_asked_before_a_command_lists_all_of_them(run: Any) -> None:
    assert "allocate" in run("--help", "solve")[1]
    assert "allocate" not in run("solve", "--help")[1]


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "JSON"])
def test_a_process_that_leaves_at_once_has_said_everything(
    in_process: Callable[..., subprocess.CompletedProcess[str]],
    run: Any,
    model: Path,
    options: list[str],
) -> None:
    done = in_process(["solve", model, *options])
    code, out, err = run("solve", model, *options)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, err)


@pytest.mark.parametrize(
    "awaiting",
    [
        "atexit.register(int)",
        "threading.Thread(target=time.sleep, args=[60], daemon=True).start()",
        "sys.setprofile(lambda *_: None)",
        # cProfile of Python 3.12 and later has the id 2 (PEP 669)
        "sys.monitoring = types.SimpleNamespace(get_tool={2: 'cProfile'}.get)",
    ],
    ids=["atexit", "thread", "profile", "monitoring"],
)
def test_a_process_whose_end_is_awaited_ends_as_any_other(
    model: Path, awaiting: str
) -> None:
    script = (
        "import atexit, sys, threading, time, types\n"
        "from lcagraph.cli import main\n"
        f"{awaiting}\n"
        f"sys.argv[1:] = ['solve', {str(model)!r}]\n"
        "main()\n"
        "print('done at the end')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("done at the end\n")


@pytest.mark.parametrize(
    ("lang", "choices"),
    [
        ("en", "IPCC Sixth Assessment Report, 100 years · Chongqing guide (2025"),
        ("zh", "IPCC 第六次评估报告，100 年 · 重庆指南（2025"),
    ],
)
def test_the_screen_names_the_gwp_set_and_the_rules(
    run: Any, model: Path, lang: str, choices: str
) -> None:
    # databases/gwp/sets.csv; the rule set is the one that no model needs to write
    out = run("solve", model, "--lang", lang)[1]
    assert choices in out
    assert "gbt24067-cq" not in out
