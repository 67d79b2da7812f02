"""Word documents laid out by LibreOffice, for tests."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path


def printed(documents: Sequence[Path], folder: Path) -> dict[str, Path]:
    """The documents as PDF files, by their names without ending."""
    target = folder / "printed"
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(target),
        *map(str, documents),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {one.stem: target / f"{one.stem}.pdf" for one in documents}


def pages_of(documents: Sequence[Path], folder: Path) -> dict[str, int]:
    """How many pages each document has, by its name without ending."""
    import pypdf

    files = printed(documents, folder)
    return {name: len(pypdf.PdfReader(file).pages) for name, file in files.items()}
