"""Ctrl-C in the processes of a pool: the task ends, the pool's own messages do not.

A process that is interrupted, or killed, while it sends a result leaves half a message,
for whose other half the pool waits for ever. So an interruption counts inside a task
only, and the tasks after it are not begun.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Interruption:
    """Whether this process was interrupted, and whether it may say so now."""

    def __init__(self) -> None:
        self._is_allowed = False
        self._is_wanted = False

    def install(self) -> None:
        """Take over Ctrl-C in this process, a worker."""
        signal.signal(signal.SIGINT, self._interrupted)

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Inside, an interruption is a KeyboardInterrupt, an earlier one too."""
        if self._is_wanted:
            raise KeyboardInterrupt
        self._is_allowed = True
        try:
            yield
        finally:
            self._is_allowed = False

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        self._is_wanted = True
        if self._is_allowed:
            raise KeyboardInterrupt


INTERRUPTION = Interruption()


def interrupt(process: Any) -> None:
    """Interrupt a worker; on Windows, where that can't be done, it ends its task."""
    if os.name == "posix" and process.is_alive():
        os.kill(process.pid, signal.SIGINT)
