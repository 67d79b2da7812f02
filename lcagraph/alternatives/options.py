"""Every basis of every process with several products, in every structure.

A `Study` holds the model as written and the models with other outputs replaced, each
prepared once. An `Option` is one way to deal with the co-products of one process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from lcagraph.alternatives.structures import (
    Replaceable,
    Rows,
    replaceable_outputs,
    with_replaced,
)
from lcagraph.arrays import Floats, Prepared
from lcagraph.calculate import numbers_of, prepare
from lcagraph.compile.allocations import SHARES
from lcagraph.compile.bases import BASES, Basis
from lcagraph.compile.plan import AllocationPlan
from lcagraph.errors import FindingsError
from lcagraph.graph.system import ProductSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to deal with the co-products of one process."""

    process: str
    replaced: Rows
    basis: str | None
    """None: everything but one product is replaced, so nothing is allocated."""
    name: str
    """`mass`, `substitution`, `substitution + mass` …"""
    is_written: bool


Choice = tuple[Option, ...]
"""One option for each process of the study, in its order."""


@dataclass(slots=True)
class Study:
    """A model and what it would be with other outputs replaced."""

    system: ProductSystem
    """As written, without what compiling adds."""
    written: Prepared
    replaceable: tuple[Replaceable, ...]
    _prepared: dict[tuple[Rows, ...], Prepared | str] = field(default_factory=dict)
    """By the replaced outputs of every process; a text is the code of a refusal."""

    @classmethod
    def of(cls, system: ProductSystem, written: Prepared) -> Study:
        """The study of one model."""
        replaceable = tuple(replaceable_outputs(written))
        study = cls(system=system, written=written, replaceable=replaceable)
        study._prepared[study._rows({})] = written
        return study

    def prepared(self, replaced: Mapping[str, Rows]) -> Prepared | str:
        """The model with these outputs replaced, or the code of why there is none."""
        key = self._rows(replaced)
        if key not in self._prepared:
            changed = {
                one.process: rows
                for one, rows in zip(self.replaceable, key, strict=True)
                if rows != one.written
            }
            try:
                self._prepared[key] = prepare(with_replaced(self.system, changed))
            except FindingsError as error:
                self._prepared[key] = code_of(error)
        return self._prepared[key]

    def _rows(self, replaced: Mapping[str, Rows]) -> tuple[Rows, ...]:
        return tuple(replaced.get(r.process, r.written) for r in self.replaceable)


def code_of(error: FindingsError) -> str:
    """Code of the first thing that is wrong."""
    return next(
        (finding.code for finding in error.findings if finding.is_fatal),
        error.findings[-1].code,
    )


def options_of(study: Study, one: Replaceable) -> tuple[list[Option], dict[str, str]]:
    """What can be done at one process, and what can't with the code of the reason."""
    possible, impossible = [], {}
    for replaced in one.choices:
        prepared = study.prepared({one.process: replaced})
        if isinstance(prepared, str):
            impossible[_name(one, replaced, None)] = prepared
            continue
        for option in _options(one, replaced, plan_of(prepared, one.process)):
            code = _refusal(prepared, option)
            if code is None:
                possible.append(option)
            else:
                impossible[option.name] = code
    return possible, impossible


def _options(
    one: Replaceable, replaced: Rows, plan: AllocationPlan | None
) -> Iterator[Option]:
    is_written = replaced == one.written
    bases: Iterable[str | None] = [None] if plan is None else _distinct(plan)
    for basis in bases:
        if basis == SHARES and not is_written:
            continue  # they are of other products
        yield Option(
            process=one.process,
            replaced=replaced,
            basis=basis,
            name=_name(one, replaced, basis),
            is_written=is_written and (plan is None or basis == plan.chosen),
        )


def _distinct(plan: AllocationPlan) -> Iterator[str]:
    """Bases of a plan; of two names for one rule, that of the model or the first."""
    rules: dict[Basis, str] = {}
    for basis in plan.weights:
        rule = BASES.get(basis, Basis(properties=(basis,)))
        if rule not in rules or basis == plan.chosen:
            rules[rule] = basis
    yield from (b for b in plan.weights if b in rules.values())


def _name(one: Replaceable, replaced: Rows, basis: str | None) -> str:
    if not replaced:
        return basis or "allocation"
    several = sum(bool(rows) for rows in one.choices) > 1
    which = f" of {', '.join(sorted(replaced))}" if several else ""
    return f"substitution{which}" + (f" + {basis}" if basis else "")


def _refusal(prepared: Prepared, option: Option) -> str | None:
    """Code of why an option gives no footprint, if it doesn't."""
    try:
        numbers_of(prepared, switched(prepared, [(option,)]))
    except FindingsError as error:
        return error.findings[-1].code
    return None


def plan_of(prepared: Prepared, process: str) -> AllocationPlan | None:
    """The allocation plan of a process; None if it has one product."""
    for plan in prepared.compiled.allocations:
        if plan.process == process:
            return plan
    return None


def switched(prepared: Prepared, choices: Iterable[Choice]) -> Floats:
    """Values of a model with other bases switched on, shape (choices, n)."""
    found = list(choices)
    values: Floats = np.repeat(prepared.base[None, :], len(found), axis=0)
    index = prepared.compiled.table.index
    for position in range(len(found[0])):
        plan = plan_of(prepared, found[0][position].process)
        if plan is None:
            continue
        bases = np.array([choice[position].basis or "" for choice in found])
        for basis, switch in plan.switches.items():
            values[:, index[switch]] = bases == basis
    return values
