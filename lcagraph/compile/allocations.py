"""How a process with several functions is shared: weights for every possible basis.

`bases` makes the weights; explicit shares are used as given. Every basis that the data
allow is kept, with a switch, so that another basis is other values of the same compiled
model, not another model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lcagraph.compile.bases import (
    EXAMPLES,
    basis_called,
    possible_bases,
    properties_of,
    weight_term,
)
from lcagraph.compile.draft import Draft
from lcagraph.compile.plan import AllocationPlan, Function
from lcagraph.formulas import Amount, parse_amount
from lcagraph.graph.process import Allocation, UnitProcess
from lcagraph.units import DIMENSIONLESS, is_money

SHARES = "shares"
"""Basis of explicit shares; those of a scenario add its id: `shares:upper_bound`."""


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
    weights = dict(_all_weights(draft, process, functions, path))
    _check_reasons(draft, path, process.allocation, weights)
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
    return basis_called(allocation.by or "")


def _check_reasons(
    draft: Draft,
    path: str,
    allocation: Allocation,
    weights: Mapping[str, tuple[str, ...]],
) -> None:
    """A basis that is measured in money is economic, whatever it is called (SD-30).

    `economic` itself, and shares, are asked for their reason when a model is read.
    """
    at = f"{path}.allocation"
    stated: list[tuple[str, str | None, object]]
    stated = [(at, allocation.by, allocation.why)]
    for id_, scenario in draft.system.scenarios.items():
        stated += _scenario_basis(f"scenarios.{id_}.set", at, scenario.set_, allocation)
    for place, by, why in stated:
        basis = basis_called(by or "")
        if why is None and basis != "economic" and basis in weights:
            unit = draft.terms.unit(weights[basis][0])
            if unit is not None and is_money(unit):
                draft.report_key("E222", place, choice=basis)


def _scenario_basis(
    scenario: str, at: str, set_: Mapping[str, object], base: Allocation
) -> list[tuple[str, str | None, object]]:
    """Place, basis and reason of the allocation that a scenario sets, if it does."""
    whole, by = set_.get(at), set_.get(f"{at}.by")
    if isinstance(whole, Mapping):
        by, why = whole.get("by"), whole.get("why")
    else:
        by, why = by or whole, None if whole else base.why
    why = set_.get(f"{at}.why", why)
    place = f"{scenario}.{at}" if whole else f"{scenario}.{at}.by"
    return [(place, str(by), why)] if by else []


def _check_needless(draft: Draft, path: str, process: UnitProcess) -> None:
    """Allocation where there is nothing to allocate is a sign of a mistake."""
    if process.allocation is not None:
        draft.report_key("W333", f"{path}.allocation")
    for row, input_ in process.inputs.items():
        if input_.shares is not None:
            draft.report_key("W333", f"{path}.inputs.{row}.shares")


def _all_weights(
    draft: Draft, process: UnitProcess, functions: list[Function], path: str
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Weights of every basis that the data allow, and every stated set of shares."""
    yield from possible_bases(draft, process, functions, path)
    allocation = process.allocation
    if allocation is not None and allocation.shares is not None:
        at = f"{path}.allocation.shares"
        yield from _explicit(draft, SHARES, allocation.shares, functions, at)
    for id_, scenario in draft.system.scenarios.items():
        stated = scenario.set_.get(f"{path}.allocation")
        shares = stated.get("shares") if isinstance(stated, Mapping) else None
        if isinstance(shares, Mapping):
            amounts = {str(row): _share(value) for row, value in shares.items()}
            at = f"scenarios.{id_}.set.{path}.allocation.shares"
            yield from _explicit(draft, f"{SHARES}:{id_}", amounts, functions, at)


def _share(value: object) -> Amount:
    """A share of a scenario, which reading the model has checked already."""
    return parse_amount(str(value))


def _explicit(
    draft: Draft,
    basis: str,
    shares: Mapping[str, Amount],
    functions: list[Function],
    at: str,
) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = [f.row for f in functions]
    if set(shares) != set(rows):
        draft.report(
            "E311",
            at,
            missing=sorted(set(rows) - set(shares)),
            surplus=sorted(set(shares) - set(rows)),
        )
        return
    terms = [draft.terms.add(f"{at}.{row}", shares[row]) for row in rows]
    if all(draft.fits(term, DIMENSIONLESS, term) for term in terms):
        yield basis, tuple(terms)


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
        f.product
        for f in functions
        if weight_term(draft, process, f, chosen, path) is None
    ]
    code = "E309" if lacking else "E310"
    draft.report(
        code,
        f"{path}.allocation",
        basis=chosen,
        property=properties_of(chosen),
        example=[EXAMPLES[key] for key in properties_of(chosen) if key in EXAMPLES],
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
