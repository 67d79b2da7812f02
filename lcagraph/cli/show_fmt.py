"""`lcagraph fmt`: safe edits of model files, made or only looked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lcagraph.cli.model_file import model_file
from lcagraph.cli.output import write
from lcagraph.cli.screen import Screen
from lcagraph.formats.yaml.reader import read_file
from lcagraph.formats.yaml.tidy import Tidied, tidy


def format_files(models: Iterable[Path], screen: Screen, *, is_check: bool) -> int:
    """Put files in order; looking only, 1 if any of them would change.

    Raises
    ------
    UsageError
        A file is missing or can't be written.
    DocumentError
        A file can't be read as YAML: it stays as it is.
    """
    changed = 0
    for model in models:
        path = model_file(model)
        text = read_file(path).files[0].text
        tidied = tidy(text, str(path))
        if tidied.text != text:
            changed += 1
            if not is_check:
                write(path, tidied.text)
        screen.tell(_line(path, tidied, screen, is_check=is_check))
    return 1 if is_check and changed else 0


def _line(path: Path, tidied: Tidied, screen: Screen, *, is_check: bool) -> str:
    """What was done to one file, or would be, and what was left."""
    state = screen.word("fmt.same")
    if tidied.done:
        kinds = ", ".join(screen.word(f"fmt.{kind}") for kind in tidied.done)
        state = screen.word("fmt.would" if is_check else "fmt.done", kinds=kinds)
    if tidied.left:
        kinds = ", ".join(screen.word(f"fmt.{kind}") for kind in tidied.left)
        state += screen.word("fmt.left", kinds=kinds)
    return f"{path}: {state}"
