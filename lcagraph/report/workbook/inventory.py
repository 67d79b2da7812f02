"""Inventory g = B s, its characterisation, the footprint, and kgCO2e per factor."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lcagraph.calculate import inventory
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.report.workbook.cells import (
    LiveCell,
    LiveNumber,
    SheetDraft,
    column_name,
    computed,
    constant,
    words,
)
from lcagraph.report.workbook.entries import EMITTED, EntryCells, Inputs
from lcagraph.wording import label

TOP = 5
"""Row of the first gas; the weights of both totals stand above it."""
MASS, WEIGHTED, FIRST_ITEM = 2, 3, 4
"""Columns of g, of kgCO2e per kg in the headline, and of the first item of C."""


@dataclass(slots=True)
class FootprintCells:
    """Where the inventory and the totals stand."""

    draft: SheetDraft
    weighted: dict[int, tuple[str, float]] = field(default_factory=dict)
    """kgCO2e per kg of each gas in the headline total, by its row of B."""
    keys: dict[str, LiveNumber] = field(default_factory=dict)


def inventory_sheet(
    inputs: Inputs, interventions: EntryCells, view: str
) -> FootprintCells:
    """The sheet of gases, GWP and totals."""
    prepared, flows = inputs.prepared, inputs.prepared.layout.flows
    items = [label(f"item.{row}", inputs.names.lang) for row in ROWS]
    head = ("number", "row_b", "mass", "gwp")
    widths = (6.0, 34.0, 18.0, 16.0, *[16.0] * len(ROWS))
    draft = inputs.draft("inventory", head, widths)
    draft.rows[-1] += tuple(LiveCell(text=item, look="head") for item in items)
    cells = FootprintCells(draft=draft)
    weights = dict(
        zip(("including", "excluding"), including_and_excluding(), strict=True)
    )
    for name, of in weights.items():
        title = words(label(f"result.{name}", inputs.names.lang))
        draft.add([None, title, None, None, *(constant(float(w)) for w in of)])
    draft.frozen = TOP
    g = inventory(prepared, inputs.numbers)[0]
    C, last = prepared.characterisation, column_name(FIRST_ITEM + len(ROWS) - 1)
    headline = TOP - 2 + [*weights].index(view) + 1
    for i, flow in enumerate(flows):
        line = TOP + i + 1
        first, until = interventions.rows[i]
        emitted = interventions.draft.range(first, until, EMITTED)
        factor = f"SUMPRODUCT(E{line}:{last}{line},$E${headline}:${last}${headline})"
        weighted = float(C[:, i] @ weights[view])
        draft.add(
            [
                LiveCell(value=i + 1),
                words(inputs.names.flow(flow)),
                computed(f"SUM({emitted})", float(g[i])),
                computed(factor, weighted),
                *(constant(float(C[row, i])) for row in range(len(ROWS))),
            ]
        )
        cells.weighted[i] = draft.cell(TOP + i, WEIGHTED), weighted
        mass = LiveNumber(reference=draft.cell(TOP + i, MASS), value=float(g[i]))
        cells.keys |= {f"flow/{flow}": mass, f"gas/{flow}/kg": mass}
        cells.keys[f"gas/{flow}"] = LiveNumber(
            reference=f"{mass.reference}*{draft.cell(TOP + i, WEIGHTED)}",
            value=mass.value * weighted,
        )
    _add_totals(inputs, cells, view, C @ g if len(flows) else np.zeros(len(ROWS)))
    return cells


def _add_totals(
    inputs: Inputs, cells: FootprintCells, view: str, h: np.ndarray
) -> None:
    """Items of the footprint, both totals, and the headline."""
    draft, lang = cells.draft, inputs.names.lang
    bottom = TOP + len(cells.weighted)
    draft.add()
    heads = (inputs.say("head.item"), "kgCO2e")
    draft.add([None, *(LiveCell(text=word, look="head") for word in heads)])
    first = draft.next_row
    masses = f"C${TOP + 1}:C${bottom}"
    for n, row in enumerate(ROWS):
        letter = column_name(FIRST_ITEM + n)
        formula = f"SUMPRODUCT({letter}{TOP + 1}:{letter}{bottom},{masses})"
        cell = computed(formula if cells.weighted else "0", float(h[n]))
        at = draft.add([None, words(label(f"item.{row}", lang)), cell])
        number = LiveNumber(reference=draft.cell(at, MASS), value=float(h[n]))
        cells.keys[f"item/{row}"] = number
    totals = zip(("including", "excluding"), including_and_excluding(), strict=True)
    for place, (name, weights) in enumerate(totals):
        line = TOP - 1 + place
        value = float(h @ weights)
        letters = [column_name(FIRST_ITEM + n) for n in range(len(ROWS))]
        products = [
            f"${letter}${line}*C{first + 1 + n}" for n, letter in enumerate(letters)
        ]
        title = LiveCell(text=label(f"result.{name}", lang), look="head")
        total = LiveCell(formula="+".join(products), value=value, look="result")
        at = draft.add([None, title, total])
        number = LiveNumber(reference=draft.cell(at, MASS), value=value)
        cells.keys |= {f"footprint/{name}": number, f"total/{name}": number}
    cells.keys["footprint"] = cells.keys[f"footprint/{view}"]
