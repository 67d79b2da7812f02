"""ILCD 1.1 (zip, folder, tar) and TIDAS, which is ILCD written as JSON.

Two passes: processes, methods and quantities first; then, of the flows, only those that
anything refers to. TianGong has 96,820 flow files, and its processes and methods refer
to 11,162 of them.

Parsed with lxml, not with pyilcd 6.3.1: that compiles the XML schema anew for each file
(0.13 s, or 3.7 h for TianGong), fetching a part of it from the network, without which
it read none of 300 files; and it pins lxml 4.9.2.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from lcagraph.background.records import Package
from lcagraph.formats.container import Peek, Tick, ignore, walk
from lcagraph.formats.ilcd.package import Reading, is_ilcd_head

__all__ = ["is_ilcd", "read_ilcd"]

# A dataset is told by its root element; these folders only spare unpacking.
_NEVER = {"contacts", "sources", "external_docs", "schemas", "stylesheets"}
_FLOWS = {"flows"}
_FIRST = {"processes", "flowproperties", "unitgroups", "lciamethods", "lifecyclemodels"}


def is_ilcd(peek: Peek) -> bool:
    """True if a container holds ILCD datasets, in XML or in JSON."""
    return any(is_ilcd_head(head) for head in peek.heads.values())


def read_ilcd(path: Path, *, tick: Tick = ignore) -> Package:
    """Everything of an ILCD package, nothing converted, linked or left out.

    Parameters
    ----------
    path : Path
        A zip, folder or tar, or one dataset.
    tick : callable
        Gets the bytes that were used up since its last call; they add up to
        `container.packed_size`.

    Raises
    ------
    UsageError
        The container itself cannot be read. A dataset that cannot be read is a
        problem of the package instead.
    """
    reading = Reading()
    for document in walk(path, tick=_half(tick), wanted=_unless(_NEVER | _FLOWS)):
        reading.take_first(document)
    for document in walk(path, tick=_half(tick), wanted=_unless(_NEVER | _FIRST)):
        reading.take_flow(document)
    return reading.package(path)


def _half(tick: Tick) -> Tick:
    """Ticks of one of two passes."""
    carried = 0

    def half(count: int) -> None:
        nonlocal carried
        carried += count
        tick(carried // 2)
        carried %= 2

    return half


def _unless(folders: Collection[str]) -> Callable[[str], bool]:
    """Whether a file may be a dataset, judged by its suffix and folder."""

    def wanted(name: str) -> bool:
        lowered = name.lower()
        folder = lowered.rpartition("/")[0].rpartition("/")[2]
        return lowered.endswith((".xml", ".json")) and folder not in folders

    return wanted
