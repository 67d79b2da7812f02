"""Footprints of the bills of one chunk on disk: see `lcagraph.sealed_parts`."""

from __future__ import annotations

import io

import numpy as np

from lcagraph.catalogue.gather import Gathered
from lcagraph.sealed_parts import SealedParts


class Parts(SealedParts):
    """Finished chunks of a catalogue, each an `.npz` of footprints and flags."""

    def save(self, name: str, found: Gathered) -> None:
        """Put a part there, then its line into the list."""
        file = io.BytesIO()
        np.savez(file, items=found.items, flags=found.flags)
        self.seal(name, file.getvalue())

    def load(self, name: str) -> Gathered:
        """A part that is there; errors as of `read`."""
        with np.load(io.BytesIO(self.read(name))) as held:
            return Gathered(items=held["items"], flags=held["flags"])
