"""Numbers of a dataset whose amounts are formulas of parameters.

A name means the parameter of the process, else that of the package, else a constant of
the dialect. Values are found in the order in which they need each other, each once.

Where a number and a formula stand side by side, the one counts with which the format's
own program computes: the formula in openLCA and SimaPro, which evaluate it in every
calculation; the number in EcoSpold 2 (``amount``), ILCD (``resultingAmount``) and
Brightway, which calculate with stored numbers, while formulas may refer to things that
never left the editor. If the two disagree, both stand in a finding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lcagraph.background.formula_dialects import GRAMMARS, Grammar
from lcagraph.background.formula_syntax import read_formula
from lcagraph.background.records import Dialect, Package, Parameter, Process
from lcagraph.errors import Finding, QuantityError
from lcagraph.formulas import Expression, names_in
from lcagraph.formulas.scalar import scalar_value
from lcagraph.nearest import nearest

RELATIVE_TOLERANCE = 1e-6
"""Up to which a number and its formula agree: exports round to 6 digits or more. [1]"""

PACKAGE_PLACE = "parameters"
"""Where findings about the parameters of the whole package lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """Amounts and allocation factors of a process, with every formula evaluated."""

    amounts: tuple[float | None, ...]
    """Of each exchange, in their order; None: neither formula nor number gives it.
    [unit of the exchange]"""
    allocation: tuple[float | None, ...]
    """Of each allocation factor, in their order. [1]"""
    findings: tuple[Finding, ...] = ()
    """Place: ``<process id>#<id of the exchange, name of the parameter, product>``."""


def evaluate(
    process: Process, package: Package, *, scope: Scope | None = None
) -> Evaluated:
    """Evaluate the formulas of one process.

    Parameters
    ----------
    process : Process
        As read.
    package : Package
        Whose parameters and dialect count.
    scope : Scope, optional
        `package_scope(package)`, made once for many processes.

    Returns
    -------
    Evaluated
        Findings: W022 a formula can't be read, W023 a name has no value (it is not
        defined, or stands in a circle), W024 no finite number, W025 number and formula
        disagree, N022 formulas that count for nothing and can't be checked.
    """
    outer = package_scope(package) if scope is None else scope
    own = Scope(
        process.parameters, dialect=package.dialect, place=process.id, outer=outer
    )
    reported, passed = len(outer.findings), len(outer.unchecked)
    amounts = tuple(
        own.amount(each.amount, each.formula, each.id) for each in process.exchanges
    )
    allocation = tuple(
        own.amount(each.factor, each.formula, each.product)
        for each in process.allocation
    )
    own.check()
    outer.check()
    # what this process needed of the package's parameters for the first time
    findings = [*outer.findings[reported:], *own.findings]
    unchecked = [*own.unchecked, *outer.unchecked[passed:]]
    if unchecked:
        values = {"count": len(unchecked), "formula": unchecked[0][:80]}
        findings.append(Finding(code="N022", at=process.id, values=values))
    return Evaluated(amounts=amounts, allocation=allocation, findings=tuple(findings))


