"""Contribution networks: processes and suppliers with their shares of a footprint."""

from lcagraph.contribution_network.paint import network_drawing

__all__ = ["network_drawing"]
