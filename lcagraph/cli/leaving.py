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
    is_free = threading.active_count() == 1 and not atexit._ncallbacks()
    if at_once and is_free and sys.getprofile() is None and sys.gettrace() is None:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):  # Python says what is wrong with a stream
            return code
        os._exit(code)
    return code
