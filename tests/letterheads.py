"""Letterheads as users make them: small Word documents with placeholders."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from docx import Document


def letterhead(
    folder: Path, *lines: str, header: str = "", name: str = "letterhead.docx"
) -> Path:
    """A document with one paragraph per line, and a header."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    written = BytesIO()
    document.save(written)
    path = folder / name
    path.write_bytes(written.getvalue())
    return path
