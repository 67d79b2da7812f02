"""Where the shipped folders lie: inside an installed wheel, or beside a checkout."""

from __future__ import annotations

from pathlib import Path

from lcagraph.errors import Finding, UsageError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Path of a shipped folder, such as ``databases`` or ``models``.

    A wheel carries it as ``lcagraph/shipped/<name>``; in a checkout (an editable
    install) it lies beside the package.

    Raises
    ------
    UsageError
        Neither place has it (E614): the installation is incomplete.
    """
    places = (_PACKAGE / "shipped" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    values = {"folder": name, "places": tuple(map(str, places))}
    raise UsageError(Finding(code="E614", values=values))
