"""The period over which direct land-use change is spread."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.checks.audit import KILOGRAM, Audit
from lcagraph.compile.plan import DirectFlow
from lcagraph.errors import Finding
from lcagraph.land_use import AMORTISATION_YEARS
from lcagraph.units import conversion, parse_unit
from lcagraph.wording.page import significant

YEAR = parse_unit("a")

ROUNDING = 1e-9
"""20 a and 240 months are one period; 7300 days are not."""


def check_land_use(audit: Audit) -> Iterable[Finding]:
    """Findings about periods other than 20 years, with what 20 years would give."""
    for id_ in audit.used_processes():
        for direct in audit.direct.get(id_, ()):
            yield from _period(audit, direct)


def _period(audit: Audit, direct: DirectFlow) -> Iterable[Finding]:
    """An error where another period makes the footprint smaller, else a warning."""
    path = f"{direct.path}.land_use_change.years"
    stated, emitted = audit.term(path), audit.term(direct.term)
    if stated is None or emitted is None:
        return
    years = stated[0] * conversion(stated[1], YEAR)
    if abs(years - AMORTISATION_YEARS) <= ROUNDING * AMORTISATION_YEARS:
        return
    own = emitted[0] * conversion(emitted[1], KILOGRAM)
    by_rule = own * years / AMORTISATION_YEARS
    rule = "land_use_less" if own < by_rule else "land_use_more"
    values = {
        "years": f"{years:.6g} a",
        "own": f"{significant(own)} kg",
        "rule": f"{AMORTISATION_YEARS:g} a",
        "by_rule": f"{significant(by_rule)} kg",
    }
    yield from audit.tell_value(rule, path, **values)
