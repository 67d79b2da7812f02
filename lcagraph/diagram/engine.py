"""Graphviz `dot` in a child process with a time limit: DOT text in, places out.

Graphviz is C code that knows no time limit, and a crash of it would take the program
along; so pygraphviz, whose wheels bring the engine, runs in a process of its own. It
sees numbered nodes with fixed sizes only: no text of a model, no fonts.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from lcagraph.errors import Finding, UsageError

TIME_LIMIT = 60.0
"""Seconds that a layout may take; figures that people can read take under one."""

POINTS_PER_INCH = 72.0

_CHILD = """
import sys
import pygraphviz
graph = pygraphviz.AGraph(string=sys.stdin.read())
sys.stdout.buffer.write(graph.draw(format="plain", prog="dot"))
"""

_NODE_FIELDS = 4  # node <name> <x> <y> … [inch]


def node_places(
    dot: str, time_limit: float = TIME_LIMIT
) -> dict[str, tuple[float, float]]:
    """Centre of every node of a graph, laid out by `dot`.

    Parameters
    ----------
    dot : str
        Graph in the DOT language; its names must be plain ASCII words.
    time_limit : float
        Time after which the engine is stopped. [s]

    Returns
    -------
    dict
        (x, y) per node, y upwards. [px]

    Raises
    ------
    UsageError
        pygraphviz is not installed (E750), took too long (E751), or failed (E752).
    """
    if importlib.util.find_spec("pygraphviz") is None:
        raise UsageError(Finding(code="E750"))
    plain = _run([sys.executable, "-P", "-c", _CHILD], dot, time_limit)
    places = {}
    for line in plain.splitlines():
        fields = line.split()
        if fields and fields[0] == "node":
            name, x, y = fields[1:_NODE_FIELDS]
            places[name] = (float(x) * POINTS_PER_INCH, float(y) * POINTS_PER_INCH)
    return places


def _run(command: list[str], text: str, time_limit: float) -> str:
    """Output of a child process, which is stopped when its time is over."""
    try:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        seconds = f"{time_limit:g}"
        raise UsageError(Finding(code="E751", values={"seconds": seconds})) from None
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        raise UsageError(Finding(code="E752", values={"reason": reason}))
    return done.stdout