def package_scope(package: Package) -> Scope:
    """The parameters of the whole package; each is evaluated when first needed.

    A finding about one of them goes to the process that needed it first.
    """
    return Scope(package.parameters, dialect=package.dialect, place=PACKAGE_PLACE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What has become of a parameter: its number, or none."""

    value: float | None


@dataclass(slots=True, eq=False)
class _Entry:
    """A parameter, the scope in which it stands, and its number once it is known."""

    parameter: Parameter
    scope: Scope
    known: _Known | None = None
    expression: Expression | None = field(default=None)


class Scope:
    """Parameters of one process or package, and what they are worth."""

    def __init__(
        self,
        parameters: Iterable[Parameter],
        *,
        dialect: Dialect,
        place: str,
        outer: Scope | None = None,
    ) -> None:
        self.findings: list[Finding] = []
        self.unchecked: list[str] = []
        """Formulas beside a number that counts, and that can't be evaluated."""
        self._dialect: Dialect = dialect
        self._grammar: Grammar = GRAMMARS[dialect]
        self._place = place
        self._outer = outer
        self._exact: dict[str, _Entry] = {}
        self._folded: dict[str, list[_Entry]] = {}
        self._to_check: list[_Entry] = []
        """Parameters whose number counts, and whose formula was not tried yet."""
        for parameter in parameters:
            name = parameter.name.strip()
            if name in self._exact:
                self._report("W019", name, {"kind": "parameter", "id": name})
                continue
            entry = self._exact[name] = _Entry(parameter, self)
            self._folded.setdefault(self._grammar.folded(name), []).append(entry)

    def amount(self, stated: float | None, formula: str, label: str) -> float | None:
        """The number that counts of a stated one and a formula; None if there is none.

        Parameters
        ----------
        stated : float or None
            The number beside the formula.
        formula : str
            Empty if there is none.
        label : str
            What findings name behind the ``#`` of their place.
        """
        if not formula.strip():
            return stated
        try:
            computed = self._computed(formula)
        except QuantityError as error:
            self._tell(error, formula, stated, label)
            return stated
        if stated is None or not math.isfinite(stated):
            return computed
        if math.isclose(computed, stated, rel_tol=RELATIVE_TOLERANCE):
            return computed if self._grammar.formula_wins else stated
        used = computed if self._grammar.formula_wins else stated
        values = {
            "formula": formula[:80],
            "computed": f"{computed:.9g}",
            "stated": f"{stated:.9g}",
            "used": f"{used:.9g}",
        }
        self._report("W025", label, values)
        return used

    def _tell(
        self, error: QuantityError, formula: str, stated: float | None, label: str
    ) -> None:
        """Report a formula that gives no number, as far as it matters."""
        if stated is not None and not self._grammar.formula_wins:
            self.unchecked.append(formula)
            return
        used = "" if stated is None else f"{stated:.9g}"
        part = formula[slice(*error.span)][:60]
        code = "W024" if error.code == "E447" else error.code
        values = {**error.values, "formula": formula[:80], "used": used}
        values["text"] = part or values.get("text", "")
        self._report(code, label, values)

    def _report(self, code: str, label: str, values: Mapping[str, object]) -> None:
        at = f"{self._place}#{label}"
        self.findings.append(Finding(code=code, at=at, values=values))

    # ------------------------------------------------------------------ evaluation

    def _computed(self, formula: str) -> float:
        """The number of a formula; raises W022, W023 or E447."""
        expression = read_formula(formula, self._dialect)
        values: dict[str, float] = {}
        for name in sorted(names_in(expression)):
            entry = self._entry(name)
            value = self._constant(name) if entry is None else _settled(entry)
            if value is None:
                raise self._unknown(name, formula)
            values[name] = value
        return scalar_value(expression, values)

    def _entry(self, name: str) -> _Entry | None:
        """The parameter that a name means here, or None."""
        exact = self._exact.get(name)
        if exact is not None:
            return exact
        alike = self._folded.get(self._grammar.folded(name), [])
        if len(alike) == 1:
            return alike[0]
        # two that differ in case only, and the name is neither: it means none of them
        is_outer = not alike and self._outer is not None
        return self._outer._entry(name) if is_outer and self._outer else None

    def _constant(self, name: str) -> float | None:
        return self._grammar.constants.get(self._grammar.folded(name))

    def _unknown(self, name: str, formula: str) -> QuantityError:
        near = nearest(name, self._names()) if self._entry(name) is None else None
        start = max(formula.find(name), 0)
        span = (start, start + len(name))
        values = {"formula": formula[:80], "name": name[:60], "nearest": near}
        return QuantityError("W023", span, values)

    def _names(self) -> Sequence[str]:
        outer = self._outer._names() if self._outer is not None else ()
        return (*self._exact, *outer)

    def needs(self, parameter: Parameter) -> list[_Entry]:
        """The parameters that a parameter's formula names."""
        if not self.is_computed(parameter):
            return []
        try:
            expression = read_formula(parameter.formula, self._dialect)
        except QuantityError:
            return []
        found = (self._entry(name) for name in sorted(names_in(expression)))
        return [entry for entry in found if entry is not None]

    def is_computed(self, parameter: Parameter) -> bool:
        """True if the parameter's formula counts, not the number beside it."""
        has_formula = bool(parameter.formula.strip())
        return has_formula and (self._grammar.formula_wins or parameter.value is None)

    def settle(self, entry: _Entry) -> None:
        """Find the number of a parameter whose needs are settled."""
        parameter = entry.parameter
        value = parameter.value
        if self.is_computed(parameter):
            value = self.amount(value, parameter.formula, parameter.name.strip())
        elif parameter.formula.strip():
            self._to_check.append(entry)
        entry.known = _Known(value)

    def check(self) -> None:
        """Compare each number that was used with the formula beside it: W025, N022.

        Not at once: what a formula needs to be checked must not be needed for a value.
        """
        while self._to_check:
            one = self._to_check.pop().parameter
            self.amount(one.value, one.formula, one.name.strip())

    def break_circle(self, entry: _Entry, circle: str) -> None:
        """Give a parameter that needs itself the number beside its formula, if any."""
        parameter = entry.parameter
        name = parameter.name.strip()
        used = "" if parameter.value is None else f"{parameter.value:.9g}"
        values = {"name": name, "circle": circle, "used": used}
        values["formula"] = parameter.formula[:80]
        self._report("W023", name, values)
        entry.known = _Known(parameter.value)


def _settled(entry: _Entry) -> float | None:
    """The number of a parameter, after those that it needs; without recursion."""
    waiting = [entry]
    begun: dict[_Entry, None] = {}
    while waiting:
        present = waiting[-1]
        if present.known is not None:
            waiting.pop()
            begun.pop(present, None)
            continue
        missing = [
            each
            for each in present.scope.needs(present.parameter)
            if each.known is None
        ]
        again = next(
            (each for each in missing if each in begun or each is present), None
        )
        if again is not None:
            _break(again, [*begun, present])
        elif missing:
            begun[present] = None
            waiting.extend(missing)
        else:
            present.scope.settle(present)
    assert entry.known is not None
    return entry.known.value


def _break(again: _Entry, begun: list[_Entry]) -> None:
    """Settle every parameter of a circle, so that none depends on the order."""
    circle = list(dict.fromkeys(begun[begun.index(again) :]))
    names = [entry.parameter.name.strip() for entry in (*circle, again)]
    shown = " → ".join(names[:8] + (["…"] if len(names) > 8 else []))
    for entry in circle:
        entry.scope.break_circle(entry, shown)
