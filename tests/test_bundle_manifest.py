"""What a manifest states of its model is compared with the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundles import members_of, packed, written

import lcagraph as lg
from lcagraph.bundle import make_bundle, verify_bundle
from lcagraph.bundle.packing import MANIFEST


@pytest.mark.parametrize(
    ("keys", "forged"),
    [
        (("footprint", "total"), 4.0),
        (("footprint", "per"), "1 t"),
        (("model_sha256",), "0" * 64),
        (("databases",), {"x": {"version": "1", "sha256": "0"}}),
    ],
)
def test_a_manifest_that_says_another_thing_than_the_model_is_found(
    tmp_path: Path, keys: tuple[str, ...], forged: object
) -> None:
    members = members_of(make_bundle(lg.read(written(tmp_path))).content)
    manifest = json.loads(members[MANIFEST])
    place = manifest
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = forged
    members[MANIFEST] = json.dumps(manifest).encode()
    found = verify_bundle(packed(members, tmp_path))
    assert not found.is_ok
    (difference,) = found.differences
    assert difference.name == MANIFEST
    assert difference.at.startswith(".".join(keys))


def test_a_size_that_is_not_that_of_the_document_is_found(tmp_path: Path) -> None:
    members = members_of(make_bundle(lg.read(written(tmp_path))).content)
    manifest = json.loads(members[MANIFEST])
    manifest["files"]["sample.csv"]["size"] += 1
    members[MANIFEST] = json.dumps(manifest).encode()
    (difference,) = verify_bundle(packed(members, tmp_path)).differences
    assert (difference.kind, difference.name) == ("damaged", "sample.csv")
