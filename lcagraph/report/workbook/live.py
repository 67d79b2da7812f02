"""A model as a spreadsheet that calculates: data → A, B, f → s → g → footprint.

Change an activity datum in the file and the footprint follows, loops included. Each
formula carries the number that lcagraph has found for it at full precision.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.report.workbook.breakdown import Breakdown
from lcagraph.report.workbook.cells import (
    OUTPUT,
    LiveCell,
    LiveModel,
    LiveNumber,
    Look,
    SheetDraft,
    computed,
    words,
)
from lcagraph.report.workbook.entries import EntrySheet, Inputs, share_cells
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.inventory import FootprintCells, inventory_sheet
from lcagraph.report.workbook.naming import Names
from lcagraph.report.workbook.scaling import (
    MAX_DENSE,
    ScalingCells,
    runs_cells,
    scaling_cells,
)
from lcagraph.report.workbook.structure import STAGES, arrangement
from lcagraph.report.workbook.terms import ANNUAL_OUTPUT, term_cells
from lcagraph.result.footprint import Footprint
from lcagraph.units import conversion
from lcagraph.wording import Language, label

REFERENCE = "reference.amount"


def live_model(result: Footprint, lang: Language) -> LiveModel:
    """The live calculation behind a result.

    Parameters
    ----------
    result : Result
        A solved model.
    lang : {"zh", "en"}

    Returns
    -------
    LiveModel
        Sheets in the order of the calculation, and where its numbers stand. What no
        spreadsheet formula can say is a value; the first sheet lists it.
    """
    inputs = Inputs(
        prepared=result.prepared,
        numbers=result.numbers,
        terms=term_cells(result.prepared, result.numbers, lang),
        names=Names(prepared=result.prepared, lang=lang),
    )
    arranged = arrangement(result.prepared)
    share_keys: dict[str, LiveNumber] = {}
    shares, share_at = share_cells(inputs, share_keys)
    writer = EntrySheet(inputs=inputs, shares=share_at, runs=runs_cells(inputs))
    technosphere = writer.technosphere(arranged)
    interventions = writer.interventions()
    scaling = scaling_cells(inputs, arranged, technosphere)
    footprint = inventory_sheet(inputs, interventions, result.view)
    breakdown = Breakdown(
        inputs=inputs,
        arranged=arranged,
        technosphere=technosphere,
        interventions=interventions,
        scaling=scaling,
        footprint=footprint,
    )
    parts = breakdown.sheets()
    data = [*inputs.terms.sheets, *([shares] if shares else [])]
    middle = [technosphere.draft, *scaling.sheets, interventions.draft]
    notes, annual = _notes(result, inputs, scaling, footprint)
    drafts = [notes, *data, *middle]
    stages = _stages(breakdown.keys)
    keys = {
        path: LiveNumber(reference=reference, value=value)
        for path, (reference, value) in _terms(inputs)
    }
    return LiveModel(
        sheets=tuple(d.finished() for d in (*drafts, footprint.draft, *parts)),
        keys={
            **keys,
            **share_keys,
            **footprint.keys,
            **breakdown.keys,
            **stages,
            **annual,
        },
    )


def _stages(keys: Mapping[str, LiveNumber]) -> dict[str, LiveNumber]:
    """Every stage, without a row zero; `stage/<stage>+` as forms join them.

    Some forms count what comes in to the raw materials and storage to the delivery.
    """
    nothing = LiveNumber(reference="0", value=0.0)
    own = {id: keys.get(f"stage/{id}", nothing) for id in STAGES}

    def joined(*ids: str) -> LiveNumber:
        parts = [own[id] for id in ids if own[id] is not nothing]
        if not parts:
            return nothing
        text = "+".join(part.reference for part in parts)
        value = sum(part.value for part in parts)
        return LiveNumber(reference=f"({text})", value=value)

    delivery = joined("distribution", "storage")
    return {f"stage/{id}": number for id, number in own.items()} | {
        "stage/raw_materials+": joined(
            "raw_materials", "inbound_transport", "inbound_storage"
        ),
        "stage/distribution+": delivery,
        "stage/delivery": delivery,
    }


def _terms(inputs: Inputs) -> list[tuple[str, tuple[str, float]]]:
    return [(f"term/{path}", cell) for path, cell in inputs.terms.paths.items()]


def _notes(
    result: Footprint, inputs: Inputs, scaling: ScalingCells, footprint: FootprintCells
) -> tuple[SheetDraft, Mapping[str, LiveNumber]]:
    """The first sheet: the footprint, what is live, what isn't; the key of `output`."""
    say, lang = inputs.say, inputs.names.lang
    draft = SheetDraft(name=say("sheet.notes"), widths=(34.0, 24.0, 16.0, 60.0))
    draft.add([LiveCell(text=say("title"), look="title")])
    title = result.prepared.compiled.system.title
    draft.add([words(title.get(lang) if title else "")])
    draft.add([words(result.name.get(lang))])
    draft.add()
    for key in ("including", "excluding"):
        number = footprint.keys[f"footprint/{key}"]
        look: Look = "head" if result.view == key else "text"
        draft.add(
            [
                LiveCell(text=label(f"result.{key}", lang), look=look),
                computed(number.reference, number.value),
                words("kgCO2e"),
            ]
        )
    total = footprint.keys["footprint"]
    draft.add(
        [
            words(say("as_computed")),
            LiveCell(value=total.value, look="constant"),
            words("kgCO2e"),
        ]
    )
    line = draft.next_row
    off = f"{total.reference}-B{line}"
    draft.add(
        [
            words(say("changed_by")),
            # a spreadsheet solves A with other rounding: nothing has changed then
            computed(f"IF(ABS({off})<=1E-12*ABS(B{line}),0,{off})", 0.0),
            words("kgCO2e"),
        ]
    )
    annual = _add_annual(draft, result, inputs)
    draft.add()
    n = result.prepared.layout.n
    way = "dense" if n <= MAX_DENSE else "sparse"
    for key in ("how", way, "checks", "scope"):
        draft.add(
            [LiveCell(text=say(f"note.{key}", count=n, most=MAX_DENSE), look="note")]
        )
    _add_stored(draft, inputs, scaling)
    draft.add()
    draft.add([words("lcagraph"), words(result.provenance.lcagraph_version)])
    draft.add([words(say("model_hash")), words(result.provenance.model_hash)])
    if result.provenance.scenario:
        draft.add([words(say("scenario")), words(result.provenance.scenario)])
    for path, value in result.provenance.settings.items():
        draft.add([words(path), words(value)])
    return draft, annual


