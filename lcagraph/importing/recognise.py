"""Which format a file has: told by its content, never by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from lcagraph.background.records import Package
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.brightway_project import brightway_file, is_brightway_project
from lcagraph.formats.container import Peek, peek
from lcagraph.formats.xml_guard import document_type_refusal, has_document_type

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that can be read; its module is loaded only when it is tried."""

    id: str
    name: str
    module: str

    def fits(self, seen: Peek) -> bool:
        """Whether the first names and bytes are of this format."""
        return bool(getattr(self._module, f"is_{self.id}")(seen))

    def read(self, path: Path, tick: Tick) -> Package:
        """Everything in the file, as its source states it."""
        package: Package = getattr(self._module, f"read_{self.id}")(path, tick=tick)
        return package

    @property
    def _module(self) -> Any:
        return import_module(f"lcagraph.formats.{self.module}")


FORMATS = (
    Format(id="useeio", name="USEEIO JSON", module="useeio"),
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
    seen = peek(path)
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
