"""The tick list: which of the eight documents are there, and which blanks are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcagraph.dossier.writing import NOTHING, Desk, Document, DocumentKind
from lcagraph.report.content import Report, Row
from lcagraph.report.writer import row

TICKED, EMPTY = "☑", "☐"
KEYS = ("no", "paper", "present", "files", "rows", "blanks", "remark")


def checklist(
    desk: Desk,
    documents: Sequence[Document],
    files: Mapping[DocumentKind, Sequence[str]],
) -> Report:
    """The list of the eight, and every blank with the key of the model it belongs to.

    Parameters
    ----------
    desk : Desk
    documents : sequence of Document
        In the order of the guide.
    files : mapping
        Names in the zip, by kind.
    """
    body = [
        row(
            f"{n}",
            desk.text(f"dossier.{one.kind}"),
            TICKED if one.is_present else EMPTY,
            ", ".join(files.get(one.kind, ())) or NOTHING,
            f"{one.rows}" if one.report and not one.drawing else NOTHING,
            f"{len(one.blanks)}" if one.report else NOTHING,
            one.note or _remark(desk, one),
        )
        for n, one in enumerate(documents, start=1)
    ]
    table = desk.list_table("checklist", KEYS, body, (5, 22, 7, 26, 7, 8, 25))
    missing = list(_blanks(desk, documents))
    if not missing:
        return desk.document("checklist", table)
    keys = ("paper", "key", "missing")
    blanks = desk.list_table("open_fields", keys, missing, (25, 45, 30))
    return desk.document("checklist", table, blanks)


def _remark(desk: Desk, one: Document) -> str:
    return "" if one.is_present else desk.text("dossier.no_rows")


def _blanks(desk: Desk, documents: Sequence[Document]) -> list[Row]:
    return [
        row(desk.text(f"dossier.{one.kind}"), blank.path, blank.label)
        for one in documents
        for blank in one.blanks
    ]


def tick_lines(overview: Report) -> tuple[str, ...]:
    """The list of the eight as text: `☑ 5 主要生产设备设施清单  05_equipment.html`."""
    lines = []
    for each in overview.tables()[0].body:
        number, name, tick, files, _, _, remark = (
            "".join(piece for piece in one.words if isinstance(piece, str))
            for one in each
        )
        lines.append(f"{tick} {number} {name}  {files}  {remark}".rstrip())
    return tuple(lines)
