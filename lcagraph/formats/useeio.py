"""USEEIO: the input–output model of the United States, as JSON of its interface.

    sectors.json      code, name and location of every sector
    indicators.json   names and units of the rows of D
    matrix/A.json     inputs per unit of output                 [currency/currency]
    matrix/D.json     direct intensities by indicator           [indicator/currency]
    matrix/B.json, C.json, L.json, U.json (N)   optional: read by the tests alone

A sector becomes a process that makes one unit of currency. Emissions come as ready
CO2e from D: the interface's matrices don't name the gases of B, and a gas is never
guessed from its GWP. Negative entries of A (scrap, second-hand goods) are kept.

The year of the dollars is that of the final demands, such as ``USD_2012``.

Source: Ingwersen et al. (2022), USEEIO v2.0, Scientific Data 9, 194,
doi:10.1038/s41597-022-01293-7; files: github.com/USEPA/useeio_api.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from lcagraph.background.records import Exchange, Flow, Package, Process
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import Peek, Tick, ignore, walk
from lcagraph.formats.json_guard import parse_json

FILES = ("sectors.json", "indicators.json", "demands.json", "A.json", "D.json")
READY = "co2e_unspecified"
GREENHOUSE = "GHG"
"""Code of the indicator of all greenhouse gases."""
KILOGRAMS = frozenset({"kg co2 eq", "kg co2e", "kg co2-eq"})

Rows = list[list[float]]


def is_useeio(seen: Peek) -> bool:
    """True for a folder or archive with sectors and the matrix A."""
    names = {PurePosixPath(name).name for name in seen.names}
    return {"sectors.json", "indicators.json", "A.json"} <= names


def read_useeio(path: Path, *, tick: Tick = ignore) -> Package:
    """The sectors of the table as processes of one unit of currency.

    Parameters
    ----------
    path : Path
        Folder or archive of the interface's files.
    tick : callable
        Gets the bytes that were used up since its last call.

    Raises
    ------
    UsageError
        E022: a file is missing. E023: a matrix has another size than its labels, or
        holds something that is no number.
    FindingsError
        A file is no JSON.
    """
    found = _files(path, tick)
    sectors, unit = _sectors(found, path), _currency(found, path)
    n = len(sectors)
    A = _matrix(found, "A.json", (n, n))
    direct = _greenhouse_row(found, n, path)
    flows = {
        each["id"]: Flow(
            id=each["id"],
            name=each["name"],
            kind="product",
            location=each["location"],
            unit=unit,
        )
        for each in sectors
    }
    flows[READY] = Flow(
        id=READY,
        name="CO2e, gases not told apart",
        names={"en": "CO2e, gases not told apart", "zh": "CO2e（未区分气体）"},
        kind="elementary",
        compartment=("air",),
        unit="kg",
    )
    processes = tuple(
        Process(
            id=each["id"],
            name=each["name"],
            location=each["location"],
            classification=("input–output", each["code"]),
            exchanges=tuple(_exchanges(sectors, A, direct, column, unit)),
            description=each.get("description", ""),
            factor={"gwp": "unknown", "boundary": "cradle_to_gate"},
        )
        for column, each in enumerate(sectors)
    )
    return Package(
        format="USEEIO API",
        name=path.stem,
        licence="CC0-1.0",
        source="USEPA/USEEIO, https://github.com/USEPA/useeio_api",
        flows=flows,
        processes=processes,
    )


def _exchanges(
    sectors: list[dict[str, str]], A: Rows, direct: list[float], column: int, unit: str
) -> Iterator[Exchange]:
    """One unit of currency of a sector: what it makes, buys and emits."""
    yield Exchange(
        id="output",
        flow=sectors[column]["id"],
        direction="output",
        amount=1.0,
        unit=unit,
        is_reference=True,
    )
    for row, sector in enumerate(sectors):
        if A[row][column]:
            yield Exchange(
                id=f"input {row}",
                flow=sector["id"],
                direction="input",
                amount=A[row][column],
                unit=unit,
                provider=sector["id"],
            )
    if direct[column]:
        yield Exchange(
            id=READY,
            flow=READY,
            direction="output",
            amount=direct[column],
            unit="kg",
        )


def _files(path: Path, tick: Tick) -> Mapping[str, object]:
    """Contents of the files by their own names."""
    found: dict[str, object] = {}
    for one in walk(path, tick=tick, wanted=lambda name: _short(name) in FILES):
        if _short(one.name) in FILES:
            found[_short(one.name)] = parse_json(one.content, one.name)
    for name in FILES:
        if name not in found:
            values = {"file": path.name, "missing": name}
            raise UsageError(Finding(code="E022", values=values))
    return found


def _short(name: str) -> str:
    return PurePosixPath(name).name


def _sectors(found: Mapping[str, object], path: Path) -> list[dict[str, str]]:
    """Sectors in the order of the matrices; ids once each."""
    listed = _objects(found, "sectors.json", ("id", "name", "code", "location"))
    if [each.get("index") for each in listed] != list(range(len(listed))):
        raise _bad("sectors.json", "index", "0, 1, 2 …")
    if len({each["id"] for each in listed}) != len(listed):
        raise _bad("sectors.json", "id", "≠")
    return [{key: str(value) for key, value in each.items()} for each in listed]


def _currency(found: Mapping[str, object], path: Path) -> str:
    """Dollars of the year of the final demands, which must be one."""
    demands = _objects(found, "demands.json", ("year",))
    years = {each["year"] for each in demands}
    if len(years) != 1:
        raise _bad("demands.json", "year", ", ".join(map(str, sorted(map(str, years)))))
    year = years.pop()
    if not isinstance(year, int) or not 1900 <= year <= 2100:
        raise _bad("demands.json", "year", str(year))
    return f"USD_{year}"


def _greenhouse_row(found: Mapping[str, object], n: int, path: Path) -> list[float]:
    """Direct kilograms of CO2e per unit of currency of each sector."""
    indicators = _objects(found, "indicators.json", ("code", "unit"))
    D = _matrix(found, "D.json", (len(indicators), n))
    for row, each in zip(D, indicators, strict=True):
        if each["code"] == GREENHOUSE:
            if str(each["unit"]).casefold() not in KILOGRAMS:
                raise _bad("indicators.json", "unit", str(each["unit"]))
            return row
    raise _bad("indicators.json", "code", GREENHOUSE)


def _objects(
    found: Mapping[str, object], name: str, keys: tuple[str, ...]
) -> list[dict[str, object]]:
    """A list of objects that have some keys."""
    listed = found[name]
    if not isinstance(listed, list) or not listed:
        raise _bad(name, "", "[]")
    for each in listed:
        if not isinstance(each, dict) or not all(key in each for key in keys):
            raise _bad(name, ", ".join(keys), str(each)[:60])
    return listed


def _matrix(found: Mapping[str, object], name: str, shape: tuple[int, int]) -> Rows:
    """Rows of numbers of a given shape."""
    rows = found[name]
    if not isinstance(rows, list) or len(rows) != shape[0]:
        size = len(rows) if isinstance(rows, list) else 0
        raise _bad(name, "rows", f"{size} ≠ {shape[0]}")
    for k, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != shape[1]:
            raise _bad(name, f"row {k}", f"≠ {shape[1]}")
        for value in row:
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not is_number or not math.isfinite(value):
                raise _bad(name, f"row {k}", str(value)[:30])
    return rows


def _bad(file: str, what: str, found: str) -> UsageError:
    values = {"file": file, "what": what, "found": found}
    return UsageError(Finding(code="E023", values=values))
