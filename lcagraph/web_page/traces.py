"""Traces of the rows of a page: every number back to its datum, factor and source."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.contribution import LedgerRow
from lcagraph.graph.words import Text
from lcagraph.result import Footprint
from lcagraph.result.trace_page import headline, sections
from lcagraph.trace import Trace, Tracer
from lcagraph.web_page.records import Line, TraceRecord, TraceSection
from lcagraph.web_page.tables import Anchors
from lcagraph.web_page.words import in_both, same

MOST_TRACES = 80
"""Traces of a page: those of its largest rows. At 3 kB each, they are half of it."""


def traces(
    result: Footprint, rows: Iterable[LedgerRow], branches: Iterable[str]
) -> tuple[tuple[TraceRecord, ...], Anchors]:
    """Traces of rows, the largest first, and of branches; with their anchors.

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
    for path in list(paths)[:MOST_TRACES]:
        for trace in tracer.traces(path):
            key = (trace.path, trace.stage, trace.name)
            found.setdefault(key, _record(trace, f"trace-{len(found) + 1}"))
    return tuple(found.values()), {key: one.anchor for key, one in found.items()}


def _record(trace: Trace, anchor: str) -> TraceRecord:
    both = zip(sections(trace, "zh"), sections(trace, "en"), strict=True)
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
                ),
            )
            for zh, en in both
        ),
    )
