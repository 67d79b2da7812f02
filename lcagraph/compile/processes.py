"""Exchanges of unit processes → functions, edges and direct flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from lcagraph.compile.deductions import add_reading
from lcagraph.compile.draft import Draft
from lcagraph.compile.emissions import add_emissions, add_removals
from lcagraph.compile.plan import BurdenFreeLink, Edge, EdgeKind, Function
from lcagraph.compile.suppliers import Supplier
from lcagraph.compile.transport import add_transport
from lcagraph.errors import Finding
from lcagraph.formulas import Amount, Expression, name, product
from lcagraph.graph.process import Input, Output, UnitProcess, Waste
from lcagraph.graph.words import Stage, property_path
from lcagraph.units import Unit


def add_functions(draft: Draft, process_id: str, process: UnitProcess) -> None:
    """The products that a process delivers and the wastes that it treats."""
    path = f"processes.{process_id}"
    for row, output in process.outputs.items():
        output_path = f"{path}.outputs.{row}"
        term = draft.terms.add(f"{output_path}.amount", output.amount, output.pedigree)
        _add_properties(draft, output_path, output.properties)
        _add_price(draft, output_path, output.price)
        if _is_function(output):
            _add_function(draft, process_id, row, output.product or row, term)
    for row, treated in process.treats.items():
        if row in process.outputs:
            draft.report_key("E339", f"{path}.treats.{row}", row=row)
            continue
        at = f"{path}.treats.{row}.amount"
        term = draft.terms.add(at, treated.amount, treated.pedigree)
        _add_function(
            draft, process_id, row, treated.product or row, term, is_treatment=True
        )
    bears_burden = [o for o in process.outputs.values() if _is_function(o)]
    if not bears_burden and not process.treats:
        draft.report_key("E307", path, process=process_id)


def _is_function(output: Output) -> bool:
    """Whether a process exists for this output: it carries burden of its own."""
    return output.role == "product" and output.substitutes is None


def _add_function(
    draft: Draft,
    process_id: str,
    row: str,
    product_id: str,
    term: str,
    *,
    is_treatment: bool = False,
) -> None:
    unit = draft.terms.unit(term)
    if unit is None:
        return
    draft.functions[process_id, row] = Function(
        process=process_id,
        row=row,
        product=product_id,
        is_treatment=is_treatment,
        term=term,
        unit=unit,
    )


def add_exchanges(draft: Draft, process_id: str, process: UnitProcess) -> None:
    """Everything that a process draws on, and its elementary flows."""
    path = f"processes.{process_id}"
    for row, input_ in process.inputs.items():
        if input_.corrects and not _is_linked(
            draft, f"{path}.inputs.{input_.corrects}"
        ):
            continue  # what is wrong with the spending has been told
        _add_input(draft, process_id, process, f"{path}.inputs.{row}", row, input_)
    for row, waste in process.waste.items():
        at = f"{path}.waste.{row}"
        _add_waste(draft, process, at, row, waste, kind="waste")
    for row, waste in process.avoids_waste.items():
        at = f"{path}.avoids_waste.{row}"
        _add_waste(draft, process, at, row, waste, kind="avoided_waste")
    for row, output in process.outputs.items():
        _add_output_links(draft, process_id, f"{path}.outputs.{row}", row, output)
    add_emissions(draft, process_id, process)
    add_removals(draft, process_id, process)


def _is_linked(draft: Draft, path: str) -> bool:
    """Whether the exchange at a path, which stands further up, found its supplier."""
    return any(edge.path == path for edge in draft.edges)


def _add_input(
    draft: Draft,
    process_id: str,
    process: UnitProcess,
    path: str,
    row: str,
    input_: Input,
) -> None:
    product_id = input_.product or row
    term = add_reading(
        draft, path, input_.amount, input_.data, pedigree=input_.pedigree
    )
    _add_properties(draft, path, input_.properties)
    _add_price(draft, path, input_.price)
    found = draft.suppliers.resolve(
        product_id, at=path, by=input_.from_, location=input_.location
    )
    stage = input_.stage or process.own_stage
    causal = _causal(process, path, row)
    if isinstance(found, Finding):
        _report_missing(draft, _at_name(found, "from"), product_id)
    elif found.kind == "treatment":
        values = {"supplier": found.id, "flow": product_id, "offers": [found.product]}
        draft.report_key("E338", path, **values)
    elif found.kind == "burden_free":
        _add_burden_free(draft, process_id, path, product_id, term, found)
    else:
        _add_edge(draft, "input", path, product_id, found, stage=stage, causal=causal)
    add_transport(
        draft,
        path,
        input_.transport,
        mass_of=(term, input_.properties, product_id),
        stage="inbound_transport",
        causal=causal,
    )


def _causal(process: UnitProcess, path: str, row: str) -> str | None:
    """Path of the input whose causal shares a row has; a correction, its spending's."""
    owner = process.inputs[row].corrects or row
    has_shares = process.inputs[owner].shares is not None
    return f"{path.rpartition('.')[0]}.{owner}" if has_shares else None


def _at_name(found: Finding, key: str) -> Finding:
    """The finding about a supplier named by `from` or `to`, moved to that name."""
    if found.code not in ("E304", "E305"):
        return found
    return replace(found, at=f"{found.at}.{key}")


def _report_missing(draft: Draft, found: Finding, product_id: str) -> None:
    """No supplier; if it is a supply without its factor, that is told there."""
    wanted = found.values.get("supplier", product_id)
    if not (found.code in ("E301", "E305") and wanted in draft.system.supply):
        draft.findings.append(found)


