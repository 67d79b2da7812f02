"""Where comments, quotes and brackets lie in a text that is no valid YAML.

The parser stops at the first mistake, and often far below it: a bracket that is never
closed is noticed at the end of the file. This light scan goes on, line by line, and
keeps apart what is structure and what is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TEXT = "\ue000"
"""Stands for each character of a quoted text or a block of text: of Unicode's private
use area, so that no pattern for letters, spaces or signs meets it."""

MAX_LINES = 100_000
"""More than twice the lines of the largest model of the benchmarks."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_QUOTED = {"'": re.compile(r"'(?:[^']|'')*'"), '"': re.compile(r'"(?:[^"\\]|\\.)*"')}
_PLAIN = re.compile("[^'\"{}\\[\\]#|>]*")
_BLOCK_HEADER = re.compile(r"[|>][0-9+-]{0,2}[ \t]*(?:#.*)?$")
_KEY = re.compile(r"[ ]*(?:- +)*[^\s:：#'\"{}\[\],，]+[ ]*[:：](?:\s|$)")
_PAIRS = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, with comments blanked and quoted text masked by `TEXT`."""

    number: int
    """Counted from 0."""
    start: int
    """Offset of its first character in the text."""
    code: str
    brackets: str
    """For each character the innermost open bracket, a space where none is open."""

    @property
    def is_blank(self) -> bool:
        return not self.code.strip()


@dataclass(slots=True)
class Layout:
    """The lines of a text, and the quotes and brackets that do not pair up."""

    lines: list[Line] = field(default_factory=list)
    open_quotes: list[int] = field(default_factory=list)
    """Offsets of quotes that do not end on their line."""
    open_brackets: list[int] = field(default_factory=list)
    """Offsets of brackets that are never closed."""
    stray_brackets: list[int] = field(default_factory=list)
    """Offsets of closing brackets that close nothing, or another kind."""


def lay_out(text: str) -> Layout:
    """The layout of the first `MAX_LINES` lines of a text, valid YAML or not."""
    scan = _Scan()
    for number, match in enumerate(_LINE.finditer(text)):
        if match.start() == len(text):
            break
        if number == MAX_LINES:
            return scan.layout
        scan.line(number, match.start(), match.group().rstrip("\r\n"))
    scan.layout.open_brackets.extend(offset for _, offset, _ in scan.stack)
    return scan.layout


class _Scan:
    """State from line to line."""

    def __init__(self) -> None:
        self.layout = Layout()
        self.stack: list[tuple[str, int, int]] = []
        """Open brackets: sign, offset, indentation of their line."""
        self.block: int | None = None
        """Indentation of the key whose block of text goes on."""
        self.has_closed = False
        """Whether a bracket in no other has just been closed on this line."""

    def line(self, number: int, start: int, raw: str) -> None:
        indent = len(raw) - len(raw.lstrip(" "))
        if self.block is not None:
            if not raw.strip() or indent > self.block:
                self._add(number, start, TEXT * len(raw), " " * len(raw))
                return
            self.block = None
        if self.stack and indent <= self.stack[0][2] and _KEY.match(raw):
            # A key at the level of the line that opened the bracket: it stays open.
            self.layout.open_brackets.extend(offset for _, offset, _ in self.stack)
            self.stack.clear()
        if not self.stack and _PLAIN.fullmatch(raw):
            self._add(number, start, raw, " " * len(raw))
            return
        self.has_closed = False
        code, brackets = [], []
        for piece in self._pieces(raw, start, indent):
            code.append(piece)
            brackets.append((self.stack[-1][0] if self.stack else " ") * len(piece))
        self._add(number, start, "".join(code), "".join(brackets))

    def _add(self, number: int, start: int, code: str, brackets: str) -> None:
        self.layout.lines.append(
            Line(number=number, start=start, code=code, brackets=brackets)
        )

    def _pieces(self, raw: str, start: int, indent: int) -> Iterator[str]:
        """The line in pieces of code; an opening bracket belongs to its inside."""
        position, begins = 0, True
        while position < len(raw):
            char = raw[position]
            before = raw[position - 1] if position else " "
            if char == "#" and before in " \t":
                yield " " * (len(raw) - position)
                return
            if begins and char in "'\"":
                quoted = _QUOTED[char].match(raw, position)
                if quoted is None:
                    self.layout.open_quotes.append(start + position)
                    yield TEXT * (len(raw) - position)
                    return
                yield TEXT * (quoted.end() - position)
                position, begins = quoted.end(), False
                continue
            if begins and not self.stack and _BLOCK_HEADER.match(raw, position):
                self.block = indent
                yield TEXT * (len(raw) - position)
                return
            begins = self._step(raw, position, start, indent, begins)
            yield char
            position += 1

    def _step(
        self, raw: str, position: int, start: int, indent: int, begins: bool
    ) -> bool:
        """Account for one character; True if a value may begin after it."""
        char = raw[position]
        after = raw[position + 1 : position + 2] or " "
        if char in " \t":
            return begins
        if char in "{[" and (begins or self.stack):
            self.stack.append((char, start + position, indent))
            return True
        if char in "}]":
            self._close(char, start + position, begins)
            return False
        self.has_closed = False
        if char == "," and self.stack:
            return True
        if char == ":" and (after.isspace() or (self.stack and after in ",[]{}")):
            return True
        return char in "-?" and begins and after.isspace()

    def _close(self, char: str, offset: int, begins: bool) -> None:
        if self.stack and _PAIRS[self.stack[-1][0]] == char:
            self.stack.pop()
            self.has_closed = not self.stack
        elif self.stack or begins or self.has_closed:
            self.layout.stray_brackets.append(offset)
