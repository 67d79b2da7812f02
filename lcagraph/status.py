"""How far a study is: the five steps of the Chongqing guide, and what each lacks.

    flow chart → boundary and sources → data → calculation → uncertainty

A step lacks what the model leaves open and what its checks found (CQ-06). Nothing here
stops a footprint; it is the list of what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from lcagraph.calculate import Prepared
from lcagraph.errors import Finding
from lcagraph.graph.factor import Factor
from lcagraph.graph.scope import Declarations
from lcagraph.graph.system import ProductSystem

StepId = Literal["flow_chart", "boundary", "data", "calculation", "uncertainty"]

STEPS: tuple[StepId, ...] = (
    "flow_chart",
    "boundary",
    "data",
    "calculation",
    "uncertainty",
)

_BY_FAMILY: Mapping[str, StepId] = {
    "3": "flow_chart",
    "4": "data",
    "5": "calculation",
    "6": "data",
}
"""Step of a finding by the first digit of its code; the others go by their place."""

_BY_SECTION: Mapping[str, StepId] = {
    "reference": "boundary",
    "scope": "boundary",
    "processes": "flow_chart",
}
"""Step by the section of a place; all other sections are data."""

_OF_SENSITIVITY = ("864", "865")
"""Numbers of the checks whose findings are the fifth step's, wherever they stand."""

_TOLD_BY = {
    "declarations": "W850",
    "scope.boundary": "W851",
    "scope.period": "W823",
    "estimate": "W863",
    "factor_source": "W830",
    "factor_year": "W832",
    "factor_class": "W845",
    "uncertainty": "W864",
    "score": "W843",
}
"""Checks that tell of a lack themselves, where the rule set has them."""

_SCOPE_KEYS = ("boundary", "standards", "period", "geography", "cut_off")
_FACTOR_KEYS = ("source", "year", "region", "class_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that a step still needs."""

    key: str
    """What: the label `status.lack.<key>`."""
    at: str
    """Model path of the first place."""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the five steps."""

    id: StepId
    lacks: tuple[Lack, ...]
    findings: tuple[Finding, ...]
    """Errors and warnings about it; waived ones are left out."""

    @property
    def is_done(self) -> bool:
        """True if nothing is lacking and no check objects."""
        return not (self.lacks or self.findings)


def five_steps(
    system: ProductSystem,
    findings: Iterable[Finding],
    prepared: Prepared | None,
    *,
    is_solved: bool,
) -> tuple[Step, ...]:
    """The five steps of a study with what each lacks.

    Parameters
    ----------
    system : ProductSystem
        The model.
    findings : iterable of Finding
        What `Model.check` says.
    prepared : Prepared or None
        The compiled model, if it compiles.
    is_solved : bool
        Whether it has a footprint.
    """
    found = [f for f in findings if f.waived is None and f.severity != "note"]
    codes = {finding.code for finding in found}
    lacks: Mapping[StepId, Iterable[Lack]] = {
        "flow_chart": _flow_chart(system),
        "boundary": _boundary(system),
        "data": _data(system, _factors(system, prepared)),
        "calculation": () if is_solved else (Lack(key="footprint", at=""),),
        "uncertainty": _uncertainty(system, prepared),
    }
    return tuple(
        Step(
            id=step,
            lacks=tuple(lack for lack in lacks[step] if _told_by(lack) not in codes),
            findings=tuple(f for f in found if step_of(f) == step),
        )
        for step in STEPS
    )


def _told_by(lack: Lack) -> str | None:
    """Code of the finding that says the same."""
    return _TOLD_BY.get(str(lack.values.get("field", lack.key)))


def step_of(finding: Finding) -> StepId:
    """The step that a finding belongs to, by its code, else by its place."""
    if finding.code[1:] in _OF_SENSITIVITY:
        return "uncertainty"
    section = finding.at.split(".")[0]
    by_place: StepId = _BY_SECTION.get(section, "data")
    if finding.code[1] == "8" and by_place == "flow_chart":
        return "data"  # balances and quality: amounts, not links
    return _BY_FAMILY.get(finding.code[1], by_place)


# ------------------------------------------------------------------------ the steps


def _flow_chart(system: ProductSystem) -> Iterator[Lack]:
    processes = system.processes.items()
    nameless = [id_ for id_, process in processes if process.name is None]
    yield from _listed("name", nameless, "processes")
    stageless = [id_ for id_, p in processes if p.kind == "process" and p.stage is None]
    yield from _listed("stage", stageless, "processes")


def _boundary(system: ProductSystem) -> Iterator[Lack]:
    scope = system.scope
    if system.reference.name is None:
        yield Lack(key="field", at="reference", values={"field": "reference.name"})
    for key in _SCOPE_KEYS:
        if not getattr(scope, key):
            yield Lack(key="field", at="scope", values={"field": f"scope.{key}"})
    open_ = _undeclared(scope.declarations)
    if open_:
        values = {"count": len(open_), "names": open_}
        yield Lack(key="declarations", at="scope.declarations", values=values)
    unestimated = [
        id_
        for id_, excluded in scope.excluded.items()
        if excluded.basis == "cut_off" and excluded.estimate is None
    ]
    yield from _listed("estimate", unestimated, "scope.excluded")


def _undeclared(declarations: Declarations | None) -> list[str]:
    """Those of the twelve declarations that are neither given nor said not to apply."""
    names = [field.name for field in fields(Declarations)]
    names.remove("not_applicable")
    if declarations is None:
        return names
    given = declarations
    return [n for n in names if not (getattr(given, n) or n in given.not_applicable)]


def _data(system: ProductSystem, factors: Mapping[str, Factor]) -> Iterator[Lack]:
    if system.reference.annual_output is None:
        values = {"field": "reference.annual_output"}
        yield Lack(key="field", at="reference", values=values)
    inputs = [
        (f"{id_}.inputs.{row}", input_.data or process.data)
        for id_, process in system.processes.items()
        if process.kind != "mix"
        for row, input_ in process.inputs.items()
    ]
    cardless = [path for path, card in inputs if card is None]
    yield from _listed("card", cardless, "processes")
    sourceless = [path for path, card in inputs if card and card.source is None]
    yield from _listed("card_source", sourceless, "processes")
    for key in _FACTOR_KEYS:
        without = [id_ for id_, each in factors.items() if not getattr(each, key)]
        yield from _listed(f"factor_{key.removesuffix('_')}", without, "factors")


def _uncertainty(system: ProductSystem, prepared: Prepared | None) -> Iterator[Lack]:
    terms = prepared.compiled.table.independent if prepared else ()
    if not any(term.distribution or term.pedigree for term in terms):
        yield Lack(key="uncertainty", at="")
    if system.scope.rule_set != "sd-2023":
        return
    unscored = [
        f"{id_}.inputs.{row}"
        for id_, process in system.processes.items()
        if process.kind != "mix"
        for row, input_ in process.inputs.items()
        if not (card := input_.data or process.data)
        or None in (card.class_, card.calibration)
    ]
    yield from _listed("score", unscored, "processes")


def _listed(key: str, ids: list[str], section: str) -> Iterator[Lack]:
    """One lack for all things of a kind, at the first of them."""
    if ids:
        values = {"count": len(ids), "names": ids}
        yield Lack(key=key, at=f"{section}.{ids[0]}", values=values)


def _factors(system: ProductSystem, prepared: Prepared | None) -> Mapping[str, Factor]:
    """The factors in use, completed by the records that they name."""
    if prepared is None:
        return system.factors
    return {column.id: column.factor for column in prepared.compiled.factors}
