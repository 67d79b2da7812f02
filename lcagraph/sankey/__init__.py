"""Sankey diagrams: burden flows as ribbons as wide as what they carry."""

from lcagraph.sankey.paint import sankey_drawing

__all__ = ["sankey_drawing"]
