"""Both ways of computing samples."""

from __future__ import annotations

import pytest

from lcagraph.engine import fast

WAYS = ["numba", "plain"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With numba, if it is installed, and without it."""
    if request.param == "plain":
        monkeypatch.setenv(fast.OFF, "1")
    elif fast.numba_or_none() is None:
        pytest.skip("numba is not installed")
    return str(request.param)
