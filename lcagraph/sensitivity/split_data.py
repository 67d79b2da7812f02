"""Numbers of a hybrid model that are parts of one datum.

What a spending draws on and what is taken off it come from the same table: a sector's
footprint N_j holds its own emissions D_j and the N_i of all that it buys. Derivatives
move one of these numbers alone, though none of them can.
"""

from __future__ import annotations

from lcagraph.arrays import Prepared
from lcagraph.wording import Language, label


def split_sectors(prepared: Prepared) -> tuple[str, ...]:
    """Factors that corrections draw on, and those that they are taken off."""
    compiled = prepared.compiled
    drawn = {edge.path: edge.supplier for edge in compiled.edges}
    found: dict[str, None] = {}
    for path, supplier in drawn.items():
        owner = compiled.corrects(path)
        if owner is not None:
            found |= dict.fromkeys((drawn.get(owner, supplier), supplier))
    return tuple(found)


def split_notes(sectors: tuple[str, ...], lang: Language) -> list[str]:
    """That their elasticities are to be read together; nothing without any."""
    listed = ", ".join(sectors)
    text = label("sensitivity.split", lang)
    return [text.format(sectors=listed)] if sectors else []
