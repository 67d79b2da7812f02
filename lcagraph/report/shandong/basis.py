"""The standards that an assessment follows: as told, else the guide's seven."""

from __future__ import annotations

from lcagraph.report.content import Words
from lcagraph.report.shandong.matter import OPEN_BASIS, Matter
from lcagraph.report.things import lowered


def basis_items(matter: Matter) -> tuple[str, ...]:
    """Documents by their full titles (SD 6.2)."""
    return matter.basis


def basis_words(matter: Matter) -> Words:
    """The same in a sentence: what is no title begins small there."""
    other = {matter.phrases.text(f"basis.{key}") for key in OPEN_BASIS}
    named = [lowered(one) if one in other else one for one in matter.basis]
    return (matter.phrases.listed(named),)
