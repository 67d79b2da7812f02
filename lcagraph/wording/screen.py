"""Findings as text for a terminal: code, place, source line, caret and cure.

The look is that of a compiler::

    error[E204]: “produktion” is not a known stage
     --> crate.yaml:5:12
      |
    5 |     stage: produktion
      |            ^^^^^^^^^^
      = help: did you mean “production”?

Columns are counted as a terminal shows them: a Chinese character takes two, a
combining mark none. Nothing of a hostile model reaches the terminal as a control
character.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from lcagraph.errors import Finding, Part
from lcagraph.wording import Language, help_lines, item_class, message

TAB_COLUMNS = 4
"""A tab in a source line is shown as this many columns."""

MOST_SHOWN = 200
"""A screen with more findings than this is no longer read; they are only counted."""

SOURCE_COLUMNS = 120
"""A longer source line is cropped around its caret, if no width is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file."""

    file: str
    """Path as shown to the user."""
    line: int
    """Counted from 1; 0 means the file as a whole."""
    column: int = 1
    """First character, counted from 1."""
    end_column: int = 1
    """One past the last character on this line."""
    text: str = ""
    """The source line."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


Locate: TypeAlias = Callable[[str, Part, tuple[int, int] | None], Place | None]
"""Model path, part and span → place, as `Document.locate` does it."""

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "note": "note",
        "waived": "waived",
        "help": "help: ",
        "reason": "waived: ",
        "dash": " — ",
        "at": "at ",
        "colon": ": ",
        "comma": ", ",
        "class": " ({})",
        "missing": "missing",
        "wrong": "wrong",
        "hidden": "… and {} more, not shown here: correct these first",
    },
    "zh": {
        "error": "错误",
        "warning": "警告",
        "note": "提示",
        "waived": "已豁免",
        "help": "建议：",
        "reason": "豁免理由：",
        "dash": "——",
        "at": "位于 ",
        "colon": "：",
        "comma": "，",
        "class": "（{}）",
        "missing": "缺项",
        "wrong": "错项",
        "hidden": "……另有 {} 处未在此显示，请先修正以上各处",
    },
}
_KINDS = ("error", "warning", "note", "waived")
"""The order in which findings are shown."""
_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "waived": "2",
    "head": "1",
    "gutter": "34",
    "help": "1;36",
}


def render(
    findings: Iterable[Finding],
    locate: Locate,
    *,
    lang: Language,
    color: bool = False,
    width: int | None = None,
    is_classed: bool = False,
) -> str:
    """Every finding with its source line, the worst first, and a count.

    Errors, warnings, notes, then what is waived; each by file and line.

    Parameters
    ----------
    findings : iterable of Finding
        What to tell; waived ones stay visible, with their reason.
    locate : callable
        Place of a model path, as `Document.locate`.
    lang : {"zh", "en"}
        Language of the messages.
    color : bool
        Whether to use ANSI colours.
    width : int, optional
        Columns of the terminal; None: messages stay unwrapped. [columns]
    is_classed : bool
        Whether to say of each finding if something is missing or wrong (缺项, 错项).

    Returns
    -------
    str
        Text that ends with a line break; empty if there are no findings.
    """
    placed = _placed(findings, locate)
    if not placed:
        return ""
    painter = _Painter(lang=lang, color=color, width=width, is_classed=is_classed)
    blocks = ["\n".join(painter.block(*pair)) for pair in placed[:MOST_SHOWN]]
    if len(placed) > MOST_SHOWN:
        blocks.append(_WORDS[lang]["hidden"].format(len(placed) - MOST_SHOWN))
    blocks.append(painter.summary([finding for finding, _ in placed]))
    return "\n\n".join(blocks) + "\n"