def _add_edge(
    draft: Draft,
    kind: EdgeKind,
    path: str,
    product_id: str,
    supplier: Supplier,
    *,
    stage: Stage | None,
    causal: str | None = None,
) -> None:
    """Link an exchange, if its unit is one that the supplier's row can take."""
    key = "substitutes.amount" if kind == "substitution" else "amount"
    term = draft.counted(f"{path}.{key}")
    if supplier.kind == "factor":
        column = draft.factors.get(supplier.id)
        if column is None:
            return  # the factor's own error is reported where it is
        unit: Unit | None = column.unit
        stage = _stage_of_factor(draft, supplier.id, path, stage)
    else:
        function = draft.functions.get((supplier.id, supplier.row))
        unit = function.unit if function else None
    if unit is None or not draft.fits(term, unit, path):
        return  # the supplier's own error is reported where it is
    draft.edges.append(
        Edge(
            kind=kind,
            process=path.split(".")[1],
            path=path,
            product=product_id,
            supplier=supplier.id,
            supplier_row=supplier.row,
            term=term,
            stage=stage,
            causal=causal,
        )
    )


def _stage_of_factor(
    draft: Draft, factor_id: str, path: str, stage: Stage | None
) -> Stage | None:
    """Stage of what a factor supplies: stated on the exchange, else on the factor."""
    stated = _stated_stage(draft, path)
    return stated or draft.factors[factor_id].factor.stage or stage


def _stated_stage(draft: Draft, path: str) -> Stage | None:
    """Stage that an exchange states itself."""
    _, process_id, section, row = path.split(".")[:4]
    process = draft.system.processes[process_id]
    exchanges: Mapping[str, Input | Waste | Output] = getattr(process, section)
    return exchanges[row].stage


def _add_burden_free(
    draft: Draft,
    process_id: str,
    path: str,
    product_id: str,
    term: str,
    supplier: Supplier,
) -> None:
    supplier_term = f"processes.{supplier.id}.outputs.{supplier.row}.amount"
    unit = draft.terms.unit(supplier_term)
    if unit is None or not draft.fits(term, unit, path):
        return
    draft.burden_free.append(
        BurdenFreeLink(
            process=process_id,
            path=path,
            product=product_id,
            term=term,
            supplier=supplier.id,
            supplier_term=supplier_term,
        )
    )


def _add_waste(
    draft: Draft,
    process: UnitProcess,
    path: str,
    row: str,
    waste: Waste,
    *,
    kind: EdgeKind,
) -> None:
    waste_id = waste.product or row
    term = add_reading(draft, path, waste.amount, waste.data, pedigree=waste.pedigree)
    _add_properties(draft, path, waste.properties)
    _add_price(draft, path, waste.price)
    stage = waste.stage or process.own_stage
    if waste.untreated is not None:
        draft.report("W331", path, waste=waste_id, why=asdict(waste.untreated))
    else:
        found = draft.suppliers.resolve(waste_id, at=path, by=waste.to)
        if isinstance(found, Finding):
            code = "E320" if found.code == "E301" else found.code
            draft.findings.append(_at_name(replace(found, code=code), "to"))
        elif found.kind in ("treatment", "factor"):
            _add_edge(draft, kind, path, waste_id, found, stage=stage)
            stage = _stage_of_waste(draft, found, path, stage)
        else:
            draft.report_key("E321", path, waste=waste_id, supplier=found.id)
    add_transport(
        draft,
        path,
        waste.transport,
        mass_of=(term, waste.properties, waste_id),
        stage=stage,
    )


def _stage_of_waste(
    draft: Draft, found: Supplier, path: str, stage: Stage | None
) -> Stage | None:
    """Stage that a waste books to, and its freight with it: that of its treatment."""
    if found.id in draft.factors:
        return _stage_of_factor(draft, found.id, path, stage)
    if found.kind != "treatment" or _stated_stage(draft, path) is not None:
        return stage
    return draft.system.processes[found.id].own_stage or stage


def _add_output_links(
    draft: Draft, process_id: str, path: str, row: str, output: Output
) -> None:
    """Freight of an output, and the product that it replaces elsewhere."""
    term = f"{path}.amount"
    product_id = output.product or row
    add_transport(
        draft,
        path,
        output.transport,
        mass_of=(term, output.properties, product_id),
        stage="distribution",
        function=row if _is_function(output) else None,
    )
    if output.substitutes is None:
        return
    replaced = output.substitutes
    amount: Expression = name(term)
    if replaced.ratio is not None:
        ratio = draft.terms.add(f"{path}.substitutes.ratio", replaced.ratio)
        amount = product(amount, name(ratio))
    draft.terms.add_formula(f"{path}.substitutes.amount", amount)
    found = draft.suppliers.resolve(replaced.product, at=path, by=None)
    if isinstance(found, Finding):
        code = "E322" if found.code == "E301" else found.code
        draft.report_key(code, path, **found.values)
        return
    if found.kind not in ("process", "factor"):  # it carries no burden to replace
        draft.report_key("E322", path, flow=replaced.product, nearest=None)
        return
    stage = output.stage or draft.system.processes[process_id].own_stage
    _add_edge(draft, "substitution", path, replaced.product, found, stage=stage)


def _add_price(draft: Draft, path: str, price: Amount | None) -> None:
    if price is not None:
        draft.terms.add(f"{path}.price", price)


def _add_properties(draft: Draft, path: str, properties: Mapping[str, Amount]) -> None:
    for key, amount in properties.items():
        draft.terms.add(property_path(path, key), amount)
