"""Units of published tables: ``M.EUR``, ``'000 US$``, ``亿元``, ``1000 t``.

Publishers write them each in their own way. A closed list of multiples and currencies
is read; what is not on it is refused, since a factor of 1,000 is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcagraph.errors import Finding, QuantityError, UsageError
from lcagraph.units import atom, parse_unit
from lcagraph.units.table import CURRENCIES

_MULTIPLES = {
    **dict.fromkeys(("", "1"), 1.0),
    **dict.fromkeys(("000", "1000", "1,000", "k", "thousand", "thousands", "千"), 1e3),
    **dict.fromkeys(("万",), 1e4),
    **dict.fromkeys(("m", "mn", "mio", "mil", "mill", "million", "millions"), 1e6),
    **dict.fromkeys(("百万",), 1e6),
    **dict.fromkeys(("亿",), 1e8),
    **dict.fromkeys(("bn", "billion", "billions", "十亿"), 1e9),
}
_MASS = parse_unit("kg").dimension
_CURRENCIES = {
    **{code.casefold(): code for code in CURRENCIES},
    **dict.fromkeys(("us$", "us dollar", "us dollars", "美元"), "USD"),
    **dict.fromkeys(("元", "人民币", "rmb", "yuan"), "CNY"),
    **dict.fromkeys(("euro", "euros", "€", "欧元"), "EUR"),
}
_MONEY = re.compile(
    r"(?P<multiple>[0-9,]*|[^\W\d]*?)[.\s]*(of\s+)?"
    r"(?P<currency>"
    + "|".join(map(re.escape, sorted(_CURRENCIES, key=len)[::-1]))
    + ")"
    r"(_(?P<year>(19|20)\d\d))?"
)
_MASSES = {
    "KG": 1.0,
    "T": 1e3,
    **dict.fromkeys(("Gg", "Kt", "KT", "1000 t", "1000 tonnes", "kilotonnes"), 1e6),
    **dict.fromkeys(("千吨",), 1e6),
    **dict.fromkeys(("Tg", "million tonnes", "百万吨"), 1e9),
}
"""What publishers write besides the units that `units` knows. [kg]"""
_CO2E = re.compile(
    r"(?P<mass>[\w ]+?)\s*(co[2₂][\s-]*e(q|quiv|quivalents?)?\.?|二氧化碳当量)",
    re.IGNORECASE,
)

CURRENCY = re.compile(r"(?P<currency>[A-Z]{3})_(?P<year>(19|20)\d\d)")
"""A currency with the year of its prices, ``USD_2012``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A unit of money."""

    factor: float
    """Units of the currency. [1]"""
    currency: str
    """ISO 4217."""
    year: int | None


def money(stated: str) -> Money | None:
    """What a published unit of money means; None for one that is no money."""
    text = stated.strip().strip("'‘’`()").replace("\u00a0", " ")
    found = _MONEY.fullmatch(text.casefold())
    if found is None or found["multiple"] not in _MULTIPLES:
        return None
    return Money(
        factor=_MULTIPLES[found["multiple"]],
        currency=_CURRENCIES[found["currency"]],
        year=int(found["year"]) if found["year"] else None,
    )


def sector_unit(stated: str, priced: str) -> tuple[float, str]:
    """Units of the store in one published unit, and the name of that unit.

    Parameters
    ----------
    stated : str
        Such as ``M.EUR``, or ``t`` in tables of mixed units.
    priced : str
        Currency and year that the user or the table says, ``EUR_2015``, or empty.

    Raises
    ------
    UsageError
        E559: the unit is unknown, or a currency has no year. E560: two statements
        contradict each other.
    """
    unit = money(stated)
    said = CURRENCY.fullmatch(priced)
    if said and said["currency"] not in CURRENCIES:
        raise _unpriced(priced)
    if unit is None and stated.strip():
        try:
            parse_unit(stated.strip())
        except QuantityError:
            raise _unpriced(stated) from None
        return 1.0, stated.strip()
    if unit is None:
        if said is None:
            raise _unpriced(stated)
        return 1.0, priced
    year = unit.year or (int(said["year"]) if said else None)
    if year is None:
        raise _unpriced(stated)
    if said and (said["currency"], int(said["year"])) != (unit.currency, year):
        values = {"stated": stated, "asked": priced}
        raise UsageError(Finding(code="E560", values=values))
    return unit.factor, f"{unit.currency}_{year}"


def mass_unit(stated: str) -> tuple[float, str]:
    """Kilograms (``kg``, ``kg CO2e``) in one published unit; else 1 and the unit."""
    text = stated.strip()
    found = _CO2E.fullmatch(text)
    kilograms = _kilograms(found["mass"] if found else text)
    if kilograms is None:
        return 1.0, text
    return kilograms, "kg CO2e" if found else "kg"


def _kilograms(text: str) -> float | None:
    """Kilograms in a unit of mass; none in MT, which some write for tonnes."""
    if text in _MASSES:
        return _MASSES[text]
    unit = atom(text)
    if unit is None or unit.dimension != _MASS or "CO2" in unit.symbol:
        return None  # tCO2 of methane is no mass of methane
    return unit.factor


def _unpriced(stated: str) -> UsageError:
    return UsageError(Finding(code="E559", values={"unit": stated or "–"}))
