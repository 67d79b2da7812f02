"""`lcagraph explain`: one code at length, or the list of all codes."""

from __future__ import annotations

from typing import Any

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.wording import codes, cures, explanation, statement


def code_text(code: str, screen: Screen) -> str:
    """What a code says, why, and what to do; without a code: the list.

    Raises
    ------
    UsageError
        No such code (E737).
    """
    if not code:
        rows = [(known, statement(known, screen.lang)) for known in codes()]
        return text_table([Column(), Column()], rows)
    known = _known(code)
    lines = [screen.bold(f"{known}  {statement(known, screen.lang)}"), ""]
    lines += [explanation(known, screen.lang).strip(), "", screen.word("cli.cures")]
    lines += [f"  - {cure}" for cure in cures(known, screen.lang)]
    return "\n".join(lines)


def code_json(code: str, screen: Screen) -> str:
    """The same as data; without a code: all of them."""
    if code:
        return as_json_text(_as_dict(_known(code), screen))
    return as_json_text([_as_dict(known, screen) for known in codes()])


def _known(code: str) -> str:
    written = code.strip().upper()
    if written not in codes():
        values = {"code": code, "nearest": nearest(written, codes())}
        raise UsageError(Finding(code="E737", values=values))
    return written


def _as_dict(code: str, screen: Screen) -> dict[str, Any]:
    return {
        "code": code,
        "severity": Finding(code=code).severity,
        "statement": statement(code, screen.lang),
        "explanation": explanation(code, screen.lang).strip(),
        "help": cures(code, screen.lang),
    }
