"""The QR code of a link, as modules and as shapes (ISO/IEC 18004, by segno)."""

from __future__ import annotations

from itertools import groupby
from typing import Literal

from lcagraph.checks.certification import is_web_address
from lcagraph.drawing.shapes import INK, Curve, Point
from lcagraph.errors import Finding, UsageError

CORRECTION: Literal["m"] = "m"
"""Level M: up to 15 % of a code may be dirty or torn."""

QUIET = 4
"""Light modules that a reader needs around the code (ISO/IEC 18004)."""

Modules = tuple[tuple[bool, ...], ...]


def modules_of(link: str) -> Modules:
    """Modules of the QR code of a link, dark where True; rows from above.

    Parameters
    ----------
    link : str
        A web address that begins with https.

    Raises
    ------
    UsageError
        The link can't stand behind a code, or is too long for one (E778); segno is not
        installed (E777).
    """
    if not (is_web_address(link) and link.isprintable()):
        raise UsageError(_no_link(link))
    try:
        import segno  # optional
    except ImportError:
        raise UsageError(Finding(code="E777")) from None
    try:
        made = segno.make_qr(link, error=CORRECTION, boost_error=False)
    except ValueError:  # segno's overflow is one, too
        raise UsageError(_no_link(link)) from None
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)


def _no_link(link: str) -> Finding:
    at = "assessment.certification.link"
    return Finding(code="E778", at=at, values={"link": link[:60]})


def code_shape(modules: Modules, x: float, y: float, size: float) -> Curve:
    """The dark modules as one area, its quiet zone inside a square at (x, y). [px]"""
    step = size / (len(modules) + 2 * QUIET)
    pieces = tuple(
        _bar(x + step * (start + QUIET), y + step * (row + QUIET), step * length, step)
        for row, line in enumerate(modules)
        for start, length in _dark_runs(line)
    )
    return Curve(pieces=pieces, is_closed=True, fill=INK, role="code")


def _dark_runs(line: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs, start = [], 0
    for is_dark, group in groupby(line):
        length = len(list(group))
        if is_dark:
            runs.append((start, length))
        start += length
    return runs


def _bar(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)
