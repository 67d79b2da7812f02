"""Which location lies in which region: the few rules by which suppliers are found.

A location is searched outwards: itself, the country of a province (``CN-SD`` in ``CN``;
TianGong writes ``SD-CN``), the regions around it, the rest of the world, the world.
Codes are those of ecoinvent and ISO 3166; other words are compared as they are.
"""

from __future__ import annotations

WORLD = frozenset({"GLO", "WORLD", "GLOBAL", "WW", "全球", "世界"})
REST_OF_WORLD = frozenset({"ROW", "REST-OF-WORLD", "REST OF WORLD"})

_EU27 = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
)
_EUROPE = (
    f"{_EU27} GB UK AL AD BA BY CH FO GG GI IM IS JE LI MC MD ME MK NO RS RU SJ SM UA "
    "VA XK"
)
_WEST_ASIA = "TR IR IQ SA AE QA KW OM BH YE SY JO LB IL PS GE AM AZ"
_ASIA = (
    f"{_WEST_ASIA} CN HK MO TW JP KR KP MN IN PK BD LK NP BT MV AF ID MY SG TH VN PH "
    "MM KH LA BN TL KZ UZ TM KG TJ"
)

REGIONS: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(names.split("|")), frozenset(members.split()))
    for names, members in (
        ("EU27|EU-27|EU27-2020|EU-27-2020", _EU27),
        ("EU28|EU-28", f"{_EU27} GB UK"),
        ("RER|EUROPE", _EUROPE),
        ("RNA|NORTHERN AMERICA", "US CA GL BM PM"),
        ("NAFTA", "US CA MX"),
        ("RLA", "MX BR AR CL PE CO VE EC BO PY UY CR PA GT HN NI SV CU DO JM TT"),
        ("RME", _WEST_ASIA),
        ("RAS|ASIA", _ASIA),
        ("RAF|AFRICA", "ZA EG NG KE MA DZ TN ET GH TZ CI CM UG ZM ZW AO MZ SN NA BW"),
        ("OCE|OCEANIA", "AU NZ PG FJ NC"),
    )
)
"""Names and members of the regions that the rules know, narrower ones first."""

_PROVINCES_OF_CHINA = frozenset(
    [
        *("AH", "BJ", "CQ", "FJ", "GD", "GS", "GX", "GZ", "HA", "HB", "HE", "HI", "HL"),
        *("HN", "JL", "JS", "JX", "LN", "NM", "NX", "QH", "SC", "SD", "SH", "SN", "SX"),
        *("TJ", "XJ", "XZ", "YN", "ZJ"),
        *("HAIN", "HEB", "HEN", "HLJ", "HUB", "HUN", "NMG", "SAX"),
    ]
)
"""ISO 3166-2:CN, and the letters by which TianGong tells apart provinces alike."""

_COUNTRY_CODE = 2


def contains(region: str, location: str) -> bool:
    """True if a region is the location itself, or one that it lies in.

    The rest of the world contains whatever no narrower supplier covers; that it comes
    after them is the order of `widening`.
    """
    return any(region.upper() in ring for ring in widening(location))


def widening(location: str) -> tuple[frozenset[str], ...]:
    """Names of the ever wider regions around a location, itself first, in capitals.

    Parameters
    ----------
    location : str
        Such as ``CN-SD``: itself, ``CN``, the regions with China, the rest of the
        world, the world. Empty: only the world.
    """
    name = location.strip().upper()
    if not name or name in WORLD:
        return (WORLD,)
    rings = [frozenset({name}), *_countries(name)]
    regions = [
        names for names, members in REGIONS if members & rings[-1] and name not in names
    ]
    return (*rings, *regions, REST_OF_WORLD, WORLD)


def _countries(name: str) -> list[frozenset[str]]:
    """Province and country of a code with parts, in either order; else nothing."""
    country, _, province = name.partition("-")
    if name.endswith("-CN"):
        province = name.removesuffix("-CN").rpartition("-")[2]
        if province in _PROVINCES_OF_CHINA:
            names = {f"{province}-CN", f"CN-{province}"}
            return [frozenset(names), frozenset({"CN"})]
    if not province or len(country) != _COUNTRY_CODE:
        return []
    if country == "CN" and province in _PROVINCES_OF_CHINA:
        return [frozenset({f"{province}-CN"}), frozenset({"CN"})]
    return [frozenset({country})]