def _add_annual(
    draft: SheetDraft, result: Footprint, inputs: Inputs
) -> Mapping[str, LiveNumber]:
    """Reference flows per period, by which annual tables are scaled: `output`."""
    table = result.prepared.compiled.table
    if result.annual_factor is None:
        return {}
    output, amount = (
        inputs.terms.references[table.index[path]]
        for path in (ANNUAL_OUTPUT, REFERENCE)
    )
    units = table.units[ANNUAL_OUTPUT], table.units[REFERENCE]
    formula = f"{output}*{number_text(conversion(*units))}/{amount}"
    cell = computed(formula, result.annual_factor)
    row = draft.add([words(inputs.say("annual")), cell])
    number = LiveNumber(reference=draft.cell(row, 1), value=result.annual_factor)
    return {OUTPUT: number}


def _add_stored(draft: SheetDraft, inputs: Inputs, scaling: ScalingCells) -> None:
    """What is a value although it follows from others, each by name."""
    found = (
        ("stored_terms", inputs.terms.stored),
        ("stored_runs", list(dict.fromkeys(scaling.stored))),
    )
    for key, names in found:
        if names:
            text = inputs.say(f"note.{key}", count=len(names), names="; ".join(names))
            draft.add([LiveCell(text=text, look="warning")])
