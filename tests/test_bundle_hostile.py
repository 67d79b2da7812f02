"""Bundles that somebody has prepared to make verifying fail, or to deceive it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundles import members_of, packed, rehashed, written

import lcagraph as lg
from lcagraph.bundle import make_bundle, verify_bundle
from lcagraph.bundle.packing import MANIFEST
from lcagraph.cli import main
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


def with_stated(folder: Path, **stated: object) -> Path:
    """A bundle whose manifest says so."""
    members = members_of(make_bundle(lg.read(written(folder))).content)
    manifest = json.dumps({**json.loads(members[MANIFEST]), **stated})
    return packed({**members, MANIFEST: manifest.encode()}, folder)


@pytest.mark.parametrize(
    "stated",
    [
        {"databases": {"x": 3}},
        {"databases": {"x": None}},
        {"databases": {"x": {"version": {"a": 1}, "sha256": "0"}}},
        {"datasets": {"x/y": 3}},
        {"software": {"numpy": ["2.0"]}},
    ],
)
def test_a_manifest_of_another_layout_is_no_bundle(
    tmp_path: Path, stated: dict[str, object]
) -> None:
    with pytest.raises(UsageError) as caught:
        verify_bundle(with_stated(tmp_path, **stated))
    assert caught.value.finding.code == "E837"


def test_what_a_bundle_says_cannot_move_the_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Version, key and value could hide the line that names a difference."""
    clear = "\x1b[2J\x1b]0;title\x07"
    stated = {clear: {"version": clear, "sha256": "\u202e0"}}
    file = with_stated(tmp_path, databases=stated, software={"numpy": clear})
    assert main(["--lang", "en", "verify", str(file)]) == 1
    out = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)
    assert "\\x1b[2J" in out


@pytest.mark.parametrize(
    "name", ["MANIFEST.json", "previous.yaml", "../x", "/etc/passwd", "model", ""]
)
def test_a_model_is_only_read_from_the_folder_of_the_model(
    tmp_path: Path, name: str
) -> None:
    """Else the canonical form is taken, which can't include files (E716)."""
    found = verify_bundle(with_stated(tmp_path, main=name))
    assert (found.recomputed, found.is_ok) == ("nothing", False)
    assert [finding.code for finding in found.reasons] == ["E716"]


LONE = """
lcagraph: 1
reference: {product: part, amount: 1 piece}
processes:
  mill: {stage: production, outputs: {part: 1 piece}, inputs: {ore: 2 kg}}
factors:
  ore: {per: 1 kg, kind: material, boundary: cradle_to_gate, co2e: 3 kg}
"""


def test_a_lock_that_pins_nothing_is_not_packed_and_belongs_to_no_bundle(
    tmp_path: Path,
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(LONE, encoding="utf-8")
    path.with_suffix(".lock").write_text("of last year", encoding="utf-8")
    members = members_of(make_bundle(lg.read(path)).content)
    assert "model/model.lock" not in members
    forged = rehashed({**members, "model/model.lock": b"anything"})
    (difference,) = verify_bundle(packed(forged, tmp_path)).differences
    assert (difference.kind, difference.name) == ("foreign", "model/model.lock")
