"""Numbers, lists of facts and tables as every page shows them, in text and in HTML.

HTML is plain: a table with a caption and header cells, no script, every text escaped.
Whoever shows it decides how it looks; only the caption is kept from breaking at the
width of a narrow table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

UNDEFINED = "—"
"""What is printed where a share is undefined."""

Fact = tuple[str, str]
"""What it is, and what it says."""


def significant(value: float, digits: int = 4) -> str:
    """A number with a stated number of significant digits and no exponent games.

    Whole numbers above the digits keep all their integer places: 12 345, not 12 340.
    """
    if value == 0:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    if abs(value) < 1e-4:
        return f"{value:.{digits - 1}e}"
    return f"{value:.{digits}g}"


def span_of(values: Iterable[float]) -> str:
    """Smallest and largest of some numbers, or the one that they all are."""
    found = [float(value) for value in values]
    ends = dict.fromkeys(significant(value) for value in (min(found), max(found)))
    return " … ".join(ends)


def facts_text(title: str, facts: Iterable[Fact]) -> str:
    """A title and a line per fact."""
    return "\n".join([title, *(f"  {what}: {says}" for what, says in facts)])


_CAPTION = '<caption style="width: max-content; max-width: 60em; text-align: left">'


def facts_html(title: str, facts: Iterable[Fact]) -> str:
    """A table whose rows are facts, each under its own header cell."""
    body = "".join(
        f'<tr><th scope="row">{escape(what)}</th><td>{escape(says)}</td></tr>'
        for what, says in facts
    )
    return f"<table>{_CAPTION}{escape(title)}</caption><tbody>{body}</tbody></table>"


def table_html(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], foot: str = ""
) -> str:
    """Rows under their heads; `foot` says what is left out."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in rows
    )
    last = (
        f'<tfoot><tr><td colspan="{len(heads)}">{escape(foot)}</td></tr></tfoot>'
        if foot
        else ""
    )
    return (
        f"<table>{_CAPTION}{escape(title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody>{last}</table>"
    )
