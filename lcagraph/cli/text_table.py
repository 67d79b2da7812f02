"""Plain text tables, as every command prints them; see `wording.text_table`."""

from __future__ import annotations

from lcagraph.wording.text_table import GAP, WIDEST, Column, shortened, text_table

__all__ = ["GAP", "WIDEST", "Column", "shortened", "text_table"]
