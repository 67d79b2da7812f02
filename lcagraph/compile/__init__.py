"""Model → CompiledModel, once: links resolved, units checked, formulas in order.

Everything wrong is collected and raised together. Nothing here has numbers for
variants: `matrices` and `calculate` give the compiled model any values.
"""

from __future__ import annotations

from dataclasses import replace

from lcagraph.compile.allocations import add_allocation
from lcagraph.compile.background import Background, named_factors, named_rows, placed
from lcagraph.compile.balanced import check_balances
from lcagraph.compile.characterised import add_factor_spreads
from lcagraph.compile.deductions import misplaced_deductions
from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.compile.exclusions import add_exclusions, check_exclusions
from lcagraph.compile.methods import check_methods
from lcagraph.compile.pending import pending_findings
from lcagraph.compile.plan import CompiledModel, Function
from lcagraph.compile.processes import add_exchanges, add_functions
from lcagraph.compile.records import add_factor
from lcagraph.compile.recycled import add_recycling
from lcagraph.compile.references import reference_findings
from lcagraph.compile.suppliers import Supplier, SupplierIndex, shared_ids
from lcagraph.compile.supplies import (
    MARKET_BASED_FIRST,
    supply_findings,
    switch_of,
    with_supplies,
)
from lcagraph.compile.values import check_values
from lcagraph.errors import Finding, ModelError
from lcagraph.formulas import name, number, product
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import property_path
from lcagraph.land_use import CO2_PER_CARBON
from lcagraph.units import DIMENSIONLESS
from lcagraph.waivers import misplaced_waivers, waive

__all__ = ["CompiledModel", "check_values", "compile_system"]


def compile_system(
    system: ProductSystem, background: Background | None = None
) -> CompiledModel:
    """The model with every link, unit and formula settled.

    Parameters
    ----------
    system : ProductSystem
        The model as written.
    background : Background, optional
        Its datasets, where they are known already; None: they are looked up.

    Returns
    -------
    CompiledModel
        Term table, links and allocation plans; waived errors and warnings are in
        its `findings`.

    Raises
    ------
    ModelError
        With all findings, if one of them is an error that the model doesn't waive.
    """
    findings = [*shared_ids(system), *supply_findings(system)]
    background = background or _with_background(system)
    stated, system = system, with_supplies(background.system)
    draft = Draft(
        system=system,
        suppliers=SupplierIndex(system),
        findings=[*findings, *background.findings],
        background=background,
    )
    _add_names(draft)
    for factor_id, factor in system.factors.items():
        add_factor(draft, factor_id, factor)
    for process_id, process in system.processes.items():
        add_functions(draft, process_id, process)
    for process_id, process in system.processes.items():
        add_exchanges(draft, process_id, process)
        add_recycling(draft, process_id, process)
        add_allocation(draft, process_id, process)
    demand = _demand(draft)
    _check_bounds(draft)
    check_exclusions(draft)
    check_methods(draft)
    check_balances(draft)
    for path in draft.terms.formulas:
        draft.terms.unit(path)
    if uncertain := draft.terms.uncertain_behind("reference.amount"):
        draft.report("E476", "reference.amount", numbers=uncertain)
    draft.findings += draft.terms.findings
    draft.findings += [*pending_findings(stated), *reference_findings(stated)]
    draft.findings += misplaced_deductions(stated)
    waived = waive(system, placed(draft.findings, background.named_at))
    if demand is None or any(finding.is_fatal for finding in waived):
        raise ModelError([*waived, *misplaced_waivers(system, waived)])
    return _compiled(draft, demand, waived)


def _with_background(system: ProductSystem) -> Background:
    """The system in which every dataset that it names has become a factor."""
    factors, rows = named_factors(system), list(named_rows(system))
    if not factors and not rows:
        return Background(system=system)
    # the store is only loaded for models that buy from a database: SQLite takes time
    from lcagraph.compile.datasets import with_datasets

    return with_datasets(system, factors, rows)


