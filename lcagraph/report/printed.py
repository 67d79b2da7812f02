"""Numbers as reports print them: stated digits, shares that add to 100.00, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from lcagraph.contribution import percentages
from lcagraph.wording import Language
from lcagraph.wording.page import UNDEFINED, significant

DIGITS = 4
"""Significant digits of the numbers of a report; tables hold the full ones behind."""

_SMALLEST = 1e-4
"""Magnitude below which a number is written out by `amount_text`."""

COUNTED = ("piece", "item")
"""Units that are English words, which have a plural."""

_PERIOD = re.compile(r"(\d{4})-(\d\d)-(\d\d)/(\d{4})-(\d\d)-(\d\d)")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def amount_text(value: float, digits: int = DIGITS) -> str:
    """A number with so many significant digits; small ones without e-notation.

    A report is read by people: 2.6e-5 is printed as 0.00002600.
    """
    if value == 0 or abs(value) >= _SMALLEST:
        return minus_sign(significant(value, digits))
    if abs(value) < 1e-12:
        return minus_sign(f"{value:.{digits - 1}e}")
    rounded = Decimal(f"{value:.{digits - 1}e}")
    return minus_sign(f"{rounded:f}")


def result_text(value: float, digits: int = DIGITS) -> str:
    """A result with all its significant digits, zeros too: 803 is printed as 803.0.

    A whole part that is longer keeps its places: 10546.6 is printed as 10,547.
    """
    if abs(value) < _SMALLEST:
        return amount_text(value, digits)
    rounded = Decimal(f"{value:.{digits - 1}e}")
    decimals = max(digits - 1 - rounded.adjusted(), 0)
    return minus_sign(f"{value:,.{decimals}f}")


def change_text(value: float, digits: int = DIGITS) -> str:
    """A change with its sign: `+3.200`, `−920.8`."""
    said = result_text(value, digits)
    return f"+{said}" if value > 0 else said


def percent_change(share: float | None) -> str:
    """A change in percent with its sign: 0.032 is printed as `+3.20`; “—” undefined."""
    if share is None:
        return UNDEFINED
    said = minus_sign(f"{100 * share:+.2f}")
    return "0.00" if said in ("+0.00", "−0.00") else said


def minus_sign(text: str) -> str:
    """A number with the sign of mathematics, as printers set it: −3.2."""
    return f"−{text[1:]}" if text.startswith("-") else text


def share_texts(amounts: Sequence[float]) -> list[str]:
    """Shares in percent with two decimals that add to 100.00; “—” where undefined."""
    return [
        UNDEFINED if share is None else f"{share}" for share in percentages(amounts)
    ]


def share_text(share: float | None, decimals: int = 1) -> str:
    """A share as percent: 0.613 → `61.3 %`; “—” where it is undefined."""
    if share is None:
        return UNDEFINED
    # a share that rounds to nothing has no sign
    return minus_sign(f"{round(100 * share, decimals) + 0.0:.{decimals}f} %")


def period_text(period: str, lang: Language) -> str:
    """An interval of days in words; a whole calendar year by its number.

    `2024-01-01/2024-12-31` → `2024 年度`, `2024`.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        return period
    first, last = found.groups()[:3], found.groups()[3:]
    if first[0] == last[0] and first[1:] == ("01", "01") and last[1:] == ("12", "31"):
        return f"{first[0]} 年度" if lang == "zh" else f"calendar year {first[0]}"
    if lang == "zh":
        return f"{date_text('-'.join(first), lang)}—{date_text('-'.join(last), lang)}"
    return f"{'-'.join(first)} to {'-'.join(last)}"


def date_text(date: str, lang: Language) -> str:
    """A day in words: `2025-03-05` → `2025 年 3 月 5 日`."""
    found = _DATE.fullmatch(date)
    if found is None or lang == "en":
        return date
    year, month, day = (int(part) for part in found.groups())
    return f"{year} 年 {month} 月 {day} 日"


def shown_unit(unit: str) -> str:
    """A unit as printed: `t·km`, `m³`."""
    return unit.replace("*", "·").replace("m3", "m³").replace("m2", "m²")


def counted_unit(unit: str, count: float, lang: Language) -> str:
    """A unit after a count of it: `20,000 pieces` in English."""
    shown = shown_unit(unit)
    return f"{shown}s" if lang == "en" and unit in COUNTED and count != 1 else shown


def factor_unit(unit: str) -> str:
    """Unit of an emission factor per a unit: `kgCO2e/(t·km)`."""
    shown = shown_unit(unit)
    return f"kgCO2e/({shown})" if "·" in shown or "/" in shown else f"kgCO2e/{shown}"