def concise(
    findings: Iterable[Finding],
    locate: Locate,
    lang: Language,
    *,
    is_classed: bool = False,
) -> str:
    """One line for each finding: ``file:line:column: error[E301] message``.

    That of a waived finding ends with the reason.
    """
    lines = []
    for finding, place in _placed(findings, locate):
        where = str(place) if place else finding.at
        head = _head(finding, lang, is_classed=is_classed)
        text = f"{head} {message(finding, lang)}"
        if finding.waived is not None:
            text += _WORDS[lang]["dash"] + reason_line(finding, lang)
        lines.append(visible(f"{where}: {text}" if where else text))
    return "".join(f"{line}\n" for line in lines)


def accepted(
    findings: Iterable[Finding], lang: Language
) -> list[tuple[str, str, str, str]]:
    """Code, message, place and reason of each waived finding."""
    return [
        (
            finding.code,
            visible(message(finding, lang)),
            visible(finding.at),
            visible(finding.waived.get(lang, "")),
        )
        for finding in findings
        if finding.waived is not None
    ]


def worst_first(findings: Iterable[Finding], locate: Locate) -> list[Finding]:
    """Errors, warnings, notes, then what is waived; each by its place in the text."""
    return [finding for finding, _ in _placed(findings, locate)]


def columns(text: str) -> int:
    """Columns that a terminal needs for a text without control characters."""
    return sum(map(_columns_of, text))


