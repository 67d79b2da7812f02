"""Tables of a bundle as CSV and JSON, for a spreadsheet and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lcagraph.graph.words import Text

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
"""First characters by which a spreadsheet program may take text for a formula."""


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in UTF-8 with its mark, as Excel wants it.

    Text that a spreadsheet would compute gets an apostrophe in front of it.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def records_csv(
    records: Sequence[Mapping[str, object]], head: Sequence[str] = ()
) -> bytes:
    """Records that all have the keys of the first one; `head` is for none."""
    columns = list(records[0]) if records else head
    return csv_bytes(columns, ([each[key] for key in columns] for each in records))


def json_bytes(content: Any) -> bytes:
    """Plain data as JSON that people can read too, keys sorted."""
    text = json.dumps(
        content, ensure_ascii=False, indent=1, sort_keys=True, default=str
    )
    return f"{text}\n".encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):  # numpy's, too, whose own repr names its type
        return repr(float(value))
    if isinstance(value, int):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def both(key: str, text: Mapping[str, str] | Text | None) -> dict[str, str | None]:
    """A text in two columns, Chinese and English."""
    if isinstance(text, Text):
        return {f"{key}_zh": text.zh, f"{key}_en": text.en}
    return {f"{key}_{lang}": text[lang] if text else None for lang in ("zh", "en")}
