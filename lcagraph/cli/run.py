"""`run`: run a command, turn errors into messages and exit codes.

0, 1, 2, 70: see `telling`
130 stopped by Ctrl-C, 141 by a reader that left (128 + signal, as shells count)
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lcagraph.cli.interrupted import forget_last_words, tell_interrupted
from lcagraph.cli.screen import Screen
from lcagraph.cli.solving import COMPLETION, plainly_asked, print_footprint
from lcagraph.cli.streams import INTERRUPTED, NO_READER, reader_left
from lcagraph.cli.telling import DONE, tell_error
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.wording import LANGUAGES
from lcagraph.wording.language import preferred_language

GARBAGE_THRESHOLD = 100_000
"""Objects made between two searches for garbage; the default of 700 costs a twentieth
of a short run, and a command lives too short to leave much."""


def run(argv: Sequence[str] | None) -> int:
    """Run one command and return its exit code; never raises.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; none: those of the process.
    """
    if argv is None:
        gc.set_threshold(GARBAGE_THRESHOLD)
        # pydantic would read every installed distribution in search of plugins, and
        # none of them has a say in how a model is read
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    arguments = list(sys.argv[1:] if argv is None else argv)
    screen = _screen_of(arguments)
    forget_last_words()
    try:
        code = _run(arguments, screen)
    except BrokenPipeError:
        return reader_left()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:  # the outermost place: a bug is told, too (E749)
        return tell_error(error, screen, arguments)
    if code == INTERRUPTED:  # typer makes this code of an interruption
        return tell_interrupted(_without_language(arguments), screen)
    return code


def interrupted(argv: Sequence[str] | None) -> int:
    """Say that a command was stopped before it began; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    return tell_interrupted(_without_language(arguments), _screen_of(arguments))


def _run(arguments: list[str], screen: Screen) -> int:
    asked = plainly_asked(arguments)
    return _by_typer(arguments, screen) if asked is None else print_footprint(asked)


def _by_typer(arguments: list[str], screen: Screen) -> int:
    import typer  # it takes longer to load than a plain `solve` takes

    from lcagraph.cli.app import command_in, command_names

    known = command_names()
    _refuse_unknown_command(arguments, known)
    words = _without_language(arguments)[:1]
    is_one = words and words[0] in known and COMPLETION not in os.environ
    command = command_in(screen.lang, words[0] if is_one else "")
    try:
        code = command.main(arguments, prog_name="lcagraph", standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    except SystemExit as stopped:  # completion, and typer when a pipe is broken
        code = NO_READER if isinstance(stopped.__context__, OSError) else stopped.code
    return code if isinstance(code, int) else DONE


def _refuse_unknown_command(arguments: list[str], known: Iterable[str]) -> None:
    rest = [a for a in _without_language(arguments) if not a.startswith("-")]
    if rest and rest[0] not in set(known) and COMPLETION not in os.environ:
        values = {
            "command": rest[0],
            "nearest": nearest(rest[0], known),
            "known": tuple(known),
        }
        raise UsageError(Finding(code="E743", values=values))


def _without_language(arguments: list[str]) -> list[str]:
    """Arguments without a leading `--lang zh`, whose value is no command."""
    return arguments[2:] if arguments[:1] == ["--lang"] else arguments


# ------------------------------------------------------------------------- beginning


def _screen_of(arguments: list[str]) -> Screen:
    """Language of messages and help, known before the options are parsed."""
    for known in LANGUAGES:
        pairs = pairwise([*arguments, ""])
        if f"--lang={known}" in arguments or ("--lang", known) in pairs:
            return Screen(lang=known)
    return Screen(lang=preferred_language(os.environ))
