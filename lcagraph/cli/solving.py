"""`lcagraph solve`: what is asked for, read by typer or, where it is plain, without.

typer reads every command line, but to load it and to describe one command to it takes
longer than to solve a model. So a call of `solve` that leaves nothing to judge is read
here; everything else, all mistakes and requests for help included, is left to typer,
and `tests/cli/test_solving.py` holds the two to the same reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lcagraph.cli.screen import Screen, screen_for
from lcagraph.wording import LANGUAGES

COMMAND = "solve"
COMPLETION = "_LCAGRAPH_COMPLETE"
"""Set by a shell that asks for the words that may come next."""

_FLAGS = {"--json": "as_json", "--annual": "annual"}
_VALUES = {
    "-s": "scenario",
    "--scenario": "scenario",
    "--set": "settings",
    "--lang": "lang",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A footprint, and how it is to be shown."""

    model: Path
    scenario: str | None = None
    settings: tuple[str, ...] = ()
    as_json: bool = False
    annual: bool = False
    lang: str = ""


def plainly_asked(arguments: Sequence[str]) -> Asked | None:
    """What a command line asks of `solve`; None if typer has to read it."""
    if arguments[:1] != [COMMAND] or COMPLETION in os.environ:
        return None
    models, flags = [], set()
    values: dict[str, list[str]] = {name: [] for name in _VALUES.values()}
    words = iter(arguments[1:])
    for word in words:
        if word in _FLAGS:
            flags.add(_FLAGS[word])
        elif (found := _option(word, words)) is not None:
            values[found[0]].append(found[1])
        elif not word or word.startswith("-"):
            return None
        else:
            models.append(word)
    stated = [each for listed in values.values() for each in listed]
    is_unclear = any(not each or each.startswith("-") for each in stated)
    if len(models) != 1 or is_unclear or not {*values["lang"]} <= {*LANGUAGES}:
        return None
    return Asked(
        model=Path(models[0]),
        scenario=values["scenario"][-1] if values["scenario"] else None,
        settings=tuple(values["settings"]),
        as_json="as_json" in flags,
        annual="annual" in flags,
        lang=values["lang"][-1] if values["lang"] else "",
    )


def _option(word: str, further: Iterator[str]) -> tuple[str, str] | None:
    """Name and value of an option that takes one, in its own word or in the next."""
    if word in _VALUES:
        return _VALUES[word], next(further, "")
    name, equals, value = word.partition("=")
    if equals and name.startswith("--") and name in _VALUES:
        return _VALUES[name], value
    return None


def print_footprint(asked: Asked, screen: Screen | None = None) -> int:
    """Print the footprint that is asked for, and return the exit code."""
    from lcagraph.cli import show_result as s

    show = s.result_json if asked.as_json else s.result_text
    return s.print_result(
        asked.model,
        asked.scenario,
        asked.settings,
        screen or screen_for(asked.lang),
        partial(show, is_annual=asked.annual),
    )
