"""Checks of the factors in use: their GWP set, their kind, unspecified gases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lcagraph.background.dataset_reference import is_background
from lcagraph.calculate import Prepared
from lcagraph.checks.fuels import check_fuels
from lcagraph.compile.plan import FactorColumn
from lcagraph.contribution import LedgerRow, net_exchanges
from lcagraph.errors import Finding
from lcagraph.impact import ITEMS, NEVER_NEGATIVE, origin_finding

UNKNOWN = "unknown"
WHOLE_LIFE = ("cradle_to_gate", "cradle_to_grave", UNKNOWN)


def check_factors(prepared: Prepared, rows: Sequence[LedgerRow]) -> list[Finding]:
    """Findings about the factors that the reference flow draws on."""
    drawn = {row.supplier for row in rows}
    used = [column for column in prepared.compiled.factors if column.id in drawn]
    return [
        *_other_gwp_sets(prepared, used, rows),
        *_wrong_kinds(used),
        *check_fuels(prepared, used, rows),
        *_origins(prepared, used),
        *_negative_figures(used, rows),
    ]


def _other_gwp_sets(
    prepared: Prepared,
    used: list[FactorColumn],
    rows: Sequence[LedgerRow],
) -> Iterable[Finding]:
    """Ready CO2e figures of another GWP set, with their share of the emissions.

    Shares are of the magnitudes without biogenic CO2, as all that weigh data are.
    """
    wanted = prepared.compiled.system.scope.gwp
    sets = {
        column.id: column.factor.gwp or UNKNOWN
        for column in used
        if any(flow.startswith("co2e_") for flow in column.flows)
    }
    direct = {d.path: d.gwp for d in prepared.compiled.direct if d.gwp is not None}
    drawn: dict[str, dict[str, float]] = {}
    total = 0.0
    for row, *corrections in net_exchanges(prepared, rows):
        owner = row.path if row.supplier is None else row.supplier
        own = (direct if row.supplier is None else sets).get(owner, wanted)
        size = abs(sum(each.excluding for each in (row, *corrections)))
        total += size
        if own != wanted:
            of_set = drawn.setdefault(own, {})
            of_set[owner] = of_set.get(owner, 0.0) + size
    for own, sizes in drawn.items():
        share = sum(sizes.values()) / total if total else 0.0
        first = next(iter(sizes))
        values: dict[str, object] = {
            "factor": list(sizes),
            "model_gwp": wanted,
            "share": f"{share:.1%}",
        }
        place = first if first in direct else f"factors.{first}"
        if own == UNKNOWN:
            yield Finding(code="N628", at=place, part="key", values=values)
        else:
            values["gwp"] = own
            yield Finding(code="W623", at=place, part="key", values=values)


def _wrong_kinds(used: list[FactorColumn]) -> Iterable[Finding]:
    """Accounting factors for electricity, and materials that begin at a gate."""
    for column in used:
        factor = column.factor
        at = f"factors.{column.id}"
        if factor.kind == "electricity_accounting":
            yield Finding(code="W624", at=at, part="key", values={"factor": column.id})
        if factor.kind == "material" and factor.boundary not in WHOLE_LIFE:
            values = {"factor": column.id, "boundary": factor.boundary}
            yield Finding(code="W625", at=at, part="key", values=values)


def _dataset(column: FactorColumn) -> str:
    """The dataset behind a factor; empty: the model or a shipped set states it."""
    return column.origin or "" if is_background(column.origin) else ""


def _origins(prepared: Prepared, used: list[FactorColumn]) -> Iterable[Finding]:
    """Methane and N2O whose origin the model does not tell."""
    places = [(direct.flow, direct.path, "") for direct in prepared.compiled.direct]
    places += [(flow, f"factors.{c.id}", _dataset(c)) for c in used for flow in c.flows]
    for flow, at, dataset in places:
        finding = origin_finding(flow, at)
        if finding is not None and finding.code == "W621" and dataset:
            values = {**finding.values, "dataset": dataset}
            finding = replace(finding, code="N629", values=values)
        if finding is not None:
            yield finding


def _negative_figures(
    used: list[FactorColumn], rows: Sequence[LedgerRow]
) -> Iterable[Finding]:
    """Factors that lower the footprint where only a removal may: offsets, credits."""
    drawn = {row.supplier: row for row in rows if row.amount}
    for column in used:
        row = drawn.get(column.id)
        if row is None:
            continue
        for item in NEVER_NEGATIVE:
            figure = float(row.items[ITEMS.index(item)] / row.amount)
            if figure < 0:
                values = {"factor": column.id, "item": item, "figure": f"{figure:g}"}
                at = f"factors.{column.id}"
                code, dataset = "E617", _dataset(column)
                if dataset:
                    code, values = "E629", {**values, "dataset": dataset}
                yield Finding(code=code, at=at, part="key", values=values)
