"""Purchase ledger → model: the footprint of what an organisation buys, by account.

    ledger    account, amount, currency; name           one row per booking or balance
    map       account, sector; name                     sector of the table, or `-`

Accounts of the map match as they stand, or by their beginning: `6602*` is every account
that begins with 6602, and the longest beginning counts. What is mapped to `-` is no
purchase (wages, taxes, depreciation) and stands among what is left out, with its price.
Bookings of one account add up exactly, in decimals. Rows that can't be used are all
told, and there is no model until they are mended: nothing is left out in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.overlaps import is_sector
from lcagraph.errors import Finding, ModelError, QuantityError
from lcagraph.formats.tabular import Sheet, read_sheets, unescaped
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formulas import number_in, parse_amount
from lcagraph.units import Unit, divide, is_money, parse_unit

NO_PURCHASE = ("-", "–", "—")
"""In the map, instead of a sector."""

ANY = "*"
PRODUCT = "purchases"
MOST_LETTERS = 40

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,12})?)")
_GROUPED = re.compile(
    # a comma before a point, or a second comma, can only separate thousands
    r"[0-9]{1,3}(?:(?:,[0-9]{3}){1,9}\.[0-9]{1,12}|(?:,[0-9]{3}){2,9})"
)
_AMBIGUOUS = re.compile(r"[+-]?[¥￥$€£]?(?P<number>[0-9]{1,3},[0-9]{3})")
_SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<symbol>[¥￥$€£]?)\s*(?P<rest>.*)")
_SYMBOLS: Mapping[str, tuple[str, ...]] = {
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "$": ("USD", "CAD", "AUD", "HKD", "SGD", "NZD"),
    "€": ("EUR",),
    "£": ("GBP",),
}
_HEADS: Mapping[str, str] = {
    "account": "account, account code, code, gl account, 科目, 科目编码, 科目代码",
    "amount": "amount, spend, cost, value, 金额, 支出, 本期发生额, 费用",
    "currency": "currency, unit, 币种, 货币, 单位",
    "name": "name, description, text, account name, 名称, 摘要, 科目名称, 说明",
    "sector": "sector, dataset, 部门, 投入产出部门",
}
_LEDGER, _MAP = ("account", "amount", "currency"), ("account", "sector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account with the sum of its bookings in one currency."""

    code: str
    name: str
    amount: Decimal
    currency: Unit
    sector: str
    """Reference of the sector, `table/sector`; empty: no purchase."""
    bookings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLedger:
    """A ledger with its accounts mapped to sectors."""

    accounts: tuple[Account, ...]
    """In the order in which they come first in the ledger."""
    table: str
    rates: Mapping[str, str] = field(default_factory=dict)
    """Currency → rate into the table's, such as ``0.149 USD_2012/CNY_2018``."""

    @property
    def rows(self) -> Mapping[str, Account]:
        """Id of the model's row, input or excluded, → its account."""
        found: dict[str, Account] = {}
        for one in self.accounts:
            found[_id(one, found)] = one
        return found

    def tree(self, title: str) -> dict[str, Plain]:
        """The ledger as a model: spending alone, one input per account."""
        scope: dict[str, Plain] = {"rule_set": "iso14067", "method": "input_output"}
        if excluded := {i: _left_out(a) for i, a in self.rows.items() if not a.sector}:
            scope["excluded"] = excluded
        tree: dict[str, Plain] = {
            "lcagraph": "1",
            "title": title,
            "reference": {
                "product": PRODUCT,
                "amount": "1 piece",
                "name": "台账中的全部采购 | All purchases of the ledger",
            },
            "scope": scope,
            "databases": {self.table: {}},
        }
        if self.rates:
            tree["parameters"] = {_rate(c): rate for c, rate in self.rates.items()}
        inputs = {i: self._input(a) for i, a in self.rows.items() if a.sector}
        process: dict[str, Plain] = {
            "name": "采购 | Purchases",
            "stage": "production",
            "outputs": {PRODUCT: "1 piece"},
            "inputs": inputs,
        }
        tree["processes"] = {PRODUCT: process}
        return tree

    def _input(self, one: Account) -> Plain:
        return {
            "name": one.name or one.code,
            "amount": self._amount(one),
            "from": one.sector,
        }

    def _amount(self, one: Account) -> str:
        amount = f"{one.amount} {one.currency.symbol}"
        if one.currency.symbol not in self.rates:
            return amount
        return f"= {amount} * {_rate(one.currency.symbol)}"


