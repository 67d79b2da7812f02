"""Figures by the name of their style, from Python and from the command line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import lcagraph as lg
from lcagraph.diagram.size import style_for
from lcagraph.errors import UsageError
from lcagraph.figures import STYLES

Run = Callable[..., tuple[int, str, str]]
MODELS = Path(__file__).parents[2] / "models"
CRATE = MODELS / "pp_crate" / "model.yaml"


ALONE = [style for style in STYLES if style not in ("organisation", "waterfall")]
"""Styles that a model without departments and without another side has."""


@pytest.fixture(scope="module")
def crate() -> lg.Model:
    return lg.read(CRATE)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("style", ALONE)
def test_every_style_draws_a_figure_that_says_what_it_is(
    crate: lg.Model, style: str, lang: str
) -> None:
    svg = crate.draw(style=style, lang=lang)
    root = etree.fromstring(svg.encode())
    title, description = (root.findtext(f"{{*}}{part}") for part in ("title", "desc"))
    assert title
    assert description
    assert svg == crate.draw(style=style, lang=lang)


@pytest.mark.parametrize(
    ("processes", "style"),
    [
        (0, "spine"),
        (1, "spine"),
        (12, "spine"),
        (13, "cards"),
        (40, "cards"),
        (41, "network"),
        (150, "network"),
        (151, "stages"),
        (20_000, "stages"),
    ],
)
def test_the_number_of_processes_chooses_the_style(processes: int, style: str) -> None:
    assert style_for(processes) == style


def chain(processes: int) -> lg.Model:
    """One process after the other, each of which burns a kilogram."""
    made: dict[str, Any] = {}
    for number in range(processes):
        made[f"step{number}"] = {
            "outputs": {f"p{number}": "1 kg"},
            "inputs": {f"p{number - 1}": "1 kg"} if number else {},
            "emissions": {"co2_fossil": "1 kg"},
        }
    reference = {"product": f"p{processes - 1}", "amount": "1 kg"}
    return lg.Model(reference=reference, processes=made)


def test_without_a_style_a_large_system_is_drawn_so_that_it_can_be_read() -> None:
    assert chain(12).draw() == chain(12).draw(style="spine")
    assert chain(13).draw() == chain(13).draw(style="cards")
    # 42 boxes side by side can't be read in print, nor with some of them folded
    assert chain(41).draw() == chain(41).draw(style="stages")
    assert chain(151).draw() == chain(151).draw(style="stages")


@pytest.mark.parametrize(
    "stated", [{"style": "spin"}, {"style": "sankey", "level": "x"}]
)
def test_an_unknown_word_is_refused_with_those_that_are_known(
    crate: lg.Model, stated: dict[str, Any]
) -> None:
    with pytest.raises(UsageError, match="E759"):
        crate.draw(**stated)


def test_the_flows_of_a_diagram_are_written_as_a_table(tmp_path: Path) -> None:
    """Two steps, a kilogram each: 1 kg goes over, 2 kg arrive at the product."""
    path = tmp_path / "flows.csv"
    text = chain(2).draw(path, style="sankey")
    assert path.read_text(encoding="utf-8") == text
    rows = list(csv.DictReader(text.splitlines()))
    carried = {(row["source"], row["target"]): row["amount [kgCO2e]"] for row in rows}
    assert float(carried["step0", "step1"]) == 1.0
    assert float(carried["step1", ":reference"]) == 2.0


def test_a_style_without_flows_has_no_table(crate: lg.Model, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E260"):
        crate.draw(tmp_path / "flows.csv", style="cards")


@pytest.mark.parametrize("style", ALONE)
def test_every_style_is_written_as_a_page(style: str, tmp_path: Path) -> None:
    path = tmp_path / "figure.pdf"
    chain(2).draw(path, style=style)
    assert path.read_bytes().startswith(b"%PDF-")


def test_the_command_draws_a_style_at_a_level(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "figure.svg"
    asked = ("--style", "sankey", "--level", "stage", "--threshold", "2 %")
    code, _, told = run("draw", CRATE, *asked, "-o", path, "--lang", "en")
    assert code == 0, told
    assert "2 % of the footprint" in text_of(path)


def test_the_command_draws_what_moved_the_footprint(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "figure.svg"
    asked = ("--style", "waterfall", "--against", "less_power")
    code, _, told = run("draw", CRATE, *asked, "-o", path, "--lang", "en")
    assert code == 0, told
    # 20 % of 179,000 kWh a year × 0.5777 kgCO2e/kWh / 50,000 crates = 0.4136 less
    assert "−0.414" in text_of(path)


def test_the_command_draws_departments(tmp_path: Path, run: Run) -> None:
    model, path = tmp_path / "model.yaml", tmp_path / "figure.pdf"
    departments = """
organisation:
  departments:
    plant: {name: 工厂 | Plant}
    energy: {name: 能源部 | Energy, under: plant, responsible_for_footprint: true}
"""
    model.write_text(CRATE.read_text(encoding="utf-8") + departments, encoding="utf-8")
    code, _, told = run("draw", model, "--style", "organisation", "-o", path)
    assert code == 0, told
    assert path.read_bytes().startswith(b"%PDF-")


def text_of(path: Path) -> str:
    """All words of an SVG, with plain blanks."""
    found = "".join(etree.parse(path).getroot().itertext())
    return found.replace("\u00a0", " ")


def test_the_command_refuses_an_unknown_style(run: Run) -> None:
    code, _, told = run("draw", CRATE, "--style", "snakey", "--lang", "en")
    assert code == 2
    assert "E759" in told
    assert "did you mean “sankey”?" in told
