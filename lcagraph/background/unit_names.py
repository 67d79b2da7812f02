"""Names of units as databases write them, read with the project's own table.

A database has its own words: ``Item(s)``, ``metric ton*km``, ``lb av``, ``m2*year``.
What they mean is looked up here, and their size comes from `lcagraph.units`; a word
with several meanings (``gal``, ``ton``) is none here, and neither is one that nobody
knows: then only the package's own unit group can tell its size.

Unlike in a model, ``p`` is a piece and not a person: so it is in SimaPro, ecoinvent
and openLCA. Radioactivity, vehicles, guest nights and kilograms of separative work are
quantities that models do not have; they get dimensions of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from lcagraph.background.records import Dialect
from lcagraph.units import Dimension, Unit, atom
from lcagraph.units.table import CURRENCIES

_POUND = 0.45359237
_FOOT = 0.3048
_INCH = 0.0254
_YARD = 0.9144
_GALLON = 3.785411784e-3  # 231 in³

_MASS: Dimension = (("mass", 1),)
_LENGTH: Dimension = (("length", 1),)
_AREA: Dimension = (("length", 2),)
_VOLUME: Dimension = (("length", 3),)
_ACTIVITY: Dimension = (("radioactivity", 1),)

_OWN: tuple[tuple[Dimension, Mapping[str, float]], ...] = (
    (_MASS, {"pg": 1e-15, "ng": 1e-12, "ug": 1e-9, "cg": 1e-5, "dg": 1e-4}),
    (_MASS, {"dag": 1e-2, "hg": 0.1, "Mg": 1e3, "Gg": 1e6, "Tg": 1e9}),
    (_MASS, {"oz av": _POUND / 16, "oz t": 0.0311034768, "gr": 64.79891e-6}),
    (_MASS, {"dwt": 1.55517384e-3, "cwt": 100 * _POUND, "dr (Av)": _POUND / 256}),
    (_MASS, {"ct": 2e-4}),
    (_LENGTH, {"nm": 1e-9, "um": 1e-6, "dm": 0.1, "dam": 10.0, "hm": 100.0}),
    (_LENGTH, {"in": _INCH, "yd": _YARD}),
    (_AREA, {"dm2": 1e-2, "in2": _INCH**2, "ft2": _FOOT**2, "yd2": _YARD**2}),
    (_AREA, {"mi2": 1609.344**2, "nmi2": 1852.0**2, "ac": 4046.8564224}),
    (_VOLUME, {"mm3": 1e-9, "cm3": 1e-6, "dm3": 1e-3, "ul": 1e-9, "dal": 1e-2}),
    (_VOLUME, {"cl": 1e-5, "dl": 1e-4, "hl": 0.1, "Ml": 1e3, "km3": 1e9}),
    (_VOLUME, {"in3": _INCH**3, "ft3": _FOOT**3, "yd3": _YARD**3}),
    (_VOLUME, {"qt (US liq)": _GALLON / 4, "pt (US fl)": _GALLON / 8}),
    (_VOLUME, {"US fl oz": _GALLON / 128, "fl oz (Imp)": 4.54609e-3 / 160}),
    (_VOLUME, {"pt (Imp)": 4.54609e-3 / 8, "gal (US dry)": 268.8025 * _INCH**3}),
    ((("energy", 1),), {"EJ": 1e12, "therm": 105.505585262, "hp*h": 2.684519537696173}),
    ((("time", 1),), {"week": 168.0}),
    ((("piece", 1),), {"Dozen(s)": 12.0}),
    (_ACTIVITY, {"nBq": 1e-9, "mBq": 1e-3, "Bq": 1.0, "kBq": 1e3, "MBq": 1e6}),
    (_ACTIVITY, {"uBq": 1e-6, "GBq": 1e9, "Ci": 3.7e10, "Rutherford": 1e6}),
    ((("vehicle", 1),), {"vehicle": 1.0}),
    ((("person", 1),), {"person": 1.0}),
    ((("guest night", 1),), {"guest night": 1.0}),
    ((("separative work", 1),), {"kg SWU": 1.0}),
)
"""Units that only databases have, in the coherent unit of their dimension.

