"""What was left out of a footprint, and which sources its secondary data are from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from lcagraph.calculate import Prepared
from lcagraph.checks import audit_of
from lcagraph.checks.audit import KILOGRAM
from lcagraph.checks.cut_off import account
from lcagraph.contribution import LedgerRow, size_excluding
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.sources import EmissionSource
from lcagraph.exchange.decimals import rounded
from lcagraph.exchange.lacking import Lacking
from lcagraph.result.footprint import Footprint
from lcagraph.units import DIMENSIONLESS, conversion
from lcagraph.wording import Language

BEYOND_GATE = ("distribution", "storage", "use", "end_of_life")
_HASH = 12
NOT_STATED = "not stated"
_CLAUSE = re.compile(r"(?<=[;:] )|(?<=[；：])")
_ARITHMETIC = re.compile(
    r"[0-9%)]\s*[\w*/³]*\s*[×=]\s*[0-9(]|[0-9]\s\+\s|[0-9]\s*kg ?CO2"
)
"""A product, an equation or a sum with a number before its sign; a footprint."""


def exempted_share(
    footprint: Footprint, gate: Sequence[LedgerRow], lacking: Lacking
) -> Decimal:
    """Share that the cut-off criteria leave out within the gate. [%]

    Each item needs its estimate; without a declared cut-off nothing is left out.
    """
    audit = audit_of(footprint.prepared, footprint.numbers, footprint.rows)
    absolute: dict[str, float] = {}
    relative: dict[str, float] = {}
    for id_, item in audit.system.scope.excluded.items():
        if item.basis != "cut_off" or item.stage in BEYOND_GATE:
            continue
        at = f"scope.excluded.{id_}.estimate"
        known = audit.term(at)
        if known is None:
            lacking.needs("exemptedEmissionsPercent", at)
        elif known[1].dimension == DIMENSIONLESS.dimension:
            relative[id_] = known[0] * conversion(known[1], DIMENSIONLESS)
        else:
            absolute[id_] = known[0] * conversion(known[1], KILOGRAM)
    included = size_excluding(footprint.prepared, gate)
    try:
        found = account(included, absolute, relative)
    except ValueError:
        lacking.refuses("exemptedEmissionsPercent", "scope.excluded", "100 %", "whole")
        return Decimal(0)
    return rounded(100 * found.left_out_share)


def secondary_sources(
    prepared: Prepared, sources: Sequence[EmissionSource], lang: Language
) -> tuple[tuple[str, str], ...]:
    """Name and version of what factors are from that are not wholly primary.

    A shipped set has the begin of its hash as its version, a database the version that
    the model asks for, any other source the year of its data, called so.
    """
    primary = PrimaryData(sources=tuple(sources), rule_set="pact-3")
    found = (
        _named(prepared, source, lang)
        for source in sources
        if primary.factor_part(source) != 1
    )
    return tuple(sorted({named for named in found if named is not None}))


def _named(
    prepared: Prepared, source: EmissionSource, lang: Language
) -> tuple[str, str] | None:
    column, record = source.column, source.record
    origin = column.origin if column is not None else None
    if origin is None and record is not None and source.emitted is not None:
        origin = source.emitted.from_
    if origin is not None:
        return _published(prepared, origin.partition("/")[0])
    if column is None:
        return None
    factor = column.factor
    if factor.from_ is not None:
        return _published(prepared, factor.from_.partition("/")[0])
    told = _without_arithmetic(factor.source.get(lang)) if factor.source else ""
    name = told or (factor.name.get(lang) if factor.name else column.id)
    year = f"data of {factor.year}" if factor.year is not None else NOT_STATED
    return name, year


def _without_arithmetic(source: str) -> str:
    """What stands before the first clause that computes: a publication is no sum.

    `USLCI 0d95cc8b; 565 + 121 × 0.5777 = 634.9 kg` names `USLCI 0d95cc8b`.
    """
    clauses = _CLAUSE.split(source)
    named = takewhile(lambda clause: not _ARITHMETIC.search(clause), clauses)
    return "".join(named).rstrip(" :;：；")


def _published(prepared: Prepared, name: str) -> tuple[str, str]:
    """A database, or a set that comes along."""
    compiled = prepared.compiled
    database = compiled.system.databases.get(name)
    if database is not None:
        return name, database.version or NOT_STATED
    return name, compiled.factor_hashes.get(name, "")[:_HASH] or NOT_STATED
