"""Tables of sources: activity data, factors, documents, completeness, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lcagraph.data_quality import EmissionSource
from lcagraph.errors import Finding
from lcagraph.report.content import Blank, Inline, Row, Table
from lcagraph.report.printed import share_text
from lcagraph.report.writer import Writer, cell, row
from lcagraph.result.names import stage_name
from lcagraph.wording import message

Found = dict[str, list[EmissionSource]]


def origins_of(writer: Writer) -> dict[str, tuple[str, ...]]:
    """Names of what rests on primary data, on secondary data, and on neither told."""
    primary = writer.subject.quality.primary
    found: dict[str, dict[str, None]] = {"primary": {}, "secondary": {}, "unknown": {}}
    for source in primary.sources:
        part = primary.activity_part(source)
        kind = "unknown" if part is None else "primary" if part else "secondary"
        name = writer.names.of(source.path, source.name, writer.lang)
        found[kind].setdefault(name)
    return {kind: tuple(names) for kind, names in found.items()}


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


def factor_table(writer: Writer) -> Table:
    """Factors in use: value's source, year, region, class, GWP set, boundary."""
    body = [_factor_row(writer, id_) for id_ in _used_factors(writer)]
    keys = ("factor", "factor_kind", "region", "year", "factor_gwp", "source")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text("shared.factors_title")
    return replace(
        writer.table("factors", title, head, body),
        widths=(0.2, 0.17, 0.09, 0.08, 0.14, 0.32),
    )


def _used_factors(writer: Writer) -> tuple[str, ...]:
    rows = writer.subject.footprint.rows
    return tuple(dict.fromkeys(row.supplier for row in rows if row.supplier))


def _factor_row(writer: Writer, id_: str) -> Row:
    columns = writer.subject.prepared.compiled.factors
    factor = next(column.factor for column in columns if column.id == id_)
    source: Inline = writer.said(factor.source)
    if not source:
        path = f"factors.{id_}.source"
        source = Blank(path=path, label=writer.text("shared.source"))
    kind = writer.called("class", factor.class_) if factor.class_ else "—"
    page = f"，{factor.page}" if factor.page and writer.lang == "zh" else ""
    page = page or (f", {factor.page}" if factor.page else "")
    return (
        cell(writer.said(factor.name) or id_),
        cell(kind),
        cell(factor.region or "—"),
        cell(f"{factor.year}" if factor.year else "—"),
        cell(writer.called("gwp", factor.gwp) if factor.gwp else "—"),
        cell((source, page) if page else source),
    )


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


def completeness_table(writer: Writer) -> Table:
    """Stage × activity data and factors: how much of the emissions is described."""
    found = writer.subject.quality.completeness
    body = [
        row(
            stage_name(one.stage, writer.lang),
            f"{one.count}",
            _share(one.share),
            _share(one.activity),
            _share(one.factor),
        )
        for one in found.stages
    ]
    keys = ("stage", "sources", "percent", "activity_described", "factor_described")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text("shared.completeness_title")
    return writer.table("completeness", title, head, body)


def _share(share: object | None) -> str:
    return share_text(None if share is None else float(share))  # type: ignore[arg-type]


def quality_rows(writer: Writer) -> tuple[str, ...]:
    """Statements on data quality: ratings, primary data, completeness."""
    return writer.subject.quality.statements(writer.lang)


def finding_table(
    writer: Writer, id_: str, title: str, findings: Iterable[Finding]
) -> Table | None:
    """Findings with code, place and what they say; None if there are none."""
    body = list(_finding_rows(writer, findings))
    if not body:
        return None
    keys = ("code", "place", "says")
    head = writer.head(*(f"shared.{key}" for key in keys))
    return replace(writer.table(id_, title, head, body), widths=(0.1, 0.32, 0.58))


def _finding_rows(writer: Writer, findings: Iterable[Finding]) -> Iterator[Row]:
    for finding in findings:
        said = message(finding, writer.lang)
        if finding.waived is not None:
            why = finding.waived.get(writer.lang, "")
            said = writer.text("shared.accepted", said=said, why=why)
        yield row(finding.code, finding.at or "—", said)
