"""How a process with several functions is shared: weights for every possible basis.

Physical and economic weights are amount × property; explicit shares are used as
given. Every basis that the data allow is kept, with a switch, so that another basis
is other values of the same compiled model, not another model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.compile.plan import AllocationPlan, Function
from lcagraph.errors import QuantityError
from lcagraph.formulas import name, product
from lcagraph.graph.process import Allocation, Output, UnitProcess
from lcagraph.units import DIMENSIONLESS, Unit, conversion, parse_unit

MEGAJOULE = parse_unit("MJ")

SHARES = "shares"
PROPERTY_OF_BASIS = {"mass": "mass", "energy": "lhv", "economic": "price"}
"""Property that a basis weighs with; any other basis is a property itself."""
MEASURED_IN = {"mass": KILOGRAM, "energy": MEGAJOULE}
"""An amount already in this dimension is its own weight."""


def add_allocation(draft: Draft, process_id: str, process: UnitProcess) -> None:
    """The allocation plan of a process that has more than one function."""
    rows = [*process.outputs, *process.treats]
    functions = [
        draft.functions[process_id, row]
        for row in rows
        if (process_id, row) in draft.functions
    ]
    path = f"processes.{process_id}"
    if len(functions) < 2:
        _check_needless(draft, path, process)
        return
    if process.allocation is None:
        draft.report_key(
            "E303",
            path,
            process=process_id,
            count=len(functions),
            products=[f.product for f in functions],
        )
        return
    weights = dict(_bases(draft, process, functions, path))
    chosen = _chosen(process.allocation)
    if chosen not in weights:
        _report_basis(draft, path, process, functions, chosen, weights)
        return
    switches = {
        basis: draft.terms.add_number(
            f"{path}.allocation.by={basis}",
            1.0 if basis == chosen else 0.0,
            DIMENSIONLESS,
            kind="choice",
        )
        for basis in weights
    }
    draft.allocations.append(
        AllocationPlan(
            process=process_id,
            functions=tuple(f.row for f in functions),
            chosen=chosen,
            weights=weights,
            switches=switches,
            causal=_causal(draft, path, process, functions),
        )
    )


def _chosen(allocation: Allocation) -> str:
    if allocation.shares is not None:
        return SHARES
    return "economic" if allocation.by == "price" else (allocation.by or "")


def _check_needless(draft: Draft, path: str, process: UnitProcess) -> None:
    """Allocation where there is nothing to allocate is a sign of a mistake."""
    if process.allocation is not None:
        draft.report_key("W333", f"{path}.allocation")
    for row, input_ in process.inputs.items():
        if input_.shares is not None:
            draft.report_key("W333", f"{path}.inputs.{row}.shares")


def _bases(
    draft: Draft, process: UnitProcess, functions: list[Function], path: str
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Every basis for which all functions have a weight."""
    names = dict.fromkeys(PROPERTY_OF_BASIS)
    for function in functions:
        output = process.outputs.get(function.row)
        known = draft.system.products.get(function.product)
        names |= dict.fromkeys(output.properties if output else ())
        names |= dict.fromkeys(known.properties if known else ())
    for basis in names:
        terms = [_weight(draft, process, f, basis, path) for f in functions]
        if all(terms) and _same_dimension(draft, [t for t in terms if t]):
            yield basis, tuple(t for t in terms if t)
    allocation = process.allocation
    if allocation is not None and allocation.shares is not None:
        yield from _explicit(draft, allocation, functions, path)


def _explicit(
    draft: Draft, allocation: Allocation, functions: list[Function], path: str
) -> Iterable[tuple[str, tuple[str, ...]]]:
    shares = allocation.shares or {}
    rows = [f.row for f in functions]
    if set(shares) != set(rows):
        draft.report(
            "E311",
            f"{path}.allocation.shares",
            missing=sorted(set(rows) - set(shares)),
            surplus=sorted(set(shares) - set(rows)),
        )
        return
    terms = [
        draft.terms.add(f"{path}.allocation.shares.{row}", shares[row]) for row in rows
    ]
    if all(draft.fits(term, DIMENSIONLESS, term) for term in terms):
        yield SHARES, tuple(terms)


def _weight(
    draft: Draft, process: UnitProcess, function: Function, basis: str, path: str
) -> str | None:
    """Term of a function's weight: amount × property, or the amount itself."""
    measured_in = MEASURED_IN.get(basis)
    if measured_in is not None and _converts(function.unit, measured_in):
        return function.term
    output = process.outputs.get(function.row)
    key = PROPERTY_OF_BASIS.get(basis, basis)
    output_path = f"{path}.outputs.{function.row}"
    if isinstance(output, Output) and key == "price" and output.price is not None:
        term: str | None = f"{output_path}.price"
    else:
        own = output.properties if output else {}
        term = draft.property_term(output_path, own, function.product, key)
    if term is None:
        return None
    weight = f"{path}.allocation.weights.{basis}.{function.row}"
    return draft.terms.add_formula(weight, product(name(function.term), name(term)))


def _same_dimension(draft: Draft, terms: list[str]) -> bool:
    units = [draft.terms.unit(term) for term in terms]
    first = units[0]
    return first is not None and all(
        unit is not None and _converts(unit, first) for unit in units
    )


def _converts(unit: Unit, target: Unit) -> bool:
    try:
        conversion(unit, target)
    except QuantityError:
        return False
    return True


def _report_basis(
    draft: Draft,
    path: str,
    process: UnitProcess,
    functions: list[Function],
    chosen: str,
    weights: Mapping[str, tuple[str, ...]],
) -> None:
    """Say which products lack what the chosen basis needs."""
    if chosen == SHARES:
        return  # what is wrong with the shares is reported already
    lacking = [
        f.product for f in functions if _weight(draft, process, f, chosen, path) is None
    ]
    code = "E309" if lacking else "E310"
    draft.report(
        code,
        f"{path}.allocation",
        basis=chosen,
        property=PROPERTY_OF_BASIS.get(chosen, chosen),
        products=lacking or [f.product for f in functions],
        possible=tuple(weights),
    )


def _causal(
    draft: Draft, path: str, process: UnitProcess, functions: list[Function]
) -> dict[str, tuple[str, ...]]:
    """Shares of the inputs that name who causes them."""
    causal = {}
    rows = [f.row for f in functions]
    for row, input_ in process.inputs.items():
        if input_.shares is None:
            continue
        at = f"{path}.inputs.{row}"
        if set(input_.shares) != set(rows):
            draft.report(
                "E311",
                f"{at}.shares",
                missing=sorted(set(rows) - set(input_.shares)),
                surplus=sorted(set(input_.shares) - set(rows)),
            )
            continue
        terms = [
            draft.terms.add(f"{at}.shares.{key}", input_.shares[key]) for key in rows
        ]
        if all(draft.fits(term, DIMENSIONLESS, term) for term in terms):
            causal[at] = tuple(terms)
    return causal
