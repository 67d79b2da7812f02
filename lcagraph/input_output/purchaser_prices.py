"""Spending at purchasers' prices of another year or currency, as sectors of its own.

A table counts producers' prices of its own year. What a ledger shows holds margins of
trade and transport and taxes besides, in money of today. For each sector of a user's
table of prices a process is added that one unit of that money buys:

    of the sector     (1 − tax − Σ margins) / (deflator · exchange rate)
    of each margin's  margin / (its deflator · its exchange rate)

[currency of the table]. Taxes buy nothing of anybody. Source: Miller & Blair (2009),
Input–Output Analysis, ch. 4.8 (price concepts).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Never

from lcagraph.csv_table import ENCODING
from lcagraph.errors import Finding, UsageError
from lcagraph.input_output.money import CURRENCY
from lcagraph.nearest import nearest

REQUIRED = ("sector", "currency", "deflator")
OPTIONAL = ("exchange_rate", "tax")
MARGIN = "margin:"
"""Before the sector to which a margin goes, in the header."""
MOST_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What one unit of money buys of a sector."""

    sector: int
    """Row of A whose product is bought."""
    unit: str
    """``CNY_2024``."""
    bought: Mapping[int, float]
    """Row of A → amount at producers' prices of the table. [unit of the row]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    sector: int
    unit: str
    price: float
    """Units of money that one unit of the table's money costs. [1]"""
    rate: float | None
    """Exchange rate, where one is stated. [1]"""
    tax: float
    margins: Mapping[int, float]


def read_prices(path: Path, units: Mapping[str, str]) -> tuple[Purchase, ...]:
    """Purchases that a table of prices describes.

    Parameters
    ----------
    path : Path
        CSV in UTF-8: ``sector, currency, deflator``, and if needed ``exchange_rate``
        (units of `currency` per unit of the table's), ``tax`` and ``margin:SECTOR``,
        each as a share of the purchaser's price.
    units : mapping of str to str
        Unit of each sector in the store, by its id, in the order of A.

    Raises
    ------
    UsageError
        E565: a row can't be used; the file, its line and the reason are named.
    """
    sectors = tuple(units)
    row_of = {sector: row for row, sector in enumerate(sectors)}
    rows = list(_rows(path, row_of))
    prices: dict[int, float] = {}
    for row in rows:
        if row.sector in prices:
            _refuse(path, row.line, f"{sectors[row.sector]} × 2")
        if row.unit != rows[0].unit:
            _refuse(path, row.line, f"{row.unit} ≠ {rows[0].unit}")
        _refuse_other_money(path, row, units[sectors[row.sector]])
        prices[row.sector] = row.price
    return tuple(_purchase(path, row, prices, sectors) for row in rows)


def _refuse_other_money(path: Path, row: _Row, own: str) -> None:
    """Raise E565 where price, currency and year contradict what the table counts in.

    A sector that is counted in tonnes has no deflator. Another currency needs its rate,
    and the same one has none; the same money of the same year costs what it costs.
    """
    stated, counted = CURRENCY.fullmatch(row.unit), CURRENCY.fullmatch(own)
    if stated is None or counted is None:
        _refuse(path, row.line, f"{row.unit} / {own}")
    if stated["currency"] != counted["currency"]:
        if row.rate is None:
            _refuse(path, row.line, f"{row.unit} / {own}: exchange_rate ?")
    elif row.rate not in (None, 1.0):
        _refuse(path, row.line, f"{row.unit} / {own}: exchange_rate {row.rate:g}")
    elif row.unit == own and row.price != 1.0:
        _refuse(path, row.line, f"{row.unit} = {own}: deflator {row.price:g}")


def _purchase(
    path: Path, row: _Row, prices: Mapping[int, float], sectors: Sequence[str]
) -> Purchase:
    own = 1.0 - row.tax - sum(row.margins.values())
    if not own > 0:
        _refuse(path, row.line, f"1 − tax − margins = {own:.6g}")
    bought = {row.sector: own / row.price}
    for sector, share in row.margins.items():
        if sector not in prices:
            _refuse(path, row.line, f"deflator of {sectors[sector]} ?")
        bought[sector] = bought.get(sector, 0.0) + share / prices[sector]
    return Purchase(sector=row.sector, unit=row.unit, bought=bought)


def _rows(path: Path, row_of: Mapping[str, int]) -> Iterator[_Row]:
    reader = csv.reader(_text(path).splitlines(keepends=True))
    header = [cell.strip() for cell in next(reader, [])]
    known = {*REQUIRED, *OPTIONAL}
    odd = [one for one in header if one not in known and not one.startswith(MARGIN)]
    odd += [f"{one} ?" for one in REQUIRED if one not in header]
    if odd or len(set(header)) != len(header):
        _refuse(path, 1, ", ".join(odd) or "× 2")
    margins = {
        name: _sector(path, 1, name.removeprefix(MARGIN).strip(), row_of)
        for name in header
        if name.startswith(MARGIN)
    }
    try:
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                _refuse(path, reader.line_num, f"{len(cells)} ≠ {len(header)}")
            row = dict(zip(header, map(str.strip, cells), strict=True))
            yield _row(path, reader.line_num, row, (row_of, margins))
    except csv.Error as error:
        _refuse(path, reader.line_num, str(error))


def _row(
    path: Path,
    line: int,
    row: Mapping[str, str],
    known: tuple[Mapping[str, int], Mapping[str, int]],
) -> _Row:
    row_of, margins = known
    if not CURRENCY.fullmatch(row["currency"]):
        _refuse(path, line, f"currency {row['currency'] or '–'}")
    deflator = _number(path, line, row, "deflator")
    rate = _number(path, line, row, "exchange_rate", "1")
    if not (deflator > 0 and rate > 0):
        _refuse(path, line, f"deflator {deflator:g}, exchange_rate {rate:g}")
    shares = {one: _number(path, line, row, one, "0") for one in ("tax", *margins)}
    bad = [f"{one} {share:g}" for one, share in shares.items() if not 0 <= share < 1]
    if bad:
        _refuse(path, line, ", ".join(bad))
    return _Row(
        line=line,
        sector=_sector(path, line, row["sector"], row_of),
        unit=row["currency"],
        price=deflator * rate,
        rate=rate if row.get("exchange_rate") else None,
        tax=shares.pop("tax"),
        margins={margins[one]: share for one, share in shares.items() if share},
    )


def _sector(path: Path, line: int, id_: str, row_of: Mapping[str, int]) -> int:
    if id_ not in row_of:
        near = nearest(id_, row_of)
        _refuse(path, line, f"{id_ or '–'} ?" + (f" ({near})" if near else ""))
    return row_of[id_]


def _number(
    path: Path, line: int, row: Mapping[str, str], column: str, default: str = ""
) -> float:
    text = row.get(column) or default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        _refuse(path, line, f"{column} {text or '–'}")
    return value


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()[: MOST_BYTES + 1]
        if len(content) > MOST_BYTES:
            _refuse(path, 0, f"> {MOST_BYTES // 2**20} MiB")
        return content.decode(ENCODING)
    except OSError as error:
        _refuse(path, 0, error.strerror or str(error))
    except UnicodeDecodeError:
        _refuse(path, 0, "UTF-8 –")


def _refuse(path: Path, line: int, problem: str) -> Never:
    values = {"file": path.name, "line": line or None, "problem": problem}
    raise UsageError(Finding(code="E565", values=values))
