"""The options that several commands share; their help is a key of the catalogue."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli.model_file import MODEL_NAME
from lcagraph.wording import codes

_SHELL_WORDS = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
"""Where bash, and where the other shells, leave the words typed so far."""

_SCENARIO = re.compile(r"  ([^\s#:]+):")


class Format(StrEnum):
    """How `check` prints findings."""

    full = "full"
    concise = "concise"
    json = "json"
    github = "github"
    sarif = "sarif"


def complete_scenario(incomplete: str) -> list[str]:
    """Scenario ids of the model on the command line, read without parsing it.

    Completion answers while somebody types: ids two blanks deep below `scenarios:`
    are enough, and a model written otherwise just completes nothing. The words come
    from the shell: an option without its value yet keeps typer from parsing the rest.
    """
    line = next(filter(None, map(os.environ.get, _SHELL_WORDS)), "")
    words = line.split()
    files = [found for word in words for found in (Path(word), Path(word, MODEL_NAME))]
    model = next((path for path in files if path.is_file()), None)
    if model is None:
        return []
    text = model.read_text(encoding="utf-8", errors="replace")
    below = text.partition("\nscenarios:")[2].partition("\n")[2]
    section = takewhile(lambda line: not line[:1].strip(), below.splitlines())
    found = [match[1] for line in section if (match := _SCENARIO.match(line))]
    return [name for name in found if name.startswith(incomplete)]


def complete_code(incomplete: str) -> list[str]:
    """Codes of the catalogue."""
    return [code for code in codes() if code.startswith(incomplete.upper())]


def inherited_language(context: typer.Context, value: str) -> str:
    """A command speaks the language that was named before it: `--lang zh solve`."""
    return value or str(context.find_root().params.get("lang") or "")


Model = Annotated[Path, typer.Argument(help="cli.option.model")]
Scenario = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        "-s",
        help="cli.option.scenario",
        autocompletion=complete_scenario,
    ),
]
Scenarios = Annotated[
    list[str],
    typer.Option(
        "--scenario",
        "-s",
        help="cli.option.scenarios",
        autocompletion=complete_scenario,
    ),
]
Watch = Annotated[bool, typer.Option("--watch", help="cli.option.watch")]
Settings = Annotated[
    list[str], typer.Option("--set", help="cli.option.set", metavar="PATH=VALUE")
]
Json = Annotated[bool, typer.Option("--json", help="cli.option.json")]
Lang = Annotated[
    str,
    typer.Option(
        "--lang", help="cli.option.lang", metavar="zh|en", callback=inherited_language
    ),
]
Waterfalls = Annotated[
    Path | None, typer.Option("--picture", help="cli.option.compare_picture")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="cli.option.output")
]
Annual = Annotated[bool, typer.Option("--annual", help="cli.option.annual")]
Threshold = Annotated[
    str, typer.Option("--threshold", help="cli.option.threshold", metavar="SHARE")
]
Code = Annotated[
    str, typer.Argument(help="cli.option.code", autocompletion=complete_code)
]
