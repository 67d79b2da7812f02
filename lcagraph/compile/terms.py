"""The parameter table: every number of a model, and the formulas built on them.

A literal number is an independent value (a column of `values[k, n]`); a formula is
derived from them. Both are called terms and are named by their model path; a term
that is only needed inside (the work of a transport leg) is named by the path it
belongs to. Terms are added in any order and put in order once, by `arrange`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lcagraph.distributions import (
    Distribution,
    Pedigree,
    is_never_drawn,
    only_value,
)
from lcagraph.errors import CalculationError, Finding, QuantityError
from lcagraph.formulas import (
    Amount,
    Expression,
    name,
    names_in,
    number_in,
    product,
)
from lcagraph.formulas.evaluation import Function, vectorise
from lcagraph.formulas.units_check import unit_of
from lcagraph.units import DIMENSIONLESS, Unit
from lcagraph.wording.page import significant

Kind = Literal["number", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Independent:
    """One independent number: a column of the values that `evaluate` takes."""

    path: str
    unit: Unit
    base: float
    """Value in the model as written. [unit]"""
    distribution: Distribution | None = None
    pedigree: Pedigree = ()
    """Scores of the row that states it; `sampling` turns them into a distribution."""
    pedigree_at: str = ""
    """Model path of the scores, where the number has its own."""
    kind: Kind = "number"
    """`choice`: a switch between allocation bases, not a quantity of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """One term computed from others."""

    path: str
    unit: Unit
    expression: Expression


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class TermTable:
    """Independent terms first, then derived ones, each after what it needs."""

    independent: tuple[Independent, ...]
    derived: tuple[Derived, ...]
    index: Mapping[str, int]
    """Position of each term in the filled array."""
    units: Mapping[str, Unit]
    divisors: tuple[str, ...] = ()
    """Terms that the format itself divides by: none may be zero."""

    @property
    def base(self) -> NDArray[np.float64]:
        """Values of the model as written, shape (n,). [each in its own unit]"""
        return np.array([term.base for term in self.independent])

    def fill(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Every term of k variants.

        Parameters
        ----------
        values : ndarray, shape (k, n)
            Independent values. [each in its own unit]

        Returns
        -------
        ndarray, shape (k, n + m)
            Independent and derived terms. [each in its own unit]

        Raises
        ------
        CalculationError
            A formula gives no finite number in some variant (E447), or what the
            format divides by is zero (E613).
        """
        k, n = values.shape
        filled = np.empty((k, n + len(self.derived)))
        filled[:, :n] = values
        names = _Columns(filled, self.index)
        for position, function in enumerate(self._functions(), start=n):
            try:
                filled[:, position] = function(names)
            except QuantityError as error:  # a division by zero in some variant
                zeros = self._zero_divisors(filled[:, :position])
                path = self.derived[position - n].path
                raise CalculationError(zeros or [error.at(path)]) from None
        return filled

    def _functions(self) -> tuple[Function, ...]:
        """The formulas as functions on arrays, made once per table and process."""
        known = _FUNCTIONS.get(self)
        if known is None:
            known = tuple(vectorise(t.expression, self.units) for t in self.derived)
            _FUNCTIONS[self] = known
        return known

    def _zero_divisors(self, known: NDArray[np.float64]) -> list[Finding]:
        """E613 at each divisor that is zero in a variant, among the terms so far."""
        found = []
        for path in self.divisors:
            position = self.index[path]
            if position < known.shape[1] and not known[:, position].all():
                key = path.rpartition(".")[2]
                values = {"quantity": key, "value": f"0 {self.units[path].symbol}"}
                found.append(Finding(code="E613", at=path, values=values))
        return found


_FUNCTIONS: WeakKeyDictionary[TermTable, tuple[Function, ...]] = WeakKeyDictionary()
"""Kept beside the tables: functions can't be sent to another process."""


class _Columns(Mapping[str, NDArray[np.float64]]):
    """Names as columns of the filled array, without building a dictionary of them."""

    def __init__(self, filled: NDArray[np.float64], index: Mapping[str, int]) -> None:
        self._filled, self._index = filled, index

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self._filled[:, self._index[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


@dataclass(slots=True)
class TermDraft:
    """Terms while a model is being compiled."""

    literals: dict[str, Independent] = field(default_factory=dict)
    formulas: dict[str, Expression] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    """Short name of a parameter → its path."""
    units: dict[str, Unit] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    divisors: list[str] = field(default_factory=list)
    """Terms that the format itself divides by."""
    _failed: set[str] = field(default_factory=set)
    """Formulas without a unit, each for an error that is told."""

    def add(self, path: str, amount: Amount, pedigree: Pedigree = ()) -> str:
        """Put an amount of the model under its path, and return the path.

        Scores of its own go before `pedigree`, those of its row or factor.
        """
        literal = number_in(amount.expression)
        pedigree_at = f"{path}.pedigree" if amount.pedigree else ""
        pedigree = amount.pedigree or pedigree
        self._tell_spread(path, amount.distribution, literal)
        if literal is not None:
            value, unit = literal
            self.literals[path] = Independent(
                path=path,
                unit=unit,
                base=value,
                distribution=amount.distribution,
                pedigree=pedigree,
                pedigree_at=pedigree_at,
            )
        elif amount.distribution is not None or pedigree:
            self._add_spread_formula(path, amount, pedigree, pedigree_at)
        else:
            self.formulas[path] = amount.expression
        return path

    def _tell_spread(
        self,
        path: str,
        distribution: Distribution | None,
        literal: tuple[float, Unit] | None,
    ) -> None:
        """Tell of a spread of nothing (W478), or one without the amount (W479)."""
        if distribution is None:
            return
        value, unit = literal or (1.0, DIMENSIONLESS)
        only = only_value(distribution, value)
        if only is not None:
            shown = f"{significant(only)} {unit.symbol}".removesuffix(" 1")
            values = {"kind": distribution.kind, "value": shown}
            self.findings.append(Finding(code="W478", at=path, values=values))
        elif is_never_drawn(distribution, value):
            shown = f"{significant(value)} {unit.symbol}".removesuffix(" 1")
            self.findings.append(
                Finding(code="W479", at=path, values={"amount": shown})
            )

    def _add_spread_formula(
        self, path: str, amount: Amount, pedigree: Pedigree, pedigree_at: str
    ) -> None:
        """An uncertain formula is the formula times an own factor around one."""
        spread = f"{path}.spread"
        self.literals[spread] = Independent(
            path=spread,
            unit=DIMENSIONLESS,
            base=1.0,
            distribution=amount.distribution,
            pedigree=pedigree,
            pedigree_at=pedigree_at,
        )
        inner = f"{path}.formula"
        self.formulas[inner] = amount.expression
        self.formulas[path] = product(name(inner), name(spread))

    def add_number(
        self, path: str, value: float, unit: Unit, kind: Kind = "number"
    ) -> str:
        """Put a number that the format implies, such as a switch."""
        self.literals[path] = Independent(path=path, unit=unit, base=value, kind=kind)
        return path

    def add_formula(self, path: str, expression: Expression) -> str:
        """Put a formula that the format implies, such as mass × distance."""
        self.formulas[path] = expression
        return path

    def unit(self, path: str) -> Unit | None:
        """Unit of a term; None if it has an error, which is then among `findings`."""
        if path in self.literals:
            return self.literals[path].unit
        if path not in self.units and path not in self._failed:
            self._find_unit(path)
        return self.units.get(path)

    def _find_unit(self, path: str) -> None:
        """Unit of a formula from the units of its names, found depth first.

        Without recursion, since a chain of a thousand parameters is legal.
        """
        open_ = {path: iter(self._formulas_in(path))}
        while open_:
            current = next(reversed(open_))
            below = next(open_[current], None)
            if below is None:
                del open_[current]
                self._settle(current)
            elif below in open_:
                self._report_circle([*open_][[*open_].index(below) :])
            elif below not in self.units and below not in self._failed:
                open_[below] = iter(self._formulas_in(below))

    def _formulas_in(self, path: str) -> list[str]:
        """The other formulas that a formula names."""
        targets = map(self.target, sorted(names_in(self.formulas[path])))
        return [target for target in targets if target in self.formulas]

    def _settle(self, path: str) -> None:
        """Find the unit of a formula when all that it names is settled."""
        expression = self.formulas[path]
        known: dict[str, Unit] = {}
        for used in names_in(expression):
            target = self.target(used)
            if target in self.literals:
                known[used] = self.literals[target].unit
            elif target in self.units:
                known[used] = self.units[target]
            elif target in self.formulas:
                self._failed.add(path)  # the error is told where it is
        if path in self._failed:
            return
        try:
            self.units[path] = unit_of(expression, known, candidates=self.aliases)
        except QuantityError as error:
            self._failed.add(path)
            self.findings.append(error.at(path))

    def _report_circle(self, loop: list[str]) -> None:
        short = {path: name for name, path in self.aliases.items()}
        names = [short.get(path, path) for path in (*loop, loop[0])]
        values = {"loop": " → ".join(names)}
        self.findings.append(Finding(code="E319", at=loop[0], values=values))
        self._failed.update(loop)

    def target(self, name: str) -> str:
        """Path that a name in a formula stands for."""
        return self.aliases.get(name, name)

    def uncertain_behind(self, path: str) -> tuple[str, ...]:
        """Numbers with a spread that a term is, or is computed from: their paths."""
        found: dict[str, None] = {}
        open_, seen = [path], {path}
        while open_:
            current = open_.pop()
            literal = self.literals.get(current)
            if literal is not None and (literal.distribution or literal.pedigree):
                found[current.removesuffix(".spread")] = None
            expression = self.formulas.get(current)
            used = () if expression is None else sorted(names_in(expression))
            further = [t for t in map(self.target, used) if t not in seen]
            seen.update(further)
            open_ += further
        return tuple(found)

    def arrange(self) -> TermTable:
        """The table, once all terms are added and none has an error."""
        independent = tuple(self.literals.values())
        for path in self.formulas:
            assert self.unit(path) is not None, (
                path
            )  # errors end the compilation before
        # units are found depth first: what a formula names stands before it
        order = {
            path: Derived(path=path, unit=unit, expression=self.formulas[path])
            for path, unit in self.units.items()
        }
        paths = [term.path for term in independent] + list(order)
        index = {path: position for position, path in enumerate(paths)}
        units = {path: unit for path in paths if (unit := self.unit(path)) is not None}
        for short, path in self.aliases.items():
            if path in index:
                index[short], units[short] = index[path], units[path]
        return TermTable(
            independent=independent,
            derived=tuple(order.values()),
            index=index,
            units=units,
            divisors=tuple(self.divisors),
        )
