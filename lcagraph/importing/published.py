"""Input–output tables as they are published, before they become databases."""

from __future__ import annotations

from pathlib import Path

from lcagraph.background.store import installed
from lcagraph.errors import Finding, UsageError
from lcagraph.importing.recognise import recognise
from lcagraph.input_output.table import Table, TableOptions

_NO_OPTIONS = TableOptions()


def published_table(path: Path, options: TableOptions = _NO_OPTIONS) -> Table:
    """Flows, final demand, output and extensions of a table, as its source has them.

    A stored database keeps recipes alone; final demand, of which accounts are made,
    stands in the table.

    Parameters
    ----------
    path : Path
        What `lcagraph db add` reads: workbook, folder or archive.
    options : TableOptions
        Year of a folder with several, and the construct of supply and use.

    Raises
    ------
    UsageError
        E529: it is no input–output table with its flows, or a stored database. Besides,
        those of the format.
    """
    if not path.exists() and path.name in installed():
        name = {"zh": "已导入的数据库", "en": "a stored database"}
        raise UsageError(Finding(code="E529", at=str(path), values={"format": name}))
    format_ = recognise(path)
    if not format_.is_table:
        values = {"format": format_.name}
        raise UsageError(Finding(code="E529", at=str(path), values=values))
    return format_.published(path, options)
