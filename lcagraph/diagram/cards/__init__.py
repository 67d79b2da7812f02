"""Every process a card with its rows, and wires from output row to input row.

scene ─ wiring ─▶ cards, wires ─ measured ─▶ sizes ─ ranks ─▶ columns, shelves
  ─ nets, runs, channels ─▶ ways ─ places, paint ─▶ drawing
"""

from lcagraph.diagram.cards.picture import cards_drawing

__all__ = ["cards_drawing"]
