"""What a model leaves out, on a terminal and as data."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.input_output import Omission, Truncation
from lcagraph.result import significant

SCHEMA = "lcagraph-truncation-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

NOTHING = "–"


def truncation_text(found: Truncation, screen: Screen) -> str:
    """A line per item, what was taken off below it, and the whole with its limits."""
    heads = [
        Column(head=screen.word("truncation.left_out")),
        Column(head=screen.word("truncation.basis")),
        Column(head=screen.word("truncation.spend"), is_number=True),
        Column(head=screen.word("truncation.sector")),
        Column(head="kgCO2e", is_number=True),
        Column(head="%", is_number=True),
        Column(head=screen.word("truncation.stated"), is_number=True),
    ]
    rows = [row for one in found.omissions for row in _rows(found, one, screen)]
    title = screen.word("truncation.title", table=found.table)
    parts = [title, text_table(heads, rows), "\n".join(_summary(found, screen))]
    return "\n\n".join([*parts, screen.faint(screen.word("truncation.legend"))])


def _rows(
    found: Truncation, one: Omission, screen: Screen
) -> Iterator[tuple[str, ...]]:
    share = found.share(one)
    basis = screen.word(f"truncation.basis_{one.basis or 'unlinked'}")
    yield (
        f"{one.id}  {one.name.get(screen.lang)}",
        basis,
        NOTHING if one.spend is None else f"{significant(one.spend)} {one.currency}",
        one.sector or NOTHING,
        _kilograms(one.estimate),
        NOTHING if share is None or not one.is_missing else _percent(share),
        _kilograms(one.stated),
    )
    for each in one.taken_off:
        word = "truncation.less" if each.sector else "truncation.less_direct"
        name = screen.word(word, sector=each.sector, by=each.by)
        yield f"  {name}", "", "", "", f"({_kilograms(-each.co2e)})", "", ""


def _summary(found: Truncation, screen: Screen) -> Iterator[str]:
    """The whole, what is missing, and whether the limits are kept."""
    account, limits = found.account, found.limits
    numbers = {
        "included": significant(float(account.included)),
        "missing": significant(float(account.whole - account.included)),
        "share": _percent(found.missing),
        "coverage": _percent(found.coverage),
    }
    yield screen.word("truncation.whole", **numbers)
    shown = {
        "each": _limit(limits.each),
        "total": _limit(limits.total),
        "least": _limit(limits.coverage),
    }
    verdict = {True: "kept", False: "broken", None: "open"}[found.is_within]
    verdict = verdict if limits.is_set else "unlimited"
    yield screen.word(f"truncation.{verdict}", **shown)
    for one in found.too_large:
        share = _percent(found.share(one) or 0.0)
        yield screen.word("truncation.too_large", item=one.id, share=share)
    if found.unpriced:
        listed = ", ".join(one.id for one in found.unpriced)
        yield screen.word("truncation.unpriced", items=listed)


def truncation_json(found: Truncation, screen: Screen) -> str:
    """The same as data."""
    return as_json_text(
        {
            "schema": SCHEMA,
            "per": found.footprint.prepared.per,
            "footprint": found.footprint.total,
            "table": found.table,
            "included": float(found.account.included),
            "missing": found.missing,
            "coverage": found.coverage,
            "limits": {
                "each": found.limits.each,
                "total": found.limits.total,
                "coverage": found.limits.coverage,
            },
            "is_within": found.is_within,
            "omissions": [
                {
                    "id": one.id,
                    "name": {"zh": one.name.zh, "en": one.name.en},
                    "basis": one.basis,
                    "spend": one.spend,
                    "currency": one.currency or None,
                    "sector": one.sector or None,
                    "gross": one.gross,
                    "taken_off": [
                        {"by": e.by, "sector": e.sector or None, "co2e": e.co2e}
                        for e in one.taken_off
                    ],
                    "priced": one.priced,
                    "stated": one.stated,
                    "share": found.share(one),
                }
                for one in found.omissions
            ],
        }
    )


def _kilograms(amount: float | None) -> str:
    return NOTHING if amount is None else significant(amount)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _limit(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:g} %"
