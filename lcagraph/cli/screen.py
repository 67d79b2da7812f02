"""What a command writes: results to stdout, talk to stderr, in one language.

Tables are plain text, padded by terminal columns. rich would draw them too, but costs
a tenth of a second at every start; it is loaded for the help pages only.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from lcagraph.errors import Finding, UsageError
from lcagraph.wording import LANGUAGES, Language, label
from lcagraph.wording.language import preferred_language
from lcagraph.wording.screen import Locate, concise, render

PICTURE = 80
"""Columns of a picture where nobody says how many there are."""

_WORST_FIRST = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Where a command writes to, and in which language."""

    lang: Language
    said: list[tuple[bool, str]] = field(default_factory=list, compare=False)
    """Everything that was written; True: to stdout."""

    def show(self, text: str) -> None:
        """The result: to stdout, with exactly one line break at its end."""
        line = text.rstrip("\n") + "\n"
        self.said.append((True, line))
        sys.stdout.write(line)
        sys.stdout.flush()  # a reader who has left is noticed here, not at exit

    def tell(self, text: str) -> None:
        """Talk about it: to stderr."""
        sys.stdout.flush()
        line = text.rstrip("\n") + "\n"
        self.said.append((False, line))
        sys.stderr.write(line)

    def tell_findings(self, findings: Iterable[Finding], locate: Locate) -> None:
        """Findings as a compiler prints them, to stderr."""
        color, width = has_color(sys.stderr), columns_of(sys.stderr)
        text = render(findings, locate, lang=self.lang, color=color, width=width)
        if text:
            self.tell(text)

    def tell_lines(self, findings: Iterable[Finding], locate: Locate) -> None:
        """One line per finding, the worst first, to stderr."""
        found = list(findings)
        for severity in _WORST_FIRST:
            some = [f for f in found if f.severity == severity]
            if some:
                self.tell(concise(some, locate, self.lang))

    def word(self, key: str, **values: object) -> str:
        """A label of the catalogue, with values filled in."""
        return label(key, self.lang).format_map(values)

    def bold(self, text: str) -> str:
        """Stands out on a terminal; the same text elsewhere."""
        return f"\x1b[1m{text}\x1b[0m" if has_color(sys.stdout) else text

    def faint(self, text: str) -> str:
        """Stands back on a terminal; the same text elsewhere."""
        return f"\x1b[2m{text}\x1b[0m" if has_color(sys.stdout) else text


def screen_for(lang: str) -> Screen:
    """Screen in the language that was asked for; empty: that of the environment.

    Raises
    ------
    UsageError
        Neither `zh` nor `en` (E740).
    """
    if not lang:
        return Screen(lang=preferred_language(os.environ))
    for known in LANGUAGES:
        if lang == known:
            return Screen(lang=known)
    raise UsageError(Finding(code="E740", values={"lang": lang}))


def has_color(stream: TextIO) -> bool:
    """Whether escape codes are welcome (https://no-color.org, FORCE_COLOR)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def picture_columns() -> int:
    """Columns of a picture of characters on stdout."""
    return columns_of(sys.stdout) or PICTURE


def columns_of(stream: TextIO) -> int | None:
    """Width of a terminal; None where lines may have any length."""
    return shutil.get_terminal_size().columns if stream.isatty() else None
