"""Traces of the rows of a page: every number back to its datum, factor and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lcagraph.contribution import LedgerRow
from lcagraph.graph.words import Text
from lcagraph.result import Footprint
from lcagraph.result.trace_page import headline, sections
from lcagraph.trace import Trace, Tracer
from lcagraph.web_page.records import Line, TraceRecord, TraceSection
from lcagraph.web_page.tables import Anchors
from lcagraph.web_page.words import in_both, same
from lcagraph.wording import LANGUAGES, label

ROOM = 200_000
"""Bytes of the traces of a page: those of its largest rows, as many as fit."""
LEAST_SHARED = 3
"""Lines of a step that is worth leading to another."""
TAGS_OF_A_LINE, TAGS_OF_A_TRACE = 120, 600
"""What HTML adds, about. [bytes]"""


def traces(
    result: Footprint, rows: Iterable[LedgerRow], branches: Iterable[str]
) -> tuple[tuple[TraceRecord, ...], Anchors]:
    """Traces of rows, the largest first, and of branches; with their anchors.

    A step that several traces share, as a rule their factor, is written out in the
    first of them.

    Parameters
    ----------
    result : Footprint
    rows : iterable of LedgerRow
    branches : iterable of str
        Model paths of the exchanges in the supply tree.
    """
    by_size = sorted(rows, key=lambda row: -abs(float(row.items @ result.weights)))
    paths = dict.fromkeys([*(row.path for row in by_size), *branches])
    tracer = Tracer(
        prepared=result.prepared,
        numbers=result.numbers,
        rows=result.rows,
        weights=result.weights,
        locate=result.locate,
        scenario=result.provenance.scenario,
        overrides=result.overrides,
    )
    found: dict[tuple[str, str, str], TraceRecord] = {}
    known: dict[TraceSection, tuple[str, str]] = {}
    room = ROOM
    for trace in (trace for path in paths for trace in tracer.traces(path)):
        key = (trace.path, trace.stage, trace.name)
        if key in found:
            continue
        record = _shared(_record(trace, f"trace-{len(found) + 1}"), known)
        room -= _size(record)
        if room < 0:
            break
        found[key] = record
    records = tuple(_anchored(list(found.values())))
    return records, {key: one.anchor for key, one in found.items()}


def _record(trace: Trace, anchor: str) -> TraceRecord:
    both = zip(sections(trace, "zh"), sections(trace, "en"), strict=True)
    proof = label("result.proof", "zh")
    return TraceRecord(
        anchor=anchor,
        title=trace.path.removeprefix("processes."),
        process=trace.process_name or same(trace.process),
        headline=in_both(lambda lang: headline(trace, lang)),
        sections=tuple(
            TraceSection(
                name=Text(zh[0], en[0]),
                lines=tuple(
                    Line(name=Text(a[0], b[0]), value=Text(a[1], b[1]))
                    for a, b in zip(zh[1], en[1], strict=True)
                    if a[0] != proof  # it is that of the whole page, in its footer
                ),
            )
            for zh, en in both
        ),
    )


def _shared(
    record: TraceRecord, known: dict[TraceSection, tuple[str, str]]
) -> TraceRecord:
    """A trace in which steps that an earlier one has lead there."""
    made: list[TraceSection] = []
    for place, section in enumerate(record.sections):
        if len(section.lines) < LEAST_SHARED:
            made.append(section)
        elif section in known:
            anchor, title = known[section]
            made.append(replace(section, same=anchor, same_in=title))
        else:
            anchor = f"{record.anchor}-{place + 1}"
            known[section] = (anchor, record.title)
            made.append(replace(section, anchor=anchor))
    return replace(record, sections=tuple(made))


def _anchored(records: Iterable[TraceRecord]) -> Iterator[TraceRecord]:
    """Traces without the anchors that nothing leads to."""
    found = tuple(records)
    wanted = {section.same for record in found for section in record.sections}
    for record in found:
        sections = (
            section if section.anchor in wanted else replace(section, anchor="")
            for section in record.sections
        )
        yield replace(record, sections=tuple(sections))


def _size(record: TraceRecord) -> int:
    """Bytes of a trace in a page, about."""
    lines = [
        line
        for section in record.sections
        for line in (section.lines[:1] if section.same else section.lines)
    ]
    texts = [record.headline, record.process]
    texts += [text for line in lines for text in (line.name, line.value)]
    said = sum(
        len(text.encode())
        for each in texts
        for text in {each.get(lang) for lang in LANGUAGES}
    )
    return said + TAGS_OF_A_TRACE + TAGS_OF_A_LINE * len(lines)
