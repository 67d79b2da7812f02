"""Single values as PACT and Catena-X carry them: units, places, URNs, dates, rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from lcagraph.units import Unit, parse_unit
from lcagraph.wording import label

UNITS: Mapping[str, str] = {
    "kilogram": "kg",
    "liter": "L",
    "cubic meter": "m3",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "ton kilometer": "t*km",
    "square meter": "m2",
    "piece": "piece",
    "hour": "h",
}
"""Declared units of PACT 3 that the unit table has; `megabit second` is not in it."""

REGIONS = frozenset(
    """Africa|Americas|Asia|Europe|Oceania|Australia and New Zealand|Central Asia
Eastern Asia|Eastern Europe|Latin America and the Caribbean|Melanesia|Micronesia
Northern Africa|Northern America|Northern Europe|Polynesia|South-eastern Asia
Southern Asia|Southern Europe|Sub-Saharan Africa|Western Asia|Western Europe""".replace(
        "\n", "|"
    ).split("|")
)
"""Regions and subregions of the United Nations (M49), as PACT 3 lists them."""

GLOBAL = frozenset({"GLO", "Global", "global", "全球"})

_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[!-~]+", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_REPORT = re.compile(r"ipcc-ar(\d+)-gwp100")

_STANDARDS: tuple[tuple[str, str], ...] = (
    (r"ISO.*14067", "ISO14067"),
    (r"ISO.*14083", "ISO14083"),
    (r"ISO.*1404[04]", "ISO14040-44"),
    (r"PAS\s*2050", "PAS2050"),
    (r"GHG\s*(P|PROTOCOL).*PRODUCT", "GHGP-Product"),
    (r"PEF|PRODUCT ENVIRONMENTAL FOOTPRINT", "PEF"),
    (r"PACT.*3", "PACT-3.0"),
)
VALID_YEARS = 3
"""After the end of the reference period (PACT methodology)."""

Rule = Mapping[str, str]


def rule(key: str) -> Rule:
    """What a format asks of a value, in both languages."""
    name = f"exchange.rule.{key}"
    return {"zh": label(name, "zh"), "en": label(name, "en")}


def declared_unit(unit: Unit) -> str | None:
    """PACT's word for a unit's dimension; None: it has none."""
    known = {name: parse_unit(symbol) for name, symbol in UNITS.items()}
    alike = [n for n, each in known.items() if each.dimension == unit.dimension]
    same = [name for name in alike if known[name].factor == unit.factor]
    if same or len(alike) < 2:
        return next(iter(same or alike), None)
    if "cubic meter" in alike:
        return "liter" if unit.factor < known["cubic meter"].factor else "cubic meter"
    return "kilowatt hour" if unit.symbol.endswith("Wh") else "megajoule"


def is_urn(text: str) -> bool:
    """Whether a text is a name by RFC 8141, as far as ids need it."""
    return _URN.fullmatch(text) is not None


def region_of(name: str | None) -> Mapping[str, str] | None:
    """The key of a region of the United Nations; None: it is none."""
    return {"geographyRegionOrSubregion": name} if name in REGIONS else None


def place_of(geography: str) -> Mapping[str, str] | None:
    """The one key of a place: subdivision or country; empty: the whole world.

    None: it is no place that PACT can carry.
    """
    if geography in GLOBAL:
        return {}
    if _COUNTRY.fullmatch(geography):
        return {"geographyCountry": geography}
    if _SUBDIVISION.fullmatch(geography):
        return {"geographyCountrySubdivision": geography}
    return None


def report_of(gwp: str) -> str | None:
    """`AR6` of `ipcc-ar6-gwp100`; None for other sets and horizons."""
    match = _REPORT.fullmatch(gwp)
    return f"AR{match[1]}" if match else None


def standard_word(text: str) -> str:
    """PACT's word for a standard; one that it has no word for is told as it stands."""
    for pattern, found in _STANDARDS:
        if re.match(pattern, text.strip(), re.IGNORECASE):
            return found
    return text.strip()


def day(text: str) -> date | None:
    """The day that an ISO date names; None if it names less, or nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment(at: date) -> str:
    """Begin of a day in UTC: `2025-01-01T00:00:00Z`."""
    return f"{at.isoformat()}T00:00:00Z"


def moment_of(text: object) -> datetime | None:
    """A date and time of RFC 3339, which names its offset; None: it is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    # the last years leave no room for the day after, or for three years of validity
    return found if found.tzinfo is not None and found.year < 9990 else None


def first_free_day(at: datetime) -> date:
    """The first whole day that a period no longer holds, on the calendar it is told in.

    A period that ends at 23:59:59 holds the day; one that ends at 00:00:00 doesn't.
    """
    return at.date() if at.time() == time() else next_day(at.date())


def years_later(at: date, years: int = VALID_YEARS) -> date:
    """The same day some years on; 1 March where that year has no 29 February."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)


def next_day(at: date) -> date:
    """The day after."""
    return at + timedelta(days=1)
