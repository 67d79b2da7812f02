"""A result as plain data for JSON: schema-versioned, every number with its unit."""

from __future__ import annotations

from typing import Any

from lcagraph.errors import Finding
from lcagraph.result.footprint import Footprint

SCHEMA = "lcagraph-result-1"
"""Version of the layout; changes when a key changes its meaning."""


def footprint_as_dict(result: Footprint) -> dict[str, Any]:
    """Everything that a result says, as dictionaries, lists, texts and numbers."""
    scope = result.prepared.compiled.system.scope
    return {
        "schema": SCHEMA,
        "reference": {
            "product": result.prepared.compiled.system.reference.product,
            "amount": result.unit,
            "name": {"zh": result.name.zh, "en": result.name.en},
        },
        "rule_set": scope.rule_set,
        "gwp": scope.gwp,
        "footprint": {
            "value": result.total,
            "unit": "kgCO2e",
            "view": result.view,
            "including_biogenic": result.including,
            "excluding_biogenic": result.excluding,
        },
        "items": dict(result.items),
        "categories": {
            id_: {"value": value, "unit": unit}
            for id_, (value, unit) in result.categories.items()
        },
        "memo": {
            "aircraft": result.memo.aircraft,
            "stored_carbon": result.memo.stored_carbon,
            "credits": result.memo.credits,
            "captured_not_stored": result.memo.captured_not_stored,
        },
        "supply": dict(result.supply_views),
        "annual_factor": result.annual_factor,
        "by_stage": result.by_stage().to_records(),
        "by_process": result.by_process().to_records(),
        "by_input": result.by_input().to_records(),
        "by_gas": result.by_gas().to_records(),
        "activities": result.activity_table().to_records(),
        "readings": result.readings().to_records(),
        "findings": [finding_as_dict(finding) for finding in result.findings],
        "proof": _proof(result),
        "provenance": {
            "lcagraph": result.provenance.lcagraph_version,
            "model": result.provenance.model_hash,
            "factors": dict(result.provenance.factor_hashes),
            "scenario": result.provenance.scenario,
            "settings": dict(result.provenance.settings),
        },
    }


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as plain data; its sentences are made by the reader's language."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "at": finding.at,
        "values": {
            key: list(map(str, value)) if isinstance(value, tuple | list) else value
            for key, value in finding.values.items()
        },
        "waived": dict(finding.waived) if finding.waived else None,
        **({"scenario": finding.scenario} if finding.scenario else {}),
    }


def _proof(result: Footprint) -> dict[str, Any]:
    solution = result.solution
    return {
        "solver": solution.solver,
        "residual": solution.residual,
        "condition": solution.condition,
        "error_bound": {"value": solution.error_bound, "unit": "kgCO2e"},
    }
