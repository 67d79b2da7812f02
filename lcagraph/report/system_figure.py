"""Figure of the system boundary, in a style that can be read at the size of a page."""

from __future__ import annotations

from lcagraph.figures import Figure as Wanted
from lcagraph.figures import Subject, figure_drawing
from lcagraph.report.content import Figure
from lcagraph.report.writer import Writer


def system_figure(writer: Writer, title: str) -> Figure:
    """The boundary with the next number; of very many processes, the stages."""
    subject = writer.subject
    drawn = Subject(
        prepared=subject.prepared,
        numbers=subject.numbers,
        footprint=lambda: subject.footprint,
    )
    return Figure(
        id="boundary-figure",
        number=writer.captions.figure(),
        title=title,
        drawing=figure_drawing(drawn, Wanted(lang=writer.lang)),
    )
