"""Figures of a solved model: the system boundary as a drawing, or as DOT text.

content ─▶ scene (what is shown) ─ layout ─▶ places ─ paint ─▶ drawing ─ files ─▶ bytes
"""

from lcagraph.diagram.boundary import (
    boundary_dot,
    boundary_drawing,
    draw_boundary,
)

__all__ = [
    "boundary_dot",
    "boundary_drawing",
    "draw_boundary",
]
