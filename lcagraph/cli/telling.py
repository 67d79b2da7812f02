"""What went wrong, told on stderr, and the exit code that says whose mistake it is.

0   done
1   the model is wrong
2   the call is wrong
70  a bug of lcagraph (EX_SOFTWARE of sysexits.h)
"""

from __future__ import annotations

import os
import traceback

from lcagraph.cli.placed import PlacedError
from lcagraph.cli.screen import Screen
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.nearest import nearest
from lcagraph.wording.screen import Locate

DONE, MODEL_IS_WRONG, CALL_IS_WRONG, BUG = 0, 1, 2, 70

TRACEBACK = "LCAGRAPH_TRACEBACK"
"""Set to 1, it shows the traceback of a bug."""


def tell_error(error: Exception, screen: Screen, arguments: list[str]) -> int:
    """Say what went wrong, and whose mistake it is."""
    match error:
        case PlacedError():
            _tell(error, error.locate, screen, arguments)
            return error.exit_code
        case FindingsError():
            _tell(error, _locate_of(error), screen, arguments)
            return MODEL_IS_WRONG
        case UsageError():
            screen.tell_findings([error.finding], _nowhere)
            return CALL_IS_WRONG
    if hasattr(error, "format_message"):
        screen.tell_findings([_misuse(error, arguments)], _nowhere)
        return CALL_IS_WRONG
    if os.environ.get(TRACEBACK):
        screen.tell("".join(traceback.format_exception(error)))
    values = {"error": f"{type(error).__name__}: {error}"}
    screen.tell_findings([Finding(code="E749", values=values)], _nowhere)
    return BUG


def _tell(
    error: FindingsError, locate: Locate, screen: Screen, arguments: list[str]
) -> None:
    """The findings for people; and, where JSON was asked for, in the result's place."""
    screen.tell_findings(error.findings, locate)
    if "--json" in arguments:
        # it imports the whole format, which help pages do without
        from lcagraph.cli.show_findings import findings_json

        screen.show(findings_json(error.findings, locate, screen))


def _locate_of(error: FindingsError) -> Locate:
    """How to find places: an error that knows its document tells them."""
    document = getattr(error, "document", None)
    return document.locate if document is not None else _nowhere


def _nowhere(at: str, part: str, span: tuple[int, int] | None) -> None:
    return None


# ------------------------------------------------------------------ what typer refuses


def _misuse(error: object, arguments: list[str]) -> Finding:
    """A call that typer refused, in our words.

    Depending on its version typer brings click or its own copy, so that no class of
    these errors can be imported by a name that lasts; their attributes are stable.
    """
    named = [a for a in arguments[:1] if not a.startswith("-")]
    help_ = " ".join(["lcagraph", *named, "--help"])
    kind = type(error).__name__
    if kind == "NoSuchOption":
        option = getattr(error, "option_name", "")
        known = getattr(error, "possibilities", None) or ()
        values = {"option": option, "nearest": nearest(option, known), "help": help_}
        return Finding(code="E741", values=values)
    if kind == "MissingParameter":
        parameter = getattr(error, "param", None)
        name = str(getattr(parameter, "name", "")).upper()
        return Finding(code="E742", values={"parameter": name, "help": help_})
    reason = error.format_message()  # type: ignore[attr-defined]
    return Finding(code="E730", values={"reason": reason, "help": help_})
