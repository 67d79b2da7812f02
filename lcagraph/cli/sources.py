"""Every file that a footprint depends on, whether it is there or would have been used.

A database beside the model goes before the user's own of the same name, and a lock
counts as soon as it exists: so places that were empty are told too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lcagraph.factors import factor_sets
from lcagraph.result import Result


def sources_of(result: Result) -> Iterator[Path]:
    """Files of the model and its lock, and of its databases what decides a result."""
    compiled = result.prepared.compiled
    origin = compiled.system.origin
    if origin is None:
        return
    yield from (origin.file, *origin.includes, origin.lock)
    databases = [name for name in compiled.factor_hashes if name not in factor_sets()]
    if not databases:
        return
    from lcagraph.background.store import DECISIVE, candidates  # SQLite: 20 ms

    for name in databases:
        for manifest in candidates(name, origin.folder):
            yield manifest
            yield from (manifest.with_name(part) for part in DECISIVE)
