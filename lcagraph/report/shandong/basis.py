"""The standards that an assessment follows: as told, else the guide's seven."""

from __future__ import annotations

from lcagraph.report.content import Words
from lcagraph.report.shandong.matter import Matter

DEFAULTS = (
    "iso14067",
    "pas2050",
    "ghg_protocol",
    "iso14064_3",
    "shandong_rule",
    "industry_guides",
    "other_laws",
)


def basis_items(matter: Matter) -> tuple[str, ...]:
    """Documents by their full titles (SD 6.2)."""
    told = matter.assessment.basis
    if told:
        return told
    return tuple(matter.phrases.text(f"basis.{key}") for key in DEFAULTS)


def basis_words(matter: Matter) -> Words:
    """The same in a sentence."""
    return (matter.phrases.listed(list(basis_items(matter))),)
