"""The name that a reader most likely meant: every message that says “did you mean”."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

MAX_CANDIDATES = 20_000
"""More names than a database search would offer; keeps one message under 0.2 s."""

MAX_NEIGHBOURS = 1_000
"""Files of a folder that are looked at."""

ENDINGS = (".yaml", ".yml")
"""Of model files; without an ending, a folder may be meant."""

MAX_LENGTH = 64
"""Longer names are cut before they are compared, since the cost grows with length²."""

_CUTOFF = 0.6
"""difflib's own threshold: three letters of five in common."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate closest to `name`, or None when nothing is close.

    In this order: the same letters in another case or with other separators
    (``KWH``, ``pp-granulate``), the same letters in another order (``gird``), then
    the highest share of letters in common.

    Parameters
    ----------
    name : str
        What was written.
    candidates : iterable of str
        The names that exist; `name` itself is skipped.
    """
    known = [c for c in islice(candidates, MAX_CANDIDATES) if c != name]
    if not name or not known:
        return None
    wanted = _plain(name)
    plain: dict[str, str] = {}
    for candidate in known:
        plain.setdefault(_plain(candidate), candidate)
    if wanted in plain:
        return plain[wanted]
    letters = sorted(wanted)
    swapped = [p for p in plain if len(p) == len(wanted) and sorted(p) == letters]
    close = difflib.get_close_matches(wanted, swapped or plain, n=1, cutoff=_CUTOFF)
    if not close:
        close = swapped[:1]
    return plain[close[0]] if close else None


def nearest_file(path: Path) -> str | None:
    """Name of the model file beside a missing one that was most likely meant.

    Names are compared without their ending: `.yaml` in common makes no two files alike.
    None: nothing is close, or the folder can't be listed.
    """
    try:
        beside = sorted(islice(path.parent.iterdir(), MAX_NEIGHBOURS))
        known = {
            found.stem: found.name
            for found in beside
            if found.suffix in ENDINGS or (not path.suffix and found.is_dir())
        }
    except OSError:
        return None
    stem = path.stem if path.stem in known else nearest(path.stem, known)
    return known[stem] if stem is not None else None


def _plain(name: str) -> str:
    """Letters and digits only, without case: what a hasty reader compares."""
    text = "".join(c for c in name[:MAX_LENGTH].casefold() if c not in " _-.")
    return text or name[:MAX_LENGTH]
