"""A report as a workbook: its tables, and the calculation behind them, live."""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.report.content import Report
from lcagraph.report.workbook.cells import LiveModel, LiveNumber
from lcagraph.report.workbook.live import live_model
from lcagraph.report.workbook.tables import write_tables
from lcagraph.report.workbook.writer import Book


def workbook_bytes(report: Report, live: LiveModel) -> bytes:
    """A report as the content of an .xlsx file that calculates.

    Parameters
    ----------
    report : Report
        Each of its tables gets a sheet; a number with a key becomes a link to the live
        calculation.
    live : LiveModel
        The calculation of the same model, see `live_model`.

    Returns
    -------
    bytes
        Equal for equal content. Each formula stores its number, so that a reader that
        doesn't calculate shows the same.

    Raises
    ------
    UsageError
        xlsxwriter is not installed (E167).
    """
    book = Book(report.cover.title)
    taken = {sheet.name.casefold() for sheet in live.sheets}
    notes, *rest = live.sheets
    book.write_live(notes)
    write_tables(book, report, live, taken)
    for sheet in rest:
        book.write_live(sheet)
    return book.finished()


def tables_bytes(reports: Sequence[Report]) -> bytes:
    """Tables of reports as one workbook without a calculation: lists to hand in.

    Raises
    ------
    UsageError
        xlsxwriter is not installed (E167).
    """
    book = Book(reports[0].cover.title)
    plain, taken = LiveModel(sheets=(), keys={}), set[str]()
    for report in reports:
        write_tables(book, report, plain, taken)
    return book.finished()


__all__ = ["LiveModel", "LiveNumber", "live_model", "tables_bytes", "workbook_bytes"]