def _compiled(
    draft: Draft, demand: Function, findings: tuple[Finding, ...]
) -> CompiledModel:
    used = {edge.supplier for edge in draft.edges}
    if (demand.process, demand.row) not in draft.functions:
        used.add(demand.process)
    return CompiledModel(
        system=draft.system,
        table=draft.terms.arrange(),
        functions=tuple(draft.functions.values()),
        factors=tuple(c for id_, c in draft.factors.items() if id_ in used),
        edges=tuple(draft.edges),
        burden_free=tuple(draft.burden_free),
        direct=tuple(draft.direct),
        allocations=tuple(draft.allocations),
        deductions=dict(draft.deductions),
        demand=demand,
        demand_term="reference.amount",
        findings=findings,
        factor_hashes=dict(draft.factor_hashes),
        named_at=dict(draft.background.named_at),
        dataset_names=dict(draft.background.dataset_names),
    )


def _add_names(draft: Draft) -> None:
    """Parameters and product properties: what formulas and weights may name."""
    for id_, parameter in draft.system.parameters.items():
        path = draft.terms.add(f"parameters.{id_}.value", parameter.value)
        draft.terms.aliases[id_] = path
        for bound in ("min", "max"):
            amount = getattr(parameter, bound)
            if amount is not None:
                draft.terms.add(f"parameters.{id_}.{bound}", amount)
    for id_, known in draft.system.products.items():
        for key, amount in known.properties.items():
            draft.terms.add(property_path(f"products.{id_}", key), amount)
    for id_, factor in draft.system.factors.items():
        for key, amount in factor.properties.items():
            draft.terms.add(property_path(f"factors.{id_}", key), amount)
    add_exclusions(draft)
    add_factor_spreads(draft)
    is_market_first = MARKET_BASED_FIRST[draft.system.scope.rule_set]
    for id_, supply in draft.system.supply.items():
        on = 1.0 if is_market_first else 0.0
        draft.terms.add_number(switch_of(id_), on, DIMENSIONLESS, kind="choice")
        if supply.losses is not None:
            draft.terms.add(f"supply.{id_}.losses", supply.losses)


def _check_bounds(draft: Draft) -> None:
    """The bounds of a parameter are of the kind of its value."""
    for id_, parameter in draft.system.parameters.items():
        own = draft.terms.unit(f"parameters.{id_}.value")
        for key in ("min", "max"):
            if own is not None and getattr(parameter, key) is not None:
                path = f"parameters.{id_}.{key}"
                draft.fits(path, own, path, "E340")


def _demand(draft: Draft) -> Function | None:
    """The function that the reference asks for: a product made or a waste treated."""
    reference = draft.system.reference
    found = draft.suppliers.resolve(reference.product, at="reference.product", by=None)
    if isinstance(found, Finding):
        code = "E313" if found.code == "E301" else found.code
        draft.findings.append(replace(found, code=code, part="value"))
        return None
    if found.kind == "burden_free":
        draft.report("E327", "reference.product", product=reference.product)
        return None
    function = _function_of(draft, found)
    term = draft.terms.add("reference.amount", reference.amount)
    if reference.annual_output is not None:
        annual = draft.terms.add(
            "reference.annual_output.amount", reference.annual_output.amount
        )
        if function is not None:
            draft.fits(annual, function.unit, "reference.annual_output")
    if function is None or not draft.fits(term, function.unit, "reference.amount"):
        return None
    _add_stored_carbon(draft, function, term)
    return function


def _add_stored_carbon(draft: Draft, function: Function, term: str) -> None:
    """Biogenic carbon in the reference product as CO2: amount × content × 44/12."""
    process = draft.system.processes.get(function.process)
    output = process.outputs.get(function.row) if process else None
    path = f"processes.{function.process}.outputs.{function.row}"
    own = output.properties if output else {}
    content = draft.property_term(path, own, function.product, "biogenic_carbon")
    if content is None:
        return
    carbon = product(name(term), name(content))
    as_dioxide = product(carbon, number(CO2_PER_CARBON, DIMENSIONLESS))
    draft.terms.add_formula("reference.stored_carbon", as_dioxide)
    draft.fits("reference.stored_carbon", KILOGRAM, content, "E341")


def _function_of(draft: Draft, supplier: Supplier) -> Function | None:
    if supplier.kind != "factor":
        return draft.functions.get((supplier.id, supplier.row))
    column = draft.factors.get(supplier.id)
    if column is None:
        return None
    return Function(
        process=supplier.id,
        row=supplier.row,
        product=supplier.product,
        is_treatment=False,
        term=column.per,
        unit=column.unit,
    )
