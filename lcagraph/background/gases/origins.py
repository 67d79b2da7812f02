"""Where the carbon of CO2 and methane comes from, as the words of a name say it.

Every naming system has its own words: ``Carbon dioxide, non-fossil`` (ecoinvent),
``carbon dioxide (biogenic)`` (ILCD), ``Carbon dioxide, land transformation``
(SimaPro). A name that holds any word besides those known here is not understood:
``carbon dioxide (biogenic-100yr)`` is no emission of biogenic CO2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MAX_NAME = 400
"""Longer names are cut, so that reading one stays cheap; gases have 130 letters."""

Origin = Literal["", "fossil", "biogenic", "land_use", "stock"]
"""``stock``: CO2 that goes into soil or standing biomass."""

_WORDS: dict[str, tuple[str, ...]] = {
    "co2": (
        "carbon dioxide",
        "carbondioxide",
        "co2",
        "二氧化碳",
        "kohlendioxid",
        "kohlenstoffdioxid",
        "dioxyde de carbone",
        "dióxido de carbono",
        "anidride carbonica",
    ),
    "ch4": ("methane", "ch4", "甲烷", "methan", "méthane", "metano"),
    "n2o": (
        "dinitrogen monoxide",
        "dinitrogen oxide",
        "nitrous oxide",
        "nitrogen oxide n2o",
        "laughing gas",
        "n2o",
        "氧化亚氮",
        "一氧化二氮",
        "笑气",
        "lachgas",
        "distickstoffmonoxid",
        "protoxyde d'azote",
        "óxido nitroso",
    ),
}

_PHRASES: dict[str, Origin] = {
    "to soil or biomass stock": "stock",
    "from soil or biomass stock": "land_use",
    "land use, land use change and forestry": "land_use",
    "direct land use change": "land_use",
    "land use change": "land_use",
    "land transformation": "land_use",
    "land use": "land_use",
    "dluc": "land_use",
    "luluc": "land_use",
    "luc": "land_use",
    "peat oxidation": "land_use",
    "土地利用变化": "land_use",
    "土地转化": "land_use",
    "non fossil": "biogenic",
    "nonfossil": "biogenic",
    "biogenic": "biogenic",
    "biomass": "biogenic",
    "biogen": "biogenic",
    "nicht fossil": "biogenic",
    "biogénique": "biogenic",
    "non fossile": "biogenic",
    "biogénico": "biogenic",
    "biogenico": "biogenic",
    "no fósil": "biogenic",
    "非化石源": "biogenic",
    "非化石": "biogenic",
    "生物源": "biogenic",
    "生物质": "biogenic",
    "生物": "biogenic",
    "fossil": "fossil",
    "fossile": "fossil",
    "fósil": "fossil",
    "化石源": "fossil",
    "化石": "fossil",
    # words that say nothing of the origin
    "unspecified origin": "",
    "origin not given": "",
    "inorganic emissions to air": "",
    "organic emissions to air": "",
    "resource correction": "",
    "unspecified": "",
    "in air": "",
    "from air": "",
    "to air": "",
    "long term": "",
    "air": "",
    "total": "",
    "gas": "",
    "来源未说明": "",
    "排放到大气": "",
    "大气": "",
    "来自": "",
    "来源": "",
    "排放": "",
    "的": "",
}
"""Origin that each phrase states; empty: none, yet the phrase is understood."""

_IN_AIR = re.compile(r"\b(in|from) air\b|\bresource correction\b")
_INVERTED = re.compile(r"\s*,\s*[\w,'-]*-(?:\s*,|$)")
"""Index names turn a compound round: ``methane, nitro-``."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a name says of CO2, methane or nitrous oxide."""

    species: str
    """``co2``, ``ch4`` or ``n2o``."""
    origin: Origin
    is_in_air: bool
    """True for CO2 that is taken from the air."""
    strange: str
    """Words that were not understood; empty if all were."""


@lru_cache(maxsize=8192)
def read_origin(name: str) -> Spoken | None:
    """Species and origin that a name states, or None if it is of another substance.

    Parameters
    ----------
    name : str
        As written: ``Carbon dioxide, fossil``, ``biogenic CO2``, ``甲烷（化石源）``.
        What stands before the species must be understood, else it is another
        substance: ``Hydrocarbons (other than methane)``, ``二氯甲烷``.
    """
    text = _spaced(name)
    for species, pattern in _SPECIES.items():
        found = pattern.search(text)
        if found is None:
            continue
        before, after = text[: found.start()], text[found.end() :]
        if _strange(before) or _names_another(found.group(), after):
            return None
        rest = f"{before} {pattern.sub(' ', after)}"
        origins = {_PHRASES[each] for each in _KNOWN.findall(rest)} - {""}
        strange = _strange(rest)
        if len(origins) > 1:
            strange = strange or " + ".join(sorted(origins))
        return Spoken(
            species=species,
            origin=origins.pop() if len(origins) == 1 else "",
            is_in_air=_IN_AIR.search(rest) is not None,
            strange=strange,
        )
    return None


def _names_another(word: str, after: str) -> bool:
    """True for ``methane, nitro-`` (an inverted name) and ``甲烷磺酸``."""
    if _INVERTED.match(after):
        return True
    continues = after[:1].isalnum() and not word.isascii()
    return continues and _strange(after) != ""


def _strange(text: str) -> str:
    """Words of a text that no known phrase explains."""
    return " ".join(re.findall(r"\w+", _KNOWN.sub(" ", text)))


def _spaced(name: str) -> str:
    """Small letters; brackets as blanks, and hyphens too where they join words."""
    text = unicodedata.normalize("NFKC", name[:MAX_NAME]).casefold()
    text = re.sub(r"[\[\](){};:|_]+", " ", text)
    return " ".join(re.sub(r"(?<=\w)-(?=\w)", " ", text).split())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Matches whole words in Latin letters, and any place in Chinese text."""
    longest = sorted(words, key=len, reverse=True)
    edged = [
        rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
        for word in longest
    ]
    return re.compile("|".join(edged))


_SPECIES = {species: _any_of(words) for species, words in _WORDS.items()}
_KNOWN = _any_of(_PHRASES)
