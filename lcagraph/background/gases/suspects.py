"""Flows that look like greenhouse gases, so that none is left out unnoticed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from lcagraph.background.gases.origins import MAX_NAME

_HALOCARBON = re.compile(
    r"\b(h?c?fcs?|h?cfcs|hcfcs|hfcs|hfos?|hcfos?|pfcs?|hfes?|halons?|freons?)\b"
    r"|\bfluorocarbons?\b|\b(per|hydro|hydrochloro|hydrochlorinated |chlorinated |"
    r"chloro)fluoro?carbons?\b"
    r"|\br-?[45]\d\d[a-z]?\b"  # blends: R-404A, R410A, R507
    r"|\br-\d{2,4}[a-z]{0,3}\b|\br(290|600a|744)\b"  # any other refrigerant: R-744
)
_FLUORINATED = re.compile(
    r"fluoro-?(?:\w+-?)?(meth|eth|prop|but|pent|hex|hept|oct)"
    r"(ane|ene|anol|an-\d-ol|yl ether)\b"
    r"|\b(meth|eth|prop|but|pent|hex)(ane|ene)\s*,.*fluoro"
)
_PLAIN = re.compile(
    r"\b(carbon dioxide|co2|co2e|co2eq|methane|ch4|nitrous oxide|dinitrogen (mon)?oxide"
    r"|n2o|laughing gas|sul(f|ph)ur hexafluoride|sf6|nitrogen (tri)?fluoride|nf3"
    r"|greenhouse gas(es)?|ghgs?)\b"
    r"|二氧化碳|氧化亚氮|一氧化二氮|六氟化硫|三氟化氮|温室气体"
    r"|(?<![\u4e00-\u9fff])甲烷|氢氟碳|全氟[碳甲乙丙]|氟利昂|氯氟[烃碳]|哈龙|氟[^，,]*[甲乙丙丁戊己][烷烯]"
)
_CARRIER = re.compile(
    r"\b(natural gas|gas, natural|biogas|landfill gas|sewage gas|shale gas"
    r"|coal ?bed gas|coal mine gas|mine gas|firedamp|associated gas)\b"
    r"|天然气|沼气|填埋气|煤层气|瓦斯"
)
"""Mixtures that are mostly methane: vented or leaked they warm."""
_INNOCENT = re.compile(
    r"\bnon[- ]?methane|(other than|except|excluding|without) methane|\bnmvoc"
    r"|\bmethane\s*,\s*[\w,'-]*-(?=\s*(,|$))"  # methane, nitro-: other substances
    r"|非甲烷"
)


def looks_like_greenhouse_gas(names: Iterable[str]) -> bool:
    """True if a name speaks of a greenhouse gas: of one, of a mixture or of a group.

    Parameters
    ----------
    names : iterable of str
        Names of one flow in all languages.
    """
    for name in names:
        text = unicodedata.normalize("NFKC", name[:MAX_NAME]).casefold()
        if any(each.search(text) for each in (_HALOCARBON, _FLUORINATED, _CARRIER)):
            return True
        if _PLAIN.search(_INNOCENT.sub(" ", text)):
            return True
    return False
