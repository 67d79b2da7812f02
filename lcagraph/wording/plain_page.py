"""A page without its markup: paragraphs, tables in columns, images as their words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lcagraph.wording.text_table import Column, text_table

LINES = frozenset(
    {"div", "p", "section", "figure", "figcaption", "details", "summary", "h1", "h2"}
)
"""Elements that begin a line of their own."""

_NUMBER = re.compile(r"[-+−<>≤≥\s]*[\d.,]+(e[-+]?\d+)?\s*%?|—|")
_BLANKS = re.compile(r"[ \t\n]+")


def page_as_text(page: str) -> str:
    """The text of a page as a terminal shows it.

    Parameters
    ----------
    page : str
        HTML as `wording.page` writes it: escaped, every element closed.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text


class _Reader(HTMLParser):
    """Collects blocks of text: lines, preformatted text, tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._rows: list[list[str]] | None = None
        self._has_head = False
        self._is_kept = False
        """Whether blanks and line ends count, as in `pre`."""

    @property
    def text(self) -> str:
        """All blocks; tables stand apart."""
        self._end_line()
        return "\n".join(self._blocks).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_line()
            self._rows, self._has_head = [], False
        elif tag == "thead":
            self._has_head = True
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag == "img":
            self._line.append(dict(attrs).get("alt") or "")
        elif tag == "br":
            self._line.append(" ")
        elif tag in LINES:
            self._break()
        elif tag == "pre":
            self._end_line()
            self._is_kept = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._end_table()
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(self._taken())
        elif tag == "caption":
            self._end_line()
        elif tag == "pre":
            self._blocks.append("".join(self._line).strip("\n"))
            self._line, self._is_kept = [], False
        elif tag in LINES:
            self._break()

    def handle_data(self, data: str) -> None:
        self._line.append(data)

    def _taken(self) -> str:
        """What was read since the last piece, as one line."""
        found = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line = []
        return found

    def _break(self) -> None:
        """Ends a line, but not inside of a cell."""
        if self._rows is None:
            self._end_line()

    def _end_line(self) -> None:
        if found := self._taken():
            self._blocks.append(found)

    def _end_table(self) -> None:
        """Puts a table down in columns, numbers at the right."""
        rows, self._rows = [row for row in self._rows or [] if row], None
        width = max(map(len, rows), default=0)
        whole = [row for row in rows if len(row) == width]
        head, *body = whole if self._has_head else [[""] * width, *whole]
        heads = [
            Column(head=text, is_number=all(_NUMBER.fullmatch(r[i]) for r in body))
            for i, text in enumerate(head)
        ]
        lines = iter(text_table(heads, body, indent="  ").splitlines())
        # a row of one cell, across the table, stands where it is
        self._blocks += [
            next(lines) if len(row) == width else f"  {' '.join(row)}" for row in rows
        ]
        self._blocks.append("")
