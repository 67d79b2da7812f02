"""The head of a page: what it is of, per what, how much, and by which choices."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.graph.words import Text
from lcagraph.result import Footprint, significant
from lcagraph.result.names import gwp_name, item_name
from lcagraph.result.readings import readings_of
from lcagraph.web_page.records import Head, Line, ShareRow, ShareTable
from lcagraph.web_page.words import in_both, labelled, same
from lcagraph.wording.page import UNDEFINED

HASH_LENGTH = 12
"""Digits of a hash on a page: 48 bits tell the versions of a model apart."""


def head(result: Footprint) -> Head:
    """Title, functional unit, footprint, and what it rests on."""
    system = result.prepared.compiled.system
    return Head(
        title=system.title or result.name,
        subject=result.name,
        kind=labelled(f"page.{system.reference.kind}"),
        total=significant(result.total),
        total_value=result.total,
        per=result.unit,
        view=labelled(f"result.{result.view}"),
        choices=tuple(_choices(result)),
    )


def _choices(result: Footprint) -> Iterator[Line]:
    scope, made = result.prepared.compiled.system.scope, result.provenance
    if scope.boundary:
        name = labelled(f"diagram.{scope.boundary}")
        yield Line(name=labelled("page.boundary"), value=name)
    stated: dict[str, str | Text] = {
        "period": (scope.period or "").replace("/", " – "),
        "geography": scope.geography or "",
        "gwp": in_both(lambda lang: gwp_name(scope.gwp, lang)),
        "rule_set": labelled(f"rule_set.{scope.rule_set}"),
        "standards": " · ".join(scope.standards),
        "scenario": made.scenario or "",
        "settings": " · ".join(f"{path} = {v}" for path, v in made.settings.items()),
    }
    for key, value in stated.items():
        if value:
            said = value if isinstance(value, Text) else same(value)
            yield Line(name=labelled(f"page.{key}"), value=said)


def totals(result: Footprint) -> tuple[Line, ...]:
    """The total that the rule set puts first, the other one, and those of supplies."""
    views = [result.view, *({"including", "excluding"} - {result.view})]
    values = {view: getattr(result, view) for view in views}
    values |= result.supply_views
    return tuple(
        Line(name=labelled(f"result.{view}"), value=same(significant(value)))
        for view, value in values.items()
    )


def items(result: Footprint) -> ShareTable:
    """The parts that the standards want apart, zeros too: nothing stays unsaid."""
    largest = max(map(abs, result.items.values()), default=0.0)
    rows = [
        ShareRow(
            key=f"item:{id_}",
            name=in_both(lambda lang, id_=id_: item_name(id_, lang)),  # type: ignore[misc]
            amount=significant(amount),
            share=UNDEFINED,
            bar=_length(amount, largest),
            is_negative=amount < 0,
        )
        for id_, amount in result.items.items()
    ]
    return ShareTable(
        rows=tuple(rows), total=significant(result.total), whole=UNDEFINED
    )


def memos(result: Footprint) -> tuple[Line, ...]:
    """Figures beside the sum that are not zero, and further impact categories."""
    memo = result.memo
    found = {
        "aircraft": (memo.aircraft, "kgCO2e"),
        "stored_carbon": (memo.stored_carbon, "kgCO2e"),
        "credits": (memo.credits, "kgCO2e"),
        "captured_not_stored": (memo.captured_not_stored, "kg"),
    }
    lines = [
        Line(name=labelled(f"result.{key}"), value=_quantity(value, unit))
        for key, (value, unit) in found.items()
        if value
    ]
    lines += [
        Line(name=same(id_), value=_quantity(value, unit))
        for id_, (value, unit) in result.categories.items()
    ]
    return tuple(lines)


def readings(result: Footprint) -> tuple[Line, ...]:
    """Meter readings with what is taken off them."""
    return tuple(
        Line(name=same(each.path), value=same(str(each)))
        for each in readings_of(result.prepared, result.numbers)
    )


def made_by(result: Footprint) -> tuple[Line, ...]:
    """Proof of the solution, program, and hashes of all that went in."""
    made, proof = result.provenance, result.solution
    solved = labelled(
        "result.proof_line",
        solver=labelled(f"result.solver_{proof.solver}"),
        residual=f"{proof.residual:.1e}",
        condition=f"{proof.condition:.3g}",
        bound=f"{proof.error_bound:.1e}",
    )
    lines = [
        Line(name=labelled("result.proof"), value=solved),
        Line(
            name=labelled("page.program"),
            value=same(f"lcagraph {made.lcagraph_version}"),
        ),
        Line(name=labelled("page.model_hash"), value=same(_short(made.model_hash))),
        Line(name=labelled("page.fonts"), value=labelled("page.fonts_used")),
    ]
    lines += [
        Line(name=same(name), value=same(_short(hash_)))
        for name, hash_ in made.factor_hashes.items()
    ]
    return tuple(lines)


def _length(amount: float, largest: float) -> float:
    """Length of a bar. [% of the longest]"""
    return round(100 * abs(amount) / largest, 1) if largest else 0.0


def _quantity(value: float, unit: str) -> Text:
    return same(f"{significant(value)} {unit}")


def _short(hash_: str) -> str:
    return hash_[:HASH_LENGTH]
