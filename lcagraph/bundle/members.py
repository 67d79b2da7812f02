"""The documents of a bundle that follow from the model: each can be made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lcagraph.bundle.evidence_files import EvidenceFile
from lcagraph.bundle.sample import RULE, DrawnSample, draw_sample
from lcagraph.bundle.scenario_members import scenario_members
from lcagraph.bundle.second_way import second_way
from lcagraph.bundle.tables import both, json_bytes, records_csv
from lcagraph.bundle.tracing import trace_rows
from lcagraph.checks import audit_of
from lcagraph.checks.data_cards import Datum, activity_data
from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.writer import dump
from lcagraph.graph.report_fields import Assessment
from lcagraph.graph.system import ProductSystem
from lcagraph.inventory_record import canonical_json, inventory_record
from lcagraph.model import Model, read_string
from lcagraph.result import Result, finding_as_dict

INVENTORY = "inventory.json"
CANONICAL = "canonical.yaml"
EVIDENCE = "evidence.json"
PREVIOUS = "previous.yaml"
SOLVER = "solver.json"
CHECKS = "checks.json"

Record = Mapping[str, Any]
Records = list[dict[str, Any]]
"""Of `lcagraph.inventory_record`."""

DEFAULT_SEED = 1
LOG_COLUMNS = ("problem", "reply", "method", "basis")
"""问题, 委托方答复, 评价方法, 确认依据 (Shandong guide 5.6)."""


CHANGE_COLUMNS = ("edit", "kgCO2e", "path", "before", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleChoice:
    """How the sample is drawn; None: as the model says, else seed 1 and ⌈√n⌉."""

    seed: int | None = None
    size: int | None = None


def derived_members(
    model: Model,
    evidence: Sequence[EvidenceFile],
    choice: SampleChoice,
    previous: Model | None,
) -> dict[str, bytes]:
    """Every document that a model determines, by its name in the bundle.

    Parameters
    ----------
    model : Model
    evidence : sequence of EvidenceFile
        What is known of the files of its documents.
    choice : SampleChoice
    previous : Model, optional
        Last year's model in one file, for the change log.

    Raises
    ------
    FindingsError
        A model has no footprint, or rfc8785 is not installed (E836).
    """
    result = model.solve()

    def solved(scenario: str) -> Record:
        return inventory_record(model.solve(scenario))

    members = members_of(model, result, inventory_record(result), evidence, choice)
    members |= scenario_members(model.system, result.total, solved)
    members[CHECKS] = json_bytes([finding_as_dict(f) for f in result.findings])
    if previous is not None:
        changes = changes_since(model, previous)
        members["changes.json"] = json_bytes(changes)
        members["changes.csv"] = records_csv(_change_rows(changes), CHANGE_COLUMNS)
        members[PREVIOUS] = previous.to_yaml().encode()
    return members


def members_of(
    model: Model,
    result: Result,
    record: Record,
    evidence: Sequence[EvidenceFile],
    choice: SampleChoice,
) -> dict[str, bytes]:
    """Documents that follow from a model and its result, scenarios apart."""
    system = model.system
    sample = _sample(result, sample_of(system, choice))
    documents = _evidence(system, evidence)
    return {
        CANONICAL: model.to_yaml().encode(),
        INVENTORY: canonical_json(record),
        SOLVER: json_bytes(_solver(record)),
        EVIDENCE: json_bytes(documents),
        "evidence.csv": records_csv(documents),
        "sample.json": json_bytes(sample),
        "sample.csv": records_csv(sample["data"]),
        **_tables("factors", [_factor_row(one) for one in record["factors"]]),
        **_tables("trace", _trace(result, record)),
        **_tables("findings_log", _log(system.assessment), _log_head()),
    }


def _trace(result: Result, record: Record) -> Records:
    """By the compiled system: power by contract has its rows only there."""
    audit = audit_of(result.prepared, result.numbers, result.rows)
    return trace_rows(result.prepared.compiled.system, audit, record)


def _tables(
    name: str, records: list[dict[str, Any]], head: Sequence[str] = ()
) -> dict[str, bytes]:
    table = records_csv(records, head)
    return {f"{name}.json": json_bytes(records), f"{name}.csv": table}


def _log_head() -> list[str]:
    """Columns of the findings log, also of an empty one."""
    return ["number", *(f"{c}_{lang}" for c in LOG_COLUMNS for lang in ("zh", "en"))]


# --------------------------------------------------------------------------- the parts


def _solver(record: Record) -> dict[str, Any]:
    """How it was solved, and what a second way finds."""
    return {"first": record["solver"], "second": asdict(second_way(record))}


def _factor_row(factor: Mapping[str, Any]) -> dict[str, Any]:
    """A factor in use on one line; its emissions as `flow: kg`."""
    emissions = "; ".join(
        f"{flow}: {mass!r} kg" for flow, mass in sorted(factor["emissions"].items())
    )
    plain = ("kind", "boundary", "class", "region", "year", "page", "licence", "gwp")
    return {
        "id": factor["id"],
        **both("name", factor["name"]),
        "per": factor["per"]["value"],
        "unit": factor["per"]["unit"],
        "emissions": emissions,
        "origin": factor["origin"],
        **{key: factor[key] for key in plain},
        **both("source", factor["source"]),
    }


def _evidence(
    system: ProductSystem, files: Sequence[EvidenceFile]
) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            **both("title", system.evidence[each.id].title),
            "file": each.file,
            "page": system.evidence[each.id].page,
            "date": system.evidence[each.id].date,
            "sha256_stated": each.stated,
            "sha256": each.found,
            "size": each.size,
            "state": each.state,
        }
        for each in files
    ]


def _log(assessment: Assessment | None) -> list[dict[str, Any]]:
    """The findings log of the assessment, four columns in two languages."""
    findings = assessment.findings if assessment is not None else ()
    return [
        {
            "number": number,
            **{
                key: text
                for column in LOG_COLUMNS
                for key, text in both(column, getattr(finding, column)).items()
            },
        }
        for number, finding in enumerate(findings, start=1)
    ]


def sample_of(system: ProductSystem, choice: SampleChoice) -> DrawnSample:
    """The sample of activity data that a model and a choice determine."""
    stated = system.assessment.sample if system.assessment is not None else None
    seed, size = choice.seed, choice.size
    if seed is None:
        seed = stated.seed if stated is not None else None
    if size is None:
        size = stated.size if stated is not None else None
    paths = [datum.path for datum in activity_data(system)]
    return draw_sample(paths, DEFAULT_SEED if seed is None else seed, size)


def _sample(result: Result, sample: DrawnSample) -> dict[str, Any]:
    system = result.prepared.compiled.system
    data = {datum.path: datum for datum in activity_data(system)}
    return {
        "rule": RULE,
        "seed": sample.seed,
        "population": sample.population,
        "size": len(sample.paths),
        "data": [_drawn(result, data[path]) for path in sample.paths],
    }


def _drawn(result: Result, datum: Datum) -> dict[str, Any]:
    """An activity datum with all that is looked for on site."""
    compiled, card = result.prepared.compiled, datum.card
    table, system = compiled.table, compiled.system
    check = card.cross_check if card is not None else None
    terms = (f"{datum.path}.{key}" for key in ("amount", "activity", "distance"))
    term = next((one for one in terms if one in table.index), None)
    value = None
    if term is not None:
        value = float(result.numbers.filled[0, table.index[term]])
    return {
        "path": datum.path,
        "process": datum.process,
        "value": value,
        "unit": table.units[term].symbol if term is not None else None,
        "period": (card.period if card else None) or system.scope.period,
        "meter": card.meter if card else None,
        "evidence": "; ".join(card.evidence) if card else "",
        **both("source", card.source if card else None),
        **both("method", card.method if card else None),
        **both("cross_check", check.source if check else None),
    }


def in_one_file(model: Model) -> Model:
    """The model as its canonical form says it, without the files it came in."""
    plain = to_plain(model.system)
    return read_string(dump({k: v for k, v in plain.items() if k != "include"}))


def changes_since(model: Model, previous: Model) -> dict[str, Any]:
    """What moved the footprint since last year's model, edit by edit."""
    beside = previous.compare(model, names=("previous", "current"), force=True)
    told = beside.to_dict()
    told.pop("uncertainty")  # drawn numbers are no part of a change log
    return told


def _change_rows(changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One line per edited value, with what the edit that it is of moved."""
    return [
        {
            "edit": bar["path"],
            "kgCO2e": bar["kgCO2e"],
            "path": change["path"],
            "before": change["before"],
            "after": change["after"],
        }
        for found in changes["waterfalls"].values()
        for bar in found["bars"]
        for change in bar["changes"] or ({"path": "", "before": "", "after": ""},)
    ]
