"""Bundles that somebody has prepared to make verifying fail, or to deceive it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundles import members_of, packed, rehashed, written

import lcagraph as lg
from lcagraph.bundle import make_bundle, verify_bundle
from lcagraph.errors import UsageError

# wind and grid: the power of the only process is 10 kWh × 0.1 kg = 1 kgCO2e
SUPPLIED = """
lcagraph: 1
reference: {product: part, amount: 1 piece}
processes:
  stamping: {stage: production, outputs: {part: 1 piece}, inputs: {power: 10 kWh}}
supply:
  power: {kind: contract, location_based: grid, market_based: wind}
factors:
  grid: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.5 kg}
  wind: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.1 kg}
"""


def test_power_by_contract_is_traced_to_its_supply(tmp_path: Path) -> None:
    members = members_of(make_bundle(lg.read_string(SUPPLIED)).content)
    (row,) = json.loads(members["trace.json"])
    assert row["boundary.process"] == "power"
    assert row["factor.id"] == "wind"
    assert row["inventory.kgCO2e"] == pytest.approx(1.0)
    assert verify_bundle(packed(members, tmp_path)).is_ok


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("trace.json", b"4.2", b"1" + b"0" * 400),  # beyond all floats
        ("trace.json", b"[", b"[" * 100_000),
        # another program may read the first of two
        (
            "trace.json",
            b'"inventory.kgCO2e"',
            b'"inventory.kgCO2e": 0.1, "inventory.kgCO2e"',
        ),
        ("trace.csv", b"4.2", b"4" * 200_000),  # more than a field of CSV may have
    ],
)
def test_a_document_that_no_reader_takes_is_named(
    tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    members = members_of(make_bundle(lg.read(written(tmp_path))).content)
    assert old in members[name]
    members[name] = members[name].replace(old, new, 1)
    found = verify_bundle(packed(rehashed(members), tmp_path))
    assert name in {each.name for each in found.differences}


@pytest.mark.parametrize("name", ["model/model.yaml/x", "model/" + "x" * 300])
def test_a_name_that_no_folder_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    members = members_of(make_bundle(lg.read(written(tmp_path))).content)
    forged = packed(rehashed({**members, name: b"a"}), tmp_path)
    with pytest.raises(UsageError) as caught:
        verify_bundle(forged)
    assert caught.value.finding.code == "E703"
