"""From a table to a table: read, find, solve, compute in parts, join.

What is finished stays in ``<output>.parts`` until the output is whole, so that a run
that was stopped goes on. The output, the rows that were set aside and the report take
their places in one step each, at the end.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from errno import ENOENT
from pathlib import Path
from typing import Any

import numpy as np

from lcagraph.background.store import Database
from lcagraph.background.store.manifest import sha256_of
from lcagraph.catalogue.computing import (
    Options,
    Prepared,
    Scenario,
    compute,
    prepare,
)
from lcagraph.catalogue.gather import Flags
from lcagraph.catalogue.parts import Parts
from lcagraph.catalogue.reading import Progress, Table, no_progress, read_table
from lcagraph.catalogue.tables import (
    COMPLETE,
    block_of,
    count_rejected,
    count_statuses,
    rejected_rows,
)
from lcagraph.catalogue.writing import (
    Block,
    check_size,
    kind_of,
    write_rows,
    write_table,
)
from lcagraph.errors import Finding, UsageError
from lcagraph.executor import Workplace, cores
from lcagraph.version import __version__
from lcagraph.wording import Language

LAYOUT = 1
"""Of parts and reports; another one is computed anew."""

WAIVERS = ("waive_open_links", "waive_no_allocation", "waive_lacking_gases")
"""Reasons that stand in reports and outputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Files of a run."""

    output: Path

    @property
    def parts(self) -> Path:
        return self.output.with_name(f"{self.output.name}.parts")

    @property
    def rejected(self) -> Path:
        return self.output.with_name(f"{self.output.name}.rejected.csv")

    @property
    def report(self) -> Path:
        return self.output.with_name(f"{self.output.name}.report.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did."""

    places: Places
    report: Mapping[str, Any]
    """Plain data, as in the file."""
    findings: tuple[Finding, ...]
    """Notes and warnings on the whole: columns not read, parts kept, GWP sets."""

    @property
    def is_complete(self) -> bool:
        """Whether every row was used and every product has a total."""
        counts = self.report["counts"]
        return not counts["rejected"] and bool(counts["complete"] == counts["bills"])


def calculate_catalogue(
    source: Path,
    output: Path,
    databases: Sequence[Database],
    options: Options | None = None,
    *,
    progress: Progress = no_progress,
    executor: Workplace = None,
    lang: Language = "en",
) -> Outcome:
    """Footprints of all products of a table of bills of materials.

    Parameters
    ----------
    source : Path
        Parquet, CSV or .xlsx with the columns product, component, amount, unit.
    output : Path
        ``.parquet``, ``.csv`` or ``.xlsx``; beside it stand ``….report.json`` and, if
        rows were set aside, ``….rejected.csv``.
    databases : sequence of Database
        Where components are looked up.
    options : Options, optional
    progress : callable
        Gets stages and their size.
    executor : Workplace
        Where chunks are worked off; None: threads of this process.
    lang : str
        Of the reasons in the table of rejected rows.

    Raises
    ------
    UsageError
        The table can't be read (E780 to E783, E790, E792) or the output not be written
        (E075, E731, E795, E796).
    CalculationError
        Nested products whose answer could not be proven (E505 to E507).
    """
    options = options or Options()
    places = Places(output=output)
    kind = kind_of(output)
    if output.exists() and not (options.is_replacing and output.is_file()):
        raise UsageError(Finding(code="E075", values={"file": str(output)}))
    if executor is None and options.threads == 0:
        options = replace(options, threads=cores())
    digest = sha256_of(_readable(source))
    table = read_table(source, progress)
    prepared = prepare(table.lines, databases, options)
    check_size(kind, prepared.bills, output.name)
    with _refusals(output):
        parts = Parts(places.parts, _plan(digest, databases, options))
        flags = _computed(prepared, parts, options, progress, executor)
        findings = _findings(table, prepared, parts, options)
        told = {"file": source.name, "sha256": digest, "encoding": table.encoding}
        report = _report(told, prepared, options, flags, findings)
        blocks = _blocks(prepared, parts, options, progress)
        _deliver(places, kind, blocks, prepared, report, lang)
        parts.remove()
    return Outcome(places=places, report=report, findings=findings)


def _readable(source: Path) -> Path:
    if source.is_file():
        return source
    values = {"file": str(source), "reason": os.strerror(ENOENT)}
    raise UsageError(Finding(code="E783", values=values))


