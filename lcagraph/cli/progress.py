"""Progress bars of what takes longer than a second; none where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lcagraph.cli.screen import Screen
from lcagraph.importing import Progress

PATIENCE = 1.0
"""Seconds before a bar appears: short work shows none. [s]"""


@contextmanager
def progress_on(screen: Screen) -> Iterator[Progress]:
    """A bar per stage on stderr, if it is a terminal."""
    shown = _Bars(screen)
    try:
        yield shown
    finally:
        shown.stop()


class _Bars:
    """Bars of rich, which is loaded only when the first one appears."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._begun = time.monotonic()
        self._bars: Any = None
        self._is_seen = sys.stderr.isatty()

    def __call__(self, stage: str, total: int) -> Callable[[int], None]:
        word = self._screen.word(f"cli.progress.{stage}")
        done, task = 0, None

        def tick(part: int) -> None:
            nonlocal done, task
            done += part
            if not self._is_seen or time.monotonic() - self._begun < PATIENCE:
                return
            if self._bars is None:
                self._bars = _started()
            if task is None:
                task = self._bars.add_task(word, total=max(total, 1))
            self._bars.update(task, completed=min(done, total))

        return tick

    def stop(self) -> None:
        if self._bars is not None:
            self._bars.stop()


def _started() -> Any:
    from rich.console import Console
    from rich.progress import Progress as RichProgress

    bars = RichProgress(console=Console(stderr=True), transient=True)
    bars.start()
    return bars
