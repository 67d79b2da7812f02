"""The picture of the product goes along with its model."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundles import members_of, packed

import lcagraph as lg
from lcagraph.bundle import make_bundle, verify_bundle

PNG = b"\x89PNG\r\n\x1a\n of a part"
MODEL = """
lcagraph: 1
reference: {product: part, amount: 1 piece}
products:
  part: {name: 零件 | Part, picture: 'FILE'}
  ore: {picture: other.png}
processes:
  mill: {stage: production, outputs: {part: 1 piece}, inputs: {ore: 2 kg}}
factors:
  ore: {per: 1 kg, kind: material, boundary: cradle_to_gate, co2e: 3 kg}
"""


def bundled(folder: Path, file: str) -> dict[str, bytes]:
    path = folder / "model.yaml"
    path.write_text(MODEL.replace("FILE", file), encoding="utf-8")
    return members_of(make_bundle(lg.read(path)).content)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with pictures, and one beside it."""
    (tmp_path / "secret.png").write_bytes(PNG)
    folder = tmp_path / "home"
    (folder / "pictures").mkdir(parents=True)
    for name in ("pictures/part.png", "other.png"):
        (folder / name).write_bytes(PNG)
    return folder


@pytest.mark.parametrize(
    "file", ["pictures/part.png", "pictures\\part.png", "x/../pictures/part.png"]
)
def test_the_picture_of_the_product_is_packed_and_belongs_to_it(
    home: Path, file: str
) -> None:
    members = bundled(home, file)
    assert members["model/pictures/part.png"] == PNG
    assert "model/other.png" not in members  # of what it is made from
    found = verify_bundle(packed(members, home))
    assert (found.is_ok, found.differences) == (True, ())


def test_a_picture_that_was_changed_in_the_bundle_is_told(home: Path) -> None:
    members = bundled(home, "pictures/part.png")
    members["model/pictures/part.png"] += b"!"
    (difference,) = verify_bundle(packed(members, home)).differences
    assert (difference.kind, difference.name) == ("damaged", "model/pictures/part.png")


@pytest.mark.parametrize(
    "file", ["../secret.png", "link.png", "gone.png", "pictures", "/etc/hostname"]
)
def test_no_other_file_is_packed_as_a_picture(home: Path, file: str) -> None:
    (home / "link.png").symlink_to(home.parent / "secret.png")
    members = bundled(home, file)
    assert {name for name in members if name.startswith("model/")} == {
        "model/model.yaml"
    }
    assert verify_bundle(packed(members, home)).is_ok


def test_a_picture_that_no_report_prints_is_not_packed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lcagraph.bundle.picture.MOST_BYTES", len(PNG) - 1)
    assert "model/pictures/part.png" not in bundled(home, "pictures/part.png")
