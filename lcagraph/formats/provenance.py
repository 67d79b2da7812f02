"""Version and licence of a whole package, from what its datasets state one by one.

No format but the tables has a field for either. What all datasets say counts for the
package; where they differ, nothing is chosen among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from lcagraph.background.records import Process

MOST_KINDS = 5
"""Licences that are named, the most frequent first."""
MOST_SIGNS = 300
"""Of each licence, if there are several; their datasets have them whole."""

_NONE = re.compile(r"[0.]*")
_WRITTEN = re.compile(r"\d\d\.\d\d(\.\d\d\d)?", re.ASCII)
_ACCESS = {
    "0": "public",
    "1": "restricted (1)",
    "2": "restricted (2)",
    "3": "restricted (3)",
}


def common_version(processes: Iterable[Process]) -> str:
    """The version that every dataset states; empty if they differ."""
    versions = {process.version for process in processes}
    return versions.pop() if len(versions) == 1 else ""


def stated_version(text: str | None) -> str:
    """The version of a dataset; empty for zeros such as ``00.00.000``.

    Zeros are what programs write where nobody entered a version.
    """
    version = (text or "").strip()
    return "" if _NONE.fullmatch(version) else version


def written_version(version: str, otherwise: str) -> str:
    """A version in the form that openLCA and ILCD ask for, such as ``01.02.003``."""
    return version if _WRITTEN.fullmatch(version) else otherwise


def common_licence(processes: Iterable[Process]) -> str:
    """The licence that every dataset states, else all of them with their numbers."""
    counted = Counter(" ".join(process.licence.split()) for process in processes)
    if len(counted) == 1:
        return next(iter(counted))
    named = [(text, number) for text, number in counted.most_common() if text]
    shown = [f"{_cut(text)} (×{number})" for text, number in named[:MOST_KINDS]]
    more = len(named) - len(shown)
    return "; ".join([*shown, f"+{more}"] if more else shown)


def ecospold_licence(access: str | None, is_protected: str | None) -> str:
    """What the two flags of EcoSpold say: who may see a dataset, and its copyright.

    References
    ----------
    EcoSpold 1 and 2 schemas, ``accessRestrictedTo`` (0 public, else restricted to the
    circle of that number) and ``copyright`` or ``isCopyrightProtected``.
    """
    parts = [f"access: {_ACCESS[access]}"] if access in _ACCESS else []
    if is_protected in ("true", "1"):
        parts.append("protected by copyright")
    elif is_protected in ("false", "0"):
        parts.append("not protected by copyright")
    return ", ".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"
