"""Sources: of activity data, documents and references, findings of the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lcagraph.checks.mass_balance import MASS_TOLERANCE, MassBalance, mass_balances
from lcagraph.data_quality import EmissionSource
from lcagraph.data_quality.page import described
from lcagraph.errors import Finding
from lcagraph.report.content import Block, Row, Table
from lcagraph.report.documents import standard_name
from lcagraph.report.factor_rows import factor_sources
from lcagraph.report.named_findings import finding_place, finding_words
from lcagraph.report.printed import share_text
from lcagraph.report.things import thing_at
from lcagraph.report.writer import Writer, cell, number_cell, row
from lcagraph.wording.page import UNDEFINED

ASSUMED = ("假设", "assumption", "Assumption")
"""What stands for a source where there is none: nobody can look it up."""

Found = dict[str, list[EmissionSource]]


def origins_of(writer: Writer) -> dict[str, tuple[str, ...]]:
    """Names of what rests on primary data, on secondary data, and on neither told."""
    primary = writer.subject.quality.primary
    found: dict[str, dict[str, None]] = {"primary": {}, "secondary": {}, "unknown": {}}
    for source in primary.sources:
        part = primary.activity_part(source)
        kind = "unknown" if part is None else "primary" if part else "secondary"
        found[kind].setdefault(_name(writer, source))
    return {kind: tuple(names) for kind, names in found.items()}


def site_data(writer: Writer) -> tuple[str, ...]:
    """Names of what rests on data from the site itself, each once."""
    sources = writer.subject.quality.primary.sources
    found = (
        _name(writer, one)
        for one in sources
        if all(card is not None and card.origin == "site" for card in one.cards)
    )
    return tuple(dict.fromkeys(found))


def _name(writer: Writer, source: EmissionSource) -> str:
    """What a source is the datum of: of an emission that follows a fuel, the fuel."""
    emitted = source.emitted
    if emitted is not None and emitted.activity is not None:
        at, _, _ = source.path.partition(".emissions.")
        process = writer.subject.system.processes[at.partition(".")[2]]
        if emitted.activity in process.inputs:
            return thing_at(writer, f"{at}.inputs.{emitted.activity}", emitted.activity)
    return thing_at(writer, source.path, source.name)


def data_sources(writer: Writer, kind: str) -> tuple[str, ...]:
    """What data cards of a kind name as their sources, each once."""
    primary = writer.subject.quality.primary
    found: dict[str, None] = {}
    for source in primary.sources:
        part = primary.activity_part(source)
        own = "unknown" if part is None else "primary" if part else "secondary"
        if own != kind:
            continue
        for card in source.cards:
            if card is not None and card.source is not None:
                found.setdefault(writer.said(card.source))
    return tuple(found)


def evidence_table(writer: Writer) -> Table | None:
    """Supporting documents with file, page and hash; None without any."""
    if not writer.subject.evidence:
        return None
    body = [
        row(
            f"[{position}]",
            writer.said(one.title) or id_,
            one.file or "—",
            one.page or "—",
            one.sha256 or "—",
        )
        for position, (id_, one) in enumerate(writer.subject.evidence.items(), start=1)
    ]
    keys = ("position", "document", "file", "page", "hash")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text("shared.evidence_title")
    return replace(
        writer.table("evidence", title, head, body), widths=(0.08, 0.4, 0.2, 0.1, 0.22)
    )


def reference_table(writer: Writer) -> Table | None:
    """Standards followed, then sources of data and factors, each once; None: nothing.

    The list that a reader can look up, apart from the documents that are kept as
    evidence.
    """
    standards = writer.subject.system.scope.standards
    found: dict[str, str] = {}
    for one in standards:
        found.setdefault(standard_name(one, writer.lang), "standard")
    for kind in ("primary", "secondary", "unknown"):
        for source in data_sources(writer, kind):
            found.setdefault(source, "activity")
    for source in factor_sources(writer):
        found.setdefault(source, "factor")
    found = {one: kind for one, kind in found.items() if one not in ASSUMED}
    if not found:
        return None
    body = [
        row(f"[{position}]", source, writer.text(f"shared.cited_{kind}"))
        for position, (source, kind) in enumerate(found.items(), start=1)
    ]
    head = writer.head("shared.position", "shared.reference", "shared.cited_for")
    title = writer.text("shared.references_title")
    made = writer.table("references", title, head, body)
    return replace(made, widths=(0.08, 0.72, 0.2))


def balance_table(writer: Writer) -> Table | None:
    """Mass that each process takes in and gives out; None: none makes matter."""
    found = mass_balances(writer.subject.audit)
    if not found:
        return None
    body: list[Row] = [
        (
            cell(writer.process_name(one.process)),
            number_cell(one.into),
            number_cell(one.out),
            cell(_closed(one)),
        )
        for one in found
    ]
    keys = ("allocation_process", "mass_in", "mass_out", "mass_difference")
    head = writer.head(*(f"shared.{key}" for key in keys))
    made = writer.table("balance", writer.text("shared.balance_title"), head, body)
    note = writer.words("shared.balance_note", limit=share_text(MASS_TOLERANCE, 0))
    return replace(made, widths=(0.4, 0.2, 0.2, 0.2), notes=(note,))


def balances_made(writer: Writer) -> tuple[int, int]:
    """Processes whose masses are all known, and those that make matter."""
    found = mass_balances(writer.subject.audit)
    known = [one for one in found if one.into is not None and one.out is not None]
    return len(known), len(found)


def _closed(one: MassBalance) -> str:
    """Difference by what is taken in."""
    if one.into is None or one.out is None or not one.into:
        return UNDEFINED
    return share_text((one.out - one.into) / one.into, 2)


def quality_rows(writer: Writer) -> tuple[str, ...]:
    """Statements on data quality: ratings, primary data, completeness.

    Scores of the Shandong guide are not among them: they belong to its own form.
    """
    found = writer.subject.quality
    parts = (found.ratings, found.primary, found.completeness)
    return tuple(described(*parts, writer.lang))


def finding_blocks(writer: Writer, *answers: str) -> Iterator[Block]:
    """Findings that are open, or that there is none; then those that are accepted.

    Parameters
    ----------
    writer : Writer
    *answers : str
        Requirements that the open findings meet.
    """
    told = [one for one in writer.subject.open_findings if one.severity != "note"]
    found = _finding_table(writer, "findings", told)
    if found is not None:
        yield replace(found, answers=answers)
    else:
        yield writer.paragraph("shared.no_findings", *answers)
    waived = _finding_table(writer, "waived", writer.subject.waived)
    if waived is not None:
        yield waived


def _finding_table(
    writer: Writer, id_: str, findings: Iterable[Finding]
) -> Table | None:
    """Findings with code, place and what they say; None if there are none."""
    body = list(_finding_rows(writer, findings))
    if not body:
        return None
    keys = ("code", "place", "says")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text(f"shared.{id_}_title")
    return replace(writer.table(id_, title, head, body), widths=(0.1, 0.32, 0.58))


def _finding_rows(writer: Writer, findings: Iterable[Finding]) -> Iterator[Row]:
    for finding in findings:
        said = finding_words(finding, writer.subject, writer.lang)
        place = finding_place(finding, writer.subject, writer.lang)
        if finding.waived is not None:
            why = finding.waived.get(writer.lang, "")
            said = writer.text("shared.accepted", said=said, why=why)
        yield row(finding.code, place, said)
