"""Modules and indicators of EN 15804, as tables of declarations write them.

A declaration states its climate impact by module: A1 to A3 make the product (cradle to
gate), A4 and A5 build it in, B1 to B7 are its use, C1 to C4 its end; D lies beyond the
system. GWP-total is the sum of GWP-fossil, GWP-biogenic and GWP-luluc (EN 15804+A2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_ORDER = (
    *("A1", "A2", "A3", "A4", "A5"),
    *("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"),
    *("C1", "C2", "C3", "C4", "D"),
)
_NOT_DECLARED = re.compile(
    r"mn[dra]|nd|nr|n\.?d\.?|n\.?/?a\.?|ina|mna|[-–—/]|未声明|不适用|未申报",
    re.IGNORECASE,
)
"""Cells of modules without a figure: module not declared, not relevant."""

_ONE = r"(?:[ABC][1-8]|D)"
_MODULE = re.compile(
    rf"(?<![A-Za-z0-9])(?i:modules?\s*|modul\s*|模块\s*)?"
    rf"({_ONE}(?:\s*(?:[-–—−~+/,、至到]|\.\.+|…|to|bis)\s*{_ONE})*)(?![A-Za-z0-9])"
)
_RANGE = re.compile(r"\s*(?:[-–—−~至到]|\.\.+|…|to|bis)\s*")
_AND = re.compile(r"\s*[+/,、]\s*")

_GWP = r"(?:gwp|global warming potential|climate change|全球变暖潜势|全球变暖|气候变化)"
_INDICATOR = re.compile(
    rf"(?P<gwp>{_GWP})\s*(?:100a?|\(gwp\))?[\s:：,，\-–—−]*(?P<part>.*)", re.IGNORECASE
)
_TOTAL = frozenset(("", "total", "tot", "t", "总", "总量", "总计", "合计", "ghg"))
_PARTS: Mapping[str, str] = {
    "fossil": "fossil",
    "fossil fuels": "fossil",
    "f": "fossil",
    "化石": "fossil",
    "化石源": "fossil",
    "化石燃料": "fossil",
    "biogenic": "biogenic",
    "b": "biogenic",
    "生物": "biogenic",
    "生物源": "biogenic",
    "生物质": "biogenic",
    "luluc": "luluc",
    "land use and land use change": "luluc",
    "land use and lu change": "luluc",
    "land use change": "luluc",
    "land use": "luluc",
    "土地利用": "luluc",
    "土地利用变化": "luluc",
    "土地利用及土地利用变化": "luluc",
    "土地利用和土地利用变化": "luluc",
}
FLOWS: Mapping[str, str] = {
    "fossil": "co2e_fossil",
    "biogenic": "co2e_unspecified",  # net of what plants took up: no single item
    "luluc": "co2e_land_use_change",
}
"""Indicator → item of CO2e."""


def parted_module(text: str) -> tuple[str, str]:
    """The module that a head names, and the head without it.

    ``GWP-total A1–A3 (kgCO2e)`` gives ``A1-A3`` and ``GWP-total (kgCO2e)``; a head
    without a module, or with two, gives nothing and itself.
    """
    found = list(_MODULE.finditer(text))
    modules = modules_in(found[0][1]) if len(found) == 1 else ()
    if not modules:
        return "", text
    rest = text[: found[0].start()] + " " + text[found[0].end() :]
    rest = re.sub(r"[(\[【（]\s*[)\]】）]", " ", rest)
    rest = re.sub(r"[\s:：,，;/_\-–—−]+(?=[(\[（【]|$)", " ", rest)
    rest = " ".join(rest.strip(" :：,，;/_-–—−").split())
    whole = re.fullmatch(r"[(\[【（]([^()\[\]【】（）]*)[)\]】）]", rest)
    return _name(modules), whole[1].strip() if whole else rest


def module_of(text: str) -> str:
    """The module that a whole cell names, or nothing."""
    module, rest = parted_module(text)
    return module if not rest else ""


def indicator_of(text: str) -> str | None:
    """``total`` or a part that a head or name such as ``GWP-fossil`` means, or None."""
    found = _INDICATOR.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    part = found["part"].casefold().strip(" ()（）-–")
    if part in _TOTAL:
        return "total"
    return _PARTS.get(part)


def is_undeclared(text: str) -> bool:
    """True for ``MND`` and the like."""
    return _NOT_DECLARED.fullmatch(text.strip()) is not None


def _name(modules: Sequence[str]) -> str:
    whole = _ORDER[_ORDER.index(modules[0]) : _ORDER.index(modules[-1]) + 1]
    if len(modules) == 1:
        return modules[0]
    if tuple(modules) == whole:
        return f"{modules[0]}-{modules[-1]}"
    return "+".join(modules)


def modules_in(text: str) -> tuple[str, ...]:
    """Single modules of ``A1-A3`` or ``A1+A2+A3``, in order; none if it is neither."""
    found: set[str] = set()
    for part in _AND.split(text):
        ends = _RANGE.split(part.strip())
        if len(ends) > 2 or any(end not in _ORDER for end in ends):
            return ()
        first, last = _ORDER.index(ends[0]), _ORDER.index(ends[-1])
        if first > last:
            return ()
        found.update(_ORDER[first : last + 1])
    return tuple(sorted(found, key=_ORDER.index))