@contextlib.contextmanager
def _refusals(output: Path) -> Iterator[None]:
    """What the system refuses, as a finding (E731)."""
    try:
        yield
    except OSError as error:
        values = {"file": str(output), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E731", values=values)) from error


def _plan(
    digest: str, databases: Sequence[Database], options: Options
) -> dict[str, object]:
    """Everything that the numbers of a part depend on."""
    return {
        "layout": LAYOUT,
        "lcagraph": __version__,
        "input": digest,
        "databases": {one.name: one.manifest.hash for one in databases},
        "gwp": options.gwp,
        "rules": asdict(options.rules),
        "chunk_lines": options.chunk_lines,
    }


def _computed(
    prepared: Prepared,
    parts: Parts,
    options: Options,
    progress: Progress,
    executor: Workplace,
) -> Flags:
    """Compute the parts that are missing; flags of every bill, in order."""
    tick = progress("computing", prepared.bills)
    for scenario in prepared.scenarios:
        chunks = list(scenario.chunks(options.chunk_lines))
        wanted = [one for one in chunks if not parts.has(one[0])]
        tick(len(scenario.shown) * (len(chunks) - len(wanted)) // max(len(chunks), 1))
        for name, found in compute(scenario, wanted, options.threads, executor):
            parts.save(name, found)
            tick(len(found.flags))
    flags = [
        parts.load(name).flags[_shown(scenario, begin, end) - begin]
        for scenario in prepared.scenarios
        for name, begin, end in scenario.chunks(options.chunk_lines)
    ]
    return np.concatenate([np.zeros(0, dtype=np.uint16), *flags])


def _shown(scenario: Scenario, begin: int, end: int) -> Any:
    first, last = np.searchsorted(scenario.shown, [begin, end])
    return scenario.shown[first:last]


def _blocks(
    prepared: Prepared, parts: Parts, options: Options, progress: Progress
) -> Iterator[Block]:
    tick = progress("writing", prepared.bills)
    for scenario in prepared.scenarios:
        for name, begin, end in scenario.chunks(options.chunk_lines):
            block = block_of(prepared, scenario, begin, end, parts.load(name))
            yield block
            tick(len(block["product"]))


def _findings(
    table: Table, prepared: Prepared, parts: Parts, options: Options
) -> tuple[Finding, ...]:
    """What a reader of the results should know about the run as a whole."""
    found = []
    if table.unread:
        found.append(Finding(code="N797", values={"columns": table.unread}))
    if parts.changed:
        found.append(Finding(code="N799", values={"changed": parts.changed}))
    elif parts.kept:
        found.append(Finding(code="N798", values={"count": parts.kept}))
    resolved = prepared.resolved
    used = np.unique(resolved.target[resolved.target < resolved.n_datasets])
    sets = prepared.datasets.ready_sets(used.tolist())
    others = {name: n for name, n in sets.items() if name != options.gwp}
    if others:
        values = {
            "count": sum(others.values()),
            "sets": tuple(others),
            "gwp": options.gwp,
        }
        found.append(Finding(code="W797", values=values))
    overdrawn = prepared.datasets.overdrawn(used)
    if overdrawn:
        found.append(Finding(code="W798", values={"names": overdrawn}))
    uncounted = prepared.datasets.uncounted(used.tolist())
    return (*found, uncounted) if uncounted is not None else tuple(found)


def _report(
    told: Mapping[str, str],
    prepared: Prepared,
    options: Options,
    flags: Flags,
    findings: Sequence[Finding],
) -> dict[str, Any]:
    """The run as plain data."""
    lines, statuses = prepared.lines, count_statuses(flags)
    codes = count_rejected(prepared)
    rules = options.rules
    return {
        "layout": LAYOUT,
        "lcagraph": __version__,
        "input": dict(told),
        "databases": [
            {"name": d.name, "version": d.manifest.version, "hash": d.manifest.hash}
            for d in prepared.datasets.databases
        ],
        "gwp": options.gwp,
        "unit": "kgCO2e",
        "waive_open_links": rules.waive_open_links or None,
        "waive_no_allocation": rules.waive_no_allocation or None,
        "waive_lacking_gases": rules.waive_lacking_gases or None,
        "add_duplicates": rules.is_adding_duplicates,
        "allow_negative": rules.is_negative_allowed,
        "counts": {
            "rows": len(lines) + len(lines.findings),
            "products": len(lines.products),
            "scenarios": len(lines.scenarios),
            "bills": prepared.bills,
            "complete": statuses[COMPLETE],
            "rejected": codes.total(),
        },
        "status": dict(statuses),
        "rejected": dict(sorted(codes.items())),
        "loops": [list(loop) for loop in prepared.loops],
        "findings": [{"code": f.code, "values": dict(f.values)} for f in findings],
    }


def _deliver(
    places: Places,
    kind: str,
    blocks: Iterator[Block],
    prepared: Prepared,
    report: Mapping[str, Any],
    lang: Language,
) -> None:
    """Write every file beside its place, then put all of them there."""
    names = {
        places.output: f"output.{kind}",
        places.rejected: "rejected",
        places.report: "report",
    }
    drafts = {place: places.parts / name for place, name in names.items()}
    write_table(drafts[places.output], kind, blocks, _facts(report))
    text = json.dumps(report, ensure_ascii=False, indent=2, default=str)
    drafts[places.report].write_text(f"{text}\n", encoding="utf-8")
    if report["counts"]["rejected"]:
        write_rows(drafts[places.rejected], rejected_rows(prepared, lang))
    else:
        del drafts[places.rejected]
        places.rejected.unlink(missing_ok=True)  # of a run before this one
    for place, draft in reversed(drafts.items()):  # the output comes last
        os.replace(draft, place)


def _facts(report: Mapping[str, Any]) -> dict[str, str]:
    """What stands inside the output: enough to tell where it comes from."""
    facts = {
        "lcagraph": str(report["lcagraph"]),
        "gwp": str(report["gwp"]),
        "input_sha256": str(report["input"]["sha256"]),
        "per": "one unit of each product",
    }
    for one in report["databases"]:
        facts[f"database.{one['name']}"] = f"{one['version']} {one['hash']}".strip()
    for waiver in WAIVERS:
        if report[waiver]:
            facts[waiver] = str(report[waiver])
    counts = Counter(report["status"])
    facts["status"] = ", ".join(f"{word} {n}" for word, n in counts.items())
    return facts
