"""The command line: a command parses, calls the public API and prints."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from lcagraph.cli.remembered import ASKED, question_of, recall
from lcagraph.cli.streams import reader_left, write_utf_8

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; none: those of the process, whose answer may be remembered.
    """
    try:
        return _main(argv)
    except KeyboardInterrupt:  # while starting; later ones are told by `run`
        from lcagraph.cli.run import interrupted

        return interrupted(argv)


def _main(argv: Sequence[str] | None) -> int:
    if argv is None:
        write_utf_8()
        question = question_of(sys.argv[1:])
        if question is not None and (said := recall(question)) is not None:
            return _say_again(said)
        ASKED.set(question)
    from lcagraph.cli.leaving import leave
    from lcagraph.cli.run import run
    from lcagraph.cli.solving import plainly_asked

    code = run(argv)
    if argv is not None:
        return code
    return leave(code, at_once=plainly_asked(sys.argv[1:]) is not None)


def _say_again(said: Sequence[tuple[bool, str]]) -> int:
    try:
        for is_result, text in said:
            stream = sys.stdout if is_result else sys.stderr
            stream.write(text)
            stream.flush()
    except BrokenPipeError:
        return reader_left()
    return 0
