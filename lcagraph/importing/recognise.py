"""Which format a file has: told by its content, never by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from lcagraph.background.array_table import ArrayTable
from lcagraph.background.records import Package
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.brightway_project import brightway_file, is_brightway_project
from lcagraph.formats.container import LIMITS, Peek, peek
from lcagraph.formats.xml_guard import document_type_refusal, has_document_type
from lcagraph.input_output.table import Table, TableOptions

Tick = Callable[[int], None]

_NO_OPTIONS = TableOptions()
_PEEKED = replace(LIMITS, member=16 * 2**30)
"""Files of large tables have more than a gigabyte; no more than heads are read here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that can be read; its module is loaded only when it is tried."""

    id: str
    name: str
    module: str
    is_table: bool = False
    """True for input–output tables, which are read as arrays."""

    def fits(self, seen: Peek) -> bool:
        """Whether the first names and bytes are of this format."""
        return bool(getattr(self._module, f"is_{self.id}")(seen))

    def read(
        self, path: Path, tick: Tick, options: TableOptions = _NO_OPTIONS
    ) -> Package | ArrayTable:
        """Everything in the file, as its source states it.

        Raises
        ------
        UsageError
            Options of tables about what is none (E569), besides those of the format.
        """
        read = getattr(self._module, f"read_{self.id}")
        if self.is_table:
            table: ArrayTable = read(path, tick=tick, options=options)
            return table
        if options:
            values = {"format": self.name}
            raise UsageError(Finding(code="E569", values=values))
        package: Package = read(path, tick=tick)
        return package

    def published(self, path: Path, options: TableOptions) -> Table:
        """A table before it becomes arrays of the store."""
        found: tuple[Table, str]
        found = getattr(self._module, f"published_{self.id}")(path, options)
        return found[0]

    @property
    def _module(self) -> Any:
        return import_module(f"lcagraph.formats.{self.module}")


FORMATS = (
    Format(id="useeio", name="USEEIO JSON", module="useeio"),
    Format(id="mrio", name="pymrio", module="mrio", is_table=True),
    Format(id="io_table", name="input–output table", module="io_table", is_table=True),
    Format(id="openlca_jsonld", name="openLCA JSON-LD", module="openlca_jsonld"),
    Format(id="ilcd", name="ILCD", module="ilcd"),
    Format(id="ecospold2", name="EcoSpold 2", module="ecospold2"),
    Format(id="ecospold1", name="EcoSpold 1", module="ecospold1"),
    Format(id="simapro_csv", name="SimaPro CSV", module="simapro_csv"),
    Format(id="datapackage", name="Brightway datapackage", module="datapackage"),
    Format(id="brightway_excel", name="Brightway Excel", module="brightway_excel"),
    Format(id="factor_table", name="factor table", module="factor_table"),
)
"""In the order in which they are tried: the surest signs first."""

PROJECT = Format(
    id="brightway_project", name="Brightway project", module="brightway_project"
)
"""Told by its name, ``brightway:project/database``, which is no file's."""


def file_of(path: Path) -> Path:
    """The file or folder whose bytes are read: of a Brightway project, its databases.

    Raises
    ------
    UsageError
        No such project (E041).
    """
    return brightway_file(path) if is_brightway_project(path) else path


def recognise(path: Path) -> Format:
    """The format of a file or folder.

    Raises
    ------
    UsageError
        There is no such file, it is damaged, its content is of no known format (E098,
        with the first names in it), or that is hidden by a document type (E010).
    """
    if is_brightway_project(path):
        return PROJECT
    seen = peek(path, limits=_PEEKED)
    for format_ in FORMATS:
        if format_.fits(seen):
            return format_
    for name, head in seen.heads.items():
        if has_document_type(head):  # long enough to hide what comes after it
            raise UsageError(document_type_refusal(name))
    values = {
        "file": path.name,
        "names": seen.names[:5],
        "formats": tuple(format_.name for format_ in FORMATS),
    }
    raise UsageError(Finding(code="E098", values=values))
