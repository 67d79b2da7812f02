"""The inventory of a solved model as one JSON text that has a single spelling.

    inventory_json(result)     bytes in canonical form (RFC 8785)
    inventory_sha256(result)   their SHA-256, as it stands on the cover of a report

Who has the same numbers has the same bytes: keys are sorted, numbers are written in one
way (that of ECMAScript), and no date or name of a computer is in it. It is complete:
A, B and f from it give the footprint again without the model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from lcagraph.arrays import runs_of_processes
from lcagraph.background.dataset_reference import is_background
from lcagraph.calculate import inventory
from lcagraph.compile.plan import FactorColumn
from lcagraph.contribution import LedgerRow
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import Text
from lcagraph.impact import ROWS
from lcagraph.matrices import Entries
from lcagraph.result import Footprint

SCHEMA = "lcagraph-inventory-1"
"""Version of the layout; changes when a key changes its meaning."""


def inventory_json(footprint: Footprint) -> bytes:
    """The inventory of a footprint in canonical form.

    Parameters
    ----------
    footprint : Footprint
        A solved model, or one of its scenarios.

    Returns
    -------
    bytes
        UTF-8, keys sorted by UTF-16 code units, shortest numbers that round-trip.

    Raises
    ------
    UsageError
        The package rfc8785 is not installed (E836).

    References
    ----------
    RFC 8785, JSON Canonicalization Scheme (JCS), 2020.
    """
    return canonical_json(inventory_record(footprint))


def inventory_sha256(footprint: Footprint) -> str:
    """SHA-256 of `inventory_json`, in hexadecimal digits."""
    return hashlib.sha256(inventory_json(footprint)).hexdigest()


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """Plain data in canonical form (RFC 8785).

    Raises
    ------
    UsageError
        The package rfc8785 is not installed (E836).
    """
    try:
        import rfc8785
    except ImportError:
        raise UsageError(Finding(code="E836")) from None
    found: bytes = rfc8785.dumps(content)
    return found


def inventory_record(footprint: Footprint) -> dict[str, Any]:
    """Everything of a footprint as plain data, the text of which is canonical.

    Returns
    -------
    dict
        Who made it, what it is per; every number of the model in its own unit; factors
        with their emissions per unit; scaling and shares of every product; A, B [kg]
        and f; the inventory g; the footprint row by row, by stage and by item
        [kgCO2e]; how it was solved.
    """
    return {
        "schema": SCHEMA,
        "provenance": _provenance(footprint),
        "reference": _reference(footprint),
        "terms": _terms(footprint),
        "factors": [_factor(one, footprint) for one in _by_id(footprint)],
        "products": _products(footprint),
        "matrices": _matrices(footprint),
        "inventory": _inventory(footprint),
        "rows": [_row(row, footprint) for row in _in_order(footprint.rows)],
        "result": _result(footprint),
        "solver": _solver(footprint),
    }


# ---------------------------------------------------------------------------- parts


def _provenance(footprint: Footprint) -> dict[str, Any]:
    made = footprint.provenance
    return {
        "lcagraph": made.lcagraph_version,
        "model_sha256": made.model_hash,
        "factor_sets_sha256": dict(made.factor_hashes),
        "scenario": made.scenario,
        "settings": dict(made.settings),
    }


def _reference(footprint: Footprint) -> dict[str, Any]:
    system = footprint.prepared.compiled.system
    scope = system.scope
    return {
        "product": system.reference.product,
        "amount": system.reference.amount.text,
        "kind": system.reference.kind,
        "name": _names(footprint.name),
        "rule_set": scope.rule_set,
        "boundary": scope.boundary,
        "period": scope.period,
        "geography": scope.geography,
        "gwp": scope.gwp,
        "annual_factor": footprint.annual_factor,
    }


def _names(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _terms(footprint: Footprint) -> list[dict[str, Any]]:
    """Every number of the model by its path, formulas with what they come to."""
    table, filled = footprint.prepared.compiled.table, footprint.numbers.filled[0]
    return [
        {
            "at": path,
            "value": float(filled[table.index[path]]),
            "unit": table.units[path].symbol,
        }
        for path in sorted(table.index)
    ]


def _by_id(footprint: Footprint) -> list[FactorColumn]:
    return sorted(footprint.prepared.compiled.factors, key=lambda one: one.id)


def _factor(column: FactorColumn, footprint: Footprint) -> dict[str, Any]:
    """One factor row in use, with its emissions per unit. [kg/unit]"""
    table = footprint.prepared.compiled.table
    filled, factor = footprint.numbers.filled[0], column.factor
    per = float(filled[table.index[column.per]])
    return {
        "id": column.id,
        "name": _names(factor.name),
        "per": {"value": per, "unit": table.units[column.per].symbol},
        "unit": column.unit.symbol,
        "emissions": {
            flow: float(filled[table.index[term]])
            for flow, term in column.flows.items()
        },
        "origin": column.origin,
        "is_background": is_background(column.origin),
        "kind": factor.kind,
        "boundary": factor.boundary,
        "class": factor.class_,
        "region": factor.region,
        "year": factor.year,
        "source": _names(factor.source),
        "page": factor.page,
        "licence": factor.licence,
        "gwp": factor.gwp,
    }


def _products(footprint: Footprint) -> list[dict[str, Any]]:
    """The columns of A: what each delivers, its runs and its allocation share."""
    layout, numbers = footprint.prepared.layout, footprint.numbers
    runs = runs_of_processes(footprint.prepared, numbers)
    return [
        {
            "id": column.id,
            "row": column.row,
            "product": column.product,
            "unit": column.unit,
            "is_factor": column.is_factor,
            "scaling": float(numbers.s[0, j]),
            "share": float(numbers.shares[0, layout.share[j]]),
            "runs_of_process": runs.get(column.id),
        }
        for j, column in enumerate(layout.columns)
    ]


def _matrices(footprint: Footprint) -> dict[str, Any]:
    """A and B by their entries (entries of one place add up), and f."""
    layout, numbers = footprint.prepared.layout, footprint.numbers
    return {
        "flows": list(layout.flows),
        "A": _entries(layout.a, numbers.A[0]),
        "B": _entries(layout.b, numbers.B[0]),
        "f": [
            {"row": row, "value": float(value)}
            for row, value in enumerate(numbers.f[0])
            if value
        ],
    }


def _entries(entries: Entries, values: Any) -> list[list[float | int]]:
    """Row, column and value of each entry, in the order of places."""
    found = zip(entries.row, entries.column, values, strict=True)
    return sorted([int(i), int(j), float(value)] for i, j, value in found)


def _inventory(footprint: Footprint) -> dict[str, float]:
    """Emissions and removals per reference flow. [kg]"""
    layout = footprint.prepared.layout
    g = inventory(footprint.prepared, footprint.numbers)[0]
    return {flow: float(g[i]) for i, flow in enumerate(layout.flows) if g[i]}


def _in_order(rows: tuple[LedgerRow, ...]) -> list[LedgerRow]:
    """Rows in an order that no order of writing changes."""
    return sorted(rows, key=lambda r: (r.path, r.stage, r.name, r.supplier or ""))


def _row(row: LedgerRow, footprint: Footprint) -> dict[str, Any]:
    """Activity × factor = emission, in one stage. [kgCO2e]"""
    return {
        "at": row.path,
        "stage": row.stage,
        "process": row.process,
        "name": row.name,
        "factor": row.supplier,
        "activity": {"value": row.amount, "unit": row.unit},
        "items": _nonzero(row.items),
        "co2e": float(row.items @ footprint.weights),
    }


def _nonzero(items: Any) -> dict[str, float]:
    pairs = zip(ROWS, items, strict=True)
    return {item: float(value) for item, value in pairs if value}


def _result(footprint: Footprint) -> dict[str, Any]:
    return {
        "unit": "kgCO2e",
        "view": footprint.view,
        "total": footprint.total,
        "including_biogenic": footprint.including,
        "excluding_biogenic": footprint.excluding,
        "items": dict(footprint.items),
        "stages": {str(row[0]): row[1] for row in footprint.by_stage().rows},
        "processes": {str(row[0]): row[1] for row in footprint.by_process().rows},
        "categories": {
            id_: {"value": value, "unit": unit}
            for id_, (value, unit) in footprint.categories.items()
        },
        "memo": {
            "aircraft": footprint.memo.aircraft,
            "stored_carbon": footprint.memo.stored_carbon,
            "credits": footprint.memo.credits,
            "captured_not_stored": footprint.memo.captured_not_stored,
        },
        "supply": dict(footprint.supply_views),
    }


def _solver(footprint: Footprint) -> dict[str, Any]:
    solution = footprint.solution
    return {
        "path": solution.solver,
        "residual": solution.residual,
        "condition": solution.condition,
        "error_bound": solution.error_bound,
    }
