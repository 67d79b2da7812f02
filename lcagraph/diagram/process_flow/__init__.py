"""Flow chart of production: steps with what enters and leaves them, by name.

scene ─ steps ─▶ steps, chips ─ chips, combs ─▶ sizes ─ layout ─▶ places ─ paint,
picture ─▶ drawing
"""

from lcagraph.diagram.process_flow.picture import process_flow_drawing

__all__ = ["process_flow_drawing"]
