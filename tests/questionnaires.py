"""A small model's questionnaire, and one with answers typed into it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from spreadsheet import values_of

from lcagraph.formats.yaml.reader import read_text
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.graph.system import ProductSystem
from lcagraph.report.collection import questionnaire_bytes, questions_of

MODEL = """\
# a small plant
lcagraph: 1
title: 周转箱 | Crate
reference: {product: crate, amount: 1 piece}
parameters:
  share: {value: 0.4, min: 0, max: 0.5, name: "=回收占比"}
processes:
  moulding:                     # per piece
    name: 注塑 | Moulding
    stage: production
    data: {class: estimated, origin: secondary, source: 假设 | assumption}
    outputs: {crate: 1 piece}
    inputs:
      resin: 1.2 kg             # weighed in 2023
      power: {amount: 2 kWh, data: {class: periodic, source: meter 7}}
      water: = share * 1 kg
factors:
  resin: {per: 1 kg, kind: material, boundary: unknown, co2e: 2 kg, gwp: unknown}
  power: {per: 1 kWh, kind: electricity, boundary: unknown, co2e: 0.6 kg, gwp: unknown}
  water: {per: 1 kg, kind: material, boundary: unknown, co2e: 0.001 kg, gwp: unknown}
"""

RESIN = "processes.moulding.inputs.resin"
POWER = "processes.moulding.inputs.power"


def system_of(text: str = MODEL) -> ProductSystem:
    system, _ = parse_system(read_text(text).tree)
    assert system is not None
    return system


def questionnaire(lang: str = "zh") -> bytes:
    system = system_of()
    language = "en" if lang == "en" else "zh"
    return questionnaire_bytes(questions_of(system, language), "Crate", language)


def filled(content: bytes, answers: Mapping[tuple[str, str], object]) -> bytes:
    """The questionnaire with answers typed into the cells of a path and a key."""
    sheets = values_of(content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for (path, key), value in answers.items():
        name, row, column = place_of(sheets, path, key)
        part = f"xl/worksheets/sheet{list(sheets).index(name) + 1}.xml"
        address = f"{chr(ord('A') + column)}{row + 1}"
        kind, inner = ' t="inlineStr"', f"<is><t>{value}</t></is>"
        if isinstance(value, float):
            kind, inner = "", f"<v>{value!r}</v>"
        parts[part], count = re.subn(
            rf'<c r="{address}"[^>]*?(?:/>|>.*?</c>)',
            f'<c r="{address}"{kind}>{inner}</c>',
            parts[part].decode(),
            count=1,
        )
        assert count == 1
        parts[part] = parts[part].encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


def place_of(
    sheets: dict[str, list[list[object]]], path: str, key: str
) -> tuple[str, int, int]:
    for name, rows in sheets.items():
        keys = next((row for row in rows if row and row[0] == "lcagraph:path"), [])
        for number, row in enumerate(rows):
            if key in keys and row[0] == path:
                return name, number, keys.index(key)
    raise AssertionError((path, key))
