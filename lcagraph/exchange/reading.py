"""The PACT footprint of a supplier: read, bounded, and checked by its own rules.

All that is wrong is told at once, at its place in the file. A total that is not the sum
of its parts is a warning, since the published examples of PACT have such totals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lcagraph.errors import ModelError
from lcagraph.exchange import carried
from lcagraph.exchange.decimals import parsed_decimal
from lcagraph.exchange.doubts import doubts_about
from lcagraph.exchange.lacking import Lacking
from lcagraph.exchange.stated import (
    EXCLUDING,
    INCLUDING,
    PARTS,
    RATINGS,
    UPTAKE,
    Besides,
    StatedFootprint,
    Status,
)
from lcagraph.formats.json_guard import NonFinite, parse_json
from lcagraph.formats.yaml.guard import TextRefusedError, read_bytes

MAX_FOOTPRINTS = 1000
MAX_TEXT = 500
"""Characters of a name that are taken over."""

_PLACES = (
    "geographyCountrySubdivision",
    "geographyCountry",
    "geographyRegionOrSubregion",
)
_NEEDED_TEXTS = ("id", "specVersion", "companyName", "productNameCompany")
_PATTERNS = {
    "id": ("uuid", re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)),
    "specVersion": ("version", re.compile(r"3\.[0-9]+\.[0-9]+(-[0-9]{8})?")),
}
"""Field → name of its rule, and the pattern that all of it has."""
_REPORT = re.compile(r"AR[1-6]")
_NAME = "PACT 3"


def footprints_in(path: Path) -> tuple[StatedFootprint, ...]:
    """The footprints of a file, of 16 MiB at most; see `read_footprints`.

    Raises
    ------
    FindingsError
        There is none (E701), it is no file that can be read (E702, E703, E140), or its
        content is refused.
    """
    try:
        content = read_bytes(path, str(path))
    except TextRefusedError as error:
        raise ModelError(error.findings) from None
    return read_footprints(content, path.name)


def read_footprints(content: bytes, name: str) -> tuple[StatedFootprint, ...]:
    """The footprints of a file: one `ProductFootprint`, or an answer with `data`.

    Parameters
    ----------
    content : bytes
    name : str
        Of the file, in messages.

    Raises
    ------
    FindingsError
        It is no JSON that can be trusted (E016 … E019), or no footprints by PACT 3:
        what is missing (E240) and what is against the rules (E241), all at once.
    """
    tree = parse_json(content, name)
    listed = tree.get("data") if isinstance(tree, dict) and "data" in tree else tree
    one_by_one = listed if isinstance(listed, list) else [listed]
    lacking = Lacking(format=_NAME, file=name)
    if not one_by_one or len(one_by_one) > MAX_FOOTPRINTS:
        lacking.refuses("data", "data", f"[{len(one_by_one)}]", "one_or_more")
    found = [
        _Reader(_object(each, at, lacking), at, lacking).footprint()
        for each, at in zip(one_by_one, _places_of(listed), strict=True)
        if len(one_by_one) <= MAX_FOOTPRINTS
    ]
    if any(finding.is_fatal for finding in lacking.findings):
        raise ModelError(lacking.findings)
    return tuple(found)


def _places_of(listed: object) -> Iterator[str]:
    if isinstance(listed, list):
        yield from (f"data.{position}" for position in range(len(listed)))
    else:
        yield ""


def _object(given: object, at: str, lacking: Lacking) -> Mapping[str, Any]:
    if isinstance(given, dict):
        return given
    lacking.refuses(at or "ProductFootprint", at, _shown(given), "object")
    return {}


def _shown(given: object) -> str:
    return str(given)[:60]


class _Reader:
    """One footprint: every value is read by a rule, and what breaks it is told."""

    def __init__(self, given: Mapping[str, Any], at: str, lacking: Lacking) -> None:
        self._given, self._at, self._lacking = given, at, lacking
        pcf = given.get("pcf")
        if pcf is None:
            self._needs("pcf")
        at_pcf = self._place("pcf")
        self._pcf = _object(pcf, at_pcf, lacking) if pcf is not None else {}

    def footprint(self) -> StatedFootprint:
        texts = {name: self._text(name) for name in _NEEDED_TEXTS}
        for name, (rule, pattern) in _PATTERNS.items():
            if texts[name] and not pattern.fullmatch(texts[name]):
                self._refuses(name, texts[name], rule)
        self._urns("companyIds")
        self._urns("productIds")
        start = self._day("referencePeriodStart", datetime.date)
        end = self._day("referencePeriodEnd", carried.first_free_day)
        if start >= end > date.min:
            self._refuses("pcf.referencePeriodEnd", end, "order")
        self._validity(end)
        if self._pcf.get("verification") is not None:
            self._inner("verification")
        found = StatedFootprint(
            id=texts["id"],
            company=texts["companyName"],
            product=texts["productNameCompany"],
            created=self._created(),
            status=self._status(),
            unit=self._unit(),
            amount=self._number("declaredUnitAmount", lambda value: value > 0),
            mass=self._number("productMassPerDeclaredUnit", _not_negative),
            start=start,
            end=end,
            place=self._one_place(),
            parts=self._parts(),
            excluding=self._number(EXCLUDING),
            including=self._number(INCLUDING),
            besides=self._besides(),
            reports=self._reports(),
            primary_share=self._share("primaryDataShare"),
            ratings=self._ratings(),
            is_verified=bool(self._pcf.get("verification")),
        )
        return replace(found, findings=tuple(doubts_about(found, self._place)))

    # -------------------------------------------------------------------- values

    def _place(self, name: str) -> str:
        return f"{self._at}.{name}" if self._at else name

    def _needs(self, name: str) -> None:
        self._lacking.needs(name, self._place(name))

    def _refuses(self, name: str, value: object, rule: str) -> None:
        self._lacking.refuses(name, self._place(name), _shown(value), rule)

    def _text(self, name: str) -> str:
        value = self._given.get(name)
        if value is None:
            self._needs(name)
            return ""
        if not isinstance(value, str) or isinstance(value, NonFinite):
            self._refuses(name, value, "text")
            return ""
        if not value.strip() or not value.isprintable():
            self._refuses(name, value, "text")
            return ""
        return value.strip()[:MAX_TEXT]

    def _number(
        self, name: str, holds: Callable[[Decimal], bool] = lambda value: True
    ) -> Decimal:
        given = self._pcf.get(name)
        if given is None:
            self._needs(f"pcf.{name}")
            return Decimal(0)
        return self._checked(name, given, holds)

    def _checked(
        self, name: str, given: object, holds: Callable[[Decimal], bool]
    ) -> Decimal:
        value = parsed_decimal(given)
        if value is None:
            self._refuses(f"pcf.{name}", given, "decimal")
            return Decimal(0)
        if not holds(value) or not math.isfinite(float(value)):
            self._refuses(f"pcf.{name}", given, "sign")
        return value

    def _part(self, name: str, sign: int) -> Decimal:
        """A part that may be absent, which is zero."""
        given = self._pcf.get(name)
        if given is None:
            return Decimal(0)
        return self._checked(name, given, lambda value: value * sign >= 0)

    def _parts(self) -> Mapping[str, Decimal]:
        if self._pcf.get("fossilGhgEmissions") is None:
            self._needs("pcf.fossilGhgEmissions")
        signs = {**PARTS, UPTAKE: -1}
        return {name: self._part(name, sign) for name, sign in signs.items()}

    def _inner(self, name: str) -> Mapping[str, Any]:
        return _object(self._pcf[name], self._place(f"pcf.{name}"), self._lacking)

    def _urns(self, name: str) -> None:
        given = self._given.get(name)
        if given is None or given == []:
            self._needs(name)
            return
        if not isinstance(given, list):
            self._refuses(name, given, "urn")
            return
        for position, urn in enumerate(given):
            if not isinstance(urn, str) or not carried.is_urn(urn):
                self._refuses(f"{name}.{position}", urn, "urn")

    def _unit(self) -> str:
        given = self._pcf.get("declaredUnitOfMeasurement")
        if given is None:
            self._needs("pcf.declaredUnitOfMeasurement")
        elif not isinstance(given, str) or given not in carried.UNITS:
            self._refuses("pcf.declaredUnitOfMeasurement", given, "unit")
        else:
            return given
        return ""

    def _reports(self) -> tuple[str, ...]:
        given = self._pcf.get("ipccCharacterizationFactors")
        if given is None or given == []:
            self._needs("pcf.ipccCharacterizationFactors")
        elif not isinstance(given, list) or not all(_is_report(each) for each in given):
            self._refuses("pcf.ipccCharacterizationFactors", given, "report")
        else:
            return tuple(given)
        return ()

    def _share(self, name: str) -> Decimal | None:
        given = self._pcf.get(name)
        if given is None:
            return None
        return self._checked(name, given, lambda v: 0 <= v <= 100)

    def _besides(self) -> Besides:
        return Besides(
            aircraft=self._aside("aircraftGhgEmissions"),
            packaging=self._aside("packagingGhgEmissions"),
            packaging_included=self._yes_or_no("packagingEmissionsIncluded"),
            outbound=self._aside("outboundLogisticsGhgEmissions"),
            exempted=self._share("exemptedEmissionsPercent"),
            biogenic_carbon=self._aside("biogenicCarbonContent"),
            packaging_carbon=self._aside("packagingBiogenicCarbonContent"),
        )

    def _aside(self, name: str) -> Decimal | None:
        given = self._pcf.get(name)
        return None if given is None else self._checked(name, given, _not_negative)

    def _yes_or_no(self, name: str) -> bool | None:
        given = self._pcf.get(name)
        if given is None or isinstance(given, bool):
            return given
        self._refuses(f"pcf.{name}", given, "yes_or_no")
        return None

    def _status(self) -> Status:
        given = self._given.get("status")
        if given is None:
            self._needs("status")
        elif given == "Deprecated":
            return "Deprecated"
        elif given != "Active":
            self._refuses("status", given, "status")
        return "Active"

    def _ratings(self) -> Mapping[str, Decimal]:
        if self._pcf.get("dqi") is None:
            return {}
        given = self._inner("dqi")
        found = {}
        for name in RATINGS:
            value = parsed_decimal(given.get(name))
            if value is None or not 1 <= value <= 5:
                self._refuses(f"pcf.dqi.{name}", given.get(name), "rating")
            else:
                found[name] = value
        return found

    def _one_place(self) -> str:
        given = {name: self._pcf[name] for name in _PLACES if name in self._pcf}
        if len(given) > 1:
            self._refuses("pcf.geographyCountry", ", ".join(given), "one_place")
            return ""
        for name, value in given.items():
            if not isinstance(value, str) or not _is_place(name, value):
                self._refuses(f"pcf.{name}", value, "place")
                return ""
            return value
        return ""

    # --------------------------------------------------------------------- dates

    def _created(self) -> str:
        at = carried.moment_of(self._given.get("created"))
        if "created" not in self._given:
            self._needs("created")
        elif at is None:
            self._refuses("created", self._given["created"], "moment")
        return at.date().isoformat() if at is not None else ""

    def _day(self, name: str, day_of: Callable[[datetime], date]) -> date:
        given = self._pcf.get(name)
        at = carried.moment_of(given)
        if given is None:
            self._needs(f"pcf.{name}")
        elif at is None:
            self._refuses(f"pcf.{name}", given, "moment")
        return day_of(at) if at is not None else date.min

    def _validity(self, end: date) -> None:
        names = ("validityPeriodStart", "validityPeriodEnd")
        told = {name: self._given[name] for name in names if name in self._given}
        moments = {name: carried.moment_of(given) for name, given in told.items()}
        for name, at in moments.items():
            if at is None:
                self._refuses(name, told[name], "moment")
        since, until = (moments.get(name) for name in names)
        if until is None:
            return
        is_late = end > date.min and until.date() > carried.years_later(end)
        if is_late or (since is not None and since >= until):
            self._refuses(names[1], told[names[1]], "validity")


def _not_negative(value: Decimal) -> bool:
    return value >= 0


def _is_report(text: object) -> bool:
    return isinstance(text, str) and _REPORT.fullmatch(text) is not None


def _is_place(name: str, value: str) -> bool:
    found = carried.place_of(value)
    if name == "geographyRegionOrSubregion":
        found = carried.region_of(value)
    return found is not None and name in found
