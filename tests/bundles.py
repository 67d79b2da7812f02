"""A model with a document and an included file, and bundles made or forged from it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lcagraph.bundle.packing import MANIFEST

# 2 t × 2100 + 500 kWh × 0.5 = 4450 kgCO2e per 1000 parts: 4.45 per part
MODEL = """\
lcagraph: 1
include: [factors.yaml]
reference: {product: part, amount: 1 piece}
processes:
  stamping:
    stage: production
    outputs: {part: 1000 piece}
    inputs:
      steel: {amount: 2 t, data: {evidence: [invoice], source: 发票 | Invoice}}
      power: 500 kWh
evidence:
  invoice: {title: 发票 | Invoice, file: papers/invoice.pdf, sha256: HASH}
assessment:
  findings:
    - {problem: "=1+1", reply: 已改 | Changed, method: 查阅 | Reading,
       basis: 发票 | Invoice}
"""
FACTORS = """\
lcagraph: 1
factors:
  steel: {per: 1 t, kind: material, boundary: cradle_to_gate, co2e: 2100 kg,
          gwp: ipcc-ar6-gwp100}
  power: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.5 kg,
          gwp: ipcc-ar6-gwp100}
"""
PAPER = b"%PDF-1.7 an invoice"


def written(folder: Path) -> Path:
    """The model with its files, written into a folder."""
    (folder / "papers").mkdir()
    (folder / "papers" / "invoice.pdf").write_bytes(PAPER)
    (folder / "factors.yaml").write_text(FACTORS, encoding="utf-8")
    text = MODEL.replace("HASH", hashlib.sha256(PAPER).hexdigest())
    (folder / "model.yaml").write_text(text, encoding="utf-8")
    return folder / "model.yaml"


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Mapping[str, bytes], folder: Path) -> Path:
    made = folder / "changed.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made


def rehashed(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members with a manifest that fits them, as a forger would write it."""
    manifest = json.loads(members[MANIFEST])
    for name, content in members.items():
        if name != MANIFEST:
            digest = hashlib.sha256(content).hexdigest()
            manifest["files"][name] = {"sha256": digest, "size": len(content)}
    return {**members, MANIFEST: json.dumps(manifest).encode()}
