"""Parcels for the workers of Dask, those that come later included."""

from __future__ import annotations

from typing import Any

from distributed import WorkerPlugin

from lcagraph.executor.parcels import forget, keep


class Delivery(WorkerPlugin):
    """Keeps a parcel in each worker until the work is done."""

    def __init__(self, digest: str, content: bytes) -> None:
        self.digest = digest
        self.content = content

    def setup(self, worker: Any) -> None:
        """Called by each worker, when it starts or when the plugin arrives."""
        keep(self.digest, self.content)
        self.content = b""  # kept once, not twice

    def teardown(self, worker: Any) -> None:
        """Called by each worker at the end of the work."""
        forget(self.digest)
