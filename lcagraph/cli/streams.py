"""The streams of a process: UTF-8 where nobody has chosen, and terminals."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

INTERRUPTED, NO_READER = 130, 141
"""Exit codes after Ctrl-C, and after a reader that left: 128 + signal, as shells
count."""


def write_utf_8() -> None:
    """A file or a pipe gets UTF-8 on every system, a terminal what it can show.

    What is written to a stream that was closed before the start is lost, as Python's
    own `print` would have it.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def reader_left() -> int:
    """Exit code; what is left in the buffer has no reader either: nothing is said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NO_READER
