"""Recycling formulas of processes → ordinary draws on suppliers, some negative."""

from __future__ import annotations

from lcagraph.compile.draft import Draft
from lcagraph.compile.plan import Edge
from lcagraph.errors import Finding
from lcagraph.formulas import Expression, name, number, product
from lcagraph.graph.process import Recycling, UnitProcess
from lcagraph.nearest import nearest
from lcagraph.recycling import (
    ALLOCATION_FACTOR,
    DEFAULTS,
    PARAMETERS,
    RATIOS,
    STAGE_OF_SUPPLY,
    RecyclingTerm,
    recycling_terms,
)


def add_recycling(draft: Draft, process_id: str, process: UnitProcess) -> None:
    """Draws of the recycling formula of a process, one for each of its supplies."""
    recycling = process.recycling
    if recycling is None:
        return
    path = f"processes.{process_id}.recycling"
    if not _is_complete(draft, path, recycling):
        return
    if any(output.substitutes for output in process.outputs.values()):
        draft.report_key("E356", path, process=process_id)
    mass = draft.terms.add(f"{path}.parameters.mass", recycling.parameters["mass"])
    values = _values(draft, path, recycling)
    stated = frozenset(recycling.parameters)
    for term in recycling_terms(values, stated):
        amount = draft.terms.add_formula(
            f"{path}.{term.supply}.amount", product(name(mass), term.amount)
        )
        _add_draw(draft, path, recycling, term, amount)


def _is_complete(draft: Draft, path: str, recycling: Recycling) -> bool:
    """Whether the formula knows its words and has what it can't do without."""
    known = {"parameters": PARAMETERS, "suppliers": tuple(STAGE_OF_SUPPLY)}
    known["stages"] = known["suppliers"]
    before = len(draft.findings)
    for section, words in known.items():
        for word in getattr(recycling, section):
            if word not in words:
                draft.report_key(
                    "E352",
                    f"{path}.{section}.{word}",
                    word=word,
                    words=words,
                    nearest=nearest(word, words),
                )
    fixes_a = recycling.method in ALLOCATION_FACTOR
    if fixes_a and "A" in recycling.parameters:
        draft.report_key("E353", f"{path}.parameters.A", method=recycling.method)
    for needed in ("mass",) if fixes_a else ("mass", "A"):
        if needed not in recycling.parameters:
            draft.report_key("E354", path, parameter=needed)
    return len(draft.findings) == before


def _values(draft: Draft, path: str, recycling: Recycling) -> dict[str, Expression]:
    """Each parameter as a term of the model, or as the number that stands for it."""
    implied = {**DEFAULTS, **RATIOS, "LHV": 0.0, "Xheat": 0.0, "Xelec": 0.0}
    if recycling.method in ALLOCATION_FACTOR:
        implied["A"] = ALLOCATION_FACTOR[recycling.method]
    values: dict[str, Expression] = {
        key: number(value) for key, value in implied.items()
    }
    for key, amount in recycling.parameters.items():
        if key != "mass":
            values[key] = name(draft.terms.add(f"{path}.parameters.{key}", amount))
    return values


def _add_draw(
    draft: Draft, path: str, recycling: Recycling, term: RecyclingTerm, amount: str
) -> None:
    supplier = recycling.suppliers.get(term.supply)
    if supplier is None:
        if term.is_needed:
            draft.report_key("E355", path, supply=term.supply)
        return
    at = f"{path}.suppliers.{term.supply}"
    found = draft.suppliers.resolve(supplier, at=at, by=supplier)
    if isinstance(found, Finding):
        draft.findings.append(found)
        return
    unit = draft.row_unit(found.id, found.row)
    if unit is None or not draft.fits(amount, unit, at):
        return
    draft.edges.append(
        Edge(
            kind="input",
            process=path.split(".")[1],
            path=f"{path}.{term.supply}",
            product=found.product,
            supplier=found.id,
            supplier_row=found.row,
            term=amount,
            stage=recycling.stages.get(term.supply, STAGE_OF_SUPPLY[term.supply]),
        )
    )
