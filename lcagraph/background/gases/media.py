"""Where an elementary flow goes, or comes from, as its compartment says it.

Only what goes to the air warms the climate. The words are those of ecoinvent (``air``),
ILCD (``Emissions to air``), the US federal list (``emission/air/troposphere``) and
SimaPro (``Emissions to air``), in English or Chinese.

Some packages lost their compartments: openLCA writes EcoSpold 2 without them. Its
identifiers, and those of the US federal list, are hashes of compartment, name and
unit; so a compartment whose hash is the identifier is proven.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import Literal

from lcagraph.background.records import Flow

Medium = Literal["air", "from_air", "soil", "resource", "elsewhere", "unknown"]
"""``from_air``: taken from the air; ``resource``: taken from nature, not said where."""

_TAKEN = re.compile(r"(natural )?resources?\b|raw\b|资源|自然资源")
_AIR = re.compile(
    r"(air|atmosphere)$|air/"
    r"|(emission|release|output)s?\b.*\b(air|atmosphere)\b"
    r"|\b(to|in|from) (the )?(\w+ )?(air|atmosphere)\b"
    r"|\bair emissions?\b|\b(strato|tropo)sphere\b|大气|空气"
)
_UNDERGROUND = re.compile(r"\bsubterranean\b")
_SOIL = re.compile(r"\bsoil\b|土壤|^ground$")
_ELSEWHERE = re.compile(
    r"\b(water|ocean|sea|river|lake|ground|land|waste|goods|economic|social)\b"
    r"|non-material|水|地下|土地|废物"
)

_POPULATIONS = (
    "unspecified",
    "low population density",
    "high population density",
    "low population density, long-term",
    "low. pop.",
    "high. pop.",
    "lower stratosphere + upper troposphere",
    "stratosphere",
    "stratosphere + troposphere",
    "indoor",
)
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "air": (*_POPULATIONS, "fossil"),
    "water": (
        *("unspecified", "river", "river, long-term", "ocean", "lake", "fossil-"),
        *("ground-", "ground-, long-term", "low population density, long-term"),
    ),
    "soil": ("unspecified", "agricultural", "industrial", "forestry"),
    "resource": (
        *("unspecified", "in ground", "in air", "in water", "land", "biotic"),
        *("renewable", "ground-", "fossil-"),
    ),
}
"""Categories and subcategories of EcoSpold 1, as openLCA takes them over."""

_FEDERAL = (
    *("emission/air", "emission/air/indoor", "emission/air/stratosphere"),
    *("emission/water", "emission/ground", "resource/air", "resource/ground"),
    "emission/air/troposphere",
    *(
        f"emission/air/troposphere/{place}{height}"
        for place in ("", "urban/", "rural/")
        for height in ("low", "high", "very high", "ground-level")
    ),
    *("emission/air/troposphere/urban", "emission/air/troposphere/rural"),
)
"""Contexts of the US Federal LCA Commons Elementary Flow List."""


def medium_of(flow: Flow, compartment: tuple[str, ...]) -> Medium:
    """Where a flow goes or comes from.

    Parameters
    ----------
    flow : Flow
        Its name counts only if it ends like ``[Inorganic emissions to air]`` and the
        compartment says nothing.
    compartment : tuple of str
        The flow's own, or the proven one.
    """
    words = [word.strip().casefold() for word in compartment]
    is_taken = any(_TAKEN.match(word) for word in words)
    if any(_UNDERGROUND.search(word) for word in words):
        return "elsewhere"
    for word in words:
        if _AIR.search(word):
            return "from_air" if is_taken else "air"
        if _SOIL.search(word):
            return "elsewhere" if is_taken else "soil"
        if _ELSEWHERE.search(word):
            return "elsewhere"
    if is_taken:
        return "resource"
    hint = re.search(r"\[(.+)\]$", flow.name)
    return "air" if hint and _AIR.search(hint[1].casefold()) else "unknown"


def proven_compartment(flow: Flow, unit: str) -> tuple[str, ...]:
    """The compartment whose hash is the flow's identifier; empty: none is known.

    Parameters
    ----------
    flow : Flow
        Without compartment.
    unit : str
        Name of its reference unit.

    Notes
    -----
    openLCA: MD5 of ``category/subcategory/name/unit`` as UUID version 3. Federal list:
    UUID version 3 of ``name/context/unit`` in the OID namespace. Small letters both.
    """
    name = flow.name.casefold()
    for category, subcategories in _CATEGORIES.items():
        for subcategory in subcategories:
            path = f"{category}/{subcategory}/{name}/{unit}".casefold()
            digest = hashlib.md5(path.encode(), usedforsecurity=False).digest()
            if str(uuid.UUID(bytes=digest, version=3)) == flow.id:
                return (category, subcategory)
    for context in _FEDERAL:
        if _federal_id(name, context, unit.casefold()) == flow.id:
            return tuple(context.split("/"))
    return ()


def _federal_id(name: str, context: str, unit: str) -> str:
    return str(uuid.uuid3(uuid.NAMESPACE_OID, f"{name}/{context}/{unit}"))