def visible(text: str) -> str:
    """The text with control and invisible characters written as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char == "\t":
        return " " * TAB_COLUMNS
    # Cc control, Cf format (bidirectional marks, zero width), Cs lone surrogate,
    # Zl and Zp line breaks: each could move the cursor or hide what is written.
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        number = ord(char)
        return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
    return char


def _columns_of(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _head(finding: Finding, lang: Language, *, is_classed: bool) -> str:
    """``warning[W850]``, or ``warning[W850] (missing)``."""
    words, class_ = _WORDS[lang], item_class(finding.code) if is_classed else None
    mark = words["class"].format(words[class_]) if class_ is not None else ""
    return f"{words[_kind(finding)]}[{finding.code}]{mark}"


def reason_line(finding: Finding, lang: Language) -> str:
    """Why a finding is waived: ``waived: tiny amount``."""
    return _WORDS[lang]["reason"] + (finding.waived or {}).get(lang, "")


def marks(finding: Finding, lang: Language) -> list[str]:
    """Code, whether something is missing or wrong (缺项, 错项), and if it is waived."""
    words, class_ = _WORDS[lang], item_class(finding.code)
    told = [finding.code, *([words[class_]] if class_ is not None else [])]
    return [*told, words["waived"]] if finding.waived is not None else told


def _kind(finding: Finding) -> str:
    return "waived" if finding.waived is not None else finding.severity


def _placed(
    findings: Iterable[Finding], locate: Locate
) -> list[tuple[Finding, Place | None]]:
    """Findings with their places, by kind, file, line and column; placeless last."""
    pairs = [(f, locate(f.at, f.part, f.span)) for f in findings]

    def position(
        pair: tuple[Finding, Place | None],
    ) -> tuple[int, bool, str, int, int]:
        rank, place = _KINDS.index(_kind(pair[0])), pair[1]
        if place is None:
            return (rank, True, "", 0, 0)
        return (rank, False, place.file, place.line, place.column)

    return sorted(pairs, key=position)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Painter:
    """The choices of one rendering."""

    lang: Language
    color: bool
    width: int | None
    is_classed: bool

    def block(self, finding: Finding, place: Place | None) -> Iterator[str]:
        """The lines of one finding."""
        words = _WORDS[self.lang]
        kind = _kind(finding)
        plain_head = _head(finding, self.lang, is_classed=self.is_classed)
        head = self._paint(kind, plain_head)
        text = f"{words['colon']}{visible(message(finding, self.lang))}"
        indent = columns(plain_head)
        first, *rest = self._wrapped(text, indent, 0)
        yield head + self._paint("head", first)
        yield from (self._paint("head", line) for line in rest)
        margin = len(str(place.line)) if place and place.line else 1
        yield from self._source(place, finding, margin)
        notes = [(words["help"], line) for line in help_lines(finding, self.lang)]
        if finding.waived is not None:
            notes = [(words["reason"], finding.waived.get(self.lang, ""))]
        for label, line in notes:
            yield from self._note(label, line, margin)

    def summary(self, findings: list[Finding]) -> str:
        """How many of each kind, such as ``3 errors, 1 warning``."""
        words = _WORDS[self.lang]
        kinds = [_kind(finding) for finding in findings]
        counts = []
        for kind in _KINDS:
            count = kinds.count(kind)
            if not count:
                continue
            if self.lang == "zh":
                counts.append(f"{count} 处{words[kind]}")
            else:
                plural = "s" if count > 1 and kind != "waived" else ""
                counts.append(f"{count} {words[kind]}{plural}")
        return words["comma"].join(counts)

    def _source(
        self, place: Place | None, finding: Finding, margin: int
    ) -> Iterator[str]:
        arrow = self._paint("gutter", f"{' ' * margin}-->")
        if place is None:
            if finding.at:
                yield f"{arrow} {_WORDS[self.lang]['at']}{visible(finding.at)}"
            return
        yield f"{arrow} {visible(str(place))}"
        if not place.line:
            return
        room = (self.width or SOURCE_COLUMNS) - margin - 3
        text, before, under = _cropped(place, max(room, 20))
        bar = self._paint("gutter", f"{' ' * margin} |")
        yield bar
        yield f"{self._paint('gutter', f'{place.line} |')} {text}".rstrip()
        yield f"{bar} {' ' * before}{self._paint(_kind(finding), '^' * under)}"

    def _note(self, label: str, text: str, margin: int) -> Iterator[str]:
        first, *rest = self._wrapped(
            visible(text), margin + 3 + columns(label), margin + 3
        )
        lead = " " * (margin + 1) + self._paint("gutter", "=")
        word = label.rstrip()
        yield f"{lead} {self._paint('help', word)}{label[len(word) :]}{first}"
        yield from (" " * (margin + 3) + line for line in rest)

    def _wrapped(self, text: str, taken: int, later: int) -> list[str]:
        """Lines that fit: `taken` columns are gone on the first, `later` on others."""
        if self.width is None:
            return [text]
        lines, room = [""], max(self.width - taken, 10)
        for piece in _pieces(text):
            if lines[-1] and columns(lines[-1] + piece.rstrip()) > room:
                lines[-1] = lines[-1].rstrip()
                lines.append("")
                room = max(self.width - later, 10)
            lines[-1] += piece
        return lines

    def _paint(self, style: str, text: str) -> str:
        if not self.color or not text:
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _pieces(text: str) -> Iterator[str]:
    """Parts between which a line may break: after a space or 、, at a wide letter."""
    piece = ""
    for char in text:
        is_wide = _columns_of(char) == 2 and unicodedata.category(char) == "Lo"
        is_after = piece[-1:] == "、" or (piece[-1:] == " " and char != " ")
        if piece and (is_after or is_wide):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _cropped(place: Place, room: int) -> tuple[str, int, int]:
    """The source line around the caret, columns before the caret, and its length."""
    # Only what could be shown is measured: a line of a megabyte may have many findings.
    skipped = max(place.column - 1 - room, 0)
    text = place.text[skipped : place.column - 1 + 2 * room]
    goes_on = skipped + len(text) < len(place.text)
    shown = [_shown(char) for char in text]
    edges = [0, *accumulate(map(columns, shown))]
    start = min(max(place.column - 1 - skipped, 0), len(shown))
    end = min(max(place.end_column - 1 - skipped, start), len(shown))
    first, last = 0, len(shown)
    if edges[-1] > room or skipped or goes_on:
        # Two columns for the marks of omission, a third of the room for what precedes.
        first = bisect_left(edges, edges[start] - room // 3, 0, start)
        last = max(bisect_right(edges, edges[first] + room - 2) - 1, first)
        end = min(end, last)
    head = "…" if first or skipped else ""
    tail = "…" if last < len(shown) or goes_on else ""
    before = len(head) + edges[start] - edges[first]
    under = max(edges[end] - edges[start], 1)
    return head + "".join(shown[first:last]) + tail, before, under
