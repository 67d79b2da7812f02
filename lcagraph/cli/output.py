"""Where a text goes: to stdout, or into a file, whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import Any

from lcagraph.cli.screen import Screen
from lcagraph.errors import Finding, UsageError
from lcagraph.whole_files import write_file


def deliver(text: str, output: Path | None, screen: Screen) -> None:
    """Print a text, or write it to a file and say so on stderr.

    Raises
    ------
    UsageError
        The file can't be written (E731); an old one is left as it was.
    """
    if output is None:
        screen.show(text)
        return
    write(output, text.rstrip("\n") + "\n")
    screen.tell(screen.word("cli.wrote", path=output))


def write(path: Path, text: str | bytes) -> None:
    """Write a file, all of it or nothing.

    Raises
    ------
    UsageError
        It can't be written (E731).
    """
    with writing(path):
        write_file(path, text)


@contextmanager
def writing(path: Path | None) -> Iterator[None]:
    """What the system refuses, as a finding.

    Raises
    ------
    UsageError
        The file can't be written (E731).
    """
    try:
        if path is not None and path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        yield
    except OSError as error:
        if path is None:
            raise
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E731", values=values)) from None


def as_json_text(content: Any) -> str:
    """Plain data as JSON that people can read too."""
    return json.dumps(content, ensure_ascii=False, indent=2)
