"""A bundle as it was unpacked: documents in memory, of evidence only the hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The documents of a bundle; of evidence, only what they hash to."""

    members: Mapping[str, bytes]
    hashes: Mapping[str, tuple[str, int]]
    manifest: Mapping[str, Any]
