"""The end of a process whose answer is out.

Python takes itself apart before it ends: it looks for garbage, then frees every object
one by one, which takes a tenth of the time of a small `solve`. The system frees all of
it at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading

MOST_TOOLS = 6
"""Ids of profilers and debuggers that PEP 669 gives out: 0 to 5."""


def leave(code: int, *, at_once: bool) -> int:
    """End the process where nobody would notice the difference; else the exit code.

    Parameters
    ----------
    code : int
        Exit code.
    at_once : bool
        End here, unless a thread still runs, something is to be done at the end, or a
        profiler or debugger looks on. False: Python ends by itself, without a last
        search for garbage.
    """
    gc.freeze()
    if at_once and not _is_awaited():
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):  # Python says what is wrong with a stream
            return code
        # What Python's own end does beside freeing objects is done or not there to do:
        # the streams are flushed, files are whole before their name is, and temporary
        # folders, logs, coverage and worker processes wait by way of `atexit`.
        os._exit(code)
    return code


def _is_awaited() -> bool:
    """Whether anybody waits for the regular end of the process."""
    # The count is private, but public Python tells of no other way to learn that
    # something is registered. Without it the process ends as any other.
    registered = getattr(atexit, "_ncallbacks", lambda: 1)()
    watching = (sys.getprofile(), sys.gettrace(), *_monitors())
    is_watched = any(one is not None for one in watching)
    return bool(registered) or threading.active_count() > 1 or is_watched


def _monitors() -> list[str | None]:
    """Names of profilers and debuggers that came through `sys.monitoring`.

    From Python 3.12 on, cProfile and bdb may be found nowhere else (PEP 669).
    """
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None:
        return []
    return [monitoring.get_tool(number) for number in range(MOST_TOOLS)]
