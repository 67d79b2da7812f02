"""The standards that an assessment follows: as told, else the guide's seven."""

from __future__ import annotations

from lcagraph.report.content import Words
from lcagraph.report.shandong.matter import Matter


def basis_items(matter: Matter) -> tuple[str, ...]:
    """Documents by their full titles (SD 6.2)."""
    return matter.basis


def basis_words(matter: Matter) -> Words:
    """The same in a sentence."""
    return (matter.phrases.listed(list(matter.basis)),)
