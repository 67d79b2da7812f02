"""The strict grammar of unit expressions: ``kgCO2e/(t*km)``, ``m^2``, ``/h``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lcagraph.errors import Finding, QuantityError
from lcagraph.lookalikes import refuse_lookalikes
from lcagraph.units.algebra import (
    DIMENSIONLESS,
    Parts,
    Unit,
    atom,
    compose,
    parts_of,
    unknown_unit,
)

MAX_UNIT_TEXT = 200
"""Characters of one unit expression; the longest in use has about 30."""

MAX_EXPONENT = 9

_CACHE = 4096

_CO2 = r"(?P<mass>kg|g|t|kt|Mt)[ ]?(?:CO2|CO₂)(?P<e>[ ]?-?eq|e)?(?!\w)"
_FACTOR = re.compile(rf"[ \t\r\n]*(?:{_CO2}|(?P<name>[^\W\d]\w*|[%‰]))")
_OPERATOR = re.compile(r"[ \t\r\n]*([*/])")
_POWER = re.compile(r"[ \t\r\n]*\^[ \t\r\n]*(-?[0-9]+)?")
_OPEN = re.compile(r"[ \t\r\n]*\(")
_CLOSE = re.compile(r"[ \t\r\n]*\)")
_RECIPROCAL = re.compile(r"[ \t\r\n]*1[ \t]*(?=/)")
_WORD = re.compile(r"[^\W\d]\w*")
_UNKNOWN = re.compile(r"[*/][ \t]*([^\W\d]\w*)")
_REST = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit found in a text, where it ends, and where ``/t*km`` was written, if so."""

    unit: Unit
    end: int
    chained: tuple[int, int] | None


def parse_unit(text: str) -> Unit:
    """The unit that a text names: ``kWh``, ``t*km``, ``kg/(t*km)``, ``吨公里``.

    Raises
    ------
    QuantityError
        E427 empty, E416 too long, E430–E432 no unit of the table, E424/E425 not a
        unit expression, E401–E405 characters that only look right.
    """
    return _read_all(text).unit


def unit_notes(text: str) -> tuple[Finding, ...]:
    """What a reader should be told about how `text` was read (N401, ``/t*km``)."""
    return chained_notes(text, _read_all(text).chained)


def chained_notes(text: str, chained: tuple[int, int] | None) -> tuple[Finding, ...]:
    """N401 for the span of a ``/t*km`` that was read as ``/(t*km)``."""
    if chained is None:
        return ()
    written = text[slice(*chained)].strip()
    values = {"text": written, "reading": f"/({written.lstrip('/ ')})"}
    return (Finding(code="N401", values=values, span=chained),)


@lru_cache(maxsize=_CACHE)
def _read_all(text: str) -> UnitRead:
    whole = (0, len(text))
    if not text.strip():
        raise QuantityError("E427", whole, {})
    if len(text) > MAX_UNIT_TEXT:
        values = {"length": len(text), "limit": MAX_UNIT_TEXT}
        raise QuantityError("E416", whole, values)
    refuse_lookalikes(text)
    start = _skip(text, 0)
    if text.strip() == "1":
        return UnitRead(DIMENSIONLESS, len(text), None)
    read = read_unit(text, start)
    if read is None:
        raise _no_unit(text, start)
    rest = _skip(text, read.end)
    if rest < len(text):
        if unknown := _UNKNOWN.match(text, rest):
            raise unknown_unit(unknown[1], unknown.span(1))
        raise QuantityError("E453", (rest, len(text)), {"text": text[rest:][:40]})
    return read


def _no_unit(text: str, start: int) -> QuantityError:
    if word := _WORD.match(text, start):
        return unknown_unit(word.group(), word.span())
    return QuantityError("E418", (start, len(text)), {"text": text[start:][:40]})


def read_unit(text: str, start: int) -> UnitRead | None:
    """The longest unit expression at `start`, or None if no unit stands there.

    Stops before an operator that is not followed by a unit, so that in
    ``1 t / (1 - loss)`` the unit is ``t``. After a ``/`` every further ``*`` stays
    below the bar: ``kg/t*km`` is kg/(t*km), with a note. A leading ``/`` reads as
    ``1/``.

    Raises
    ------
    QuantityError
        E420 a power that is not a whole number, or of a pure number such as %.
    """
    first = _factor(text, start, leads=True)
    reciprocal = _RECIPROCAL.match(text, start)
    parts, end = first or ((), reciprocal.end() if reciprocal else start)
    chained: tuple[int, int] | None = None
    bar: int | None = None
    while operator := _OPERATOR.match(text, end):
        divides = operator.group(1) == "/"
        found = _group(text, operator.end()) if divides else None
        found = found or _factor(text, operator.end(), leads=False)
        if found is None or not (divides or parts):
            break
        if divides:
            bar = operator.start(1)
        elif bar is not None:
            chained = (bar, found[1])
        sign = 1 if bar is None else -1
        parts += tuple((name, sign * power) for name, power in found[0])
        end = found[1]
    return UnitRead(compose(parts), end, chained) if parts else None


def _factor(text: str, start: int, *, leads: bool) -> tuple[Parts, int] | None:
    """One unit with its power at `start`; a name before “(” is a function, not a unit.

    The factor that leads stands right after a number, where no function can be.
    """
    found = _FACTOR.match(text, start)
    if not found:
        return None
    if found["mass"]:
        name = f"{found['mass']}CO2{'e' if found['e'] else ''}"
    else:
        name = found["name"]
    unit = atom(name)
    if unit is None or (not leads and _OPEN.match(text, found.end())):
        return None
    power = _POWER.match(text, found.end())
    if power is None:
        return parts_of(unit), found.end()
    exponent = int(power.group(1)[:3]) if power.group(1) else 0
    goes_on = re.compile(r"[\w.%]").match(text, power.end())
    if not (0 < abs(exponent) <= MAX_EXPONENT and unit.dimension) or goes_on:
        span = (found.end(), max(power.end(), found.end() + 1))
        values = {"text": text[start : power.end()].strip()[:40]}
        raise QuantityError("E420", span, values)
    return tuple((n, e * exponent) for n, e in parts_of(unit)), power.end()


def _group(text: str, start: int) -> tuple[Parts, int] | None:
    """A bracket of units at `start`: ``(t*km)``; None if it holds anything else."""
    opened = _OPEN.match(text, start)
    found = _factor(text, opened.end(), leads=False) if opened else None
    if found is None:
        return None
    parts, end = found
    while (operator := _OPERATOR.match(text, end)) and operator.group(1) == "*":
        found = _factor(text, operator.end(), leads=False)
        if found is None:
            return None
        parts, end = parts + found[0], found[1]
    closed = _CLOSE.match(text, end)
    return (parts, closed.end()) if closed else None


def _skip(text: str, start: int) -> int:
    """Where the next character that is no space stands."""
    found = _REST.match(text, start)
    return found.end() if found else start
