"""Where the pictures of one call go: a file, or one file each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lcagraph.cli.output import write, writing
from lcagraph.cli.screen import Screen
from lcagraph.drawing.files import FORMATS, figure_bytes
from lcagraph.drawing.shapes import Drawing
from lcagraph.errors import Finding, UsageError

SVG = ".svg"
DRAWN = frozenset(f".{name}" for name in FORMATS)

OTHERS = frozenset({".jpg", ".jpeg", ".html"})
"""Endings of what isn't drawn here."""

WANTED = "--picture result.svg, --picture folder"


def refuse_other_pictures(path: Path | None) -> None:
    """Refuse a file of another kind, before anything is computed.

    Raises
    ------
    UsageError
        E748.
    """
    if path is not None and path.suffix.lower() in OTHERS:
        values = {"text": f"--picture {path}", "wanted": WANTED}
        raise UsageError(Finding(code="E748", values=values))


def write_pictures(path: Path, pictures: Mapping[str, Drawing], screen: Screen) -> None:
    """Write every picture of a call, and say where it went.

    Parameters
    ----------
    path : Path
        ``result.svg`` takes a single picture as it is; several become
        ``result-tornado.svg`` and so on; likewise as PDF or PNG. Any other name is a
        folder, made if it isn't there: ``folder/tornado.svg``.
    pictures : mapping of str to Drawing
        By name, at least one.
    screen : Screen

    Raises
    ------
    UsageError
        A file or the folder can't be written (E731); see `figure_bytes`.
    """
    ending = path.suffix.lower()
    is_file = ending in DRAWN
    format_ = ending.removeprefix(".") if is_file else FORMATS[0]
    if not is_file and not path.is_dir():
        with writing(path):
            path.mkdir(parents=True)
    for name, drawing in pictures.items():
        if not is_file:
            place = path / f"{_as_file(name)}{SVG}"
        elif len(pictures) == 1:
            place = path
        else:
            place = path.with_name(f"{path.stem}-{_as_file(name)}{path.suffix}")
        write(place, figure_bytes(drawing, format_))
        screen.tell(screen.word("cli.wrote", path=place))


def _as_file(name: str) -> str:
    """A name that every file system takes: of a compared file, what it is called."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "picture"