International yard and pound agreement (1959); therm: 100,000 Btu_IT; hp·h: 550 ft·lbf/s
for one hour; curie: 3.7e10 Bq; acre: 43,560 ft².
"""

_WORDS: Mapping[str, str] = {
    "piece": "p, unit, units, Item(s), items, number, Number, Stück, pcs.",
    "kg": "Kg, KG, kilogramme",
    "L": "liter(s), ltr",
    "m3": "m^3, cbm, cu m, cubic meter, cubic metre, cubic metres",
    "m2": "m^2, sq m, square meter, square metre",
    "m": "meter, metre",
    "km": "kilometer, kilometre",
    "ha": "hectare",
    "kWh": "kwh, KWh, KWH, kilowatt hour",
    "Wh": "watt hour",
    "MJ": "megajoule",
    "GJ": "gigajoule",
    "kJ": "kilojoule",
    "Bq": "Becquerel",
    "kBq": "kilo Becquerel",
    "h": "hr, hrs",
    "a": "yr",
    "lb": "lb av, lbs, pound, pounds",
    "oz av": "oz",
    "short_ton": "sh tn, tn.sh, short ton, short tn, US ton",
    "long_ton": "long tn, tn.lg, long ton",
    "ft": "foot, feet",
    "in": "inch, inches",
    "yd": "yard, yards",
    "ft2": "ft^2, sq ft, sq.ft",
    "yd2": "yd^2, sq yd, sq.yd",
    "in2": "in^2, sq in, sq.in",
    "mi2": "sq mi, sq.mi",
    "ac": "acre, acres",
    "ft3": "ft^3, cu ft, cu.ft, cuft",
    "in3": "in^3, cu in, cu.in, cuin",
    "yd3": "yd^3, cu yd, cu.yd, cuyd",
    "gal_us": "gal (US liq), gal (US fl), gal*",
    "gal_uk": "gal (Imp), gal (UK)",
    "Btu": "btu, BTU",
    "MMBtu": "mmbtu, MMBTU, mmBtu",
    "tce": "TCE",
    "toe": "TOE",
    "ug": "mcg",
    "t*km": "ton kilometer, metric ton*km, metric ton kilometer, tonne kilometer",
    "person*km": "pkm, p*km, personkm, person kilometer, passenger-km",
    "person*mi": "p*mi",
    "vehicle*km": "vkm, v*km, vehicle kilometer",
    "m2*a": "m2a, m2*year, m2-year, m2yr, square meter-year",
    "m3*a": "m3a, m3*year, m3-year, m3yr, cubic meter-year",
    "m*a": "ma, m*year, m-year, meter-year",
    "ha*a": "ha a, ha*year, hectare-year",
    "km2*a": "km2a",
    "cm2*a": "cm2a",
    "mm2*a": "mm2a",
    "km*a": "kmy, km*year, kilometer-year",
    "kg*d": "kgday, kg*day, kilogram day",
    "kg*km": "kgkm, kilogram kilometer",
    "guest night": "guest nights",
}
"""Other words for a unit, or for a product of units."""

_OF_DIALECT: Mapping[Dialect, Mapping[str, str]] = {
    "simapro": {"ton": "t", "kton": "kt", "Mton": "Mt", "my": "m*a"},
    "brightway": {"ton": "t", "kilogram separative work unit": "kg SWU"},
}
"""Words whose meaning only one program fixes."""

_STANDARD: Mapping[Dimension, str] = {
    (("mass", 1),): "kg",
    (("energy", 1),): "MJ",
    (("length", 3),): "m3",
    (("length", 2),): "m2",
    (("length", 1),): "m",
    (("time", 1),): "d",
    (("length", 1), ("mass", 1)): "t*km",
    (("length", 1), ("person", 1)): "p*km",
    (("length", 1), ("vehicle", 1)): "v*km",
    (("length", 2), ("time", 1)): "m2*a",
    (("length", 3), ("time", 1)): "m3*a",
    (("piece", 1),): "Item(s)",
    (("radioactivity", 1),): "kBq",
}
"""Unit in which a flow is counted if neither it nor its property says so."""

_YEARED = re.compile(r"([A-Z]{3})[ _-]?((?:19|20)[0-9]{2})", re.ASCII)
_TIMES = re.compile(r"\s*[*·×]\s*")
_ABBREVIATION = 3
_MAX_LENGTH = 60
"""Longer names are no units; the cost of reading one stays bounded."""


def _own() -> Mapping[str, Unit]:
    units = {
        name: Unit(name, size, dimension)
        for dimension, sizes in _OWN
        for name, size in sizes.items()
    }
    return MappingProxyType(units)


def _words() -> Mapping[str, str]:
    words = {word: u for u, others in _WORDS.items() for word in others.split(", ")}
    return MappingProxyType(words)


OWN_UNITS = _own()
WORDS = _words()


@lru_cache(maxsize=4096)
def named_unit(name: str, dialect: Dialect = "openlca") -> Unit | None:
    """Size and dimension of a unit that a database names, or None if not known.

    Parameters
    ----------
    name : str
        As written, such as ``metric ton*km``.
    dialect : str
        Whose words they are; ``ton`` is a tonne in SimaPro and Brightway only.

    Returns
    -------
    Unit or None
        1 unit = `factor` coherent units of `dimension`; None for unknown words and for
        those with several meanings.
    """
    text = _tidied(name)
    if not text or len(text) > _MAX_LENGTH:
        return None
    if text in _OF_DIALECT.get(dialect, ()):
        return named_unit(_OF_DIALECT[dialect][text])
    meant = WORDS.get(text, text)
    return _single(meant) or _product(meant)


def opaque_unit(name: str) -> Unit:
    """A unit that equals nothing but itself: what an unknown name stands for."""
    return Unit(name, 1.0, ((f"“{_tidied(name)}”", 1),))


def standard_unit(unit: Unit) -> str:
    """Name of the unit in which quantities of a dimension are counted by custom.

    Parameters
    ----------
    unit : Unit
        Any unit of the dimension: kWh gives MJ, g gives kg; an opaque unit itself.
    """
    return _STANDARD.get(unit.dimension, unit.symbol)


def _tidied(name: str) -> str:
    """Full-width and superscript characters as plain ones, blanks single."""
    plain = unicodedata.normalize("NFKC", name)  # µ becomes the Greek letter
    return " ".join(plain.replace("μ", "u").split())


def _single(text: str) -> Unit | None:
    if text in OWN_UNITS:
        return OWN_UNITS[text]
    tagged = _YEARED.fullmatch(text)
    if tagged is not None and tagged.group(1) in CURRENCIES:
        return atom(f"{tagged.group(1)}_{tagged.group(2)}")
    # long words in small letters: Kilogram, but never MG or MT
    is_word = len(text) > _ABBREVIATION and text.isascii()
    return atom(text) or (atom(text.casefold()) if is_word else None)


def _product(text: str) -> Unit | None:
    names = _TIMES.split(text)
    if len(names) == 1:
        return None
    size = 1.0
    bases: dict[str, int] = {}
    for name in names:
        unit = _single(WORDS.get(name, name))
        if unit is None:
            return None
        size *= unit.factor
        for base, exponent in unit.dimension:
            bases[base] = bases.get(base, 0) + exponent
    dimension = tuple(sorted((base, e) for base, e in bases.items() if e))
    return Unit(text, size, dimension)
