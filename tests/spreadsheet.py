"""A workbook opened, changed and calculated by LibreOffice, for tests."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop
 oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Calculate every formula when a file is opened, whatever it stores."""

Sheets = dict[str, list[list[object]]]

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


def recalculated(content: bytes, folder: Path) -> Sheets:
    """The values of all sheets after LibreOffice has calculated them anew."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    source, target = folder / "made.xlsx", folder / "out"
    source.write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(target),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return values_of((target / "made.xlsx").read_bytes())


def values_of(content: bytes) -> Sheets:
    """The stored values of all sheets."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def with_number(content: bytes, reference: str, value: float) -> bytes:
    """The file with another number typed into one cell: `'data'!$D$4`."""
    sheet, address = reference.rsplit("!", 1)
    address = address.replace("$", "")
    names = list(values_of(content))
    part = f"xl/worksheets/sheet{names.index(sheet.strip(chr(39))) + 1}.xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                cell = rf'(<c r="{address}"[^>]*>)<v>[^<]*</v>'
                changed, count = re.subn(cell, rf"\g<1><v>{value!r}</v>", text.decode())
                assert count == 1, reference
                text = changed.encode()
            new.writestr(name, text)
    return out.getvalue()


def at(sheets: Sheets, reference: str) -> object:
    """The value of a cell by its address."""
    sheet, address = reference.rsplit("!", 1)
    found = re.fullmatch(r"\$([A-Z]+)\$(\d+)", address)
    assert found is not None, reference
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return sheets[sheet.strip("'")][int(found[2]) - 1][column - 1]
