"""Long runs in a process of their own, killed when some of it is done."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

PARTS = 2
"""That are done when a run is killed."""


def kill_midway(script: str, journal: Path) -> None:
    """Run a script until its journal tells of a few parts, and kill it there.

    Parameters
    ----------
    script : str
        Python; slow enough that it doesn't end by itself.
    journal : Path
        A file to which it adds a line per part.
    """
    with subprocess.Popen([sys.executable, "-c", script]) as child:
        for _ in range(600):
            if journal.exists() and journal.read_bytes().count(b"\n") >= PARTS:
                break
            time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
