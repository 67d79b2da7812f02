"""What a what-if asks and changes, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcagraph.background.editing import Edit
from lcagraph.background.whatif import WhatIf
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.result import significant

SCHEMA = "lcagraph-whatif-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


def whatif_text(found: WhatIf, gwp: str, screen: Screen) -> str:
    """Footprint as it is, as it would be, and the difference."""
    (product,) = found.products
    before, after = float(found.before[0]), float(found.after[0, 0])
    difference = after - before
    share = f"{100 * difference / before:+.2f} %" if before > 0 else ""
    heads = [
        Column(head=product.product_name),
        Column(head=f"kgCO2e/{product.unit}", is_number=True),
        Column(head="", is_number=True),
    ]
    rows = [
        (screen.word("whatif.before"), significant(before), ""),
        (screen.word("whatif.after"), significant(after), ""),
        (screen.word("whatif.difference"), significant(difference), share),
    ]
    path = "whatif.full" if found.is_full[0] else "whatif.low_rank"
    bound = f"{float(found.bound[0, 0]):.1e}"
    how = screen.word(path, bound=bound, gwp=gwp)
    return f"{text_table(heads, rows)}\n\n{screen.faint(how)}"


def whatif_json(found: WhatIf, gwp: str, screen: Screen) -> str:
    """The same as data."""
    (product,) = found.products
    return as_json_text(
        {
            "schema": SCHEMA,
            "process": product.process,
            "product": product.product,
            "unit": f"kgCO2e/{product.unit}",
            "gwp": gwp,
            "view": "excluding",
            "before": float(found.before[0]),
            "after": float(found.after[0, 0]),
            "bound": float(found.bound[0, 0]),
            "is_full": bool(found.is_full[0]),
        }
    )


def stated_edits(
    process: str,
    inputs: Sequence[str],
    emissions: Sequence[str],
    suppliers: Sequence[str],
) -> Iterator[Edit]:
    """Each edit as it was written: `=*0.5` multiplies, any other text is an amount."""
    for texts, is_input in ((inputs, True), (emissions, False)):
        for text in texts:
            name, _, amount = text.rpartition("=")  # a name may hold a `?location=…`
            times = _factor(amount.strip())
            yield Edit(
                process=process,
                input=name.strip() if is_input else "",
                emission="" if is_input else name.strip(),
                amount=amount.strip() if times is None else "",
                times=times,
            )
    for text in suppliers:
        name, _, other = text.partition("->")
        yield Edit(process=process, input=name.strip(), supplier=other.strip())


def _factor(amount: str) -> float | None:
    """The number after an asterisk; None for an amount, or what is neither."""
    if not amount.startswith("*"):
        return None
    try:
        return float(amount[1:])
    except ValueError:
        return None
