"""What all tests share: one language, one look of the terminal, fixed examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is no failure, and a run that cannot be repeated is no witness.
settings.register_profile("light", deadline=None, derandomize=True, max_examples=50)
settings.register_profile(
    "thorough", parent=settings.get_profile("light"), max_examples=500
)
settings.load_profile("light")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _plain_terminal() -> Iterator[None]:
    """The tester's own language and colours must not decide what a test sees."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "en_US.UTF-8")
        patch.setenv("NO_COLOR", "1")
        patch.setenv("COLUMNS", "100")
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Top of the checkout: `models/`, `databases/`, `pyproject.toml`."""
    return ROOT