def read_ledger(
    ledger: Path, mapping: Path, table: str, rates: Sequence[str] = ()
) -> PurchaseLedger:
    """Accounts of a ledger with the sectors that a map gives them.

    Parameters
    ----------
    ledger, mapping : Path
        CSV (UTF-8, UTF-16 or GB 18030; commas, semicolons or tabs) or .xlsx, whose
        first sheet is read.
    table : str
        Name of a stored input–output table.
    rates : sequence of str
        Rates into the table's currency and year, such as ``0.149 USD_2012/CNY_2018``.

    Raises
    ------
    ModelError
        With every row that can't be used: a head is missing (E593), an amount is no
        number (E594), an account has no sector (E595), a currency is none or has no
        rate (E596), the map contradicts itself (E597); a sector is not found (E087 and
        its neighbours).
    """
    reading = _Reading(table)
    wanted = reading.mapped(mapping)
    if not wanted:  # every account would be told to lack its sector
        raise ModelError(reading.findings)
    reading.rates = reading.rates_of(rates)
    accounts = reading.accounts(ledger, wanted)
    if reading.findings:
        raise ModelError(reading.findings)
    return PurchaseLedger(accounts=accounts, table=table, rates=reading.rates)


class _Reading:
    """Reads both tables, and collects what is wrong with them."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.findings: list[Finding] = []
        self.rates: dict[str, str] = {}
        self.currency: Unit | None = None
        """That of the table, as soon as a sector of it was found."""

    # ------------------------------------------------------------------------- the map

    def mapped(self, path: Path) -> dict[str, str]:
        """Account, or its beginning with an asterisk → reference of a sector."""
        found: dict[str, str] = {}
        rows = list(self._rows(path, _MAP))
        if not rows and not self.findings:
            self._tell("E593", path.name, missing=list(_MAP), heads=[])
        for place, row in rows:
            account, sector = row["account"], row["sector"]
            if not account or not sector:
                self._tell("E597", place, account=account or sector)
                continue
            reference = "" if sector in NO_PURCHASE else self._sector(sector, place)
            if reference is None:
                found.setdefault(account, "")  # told: its accounts need not be, too
            elif found.get(account, reference) != reference:
                self._tell("E597", place, account=account)
            else:
                found[account] = reference
        return found

    def _sector(self, text: str, place: str) -> str | None:
        own = text if text.startswith(f"{self.table}/") else f"{self.table}/{text}"
        offer = find_offer(own, place)
        if not isinstance(offer, Offer):
            self.findings.append(offer)
            return None
        if not is_sector(offer):
            values = {"dataset": offer.activity.name, "unit": offer.unit.symbol}
            self._tell("E598", place, **values)
            return None
        self.currency = offer.unit
        return own

    # ------------------------------------------------------------------------ currency

    def rates_of(self, texts: Sequence[str]) -> dict[str, str]:
        """Currency → rate, for those into the table's currency."""
        found: dict[str, str] = {}
        for text in texts:
            known = None
            try:
                known = number_in(parse_amount(text).expression)
            except QuantityError as error:
                self.findings.append(error.at("--rate"))
                continue
            source = self._source_of(known[1]) if known is not None else None
            if source is None or known is None or known[0] <= 0:
                target = self.currency.symbol if self.currency else "USD_2012"
                self._tell("E599", "--rate", rate=text, target=target)
            else:
                found[source] = text
        return found

    def _source_of(self, unit: Unit) -> str | None:
        """CNY of USD_2012/CNY, where the table is in USD_2012."""
        if self.currency is None:
            return None
        source = divide(self.currency, unit)
        is_currency = is_money(source) and len(source.dimension) == 1
        return source.symbol if is_currency and source != self.currency else None

    def _currency(self, text: str, place: str) -> Unit | None:
        """Unit of a currency that is the table's, or has a rate into it."""
        try:
            unit = parse_unit(text)
        except QuantityError:
            unit = None
        is_own = unit is not None and unit == self.currency
        if unit is None or not (is_own or unit.symbol in self.rates):
            if self.currency is not None:
                values = {"currency": text, "target": self.currency.symbol}
                self._tell("E596", place, **values)
            return None
        return unit

    # ---------------------------------------------------------------------- the ledger

    def accounts(self, path: Path, wanted: Mapping[str, str]) -> tuple[Account, ...]:
        """Sums of the bookings by account and currency."""
        sums: dict[tuple[str, str], Account] = {}
        for place, row in self._rows(path, _LEDGER):
            code, number = row["account"], row["amount"]
            sector = _longest(wanted, code)
            booked = _booked(number, row["currency"])
            if booked is None:
                told = {"amount": number, "account": code, **_meant(number)}
                self._tell("E594", place, **told)
                continue
            if sector is None:
                values = {"account": code, "name": row.get("name") or None}
                self._tell("E595", place, **values)
                continue
            unit = self._currency(row["currency"], place)
            if unit is None:
                continue
            before = sums.get((code, unit.symbol))
            sums[code, unit.symbol] = Account(
                code=code,
                name=before.name if before else row.get("name", ""),
                amount=booked + (before.amount if before else 0),
                currency=unit,
                sector=sector,
                bookings=1 + (before.bookings if before else 0),
            )
        return tuple(sums.values())

    def _rows(
        self, path: Path, needed: Sequence[str]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Place and cells of each row by role; rows without any text are skipped."""
        sheet = read_sheets(path)[0]
        columns = self._columns(sheet, needed, path)
        if columns is None:
            return
        for number, cells in enumerate(sheet.rows[1:], 2):
            if not any(cells):
                continue
            row = {
                role: unescaped(cells[at]) if at < len(cells) else ""
                for role, at in columns.items()
            }
            yield f"{path.name}:{number}", row

    def _columns(
        self, sheet: Sheet, needed: Sequence[str], path: Path
    ) -> dict[str, int] | None:
        heads = sheet.rows[0] if sheet.rows else ()
        found: dict[str, int] = {}
        for at, head in enumerate(heads):
            role = _role(head)
            if role is not None:
                found.setdefault(role, at)
        missing = [role for role in needed if role not in found]
        if missing:
            values = {"missing": missing, "heads": list(heads)[:12]}
            self._tell("E593", path.name, **values)
            return None
        return found

    def _tell(self, code: str, place: str, **values: object) -> None:
        self.findings.append(Finding(code=code, at=place, values=values))


def _booked(text: str, currency: str) -> Decimal | None:
    """An amount as ledgers write it: ``-1,234.50``, ``￥1,234.50``; None: no number.

    A comma separates thousands where it can mean nothing else: before a point, or as
    one of several. A symbol is read where the currency may have it.
    """
    found = _SIGNED.fullmatch(text)
    assert found is not None  # everything may follow
    symbol, rest = found["symbol"], found["rest"]
    if symbol and currency[:3] not in _SYMBOLS[symbol]:
        return None
    if found["sign"] and rest[:1] in ("+", "-"):
        return None
    if _GROUPED.fullmatch(rest):
        rest = rest.replace(",", "")
    return Decimal(found["sign"] + rest) if _NUMBER.fullmatch(rest) else None


def _meant(text: str) -> dict[str, str]:
    """Both readings of ``1,234``."""
    found = _AMBIGUOUS.fullmatch(text)
    if found is None:
        return {}
    number = found["number"]
    return {"thousands": number.replace(",", ""), "decimals": number.replace(",", ".")}


def _role(head: str) -> str | None:
    plain = unicodedata.normalize("NFKC", head).casefold().replace("_", " ").strip()
    return next((r for r, heads in _HEADS.items() if plain in heads.split(", ")), None)


def _longest(wanted: Mapping[str, str], code: str) -> str | None:
    """Sector of an account: its own, else that of its longest beginning."""
    if code in wanted:
        return wanted[code]
    begins = (key for key in wanted if key.endswith(ANY))
    fitting = [key for key in begins if code.startswith(key.removesuffix(ANY))]
    return wanted[max(fitting, key=len)] if fitting else None


def _id(one: Account, taken: Mapping[str, object]) -> str:
    """An id of the format from an account's code, counted up where it is taken."""
    plain = re.sub(r"\W+", "_", f"account_{one.code}")[:MOST_LETTERS].strip("_")
    if plain not in taken:
        return plain
    return next(i for k in range(2, 10**6) if (i := f"{plain}_{k}") not in taken)


def _left_out(one: Account) -> Plain:
    return {
        "name": one.name or one.code,
        "basis": "not_attributable",
        "reason": "不属于采购 | no purchase",
        "spend": f"{one.amount} {one.currency.symbol}",
    }


def _rate(currency: str) -> str:
    return f"rate_{currency}"
