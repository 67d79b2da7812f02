"""A purchase ledger with its footprint by account, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.formats.purchase_ledger import Account, PurchaseLedger
from lcagraph.result import Result, significant

NOTHING = "–"


def ledger_text(ledger: PurchaseLedger, result: Result, screen: Screen) -> str:
    """A line per account, the largest first, what is no purchase last."""
    heads = [
        Column(head=screen.word("ledger.account")),
        Column(head=screen.word("ledger.spend"), is_number=True),
        Column(head=screen.word("truncation.sector")),
        Column(head="kgCO2e", is_number=True),
        Column(head="%", is_number=True),
    ]
    title = screen.word("ledger.title", total=significant(result.total))
    counted = screen.word(
        "ledger.counted",
        accounts=len(ledger.accounts),
        bookings=sum(one.bookings for one in ledger.accounts),
    )
    return f"{title}\n\n{text_table(heads, [*_rows(ledger, result)])}\n\n{counted}"


def _rows(ledger: PurchaseLedger, result: Result) -> Iterator[tuple[str, ...]]:
    emitted: dict[str, float] = {}
    for row in result.rows:
        id_ = row.path.rpartition(".")[2]
        emitted[id_] = emitted.get(id_, 0.0) + float(row.items @ result.weights)
    known = [(emitted.get(id_), one) for id_, one in ledger.rows.items()]
    for amount, one in sorted(known, key=_rank):
        yield _line(one, amount, result.total)


def _rank(pair: tuple[float | None, Account]) -> tuple[bool, float]:
    amount, one = pair
    return not one.sector, -abs(amount or 0.0)


def _line(one: Account, amount: float | None, total: float) -> tuple[str, ...]:
    is_share = amount is not None and amount >= 0 and total > 0
    return (
        f"{one.code}  {one.name}".rstrip(),
        f"{one.amount} {one.currency.symbol}",
        one.sector.partition("/")[2] or NOTHING,
        NOTHING if amount is None else significant(amount),
        f"{100 * (amount or 0.0) / total:.2f}" if is_share else NOTHING,
    )
