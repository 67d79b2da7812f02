"""The size policy: which figure of a system can be read, and which is drawn at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lcagraph.diagram.scene import Scene
from lcagraph.errors import Finding, UsageError

ReadableStyle = Literal["spine", "cards", "network", "stages"]
BoundaryStyle = Literal["spine", "cards", "flow"]

MOST_PROCESSES: Mapping[ReadableStyle, int] = {"spine": 12, "cards": 40, "network": 150}
"""Processes up to which each style is the one that is drawn; beyond: stages."""

MOST_DRAWN: Mapping[BoundaryStyle, int] = {"spine": 300, "cards": 150, "flow": 300}
"""Processes up to which a style that folds nothing is drawn when asked for by name."""
MOST_LINES = 3200
"""Arrows and rows of tables in it. Within both a layout takes some seconds, however
the processes are linked; one of 2,000 took a minute, and on paper it is as wide as a
house."""

LEAST_POINTS = 5.0
"""Of the smallest text on A4: what is smaller can hardly be read in print. [pt]"""


def style_for(processes: int) -> ReadableStyle:
    """The style in which a system of so many processes can still be read."""
    for style, most in MOST_PROCESSES.items():
        if processes <= most:
            return style
    return "stages"


def check_size(scene: Scene, style: BoundaryStyle) -> None:
    """Refuse what nobody could read, before it is laid out.

    Raises
    ------
    UsageError
        More processes, or more arrows and rows, than the style is drawn with (E261).
    """
    count, most = len(scene.processes), MOST_DRAWN[style]
    lines = sum(len(flow.items) for flow in scene.flows) + sum(
        len(node.inputs) + len(node.treatments) + len(node.leaving) + len(node.entering)
        for node in scene.processes
    )
    if count <= most and lines <= MOST_LINES:
        return
    values = {
        "style": style,
        "count": count,
        "lines": lines,
        "most": most,
        "most_lines": MOST_LINES,
    }
    raise UsageError(Finding(code="E261", values=values))
