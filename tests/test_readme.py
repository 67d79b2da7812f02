"""What the first page promises: its model, its commands and its folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lcagraph

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

RTOL = 1e-12  # one process, three factors, no loop


def test_the_model_of_the_readme_gives_the_footprint_worked_out_there(
    tmp_path: Path,
) -> None:
    block = re.search(r"^```yaml\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert block
    model = tmp_path / "model.yaml"
    model.write_text(block[1], encoding="utf-8")
    # 1860 kg × 1.587 + 1.86 t × 420 km × 0.0978 + 2400 kWh × 0.5777
    #   = 2951.82 + 76.40136 + 1386.48 = 4414.70136 kgCO2e per 1000 crates
    total = float(lcagraph.read(model).solve().total)
    assert total == pytest.approx(4.41470136, rel=RTOL)


@pytest.mark.parametrize(
    "folder", sorted(set(re.findall(r"^\| `(\w+)/`", README, re.M)))
)
def test_a_folder_of_the_map_exists(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_a_page_names_exists(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert named - targets == set()
