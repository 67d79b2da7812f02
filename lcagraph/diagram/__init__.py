"""Figures of a solved model: the system boundary as SVG, or as DOT text.

content ─▶ scene (what is shown) ─ layout ─▶ places ─ paint ─▶ drawing ─ svg ─▶ text
"""

from lcagraph.diagram.boundary import (
    FORMATS,
    boundary_dot,
    check_format,
    draw_boundary,
)

__all__ = ["FORMATS", "boundary_dot", "check_format", "draw_boundary"]
