"""A model inside a table, on a terminal and as data."""

from __future__ import annotations

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.input_output import Integrated
from lcagraph.result import significant

SCHEMA = "lcagraph-hybrid-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


def hybrid_text(found: Integrated, screen: Screen) -> str:
    """Footprints, multipliers of the sector, and the sectors that change most."""
    per = f"kgCO2e/{found.currency}"
    title = screen.word("integrated.title", sector=found.sector, table=found.table)
    heads = [Column(head=""), Column(head="", is_number=True)]
    of_flow = screen.word("integrated.per", per=found.result.prepared.per)
    rows = [
        ("tiered", f"{significant(found.result.total)} {of_flow}"),
        ("total", f"{significant(found.total)} {of_flow}"),
        ("before", f"{significant(found.before)} {per}"),
        ("own", f"{significant(found.own)} {per}"),
        ("rest", f"{significant(found.rest)} {per}"),
        ("disaggregated", f"{significant(found.disaggregated)} {per}"),
    ]
    words = [(screen.word(f"integrated.{key}"), text) for key, text in rows]
    parts = [title, text_table(heads, words), _changed(found, screen)]
    moved = screen.word(
        "integrated.corrections" if found.corrections else "integrated.no_sales",
        count=len(found.corrections),
        share=f"{100 * found.share:g} %",
        sector=found.sector,
    )
    return "\n\n".join([part for part in parts if part] + [moved])


def _changed(found: Integrated, screen: Screen) -> str:
    """Sectors with the largest change of their multiplier, as far as it shows."""
    heads = [
        Column(head=screen.word("integrated.changed")),
        Column(head=screen.word("integrated.bought"), is_number=True),
        Column(head=screen.word("whatif.before"), is_number=True),
        Column(head=screen.word("whatif.after"), is_number=True),
    ]
    rows = [
        (
            one.sector,
            significant(one.bought),
            significant(one.before),
            significant(one.after),
        )
        for one in found.changed
        if significant(one.before) != significant(one.after)
    ]
    return text_table(heads, rows) if rows else ""


def hybrid_json(found: Integrated, screen: Screen) -> str:
    """The same as data, with every sale that was taken over."""
    return as_json_text(
        {
            "schema": SCHEMA,
            "per": found.result.prepared.per,
            "table": found.table,
            "sector": found.sector,
            "currency": found.currency,
            "price": found.price,
            "share": found.share,
            "tiered": found.result.total,
            "integrated": found.total,
            "multiplier": {
                "before": found.before,
                "own": found.own,
                "rest": found.rest,
                "disaggregated": found.disaggregated,
            },
            "corrections": [
                {"sector": sector, "taken_off": amount}
                for sector, amount in found.corrections.items()
            ],
            "changed": [
                {
                    "sector": one.sector,
                    "bought": one.bought,
                    "before": one.before,
                    "after": one.after,
                }
                for one in found.changed
            ],
            "residual": found.residual,
        }
    )
