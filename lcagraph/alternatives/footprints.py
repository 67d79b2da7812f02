"""Combinations of options → footprints → range, ranking and driver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import numpy as np

from lcagraph.alternatives.found import (
    AllocationAlternatives,
    BasisOutcome,
    Combination,
    Coverage,
    ProcessAlternatives,
)
from lcagraph.alternatives.options import (
    Choice,
    Option,
    Study,
    code_of,
    options_of,
    switched,
)
from lcagraph.alternatives.structures import Rows
from lcagraph.arrays import Floats, Prepared
from lcagraph.attribution import shapley
from lcagraph.calculate import evaluate, numbers_of
from lcagraph.errors import FindingsError
from lcagraph.graph.system import ProductSystem

MOST_COMBINATIONS = 4096
"""Combinations of bases that are all calculated; if there are more, one process at a
time and the extremes are, and the result says so."""

MOST_STRUCTURES = 64
"""Models with other outputs replaced that are prepared for all combinations."""

AT_ONCE = 256
"""Combinations per pass: bounds the memory that their values take."""

TIE = 1e-12
"""Footprints that differ by less, relative to the largest, are the same number."""

Found = Mapping[Choice, float]
"""Footprint of each combination that has one. [kgCO2e]"""


def allocation_alternatives(
    system: ProductSystem,
    prepared: Prepared,
    weights: Floats,
    *,
    every_combination: bool = True,
) -> AllocationAlternatives:
    """The footprint under every basis at every process with several products.

    Bases are those that the data of a process allow; where another process or factor
    supplies a co-product that nobody takes, or the model replaces it already,
    substitution is one more, on its own or with an allocation of the other products.

    Parameters
    ----------
    system : ProductSystem
        The model as written.
    prepared : Prepared
        The same, compiled.
    weights : ndarray, shape (items,)
        Which view of biogenic carbon is summed. [1]
    every_combination : bool
        Combine the bases of all processes, up to `MOST_COMBINATIONS` of them (and
        `MOST_STRUCTURES` matrices); else one process at a time, the rest as written.

    Raises
    ------
    ModelError, CalculationError
        The model as written has no footprint.
    """
    study = Study.of(system, prepared)
    told = [options_of(study, one) for one in study.replaceable]
    options = [possible for possible, _ in told]
    coverage = _coverage(options, every_combination=every_combination)
    written = tuple(next(o for o in some if o.is_written) for some in options)
    singles = [*_single_changes(written, options)]
    found, without = _footprints(study, dict.fromkeys([written, *singles]), weights)
    further = _further(written, options, coverage, found)
    more, lost = _footprints(study, [c for c in further if c not in found], weights)
    found |= more
    ranked = sorted(found, key=lambda c: (found[c], _changes(c, written)))
    lowest = _extreme(found, written, found[ranked[0]])
    highest = _extreme(found, written, found[ranked[-1]])
    parts = _shares(lowest, highest, found) if coverage == "every" else None
    return AllocationAlternatives(
        per=prepared.per,
        as_written=found[written],
        processes=_processes(study, written, told, found, parts),
        ranking=tuple(_combination(c, found[c], written) for c in ranked),
        lowest=_combination(lowest, found[lowest], written),
        highest=_combination(highest, found[highest], written),
        combinations=prod(map(len, options)),
        without=dict(without + lost),
        coverage=coverage,
        is_exact=parts is not None,
    )


# ---------------------------------------------------------------- which combinations


def _coverage(
    options: Sequence[Sequence[Option]], *, every_combination: bool
) -> Coverage:
    if sum(len(some) > 1 for some in options) <= 1:
        return "every"  # then single changes are all there is
    if not every_combination:
        return "single"
    structures = prod(len({option.replaced for option in some}) for some in options)
    is_small = prod(map(len, options)) <= MOST_COMBINATIONS
    return "every" if is_small and structures <= MOST_STRUCTURES else "extremes"


def _single_changes(
    written: Choice, options: Sequence[Sequence[Option]]
) -> Iterator[Choice]:
    for position, some in enumerate(options):
        for option in some:
            yield (*written[:position], option, *written[position + 1 :])


def _further(
    written: Choice,
    options: Sequence[Sequence[Option]],
    coverage: Coverage,
    found: Found,
) -> Iterable[Choice]:
    """Combinations beyond single changes: all of them, or the extremes."""
    if coverage == "every":
        return product(*options)
    if coverage == "single":
        return ()

    def alone(position: int, option: Option) -> float:
        return found[(*written[:position], option, *written[position + 1 :])]

    return [
        tuple(
            end(some, key=lambda option, at=at: alone(at, option))  # type: ignore[misc]
            for at, some in enumerate(options)
        )
        for end in (min, max)
    ]


# --------------------------------------------------------------------- their footprints


def _footprints(
    study: Study, choices: Iterable[Choice], weights: Floats
) -> tuple[dict[Choice, float], Counter[str]]:
    """Footprints of combinations, and how many have none by the code of the reason."""
    by_structure: dict[tuple[Rows, ...], list[Choice]] = {}
    for choice in choices:
        key = tuple(option.replaced for option in choice)
        by_structure.setdefault(key, []).append(choice)
    found: dict[Choice, float] = {}
    lost: Counter[str] = Counter()
    for some in by_structure.values():
        prepared = study.prepared({o.process: o.replaced for o in some[0]})
        if isinstance(prepared, str):
            lost[prepared] += len(some)
            continue
        for start in range(0, len(some), AT_ONCE):
            part = some[start : start + AT_ONCE]
            totals, refused = _totals(prepared, part, weights)
            found |= totals
            lost += refused
    return found, lost


def _totals(
    prepared: Prepared, choices: Sequence[Choice], weights: Floats
) -> tuple[dict[Choice, float], Counter[str]]:
    """Footprints of combinations of one structure, in one evaluation if it can be."""
    try:
        items = evaluate(prepared, switched(prepared, choices)).items
    except FindingsError as error:
        if len(choices) == 1:
            return {}, Counter([code_of(error)])
        half = len(choices) // 2  # one of them has no footprint: the others have
        first, some = _totals(prepared, choices[:half], weights)
        second, others = _totals(prepared, choices[half:], weights)
        return first | second, some + others
    return dict(zip(choices, map(float, items @ weights), strict=True)), Counter()


def _extreme(found: Found, written: Choice, level: float) -> Choice:
    """Of the combinations with a footprint, the one that changes the model least."""
    size = max(map(abs, found.values()))
    same = [choice for choice in found if abs(found[choice] - level) <= TIE * size]
    return min(same, key=lambda choice: _changes(choice, written))


def _changes(choice: Choice, written: Choice) -> int:
    return sum(a is not b for a, b in zip(choice, written, strict=True))


# ---------------------------------------------------------------- who drives the range


def _shares(lowest: Choice, highest: Choice, found: Found) -> dict[str, float] | None:
    """Part of the range that each process answers for; None if it can't be told.

    Shapley values of changing the processes from the lowest combination to the highest
    in every order. The combinations between are all known, unless one has no footprint.
    """
    moved = [
        i for i, (a, b) in enumerate(zip(lowest, highest, strict=True)) if a is not b
    ]
    if not moved:
        return {}
    values = np.empty((2 ** len(moved), 1))
    for mask in range(len(values)):
        between = list(lowest)
        for bit, position in enumerate(moved):
            if mask >> bit & 1:
                between[position] = highest[position]
        footprint = found.get(tuple(between))
        if footprint is None:
            return None
        values[mask] = footprint
    effects = shapley(values)[:, 0]
    spread = float(values[-1, 0] - values[0, 0])
    if spread <= 0:
        return {}
    return {
        lowest[position].process: float(effect) / spread
        for position, effect in zip(moved, effects, strict=True)
    }


def _processes(
    study: Study,
    written: Choice,
    told: Sequence[tuple[list[Option], dict[str, str]]],
    found: Found,
    parts: Mapping[str, float] | None,
) -> tuple[ProcessAlternatives, ...]:
    """Outcomes of each process on its own, and its share of the range."""
    outcomes = []
    for position, (possible, _) in enumerate(told):
        some = []
        for option in possible:
            choice = (*written[:position], option, *written[position + 1 :])
            some.append(_outcome(study, option, found[choice]))
        outcomes.append(tuple(sorted(some, key=lambda one: one.footprint)))
    spreads = [some[-1].footprint - some[0].footprint for some in outcomes]
    whole = sum(spreads)
    is_moved = parts or (parts is None and whole > 0)
    processes = [
        ProcessAlternatives(
            process=option.process,
            outcomes=some,
            impossible=impossible,
            share=(
                None
                if not is_moved
                else parts.get(option.process, 0.0)
                if parts is not None
                else spread / whole
            ),
        )
        for option, some, spread, (_, impossible) in zip(
            written, outcomes, spreads, told, strict=True
        )
    ]
    return tuple(sorted(processes, key=lambda one: (-(one.share or 0.0), -one.spread)))


def _outcome(study: Study, option: Option, footprint: float) -> BasisOutcome:
    return BasisOutcome(
        basis=option.name,
        is_chosen=option.is_written,
        factors=_factors(study, option),
        footprint=footprint,
    )


def _factors(study: Study, option: Option) -> dict[str, float]:
    """Allocation factor of each product that a process has under an option. [1]"""
    prepared = study.prepared({option.process: option.replaced})
    assert not isinstance(prepared, str)  # else there would be no such option
    columns = [
        j
        for j, column in enumerate(prepared.layout.columns)
        if column.id == option.process and not column.is_factor
    ]
    numbers = numbers_of(prepared, switched(prepared, [(option,)]))
    rows = [prepared.layout.columns[j].row for j in columns]
    shares = numbers.shares[0, prepared.layout.share[columns]]
    return dict(zip(rows, map(float, shares), strict=True))


def _combination(choice: Choice, footprint: float, written: Choice) -> Combination:
    return Combination(
        bases={option.process: option.name for option in choice},
        footprint=footprint,
        is_written=choice == written,
    )
